// What scoring an equaliser in the training environment costs, for 30 s at 22.05 kHz on one thread, as a multiple of
// one unit (counter `units`; see unit.h).
#include <benchmark/benchmark.h>

#include "tests/bench/scene_material.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
using bench::measure;

namespace
{

constexpr int kRate = 22050;

/// Noise whose level moves: every bin and frame has something in it.
const Clip &reference()
{
    static const Clip clip = [] {
        Rng rng(1);
        Clip made{.sampleRate = kRate, .samples = std::vector<float>(30 * kRate)};
        double low = 0;
        for (std::size_t i = 0; i < made.samples.size(); ++i) {
            low = 0.95 * low + 0.1 * rng.normal();
            made.samples[i] = float((0.3 + 0.2 * double(i / 5000 % 3)) * (low + 0.05 * rng.normal()));
        }
        return made;
    }();
    return clip;
}

dsp::Equaliser somePart(double sign)
{
    dsp::Equaliser equaliser;
    equaliser.bands[0].gainDb = 4.0 * sign;
    equaliser.bands[1].gainDb = -6.0 * sign;
    equaliser.bands[2].gainDb = 3.0 * sign;
    equaliser.bands[3].gainDb = -2.5 * sign;
    return equaliser;
}

const SignalSpectra &spectra()
{
    static const SignalSpectra all = analyse(reference(), std::numeric_limits<int>::max());
    return all;
}

std::vector<int> spread(int count)
{
    std::vector<int> frames = allFrames(spectra());
    if (count == 0)
        return frames;
    for (int i = 0; i < count; ++i)
        frames[std::size_t(i)] = int((i + 0.5) * spectra().frames() / count);
    frames.resize(std::size_t(count));
    return frames;
}

/// From the equaliser to its reward, of a given pair with every frame. Goal: 1.5 units.
void scoreWholeTrack(benchmark::State &state)
{
    const Clip raw{.sampleRate = kRate, .samples = dsp::applyEqualiser(reference().samples, somePart(1.0), kRate)};
    const ResponseGrid grid(kRate);
    const SpectralScene scene(spectra(), analyseLike(raw, spectra(), reference()), spread(0), melFiltersFor(kRate));
    const auto equaliser = somePart(-1.0);
    measure(state, [&] { return scene.score(equaliser, grid); });
}
BENCHMARK(scoreWholeTrack)->Unit(benchmark::kMicrosecond);

/// The same as training does it, of some frames. Goal: 32 in 0.05 unit.
void scoreFrames(benchmark::State &state)
{
    const ResponseGrid grid(kRate);
    const auto distortion = somePart(1.0);
    const SpectralScene scene(spectra(), grid.gains(distortion.bands, distortion.mode), spread(int(state.range(0))),
                              melFiltersFor(kRate));
    const auto equaliser = somePart(-1.0);
    std::vector<float> gain(kBins);
    measure(state, [&] {
        grid.gains(equaliser.bands, equaliser.mode, gain);
        return scene.score(gain);
    });
}
BENCHMARK(scoreFrames)->ArgName("frames")->Arg(64)->Arg(32)->Arg(16)->Unit(benchmark::kMicrosecond);

void gainsOfSetting(benchmark::State &state)
{
    const ResponseGrid grid(kRate);
    const auto equaliser = somePart(-1.0);
    std::vector<float> gain(kBins);
    measure(state, [&] {
        grid.gains(equaliser.bands, equaliser.mode, gain);
        return gain[7];
    });
}
BENCHMARK(gainsOfSetting)->Unit(benchmark::kMicrosecond);

void drawScene(benchmark::State &state)
{
    const ResponseGrid grid(kRate);
    const auto distortion = somePart(1.0);
    const auto gain = grid.gains(distortion.bands, distortion.mode);
    const auto mel = melFiltersFor(kRate);
    const auto frames = spread(int(state.range(0)));
    measure(state, [&] { return SpectralScene(spectra(), gain, frames, mel).untouched().reward; });
}
BENCHMARK(drawScene)->ArgName("frames")->Arg(64)->Arg(16)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
