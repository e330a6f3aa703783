#pragma once

#include <cmath>
#include <vector>

#include "core/base/rng.h"
#include "tests/core/dsp/golden.h"

/// Signals that several tests of the quality measures share.
namespace tonewright::test
{

/// The golden sentence with the golden noise at a signal-to-noise ratio of −5, 0, 5 or 10 dB. Only the 0 dB file is
/// kept: the noise is the same in all four, scaled; the rounding of the stored floats changes no figure by 1e-7.
inline Clip noisySpeech(int snrDb)
{
    Clip clean = goldenClip("speech_clean");
    const Clip noisy = goldenClip("speech_noisy_0db");
    const double gain = std::pow(10.0, -snrDb / 20.0);
    for (std::size_t i = 0; i < clean.samples.size(); ++i)
        clean.samples[i] = float(clean.samples[i] + gain * (double(noisy.samples[i]) - double(clean.samples[i])));
    return clean;
}

/// White noise whose level rises and falls three times a second, like syllables.
inline std::vector<float> syllables(int sampleRate, double seconds, std::uint64_t seed = 1)
{
    Rng rng(seed);
    std::vector<float> signal(std::size_t(seconds * sampleRate));
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = float(0.1 * rng.normal() * (1.1 + std::sin(19.0 * double(i) / sampleRate)));
    return signal;
}

inline std::vector<float> scaled(std::vector<float> signal, double gain)
{
    for (float &x : signal)
        x = float(x * gain);
    return signal;
}

inline std::vector<float> mixed(std::vector<float> signal, const std::vector<float> &noise, double gain)
{
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = float(signal[i] + gain * noise[i % noise.size()]);
    return signal;
}

inline std::string reason(const auto &result)
{
    return result ? "it has a value" : result.error().describe();
}

}  // namespace tonewright::test
