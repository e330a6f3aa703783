#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/rl/training_loop.h"

/// Training an agent from several seeds and measuring what it can do: what the learning tests and tables are made of.
namespace tonewright::rl::test
{

/// One problem, one agent with its settings, one budget, one goal.
struct Trial {
    std::string name;      ///< "PPO, CartPole-v1"
    std::string settings;  ///< for people: what differs from the defaults
    EnvironmentFactory factory;
    std::size_t copies = 1;
    std::size_t copiesPerSeed = 1;
    std::int64_t steps = 0;
    double goal = 0;  ///< for the mean over seeds of the final policy's mean reward; −infinity = none
    std::function<std::unique_ptr<Agent>(const Space &observations, const Space &actions, std::uint64_t seed)> make;
};

struct TrialResult {
    double finalReward = 0;  ///< mean over 100 evaluation episodes of the policy at the end
    double bestReward = 0;   ///< the same of the policy that was best on other seeds while training
    double cpuSeconds = 0;   ///< of training, choosing the best included
};

/// Trains from `seed`; `chooseBest` also looks for the best policy, ten times on the way with 20 episodes.
TrialResult runTrial(const Trial &trial, std::uint64_t seed, bool chooseBest);

/// A markdown table over `seeds` seeds: mean and worst of final and best policy, and the goal. Returns whether every
/// trial's mean of the final policy reaches its goal.
bool printTable(const std::vector<Trial> &trials, int seeds);

}  // namespace tonewright::rl::test
