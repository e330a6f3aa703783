#pragma once

#include <limits>

#include "core/rl/a2c.h"
#include "core/rl/ppo.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/learn/trials/trial.h"

namespace tonewright::rl::test
{

/// A trial of PPO or A2C with its configuration.
template <class AgentType, class Problem, class Config>
Trial onPolicyTrial(std::string name, std::string settings, const Config &config, std::int64_t steps, double goal)
{
    Trial trial;
    trial.name = std::move(name);
    trial.settings = std::move(settings);
    trial.factory = [] { return std::make_unique<Problem>(); };
    trial.copies = config.copies;
    trial.copiesPerSeed = config.actionsPerState;
    trial.steps = steps;
    trial.goal = goal;
    trial.make = [config](const Space &observations, const Space &actions, std::uint64_t seed) {
        return std::make_unique<AgentType>(config, observations, actions, seed);
    };
    return trial;
}

inline Trial ppoCartPole()
{
    return onPolicyTrial<PpoAgent, CartPole>("PPO, CartPole-v1", "defaults", PpoConfig{}, 100'000, 475);
}

inline Trial a2cCartPole()
{
    A2cConfig config;
    config.copies = 8;
    config.learningRate = Schedule::linear(2e-3, 0.0);
    return onPolicyTrial<A2cAgent, CartPole>("A2C, CartPole-v1", "8 copies, learning rate 2e-3 → 0", config, 300'000,
                                             475);
}

/// What Stable-Baselines3's defaults come to here; no goal.
inline Trial a2cDefaults()
{
    return onPolicyTrial<A2cAgent, CartPole>("A2C, CartPole-v1", "defaults", A2cConfig{}, 300'000,
                                             -std::numeric_limits<double>::infinity());
}

inline Trial ppoAcrobot()
{
    PpoConfig config;
    config.copies = 16;
    config.rolloutSteps = 256;
    config.lambda = 0.94;
    config.epochs = 4;
    config.normaliseObservations = true;
    return onPolicyTrial<PpoAgent, Acrobot>(
        "PPO, Acrobot-v1", "16 copies, rollout 256, λ 0.94, 4 epochs, observations normalised", config, 300'000, -100);
}

inline PpoConfig toyConfig()
{
    PpoConfig config;
    config.copies = 8;
    config.rolloutSteps = 512;
    config.batch = 256;
    config.gamma = 0.0;
    config.learningRate = Schedule::linear(3e-3, 0.0);
    return config;
}

inline Trial ppoHybrid()
{
    return onPolicyTrial<PpoAgent, HybridToy>("PPO, hybrid toy (optimum 10)",
                                              "8 copies, rollout 512, batch 256, γ 0, learning rate 3e-3 → 0",
                                              toyConfig(), 150'000, 0.95 * HybridToy::kOptimum);
}

inline Trial ppoMultiDiscrete()
{
    return onPolicyTrial<PpoAgent, MultiDiscreteToy>("PPO, multi-discrete toy (optimum 1)", "as the hybrid toy",
                                                     toyConfig(), 60'000, 0.95);
}

inline Trial ppoSeveralActions()
{
    auto config = toyConfig();
    config.actionsPerState = 4;
    config.valueWeight = 0.0;
    return onPolicyTrial<PpoAgent, MultiDiscreteToy>("PPO, multi-discrete toy, 4 actions a state",
                                                     "as above, no value estimate", config, 60'000, 0.95);
}

}  // namespace tonewright::rl::test
