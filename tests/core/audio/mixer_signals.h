#pragma once

#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "core/audio/rt/abc_mixer.h"
#include "core/base/rng.h"

/// Sources for the mixer's tests whose every sample is known, and what is measured of its output.
namespace tonewright::mixer_signals
{

inline constexpr int kRate = 48000;
inline constexpr std::int64_t kFade = 384;  ///< 8 ms at 48 kHz
inline constexpr std::int64_t kPeriod = 100;

using Samples = std::vector<float>;
using Buffer = std::shared_ptr<const AudioBuffer>;

template <class Function>
Buffer mono(std::int64_t frames, Function function)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = kRate;
    buffer->channels.resize(1);
    for (std::int64_t i = 0; i < frames; ++i)
        buffer->channels[0].push_back(static_cast<float>(function(i)));
    return buffer;
}

inline Buffer constant(std::int64_t frames, double value)
{
    return mono(frames, [=](std::int64_t) { return value; });
}

/// Amplitude 0.8, exactly periodic in 100 frames (480 Hz).
inline Buffer sine(std::int64_t frames)
{
    return mono(frames, [](std::int64_t i) {
        return 0.8 * std::sin(2 * std::numbers::pi * static_cast<double>(i % kPeriod) / kPeriod);
    });
}

/// 997 Hz: never the same phase twice within the buffer, so a slip by any number of frames shows.
inline Buffer aperiodicSine(std::int64_t frames)
{
    return mono(frames, [](std::int64_t i) {
        return 0.8 * std::sin(2 * std::numbers::pi * 997.0 * static_cast<double>(i) / kRate);
    });
}

inline Buffer noise(std::int64_t frames, std::uint64_t seed)
{
    Rng rng(seed);
    return mono(frames, [&](std::int64_t) { return rng.uniform(-0.5, 0.5); });
}

inline AbcBuffers three(const Buffer &buffer)
{
    return {buffer, buffer, buffer};
}

/// Three separate copies: nothing may depend on their being one buffer.
inline AbcBuffers threeCopies(const Buffer &buffer)
{
    return {std::make_shared<AudioBuffer>(*buffer), std::make_shared<AudioBuffer>(*buffer),
            std::make_shared<AudioBuffer>(*buffer)};
}

/// The left channel of the next frames; fails when left and right differ (all sources here are mono).
inline Samples take(AbcMixer &mixer, std::int64_t frames)
{
    Samples stereo(static_cast<std::size_t>(2 * frames), NAN);
    mixer.render(stereo.data(), static_cast<std::size_t>(frames));
    Samples left;
    for (std::size_t i = 0; i < stereo.size(); i += 2) {
        if (stereo[i] != stereo[i + 1])
            qFatal("a mono source must sound alike on both channels");
        left.push_back(stereo[i]);
    }
    return left;
}

inline void append(Samples &all, const Samples &more)
{
    all.insert(all.end(), more.begin(), more.end());
}

inline float largestStep(const Samples &samples)
{
    float largest = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        largest = std::max(largest, std::fabs(samples[i] - samples[i - 1]));
    return largest;
}

inline float peak(const Samples &samples)
{
    float largest = 0;
    for (const float sample : samples)
        largest = std::max(largest, std::fabs(sample));
    return largest;
}

/// Largest |samples[i] − source[start + i]|.
inline float distance(const Samples &samples, const Buffer &source, std::int64_t start)
{
    float largest = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
        largest =
            std::max(largest, std::fabs(samples[i] - source->channels[0].at(static_cast<std::size_t>(start) + i)));
    return largest;
}

/// Playing from frame 0, with the fade-in behind it.
inline void startPlaying(AbcMixer &mixer, const AbcBuffers &buffers)
{
    mixer.setSources(buffers, kRate);
    mixer.play();
    take(mixer, kFade);
    QCOMPARE(mixer.position(), kFade);
}

}  // namespace tonewright::mixer_signals
