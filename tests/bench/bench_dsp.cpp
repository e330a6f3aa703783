// What the analysis costs, for 30 s at 22.05 kHz on one thread. Besides its own time each benchmark shows it as a
// multiple of one unit = the 2048/512 power spectrogram of the same clip in single precision, measured in the same run
// (counter `units`): a figure that means the same on every machine. CPU time, so that a busy machine doesn't matter.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <limits>

#include "core/base/rng.h"
#include "core/dsp/chroma.h"
#include "core/dsp/contrast.h"
#include "core/dsp/dtw.h"
#include "core/dsp/eq_state.h"
#include "core/dsp/equaliser.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "core/dsp/stft.h"

using namespace tonewright;

namespace
{

constexpr double kRate = 22050.0;
constexpr double kSeconds = 30.0;

/// Decaying tones over noise: with something to find for the peak picking of the chroma, and no denormals.
std::vector<float> clip(std::uint64_t seed)
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

const std::vector<float> &raw()
{
    static const std::vector<float> signal = clip(1);
    return signal;
}

const std::vector<float> &reference()
{
    static const std::vector<float> signal = clip(2);
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
            benchmark::DoNotOptimize(dsp::powerSpectrogram(raw(), kRate));
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

dsp::Equaliser someEqualiser(dsp::FilterMode mode = dsp::FilterMode::ZeroPhase)
{
    dsp::Equaliser equaliser;
    equaliser.mode = mode;
    equaliser.bands[0].gainDb = 4.0;
    equaliser.bands[1].gainDb = -6.0;
    equaliser.bands[2].gainDb = 3.0;
    equaliser.bands[3].gainDb = -2.5;
    return equaliser;
}

const dsp::MatchScorer &scorer()
{
    static const dsp::MatchScorer one = dsp::MatchScorer::create(raw(), reference(), kRate).value();
    return one;
}

void powerSpectrum(benchmark::State &state)
{
    const dsp::StftConfig config{2048, 512, dsp::FftPrecision(state.range(0))};
    measure(state, [&] { return dsp::powerSpectrogram(raw(), kRate, config); });
}
BENCHMARK(powerSpectrum)->ArgName("double")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void powerSpectrumOfSize(benchmark::State &state)
{
    measure(state, [&] { return dsp::powerSpectrogram(raw(), kRate, {int(state.range(0)), 256}); });
}
BENCHMARK(powerSpectrumOfSize)->ArgName("fft")->Arg(512)->Arg(2048)->Arg(8192)->Unit(benchmark::kMillisecond);

/// Parts of the state vector, each from a spectrogram that is there already.
template <class Part>
void fromPower(benchmark::State &state, Part part)
{
    const auto power = dsp::powerSpectrogram(raw(), kRate, dsp::kDescriptorFrames);
    measure(state, [&] { return part(power); });
}
BENCHMARK_CAPTURE(fromPower, logMel, [](const dsp::Spectrogram &p) {
    return dsp::logMelSpectrogram(p);
})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fromPower, mfcc, [](const dsp::Spectrogram &p) {
    return dsp::mfcc(p);
})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fromPower, tuning, [](const dsp::Spectrogram &p) {
    return dsp::estimateTuning(p);
})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fromPower, chroma, [](const dsp::Spectrogram &p) {
    return dsp::chroma(p);
})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fromPower, contrast, [](const dsp::Spectrogram &p) {
    return dsp::spectralContrast(dsp::magnitudeOf(p));
})->Unit(benchmark::kMillisecond);

void dtw(benchmark::State &state)
{
    const auto a = dsp::mfcc(dsp::powerSpectrogram(raw(), kRate), 13);
    const auto b = dsp::mfcc(dsp::powerSpectrogram(reference(), kRate), 13);
    measure(state, [&] { return dsp::dtwDistance(a, b); });
}
BENCHMARK(dtw)->Unit(benchmark::kMillisecond);

// Goal of the zero-phase one: 8 units.
void renderEqualiser(benchmark::State &state)
{
    const auto equaliser = someEqualiser(dsp::FilterMode(state.range(0)));
    measure(state, [&] { return dsp::applyEqualiser(raw(), equaliser, kRate); });
}
BENCHMARK(renderEqualiser)->ArgName("causal")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// Goal: 11 units a pair.
void stateVector(benchmark::State &state)
{
    measure(state, [] { return dsp::publishedState(raw(), reference(), kRate); });
}
BENCHMARK(stateVector)->Unit(benchmark::kMillisecond);

void datasetFeatures(benchmark::State &state)
{
    measure(state, [] { return dsp::datasetFeatures(raw(), kRate); });
}
BENCHMARK(datasetFeatures)->Unit(benchmark::kMillisecond);

// The published metrics of something rendered already: what one reported number costs.
void scoreRendered(benchmark::State &state)
{
    const auto processed = scorer().render(someEqualiser());
    measure(state, [&] { return scorer().score(processed); });
}
BENCHMARK(scoreRendered)->Unit(benchmark::kMillisecond);

// Goal: 40 units.
void renderAndScore(benchmark::State &state)
{
    measure(state, [] { return scorer().score(someEqualiser()); });
}
BENCHMARK(renderAndScore)->Unit(benchmark::kMillisecond);

void createScorer(benchmark::State &state)
{
    measure(state, [] { return dsp::MatchScorer::create(raw(), reference(), kRate).has_value(); });
}
BENCHMARK(createScorer)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
