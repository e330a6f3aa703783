#include "core/rl/on_policy_agent.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{

namespace
{

std::unique_ptr<ActorCritic> orPerceptrons(std::unique_ptr<ActorCritic> network, const OnPolicyConfig &config,
                                           const Space &observations, const ActionDistribution &distribution,
                                           std::uint64_t seed)
{
    if (network)
        return network;
    Rng initialisation = Rng(seed).fork("initial weights");
    return makeMlpActorCritic(config.network, observations.flatSize(), distribution.heads(),
                              distribution.space().continuous(), initialisation);
}

}  // namespace

OnPolicyAgent::OnPolicyAgent(const OnPolicyConfig &config, const Space &observations, const Space &actions,
                             std::uint64_t seed, std::unique_ptr<ActorCritic> network)
    : m_config(config), m_observations(observations), m_distribution(actions),
      m_exploring(Rng(seed).fork("exploration")), m_shuffling(Rng(seed).fork("minibatches")),
      m_dropping(Rng(seed).fork("dropout")),
      m_network(orPerceptrons(std::move(network), config, observations, m_distribution, seed)),
      m_optimiser(config.optimiser, *m_network),
      m_rollout(config.rolloutSteps, config.copies, observations.flatSize(), actions.size(), actions.choices())
{
    if (config.normaliseObservations)
        m_observationNormaliser.emplace(observations.flatSize());
    if (config.normaliseRewards)
        m_rewardNormaliser.emplace(config.copies, config.gamma);
}

void OnPolicyAgent::flatten(std::span<const float> observations, std::size_t count, std::vector<float> &to) const
{
    if (m_observations.branches().empty()) {
        to.assign(observations.begin(), observations.end());
        return;
    }
    const std::size_t size = m_observations.size();
    const std::size_t flat = m_observations.flatSize();
    to.resize(count * flat);
    for (std::size_t i = 0; i < count; ++i)
        m_observations.flatten(observations.subspan(i * size, size), std::span(to).subspan(i * flat, flat));
}

void OnPolicyAgent::normalise(std::span<const float> raw, std::vector<float> &to) const
{
    flatten(raw, raw.size() / m_observations.size(), to);
    if (m_observationNormaliser)
        m_observationNormaliser->apply(to, to);
}

ActionDistribution::Inputs OnPolicyAgent::inputs(std::span<const float> heads, std::span<const std::uint8_t> masks,
                                                 std::size_t row) const
{
    const std::size_t width = m_distribution.heads();
    const std::size_t choices = m_distribution.space().choices();
    return {heads.subspan(row * width, width), std::as_const(*m_network).logDeviations(),
            masks.empty() ? masks : masks.subspan(row * choices, choices)};
}

void OnPolicyAgent::explore(const ObservationBatch &batch, std::span<float> actions)
{
    if (m_observationNormaliser) {
        flatten(batch.observations, batch.count, m_acted);
        m_observationNormaliser->add(m_acted);
    }
    normalise(batch.observations, m_acted);
    const std::size_t width = m_distribution.space().size();
    m_drawn.resize(batch.count * width);
    m_logProbabilities.resize(batch.count);
    // The actions tried in one state share one pass through the network.
    const std::size_t group = m_config.actionsPerState;
    const std::size_t states = batch.count / group;
    const std::size_t observationSize = m_observations.flatSize();
    m_batch.resize(states * observationSize);
    for (std::size_t state = 0; state < states; ++state) {
        const auto first = m_acted.begin() + static_cast<std::ptrdiff_t>(state * group * observationSize);
        std::copy_n(first, observationSize, m_batch.begin() + static_cast<std::ptrdiff_t>(state * observationSize));
        for (std::size_t other = 1; other < group; ++other)
            m_statesDiffer |= !std::equal(first, first + static_cast<std::ptrdiff_t>(observationSize),
                                          first + static_cast<std::ptrdiff_t>(other * observationSize));
    }
    m_heads.resize(states * m_distribution.heads());
    m_network->heads(m_batch, states, m_heads);
    for (std::size_t row = 0; row < states * group; ++row) {
        auto in = inputs(m_heads, {}, row / group);
        const std::size_t choices = m_distribution.space().choices();
        in.mask = batch.masks.empty() ? batch.masks : batch.masks.subspan(row * choices, choices);
        const auto drawn = std::span(m_drawn).subspan(row * width, width);
        m_distribution.sample(in, m_exploring, drawn);
        m_logProbabilities[row] = static_cast<float>(m_distribution.logProbability(in, drawn));
        m_distribution.toAction(drawn, actions.subspan(row * width, width));
    }
}

void OnPolicyAgent::act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const
{
    const std::size_t width = m_distribution.space().size();
    normalise(batch.observations, m_flat);
    m_flatHeads.resize(batch.count * m_distribution.heads());
    m_network->heads(m_flat, batch.count, m_flatHeads);
    std::vector<float> drawn(width);
    for (std::size_t row = 0; row < batch.count; ++row) {
        const auto in = inputs(m_flatHeads, batch.masks, row);
        if (deterministic)
            m_distribution.mode(in, drawn);
        else
            m_distribution.sample(in, rng, drawn);
        m_distribution.toAction(drawn, actions.subspan(row * width, width));
    }
}

double OnPolicyAgent::logProbability(std::span<const float> observation, std::span<const std::uint8_t> mask,
                                     std::span<const float> action) const
{
    normalise(observation, m_flat);
    m_flatHeads.resize(m_distribution.heads());
    m_network->heads(m_flat, 1, m_flatHeads);
    std::vector<float> drawn(action.size());
    m_distribution.fromAction(action, drawn);
    return m_distribution.logProbability(inputs(m_flatHeads, mask, 0), drawn);
}

double OnPolicyAgent::value(std::span<const float> observation) const
{
    normalise(observation, m_flat);
    std::vector<float> value(1);
    m_network->values(m_flat, 1, value);
    return static_cast<double>(value[0]);
}

void OnPolicyAgent::observe(const StepBatch &step)
{
    normalise(step.nextObservations, m_next);
    std::span<const float> rewards = step.rewards;
    if (m_rewardNormaliser) {
        std::vector<std::uint8_t> done(step.count);
        for (std::size_t i = 0; i < step.count; ++i)
            done[i] = step.terminated[i] != 0 || step.truncated[i] != 0 ? 1 : 0;
        m_rewards.resize(step.count);
        m_rewardNormaliser->addAndApply(step.rewards, done, m_rewards);
        rewards = m_rewards;
    }
    // Where there are no masks everything is allowed.
    std::vector<std::uint8_t> all;
    std::span<const std::uint8_t> masks = step.masks;
    if (masks.empty()) {
        all.assign(step.count * m_distribution.space().choices(), 1);
        masks = all;
    }
    m_rollout.add({m_acted, m_drawn, m_logProbabilities, masks, rewards, m_next, step.terminated, step.truncated});
    m_rolloutProgress = m_progress;
}

void OnPolicyAgent::prepareRollout()
{
    Rollout &r = m_rollout;
    const std::size_t rows = r.rows();
    m_network->values(r.observations, rows, r.values);
    // What a step led to is worth the next row's value, the value of where it was cut off, or nothing.
    std::vector<float> next(rows, 0.0F);
    for (std::size_t row = 0; row + r.copies() < rows; ++row)
        next[row] = r.done[row] != 0 ? 0.0F : r.values[row + r.copies()];
    std::vector<float> cutOffValues(r.cutOffRows.size());
    if (!cutOffValues.empty())
        m_network->values(r.cutOff, cutOffValues.size(), cutOffValues);
    for (std::size_t i = 0; i < cutOffValues.size(); ++i)
        next[r.cutOffRows[i]] = cutOffValues[i];
    generalisedAdvantages({r.steps(), r.copies(), r.rewards, r.values, next, r.done, m_config.gamma, m_config.lambda},
                          r.advantages, r.returns);
    if (m_config.actionsPerState > 1)
        leaveOneOutAdvantages(r.rewards, m_config.actionsPerState, r.advantages);
    if (m_config.actionsPerState > 1 && m_config.normalisePerState)
        scalePerState(m_config.actionsPerState, r.advantages);

    double mean = 0;
    double meanError = 0;
    const auto count = static_cast<double>(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        mean += static_cast<double>(r.returns[i]) / count;
        meanError += (static_cast<double>(r.returns[i]) - static_cast<double>(r.values[i])) / count;
    }
    double variance = 0;
    double errorVariance = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const double error = static_cast<double>(r.returns[i]) - static_cast<double>(r.values[i]) - meanError;
        variance += (static_cast<double>(r.returns[i]) - mean) * (static_cast<double>(r.returns[i]) - mean);
        errorVariance += error * error;
    }
    m_explainedVariance = variance > 0 ? 1.0 - errorVariance / variance : std::nan("");
    beginRollout();
    m_prepared = true;
}

Result<void> OnPolicyAgent::update()
{
    if (m_config.actionsPerState > 1 &&
        (m_statesDiffer || m_config.copies % m_config.actionsPerState != 0 ||
         std::find(m_rollout.terminated.begin(), m_rollout.terminated.end(), 0) != m_rollout.terminated.end()))
        return fail(
            ErrorCode::InvalidArgument,
            "several actions a state need a problem whose episodes have one step, and copies that are a multiple "
            "of them, neighbours in the same state",
            "actionsPerState");
    if (!m_prepared)
        prepareRollout();
    const auto rows = nextMinibatch();
    if (!rows.empty())
        return learnFrom(rows);
    m_rollout.clear();
    m_prepared = false;
    return {};
}

Result<void> OnPolicyAgent::learnFrom(std::span<const std::uint32_t> rows)
{
    const Rollout &r = m_rollout;
    const std::size_t width = m_distribution.heads();
    const std::size_t actionSize = m_distribution.space().size();
    const std::size_t observationSize = m_observations.flatSize();
    const auto count = static_cast<double>(rows.size());
    // The rows of one state lie together and share one pass through the network, forward and backward.
    const std::size_t group = m_config.actionsPerState;
    const std::size_t states = rows.size() / group;
    m_batch.resize(states * observationSize);
    double mean = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % group == 0)
            std::copy_n(r.observations.begin() + static_cast<std::ptrdiff_t>(rows[i] * observationSize),
                        observationSize, m_batch.begin() + static_cast<std::ptrdiff_t>(i / group * observationSize));
        mean += static_cast<double>(r.advantages[rows[i]]) / count;
    }
    double scale = 1.0;
    const bool normalises = m_config.normaliseAdvantages && rows.size() > 1;
    if (normalises) {
        double squares = 0;
        for (const auto row : rows)
            squares +=
                (static_cast<double>(r.advantages[row]) - mean) * (static_cast<double>(r.advantages[row]) - mean);
        scale = 1.0 / (std::sqrt(squares / (count - 1.0)) + 1e-8);
    } else {
        mean = 0;
    }

    m_heads.resize(states * width);
    m_values.resize(states);
    m_headGradients.assign(m_heads.size(), 0.0F);
    m_valueGradients.assign(states, 0.0F);
    std::vector<float> rowGradient(width);
    m_network->forward(m_batch, states, m_heads, m_values, m_dropping);
    beginMinibatch(m_rolloutProgress);
    double loss = 0;
    std::vector<double> deviationGradient(m_distribution.space().continuous(), 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t row = rows[i];
        auto in = inputs(m_heads, {}, i / group);
        const std::size_t choices = m_distribution.space().choices();
        in.mask = std::span(r.masks).subspan(row * choices, choices);
        const auto drawn = std::span(r.drawn).subspan(row * actionSize, actionSize);
        const Row terms = {
            m_distribution.logProbability(in, drawn), m_distribution.entropy(in),
            static_cast<double>(m_values[i / group]), static_cast<double>(r.logProbabilities[row]),
            static_cast<double>(r.values[row]),       (static_cast<double>(r.advantages[row]) - mean) * scale,
            static_cast<double>(r.returns[row])};
        const RowGradient gradient = rowLoss(terms, loss);
        m_distribution.gradient(in, drawn, {gradient.logProbability / count, gradient.entropy / count}, rowGradient,
                                deviationGradient);
        for (std::size_t head = 0; head < width; ++head)
            m_headGradients[i / group * width + head] += rowGradient[head];
        m_valueGradients[i / group] += static_cast<float>(gradient.value / count);
    }
    loss /= count;
    if (!std::isfinite(loss))
        return fail(ErrorCode::Diverged,
                    "the loss became " + std::to_string(loss) +
                        ". Lower the learning rate; the last checkpoint is still good",
                    "loss");
    if (!mayStep()) {
        m_rollout.clear();
        m_prepared = false;
        endMinibatch(rows.size(), loss);
        return {};
    }
    for (const auto &block : m_network->blocks())
        std::fill(block.gradients.begin(), block.gradients.end(), 0.0F);
    m_network->backward(m_headGradients, m_valueGradients);
    const auto deviations = m_network->logDeviations();
    for (std::size_t i = 0; i < deviationGradient.size(); ++i)
        deviations.gradients[i] += static_cast<float>(deviationGradient[i]);
    if (const auto norm = clipGradients(*m_network, m_config.largestGradient); !norm)
        return fail(norm.error());
    if (auto stepped = m_optimiser.step(*m_network, m_config.learningRate.at(m_rolloutProgress)); !stepped)
        return stepped;
    ++m_updates;
    endMinibatch(rows.size(), loss);
    return {};
}

Metrics OnPolicyAgent::takeMetrics()
{
    Metrics metrics = takeOwnMetrics();
    metrics["train/learning_rate"] = m_config.learningRate.at(m_progress);
    if (std::isfinite(m_explainedVariance))
        metrics["train/explained_variance"] = m_explainedVariance;
    const auto deviations = std::as_const(*m_network).logDeviations();
    double mean = 0;
    for (const float deviation : deviations)
        mean += std::exp(static_cast<double>(deviation)) / static_cast<double>(deviations.size());
    if (!deviations.empty())
        metrics["train/std"] = mean;
    return metrics;
}

void OnPolicyAgent::savePolicy(Checkpoint &checkpoint) const
{
    ByteWriter out;
    m_network->save(out);
    if (m_observationNormaliser)
        m_observationNormaliser->save(out);
    checkpoint.blocks["policy"] = out.take();
}

Result<void> OnPolicyAgent::loadPolicy(const Checkpoint &checkpoint)
{
    const auto block = checkpoint.blocks.find("policy");
    if (block == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the checkpoint holds no policy");
    ByteReader in(block->second);
    // The network first into a copy's place: it changes only where everything fits.
    auto normaliser = m_observationNormaliser;
    ByteWriter before;
    m_network->save(before);
    auto loaded = m_network->load(in);
    if (loaded && normaliser)
        loaded = normaliser->load(in);
    if (loaded && !in.atEnd())
        loaded = fail(ErrorCode::BadData, "the stored policy is longer than these settings ask for");
    if (!loaded) {
        ByteReader back(before.bytes());
        (void)m_network->load(back);
        return loaded;
    }
    m_observationNormaliser = std::move(normaliser);
    return {};
}

void OnPolicyAgent::save(AgentState &state)
{
    savePolicy(state.checkpoint);
    ByteWriter out;
    m_optimiser.save(out);
    m_rollout.save(out);
    if (m_rewardNormaliser)
        m_rewardNormaliser->save(out);
    for (const Rng *rng : {&m_exploring, &m_shuffling, &m_dropping})
        out.text(rng->save());
    out.value(m_progress);
    out.value(m_rolloutProgress);
    out.value<std::uint8_t>(m_prepared ? 1 : 0);
    out.value(m_updates);
    out.value(m_explainedVariance);
    saveOwn(out);
    state.checkpoint.blocks["learning"] = out.take();
}

Result<void> OnPolicyAgent::load(const Checkpoint &checkpoint, const std::filesystem::path &)
{
    if (auto loaded = loadPolicy(checkpoint); !loaded)
        return loaded;
    const auto block = checkpoint.blocks.find("learning");
    const auto broken = [] { return fail(ErrorCode::BadData, "the checkpoint's learning state is cut short"); };
    if (block == checkpoint.blocks.end())
        return broken();
    ByteReader in(block->second);
    if (auto loaded = m_optimiser.load(in); !loaded)
        return loaded;
    if (auto loaded = m_rollout.load(in); !loaded)
        return loaded;
    if (m_rewardNormaliser)
        if (auto loaded = m_rewardNormaliser->load(in); !loaded)
            return loaded;
    for (Rng *rng : {&m_exploring, &m_shuffling, &m_dropping}) {
        std::string text;
        if (!in.text(text) || !rng->restore(text))
            return broken();
    }
    std::uint8_t prepared = 0;
    in.value(m_progress);
    in.value(m_rolloutProgress);
    in.value(prepared);
    in.value(m_updates);
    in.value(m_explainedVariance);
    m_prepared = prepared != 0;
    if (!in.ok())
        return broken();
    if (auto loaded = loadOwn(in); !loaded)
        return loaded;
    return in.atEnd() ? Result<void>{} : broken();
}

}  // namespace tonewright::rl
