#include "core/studies/eq_matching/published_learner.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/eq_state.h"

namespace tonewright::eq_matching
{
namespace
{

tl::unexpected<Error> stopped()
{
    return fail(ErrorCode::Cancelled, "stopped while training");
}

rl::IndependentDqn makeNetworks(const PublishedConfig &config, std::uint64_t seed, bool cuda)
{
    rl::IndependentDqnConfig networks = config.networks;
    networks.observationSize = dsp::kPublishedStateSize;
    networks.choices.clear();
    for (const GridAxis &axis : actionGrid())
        networks.choices.push_back(axis.choices);
    networks.cuda = cuda;
    Rng initialisation = Rng(seed).fork("initial weights");
    return {networks, initialisation, Rng(seed).fork("dropout")};
}

/// What the networks together expect: they share one reward, so the mean of what each expects of its own best choice.
double meanGreatestValue(const std::vector<std::vector<float>> &values)
{
    double mean = 0.0;
    for (const auto &ofNetwork : values)
        mean += *std::max_element(ofNetwork.begin(), ofNetwork.end()) / static_cast<double>(values.size());
    return mean;
}

}  // namespace

PublishedConfig publishedConfig(const EqConfig &config)
{
    PublishedConfig published;
    published.networks.hidden = config.hidden;
    published.networks.learningRate = config.learningRate;
    published.networks.gamma = config.gamma;
    published.batch = config.batch;
    published.episodeSteps = config.attempts;
    published.filter = config.filter;
    return published;
}

Action publishedExploration(const Action &greedy, double epsilon, const PublishedConfig &config, Rng &rng)
{
    if (!rng.chance(epsilon))
        return greedy;
    Action action = greedy;
    for (std::size_t i = 0; i < action.size(); ++i) {
        const int choices = actionGrid()[i].choices;
        if (rng.chance(config.uniformChance)) {
            action[i] = static_cast<std::uint16_t>(rng.below(static_cast<std::uint64_t>(choices)));
            continue;
        }
        const int reach = std::min(config.nudge, choices / config.nudgeShare);
        const int move = static_cast<int>(rng.below(static_cast<std::uint64_t>(2 * reach + 1))) - reach;
        action[i] = static_cast<std::uint16_t>(std::clamp(greedy[i] + move, 0, choices - 1));
    }
    return action;
}

struct PublishedLearner::OpenedPair {
    std::string item;
    dsp::MatchScorer scorer;
};

PublishedLearner::PublishedLearner(const PublishedConfig &config, std::uint64_t seed, bool cuda)
    : m_config(config), m_material(Rng(seed).fork("material")), m_exploration(Rng(seed).fork("exploration")),
      m_sampling(Rng(seed).fork("minibatches")), m_networks(makeNetworks(config, seed, cuda)),
      m_experience(config.replay, config.replayAlpha), m_epsilon(config.epsilonStart)
{
}

PublishedLearner::~PublishedLearner() = default;

double PublishedLearner::beta() const
{
    return std::min(1.0, m_config.replayBeta + m_config.replayBetaStep * static_cast<double>(learningSteps()));
}

Action PublishedLearner::choose(std::span<const float> state) const
{
    const auto choices = m_networks.greedy(state);
    Action action{};
    std::copy(choices.begin(), choices.end(), action.begin());
    return action;
}

/// Makes a track's pair ready to be tried, and its state known. What it reads isn't part of what is learnt, so it stays
/// after a stop.
Result<void> PublishedLearner::open(const PreparedTrack &track, const PairSource &source, RunContext &context)
{
    const std::string item = track.track.key();
    if (!m_opened || m_opened->item != item) {
        m_opened.reset();
        auto pair = readPair(track.track, source.excerpt(), track.fixed);
        if (!pair)
            return fail(pair.error());
        if (!context.poll())
            return stopped();
        auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
        if (!scorer)
            return fail(scorer.error().code, scorer.error().describe(), track.track.reference.string());
        m_opened = std::make_unique<OpenedPair>(OpenedPair{item, std::move(*scorer)});
    }
    if (m_experience.state(item))
        return {};
    if (!context.poll())
        return stopped();
    const auto &scorer = m_opened->scorer;
    const auto state = dsp::publishedState(scorer.raw(), scorer.reference(), scorer.sampleRate());
    m_experience.addTrack(item, {state.begin(), state.end()});
    return {};
}

Result<double> PublishedLearner::rewardOf(const Action &action, RunContext &context) const
{
    if (!context.poll())
        return stopped();
    const auto processed = m_opened->scorer.render(toEqualiser(action, m_config.filter));
    if (!context.poll())
        return stopped();
    return m_opened->scorer.score(processed).reward;
}

Result<void> PublishedLearner::begin(const PairSource &source, RunContext &context)
{
    std::vector<const PreparedTrack *> training;
    for (const auto &track : source.tracks())
        if (!track.heldOut)
            training.push_back(&track);
    Rng material = m_material;
    const PreparedTrack &track = *training[material.below(training.size())];
    if (auto opened = open(track, source, context); !opened)
        return opened;
    const auto &state = *m_experience.state(track.track.key());
    const auto reward = rewardOf(choose(state), context);
    if (!reward)
        return fail(reward.error());
    Episode episode;
    episode.item = track.track.key();
    episode.genre = track.track.genre;
    episode.greedyReward = *reward;
    episode.value = meanGreatestValue(m_networks.values(state));
    m_episode = std::move(episode);
    m_material = material;
    return {};
}

bool PublishedLearner::episodeOver() const
{
    const auto &rewards = m_episode->rewards;
    return !rewards.empty() &&
           (static_cast<int>(rewards.size()) >= m_config.episodeSteps || rewards.back() > m_config.enoughReward);
}

Result<void> PublishedLearner::attempt(RunContext &context)
{
    Rng exploration = m_exploration;
    PublishedTransition transition;
    transition.action =
        publishedExploration(choose(*m_experience.state(m_episode->item)), m_epsilon, m_config, exploration);
    const auto reward = rewardOf(transition.action, context);
    if (!reward)
        return fail(reward.error());
    m_exploration = exploration;
    m_episode->rewards.push_back(*reward);
    transition.track = m_experience.number(m_episode->item);
    transition.reward = static_cast<float>(*reward);
    transition.done = episodeOver();
    m_experience.add(transition);
    ++m_attempts;
    const auto batch = static_cast<std::size_t>(m_config.batch);
    if (m_experience.size() >= batch)
        m_step = Step{m_experience.draw(batch, beta(), m_sampling), {}, 0};
    return {};
}

Result<void> PublishedLearner::learn(RunContext &context)
{
    const auto batch = m_experience.batch(m_step->draw);
    for (; m_step->nextNetwork < m_networks.networks(); ++m_step->nextNetwork) {
        if (!context.poll())
            return stopped();
        const auto stats = m_networks.learn(m_step->nextNetwork, batch);
        if (!stats)
            return fail(stats.error());
        if (m_step->nextNetwork == 0)
            m_step->tdErrors = stats->tdErrors;
        m_episode->lossSum += stats->loss;
        ++m_episode->losses;
    }
    m_experience.setPriorities(m_step->draw.slots, m_step->tdErrors);
    m_networks.endStep();
    m_epsilon = std::max(m_config.epsilonEnd, m_epsilon * m_config.epsilonDecay);
    m_step.reset();
    return {};
}

EpisodeRecord PublishedLearner::endEpisode()
{
    const Episode &episode = *m_episode;
    EpisodeRecord record;
    record.episode = ++m_episodes;
    record.steps = m_attempts;
    record.genre = episode.genre;
    record.item = episode.item;
    record.values.assign(kMetricCount, 0.0);
    record.values[kReward] = episode.greedyReward;
    for (const double reward : episode.rewards)
        record.values[kExploringReward] += reward / static_cast<double>(episode.rewards.size());
    record.values[kBestReward] = *std::max_element(episode.rewards.begin(), episode.rewards.end());
    record.values[kLoss] = episode.losses > 0 ? episode.lossSum / static_cast<double>(episode.losses)
                                              : std::numeric_limits<double>::quiet_NaN();
    record.values[kEpsilon] = m_epsilon;
    record.values[kValue] = episode.value;
    m_episode.reset();
    return record;
}

Result<std::vector<EpisodeRecord>> PublishedLearner::iterate(const PairSource &source, RunContext &context,
                                                             std::int64_t /*mostEpisodes*/)
{
    if (!context.poll())
        return stopped();
    if (!m_episode)
        if (auto begun = begin(source, context); !begun)
            return fail(begun.error());
    if (!m_step) {
        const PreparedTrack *track = source.find(m_episode->item);
        if (!track)
            return fail(ErrorCode::NotFound, "the track of the episode that was going on isn't in the corpus any more",
                        m_episode->item);
        if (auto opened = open(*track, source, context); !opened)
            return fail(opened.error());
        if (auto attempted = attempt(context); !attempted)
            return fail(attempted.error());
    }
    if (m_step)
        if (auto learnt = learn(context); !learnt)
            return fail(learnt.error());
    std::vector<EpisodeRecord> records;
    if (episodeOver())
        records.push_back(endEpisode());
    return records;
}

std::string PublishedLearner::inFlight() const
{
    rl::ByteWriter out;
    out.value(m_epsilon);
    out.value<std::uint8_t>(m_episode ? 1 : 0);
    if (m_episode) {
        out.text(m_episode->item);
        out.text(m_episode->genre);
        out.value(m_episode->greedyReward);
        out.value(m_episode->value);
        out.array(std::span<const double>(m_episode->rewards));
        out.value(m_episode->lossSum);
        out.value(m_episode->losses);
    }
    out.value<std::uint8_t>(m_step ? 1 : 0);
    if (m_step) {
        out.array(std::span<const std::uint32_t>(m_step->draw.slots));
        out.array(std::span<const float>(m_step->draw.importanceWeights));
        out.array(std::span<const float>(m_step->tdErrors));
        out.value<std::int64_t>(m_step->nextNetwork);
    }
    return out.take();
}

bool PublishedLearner::InFlight::read(const std::string &bytes, std::size_t batch, std::size_t filled)
{
    rl::ByteReader in(bytes);
    std::uint8_t hasEpisode = 0;
    std::uint8_t hasStep = 0;
    in.value(epsilon);
    if (in.value(hasEpisode) && hasEpisode != 0) {
        auto &e = episode.emplace();
        in.text(e.item);
        in.text(e.genre);
        in.value(e.greedyReward);
        in.value(e.value);
        in.array(e.rewards);
        in.value(e.lossSum);
        in.value(e.losses);
    }
    if (in.value(hasStep) && hasStep != 0) {
        auto &s = step.emplace();
        std::int64_t next = 0;
        in.array(s.draw.slots);
        in.array(s.draw.importanceWeights);
        in.array(s.tdErrors);
        in.value(next);
        s.nextNetwork = static_cast<int>(next);
        const bool fits = episode && s.draw.slots.size() == batch && s.draw.importanceWeights.size() == batch &&
                          s.tdErrors.size() == (next > 0 ? batch : 0) && next >= 0 && next <= kParameters &&
                          std::all_of(s.draw.slots.begin(), s.draw.slots.end(),
                                      [filled](std::uint32_t slot) { return slot < filled; });
        if (!fits)
            return false;
    }
    return in.ok() && in.atEnd();
}

void PublishedLearner::save(rl::AgentState &state)
{
    rl::Checkpoint &checkpoint = state.checkpoint;
    checkpoint.header["episodes"] = m_episodes;
    checkpoint.header["attempts"] = m_attempts;
    checkpoint.header["random"] = {m_material.save(), m_exploration.save(), m_sampling.save()};
    checkpoint.blocks["agent"] = m_networks.save();
    checkpoint.blocks["in_flight"] = inFlight();
    rl::ByteWriter replay;
    m_experience.save(replay);
    checkpoint.blocks["replay"] = replay.take();
}

Result<void> PublishedLearner::load(const rl::Checkpoint &checkpoint, const std::filesystem::path & /*folder*/)
{
    const auto lacking = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent"); };
    const auto &header = checkpoint.header;
    for (const char *block : {"agent", "in_flight", "replay"})
        if (!checkpoint.blocks.contains(block))
            return lacking();
    Rng material(0);
    Rng exploration(0);
    Rng sampling(0);
    const Json random = header.value("random", Json::array());
    if (random.size() != 3 || !random[0].is_string() || !random[1].is_string() || !random[2].is_string() ||
        !material.restore(random[0].get<std::string>()) || !exploration.restore(random[1].get<std::string>()) ||
        !sampling.restore(random[2].get<std::string>()) || !header.value("episodes", Json()).is_number_integer() ||
        !header.value("attempts", Json()).is_number_integer())
        return lacking();
    PublishedExperience experience(m_config.replay, m_config.replayAlpha);
    rl::ByteReader replay(checkpoint.blocks.at("replay"));
    if (auto loaded = experience.load(replay); !loaded)
        return loaded;
    if (!replay.atEnd())
        return lacking();
    InFlight inFlight;
    if (!inFlight.read(checkpoint.blocks.at("in_flight"), static_cast<std::size_t>(m_config.batch), experience.size()))
        return lacking();
    if (auto loaded = m_networks.load(checkpoint.blocks.at("agent")); !loaded)
        return loaded;
    m_experience = std::move(experience);
    m_epsilon = inFlight.epsilon;
    m_episode = std::move(inFlight.episode);
    m_step = std::move(inFlight.step);
    m_material = material;
    m_exploration = exploration;
    m_sampling = sampling;
    m_episodes = header["episodes"].get<std::int64_t>();
    m_attempts = header["attempts"].get<std::int64_t>();
    return {};
}

Observation PublishedLearner::observe(const dsp::MatchScorer &pair) const
{
    const auto state = dsp::publishedState(pair.raw(), pair.reference(), pair.sampleRate());
    return {{state.begin(), state.end()}, static_cast<int>(pair.sampleRate())};
}

dsp::Equaliser PublishedLearner::greedy(const Observation &observation) const
{
    return toEqualiser(choose(observation.state), m_config.filter);
}

dsp::Equaliser PublishedLearner::sample(const Observation &observation, Rng &rng) const
{
    return toEqualiser(publishedExploration(choose(observation.state), m_epsilon, m_config, rng), m_config.filter);
}

double PublishedLearner::expectedValue(const Observation &observation) const
{
    return meanGreatestValue(m_networks.values(observation.state));
}

PolicyInsight PublishedLearner::inspect(const Observation &observation) const
{
    PolicyInsight insight;
    insight.scoresAre = PolicyInsight::Scores::Advantages;
    const auto values = m_networks.values(observation.state);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const GridAxis &axis = actionGrid()[i];
        auto &parameter = insight.parameters.emplace_back();
        parameter.name = axis.name;
        double mean = 0.0;
        for (const float value : values[i])
            mean += value / static_cast<double>(axis.choices);
        for (int choice = 0; choice < axis.choices; ++choice) {
            parameter.values.push_back(axis.value(choice));
            parameter.scores.push_back(values[i][static_cast<std::size_t>(choice)] - mean);
        }
        const auto best = std::max_element(values[i].begin(), values[i].end()) - values[i].begin();
        parameter.chosen = axis.value(static_cast<int>(best));
    }
    return insight;
}

}  // namespace tonewright::eq_matching
