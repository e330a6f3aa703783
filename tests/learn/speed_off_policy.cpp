// Steps a second of DQN on CartPole-v1 and of SAC and TD3 on Pendulum-v1, learning included, in CPU time of this one
// thread; and where the time goes, part by part.
//   build/tests/speed_off_policy [DQN|SAC|TD3]   (ctest label bench)
// Stable-Baselines3's DQN with its default settings did 4,100 steps/s on CartPole-v1 on two cores like CI's.

#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>

#include "core/rl/dqn.h"
#include "core/rl/sac.h"
#include "core/rl/td3.h"
#include "core/rl/vector_environment.h"
#include "tests/core/rl/environments/classic_control.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Times {
    double acting = 0;
    double stepping = 0;
    double observing = 0;
    double learning = 0;
    [[nodiscard]] double all() const { return acting + stepping + observing + learning; }
};

Times measure(Agent &agent, const EnvironmentFactory &factory, std::int64_t steps)
{
    auto environments = *VectorEnvironment::create(factory, {.seed = 1});
    (void)environments.reset();
    std::vector<float> actions(environments.actionSpace().size());
    Times times;
    while (environments.steps() < steps) {
        const double start = cpuSeconds();
        agent.setProgress(static_cast<double>(environments.steps()) / static_cast<double>(steps));
        const std::vector<float> before(environments.observations().begin(), environments.observations().end());
        agent.explore({1, before, {}}, actions);
        const double acted = cpuSeconds();
        (void)environments.step(actions);
        const double stepped = cpuSeconds();
        agent.observe({1,
                       before,
                       actions,
                       environments.rewards(),
                       environments.nextObservations(),
                       environments.terminated(),
                       environments.truncated(),
                       {},
                       {}});
        const double observed = cpuSeconds();
        while (agent.updateDue())
            (void)agent.update();
        times.acting += acted - start;
        times.stepping += stepped - acted;
        times.observing += observed - stepped;
        times.learning += cpuSeconds() - observed;
    }
    return times;
}

template <class AgentType, class Problem, class Config>
void report(const char *name, const Config &config, std::int64_t steps)
{
    const Problem problem;
    const auto agent = *AgentType::create(problem.observationSpace(), problem.actionSpace(), config);
    const Times times = measure(
        *agent, [] { return std::make_unique<Problem>(); }, steps);
    const auto share = [&](double part) { return 100.0 * part / times.all(); };
    std::printf("| %s | %lld | %.0f | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n", name, static_cast<long long>(steps),
                static_cast<double>(steps) / times.all(), share(times.acting), share(times.stepping),
                share(times.observing), share(times.learning));
}

}  // namespace

int main(int argc, char **argv)
{
    const std::string_view word = argc > 1 ? argv[1] : "";
    std::printf(
        "| agent | steps | steps/s | acting | environment | storing | learning |\n|---|---|---|---|---|---|---|\n");
    if (word.empty() || word == "DQN")
        report<DqnAgent, test::CartPole>("DQN, defaults, CartPole-v1", DqnConfig{}, 100'000);
    if (word.empty() || word == "SAC")
        report<SacAgent, test::Pendulum>("SAC, defaults, Pendulum-v1", SacConfig{}, 1500);
    if (word.empty() || word == "TD3")
        report<Td3Agent, test::Pendulum>("TD3, defaults, Pendulum-v1", Td3Config{}, 1500);
    return 0;
}
