#pragma once

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <limits>
#include <vector>

#include "core/base/rng.h"
#include "core/dsp/stft.h"

/// What analysis costs is told as a multiple of one unit = the 2048/512 power spectrogram of 30 s at 22.05 kHz in
/// single precision on one thread, measured in the same run: a figure that means the same on every machine.
namespace tonewright::bench
{

inline constexpr double kRate = 22050.0;
inline constexpr double kSeconds = 30.0;

/// Decaying tones over noise: with something to find for the peak picking of the chroma, and no denormals.
inline std::vector<float> clip(std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> signal(std::size_t(kSeconds * kRate));
    for (std::size_t i = 0; i < signal.size(); ++i) {
        const double note = 220.0 * std::exp2(double(i / 11025 % 12) / 12.0), t = double(i % 11025) / kRate;
        double sample = 0.02 * rng.normal();
        for (int partial = 1; partial <= 5; ++partial)
            sample += 0.3 / partial * std::exp(-4 * t) * std::sin(2 * 3.14159265358979 * note * partial * t);
        signal[i] = float(sample);
    }
    return signal;
}

inline double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// One unit in seconds: the best of three dozen runs.
inline double unitSeconds()
{
    static const double unit = [] {
        const std::vector<float> signal = clip(1);
        double best = std::numeric_limits<double>::max();
        for (int round = 0; round < 36; ++round) {
            const double start = cpuSeconds();
            benchmark::DoNotOptimize(dsp::powerSpectrogram(signal, kRate));
            best = std::min(best, cpuSeconds() - start);
        }
        return best;
    }();
    return unit;
}

/// Runs `work` and reports its best time in units.
template <class Work>
void measure(benchmark::State &state, Work work)
{
    const double unit = unitSeconds();
    double best = std::numeric_limits<double>::max();
    for (auto _ : state) {
        const double start = cpuSeconds();
        benchmark::DoNotOptimize(work());
        best = std::min(best, cpuSeconds() - start);
    }
    state.counters["units"] = best / unit;
}

}  // namespace tonewright::bench
