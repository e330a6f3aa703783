#pragma once

#include <cstdio>
#include <cstdlib>

#include "core/rl/dqn.h"
#include "core/rl/sac.h"
#include "core/rl/sarsa.h"
#include "core/rl/td3.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/learn/trials/trial.h"

namespace tonewright::rl::test
{

/// A trial of an agent that is made by create().
template <class AgentType, class Problem, class Config>
Trial offPolicyTrial(std::string name, std::string settings, const Config &config, std::int64_t steps, double goal)
{
    Trial trial;
    trial.name = std::move(name);
    trial.settings = std::move(settings);
    trial.factory = [] { return std::make_unique<Problem>(); };
    trial.steps = steps;
    trial.goal = goal;
    trial.make = [config](const Space &observations, const Space &actions, std::uint64_t seed) {
        auto seeded = config;
        seeded.seed = seed;
        auto agent = AgentType::create(observations, actions, seeded);
        if (!agent) {
            std::fprintf(stderr, "%s\n", agent.error().describe().c_str());
            std::abort();  // a trial that can't run is a defect of the test
        }
        return std::unique_ptr<Agent>(*std::move(agent));
    };
    return trial;
}

inline Trial dqnCartPole()
{
    DqnConfig config;
    config.experience.capacity = 100'000;
    config.experience.batch = 64;
    config.experience.learningStarts = 1000;
    config.experience.trainEvery = 1;
    config.experience.nStep = 5;
    config.learningRate = Schedule::linear(1e-3, 0.0);
    config.epsilon = Schedule::linear(1.0, 0.04, 0.2);
    config.targetTau = 0.005;
    config.targetEvery = 1;
    return offPolicyTrial<DqnAgent, CartPole>(
        "DQN, CartPole-v1",
        "n-step 5, batch 64, an update a step, learning rate 1e-3 → 0, ε → 0.04 within 20 %, soft targets 0.005",
        config, 100'000, 475);
}

/// The toy in which one branch outweighs the others, with as much exploring at the end as at the beginning.
inline Trial dqnMultiDiscrete(Branches branches, double goal)
{
    DqnConfig config;
    config.experience.capacity = 100'000;
    config.experience.batch = 64;
    config.experience.learningStarts = 500;
    config.experience.trainEvery = 1;
    config.learningRate = Schedule::linear(1e-3, 0.0);
    config.epsilon = 0.3;
    config.huberDelta = 1000.0;
    config.branches = branches;
    const char *name = branches == Branches::Summed     ? "DQN, multi-discrete toy (optimum 1), summed branches"
                       : branches == Branches::Averaged ? "DQN, multi-discrete toy, averaged branches"
                                                        : "DQN, multi-discrete toy, independent networks";
    return offPolicyTrial<DqnAgent, UnequalToy>(
        name, "batch 64, an update a step, learning rate 1e-3 → 0, ε 0.3, squared error", config, 10'000, goal);
}

inline SacConfig sacPendulumConfig()
{
    SacConfig config;
    config.hidden = {64, 64};
    config.learningRate = 1e-3;
    config.experience.batch = 128;
    config.experience.learningStarts = 1000;
    config.experience.capacity = 100'000;
    return config;
}

inline Trial sacPendulum()
{
    return offPolicyTrial<SacAgent, Pendulum>("SAC, Pendulum-v1",
                                              "layers 64, 64; batch 128, learning rate 1e-3, starts at 1,000",
                                              sacPendulumConfig(), 20'000, -200);
}

inline Trial td3Pendulum()
{
    Td3Config config;
    config.hidden = {64, 64};
    config.experience.batch = 128;
    config.experience.learningStarts = 1000;
    config.experience.capacity = 100'000;
    return offPolicyTrial<Td3Agent, Pendulum>("TD3, Pendulum-v1", "layers 64, 64; batch 128, starts at 1,000", config,
                                              20'000, -200);
}

inline Trial sacMountainCar(std::int64_t steps = 60'000)
{
    SacConfig config;
    config.hidden = {64, 64};
    config.learningRate = 1e-3;
    config.tau = 0.01;
    config.noiseCorrelation = 0.98;
    config.experience.batch = 128;
    config.experience.gamma = 0.999;
    config.experience.learningStarts = 5000;
    config.experience.trainEvery = 2;
    config.experience.capacity = 100'000;
    return offPolicyTrial<SacAgent, MountainCarContinuous>(
        "SAC, MountainCarContinuous-v0",
        "layers 64, 64; batch 128, an update every 2 steps, learning rate 1e-3, γ 0.999, τ 0.01, noise correlated "
        "0.98, "
        "starts at 5,000",
        config, steps, 90);
}

inline Trial sarsaGrid()
{
    SarsaConfig config;
    config.gamma = 1.0;
    config.epsilon = Schedule::linear(0.3, 0.0, 0.8);
    return offPolicyTrial<SarsaAgent, GridWalk>("SARSA(λ), grid walk (optimum −8)", "γ 1, ε 0.3 → 0 within 80 %",
                                                config, 10'000, GridWalk::kOptimum);
}

}  // namespace tonewright::rl::test
