#include "core/studies/eq_matching/box_learner.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "core/base/shared_work.h"
#include "core/rl/ppo.h"
#include "core/rl/sac.h"
#include "core/rl/td3.h"
#include "core/studies/eq_matching/refinement.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr std::size_t kPairsAtOnce = 8;  // so that a step of the agent takes some 20 ms
constexpr std::size_t kLessonsBetweenEpisodes = 4;
constexpr double kMostFavour = 2.0;    // the weakest genre is so much likelier than the strongest, besides as likely
constexpr double kEarningRate = 0.02;  // of the moving mean by genre: some 50 episodes

/// For streams of their own, so that whoever draws from them may do so at the same time as others.
std::vector<std::uint64_t> drawSeeds(Rng &rng, std::size_t count)
{
    std::vector<std::uint64_t> seeds(count);
    std::generate(seeds.begin(), seeds.end(), [&rng] { return rng.next(); });
    return seeds;
}

std::size_t pairsAtOnce(const EqConfig &config)
{
    return std::min<std::size_t>(kPairsAtOnce, static_cast<std::size_t>(config.pairsPerUpdate));
}

rl::PpoConfig ppoConfig(const EqConfig &config)
{
    rl::PpoConfig ppo;
    const auto attempts = static_cast<std::size_t>(config.attempts);
    ppo.copies = pairsAtOnce(config) * attempts;
    ppo.actionsPerState = attempts;
    ppo.normalisePerState = config.normalisePerState;
    ppo.rolloutSteps = std::max<std::size_t>(1, static_cast<std::size_t>(config.pairsPerUpdate) / pairsAtOnce(config));
    ppo.gamma = 0.0;
    ppo.lambda = 0.0;
    ppo.batch = static_cast<std::size_t>(config.batch);
    ppo.epochs = config.epochs;
    ppo.clip = config.clip;
    ppo.learningRate = rl::Schedule::exponential(config.learningRate, config.learningRateEnd);
    ppo.largestGradient = config.gradientNorm;
    ppo.entropyWeight = config.entropyWeight;
    const auto width = static_cast<std::size_t>(config.hidden);
    ppo.network.policyHidden.assign(static_cast<std::size_t>(config.layers), width);
    ppo.network.valueHidden = {64, 64};
    ppo.network.activation = rl::Activation::Relu;
    ppo.network.layerNorm = true;
    ppo.network.initialLogDeviation = std::log(2.0 * config.initialSpread);
    ppo.optimiser.epsilon = 1e-8;
    return ppo;
}

rl::ExperienceConfig experienceConfig(const EqConfig &config)
{
    rl::ExperienceConfig experience;
    experience.capacity = static_cast<std::size_t>(config.replayEpisodes) * static_cast<std::size_t>(config.attempts);
    experience.batch = static_cast<std::size_t>(config.batch);
    experience.learningStarts = 4LL * config.batch;
    experience.gamma = 0.0;
    experience.updates = config.updates;
    return experience;
}

template <class Made>
std::unique_ptr<rl::Agent> made(Made agent)
{
    if (!agent)
        throw std::invalid_argument(agent.error().describe());  // a defect: the schema limits every setting
    return std::move(*agent);
}

std::unique_ptr<rl::Agent> makeAgent(const std::string &algorithm, const EqConfig &config, std::uint64_t seed)
{
    const rl::Space observations = rl::Space::box(-100.0F, 100.0F, kStateSize);
    const rl::Space actions = EqualiserBox::space();
    const auto width = static_cast<std::size_t>(config.hidden);
    const std::vector<std::size_t> hidden(static_cast<std::size_t>(config.layers), width);
    const rl::Schedule rate = rl::Schedule::exponential(config.learningRate, config.learningRateEnd);
    if (algorithm == "sac") {
        rl::SacConfig sac;
        sac.experience = experienceConfig(config);
        sac.hidden = hidden;
        sac.learningRate = rate;
        sac.entropyCoefficient = 0.05;
        sac.targetEntropy = kParameters * std::log(2.0 * config.initialSpread);
        sac.gradientNorm = config.gradientNorm;
        sac.seed = seed;
        return made(rl::SacAgent::create(observations, actions, sac));
    }
    if (algorithm == "td3") {
        rl::Td3Config td3;
        td3.experience = experienceConfig(config);
        td3.hidden = hidden;
        td3.learningRate = rate;
        td3.explorationNoise = 2.0 * config.initialSpread;
        td3.gradientNorm = config.gradientNorm;
        td3.seed = seed;
        return made(rl::Td3Agent::create(observations, actions, td3));
    }
    return made(rl::PpoAgent::create(ppoConfig(config), observations, actions, seed));
}

EqualiserBox boxOf(const EqConfig &config)
{
    return {config.continuous ? EqualiserBox::Values::Continuous : EqualiserBox::Values::Grid, config.largestGainDb,
            config.filter};
}

}  // namespace

/// One look's attempts at a pair: first the greedy one, then those that explore.
struct BoxLearner::Tried {
    std::vector<float> learningRewards;
    std::vector<double> rewards;
};

/// One pair from the first look to the last.
struct BoxLearner::Episode {
    PairSource::Drawn pair;
    std::vector<float> state;     // what the agent sees now, [kStateSize]
    dsp::Equaliser decided = {};  // by the looks so far, as decide() would
    std::vector<float> gain;      // its, [kBins]
    Tried tried;                  // at the last look; the greedy one's reward is the decision's
    double best = -std::numeric_limits<double>::infinity();
    std::vector<Told> looks{};
};

BoxLearner::BoxLearner(std::string algorithm, const EqConfig &config, std::uint64_t seed, int threads)
    : m_algorithm(std::move(algorithm)), m_config(config), m_threads(threads), m_box(boxOf(config)),
      m_material(Rng(seed).fork("material")), m_lessons(Rng(seed).fork("lessons")),
      m_agent(makeAgent(m_algorithm, config, seed)), m_onPolicy(dynamic_cast<rl::OnPolicyAgent *>(m_agent.get()))
{
    if (m_onPolicy != nullptr)
        m_teacher = std::make_unique<rl::Optimiser>(rl::OptimiserConfig{.epsilon = 1e-8}, m_onPolicy->network());
}

bool BoxLearner::imitates() const
{
    if (m_algorithm == "imitation")
        return true;
    return m_algorithm == "imitation_ppo" && m_taught < m_config.imitationSteps;
}

Result<std::vector<EpisodeRecord>> BoxLearner::iterate(const PairSource &source, RunContext &context,
                                                       std::int64_t mostEpisodes)
{
    if (m_episodes.empty())
        if (auto done = imitates() ? imitate(source, context) : practise(source, context); !done)
            return fail(done.error());
    return m_episodes.take(mostEpisodes);
}

std::vector<PairSource::Drawn> BoxLearner::drawPairs(const PairSource &source, std::size_t count)
{
    const std::vector<double> weights = likelihood(source);
    const auto seeds = drawSeeds(m_material, count);
    std::vector<std::optional<PairSource::Drawn>> drawn(count);
    shareWork(m_threads, count, [&](std::size_t i) {
        Rng own(seeds[i]);
        drawn[i] = source.draw(own, weights);
    });
    std::vector<PairSource::Drawn> pairs;
    for (auto &pair : drawn)
        pairs.push_back(std::move(*pair));
    return pairs;
}

std::vector<double> BoxLearner::likelihood(const PairSource &source) const
{
    if (!m_config.weakestGenres || m_earned.empty())
        return {};
    const auto [least, most] = std::minmax_element(m_earned.begin(), m_earned.end(),
                                                   [](const auto &a, const auto &b) { return a.second < b.second; });
    const double range = std::max(1e-9, most->second - least->second);
    std::vector<double> weights;
    for (const std::size_t index : source.trainingTracks()) {
        const auto genre = m_earned.find(source.tracks()[index].track.genre);
        // One not heard yet is as likely as the weakest.
        const double lacking = genre == m_earned.end() ? 1.0 : (most->second - genre->second) / range;
        weights.push_back(1.0 + kMostFavour * lacking);
    }
    return weights;
}

BoxLearner::Tried BoxLearner::score(const PairSource::Drawn &pair, const PairSource &source,
                                    std::span<const float> actions, std::span<const float> gainSoFar) const
{
    Tried tried;
    const ResponseGrid &grid = source.grid(pair.scene.sampleRate());
    std::vector<float> gain(kBins);
    for (std::size_t first = 0; first < actions.size(); first += kParameters) {
        const dsp::Equaliser equaliser = m_box.equaliser(actions.subspan(first, kParameters));
        grid.gains(equaliser.bands, equaliser.mode, gain);
        std::transform(gain.begin(), gain.end(), gainSoFar.begin(), gain.begin(), std::multiplies<>());
        const dsp::MatchMetrics metrics = pair.scene.score(gain);
        tried.rewards.push_back(metrics.reward);
        const double mismatchDb = m_config.shaping > 0.0 ? pair.scene.remainingMismatchDb(gain) : 0.0;
        tried.learningRewards.push_back(static_cast<float>(learningReward(metrics, mismatchDb, m_config)));
    }
    return tried;
}

EpisodeRecord &BoxLearner::note(const PairSource::Drawn &pair, std::span<const Told> looks, const Tried &tried,
                                double value, double loss)
{
    const Track &track = pair.track->track;
    EpisodeRecord record;
    record.steps = m_attempts;
    record.genre = track.genre;
    record.item = track.key();
    record.values.assign(kMetricCount, std::numeric_limits<double>::quiet_NaN());
    record.values[kReward] = tried.rewards.front();
    if (tried.rewards.size() > 1) {
        double sum = 0.0;
        for (std::size_t i = 1; i < tried.rewards.size(); ++i)
            sum += tried.rewards[i];
        record.values[kExploringReward] = sum / static_cast<double>(tried.rewards.size() - 1);
    }
    record.values[kBestReward] = *std::max_element(tried.rewards.begin(), tried.rewards.end());
    record.values[kLoss] = loss;
    record.values[kValue] = value;
    record.trace = traceOf(pair.recipe, looks);
    const auto [earned, first] = m_earned.try_emplace(track.genre, tried.rewards.front());
    if (!first)
        earned->second += kEarningRate * (tried.rewards.front() - earned->second);
    return m_episodes.push(std::move(record));
}

Result<double> BoxLearner::teach(std::span<const PairSource::Lesson> lessons)
{
    const std::size_t count = lessons.size();
    std::vector<float> states;
    for (const auto &lesson : lessons)
        states.insert(states.end(), lesson.state.begin(), lesson.state.end());
    rl::ActorCritic &network = m_onPolicy->network();
    std::vector<float> heads(count * kParameters);
    std::vector<float> values(count);
    network.forward(states, count, heads, values, m_lessons);
    std::vector<float> gradients(heads.size());
    std::vector<double> losses(count);
    shareWork(m_threads, count, [&](std::size_t i) {
        std::array<double, kParameters> gradient{};
        const auto action = std::span<const float>(heads).subspan(i * kParameters, kParameters);
        const CurveLoss::Task task{lessons[i].wantedDb, m_config.largestGainDb, m_config.imitationLevel,
                                   m_config.filter};
        losses[i] = lessons[i].curve->loss(action, task, gradient);
        const auto known = m_box.action(lessons[i].inverse);
        for (std::size_t k = 0; k < kParameters; ++k) {
            // The declared inverse beside the curve: frequencies and Qs as far as their band does anything.
            const double weight = k % 3 == 1 ? 1.0 : std::fabs(static_cast<double>(known[k - k % 3 + 1]));
            const double off = static_cast<double>(action[k] - known[k]);
            losses[i] += m_config.imitationParameters * weight * off * off;
            gradient[k] += m_config.imitationParameters * weight * 2.0 * off;
            gradients[i * kParameters + k] = static_cast<float>(gradient[k] / static_cast<double>(count));
        }
    });
    for (const auto &block : network.blocks())
        std::fill(block.gradients.begin(), block.gradients.end(), 0.0F);
    network.backward(gradients, std::vector<float>(count, 0.0F));
    if (const auto norm = rl::clipGradients(network, m_config.gradientNorm); !norm)
        return fail(norm.error());
    const double share = std::min(1.0, static_cast<double>(m_taught) / static_cast<double>(m_config.imitationSteps));
    const double rate = m_config.imitationRate * (0.02 + 0.98 * 0.5 * (1.0 + std::cos(share * 3.14159265358979)));
    if (auto stepped = m_teacher->step(network, rate); !stepped)
        return fail(stepped.error());
    ++m_taught;
    return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(count);
}

Result<void> BoxLearner::imitate(const PairSource &source, RunContext &context)
{
    if (!context.poll())
        return fail(ErrorCode::Cancelled, "stopped while training");
    // One pair to tell how far the agent is; the lessons of all steps, drawn while the network learns from the first.
    const auto pair = std::move(drawPairs(source, 1).front());
    const auto batch = static_cast<std::size_t>(m_config.imitationBatch);
    const auto seeds = drawSeeds(m_lessons, kLessonsBetweenEpisodes * batch);
    std::vector<PairSource::Lesson> lessons(seeds.size());
    SharedWork draws(m_threads - 1, seeds.size(), [&](std::size_t i) {
        Rng own(seeds[i]);
        lessons[i] = source.drawLesson(own);
    });
    double loss = 0.0;
    for (std::size_t i = 0; i < kLessonsBetweenEpisodes; ++i) {
        draws.finish((i + 1) * batch);
        const auto taught = teach(std::span(lessons).subspan(i * batch, batch));
        if (!taught)
            return fail(taught.error());
        loss += *taught / kLessonsBetweenEpisodes;
    }
    const Observation observation = Policy::observe(pair.scene);
    const auto action = m_box.action(greedy(observation));
    m_attempts += 1;
    const std::vector<float> nothing(kBins, 1.0F);
    note(pair, std::array{Told{action, doubtIn(observation.state)}}, score(pair, source, action, nothing),
         expectedValue(observation), loss);
    return {};
}

Result<double> BoxLearner::learn()
{
    while (m_agent->updateDue())
        if (auto updated = m_agent->update(); !updated)
            return fail(updated.error());
    const auto metrics = m_agent->takeMetrics();
    for (const char *name : {"train/loss", "train/critic_loss"})
        if (const auto found = metrics.find(name); found != metrics.end())
            return found->second;
    return std::numeric_limits<double>::quiet_NaN();
}

Result<void> BoxLearner::practise(const PairSource &source, RunContext &context)
{
    if (!context.poll())
        return fail(ErrorCode::Cancelled, "stopped while training");
    std::vector<Episode> episodes;
    for (auto &pair : drawPairs(source, pairsAtOnce(m_config))) {
        std::vector<float> state = pair.scene.state();
        episodes.push_back({std::move(pair), std::move(state), {}, std::vector<float>(kBins, 1.0F), {}});
    }
    double loss = std::numeric_limits<double>::quiet_NaN();
    for (int look = 0; look < m_config.steps; ++look) {
        const auto learnt = practiseLook(source, episodes, look == 0);
        if (!learnt)
            return fail(learnt.error());
        loss = *learnt;
    }
    for (const Episode &episode : episodes) {
        m_attempts += std::int64_t{m_config.attempts} * m_config.steps;
        const Observation first = Policy::observe(episode.pair.scene);
        note(episode.pair, episode.looks, episode.tried, expectedValue(first), loss).values[kBestReward] = episode.best;
    }
    return {};
}

/// Tries settings on top of each episode's choices so far and learns from them; then the greedy one has been chosen.
Result<double> BoxLearner::practiseLook(const PairSource &source, std::span<Episode> episodes, bool first)
{
    const std::size_t count = episodes.size();
    const auto attempts = static_cast<std::size_t>(m_config.attempts);
    std::vector<float> states;    // [count, kStateSize]
    std::vector<float> repeated;  // [count, attempts, kStateSize]
    for (const auto &episode : episodes) {
        states.insert(states.end(), episode.state.begin(), episode.state.end());
        for (std::size_t i = 0; i < attempts; ++i)
            repeated.insert(repeated.end(), episode.state.begin(), episode.state.end());
    }
    m_agent->setProgress(std::min(1.0, static_cast<double>(m_attempts) / m_config.scheduleSteps));
    std::vector<float> chosen(count * kParameters);
    Rng unused(0);
    m_agent->act({count, states}, true, unused, chosen);
    for (std::size_t i = 0; i < count; ++i) {
        Told &told = episodes[i].looks.emplace_back(Told{{}, doubtIn(episodes[i].state)});
        std::copy_n(chosen.begin() + static_cast<std::ptrdiff_t>(i * kParameters), kParameters, told.action.begin());
    }
    const std::size_t rows = count * attempts;
    std::vector<float> actions(rows * kParameters);
    m_agent->explore({rows, repeated}, actions);

    shareWork(m_threads, count, [&](std::size_t i) {
        Episode &episode = episodes[i];
        const auto own = std::span<const float>(chosen).subspan(i * kParameters, kParameters);
        const auto exploring =
            std::span<const float>(actions).subspan(i * attempts * kParameters, attempts * kParameters);
        std::vector<float> all(own.begin(), own.end());
        all.insert(all.end(), exploring.begin(), exploring.end());
        episode.tried = score(episode.pair, source, all, episode.gain);
        if (m_config.steps > 1)
            decideSoFar(source, episode, m_box.equaliser(own), first);
        episode.best =
            std::max(episode.best, *std::max_element(episode.tried.rewards.begin(), episode.tried.rewards.end()));
    });
    std::vector<float> rewards;
    for (const Episode &each : episodes)
        rewards.insert(rewards.end(), each.tried.learningRewards.begin() + 1, each.tried.learningRewards.end());
    const std::vector<std::uint8_t> yes(rows, 1);
    const std::vector<std::uint8_t> no(rows, 0);
    m_agent->observe({rows, repeated, actions, rewards, repeated, yes, no});
    return learn();
}

/// What the looks so far decide on once `further` has been chosen: its reward, and what it leaves for the next look.
void BoxLearner::decideSoFar(const PairSource &source, Episode &episode, const dsp::Equaliser &further,
                             bool first) const
{
    const SpectralScene &scene = episode.pair.scene;
    episode.decided = first ? further : inSeries(episode.decided, further, scene.sampleRate(), settings());
    episode.gain = source.grid(scene.sampleRate()).gains(episode.decided.bands, episode.decided.mode);
    if (!first)
        episode.tried.rewards.front() = scene.score(episode.gain).reward;
    episode.state = stateAfter(scene.state(), scene.sampleRate(), episode.decided);
}

SettingSpace BoxLearner::settings() const
{
    return SettingSpace(m_config.filter, m_config.largestGainDb);
}

dsp::Equaliser BoxLearner::greedy(const Observation &observation) const
{
    return decide(observation, nullptr);
}

dsp::Equaliser BoxLearner::sample(const Observation &observation, Rng &rng) const
{
    return decide(observation, &rng);
}

dsp::Equaliser BoxLearner::decide(const Observation &observation, Rng *rng) const
{
    dsp::Equaliser decided = look(observation, m_config.steps == 1 ? rng : nullptr);
    for (int step = 1; step < m_config.steps; ++step) {
        const Observation left{stateAfter(observation.state, observation.sampleRate, decided), observation.sampleRate};
        const dsp::Equaliser further = look(left, step + 1 == m_config.steps ? rng : nullptr);
        decided = inSeries(decided, further, observation.sampleRate, settings());
    }
    return m_config.steps > 1 && !m_config.continuous ? settings().onGrid(decided) : decided;
}

dsp::Equaliser BoxLearner::look(const Observation &observation, Rng *rng) const
{
    std::array<float, kParameters> action{};
    Rng unused(0);
    m_agent->act({1, observation.state}, rng == nullptr, rng == nullptr ? unused : *rng, action);
    if (rng == nullptr || m_onPolicy == nullptr)
        return m_box.equaliser(action);
    // Practice needs small differences; of a few further choices, wider ones more often find something better.
    std::array<float, kParameters> mean{};
    m_agent->act({1, observation.state}, true, unused, mean);
    for (std::size_t k = 0; k < kParameters; ++k)
        action[k] =
            std::clamp(mean[k] + static_cast<float>(m_config.sampleSpread) * (action[k] - mean[k]), -1.0F, 1.0F);
    return m_box.equaliser(action);
}

double BoxLearner::expectedValue(const Observation &observation) const
{
    return m_onPolicy != nullptr && !imitates() ? m_onPolicy->value(observation.state)
                                                : std::numeric_limits<double>::quiet_NaN();
}

PolicyInsight BoxLearner::inspect(const Observation &observation) const
{
    return insightOf(doubtIn(observation.state), greedy(observation));
}

}  // namespace tonewright::eq_matching
