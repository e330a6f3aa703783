#include "core/dsp/eq_fir.h"

#include <algorithm>
#include <cmath>

namespace tonewright::dsp
{

namespace
{

constexpr double kDecays = 25.0;  // e^−25 of a tail is left at the end of the rendered response: −217 dB
constexpr std::size_t kLongestRendered = std::size_t{1} << 23;
constexpr std::size_t kEdge = 16;  // room for the zero-phase filter's padding
constexpr int kResponsePoints = 512;

/// −ln |p| of the pole p that decays most slowly.
double slowestDecay(const Biquad &f)
{
    const double discriminant = f.a1 * f.a1 / 4.0 - f.a2;
    const double radius = discriminant < 0.0 ? std::sqrt(f.a2) : std::abs(f.a1) / 2.0 + std::sqrt(discriminant);
    return radius < 1.0 ? -std::log(std::max(radius, 1e-12)) : 0.0;
}

std::size_t renderedSide(const Equaliser &equaliser, double sampleRate)
{
    double slowest = 1.0;  // per sample: no band rings
    for (const Band &band : equaliser.bands)
        if (band.gainDb != 0.0)
            slowest = std::min(slowest, slowestDecay(designBiquad(band, sampleRate)));
    const double samples = kDecays / std::max(slowest, kDecays / double(kLongestRendered));
    return std::min(kLongestRendered, std::size_t(std::ceil(samples))) + kEdge;
}

double smallestGain(const Equaliser &equaliser, double sampleRate)
{
    std::vector<double> hertz{0.0};
    for (const Band &band : equaliser.bands)
        hertz.push_back(limited(band, sampleRate).frequencyHz);
    for (int i = 0; i <= kResponsePoints; ++i)
        hertz.push_back(std::pow(sampleRate / 2.0, double(i) / kResponsePoints));
    const auto db = responseDb(equaliser, hertz, sampleRate);
    return std::pow(10.0, *std::min_element(db.begin(), db.end()) / 20.0);
}

}  // namespace

EqFir designEqFir(const Equaliser &equaliser, double sampleRate, std::size_t longestSide)
{
    const bool causal = equaliser.mode == FilterMode::Causal;
    const std::size_t side = renderedSide(equaliser, sampleRate);
    const std::size_t centre = causal ? 0 : side;
    std::vector<double> response(centre + side + 1, 0.0);
    response[centre] = 1.0;
    for (const Band &band : equaliser.bands)
        if (band.gainDb != 0.0)
            response = applyBand(response, band, equaliser.mode, sampleRate);

    const double allowed = std::pow(10.0, kEqFirToleranceDb / 20.0) * smallestGain(equaliser, sampleRate);
    double leftOut = 0.0;
    std::size_t needed = side;
    for (; needed > 0; --needed) {
        leftOut += std::abs(response[centre + needed]) + (causal ? 0.0 : std::abs(response[centre - needed]));
        if (leftOut > allowed)
            break;
    }

    EqFir fir;
    fir.neededSide = needed;
    fir.complete = needed <= longestSide && side < kLongestRendered;
    const std::size_t kept = std::min(needed, longestSide);
    fir.before = causal ? 0 : kept;
    const auto first = response.begin() + std::ptrdiff_t(centre - fir.before);
    fir.taps.assign(first, response.begin() + std::ptrdiff_t(centre + kept + 1));
    return fir;
}

}  // namespace tonewright::dsp
