// Steps a second of DQN on CartPole-v1 and of SAC and TD3 on Pendulum-v1, learning included, in CPU time of this one
// thread; and where the time goes, part by part.
//   build/tests/speed_off_policy [DQN|SAC|TD3]   (ctest label bench)
// Stable-Baselines3's DQN with its default settings did 4,100 steps/s on CartPole-v1 on two cores like CI's.

#include <memory>
#include <string_view>

#include "core/rl/dqn.h"
#include "core/rl/sac.h"
#include "core/rl/td3.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/learn/trials/speed_report.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

template <class AgentType, class Problem, class Config>
void report(const char *name, const Config &config, std::int64_t steps)
{
    const Problem problem;
    const auto agent = *AgentType::create(problem.observationSpace(), problem.actionSpace(), config);
    test::reportSpeed(
        name, *agent, [] { return std::make_unique<Problem>(); }, 1, steps);
}

}  // namespace

int main(int argc, char **argv)
{
    const std::string_view word = argc > 1 ? argv[1] : "";
    test::printSpeedHeader();
    if (word.empty() || word == "DQN")
        report<DqnAgent, test::CartPole>("DQN, defaults, CartPole-v1", DqnConfig{}, 100'000);
    if (word.empty() || word == "SAC")
        report<SacAgent, test::Pendulum>("SAC, defaults, Pendulum-v1", SacConfig{}, 1500);
    if (word.empty() || word == "TD3")
        report<Td3Agent, test::Pendulum>("TD3, defaults, Pendulum-v1", Td3Config{}, 1500);
    return 0;
}
