#include "core/studies/eq_matching/branching_learner.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rl/byte_stream.h"
#include "core/studies/eq_matching/episode_trace.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr std::size_t kWarmUpBatches = 4;  // minibatches' worth of experience before the first update
constexpr double kFullGainDb = 24.0;       // of one pass: where a band's frequency and Q count as much as its gain

rl::BranchingDqnConfig agentConfig(const EqConfig &config, bool cuda)
{
    rl::BranchingDqnConfig agent;
    agent.cuda = cuda;
    agent.observationSize = kStateSize;
    for (const GridAxis &axis : actionGrid()) {
        // Gain decides most and must be met closely; Q matters least.
        rl::BranchAxis branch{{}, axis.unit == "dB" ? 17 : axis.unit == "Hz" ? 9 : 7};
        for (int i = 0; i < axis.choices; ++i)
            branch.positions.push_back(axis.position(i));
        agent.branches.push_back({std::move(branch)});
    }
    agent.hidden = config.hidden;
    agent.learningRate = config.learningRate;
    agent.weightDecay = config.weightDecay;
    agent.gradientNorm = config.gradientNorm;
    agent.gamma = config.gamma;
    agent.targetTau = config.targetTau;
    return agent;
}

rl::ReplayConfig replayConfig(const EqConfig &config)
{
    rl::ReplayConfig replay;
    replay.episodes = static_cast<std::size_t>(config.replayEpisodes);
    replay.stepsPerEpisode = config.attempts;
    replay.observationSize = kStateSize;
    replay.branches = kParameters;
    replay.alpha = config.replayAlpha;
    return replay;
}

rl::BranchingDqn makeAgent(const EqConfig &config, std::uint64_t seed, bool cuda)
{
    Rng initialisation = Rng(seed).fork("initial weights");
    return {agentConfig(config, cuda), initialisation};
}

}  // namespace

/// One pair's attempts.
struct BranchingLearner::Tried {
    std::vector<std::uint16_t> actions;  // [attempts, kParameters]
    std::vector<float> learningRewards;  // [attempts]
    std::vector<double> rewards;         // [attempts]; the first is the agent's own choice
};

BranchingLearner::BranchingLearner(const EqConfig &config, std::uint64_t seed, bool cuda)
    : m_config(config), m_material(Rng(seed).fork("material")), m_exploration(Rng(seed).fork("exploration")),
      m_sampling(Rng(seed).fork("minibatches")), m_lessons(Rng(seed).fork("lessons")),
      m_agent(makeAgent(config, seed, cuda)), m_replay(replayConfig(config))
{
}

double BranchingLearner::scheduleShare() const
{
    return std::min(1.0, static_cast<double>(m_attempts) / m_config.scheduleSteps);
}

double BranchingLearner::epsilon() const
{
    const double share = std::min(1.0, static_cast<double>(m_attempts) / m_config.epsilonSteps);
    return m_config.epsilonStart + share * (m_config.epsilonEnd - m_config.epsilonStart);
}

Action BranchingLearner::choose(const Observation &observation) const
{
    const auto choices = m_agent.greedy(observation.state, 1, effectiveChoices(observation.sampleRate));
    Action action{};
    std::copy(choices.begin(), choices.end(), action.begin());
    return action;
}

dsp::Equaliser BranchingLearner::greedy(const Observation &observation) const
{
    return toEqualiser(choose(observation), m_config.filter);
}

dsp::Equaliser BranchingLearner::sample(const Observation &observation, Rng &rng) const
{
    const Exploration exploration{m_config.epsilonEnd, m_config.nudge, m_config.nudgeWidth};
    const Action action = explore(choose(observation), exploration, rng, effectiveChoices(observation.sampleRate));
    return toEqualiser(action, m_config.filter);
}

double BranchingLearner::expectedValue(const Observation &observation) const
{
    return m_agent.greedyValues(observation.state, 1, effectiveChoices(observation.sampleRate)).front();
}

PolicyInsight BranchingLearner::inspect(const Observation &observation) const
{
    return insightOf(m_agent.weightsOf(observation.state, 1), choose(observation), observation.sampleRate);
}

PolicyInsight BranchingLearner::insightOf(std::span<const float> headWeights, const Action &chosen,
                                          int sampleRate) const
{
    PolicyInsight insight;
    insight.scoresAre = PolicyInsight::Scores::Advantages;
    const auto advantages = m_agent.advantagesOf(headWeights);
    const auto allowed = effectiveChoices(sampleRate);
    auto first = allowed.begin();  // of the axis
    for (std::size_t i = 0; i < advantages.size(); ++i) {
        const GridAxis &axis = actionGrid()[i];
        ParameterPreference preference{std::string(axis.name), {}, {}, axis.value(chosen[i])};
        preference.allowed.assign(first, first + axis.choices);
        first += axis.choices;
        for (int choice = 0; choice < axis.choices; ++choice)
            preference.values.push_back(axis.value(choice));
        preference.scores.assign(advantages[i].begin(), advantages[i].end());
        insight.parameters.push_back(std::move(preference));
    }
    return insight;
}

/// What an episode's trace holds after the pair: rate, choices and the heads' weights.
std::string BranchingLearner::told(const Observation &seen, const Action &chosen, std::span<const float> headWeights)
{
    rl::ByteWriter out;
    out.value<std::int32_t>(seen.sampleRate);
    out.value(chosen);
    out.array(headWeights);
    return out.take();
}

std::vector<Learner::Look> BranchingLearner::looksThen(std::string_view trace) const
{
    rl::ByteReader in(trace);
    std::int32_t sampleRate = 0;
    Action chosen{};
    std::vector<float> weights;
    if (!in.value(sampleRate) || !in.value(chosen) || !in.array(weights) || !in.atEnd() || sampleRate <= 0 ||
        weights.size() != m_agent.headWeights())
        return {};
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (chosen[i] >= actionGrid()[i].choices)
            return {};
    return {{toEqualiser(chosen, m_config.filter), insightOf(weights, chosen, sampleRate)}};
}

BranchingLearner::Tried BranchingLearner::tryPair(const PairSource::Drawn &pair, const Action &greedy,
                                                  const ResponseGrid &grid)
{
    Tried tried;
    std::vector<float> gain(kBins);
    const Exploration exploration{epsilon(), m_config.nudge, m_config.nudgeWidth};
    const auto allowed = effectiveChoices(pair.scene.sampleRate());
    for (int attempt = 0; attempt < m_config.attempts; ++attempt) {
        const Action action = attempt == 0 ? greedy : explore(greedy, exploration, m_exploration, allowed);
        const dsp::Equaliser equaliser = toEqualiser(action, m_config.filter);
        grid.gains(equaliser.bands, equaliser.mode, gain);
        const dsp::MatchMetrics metrics = pair.scene.score(gain);
        tried.actions.insert(tried.actions.end(), action.begin(), action.end());
        tried.rewards.push_back(metrics.reward);
        tried.learningRewards.push_back(
            static_cast<float>(learningReward(metrics, pair.scene.remainingMismatchDb(gain), m_config)));
    }
    return tried;
}

/// What rl::Demonstrations points to.
struct BranchingLearner::Shown {
    std::vector<float> states;
    std::vector<std::uint16_t> actions;
    std::vector<float> weights;
};

BranchingLearner::Shown BranchingLearner::demonstrations(const PairSource &source)
{
    Shown shown;
    for (int i = 0; i < m_config.demonstrations; ++i) {
        const auto lesson = source.drawLesson(m_lessons);
        shown.states.insert(shown.states.end(), lesson.state.begin(), lesson.state.end());
        const auto known = parametersOf(lesson.inverse);
        Action action{};
        for (std::size_t k = 0; k < kParameters; ++k) {
            const GridAxis &axis = actionGrid()[k];
            action[k] = axis.nearestToPosition(axis.positionOf(known[k]));
            // Frequency and Q matter as far as their band does anything.
            const double gain = known[k - k % 3 + 1];
            shown.weights.push_back(axis.isGain() ? 1.0F : static_cast<float>(std::fabs(gain) / kFullGainDb));
        }
        action = among(effectiveChoices(lesson.sampleRate), action);
        shown.actions.insert(shown.actions.end(), action.begin(), action.end());
    }
    return shown;
}

void BranchingLearner::remember(const PairSource::Drawn &pair, const Tried &tried)
{
    if (m_config.gamma > 0.0) {
        m_rates.resize(static_cast<std::size_t>(m_config.replayEpisodes));
        const auto episode = static_cast<std::size_t>(m_attempts / m_config.attempts);
        m_rates[episode % m_rates.size()] = pair.scene.sampleRate();  // where the replay puts the episode
    }
    m_replay.addEpisode(pair.scene.state(), tried.actions, tried.learningRewards);
    m_attempts += m_config.attempts;
}

rl::ReplayBatch BranchingLearner::recall(double beta)
{
    auto batch = m_replay.sample(static_cast<std::size_t>(m_config.batch), beta, m_sampling);
    if (m_config.gamma > 0.0) {
        for (const std::uint32_t slot : batch.slots) {
            const auto allowed = effectiveChoices(m_rates[slot / static_cast<std::uint32_t>(m_config.attempts)]);
            batch.allowedNext.insert(batch.allowedNext.end(), allowed.begin(), allowed.end());
        }
    }
    return batch;
}

Result<double> BranchingLearner::learn(const PairSource &source)
{
    if (m_replay.size() < kWarmUpBatches * static_cast<std::size_t>(m_config.batch))
        return std::numeric_limits<double>::quiet_NaN();
    m_agent.setLearningRate(m_config.learningRate +
                            scheduleShare() * (m_config.learningRateEnd - m_config.learningRate));
    const double beta = m_config.replayBeta + scheduleShare() * (1.0 - m_config.replayBeta);
    double loss = 0.0;
    for (int i = 0; i < m_config.updates; ++i) {
        const auto sample = recall(beta);
        const Shown shown = demonstrations(source);
        const auto stats = m_agent.update(sample, {shown.states, shown.actions, shown.weights,
                                                   m_config.demonstrationMargin, m_config.demonstrationWeight});
        if (!stats)
            return fail(stats.error());
        m_replay.setPriorities(sample.slots, stats->tdErrors);
        loss += stats->loss / m_config.updates;
    }
    return loss;
}

Result<std::vector<EpisodeRecord>> BranchingLearner::iterate(const PairSource &source, RunContext &context,
                                                             std::int64_t mostEpisodes)
{
    if (m_episodes.empty())
        if (auto taken = takeGroup(source, context); !taken)
            return fail(taken.error());
    return m_episodes.take(mostEpisodes);
}

Result<void> BranchingLearner::takeGroup(const PairSource &source, RunContext &context)
{
    const auto count = static_cast<std::size_t>(m_config.pairsPerUpdate);
    const Rng materialBefore = m_material;
    const Rng explorationBefore = m_exploration;
    const auto stopped = [&] {
        m_material = materialBefore;
        m_exploration = explorationBefore;
        return fail(ErrorCode::Cancelled, "stopped while training");
    };

    std::vector<PairSource::Drawn> pairs;
    std::vector<float> states;          // [count, kStateSize]
    std::vector<std::uint8_t> allowed;  // [count, choices of all parameters]
    for (std::size_t i = 0; i < count; ++i) {
        if (!context.poll())
            return stopped();
        pairs.push_back(source.draw(m_material));
        const auto &scene = pairs.back().scene;
        states.insert(states.end(), scene.state().begin(), scene.state().end());
        const auto mask = effectiveChoices(scene.sampleRate());
        allowed.insert(allowed.end(), mask.begin(), mask.end());
    }
    const auto choices = m_agent.greedy(states, count, allowed);
    const auto values = m_agent.greedyValues(states, count, allowed);
    const auto weights = m_agent.weightsOf(states, count);
    std::vector<Tried> tried;
    for (std::size_t i = 0; i < count; ++i) {
        if (!context.poll())
            return stopped();
        Action greedy{};
        std::copy_n(choices.begin() + static_cast<std::ptrdiff_t>(i * kParameters), kParameters, greedy.begin());
        tried.push_back(tryPair(pairs[i], greedy, source.grid(pairs[i].scene.sampleRate())));
    }

    const double epsilonNow = epsilon();
    std::vector<EpisodeRecord> records;
    for (std::size_t i = 0; i < count; ++i) {
        remember(pairs[i], tried[i]);
        records.push_back(record(pairs[i].track->track, tried[i], epsilonNow, values[i]));
        Action greedy{};
        std::copy_n(tried[i].actions.begin(), kParameters, greedy.begin());
        records.back().trace = traceOf(pairs[i].recipe, static_cast<std::size_t>(m_config.framesScored)) +
                               told(Policy::observe(pairs[i].scene), greedy,
                                    std::span(weights).subspan(i * m_agent.headWeights(), m_agent.headWeights()));
    }
    const auto loss = learn(source);
    if (!loss)
        return fail(loss.error());
    for (auto &record : records) {
        record.values[kLoss] = *loss;
        m_episodes.push(std::move(record));
    }
    return {};
}

EpisodeRecord BranchingLearner::record(const Track &track, const Tried &tried, double epsilonNow, double value) const
{
    EpisodeRecord record;
    record.steps = m_attempts;
    record.genre = track.genre;
    record.item = track.key();
    record.values.assign(kMetricCount, 0.0);
    double exploring = 0.0;
    for (std::size_t attempt = 1; attempt < tried.rewards.size(); ++attempt)
        exploring += tried.rewards[attempt] / static_cast<double>(tried.rewards.size() - 1);
    record.values[kReward] = tried.rewards.front();
    record.values[kExploringReward] = exploring;
    record.values[kBestReward] = *std::max_element(tried.rewards.begin(), tried.rewards.end());
    record.values[kEpsilon] = epsilonNow;
    record.values[kValue] = value;
    return record;
}

void BranchingLearner::save(rl::AgentState &state)
{
    rl::Checkpoint &checkpoint = state.checkpoint;
    m_episodes.save(checkpoint.header);
    checkpoint.header["attempts"] = m_attempts;
    checkpoint.header["random"] = {m_material.save(), m_exploration.save(), m_sampling.save(), m_lessons.save()};
    checkpoint.blocks["agent"] = m_agent.save();
    rl::ByteWriter replay;
    m_replay.save(replay);
    checkpoint.blocks["replay"] = replay.take();
    if (m_config.gamma > 0.0) {
        rl::ByteWriter rates;
        rates.array(std::span<const std::int32_t>(m_rates));
        checkpoint.blocks["rates"] = rates.take();
    }
}

Result<void> BranchingLearner::load(const rl::Checkpoint &checkpoint, const std::filesystem::path & /*folder*/)
{
    const auto &header = checkpoint.header;
    const auto agent = checkpoint.blocks.find("agent");
    const auto replay = checkpoint.blocks.find("replay");
    Rng material(0);
    Rng exploration(0);
    Rng sampling(0);
    Rng lessons(0);
    EpisodeQueue episodes;
    const Json random = header.value("random", Json::array());
    if (agent == checkpoint.blocks.end() || replay == checkpoint.blocks.end() || random.size() != 4 ||
        !random[0].is_string() || !random[1].is_string() || !random[2].is_string() || !random[3].is_string() ||
        !material.restore(random[0].get<std::string>()) || !exploration.restore(random[1].get<std::string>()) ||
        !sampling.restore(random[2].get<std::string>()) || !lessons.restore(random[3].get<std::string>()) ||
        !header.value("attempts", Json()).is_number_integer() || !episodes.load(header))
        return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent");
    rl::PrioritisedReplay restored(replayConfig(m_config));
    rl::ByteReader bytes(replay->second);
    if (auto loaded = restored.load(bytes); !loaded)
        return loaded;
    std::vector<std::int32_t> sampleRates;
    if (m_config.gamma > 0.0) {
        const auto stored = checkpoint.blocks.find("rates");
        rl::ByteReader reader(stored == checkpoint.blocks.end() ? std::string_view()
                                                                : std::string_view(stored->second));
        reader.array(sampleRates);
        if (!reader.ok() ||
            (restored.size() > 0 && sampleRates.size() != static_cast<std::size_t>(m_config.replayEpisodes)))
            return fail(ErrorCode::BadData, "the checkpoint lacks the sample rates of what is remembered");
    }
    if (auto loaded = m_agent.load(agent->second); !loaded)
        return loaded;
    m_rates = std::move(sampleRates);
    m_replay = std::move(restored);
    m_material = material;
    m_exploration = exploration;
    m_sampling = sampling;
    m_lessons = lessons;
    m_episodes = std::move(episodes);
    m_attempts = header["attempts"].get<std::int64_t>();
    return {};
}

Result<void> BranchingLearner::savePolicy(rl::Checkpoint &checkpoint) const
{
    checkpoint.blocks["agent"] = m_agent.save();
    return {};
}

Result<void> BranchingLearner::loadPolicy(const rl::Checkpoint &checkpoint)
{
    const auto agent = checkpoint.blocks.find("agent");
    if (agent == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the model lacks its network");
    return m_agent.load(agent->second);
}

}  // namespace tonewright::eq_matching
