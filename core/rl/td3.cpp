#include "core/rl/td3.h"

#include <algorithm>
#include <cmath>

#include "core/rl/actor_network.h"
#include "core/rl/continuous_action.h"
#include "core/rl/flat_adam.h"
#include "core/rl/metric_means.h"
#include "core/rl/off_policy_checks.h"
#include "core/rl/twin_critic.h"

namespace tonewright::rl
{
namespace
{

enum Reported { kCriticLoss, kActorLoss, kMeanQ };

}  // namespace

struct Td3Agent::Private {
    Private(const Space &observations, ActionScale scaling, const Td3Config &settings)
        : config(settings), scale(std::move(scaling)), observationSize(observations.size()),
          experience(settings.experience, observationSize, scale.size(), 0), random(settings.seed),
          initialisation(random.fork("initial weights")), exploration(random.fork("exploration")),
          minibatches(random.fork("minibatches")), targetNoise(random.fork("target noise")),
          actor({observationSize, settings.hidden, scale.size(), settings.activation}), target(actor),
          optimiser(actor.parameters().size()), gradient(actor.parameters().size()),
          critic(observationSize, scale.size(), settings.hidden, settings.activation, initialisation),
          noise(scale.size(), settings.noiseCorrelation)
    {
        actor.initialise(initialisation);
        target = actor;
    }

    Td3Config config;
    ActionScale scale;
    std::size_t observationSize;
    Experience experience;
    Rng random;  // only forked
    Rng initialisation;
    Rng exploration;
    Rng minibatches;
    Rng targetNoise;
    DenseNet actor;
    DenseNet target;
    FlatAdam optimiser;
    kernels::Floats gradient;
    TwinCritic critic;
    ExplorationNoise noise;
    double progress = 0;
    std::int64_t updates = 0;
    MetricMeans means{"train/critic_loss", "train/actor_loss", "train/q_mean"};

    // Reused from call to call.
    mutable DenseNet::Pass acting;
    DenseNet::Pass pass;
    std::vector<float> units;
    std::vector<float> targets;
    std::vector<float> values;
    std::vector<float> actionGradients;
    TwinCritic::Learnt learnt;

    void policyActions(const DenseNet &net, DenseNet::Pass &into, std::span<const float> observations,
                       std::size_t count, std::vector<float> &actions) const;
    void makeTargets(const TransitionBatch &batch);
    Result<void> learnActor(const TransitionBatch &batch);
};

/// tanh of the network's outputs: [count, size].
void Td3Agent::Private::policyActions(const DenseNet &net, DenseNet::Pass &into, std::span<const float> observations,
                                      std::size_t count, std::vector<float> &actions) const
{
    net.forward(into, observations, count);
    actions.resize(count * scale.size());
    for (std::size_t row = 0; row < count; ++row)
        std::copy_n(into.output(row).data(), scale.size(), actions.data() + row * scale.size());
    kernels::hyperbolicTangent(actions);
}

/// y = r + γⁿ min Q'(s', clip(μ'(s') + clip(ε))).
void Td3Agent::Private::makeTargets(const TransitionBatch &batch)
{
    policyActions(target, pass, batch.nextObservations, batch.count, units);
    const double clip = config.targetNoiseClip;
    for (float &unit : units) {
        const double moved = std::clamp(config.targetNoise * targetNoise.normal(), -clip, clip);
        unit = static_cast<float>(std::clamp(static_cast<double>(unit) + moved, -1.0, 1.0));
    }
    targets.resize(batch.count);
    critic.targetValues(batch.nextObservations, units, targets);
    for (std::size_t row = 0; row < batch.count; ++row)
        targets[row] = batch.rewards[row] + batch.discounts[row] * targets[row];
}

/// loss = −mean Q₁(s, μ(s)).
Result<void> Td3Agent::Private::learnActor(const TransitionBatch &batch)
{
    const auto count = static_cast<double>(batch.count);
    policyActions(actor, pass, batch.observations, batch.count, units);
    values.resize(batch.count);
    actionGradients.resize(units.size());
    critic.actionGradients(batch.observations, units, false, values, actionGradients);
    double loss = 0;
    for (std::size_t row = 0; row < batch.count; ++row) {
        loss -= static_cast<double>(values[row]) / count;
        const auto gradients = pass.outputGradient(row);
        for (std::size_t i = 0; i < scale.size(); ++i) {
            const float a = units[row * scale.size() + i];
            gradients[i] = -actionGradients[row * scale.size() + i] / static_cast<float>(count) * (1.0F - a * a);
        }
    }
    if (auto stepped =
            stepActor(actor, pass, gradient, optimiser, loss, config.learningRate.at(progress), config.gradientNorm);
        !stepped)
        return stepped;
    means.add(kActorLoss, loss);
    return {};
}

Td3Agent::Td3Agent(std::unique_ptr<Private> parts) : d(std::move(parts)) {}
Td3Agent::~Td3Agent() = default;

Result<std::unique_ptr<Td3Agent>> Td3Agent::create(const Space &observations, const Space &actions,
                                                   const Td3Config &config)
{
    auto scale = ActionScale::create(actions, "td3");
    if (!scale)
        return fail(scale.error());
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    if (!observations.branches().empty())
        return fail(ErrorCode::InvalidArgument,
                    "can't look at an observation of " + observations.describe() + ": it wants numbers", "td3");
    return std::unique_ptr<Td3Agent>(new Td3Agent(std::make_unique<Private>(observations, *std::move(scale), config)));
}

void Td3Agent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    const auto noise = d->noise.next(batch.count, d->exploration);
    d->units.resize(noise.size());
    if (d->experience.warmingUp()) {
        std::transform(noise.begin(), noise.end(), d->units.begin(), uniformFromNormal);
    } else {
        d->policyActions(d->actor, d->acting, batch.observations, batch.count, d->units);
        for (std::size_t i = 0; i < noise.size(); ++i)
            d->units[i] = static_cast<float>(
                std::clamp(static_cast<double>(d->units[i]) + d->config.explorationNoise * noise[i], -1.0, 1.0));
    }
    d->scale.toEnvironment(d->units, actions);
}

void Td3Agent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    std::vector<float> units;
    d->policyActions(d->actor, d->acting, batch.observations, batch.count, units);
    if (!deterministic)
        for (float &unit : units)
            unit = static_cast<float>(
                std::clamp(static_cast<double>(unit) + d->config.explorationNoise * rng.normal(), -1.0, 1.0));
    d->scale.toEnvironment(units, actions);
}

void Td3Agent::observe(const StepBatch &step)
{
    d->units.resize(step.actions.size());
    d->scale.toUnits(step.actions, d->units);
    d->experience.observe(step, d->units);
    d->noise.endEpisodes(step.terminated, step.truncated);
}

bool Td3Agent::updateDue() const
{
    return d->experience.updateDue();
}

Result<void> Td3Agent::update()
{
    const TransitionBatch &batch = d->experience.draw(d->progress, d->minibatches);
    d->makeTargets(batch);
    const double rate = d->config.learningRate.at(d->progress);
    if (auto learnt = d->critic.learn(batch, d->targets, 1.0, rate, d->config.gradientNorm, d->learnt); !learnt)
        return learnt;
    if ((d->updates + 1) % std::max(d->config.policyDelay, 1) == 0) {
        if (auto learnt = d->learnActor(batch); !learnt)
            return learnt;
        d->critic.moveTargets(d->config.tau);
        kernels::moveTowards(d->actor.parameters(), d->config.tau, d->target.parameters());
    }
    d->experience.setPriorities(d->learnt.tdErrors);
    d->means.add(kCriticLoss, d->learnt.loss);
    d->means.add(kMeanQ, d->learnt.meanValue);
    ++d->updates;
    return {};
}

void Td3Agent::setProgress(double progress)
{
    d->progress = progress;
}

Metrics Td3Agent::takeMetrics()
{
    Metrics metrics;
    d->means.take(metrics);
    metrics["train/learning_rate"] = d->config.learningRate.at(d->progress);
    return metrics;
}

std::int64_t Td3Agent::updates() const
{
    return d->updates;
}

std::vector<float> Td3Agent::policy(std::span<const float> observation, bool target) const
{
    std::vector<float> action;
    d->policyActions(target ? d->target : d->actor, d->acting, observation, 1, action);
    return action;
}

std::vector<float> Td3Agent::values(std::span<const float> observation, std::span<const float> action,
                                    bool target) const
{
    const auto both = d->critic.values(observation, action, target);
    return {both[0], both[1]};
}

void Td3Agent::save(AgentState &state)
{
    ByteWriter out;
    d->actor.save(out);
    d->target.save(out);
    d->optimiser.save(out);
    d->critic.save(out);
    for (const Rng *random : {&d->exploration, &d->minibatches, &d->targetNoise})
        out.text(random->save());
    d->noise.save(out);
    out.value(d->updates);
    d->means.save(out);
    state.checkpoint.blocks["agent"] = out.take();
    ByteWriter experience;
    d->experience.save(experience, state);
    state.checkpoint.blocks["experience"] = experience.take();
}

Result<void> Td3Agent::load(const Checkpoint &checkpoint, const std::filesystem::path &folder)
{
    const auto agent = checkpoint.blocks.find("agent");
    const auto experience = checkpoint.blocks.find("experience");
    const auto misfit = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent. Train again"); };
    if (agent == checkpoint.blocks.end() || experience == checkpoint.blocks.end())
        return misfit();
    ByteReader in(agent->second);
    for (DenseNet *net : {&d->actor, &d->target})
        if (auto loaded = net->load(in); !loaded)
            return loaded;
    if (auto loaded = d->optimiser.load(in); !loaded)
        return loaded;
    if (auto loaded = d->critic.load(in); !loaded)
        return loaded;
    for (Rng *random : {&d->exploration, &d->minibatches, &d->targetNoise}) {
        std::string text;
        if (!in.text(text) || !random->restore(text))
            return misfit();
    }
    if (auto loaded = d->noise.load(in); !loaded)
        return loaded;
    in.value(d->updates);
    if (!d->means.load(in) || !in.ok() || !in.atEnd())
        return misfit();
    ByteReader stored(experience->second);
    return d->experience.load(stored, folder);
}

void Td3Agent::savePolicy(Checkpoint &checkpoint) const
{
    rl::savePolicy(d->actor, checkpoint);
}

Result<void> Td3Agent::loadPolicy(const Checkpoint &checkpoint)
{
    return rl::loadPolicy(d->actor, checkpoint);
}

}  // namespace tonewright::rl
