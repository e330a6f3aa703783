// Steps a second of PPO and A2C on CartPole-v1, learning included, with Stable-Baselines3's default settings, in CPU
// time of this one thread; and where the time goes, part by part.
//   build/tests/speed_on_policy   (ctest label bench)
// Stable-Baselines3 with the same settings did 3,200 (PPO) and 2,000 (A2C) steps/s on two cores like CI's.

#include <memory>

#include "core/rl/a2c.h"
#include "core/rl/ppo.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/learn/trials/speed_report.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

template <class AgentType, class Config>
void report(const char *name, Config config, std::int64_t steps)
{
    const test::CartPole pole;
    AgentType agent(config, pole.observationSpace(), pole.actionSpace(), 1);
    test::reportSpeed(
        name, agent, [] { return std::make_unique<test::CartPole>(); }, config.copies, steps);
}

}  // namespace

int main()
{
    test::printSpeedHeader();
    report<PpoAgent>("PPO, defaults", PpoConfig{}, 40'960);
    report<A2cAgent>("A2C, defaults", A2cConfig{}, 100'000);
    A2cConfig eight;
    eight.copies = 8;
    report<A2cAgent>("A2C, 8 copies", eight, 200'000);
    return 0;
}
