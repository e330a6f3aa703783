// What equalising sound while it plays costs: 30 s of one channel at 22.05 kHz through BlockEqualiser, on one thread,
// as a multiple of one unit (counter `units`; see unit.h), how many times faster than it plays (`realtime`), and
// the lookahead that the setting needs (`needs_s`).
#include <benchmark/benchmark.h>

#include "core/dsp/block_equaliser.h"
#include "core/dsp/eq_fir.h"
#include "tests/bench/unit.h"

using namespace tonewright;

namespace
{

using bench::kRate;
using bench::kSeconds;
using bench::unitSeconds;

const std::vector<float> &clip()
{
    static const std::vector<float> signal = bench::clip(1);
    return signal;
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
    bench::measure(state, [&] {
        for (std::size_t done = 0; done + out.size() <= clip().size(); done += out.size()) {
            const float *in = clip().data() + done;
            float *to = out.data();
            engine->process(&in, &to, out.size());
        }
        return out[0];
    });
    state.counters["realtime"] = kSeconds / (state.counters["units"] * unitSeconds());
    state.counters["needs_s"] = inForce.neededSeconds;
    state.counters["MB"] = double(engine->bytes()) / 1e6;
}
BENCHMARK(playEqualised)->ArgName("setting")->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

void designFilter(benchmark::State &state)
{
    const auto equaliser = setting(int(state.range(0)));
    bench::measure(state, [&] { return dsp::designEqFir(equaliser, kRate, std::size_t{1} << 22).taps.front(); });
}
BENCHMARK(designFilter)->ArgName("setting")->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
