// What equalising sound while it plays costs: 30 s of one channel at 22.05 kHz through BlockEqualiser, on one thread,
// as a multiple of one unit (counter `units`; see bench_dsp.cpp), how many times faster than it plays (`realtime`), and
// the lookahead that the setting needs (`needs_s`).
#include <algorithm>
#include <benchmark/benchmark.h>
#include <ctime>
#include <limits>

#include "core/base/rng.h"
#include "core/dsp/block_equaliser.h"
#include "core/dsp/eq_fir.h"
#include "core/dsp/stft.h"

using namespace tonewright;

namespace
{

constexpr double kRate = 22050.0;
constexpr double kSeconds = 30.0;

const std::vector<float> &clip()
{
    static const std::vector<float> signal = [] {
        Rng rng(1);
        std::vector<float> samples(std::size_t(kSeconds * kRate));
        for (float &sample : samples)
            sample = float(rng.uniform(-0.5, 0.5));
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

template <class Work>
double bestOf(int rounds, Work work)
{
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < rounds; ++round) {
        const double start = cpuSeconds();
        work();
        best = std::min(best, cpuSeconds() - start);
    }
    return best;
}

double unitSeconds()
{
    static const double unit = bestOf(36, [] { benchmark::DoNotOptimize(dsp::powerSpectrogram(clip(), kRate)); });
    return unit;
}

dsp::Equaliser setting(int which)
{
    dsp::Equaliser equaliser;
    if (which == 0) {
        equaliser.bands[0].gainDb = 4.0;
        equaliser.bands[1].gainDb = -6.0;
        equaliser.bands[2].gainDb = 3.0;
        equaliser.bands[3].gainDb = -2.5;
    } else if (which == 1) {
        equaliser.bands[0] = {dsp::BandKind::LowShelf, 20.0, 24.0, 0.1};
    } else {
        equaliser.bands[1] = {dsp::BandKind::Peak, 20.0, 24.0, 18.0};
    }
    return equaliser;
}

/// Setting 0: moderate; 1: the longest of the study's grid; 2: the longest legal peak.
void playEqualised(benchmark::State &state)
{
    const auto which = int(state.range(0));
    auto engine = dsp::BlockEqualiser::create({kRate, 1, which == 2 ? 26.0 : 5.0, 2048}).value();
    const auto inForce = engine->setEqualiser(setting(which));
    std::vector<float> out(480);
    double best = std::numeric_limits<double>::max();
    for (auto _ : state)
        best = std::min(best, bestOf(1, [&] {
                            for (std::size_t done = 0; done + out.size() <= clip().size(); done += out.size()) {
                                const float *in = clip().data() + done;
                                float *to = out.data();
                                engine->process(&in, &to, out.size());
                            }
                        }));
    state.counters["units"] = best / unitSeconds();
    state.counters["realtime"] = kSeconds / best;
    state.counters["needs_s"] = inForce.neededSeconds;
    state.counters["MB"] = double(engine->bytes()) / 1e6;
}
BENCHMARK(playEqualised)->ArgName("setting")->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

void designFilter(benchmark::State &state)
{
    const auto equaliser = setting(int(state.range(0)));
    double best = std::numeric_limits<double>::max();
    for (auto _ : state)
        best = std::min(best, bestOf(1, [&] {
                            benchmark::DoNotOptimize(dsp::designEqFir(equaliser, kRate, std::size_t{1} << 22));
                        }));
    state.counters["units"] = best / unitSeconds();
}
BENCHMARK(designFilter)->ArgName("setting")->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
