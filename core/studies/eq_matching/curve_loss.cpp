#include "core/studies/eq_matching/curve_loss.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::eq_matching
{
namespace
{

constexpr std::size_t kPoints = 64;
constexpr double kLowestHz = 25.0;
constexpr double kLinearShare = 0.5;
constexpr double kHighestHz = 20000.0;
constexpr double kTolerableDb = 1.0;  // s
constexpr std::size_t kBands = 4;

/// A number with its derivatives by (position of) frequency, gain and Q.
struct Dual {
    double v = 0;
    std::array<double, 3> d{};

    friend Dual operator+(const Dual &a, const Dual &b) { return {a.v + b.v, each(a, b, 1, 1)}; }
    friend Dual operator-(const Dual &a, const Dual &b) { return {a.v - b.v, each(a, b, 1, -1)}; }
    friend Dual operator*(const Dual &a, const Dual &b) { return {a.v * b.v, each(a, b, b.v, a.v)}; }
    friend Dual operator/(const Dual &a, const Dual &b) { return {a.v / b.v, each(a, b, 1 / b.v, -a.v / (b.v * b.v))}; }
    static std::array<double, 3> each(const Dual &a, const Dual &b, double byA, double byB)
    {
        return {a.d[0] * byA + b.d[0] * byB, a.d[1] * byA + b.d[1] * byB, a.d[2] * byA + b.d[2] * byB};
    }
};

Dual constant(double value)
{
    return {value, {}};
}

/// f(a) with f's value and derivative at a.
Dual chain(const Dual &a, double value, double slope)
{
    return {value, {a.d[0] * slope, a.d[1] * slope, a.d[2] * slope}};
}

/// Numerator and denominator of |B|² as quadratics in φ = sin²(ω/2): c0 + c1 φ + c2 φ².
struct PowerQuotient {
    std::array<Dual, 3> numerator;
    std::array<Dual, 3> denominator;
};

std::array<Dual, 3> quadratic(const Dual &c0, const Dual &c1, const Dual &c2)
{
    const Dual sum = c0 + c1 + c2;
    return {sum * sum, constant(-4) * (c0 * c1 + constant(4) * c0 * c2 + c1 * c2), constant(16) * c0 * c2};
}

/// RBJ's biquad of one band; frequency, gain and Q with their derivatives.
PowerQuotient quotient(dsp::BandKind kind, const Dual &hertz, const Dual &gainDb, const Dual &q, int sampleRate)
{
    const double scale = 2.0 * std::numbers::pi / sampleRate;
    const Dual sine = chain(hertz, std::sin(scale * hertz.v), scale * std::cos(scale * hertz.v));
    const Dual cosine = chain(hertz, std::cos(scale * hertz.v), -scale * std::sin(scale * hertz.v));
    const Dual alpha = sine / (constant(2) * q);
    const double amplitude = std::pow(10.0, gainDb.v / 40.0);
    const Dual a = chain(gainDb, amplitude, amplitude * std::numbers::ln10 / 40.0);
    const Dual one = constant(1);
    if (kind == dsp::BandKind::Peak) {
        const Dual middle = constant(-2) * cosine;
        return {quadratic(one + alpha * a, middle, one - alpha * a),
                quadratic(one + alpha / a, middle, one - alpha / a)};
    }
    // The high shelf is the low one with the sign of the cosine's terms turned.
    const Dual turned = kind == dsp::BandKind::LowShelf ? cosine : constant(-1) * cosine;
    const Dual sign = constant(kind == dsp::BandKind::LowShelf ? 1 : -1);
    const Dual root = chain(a, std::sqrt(a.v), 0.5 / std::sqrt(a.v));
    const Dual slope = constant(2) * root * alpha;
    const Dual plus = a + one;
    const Dual minus = a - one;
    return {quadratic(a * (plus - minus * turned + slope), sign * constant(2) * a * (minus - plus * turned),
                      a * (plus - minus * turned - slope)),
            quadratic(plus + minus * turned + slope, sign * constant(-2) * (minus + plus * turned),
                      plus + minus * turned - slope)};
}

}  // namespace

CurveLoss::CurveLoss(int sampleRate) : m_sampleRate(sampleRate)
{
    const double highest = std::min(kHighestHz, 0.98 * sampleRate / 2.0);
    double linear = 0.0;
    for (std::size_t i = 0; i < kPoints; ++i) {
        m_hertz.push_back(kLowestHz * std::pow(highest / kLowestHz, static_cast<double>(i) / (kPoints - 1)));
        linear += m_hertz.back();
    }
    for (std::size_t i = 0; i < kPoints; ++i) {
        m_weights.push_back((1.0 - kLinearShare) / kPoints + kLinearShare * m_hertz[i] / linear);
        const double half = std::sin(std::numbers::pi * m_hertz[i] / sampleRate);
        m_phi.push_back(half * half);
    }
}

double CurveLoss::loss(std::span<const float> action, const Task &task, std::span<double> gradient) const
{
    static constexpr std::array kKinds{dsp::BandKind::LowShelf, dsp::BandKind::Peak, dsp::BandKind::Peak,
                                       dsp::BandKind::HighShelf};
    const double passes = task.mode == dsp::FilterMode::ZeroPhase ? 2.0 : 1.0;
    std::array<double, kPoints> response{};
    std::array<std::array<double, kPoints>, kParameters> slopes;
    for (std::size_t band = 0; band < kBands; ++band) {
        std::array<Dual, 3> values;
        for (std::size_t k = 0; k < 3; ++k) {
            const GridAxis &axis = actionGrid()[3 * band + k];
            const double position = 0.5 + 0.5 * std::clamp(static_cast<double>(action[3 * band + k]), -1.0, 1.0);
            const double last = axis.value(axis.choices - 1);
            if (axis.isGain()) {
                values[k].v = task.largestGainDb * (2.0 * position - 1.0);
                values[k].d[k] = task.largestGainDb;
            } else {
                values[k].v = axis.first * std::pow(last / axis.first, position);
                values[k].d[k] = values[k].v * std::log(last / axis.first) * 0.5;
            }
        }
        // The limits that dsp::limited() has; what lies beyond them changes nothing.
        const dsp::Band limited =
            dsp::limited({kKinds[band], values[0].v, values[1].v, values[2].v}, static_cast<double>(m_sampleRate));
        if (limited.frequencyHz != values[0].v)
            values[0] = constant(limited.frequencyHz);
        if (limited.q != values[2].v)
            values[2] = constant(limited.q);
        const PowerQuotient q = quotient(kKinds[band], values[0], values[1], values[2], m_sampleRate);
        const double toDb = passes * 10.0 / std::numbers::ln10;
        for (std::size_t i = 0; i < kPoints; ++i) {
            const double phi = m_phi[i];
            const double n = q.numerator[0].v + phi * (q.numerator[1].v + phi * q.numerator[2].v);
            const double d = q.denominator[0].v + phi * (q.denominator[1].v + phi * q.denominator[2].v);
            response[i] += toDb * std::log(n / d);
            const double byN = toDb / n;
            const double byD = toDb / d;
            for (std::size_t k = 0; k < 3; ++k)
                slopes[3 * band + k][i] =
                    byN * (q.numerator[0].d[k] + phi * (q.numerator[1].d[k] + phi * q.numerator[2].d[k])) -
                    byD * (q.denominator[0].d[k] + phi * (q.denominator[1].d[k] + phi * q.denominator[2].d[k]));
        }
    }
    double mean = 0.0;
    for (std::size_t i = 0; i < kPoints; ++i) {
        response[i] -= static_cast<double>(task.wantedDb[i]);
        mean += m_weights[i] * response[i];
    }
    double squares = task.level * mean * mean;
    for (std::size_t i = 0; i < kPoints; ++i) {
        double &error = response[i];
        squares += m_weights[i] * (error - mean) * (error - mean);
        error = m_weights[i] * (error + (task.level - 1.0) * mean);  // now half the slope of `squares`
    }
    constexpr double tolerable = kTolerableDb * kTolerableDb;
    const double bySquares = 1.0 / (tolerable + squares);
    for (std::size_t k = 0; k < kParameters; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < kPoints; ++i)
            sum += response[i] * slopes[k][i];
        gradient[k] += bySquares * 2.0 * sum;
    }
    return std::log1p(squares / tolerable);
}

}  // namespace tonewright::eq_matching
