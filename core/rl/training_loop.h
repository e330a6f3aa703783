#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/rl/agent.h"
#include "core/rl/vector_environment.h"

namespace tonewright::rl
{

struct EvaluationConfig {
    std::size_t episodes = 20;
    std::uint64_t seed = 0;
    std::size_t copies = 8;  ///< played together; fixed, because a network's last bit may depend on its batch size
    bool deterministic = true;
};

struct EvaluationResult {
    double meanReward = 0;                 ///< "eval/mean_reward"
    double rewardDeviation = 0;            ///< standard deviation over the episodes (population)
    double meanLength = 0;                 ///< "eval/mean_ep_length"
    std::vector<double> rewards;           ///< [episodes], undiscounted
    std::vector<EpisodeSummary> episodes;  ///< in the order of their seeds
};

/// Plays fixed episodes (their seeds follow from config.seed) on environments of its own. Changes nothing in the agent.
/// Polls `context` when given. Errors: Cancelled, the environment's.
Result<EvaluationResult> evaluate(const Agent &agent, const EnvironmentFactory &factory, const EvaluationConfig &config,
                                  RunContext *context = nullptr);

struct TrainingConfig {
    std::int64_t steps = 100'000;    ///< environment steps of all copies together; the last rollout may pass it
    std::int64_t evaluateEvery = 0;  ///< steps between evaluations; 0 = never
    EvaluationConfig evaluation{};   ///< "eval/…" of the log
    /// Chooses the best policy: same number of steps between, other seeds than `evaluation`. 0 episodes = no choosing.
    EvaluationConfig choosing{.episodes = 0, .seed = 1};
    std::int64_t logEvery = 2048;  ///< steps between two sets of metrics
    double checkpointSeconds = 0;  ///< time worked between checkpoints; 0 = none but at `checkpointEvery` and the end
    std::int64_t checkpointEvery = 0;  ///< steps between checkpoints; 0 = by time alone
    std::size_t episodeWindow = 100;   ///< "rollout/ep_rew_mean" is over so many last episodes
    std::filesystem::path folder;      ///< for checkpoint.twc, best.twc, policy.twc; empty = nothing is written
};

/// Where a run's metrics go; any of them may be left empty.
struct TrainingHooks {
    /// Every `logEvery` steps and after evaluations: names of Stable-Baselines3. The same goes to RunContext::metrics.
    /// A failure ends the run.
    std::function<Result<void>(std::int64_t steps, const Metrics &metrics)> onMetrics;
    /// Values of one finished episode, in the order of the study's MetricSpecs, for RunContext::episode; where it is
    /// empty the values are {reward, length}.
    std::function<std::vector<double>(const EpisodeSummary &episode)> episodeValues;
};

enum class TrainingEnd { Completed, Cancelled, Diverged };

struct TrainingResult {
    TrainingEnd end = TrainingEnd::Completed;
    std::optional<Error> why;  ///< for Diverged
    std::int64_t steps = 0;
    std::int64_t episodes = 0;
    double bestReward = -std::numeric_limits<double>::infinity();  ///< of the chosen policy, on the choosing seeds
    std::int64_t bestSteps = -1;                                   ///< when it was; −1 = none chosen
    double slowestCheckpointSeconds = 0;  ///< longest that a checkpoint held the training thread
};

/// Runs an agent in a vector environment until `steps` are done or the context says stop. Polls at least at every step
/// and every update. Progress is steps done of all.
///
/// Files in `folder`, each complete or absent whatever happens: checkpoint.twc (everything, to continue from), best.twc
/// (best policy on the choosing seeds), policy.twc (the policy at the end). They are written by a thread of their own;
/// the training thread only copies the numbers. A run that diverges writes nothing more: the last checkpoint before is
/// the good one.
///
/// Wall-clock time decides when a checkpoint by `checkpointSeconds` is taken and what "time/fps" says, never what is
/// learnt.
class TrainingLoop
{
public:
    TrainingLoop(Agent &agent, EnvironmentFactory factory, VectorEnvironmentConfig environments, TrainingConfig config);
    ~TrainingLoop();

    /// Continues where folder/checkpoint.twc stopped, bit for bit. Call before run(). NotFound, BadData; the
    /// environment's.
    Result<void> resume();
    /// Errors other than stopping and diverging: the environment's, Unwritable, what a hook returned.
    Result<TrainingResult> run(RunContext &context, const TrainingHooks &hooks = {});

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
