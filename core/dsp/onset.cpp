#include "core/dsp/onset.h"

#include <algorithm>

#include "core/dsp/median.h"

namespace tonewright::dsp
{
namespace
{

float mean(const std::vector<float> &values)
{
    double sum = 0;
    for (const float value : values)
        sum += value;
    return float(sum / double(values.size()));
}

}  // namespace

std::vector<float> onsetStrength(const FeatureMatrix &logMel, const StftConfig &frames, const OnsetConfig &config)
{
    const auto bands = std::size_t(std::max(0, logMel.bands));
    std::vector<float> strength(std::size_t(std::max(0, logMel.frames)), 0.0F);
    if (bands == 0)
        return strength;
    const int lag = std::max(1, config.lagFrames);
    const int shift = config.centred ? std::max(0, frames.fftSize / 2 / std::max(1, frames.hopSamples)) : 0;
    std::vector<float> rises(bands);
    for (int t = lag; t < logMel.frames - shift; ++t) {
        const auto now = logMel.frame(t), before = logMel.frame(t - lag);
        for (std::size_t b = 0; b < bands; ++b)
            rises[b] = std::max(0.0F, now[b] - before[b]);
        strength[std::size_t(t + shift)] =
            config.average == OnsetAverage::Mean ? mean(rises) : medianOf(std::span(rises));
    }
    return strength;
}

}  // namespace tonewright::dsp
