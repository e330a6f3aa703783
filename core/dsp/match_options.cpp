#include "core/dsp/match_options.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

double rmsOf(std::span<const float> signal)
{
    return signal.empty() ? 0.0 : std::sqrt(loops::sumOfSquares(signal) / static_cast<double>(signal.size()));
}

Result<double> loudnessOf(std::span<const float> signal, double gain, double sampleRate)
{
    Clip clip{static_cast<int>(std::lround(sampleRate)), std::vector<float>(signal.size())};
    std::ranges::transform(signal, clip.samples.begin(),
                           [gain](float sample) { return static_cast<float>(gain * sample); });
    return integratedLoudnessLufs(toBuffer(clip));
}

}  // namespace

Result<void> checkMatchOptions(const MatchOptions &options)
{
    const bool inRange =
        std::ranges::all_of(options.weights, [](double weight) { return std::isfinite(weight) && weight >= 0.0; });
    const double sum = std::accumulate(options.weights.begin(), options.weights.end(), 0.0);
    if (inRange && std::isfinite(sum) && sum > 0.0)
        return {};
    return fail(ErrorCode::InvalidArgument,
                "each weight of the reward must be a number of at least 0, and one of them must be above 0.",
                "reward weights");
}

double weightedQuality(const std::array<double, 5> &improvements, const std::array<double, 5> &weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    // A sum of 1 up to rounding needs no division: the published weights stay what they are.
    const double share = std::fabs(sum - 1.0) < 1e-9 ? 1.0 : sum;
    double quality = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (weights[i] > 0.0)
            quality += weights[i] / share * improvements[i];
    return quality;
}

Result<LevelTarget> LevelTarget::of(std::span<const float> reference, LevelMatch match, double sampleRate)
{
    LevelTarget target;
    target.m_match = match;
    target.m_sampleRate = sampleRate;
    if (match == LevelMatch::None)
        return target;
    target.m_rms = rmsOf(reference);
    if (match == LevelMatch::Lufs) {
        if (!(sampleRate >= 1.0 && sampleRate <= 1e6))
            return fail(ErrorCode::Unsupported, "loudness can't be measured at this sample rate. Match by RMS instead.",
                        "reference");
        const auto lufs = loudnessOf(reference, 1.0, sampleRate);
        if (!lufs)
            return fail(lufs.error().code, lufs.error().message + " Match by RMS instead.", "reference");
        target.m_lufs = *lufs;
    }
    return target;
}

double LevelTarget::gainFor(std::span<const float> signal) const
{
    if (m_match == LevelMatch::None)
        return 1.0;
    const double rms = rmsOf(signal);
    if (!(rms > 0.0))
        return 1.0;
    const double gain = m_rms / rms;
    if (m_match == LevelMatch::Rms)
        return gain;
    // At the reference's RMS, so that the gates see both at the same level.
    const auto lufs = loudnessOf(signal, gain, m_sampleRate);
    return lufs ? gain * std::pow(10.0, (m_lufs - *lufs) / 20.0) : gain;
}

}  // namespace tonewright::dsp
