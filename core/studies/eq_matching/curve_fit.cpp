#include "core/studies/eq_matching/curve_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kStep = 1e-4;  // of a coordinate's range, for differences
constexpr double kLeastDamping = 1e-6, kMostDamping = 1e6;
constexpr double kConverged = 1e-4;  // relative gain of a step below which it isn't worth another
constexpr std::size_t kSize = kParameters;

double squareSum(const std::vector<double> &values)
{
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

std::vector<double> residuals(const TargetCurve &target, const SettingSpace &space, const Position &position)
{
    auto left = dsp::responseDb(space.at(position), target.hertz, target.sampleRate);
    for (std::size_t i = 0; i < left.size(); ++i)
        left[i] -= target.gainDb[i];
    return left;
}

/// Solves a·x = b of a symmetric positive definite `a` in place (Cholesky); false where it isn't.
bool solve(std::array<std::array<double, kSize>, kSize> a, std::array<double, kSize> &b)
{
    for (std::size_t i = 0; i < kSize; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t k = 0; k < j; ++k)
                sum -= a[i][k] * a[j][k];
            if (i == j && !(sum > 0.0))
                return false;
            a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
        }
    }
    for (std::size_t i = 0; i < kSize; ++i) {
        for (std::size_t k = 0; k < i; ++k)
            b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (std::size_t i = kSize; i-- > 0;) {
        for (std::size_t k = i + 1; k < kSize; ++k)
            b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return true;
}

}  // namespace

TargetCurve targetOfState(std::span<const float> state, int sampleRate, bool levelled)
{
    TargetCurve target;
    target.sampleRate = sampleRate;
    const auto &centres = stateBandCentresHz();
    for (std::size_t band = 0; band < centres.size(); ++band) {
        if (centres[band] >= 0.5 * sampleRate)
            break;
        target.hertz.push_back(centres[band]);
        target.gainDb.push_back(10.0 * state[band]);
    }
    if (levelled && !target.gainDb.empty()) {
        const double mean = std::accumulate(target.gainDb.begin(), target.gainDb.end(), 0.0) /
                            static_cast<double>(target.gainDb.size());
        for (double &gain : target.gainDb)
            gain -= mean;
    }
    return target;
}

CurveFit fitCurve(const TargetCurve &target, const SettingSpace &space, const Position &start, int iterations)
{
    CurveFit fit{start, 0.0};
    if (target.hertz.empty())
        return fit;
    auto left = residuals(target, space, start);
    double square = squareSum(left);
    double damping = 1e-2;
    for (int iteration = 0; iteration < iterations; ++iteration) {
        std::array<std::vector<double>, kSize> slopes;
        for (std::size_t i = 0; i < kSize; ++i) {
            Position moved = fit.position;
            // Away from the wall: a mirrored step would have the wrong sign.
            const double step = moved[i] > 0.5 ? -kStep : kStep;
            moved[i] += step;
            slopes[i] = residuals(target, space, moved);
            for (std::size_t k = 0; k < left.size(); ++k)
                slopes[i][k] = (slopes[i][k] - left[k]) / step;
        }
        std::array<std::array<double, kSize>, kSize> normal{};
        std::array<double, kSize> gradient{};
        for (std::size_t i = 0; i < kSize; ++i) {
            gradient[i] = -std::inner_product(slopes[i].begin(), slopes[i].end(), left.begin(), 0.0);
            for (std::size_t j = 0; j <= i; ++j)
                normal[i][j] = normal[j][i] =
                    std::inner_product(slopes[i].begin(), slopes[i].end(), slopes[j].begin(), 0.0);
        }
        bool better = false;
        double gained = 0.0;
        while (!better && damping < kMostDamping) {
            auto damped = normal;
            for (std::size_t i = 0; i < kSize; ++i)
                damped[i][i] += damping * (normal[i][i] + 1.0);
            auto step = gradient;
            if (solve(damped, step)) {
                Position tried = fit.position;
                for (std::size_t i = 0; i < kSize; ++i)
                    tried[i] = std::clamp(tried[i] + step[i], 0.0, 1.0);
                auto leftThen = residuals(target, space, tried);
                const double squareThen = squareSum(leftThen);
                better = squareThen < square;
                if (better) {
                    gained = (square - squareThen) / square;
                    fit.position = tried;
                    left = std::move(leftThen);
                    square = squareThen;
                }
            }
            damping = better ? std::max(kLeastDamping, damping / 3.0) : damping * 4.0;
        }
        if (!better || gained < kConverged)
            break;
    }
    fit.rmsDb = std::sqrt(square / static_cast<double>(left.size()));
    return fit;
}

}  // namespace tonewright::eq_matching
