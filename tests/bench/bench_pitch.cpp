// What pitch, key and wavelets cost, for 30 s at 22.05 kHz on one thread, in units (see unit.h).
#include "core/dsp/key.h"
#include "core/dsp/pitch.h"
#include "core/dsp/wavelet.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using namespace tonewright::bench;

namespace
{

/// A melody of decaying tones over noise.
const std::vector<float> &melody()
{
    static const std::vector<float> signal = clip(1);
    return signal;
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
