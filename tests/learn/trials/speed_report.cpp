#include "tests/learn/trials/speed_report.h"

#include <cstdio>
#include <ctime>
#include <vector>

#include "core/rl/vector_environment.h"

namespace tonewright::rl::test
{
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

Times measure(Agent &agent, const EnvironmentFactory &factory, std::size_t copies, std::int64_t steps)
{
    auto environments = *VectorEnvironment::create(factory, {.copies = copies, .seed = 1});
    (void)environments.reset();
    std::vector<float> actions(copies * environments.actionSpace().size());
    Times times;
    while (environments.steps() < steps) {
        agent.setProgress(static_cast<double>(environments.steps()) / static_cast<double>(steps));
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

}  // namespace

void printSpeedHeader()
{
    std::printf(
        "| agent | steps | steps/s | acting | environment | storing | learning |\n|---|---|---|---|---|---|---|\n");
}

void reportSpeed(const char *name, Agent &agent, const EnvironmentFactory &factory, std::size_t copies,
                 std::int64_t steps)
{
    const Times times = measure(agent, factory, copies, steps);
    const auto share = [&](double part) { return 100.0 * part / times.all(); };
    std::printf("| %s | %lld | %.0f | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n", name, static_cast<long long>(steps),
                static_cast<double>(steps) / times.all(), share(times.acting), share(times.stepping),
                share(times.observing), share(times.learning));
}

}  // namespace tonewright::rl::test
