// How long the analysis takes. The signal is ten seconds of noise at 22.05 kHz: the time of a transform or a filter
// does not depend on what it is given. Counter items_per_second: samples.
#include <benchmark/benchmark.h>

#include "core/base/rng.h"
#include "core/dsp/equaliser.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mel.h"
#include "core/dsp/stft.h"

using namespace tonewright;

namespace
{

constexpr double kRate = 22050.0;

std::vector<float> noise(std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> signal(std::size_t(10 * kRate));
    for (float &sample : signal) {
        sample = float(rng.uniform(-0.5, 0.5));
    }
    return signal;
}

dsp::Equaliser someEqualiser()
{
    dsp::Equaliser equaliser;
    equaliser.bands[0].gainDb = 4.0;
    equaliser.bands[1].gainDb = -6.0;
    equaliser.bands[2].gainDb = 3.0;
    return equaliser;
}

void count(benchmark::State &state, const std::vector<float> &signal)
{
    state.SetItemsProcessed(std::int64_t(state.iterations()) * std::int64_t(signal.size()));
}

void powerSpectrum(benchmark::State &state)
{
    const std::vector<float> signal = noise(1);
    dsp::StftConfig config;
    config.precision = state.range(0) == 0 ? dsp::FftPrecision::Single : dsp::FftPrecision::Double;
    for (auto _ : state) {
        benchmark::DoNotOptimize(dsp::powerSpectrogram(signal, kRate, config));
    }
    count(state, signal);
}
BENCHMARK(powerSpectrum)->ArgName("double")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void logMel(benchmark::State &state)
{
    const std::vector<float> signal = noise(1);
    const dsp::Spectrogram power = dsp::powerSpectrogram(signal, kRate);
    for (auto _ : state) {
        benchmark::DoNotOptimize(dsp::logMelSpectrogram(power));
    }
    count(state, signal);
}
BENCHMARK(logMel)->Unit(benchmark::kMillisecond);

void renderEqualiser(benchmark::State &state)
{
    const std::vector<float> signal = noise(1);
    dsp::Equaliser equaliser = someEqualiser();
    equaliser.mode = state.range(0) == 0 ? dsp::FilterMode::Causal : dsp::FilterMode::ZeroPhase;
    for (auto _ : state) {
        benchmark::DoNotOptimize(dsp::applyEqualiser(signal, equaliser, kRate));
    }
    count(state, signal);
}
BENCHMARK(renderEqualiser)->ArgName("zero_phase")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// The five published metrics of one rendered action: what one reported number costs.
void scoreRendered(benchmark::State &state)
{
    const std::vector<float> raw = noise(1);
    const std::vector<float> reference = noise(2);
    const std::vector<float> processed = dsp::applyEqualiser(raw, someEqualiser(), kRate);
    const auto scorer = dsp::MatchScorer::create(raw, reference, kRate);
    if (!scorer) {
        state.SkipWithError(scorer.error().describe().c_str());
        return;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(scorer->score(processed));
    }
    count(state, raw);
}
BENCHMARK(scoreRendered)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
