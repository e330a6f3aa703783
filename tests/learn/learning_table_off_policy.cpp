// What DQN, SAC, TD3 and SARSA(λ) reach over five seeds, as a markdown table. Returns 1 where a goal isn't met. The
// number of seeds may be given: learning_table_off_policy 10

#include <cstdlib>

#include "tests/learn/trials/off_policy_trials.h"

int main(int argc, char **argv)
{
    using namespace tonewright::rl;
    using namespace tonewright::rl::test;
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 5;
    return printTable({dqnCartPole(), dqnMultiDiscrete(Branches::Summed, 0.95), dqnMultiDiscrete(Branches::Averaged, 0),
                       dqnMultiDiscrete(Branches::Independent, 0), sacPendulum(), td3Pendulum(), sacMountainCar(),
                       sarsaGrid()},
                      seeds)
               ? 0
               : 1;
}
