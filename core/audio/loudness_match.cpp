#include "core/audio/loudness_match.h"

#include <algorithm>
#include <cmath>

namespace tonewright
{

namespace
{

double linear(double db)
{
    return std::pow(10, db / 20);
}

float sampleAt(const AudioBuffer &audio, std::size_t channel, std::size_t frame)
{
    return frame < audio.frames() ? audio.channels[std::min(channel, audio.channels.size() - 1)][frame] : 0.0F;
}

double peakOfDifference(const AudioBuffer &first, double firstGain, const AudioBuffer &second, double secondGain)
{
    double peak = 0;
    const std::size_t channels = std::max(first.channels.size(), second.channels.size());
    for (std::size_t c = 0; c < std::min<std::size_t>(channels, 2); ++c)
        for (std::size_t i = 0; i < std::max(first.frames(), second.frames()); ++i)
            peak = std::max(peak, std::fabs(firstGain * sampleAt(first, c, i) - secondGain * sampleAt(second, c, i)));
    return peak;
}

}  // namespace

std::vector<double> matchLoudnessDb(std::span<const double> integratedLufs)
{
    double quietest = HUGE_VAL;
    for (const double lufs : integratedLufs)
        if (std::isfinite(lufs))
            quietest = std::min(quietest, lufs);
    std::vector<double> gains;
    for (const double lufs : integratedLufs)
        gains.push_back(std::isfinite(lufs) ? quietest - lufs : 0.0);
    return gains;
}

DifferenceLevels levelDifference(const AudioBuffer &first, const AudioBuffer &second, const std::array<double, 2> &lufs)
{
    const std::vector<double> gains = matchLoudnessDb(lufs);
    DifferenceLevels levels{.firstDb = gains[0], .secondDb = gains[1]};
    const double peak = peakOfDifference(first, linear(levels.firstDb), second, linear(levels.secondDb));
    if (peak > 1)
        levels.gainDb = -20 * std::log10(peak);
    return levels;
}

}  // namespace tonewright
