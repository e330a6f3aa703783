#include "core/rl/sac.h"

#include <algorithm>
#include <cmath>

#include "core/rl/actor_network.h"
#include "core/rl/continuous_action.h"
#include "core/rl/flat_adam.h"
#include "core/rl/metric_means.h"
#include "core/rl/off_policy_checks.h"
#include "core/rl/squashed_gaussian.h"
#include "core/rl/twin_critic.h"

namespace tonewright::rl
{
namespace
{

enum Reported { kCriticLoss, kActorLoss, kEntropy, kEntropyLoss, kLogProbability, kMeanQ };

}  // namespace

struct SacAgent::Private {
    Private(const Space &observations, ActionScale scaling, const SacConfig &settings)
        : config(settings), scale(std::move(scaling)), observationSize(observations.size()),
          targetEntropy(settings.targetEntropy.value_or(-static_cast<double>(scale.size()))),
          experience(settings.experience, observationSize, scale.size(), 0), random(settings.seed),
          initialisation(random.fork("initial weights")), exploration(random.fork("exploration")),
          minibatches(random.fork("minibatches")), policyNoise(random.fork("policy noise")),
          actor({observationSize, settings.hidden, 2 * scale.size(), settings.activation}),
          actorOptimiser(actor.parameters().size()), actorGradient(actor.parameters().size()),
          critic(observationSize, scale.size(), settings.hidden, settings.activation, initialisation),
          logEntropy(1, static_cast<float>(std::log(settings.entropyCoefficient))), entropyOptimiser(1),
          noise(scale.size(), settings.noiseCorrelation), drawn(scale.size())
    {
        actor.initialise(initialisation);
    }

    SacConfig config;
    ActionScale scale;
    std::size_t observationSize;
    double targetEntropy;
    Experience experience;
    Rng random;  // only forked
    Rng initialisation;
    Rng exploration;
    Rng minibatches;
    Rng policyNoise;
    DenseNet actor;
    FlatAdam actorOptimiser;
    kernels::Floats actorGradient;
    TwinCritic critic;
    std::vector<float> logEntropy;  // one number: log α
    FlatAdam entropyOptimiser;
    ExplorationNoise noise;
    double progress = 0;
    std::int64_t updates = 0;
    MetricMeans means{"train/critic_loss",   "train/actor_loss",      "train/ent_coef",
                      "train/ent_coef_loss", "train/log_probability", "train/q_mean"};

    // Reused from call to call.
    mutable DenseNet::Pass acting;
    DenseNet::Pass pass;
    SquashedGaussian drawn;
    std::vector<double> normals;
    std::vector<float> units;
    std::vector<float> targets;
    std::vector<float> values;
    std::vector<float> actionGradients;
    TwinCritic::Learnt learnt;

    [[nodiscard]] double alpha() const { return std::exp(static_cast<double>(logEntropy[0])); }
    void drawPolicy(std::span<const float> observations, std::size_t count);
    void makeTargets(const TransitionBatch &batch, double entropy);
    Result<void> learnActor(const TransitionBatch &batch, double entropy);
    void learnEntropy(std::size_t count);
};

/// Actions of the policy as it is, with fresh noise; kept in `drawn`, the network's values in `pass`.
void SacAgent::Private::drawPolicy(std::span<const float> observations, std::size_t count)
{
    actor.forward(pass, observations, count);
    normals.resize(count * scale.size());
    for (double &normal : normals)
        normal = policyNoise.normal();
    drawn.draw(pass, normals);
}

/// y = r + γⁿ (min Q'(s', a') − α log π(a' | s')), a' from the policy.
void SacAgent::Private::makeTargets(const TransitionBatch &batch, double entropy)
{
    drawPolicy(batch.nextObservations, batch.count);
    targets.resize(batch.count);
    critic.targetValues(batch.nextObservations, drawn.actions(), targets);
    for (std::size_t row = 0; row < batch.count; ++row)
        targets[row] =
            batch.rewards[row] +
            batch.discounts[row] * (targets[row] - static_cast<float>(entropy * drawn.logProbabilities()[row]));
}

/// loss = mean(α log π(a | s) − min Q(s, a)), a from the policy with noise held fixed.
Result<void> SacAgent::Private::learnActor(const TransitionBatch &batch, double entropy)
{
    const auto count = static_cast<double>(batch.count);
    drawPolicy(batch.observations, batch.count);
    values.resize(batch.count);
    actionGradients.resize(batch.count * scale.size());
    critic.actionGradients(batch.observations, drawn.actions(), true, values, actionGradients);
    double loss = 0;
    double logProbability = 0;
    for (std::size_t row = 0; row < batch.count; ++row) {
        logProbability += drawn.logProbabilities()[row] / count;
        loss += (entropy * drawn.logProbabilities()[row] - static_cast<double>(values[row])) / count;
    }
    kernels::scale(actionGradients, static_cast<float>(-1.0 / count));
    drawn.backward(actionGradients, entropy / count, pass);
    if (auto stepped = stepActor(actor, pass, actorGradient, actorOptimiser, loss, config.learningRate.at(progress),
                                 config.gradientNorm);
        !stepped)
        return stepped;
    means.add(kActorLoss, loss);
    means.add(kLogProbability, logProbability);
    return {};
}

/// loss = −log α · mean(log π(a | s) + target entropy), for the actions that the actor has just learnt from.
void SacAgent::Private::learnEntropy(std::size_t count)
{
    double excess = 0;
    for (const double logProbability : drawn.logProbabilities())
        excess += (logProbability + targetEntropy) / static_cast<double>(count);
    means.add(kEntropyLoss, -static_cast<double>(logEntropy[0]) * excess);
    std::vector<float> gradient = {static_cast<float>(-excess)};
    entropyOptimiser.step(logEntropy, gradient, config.learningRate.at(progress));
}

SacAgent::SacAgent(std::unique_ptr<Private> parts) : d(std::move(parts)) {}
SacAgent::~SacAgent() = default;

Result<std::unique_ptr<SacAgent>> SacAgent::create(const Space &observations, const Space &actions,
                                                   const SacConfig &config)
{
    auto scale = ActionScale::create(actions, "sac");
    if (!scale)
        return fail(scale.error());
    if (auto kept = checkSettings(config); !kept)
        return fail(kept.error());
    if (!observations.branches().empty())
        return fail(ErrorCode::InvalidArgument,
                    "can't look at an observation of " + observations.describe() + ": it wants numbers", "sac");
    return std::unique_ptr<SacAgent>(new SacAgent(std::make_unique<Private>(observations, *std::move(scale), config)));
}

void SacAgent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    const auto noise = d->noise.next(batch.count, d->exploration);
    d->units.resize(noise.size());
    if (d->experience.warmingUp()) {
        std::transform(noise.begin(), noise.end(), d->units.begin(), uniformFromNormal);
    } else {
        d->actor.forward(d->acting, batch.observations, batch.count);
        d->drawn.draw(d->acting, noise);
        std::copy(d->drawn.actions().begin(), d->drawn.actions().end(), d->units.begin());
    }
    d->scale.toEnvironment(d->units, actions);
}

void SacAgent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    d->actor.forward(d->acting, batch.observations, batch.count);
    const std::size_t size = d->scale.size();
    std::vector<float> units(batch.count * size);
    for (std::size_t row = 0; row < batch.count; ++row) {
        const auto output = d->acting.output(row);
        const auto unit = std::span(units).subspan(row * size, size);
        SquashedGaussian::mode(output, unit);
        for (std::size_t i = 0; i < size && !deterministic; ++i)
            unit[i] = static_cast<float>(
                std::tanh(static_cast<double>(output[i]) +
                          std::exp(SquashedGaussian::logDeviation(output[size + i])) * rng.normal()));
    }
    d->scale.toEnvironment(units, actions);
}

void SacAgent::observe(const StepBatch &step)
{
    d->units.resize(step.actions.size());
    d->scale.toUnits(step.actions, d->units);
    d->experience.observe(step, d->units);
    d->noise.endEpisodes(step.terminated, step.truncated);
}

bool SacAgent::updateDue() const
{
    return d->experience.updateDue();
}

Result<void> SacAgent::update()
{
    const TransitionBatch &batch = d->experience.draw(d->progress, d->minibatches);
    const double entropy = d->alpha();
    d->makeTargets(batch, entropy);
    const double rate = d->config.learningRate.at(d->progress);
    if (auto learnt = d->critic.learn(batch, d->targets, 0.5, rate, d->config.gradientNorm, d->learnt); !learnt)
        return learnt;
    if (auto learnt = d->learnActor(batch, entropy); !learnt)
        return learnt;
    if (d->config.automaticEntropy)
        d->learnEntropy(batch.count);
    d->critic.moveTargets(d->config.tau);
    d->experience.setPriorities(d->learnt.tdErrors);
    d->means.add(kCriticLoss, d->learnt.loss);
    d->means.add(kMeanQ, d->learnt.meanValue);
    d->means.add(kEntropy, entropy);
    ++d->updates;
    return {};
}

void SacAgent::setProgress(double progress)
{
    d->progress = progress;
}

Metrics SacAgent::takeMetrics()
{
    Metrics metrics;
    d->means.take(metrics);
    metrics["train/learning_rate"] = d->config.learningRate.at(d->progress);
    return metrics;
}

std::int64_t SacAgent::updates() const
{
    return d->updates;
}

SacAgent::Policy SacAgent::policy(std::span<const float> observation) const
{
    d->actor.forward(d->acting, observation, 1);
    Policy result;
    for (std::size_t i = 0; i < d->scale.size(); ++i) {
        result.mean.push_back(d->acting.output(0)[i]);
        result.deviation.push_back(
            static_cast<float>(std::exp(SquashedGaussian::logDeviation(d->acting.output(0)[d->scale.size() + i]))));
    }
    return result;
}

float SacAgent::value(std::span<const float> observation, std::span<const float> action, bool target) const
{
    const auto both = d->critic.values(observation, action, target);
    return std::min(both[0], both[1]);
}

double SacAgent::entropyCoefficient() const
{
    return d->alpha();
}

void SacAgent::save(AgentState &state)
{
    ByteWriter out;
    d->actor.save(out);
    d->actorOptimiser.save(out);
    d->critic.save(out);
    out.value(d->logEntropy[0]);
    d->entropyOptimiser.save(out);
    for (const Rng *random : {&d->exploration, &d->minibatches, &d->policyNoise})
        out.text(random->save());
    d->noise.save(out);
    out.value(d->updates);
    d->means.save(out);
    state.checkpoint.blocks["agent"] = out.take();
    ByteWriter experience;
    d->experience.save(experience, state);
    state.checkpoint.blocks["experience"] = experience.take();
}

Result<void> SacAgent::load(const Checkpoint &checkpoint, const std::filesystem::path &folder)
{
    const auto agent = checkpoint.blocks.find("agent");
    const auto experience = checkpoint.blocks.find("experience");
    const auto misfit = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent. Train again"); };
    if (agent == checkpoint.blocks.end() || experience == checkpoint.blocks.end())
        return misfit();
    ByteReader in(agent->second);
    if (auto loaded = d->actor.load(in); !loaded)
        return loaded;
    if (auto loaded = d->actorOptimiser.load(in); !loaded)
        return loaded;
    if (auto loaded = d->critic.load(in); !loaded)
        return loaded;
    in.value(d->logEntropy[0]);
    if (auto loaded = d->entropyOptimiser.load(in); !loaded)
        return loaded;
    for (Rng *random : {&d->exploration, &d->minibatches, &d->policyNoise}) {
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

void SacAgent::savePolicy(Checkpoint &checkpoint) const
{
    rl::savePolicy(d->actor, checkpoint);
}

Result<void> SacAgent::loadPolicy(const Checkpoint &checkpoint)
{
    return rl::loadPolicy(d->actor, checkpoint);
}

}  // namespace tonewright::rl
