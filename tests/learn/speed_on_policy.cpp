// Steps a second of PPO and A2C on CartPole-v1, learning included, with Stable-Baselines3's default settings, in CPU
// time of this one thread; and where the time goes, part by part.
//   build/tests/speed_on_policy   (ctest label bench)
// Stable-Baselines3 with the same settings did 3,200 (PPO) and 2,000 (A2C) steps/s on two cores like CI's.

#include <cstdio>
#include <ctime>
#include <memory>

#include "core/rl/a2c.h"
#include "core/rl/ppo.h"
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

Times measure(Agent &agent, std::size_t copies, std::int64_t steps)
{
    auto environments =
        *VectorEnvironment::create([] { return std::make_unique<test::CartPole>(); }, {.copies = copies, .seed = 1});
    (void)environments.reset();
    std::vector<float> actions(copies);
    Times times;
    while (environments.steps() < steps) {
        const double start = cpuSeconds();
        const std::vector<float> before(environments.observations().begin(), environments.observations().end());
        agent.explore({copies, before, {}}, actions);
        const double acted = cpuSeconds();
        (void)environments.step(actions);
        const double stepped = cpuSeconds();
        agent.observe({copies,
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

template <class AgentType, class Config>
void report(const char *name, Config config, std::int64_t steps)
{
    const test::CartPole pole;
    AgentType agent(config, pole.observationSpace(), pole.actionSpace(), 1);
    const Times times = measure(agent, config.copies, steps);
    const auto share = [&](double part) { return 100.0 * part / times.all(); };
    std::printf("| %s | %lld | %.0f | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n", name, static_cast<long long>(steps),
                static_cast<double>(steps) / times.all(), share(times.acting), share(times.stepping),
                share(times.observing), share(times.learning));
}

}  // namespace

int main()
{
    std::printf(
        "| agent | steps | steps/s | acting | environment | storing | learning |\n|---|---|---|---|---|---|---|\n");
    report<PpoAgent>("PPO, defaults", PpoConfig{}, 40'960);
    report<A2cAgent>("A2C, defaults", A2cConfig{}, 100'000);
    A2cConfig eight;
    eight.copies = 8;
    report<A2cAgent>("A2C, 8 copies", eight, 200'000);
    return 0;
}
