// What the quality measures cost: 7 s of a speech-like signal for what is made for speech, 30 s at 22.05 kHz for what
// is made for music. Times are multiples of one unit (counter `units`, see unit.h). CPU time, so that a busy machine
// doesn't matter.
#include "core/dsp/envelope_correlation.h"
#include "core/dsp/octave_resampler.h"
#include "core/dsp/real_fft.h"
#include "core/dsp/si_sdr.h"
#include "core/dsp/stoi.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using bench::measure;

namespace
{

/// Syllables: a buzz of 120 Hz and its harmonics up to 5 kHz that comes and goes four times a second and rests for a
/// fifth of the time, as speech does; with `noise`, that much of white noise added.
std::vector<float> speech(int rate, double noise)
{
    Rng rng(3);
    std::vector<float> signal(std::size_t(7.0 * rate));
    for (std::size_t i = 0; i < signal.size(); ++i) {
        const double t = double(i) / rate, loudness = std::sin(2 * 3.14159265358979 * 4 * t);
        double sample = 0;
        for (int partial = 1; partial <= 40 && loudness > -0.8; ++partial)
            sample += std::sin(2 * 3.14159265358979 * 120 * partial * t + partial * partial) / partial;
        signal[i] = float(0.2 * std::max(0.0, loudness + 0.8) * sample + noise * rng.normal());
    }
    return signal;
}

struct Pair {
    explicit Pair(int sampleRate) : rate(sampleRate), clean(speech(rate, 0.001)), noisy(speech(rate, 0.1)) {}
    int rate;
    std::vector<float> clean, noisy;
};

// Goal at 16 kHz: 0.8 unit.
void stoi(benchmark::State &state)
{
    const Pair pair(int(state.range(0)));
    measure(state, [&] { return dsp::stoi(pair.clean, pair.noisy, pair.rate); });
}
BENCHMARK(stoi)->ArgName("Hz")->Arg(8000)->Arg(10000)->Arg(16000)->Arg(22050)->Arg(44100)->Arg(48000)->Unit(
    benchmark::kMillisecond);

void estoi(benchmark::State &state)
{
    const Pair pair(16000);
    measure(state, [&] { return dsp::estoi(pair.clean, pair.noisy, pair.rate); });
}
BENCHMARK(estoi)->Unit(benchmark::kMillisecond);

void stoiAndEstoi(benchmark::State &state)
{
    const Pair pair(16000);
    measure(state, [&] { return dsp::intelligibility(pair.clean, pair.noisy, pair.rate); });
}
BENCHMARK(stoiAndEstoi)->Unit(benchmark::kMillisecond);

// A further estimate against a reference that was analysed before.
void scoreEstimate(benchmark::State &state)
{
    const Pair pair(16000);
    const auto scorer = dsp::IntelligibilityScorer::create(pair.clean, pair.rate).value();
    measure(state, [&] { return scorer.stoi(pair.noisy); });
}
BENCHMARK(scoreEstimate)->Unit(benchmark::kMillisecond);

// Parts of STOI: where its time goes. Both signals.
void partResample(benchmark::State &state)
{
    const Pair pair(16000);
    const dsp::OctaveResampler resampler(16000, 10000);
    measure(state, [&] { return std::pair(resampler.resample(pair.clean), resampler.resample(pair.noisy)); });
}
BENCHMARK(partResample)->Unit(benchmark::kMillisecond);

void partTransforms(benchmark::State &state)
{
    dsp::RealFft<double> fft(512);
    measure(state, [&] {
        double sum = 0;
        for (int frame = 0; frame < 2 * 546; ++frame) {
            std::fill(fft.time().begin(), fft.time().end(), 0.5);
            sum += fft.run()[7].real();
        }
        return sum;
    });
}
BENCHMARK(partTransforms)->Unit(benchmark::kMillisecond);

template <double (*correlation)(const dsp::BandEnvelopes &, const dsp::BandEnvelopes &)>
void partCorrelation(benchmark::State &state)
{
    Rng rng(5);
    dsp::BandEnvelopes x(546), y(546);
    for (std::size_t band = 0; band < dsp::kStoiBands; ++band)
        for (std::size_t t = 0; t < 546; ++t) {
            x.band(band)[t] = std::abs(rng.normal());
            y.band(band)[t] = std::abs(rng.normal());
        }
    measure(state, [&] { return correlation(x, y); });
}
BENCHMARK(partCorrelation<dsp::clippedCorrelation>)->Name("partCorrelation/stoi")->Unit(benchmark::kMillisecond);
BENCHMARK(partCorrelation<dsp::spectralCorrelation>)->Name("partCorrelation/estoi")->Unit(benchmark::kMillisecond);

void siSdr(benchmark::State &state)
{
    const Pair pair(16000);
    measure(state, [&] { return dsp::siSdrDb(pair.clean, pair.noisy); });
}
BENCHMARK(siSdr)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
