// How long the parts of a training step take, in the equaliser study's shape: 96 inputs, 12 branches, batches of 128.
#include <benchmark/benchmark.h>

#include "core/rl/branching_dqn.h"
#include "core/rl/prioritised_replay.h"
#include "core/rl/torch_runtime.h"

using namespace tonewright;

namespace
{

constexpr std::size_t kBatch = 128;
constexpr int kChoices = 31;

rl::BranchingDqnConfig someConfig()
{
    rl::BranchingDqnConfig config;
    std::vector<double> positions;
    for (int choice = 0; choice < kChoices; ++choice) {
        positions.push_back(double(choice) / (kChoices - 1));
    }
    config.branches.assign(12, {rl::BranchAxis{positions, 9}});
    return config;
}

rl::PrioritisedReplay filledReplay(Rng &rng)
{
    const rl::ReplayConfig config;
    rl::PrioritisedReplay replay(config);
    const auto steps = std::size_t(config.stepsPerEpisode);
    std::vector<float> observation(std::size_t(config.observationSize));
    std::vector<std::uint16_t> actions(steps * std::size_t(config.branches));
    std::vector<float> rewards(steps);
    for (std::size_t episode = 0; episode < 1000; ++episode) {
        for (float &value : observation) {
            value = float(rng.normal());
        }
        for (std::uint16_t &action : actions) {
            action = std::uint16_t(rng.below(kChoices));
        }
        for (float &reward : rewards) {
            reward = float(rng.uniform(-1.0, 1.0));
        }
        replay.addEpisode(observation, actions, rewards);
    }
    return replay;
}

void actGreedily(benchmark::State &state)
{
    rl::setTensorThreads(1);
    Rng rng(1);
    const rl::BranchingDqn agent(someConfig(), rng);
    const auto count = std::size_t(state.range(0));
    const std::vector<float> observations(count * 96, 0.5F);
    for (auto _ : state) {
        benchmark::DoNotOptimize(agent.greedy(observations, count));
    }
    state.SetItemsProcessed(std::int64_t(state.iterations()) * state.range(0));
}
BENCHMARK(actGreedily)->ArgName("observations")->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);

void sampleReplay(benchmark::State &state)
{
    Rng rng(1);
    const rl::PrioritisedReplay replay = filledReplay(rng);
    for (auto _ : state) {
        benchmark::DoNotOptimize(replay.sample(kBatch, 0.5, rng));
    }
}
BENCHMARK(sampleReplay)->Unit(benchmark::kMicrosecond);

void updateAgent(benchmark::State &state)
{
    rl::setTensorThreads(1);
    Rng rng(1);
    rl::BranchingDqn agent(someConfig(), rng);
    const rl::ReplayBatch batch = filledReplay(rng).sample(kBatch, 0.5, rng);
    for (auto _ : state) {
        const auto stats = agent.update(batch);
        if (!stats) {
            state.SkipWithError(stats.error().describe().c_str());
            return;
        }
    }
}
BENCHMARK(updateAgent)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
