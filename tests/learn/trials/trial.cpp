#include "tests/learn/trials/trial.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <limits>
#include <unistd.h>

namespace tonewright::rl::test
{
namespace
{

double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Ends the program: a trial that can't run is a defect of the test.
template <class T>
T orDie(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().describe().c_str());
        std::abort();
    }
    return *std::move(result);
}

std::string goalText(double goal)
{
    if (!std::isfinite(goal))
        return "–";
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", goal);
    return text;
}

/// A folder of this process that goes with the trial.
struct TemporaryFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("tonewright-trial-" + std::to_string(getpid()));
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

}  // namespace

TrialResult runTrial(const Trial &trial, std::uint64_t seed, bool chooseBest)
{
    const auto environment = trial.factory();
    const auto agent = trial.make(environment->observationSpace(), environment->actionSpace(), seed);
    const TemporaryFolder folder;
    TrainingConfig config;
    config.steps = trial.steps;
    config.logEvery = 0;
    config.evaluation.episodes = 0;
    if (chooseBest) {
        config.evaluateEvery = trial.steps / 10;
        config.choosing = {.episodes = 20, .seed = 1000};
        config.folder = folder.path;
    }
    RunListener listener;
    RunContext context(listener, {});
    const double before = cpuSeconds();
    TrainingLoop loop(*agent, trial.factory,
                      {.copies = trial.copies, .seed = seed, .copiesPerSeed = trial.copiesPerSeed}, config);
    const auto trained = orDie(loop.run(context));
    TrialResult result;
    result.cpuSeconds = cpuSeconds() - before;
    if (trained.end != TrainingEnd::Completed) {
        result.finalReward = result.bestReward = -std::numeric_limits<double>::infinity();
        return result;
    }
    const EvaluationConfig evaluation = {.episodes = 100, .seed = 2000};
    result.finalReward = orDie(evaluate(*agent, trial.factory, evaluation)).meanReward;
    if (chooseBest) {
        if (const auto loaded = agent->loadPolicy(orDie(readCheckpoint(folder.path / "best.twc"))); !loaded)
            orDie(Result<bool>(fail(loaded.error())));
        result.bestReward = orDie(evaluate(*agent, trial.factory, evaluation)).meanReward;
    }
    return result;
}

bool printTable(const std::vector<Trial> &trials, int seeds)
{
    std::printf(
        "| algorithm, problem | settings | steps | final: mean | worst | best: mean | worst | goal | steps/s |\n"
        "|---|---|---|---|---|---|---|---|---|\n");
    bool reached = true;
    for (const Trial &trial : trials) {
        double finalMean = 0;
        double bestMean = 0;
        double finalWorst = std::numeric_limits<double>::infinity();
        double bestWorst = finalWorst;
        double seconds = 0;
        for (int seed = 1; seed <= seeds; ++seed) {
            const auto result = runTrial(trial, static_cast<std::uint64_t>(seed), true);
            finalMean += result.finalReward / seeds;
            bestMean += result.bestReward / seeds;
            finalWorst = std::min(finalWorst, result.finalReward);
            bestWorst = std::min(bestWorst, result.bestReward);
            seconds += result.cpuSeconds;
        }
        std::printf("| %s | %s | %lld | %.2f | %.2f | %.2f | %.2f | %s | %.0f |\n", trial.name.c_str(),
                    trial.settings.c_str(), static_cast<long long>(trial.steps), finalMean, finalWorst, bestMean,
                    bestWorst, goalText(trial.goal).c_str(), static_cast<double>(trial.steps) * seeds / seconds);
        std::fflush(stdout);
        reached = reached && finalMean >= trial.goal;
    }
    return reached;
}

}  // namespace tonewright::rl::test
