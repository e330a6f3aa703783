#include "core/studies/eq_matching/level_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/dsp/equaliser.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching::scene
{
namespace
{

/// tan(πf/rate), kept finite where a rate is too low for the filter.
double warped(double hertz, int sampleRate)
{
    return std::tan(std::numbers::pi * std::min(0.49, hertz / sampleRate));
}

dsp::Biquad headFilter(int sampleRate)
{
    constexpr double kQ = 0.7071752369554196;
    const double k = warped(1681.974450955533, sampleRate);
    const double high = std::pow(10.0, 3.999843853973347 / 20.0), middle = std::pow(high, 0.4996667741545416);
    const double a0 = 1.0 + k / kQ + k * k;
    dsp::Biquad f;
    f.b0 = (high + middle * k / kQ + k * k) / a0;
    f.b1 = 2.0 * (k * k - high) / a0;
    f.b2 = (high - middle * k / kQ + k * k) / a0;
    f.a1 = 2.0 * (k * k - 1.0) / a0;
    f.a2 = (1.0 - k / kQ + k * k) / a0;
    return f;
}

dsp::Biquad lowCut(int sampleRate)
{
    constexpr double kQ = 0.5003270373238773;
    const double k = warped(38.13547087602444, sampleRate);
    const double a0 = 1.0 + k / kQ + k * k;
    dsp::Biquad f;
    f.b0 = 1.0;
    f.b1 = -2.0;
    f.b2 = 1.0;
    f.a1 = 2.0 * (k * k - 1.0) / a0;
    f.a2 = (1.0 - k / kQ + k * k) / a0;
    return f;
}

}  // namespace

std::vector<double> levelWeights(dsp::LevelMatch match, int sampleRate)
{
    if (match == dsp::LevelMatch::None)
        return {};
    std::vector<double> weights(kBins, 2.0);
    weights.front() = weights.back() = 1.0;
    if (match == dsp::LevelMatch::Lufs) {
        const dsp::Biquad head = headFilter(sampleRate), low = lowCut(sampleRate);
        for (std::size_t bin = 0; bin < weights.size(); ++bin) {
            const double hertz = static_cast<double>(bin) * sampleRate / kFftSize;
            weights[bin] *= dsp::powerResponse(head, hertz, sampleRate) * dsp::powerResponse(low, hertz, sampleRate);
        }
    }
    return weights;
}

}  // namespace tonewright::eq_matching::scene
