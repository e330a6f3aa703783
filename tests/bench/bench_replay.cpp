// A minibatch of 128 out of a prioritised replay of a million transitions: drawn, copied out, and its new priorities
// put back. And how long such a replay holds the training thread when a checkpoint is taken.
#include <benchmark/benchmark.h>

#include "core/rl/transition_replay.h"

using namespace tonewright;

namespace
{

constexpr std::size_t kBatch = 128;

/// CartPole's shape, or that of 96 numbers.
rl::TransitionReplay filled(std::size_t observationSize, std::size_t capacity, Rng &rng)
{
    rl::TransitionReplay replay({.capacity = capacity, .observationSize = observationSize, .prioritised = true});
    std::vector<float> here(observationSize);
    std::vector<float> next(observationSize);
    const std::vector<float> action = {1.0F};
    for (std::size_t i = 0; i < capacity; ++i) {
        here[0] = static_cast<float>(i);
        next[0] = static_cast<float>(rng.uniform());
        replay.add({here, action, 1.0F, 0.99F, next});
        const std::vector<std::uint32_t> slot = {static_cast<std::uint32_t>(i)};
        const std::vector<float> error = {static_cast<float>(rng.uniform())};
        replay.setPriorities(slot, error);
    }
    return replay;
}

void sampleAndUpdateOfAMillion(benchmark::State &state)
{
    Rng rng(1);
    auto replay = filled(static_cast<std::size_t>(state.range(0)), 1'000'000, rng);
    rl::TransitionBatch batch;
    std::vector<float> errors(kBatch);
    for (auto _ : state) {
        replay.sample(kBatch, 0.5, rng, batch);
        for (float &error : errors)
            error = static_cast<float>(rng.uniform());
        replay.setPriorities(batch.slots, errors);
    }
}
BENCHMARK(sampleAndUpdateOfAMillion)->ArgName("observation")->Arg(4)->Arg(96)->Unit(benchmark::kMicrosecond);

/// The copying that save() does in the training thread: counters, a million priorities, and the 100,000 transitions
/// since the last checkpoint.
void checkpointOfAMillion(benchmark::State &state)
{
    Rng rng(1);
    auto replay = filled(4, 1'000'000, rng);
    {
        rl::ByteWriter out;
        rl::AgentState first;
        replay.save(out, first, "replay");
    }
    const std::vector<float> numbers(4);
    const std::vector<float> action = {1.0F};
    for (auto _ : state) {
        state.PauseTiming();
        for (int i = 0; i < 100'000; ++i)
            replay.add({numbers, action, 1.0F, 0.99F, numbers});
        state.ResumeTiming();
        rl::ByteWriter out;
        rl::AgentState next;
        replay.save(out, next, "replay");
        benchmark::DoNotOptimize(out.take());
    }
}
BENCHMARK(checkpointOfAMillion)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
