#include "core/rl/sarsa.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rl/metric_means.h"
#include "core/rl/off_policy_checks.h"

namespace tonewright::rl
{
namespace
{

constexpr std::size_t kMostValues = std::size_t{1} << 24U;
constexpr double kSmallestTrace = 1e-8;  // a TD error that reaches back less is no longer carried there

enum Reported { kTdError };

std::size_t combinations(const std::vector<int> &branches)
{
    std::size_t product = 1;
    for (const int choices : branches)
        product = product > kMostValues ? product : product * static_cast<std::size_t>(choices);
    return product;
}

std::size_t indexOf(const std::vector<int> &branches, std::span<const float> element)
{
    std::size_t index = 0;
    for (std::size_t i = 0; i < branches.size(); ++i)
        index = index * static_cast<std::size_t>(branches[i]) + static_cast<std::size_t>(element[i]);
    return index;
}

void choicesOf(const std::vector<int> &branches, std::size_t index, std::span<float> element)
{
    for (std::size_t i = branches.size(); i-- > 0;) {
        const auto choices = static_cast<std::size_t>(branches[i]);
        element[i] = static_cast<float>(index % choices);
        index /= choices;
    }
}

}  // namespace

struct SarsaAgent::Private {
    Private(const Space &observationSpace, const Space &actionSpace, const SarsaConfig &settings)
        : config(settings), observations(observationSpace.branches()), actions(actionSpace.branches()),
          actionCount(combinations(actions)), table(combinations(observations) * actionCount, settings.initialValue),
          exploration(Rng(settings.seed).fork("exploration"))
    {
    }

    struct Trace {
        std::uint64_t entry = 0;  // of the table
        double weight = 0;
    };
    /// One copy of the environment.
    struct Copy {
        std::vector<Trace> traces;
        std::uint64_t entry = 0;      // of what was done
        std::uint64_t nextEntry = 0;  // of what will be done
        double reward = 0;
        std::uint8_t terminated = 0;
        std::uint8_t over = 0;
        std::uint8_t chosen = 0;  // nextEntry's action is the next explore()'s
        std::uint8_t due = 0;
    };

    SarsaConfig config;
    std::vector<int> observations;
    std::vector<int> actions;
    std::size_t actionCount;
    std::vector<double> table;  // [states, actions]
    std::vector<Copy> copies;
    Rng exploration;
    double progress = 0;
    std::int64_t updates = 0;
    MetricMeans means{"train/td_error"};

    [[nodiscard]] bool allowed(std::size_t action, std::span<const std::uint8_t> mask) const;
    [[nodiscard]] std::size_t choose(std::size_t state, double epsilon, std::span<const std::uint8_t> mask,
                                     Rng &rng) const;
    Result<void> learn(Copy &copy);
};

bool SarsaAgent::Private::allowed(std::size_t action, std::span<const std::uint8_t> mask) const
{
    if (mask.empty())
        return true;
    std::size_t end = mask.size();
    for (std::size_t i = actions.size(); i-- > 0;) {
        const auto choices = static_cast<std::size_t>(actions[i]);
        end -= choices;
        if (mask[end + action % choices] == 0)
            return false;
        action /= choices;
    }
    return true;
}

std::size_t SarsaAgent::Private::choose(std::size_t state, double epsilon, std::span<const std::uint8_t> mask,
                                        Rng &rng) const
{
    if (epsilon > 0 && rng.chance(epsilon)) {
        std::size_t action = 0;
        do {
            action = static_cast<std::size_t>(rng.below(actionCount));
        } while (!allowed(action, mask));
        return action;
    }
    const double *values = table.data() + state * actionCount;
    std::size_t best = actionCount;
    for (std::size_t action = 0; action < actionCount; ++action)
        if (allowed(action, mask) && (best == actionCount || values[action] > values[best]))
            best = action;
    return best == actionCount ? 0 : best;
}

/// δ = r + γ Q(s', a') − Q(s, a); then Q ← Q + α δ e for every pair with a trace, and e ← γ λ e.
Result<void> SarsaAgent::Private::learn(Copy &copy)
{
    const double nextValue = copy.terminated != 0 ? 0.0 : table[copy.nextEntry];
    const double error = copy.reward + config.gamma * nextValue - table[copy.entry];
    if (!std::isfinite(error))
        return fail(ErrorCode::Diverged,
                    "the temporal difference became " + std::to_string(error) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "train/td_error");
    const auto found = std::find_if(copy.traces.begin(), copy.traces.end(),
                                    [&](const Trace &trace) { return trace.entry == copy.entry; });
    if (found == copy.traces.end())
        copy.traces.push_back({copy.entry, 1.0});
    else
        found->weight = config.replacingTraces ? 1.0 : found->weight + 1.0;
    const double rate = config.learningRate.at(progress);
    for (Trace &trace : copy.traces) {
        table[trace.entry] += rate * error * trace.weight;
        trace.weight *= config.gamma * config.lambda;
    }
    if (copy.over != 0)
        copy.traces.clear();
    std::erase_if(copy.traces, [](const Trace &trace) { return trace.weight < kSmallestTrace; });
    copy.due = 0;
    means.add(kTdError, std::fabs(error));
    return {};
}

SarsaAgent::SarsaAgent(std::unique_ptr<Private> parts) : d(std::move(parts)) {}
SarsaAgent::~SarsaAgent() = default;

Result<std::unique_ptr<SarsaAgent>> SarsaAgent::create(const Space &observations, const Space &actions,
                                                       const SarsaConfig &config)
{
    if (observations.continuous() > 0 || actions.continuous() > 0 || actions.branches().empty())
        return fail(ErrorCode::InvalidArgument,
                    "keeps a table and can't take " + observations.describe() + " to " + actions.describe() +
                        ". Use it for choices alone, or another algorithm",
                    "sarsa");
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    const std::size_t states = combinations(observations.branches());
    const std::size_t choices = combinations(actions.branches());
    if (states > kMostValues || choices > kMostValues || states * choices > kMostValues)
        return fail(ErrorCode::InvalidArgument, "would need a table of more than 16,777,216 values. Use DQN", "sarsa");
    return std::unique_ptr<SarsaAgent>(new SarsaAgent(std::make_unique<Private>(observations, actions, config)));
}

void SarsaAgent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    d->copies.resize(batch.count);
    const std::size_t width = d->observations.size();
    const std::size_t maskWidth = batch.masks.size() / batch.count;
    for (std::size_t i = 0; i < batch.count; ++i) {
        Private::Copy &copy = d->copies[i];
        const std::size_t state = indexOf(d->observations, batch.observations.subspan(i * width, width));
        const std::size_t action = copy.chosen != 0
                                       ? copy.nextEntry % d->actionCount
                                       : d->choose(state, d->config.epsilon.at(d->progress),
                                                   batch.masks.subspan(i * maskWidth, maskWidth), d->exploration);
        copy.entry = state * d->actionCount + action;
        choicesOf(d->actions, action, actions.subspan(i * d->actions.size(), d->actions.size()));
    }
}

void SarsaAgent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    const std::size_t width = d->observations.size();
    const std::size_t maskWidth = batch.masks.size() / batch.count;
    for (std::size_t i = 0; i < batch.count; ++i) {
        const std::size_t state = indexOf(d->observations, batch.observations.subspan(i * width, width));
        const std::size_t action = d->choose(state, deterministic ? 0.0 : d->config.epsilon.at(d->progress),
                                             batch.masks.subspan(i * maskWidth, maskWidth), rng);
        choicesOf(d->actions, action, actions.subspan(i * d->actions.size(), d->actions.size()));
    }
}

// The next action is chosen here already: the TD error needs it. Where the episode was only cut off it is chosen for
// its value alone.
void SarsaAgent::observe(const StepBatch &step)
{
    const std::size_t width = d->observations.size();
    const std::size_t maskWidth = step.nextMasks.size() / step.count;
    for (std::size_t i = 0; i < step.count; ++i) {
        Private::Copy &copy = d->copies[i];
        copy.reward = static_cast<double>(step.rewards[i]);
        copy.terminated = step.terminated[i];
        copy.over = static_cast<std::uint8_t>(step.terminated[i] != 0 || step.truncated[i] != 0);
        copy.chosen = static_cast<std::uint8_t>(copy.over == 0);
        copy.due = 1;
        if (copy.terminated != 0)
            continue;
        const std::size_t state = indexOf(d->observations, step.nextObservations.subspan(i * width, width));
        copy.nextEntry =
            state * d->actionCount + d->choose(state, d->config.epsilon.at(d->progress),
                                               step.nextMasks.subspan(i * maskWidth, maskWidth), d->exploration);
    }
}

bool SarsaAgent::updateDue() const
{
    return std::any_of(d->copies.begin(), d->copies.end(), [](const auto &copy) { return copy.due != 0; });
}

Result<void> SarsaAgent::update()
{
    for (Private::Copy &copy : d->copies) {
        if (copy.due == 0)
            continue;
        if (auto learnt = d->learn(copy); !learnt)
            return learnt;
    }
    ++d->updates;
    return {};
}

void SarsaAgent::setProgress(double progress)
{
    d->progress = progress;
}

Metrics SarsaAgent::takeMetrics()
{
    Metrics metrics;
    d->means.take(metrics);
    metrics["train/learning_rate"] = d->config.learningRate.at(d->progress);
    metrics["rollout/exploration_rate"] = d->config.epsilon.at(d->progress);
    return metrics;
}

std::int64_t SarsaAgent::updates() const
{
    return d->updates;
}

std::span<const double> SarsaAgent::values(std::span<const float> observation) const
{
    return std::span(d->table).subspan(indexOf(d->observations, observation) * d->actionCount, d->actionCount);
}

void SarsaAgent::save(AgentState &state)
{
    savePolicy(state.checkpoint);
    ByteWriter out;
    out.value<std::uint64_t>(d->copies.size());
    for (const Private::Copy &copy : d->copies) {
        out.array(std::span<const Private::Trace>(copy.traces));
        for (const auto entry : {copy.entry, copy.nextEntry})
            out.value(entry);
        out.value(copy.reward);
        for (const auto flag : {copy.terminated, copy.over, copy.chosen, copy.due})
            out.value(flag);
    }
    out.text(d->exploration.save());
    out.value(d->updates);
    d->means.save(out);
    state.checkpoint.blocks["agent"] = out.take();
}

Result<void> SarsaAgent::load(const Checkpoint &checkpoint, const std::filesystem::path &)
{
    if (auto loaded = loadPolicy(checkpoint); !loaded)
        return loaded;
    const auto block = checkpoint.blocks.find("agent");
    const auto misfit = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent. Train again"); };
    if (block == checkpoint.blocks.end())
        return misfit();
    ByteReader in(block->second);
    std::uint64_t count = 0;
    in.value(count);
    d->copies.clear();
    const auto inTable = [this](std::uint64_t entry) { return entry < d->table.size(); };
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        Private::Copy &copy = d->copies.emplace_back();
        in.array(copy.traces);
        in.value(copy.entry);
        in.value(copy.nextEntry);
        in.value(copy.reward);
        for (auto *flag : {&copy.terminated, &copy.over, &copy.chosen, &copy.due})
            in.value(*flag);
        const bool tracesFit = std::all_of(copy.traces.begin(), copy.traces.end(),
                                           [&](const auto &trace) { return inTable(trace.entry); });
        if (!tracesFit || !inTable(copy.entry) || !inTable(copy.nextEntry))
            return misfit();
    }
    std::string exploration;
    in.text(exploration);
    in.value(d->updates);
    if (!d->means.load(in) || !in.ok() || !in.atEnd() || !d->exploration.restore(exploration))
        return misfit();
    return {};
}

void SarsaAgent::savePolicy(Checkpoint &checkpoint) const
{
    ByteWriter out;
    out.array(std::span<const double>(d->table));
    checkpoint.blocks["policy"] = out.take();
}

Result<void> SarsaAgent::loadPolicy(const Checkpoint &checkpoint)
{
    const auto policy = checkpoint.blocks.find("policy");
    if (policy == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the file holds no policy");
    ByteReader in(policy->second);
    std::vector<double> table;
    if (!in.array(table) || !in.atEnd() || table.size() != d->table.size())
        return fail(ErrorCode::BadData, "the stored table has another size than this run's spaces ask for");
    d->table = std::move(table);
    return {};
}

}  // namespace tonewright::rl
