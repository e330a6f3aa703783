// What PPO and A2C reach over five seeds, as a markdown table. Returns 1 where a goal isn't met. The number of seeds
// may be given: learning_table_on_policy 10

#include <cstdlib>

#include "tests/learn/trials/on_policy_trials.h"

int main(int argc, char **argv)
{
    using namespace tonewright::rl::test;
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 5;
    return printTable({ppoCartPole(), a2cCartPole(), a2cDefaults(), ppoAcrobot(), ppoHybrid(), ppoMultiDiscrete(),
                       ppoSeveralActions()},
                      seeds)
               ? 0
               : 1;
}
