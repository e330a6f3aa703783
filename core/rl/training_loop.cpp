#include "core/rl/training_loop.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <numeric>

#include "core/rl/checkpoint_writer.h"

namespace tonewright::rl
{
namespace
{

using Clock = std::chrono::steady_clock;

constexpr auto kCheckpointName = "checkpoint.twc";
constexpr auto kBestName = "best.twc";
constexpr auto kPolicyName = "policy.twc";

double secondsSince(Clock::time_point from)
{
    return std::chrono::duration<double>(Clock::now() - from).count();
}

/// The first multiple of `every` after `steps`.
std::int64_t nextDue(std::int64_t steps, std::int64_t every)
{
    return every > 0 ? (steps / every + 1) * every : std::numeric_limits<std::int64_t>::max();
}

double mean(const std::deque<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

tl::unexpected<Error> cancelled()
{
    return fail(ErrorCode::Cancelled, "stopped while training");
}

}  // namespace

struct TrainingLoop::Private {
    Private(Agent &a, EnvironmentFactory f, VectorEnvironmentConfig e, TrainingConfig c)
        : agent(a), factory(std::move(f)), environmentConfig(e), config(std::move(c))
    {
    }

    Agent &agent;
    EnvironmentFactory factory;
    VectorEnvironmentConfig environmentConfig;
    TrainingConfig config;

    // Stored in checkpoints.
    std::optional<VectorEnvironment> environments;
    std::int64_t episodes = 0;
    std::int64_t iterations = 0;  // sets of metrics so far
    std::deque<double> rewards;   // of the last episodes
    std::deque<double> lengths;
    std::int64_t nextLog = 0;
    std::int64_t nextEvaluation = 0;
    std::int64_t nextCheckpoint = 0;
    double bestReward = -std::numeric_limits<double>::infinity();
    std::int64_t bestSteps = -1;

    // Of this run() alone.
    RunContext *context = nullptr;
    const TrainingHooks *hooks = nullptr;
    std::unique_ptr<CheckpointWriter> writer;
    std::vector<float> actions;
    double slowestCheckpointSeconds = 0;
    double lastCheckpointAt = 0;  // in seconds worked
    std::int64_t stepsAtStart = 0;

    [[nodiscard]] std::int64_t steps() const { return environments->steps(); }
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);
    Result<void> begin();
    Result<void> train();
    Result<void> updateAll();
    Result<void> step();
    Result<void> finishEpisodes();
    Result<void> housekeeping();
    Result<void> log(const Metrics &more);
    Result<void> evaluateAll();
    Result<void> submit(const char *name, AgentState state);
    Result<void> writeCheckpoint();
    Result<void> writePolicy(const char *name);
    void announceCheckpoints();
    Result<void> storeEnd();
};

void TrainingLoop::Private::save(ByteWriter &out) const
{
    environments->save(out);
    out.value(episodes);
    out.value(iterations);
    for (const auto *window : {&rewards, &lengths}) {
        const std::vector<double> values(window->begin(), window->end());
        out.array(std::span<const double>(values));
    }
    for (const auto due : {nextLog, nextEvaluation, nextCheckpoint, bestSteps})
        out.value(due);
    out.value(bestReward);
}

Result<void> TrainingLoop::Private::load(ByteReader &in)
{
    if (auto loaded = environments->load(in); !loaded)
        return loaded;
    in.value(episodes);
    in.value(iterations);
    for (auto *window : {&rewards, &lengths}) {
        std::vector<double> values;
        in.array(values);
        window->assign(values.begin(), values.end());
    }
    for (auto *due : {&nextLog, &nextEvaluation, &nextCheckpoint, &bestSteps})
        in.value(*due);
    in.value(bestReward);
    if (!in.ok() || !in.atEnd())
        return fail(ErrorCode::BadData, "the checkpoint's training state is cut short. Train again");
    return {};
}

Result<void> TrainingLoop::Private::begin()
{
    if (!environments) {
        auto created = VectorEnvironment::create(factory, environmentConfig);
        if (!created)
            return fail(created.error());
        environments = *std::move(created);
        if (auto reset = environments->reset(); !reset)
            return reset;
        nextLog = nextDue(0, config.logEvery);
        nextEvaluation = nextDue(0, config.evaluateEvery);
        nextCheckpoint = nextDue(0, config.checkpointEvery);
    }
    actions.resize(environments->copies() * environments->actionSpace().size());
    stepsAtStart = steps();
    lastCheckpointAt = context->workedSeconds();
    if (!config.folder.empty())
        writer = std::make_unique<CheckpointWriter>();
    return {};
}

Result<void> TrainingLoop::Private::train()
{
    const auto total = static_cast<std::uint64_t>(config.steps);
    while (true) {
        if (auto updated = updateAll(); !updated)
            return updated;
        if (auto kept = housekeeping(); !kept)
            return kept;
        if (!context->advance(static_cast<std::uint64_t>(std::min(steps(), config.steps)), total))
            return cancelled();
        if (steps() >= config.steps)
            return {};
        if (auto stepped = step(); !stepped)
            return stepped;
    }
}

Result<void> TrainingLoop::Private::updateAll()
{
    while (agent.updateDue()) {
        if (!context->poll())
            return cancelled();
        if (auto updated = agent.update(); !updated)
            return updated;
    }
    return {};
}

Result<void> TrainingLoop::Private::step()
{
    VectorEnvironment &all = *environments;
    agent.setProgress(static_cast<double>(steps()) / static_cast<double>(config.steps));
    agent.explore({all.copies(), all.observations(), all.masks()}, actions);
    // The buffers of the observations are written anew by the step.
    const std::vector<float> before(all.observations().begin(), all.observations().end());
    const std::vector<std::uint8_t> masks(all.masks().begin(), all.masks().end());
    if (auto stepped = all.step(actions); !stepped)
        return stepped;
    agent.observe({all.copies(), before, actions, all.rewards(), all.nextObservations(), all.terminated(),
                   all.truncated(), masks, all.nextMasks()});
    return finishEpisodes();
}

Result<void> TrainingLoop::Private::finishEpisodes()
{
    for (const EpisodeSummary &summary : environments->finished()) {
        ++episodes;
        rewards.push_back(summary.reward);
        lengths.push_back(static_cast<double>(summary.length));
        if (rewards.size() > config.episodeWindow) {
            rewards.pop_front();
            lengths.pop_front();
        }
        EpisodeRecord record;
        record.episode = episodes;
        record.steps = steps();
        record.genre = summary.info.group;
        record.item = summary.info.item;
        record.values = hooks->episodeValues ? hooks->episodeValues(summary)
                                             : std::vector<double>{summary.reward, static_cast<double>(summary.length)};
        if (auto told = context->episode(record); !told)
            return told;
    }
    return {};
}

Result<void> TrainingLoop::Private::housekeeping()
{
    if (steps() >= nextEvaluation) {
        if (auto evaluated = evaluateAll(); !evaluated)
            return evaluated;
        nextEvaluation = nextDue(steps(), config.evaluateEvery);
    }
    if (steps() >= nextLog) {
        nextLog = nextDue(steps(), config.logEvery);
        ++iterations;
        if (auto logged = log({}); !logged)
            return logged;
    }
    if (!writer)
        return {};
    announceCheckpoints();
    const double worked = config.checkpointSeconds > 0 ? context->workedSeconds() : 0;
    if (steps() >= nextCheckpoint ||
        (config.checkpointSeconds > 0 && worked - lastCheckpointAt >= config.checkpointSeconds)) {
        nextCheckpoint = nextDue(steps(), config.checkpointEvery);
        lastCheckpointAt = worked;
        return writeCheckpoint();
    }
    return {};
}

Result<void> TrainingLoop::Private::log(const Metrics &more)
{
    Metrics metrics = more;
    if (more.empty()) {
        metrics = agent.takeMetrics();
        metrics["train/n_updates"] = static_cast<double>(agent.updates());
        const double worked = context->workedSeconds();
        metrics["time/iterations"] = static_cast<double>(iterations);
        metrics["time/time_elapsed"] = worked;
        metrics["time/fps"] = worked > 0 ? static_cast<double>(steps() - stepsAtStart) / worked : 0.0;
        if (!rewards.empty()) {
            metrics["rollout/ep_rew_mean"] = mean(rewards);
            metrics["rollout/ep_len_mean"] = mean(lengths);
        }
    }
    metrics["time/total_timesteps"] = static_cast<double>(steps());
    if (auto told = context->metrics(steps(), metrics); !told || !hooks->onMetrics)
        return told;
    return hooks->onMetrics(steps(), metrics);
}

Result<void> TrainingLoop::Private::evaluateAll()
{
    Metrics metrics;
    if (config.evaluation.episodes > 0) {
        const auto result = evaluate(agent, factory, config.evaluation, context);
        if (!result)
            return fail(result.error());
        metrics["eval/mean_reward"] = result->meanReward;
        metrics["eval/mean_ep_length"] = result->meanLength;
    }
    if (config.choosing.episodes > 0) {
        const auto result = evaluate(agent, factory, config.choosing, context);
        if (!result)
            return fail(result.error());
        metrics["eval/choosing_reward"] = result->meanReward;
        if (result->meanReward > bestReward) {
            bestReward = result->meanReward;
            bestSteps = steps();
            if (auto written = writePolicy(kBestName); !written)
                return written;
        }
    }
    return metrics.empty() ? Result<void>{} : log(metrics);
}

Result<void> TrainingLoop::Private::submit(const char *name, AgentState state)
{
    state.checkpoint.header["algorithm"] = agent.algorithm();
    state.checkpoint.header["steps"] = steps();
    state.checkpoint.header["episodes"] = episodes;
    return writer->submit(config.folder / name, std::move(state));
}

Result<void> TrainingLoop::Private::writeCheckpoint()
{
    const auto started = Clock::now();
    AgentState state;
    agent.save(state);
    ByteWriter out;
    save(out);
    state.checkpoint.blocks["training"] = out.take();
    auto submitted = submit(kCheckpointName, std::move(state));
    slowestCheckpointSeconds = std::max(slowestCheckpointSeconds, secondsSince(started));
    return submitted;
}

Result<void> TrainingLoop::Private::writePolicy(const char *name)
{
    if (!writer)
        return {};
    AgentState state;
    agent.savePolicy(state.checkpoint);
    return submit(name, std::move(state));
}

void TrainingLoop::Private::announceCheckpoints()
{
    for (const auto &file : writer->takeCompleted())
        context->checkpoint(file);
}

Result<void> TrainingLoop::Private::storeEnd()
{
    if (!writer)
        return {};
    if (auto written = writeCheckpoint(); !written)
        return written;
    if (auto written = writePolicy(kPolicyName); !written)
        return written;
    auto finished = writer->finish();
    announceCheckpoints();
    return finished;
}

TrainingLoop::TrainingLoop(Agent &agent, EnvironmentFactory factory, VectorEnvironmentConfig environments,
                           TrainingConfig config)
    : d(std::make_unique<Private>(agent, std::move(factory), environments, std::move(config)))
{
}

TrainingLoop::~TrainingLoop() = default;

Result<void> TrainingLoop::resume()
{
    const auto file = d->config.folder / kCheckpointName;
    const auto checkpoint = readCheckpoint(file);
    if (!checkpoint)
        return fail(checkpoint.error());
    const auto block = checkpoint->blocks.find("training");
    if (block == checkpoint->blocks.end() ||
        checkpoint->header.value("algorithm", std::string()) != d->agent.algorithm())
        return fail(ErrorCode::BadData, "the checkpoint is of another algorithm. Choose the one it was made with",
                    file.string());
    auto environments = VectorEnvironment::create(d->factory, d->environmentConfig);
    if (!environments)
        return fail(environments.error());
    d->environments = *std::move(environments);
    ByteReader in(block->second);
    if (auto loaded = d->load(in); !loaded)
        return loaded;
    return d->agent.load(*checkpoint, d->config.folder);
}

Result<TrainingResult> TrainingLoop::run(RunContext &context, const TrainingHooks &hooks)
{
    d->context = &context;
    d->hooks = &hooks;
    TrainingResult result;
    auto ended = d->begin();
    if (ended)
        ended = d->train();
    if (!ended && ended.error().code == ErrorCode::Cancelled) {
        result.end = TrainingEnd::Cancelled;
        ended = {};
    }
    if (ended) {
        ended = d->storeEnd();
    } else if (ended.error().code == ErrorCode::Diverged) {
        result.end = TrainingEnd::Diverged;
        result.why = ended.error();
        ended = {};
    }
    d->writer.reset();  // what was handed over before is finished
    if (!ended)
        return fail(ended.error());
    result.steps = d->steps();
    result.episodes = d->episodes;
    result.bestReward = d->bestReward;
    result.bestSteps = d->bestSteps;
    result.slowestCheckpointSeconds = d->slowestCheckpointSeconds;
    return result;
}

}  // namespace tonewright::rl
