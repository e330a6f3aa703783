// What DQN, SAC, TD3 and SARSA(λ) reach over five seeds, as a markdown table. Returns 1 where a goal isn't met. The
// number of seeds may be given, and a word that the trials' names must hold: learning_table_off_policy 10 Pendulum

#include <cstdlib>
#include <string>

#include "tests/learn/trials/off_policy_trials.h"

int main(int argc, char **argv)
{
    using namespace tonewright::rl;
    using namespace tonewright::rl::test;
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 5;
    const std::string word = argc > 2 ? argv[2] : "";
    std::vector<Trial> trials = {dqnCartPole(),
                                 dqnMultiDiscrete(Branches::Summed, 0.95),
                                 dqnMultiDiscrete(Branches::Averaged, -10),
                                 dqnMultiDiscrete(Branches::Independent, -10),
                                 sacPendulum(),
                                 td3Pendulum(),
                                 sacMountainCar(),
                                 sarsaGrid()};
    std::erase_if(trials, [&](const Trial &trial) { return trial.name.find(word) == std::string::npos; });
    return printTable(trials, seeds) ? 0 : 1;
}
