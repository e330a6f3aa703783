#include "core/dsp/onset.h"

#include <algorithm>

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

/// The middle one, or the mean of the middle two. Reorders.
float median(std::vector<float> &values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return 0.5F * (*middle + *std::max_element(values.begin(), middle));
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
        strength[std::size_t(t + shift)] = config.average == OnsetAverage::Mean ? mean(rises) : median(rises);
    }
    return strength;
}

}  // namespace tonewright::dsp
