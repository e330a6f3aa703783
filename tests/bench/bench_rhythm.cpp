// What rhythm costs, in units (see unit.h): `ctest -L bench -R rhythm -V`.
#include "core/dsp/beats.h"
#include "core/dsp/hpss.h"
#include "core/dsp/onset.h"
#include "core/dsp/rhythm.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using namespace tonewright::bench;

namespace
{

const std::vector<float> &signal()
{
    static const std::vector<float> one = clip(1);
    return one;
}

const dsp::RhythmFeatures &features()
{
    static const dsp::RhythmFeatures one = dsp::rhythmFeatures(signal(), kRate);
    return one;
}

/// From a log-mel spectrogram that is there already.
void onsetStrength(benchmark::State &state)
{
    const auto logMel = dsp::logMelSpectrogram(dsp::powerSpectrogram(signal(), kRate, dsp::kDescriptorFrames));
    measure(state, [&] { return dsp::onsetStrength(logMel, dsp::kDescriptorFrames); });
}
BENCHMARK(onsetStrength)->Unit(benchmark::kMillisecond);

void referenceTempo(benchmark::State &state)
{
    const auto logMel = dsp::logMelSpectrogram(dsp::powerSpectrogram(signal(), kRate, dsp::kDescriptorFrames));
    const auto onset = dsp::onsetStrength(logMel, dsp::kDescriptorFrames, {.average = dsp::OnsetAverage::Median});
    measure(state, [&] { return dsp::referenceTempo(onset, kRate / 512); });
}
BENCHMARK(referenceTempo)->Unit(benchmark::kMillisecond);

/// 31 frames, or 31 bins, of 1025 bins.
void medianFilter(benchmark::State &state)
{
    const auto magnitude = dsp::magnitudeSpectrogram(signal(), kRate);
    std::vector<float> out(magnitude.values.size());
    const auto filter = state.range(0) == 0 ? dsp::medianOverRows : dsp::medianOverColumns;
    measure(state, [&] {
        filter(magnitude.values, magnitude.frames, magnitude.bins, 31, out);
        return out.back();
    });
}
BENCHMARK(medianFilter)->ArgName("over bins")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void harmonicPercussive(benchmark::State &state)
{
    measure(state, [] { return dsp::splitHarmonicPercussive(signal()); });
}
BENCHMARK(harmonicPercussive)->Unit(benchmark::kMillisecond);

void rhythmFeatures(benchmark::State &state)
{
    measure(state, [] { return dsp::rhythmFeatures(signal(), kRate); });
}
BENCHMARK(rhythmFeatures)->Unit(benchmark::kMillisecond);

void pulseCorrelation(benchmark::State &state)
{
    measure(state, [] { return dsp::PulseCorrelation(features(), 40, 240).candidates(5); });
}
BENCHMARK(pulseCorrelation)->Unit(benchmark::kMillisecond);

void countings(benchmark::State &state)
{
    measure(state, [] { return dsp::countings(features()); });
}
BENCHMARK(countings)->Unit(benchmark::kMillisecond);

/// All of it: tempo, beats, bars, phrases.
void analyseRhythm(benchmark::State &state)
{
    measure(state, [] { return dsp::analyseRhythm(signal(), kRate).has_value(); });
}
BENCHMARK(analyseRhythm)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
