#include "core/audio/demo/mastering.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numbers>
#include <string>
#include <utility>

#include "core/audio/audio_file.h"
#include "core/base/rng.h"

namespace tonewright::demo
{
namespace
{

constexpr int kPasses = 4;  ///< the limiter takes some loudness away: corrected and measured again
constexpr double kGoodEnoughLu = 0.15;

double fromDb(double db)
{
    return std::pow(10.0, db / 20.0);
}

void scale(AudioBuffer &audio, double gain)
{
    for (auto &channel : audio.channels)
        for (float &sample : channel)
            sample = static_cast<float>(sample * gain);
}

/// Largest magnitude of each frame over the channels.
std::vector<float> framePeaks(const AudioBuffer &audio)
{
    std::vector<float> peaks(audio.frames(), 0.0F);
    for (const auto &channel : audio.channels)
        for (std::size_t i = 0; i < channel.size(); ++i)
            peaks[i] = std::max(peaks[i], std::fabs(channel[i]));
    return peaks;
}

/// Smallest value in [i − radius, i + radius] of each i.
std::vector<float> windowedMinimum(const std::vector<float> &values, std::size_t radius)
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
std::vector<float> windowedMean(const std::vector<float> &values, std::size_t radius)
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

void limit(AudioBuffer &audio, const MasteringSettings &settings)
{
    const auto ceiling = static_cast<float>(fromDb(settings.ceilingDbfs));
    std::vector<float> allowed = framePeaks(audio);
    bool needed = false;
    for (float &value : allowed) {
        needed = needed || value > ceiling;
        value = value > ceiling ? ceiling / value : 1.0F;
    }
    if (!needed)
        return;
    const auto radius = static_cast<std::size_t>(settings.lookaheadSeconds * audio.sampleRate);
    std::vector<float> gain = windowedMinimum(allowed, radius);
    const auto release = static_cast<float>(1.0 - std::exp(-1.0 / (settings.releaseSeconds * audio.sampleRate)));
    float now = 1.0F;
    for (float &value : gain) {
        now = value < now ? value : now + release * (value - now);
        value = now;
    }
    gain = windowedMean(gain, radius);
    for (auto &channel : audio.channels)
        for (std::size_t i = 0; i < channel.size(); ++i)
            channel[i] = std::clamp(channel[i] * gain[i], -ceiling, ceiling);
}

/// Second-order Butterworth high-pass (RBJ cookbook, Q = 1/√2), in place.
void highPass(std::vector<float> &samples, double cutoffHz, int sampleRate)
{
    const double w = 2.0 * std::numbers::pi * cutoffHz / sampleRate;
    const double alpha = std::sin(w) / std::numbers::sqrt2;
    const double a0 = 1.0 + alpha, a1 = -2.0 * std::cos(w), a2 = 1.0 - alpha;
    const double b0 = (1.0 + std::cos(w)) / 2.0, b1 = -(1.0 + std::cos(w));
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (float &sample : samples) {
        const double x = sample;
        const double y = (b0 * x + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2) / a0;
        x2 = std::exchange(x1, x);
        y2 = std::exchange(y1, y);
        sample = static_cast<float>(y);
    }
}

/// Adds the octave above what lies over 3 kHz: the squared band, divided by its own envelope so that soft passages
/// get as large a share as loud ones.
void excite(std::vector<float> &samples, double levelDb, int sampleRate)
{
    constexpr double kBandHz = 3000.0, kHarmonicsHz = 6000.0, kEnvelopeSeconds = 0.01;
    if (sampleRate < 4.0 * kHarmonicsHz)
        return;
    std::vector<float> band = samples;
    highPass(band, kBandHz, sampleRate);
    const double keep = std::exp(-1.0 / (kEnvelopeSeconds * sampleRate));
    double power = 0;
    for (float &sample : band) {
        power = keep * power + (1.0 - keep) * sample * sample;
        sample = static_cast<float>(sample * sample / (std::sqrt(power) + 1e-6));
    }
    highPass(band, kHarmonicsHz, sampleRate);
    highPass(band, kHarmonicsHz, sampleRate);
    const auto gain = static_cast<float>(fromDb(levelDb));
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] += gain * band[i];
}

/// Noise that falls by 3 dB an octave or so: white, plus white through one pole at 300 Hz.
void addRoomTone(AudioBuffer &audio, double levelDbfs)
{
    const double pole = std::exp(-2.0 * std::numbers::pi * 300.0 / audio.sampleRate);
    const double level = fromDb(levelDbfs);
    for (std::size_t channel = 0; channel < audio.channels.size(); ++channel) {
        Rng rng = Rng(1).fork("room tone " + std::to_string(channel));
        double low = 0;
        for (float &sample : audio.channels[channel]) {
            const double white = 3.4641 * (rng.uniform() - 0.5);  // variance 1
            low = pole * low + (1.0 - pole) * white;
            sample += static_cast<float>(level * (0.6 * white + 6.0 * low));
        }
    }
}

void fadeOut(AudioBuffer &audio, double seconds)
{
    const std::size_t frames = audio.frames();
    const auto length = std::min(frames, static_cast<std::size_t>(seconds * audio.sampleRate));
    for (auto &channel : audio.channels) {
        for (std::size_t i = 0; i < length; ++i) {
            const double phase = static_cast<double>(i + 1) / static_cast<double>(length);
            const double gain = 0.5 + 0.5 * std::cos(std::numbers::pi * phase);
            channel[frames - length + i] = static_cast<float>(channel[frames - length + i] * gain);
        }
    }
}

}  // namespace

void master(AudioBuffer &audio, const MasteringSettings &settings, const std::stop_token &stop)
{
    for (auto &channel : audio.channels) {
        if (stop.stop_requested())
            return;
        highPass(channel, settings.highPassHz, audio.sampleRate);
        excite(channel, settings.exciterDb, audio.sampleRate);
    }
    const std::vector<float> peaks = framePeaks(audio);
    const float peak = peaks.empty() ? 0.0F : *std::max_element(peaks.begin(), peaks.end());
    if (peak <= 0.0F)
        return;
    const auto loudness = integratedLoudnessLufs(audio);
    if (!loudness) {
        scale(audio, fromDb(settings.ceilingDbfs) / peak);
        fadeOut(audio, settings.fadeOutSeconds);
        return;
    }
    // Room tone is added at the final level, hence after the first rough gain.
    scale(audio, fromDb(settings.targetLufs - *loudness));
    addRoomTone(audio, settings.roomToneDbfs);
    fadeOut(audio, settings.fadeOutSeconds);
    const AudioBuffer source = audio;
    double gainDb = 0;
    for (int pass = 0; pass < kPasses && !stop.stop_requested(); ++pass) {
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
