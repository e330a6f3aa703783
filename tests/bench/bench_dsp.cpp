// What the analysis costs, for 30 s at 22.05 kHz on one thread. Besides its own time each benchmark shows it as a
// multiple of one unit = the 2048/512 power spectrogram of the same clip in single precision, measured in the same run
// (counter `units`): a figure that means the same on every machine. CPU time, so that a busy machine doesn't matter.
#include <benchmark/benchmark.h>

#include "core/dsp/chroma.h"
#include "core/dsp/contrast.h"
#include "core/dsp/dtw.h"
#include "core/dsp/eq_state.h"
#include "core/dsp/equaliser.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "core/dsp/stft.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using bench::kRate;
using bench::measure;

namespace
{

const std::vector<float> &raw()
{
    static const std::vector<float> signal = bench::clip(1);
    return signal;
}

const std::vector<float> &reference()
{
    static const std::vector<float> signal = bench::clip(2);
    return signal;
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
