#include "core/audio/demo/mastering.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numbers>

#include "core/audio/audio_file.h"

namespace tonewright::demo {
namespace {

constexpr int kPasses = 4;              ///< the limiter takes some loudness away: corrected and measured again
constexpr double kGoodEnoughLu = 0.15;

double fromDb(double db)
{
    return std::pow(10.0, db / 20.0);
}

void scale(AudioBuffer& audio, double gain)
{
    for (auto& channel : audio.channels)
        for (float& sample : channel)
            sample = static_cast<float>(sample * gain);
}

/// Largest magnitude of each frame over the channels.
std::vector<float> framePeaks(const AudioBuffer& audio)
{
    std::vector<float> peaks(audio.frames(), 0.0F);
    for (const auto& channel : audio.channels)
        for (std::size_t i = 0; i < channel.size(); ++i)
            peaks[i] = std::max(peaks[i], std::fabs(channel[i]));
    return peaks;
}

/// Smallest value in [i − radius, i + radius] of each i.
std::vector<float> windowedMinimum(const std::vector<float>& values, std::size_t radius)
{
    std::vector<float> result(values.size());
    std::deque<std::size_t> candidates;  // indices of increasing values
    for (std::size_t i = 0; i < values.size() + radius; ++i) {
        if (i < values.size()) {
            while (!candidates.empty() && values[candidates.back()] >= values[i])
                candidates.pop_back();
            candidates.push_back(i);
        }
        if (i < radius)
            continue;
        const std::size_t centre = i - radius;
        while (candidates.front() + radius < centre)
            candidates.pop_front();
        result[centre] = values[candidates.front()];
    }
    return result;
}

/// Mean over [i − radius, i + radius]: over a windowed minimum of the same radius it stays below the minimum's source.
std::vector<float> windowedMean(const std::vector<float>& values, std::size_t radius)
{
    const std::size_t size = values.size();
    std::vector<double> sums(size + 1, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        sums[i + 1] = sums[i] + values[i];
    std::vector<float> result(size);
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t from = i > radius ? i - radius : 0;
        const std::size_t to = std::min(size, i + radius + 1);
        result[i] = static_cast<float>((sums[to] - sums[from]) / static_cast<double>(to - from));
    }
    return result;
}

void limit(AudioBuffer& audio, const MasteringSettings& settings)
{
    const auto ceiling = static_cast<float>(fromDb(settings.ceilingDbfs));
    std::vector<float> allowed = framePeaks(audio);
    bool needed = false;
    for (float& value : allowed) {
        needed = needed || value > ceiling;
        value = value > ceiling ? ceiling / value : 1.0F;
    }
    if (!needed)
        return;
    const auto radius = static_cast<std::size_t>(settings.lookaheadSeconds * audio.sampleRate);
    std::vector<float> gain = windowedMinimum(allowed, radius);
    const auto release = static_cast<float>(1.0 - std::exp(-1.0 / (settings.releaseSeconds * audio.sampleRate)));
    float now = 1.0F;
    for (float& value : gain) {
        now = value < now ? value : now + release * (value - now);
        value = now;
    }
    gain = windowedMean(gain, radius);
    for (auto& channel : audio.channels)
        for (std::size_t i = 0; i < channel.size(); ++i)
            channel[i] = std::clamp(channel[i] * gain[i], -ceiling, ceiling);
}

void fadeOut(AudioBuffer& audio, double seconds)
{
    const std::size_t frames = audio.frames();
    const auto length = std::min(frames, static_cast<std::size_t>(seconds * audio.sampleRate));
    for (auto& channel : audio.channels) {
        for (std::size_t i = 0; i < length; ++i) {
            const double phase = static_cast<double>(i + 1) / static_cast<double>(length);
            const double gain = 0.5 + 0.5 * std::cos(std::numbers::pi * phase);
            channel[frames - length + i] = static_cast<float>(channel[frames - length + i] * gain);
        }
    }
}

}  // namespace

void master(AudioBuffer& audio, const MasteringSettings& settings)
{
    fadeOut(audio, settings.fadeOutSeconds);
    const std::vector<float> peaks = framePeaks(audio);
    const float peak = peaks.empty() ? 0.0F : *std::max_element(peaks.begin(), peaks.end());
    if (peak <= 0.0F)
        return;
    const auto loudness = integratedLoudnessLufs(audio);
    if (!loudness) {
        scale(audio, fromDb(settings.ceilingDbfs) / peak);
        return;
    }
    const AudioBuffer source = audio;
    double gainDb = settings.targetLufs - *loudness;
    for (int pass = 0; pass < kPasses; ++pass) {
        audio = source;
        scale(audio, fromDb(gainDb));
        limit(audio, settings);
        const auto reached = integratedLoudnessLufs(audio);
        if (!reached || std::abs(settings.targetLufs - *reached) < kGoodEnoughLu)
            return;
        gainDb += settings.targetLufs - *reached;
    }
}

}  // namespace tonewright::demo
