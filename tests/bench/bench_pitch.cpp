// What pitch, key and wavelets cost, for 30 s at 22.05 kHz on one thread, each also as a multiple of one unit = the
// 2048/512 power spectrogram of the same clip in single precision, measured in the same run (counter `units`; see
// bench_dsp.cpp).
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <limits>

#include "core/base/rng.h"
#include "core/dsp/key.h"
#include "core/dsp/pitch.h"
#include "core/dsp/stft.h"
#include "core/dsp/wavelet.h"

using namespace tonewright;

namespace
{

constexpr double kRate = 22050.0;
constexpr double kSeconds = 30.0;

/// A melody of decaying tones over noise.
const std::vector<float> &melody()
{
    static const std::vector<float> signal = [] {
        Rng rng(1);
        std::vector<float> samples(std::size_t(kSeconds * kRate));
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double note = 220.0 * std::exp2(double(i / 11025 % 12) / 12.0), t = double(i % 11025) / kRate;
            double sample = 0.02 * rng.normal();
            for (int partial = 1; partial <= 5; ++partial)
                sample += 0.3 / partial * std::exp(-4 * t) * std::sin(2 * 3.14159265358979 * note * partial * t);
            samples[i] = float(sample);
        }
        return samples;
    }();
    return signal;
}

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// One unit in seconds: the best of three dozen runs.
double unitSeconds()
{
    static const double unit = [] {
        double best = std::numeric_limits<double>::max();
        for (int round = 0; round < 36; ++round) {
            const double start = cpuSeconds();
            benchmark::DoNotOptimize(dsp::powerSpectrogram(melody(), kRate));
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

void trackPitch(benchmark::State &state)
{
    measure(state, [] { return dsp::trackPitch(melody(), kRate); });
}
BENCHMARK(trackPitch)->Unit(benchmark::kMillisecond);

void estimateKey(benchmark::State &state)
{
    measure(state, [] { return dsp::estimateKey(melody(), kRate); });
}
BENCHMARK(estimateKey)->Unit(benchmark::kMillisecond);

void decomposeDb8(benchmark::State &state)
{
    measure(state, [] { return dsp::decomposeDb8(melody()); });
}
BENCHMARK(decomposeDb8)->Unit(benchmark::kMillisecond);

void reconstructDb8(benchmark::State &state)
{
    const auto parts = dsp::decomposeDb8(melody());
    measure(state, [&] { return dsp::reconstructDb8(parts); });
}
BENCHMARK(reconstructDb8)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
