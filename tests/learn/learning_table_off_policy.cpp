// What DQN, SAC, TD3, SARSA(λ) and the reward model reach over five seeds, as a markdown table. Returns 1 where a goal
// isn't met. The number of seeds may be given, and a word that the trials' names must hold: learning_table_off_policy
// 10 Pendulum

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include "tests/core/rl/person_with_taste.h"
#include "tests/learn/trials/off_policy_trials.h"

namespace
{

/// As tst_reward_model's ordersPairsItHasNotSeen, over several persons' votes and as many models.
bool rewardModelTable(int seeds)
{
    using namespace tonewright::rl;
    using namespace tonewright::rl::test;
    double mean = 0;
    double worst = 1;
    for (int seed = 1; seed <= seeds; ++seed) {
        const auto number = static_cast<std::uint64_t>(seed);
        RewardModel model(tasteConfig(number));
        if (!model.fit(votes(1500, 100 + number, true), kPasses))
            return false;
        const double share = shareInOrder(model, votes(1000, 200 + number, false, 0.1));
        mean += share / seeds;
        worst = std::min(worst, share);
    }
    std::printf("| reward model, 1,000 held-out pairs in order | 5 networks of 32, 32; 1,500 votes, about every tenth "
                "against the true order; learning rate 3e-3, %d passes | | %.3f | %.3f | | | 0.95 | |\n",
                kPasses, mean, worst);
    return mean >= 0.95;
}

}  // namespace

int main(int argc, char **argv)
{
    using namespace tonewright::rl;
    using namespace tonewright::rl::test;
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 5;
    const std::string word = argc > 2 ? argv[2] : "";
    constexpr double none = -std::numeric_limits<double>::infinity();
    std::vector<Trial> trials = {dqnCartPole(),
                                 dqnMultiDiscrete(Branches::Summed, 0.95),
                                 dqnMultiDiscrete(Branches::Averaged, none),
                                 dqnMultiDiscrete(Branches::Independent, none),
                                 sacPendulum(),
                                 td3Pendulum(),
                                 sacMountainCar(),
                                 sarsaGrid()};
    std::erase_if(trials, [&](const Trial &trial) { return trial.name.find(word) == std::string::npos; });
    const bool reached = printTable(trials, seeds);
    const bool all = word.empty() || word == "reward" ? rewardModelTable(seeds) : true;
    return reached && all ? 0 : 1;
}
