#include "core/dsp/loudness_change.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tonewright::dsp
{

namespace
{

constexpr double kWeightingRate = 48000.0;  // Hz, that the standard's coefficients are given for
constexpr Biquad kHead{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585};
constexpr Biquad kLowCut{1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621};

double total(const AverageSpectrum &spectrum)
{
    return std::accumulate(spectrum.power.begin(), spectrum.power.end(), 0.0);
}

}  // namespace

AverageSpectrum kWeighted(const AverageSpectrum &spectrum)
{
    AverageSpectrum weighted = spectrum;
    const double binHz = spectrum.sampleRate / (2.0 * (static_cast<double>(spectrum.power.size()) - 1.0));
    for (std::size_t bin = 0; bin < weighted.power.size(); ++bin) {
        const double hertz = std::min(binHz * static_cast<double>(bin), kWeightingRate / 2);
        weighted.power[bin] *=
            powerResponse(kHead, hertz, kWeightingRate) * powerResponse(kLowCut, hertz, kWeightingRate);
    }
    return weighted;
}

double loudnessChangeDb(const AverageSpectrum &weighted, const Equaliser &equaliser)
{
    const double before = total(weighted);
    const double after = total(filtered(weighted, equaliser));
    return before > 0.0 && after > 0.0 ? 10.0 * std::log10(after / before) : 0.0;
}

}  // namespace tonewright::dsp
