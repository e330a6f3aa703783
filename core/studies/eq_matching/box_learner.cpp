#include "core/studies/eq_matching/box_learner.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "core/base/shared_work.h"
#include "core/rl/ppo.h"
#include "core/rl/sac.h"
#include "core/rl/td3.h"
#include "core/studies/eq_matching/box_insight.h"

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

Json toJson(const EpisodeRecord &record)
{
    // As text with all digits: JSON has no NaN.
    Json values = Json::array();
    for (const double value : record.values)
        values.push_back(fmt::format("{:a}", value));
    return {{"episode", record.episode},
            {"steps", record.steps},
            {"genre", record.genre},
            {"item", record.item},
            {"values", std::move(values)}};
}

std::optional<EpisodeRecord> episodeFromJson(const Json &json)
{
    if (!json.is_object() || !json.value("episode", Json()).is_number_integer() ||
        !json.value("steps", Json()).is_number_integer() || !json.value("genre", Json()).is_string() ||
        !json.value("item", Json()).is_string() || !json.value("values", Json()).is_array())
        return std::nullopt;
    EpisodeRecord record;
    record.episode = json["episode"].get<std::int64_t>();
    record.steps = json["steps"].get<std::int64_t>();
    record.genre = json["genre"].get<std::string>();
    record.item = json["item"].get<std::string>();
    for (const Json &value : json["values"]) {
        if (!value.is_string())
            return std::nullopt;
        record.values.push_back(std::strtod(value.get<std::string>().c_str(), nullptr));
    }
    if (record.values.size() != kMetricCount)
        return std::nullopt;
    return record;
}

EqualiserBox boxOf(const EqConfig &config)
{
    return {config.continuous ? EqualiserBox::Values::Continuous : EqualiserBox::Values::Grid, config.largestGainDb,
            config.filter};
}

}  // namespace

/// One pair's attempts: first the greedy one, then those that explore.
struct BoxLearner::Tried {
    std::vector<float> learningRewards;
    std::vector<double> rewards;
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
    if (m_unreported.empty())
        if (auto done = imitates() ? imitate(source, context) : practise(source, context); !done)
            return fail(done.error());
    std::vector<EpisodeRecord> records;
    while (!m_unreported.empty() && static_cast<std::int64_t>(records.size()) < mostEpisodes) {
        records.push_back(std::move(m_unreported.front()));
        m_unreported.pop_front();
        ++m_handedOver;
    }
    return records;
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
                                    std::span<const float> actions) const
{
    Tried tried;
    const ResponseGrid &grid = source.grid(pair.scene.sampleRate());
    std::vector<float> gain(kBins);
    for (std::size_t first = 0; first < actions.size(); first += kParameters) {
        const dsp::Equaliser equaliser = m_box.equaliser(actions.subspan(first, kParameters));
        grid.gains(equaliser.bands, equaliser.mode, gain);
        const dsp::MatchMetrics metrics = pair.scene.score(gain);
        tried.rewards.push_back(metrics.reward);
        const double mismatchDb = m_config.shaping > 0.0 ? pair.scene.remainingMismatchDb(gain) : 0.0;
        tried.learningRewards.push_back(static_cast<float>(learningReward(metrics, mismatchDb, m_config)));
    }
    return tried;
}

void BoxLearner::note(const Track &track, const Tried &tried, double value, double loss)
{
    EpisodeRecord record;
    record.episode = ++m_finished;
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
    m_unreported.push_back(std::move(record));
    const auto [earned, first] = m_earned.try_emplace(track.genre, tried.rewards.front());
    if (!first)
        earned->second += kEarningRate * (tried.rewards.front() - earned->second);
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
    note(pair.track->track, score(pair, source, action), expectedValue(observation), loss);
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
    const std::size_t count = pairsAtOnce(m_config);
    const auto attempts = static_cast<std::size_t>(m_config.attempts);
    if (!context.poll())
        return fail(ErrorCode::Cancelled, "stopped while training");
    const std::vector<PairSource::Drawn> pairs = drawPairs(source, count);

    std::vector<float> states;    // [count, kStateSize]
    std::vector<float> repeated;  // [count, attempts, kStateSize]
    for (const auto &pair : pairs) {
        const auto &state = pair.scene.state();
        states.insert(states.end(), state.begin(), state.end());
        for (std::size_t i = 0; i < attempts; ++i)
            repeated.insert(repeated.end(), state.begin(), state.end());
    }
    m_agent->setProgress(std::min(1.0, static_cast<double>(m_attempts) / m_config.scheduleSteps));
    std::vector<float> chosen(count * kParameters);
    Rng unused(0);
    m_agent->act({count, states}, true, unused, chosen);
    const std::size_t rows = count * attempts;
    std::vector<float> actions(rows * kParameters);
    m_agent->explore({rows, repeated}, actions);

    std::vector<Tried> tried(count);
    shareWork(m_threads, count, [&](std::size_t i) {
        std::vector<float> all(chosen.begin() + static_cast<std::ptrdiff_t>(i * kParameters),
                               chosen.begin() + static_cast<std::ptrdiff_t>((i + 1) * kParameters));
        all.insert(all.end(), actions.begin() + static_cast<std::ptrdiff_t>(i * attempts * kParameters),
                   actions.begin() + static_cast<std::ptrdiff_t>((i + 1) * attempts * kParameters));
        tried[i] = score(pairs[i], source, all);
    });
    std::vector<float> rewards;
    for (const Tried &each : tried)
        rewards.insert(rewards.end(), each.learningRewards.begin() + 1, each.learningRewards.end());
    const std::vector<std::uint8_t> yes(rows, 1);
    const std::vector<std::uint8_t> no(rows, 0);
    m_agent->observe({rows, repeated, actions, rewards, repeated, yes, no});
    const auto loss = learn();
    if (!loss)
        return fail(loss.error());
    for (std::size_t i = 0; i < count; ++i) {
        m_attempts += m_config.attempts;
        note(pairs[i].track->track, tried[i], expectedValue(Policy::observe(pairs[i].scene)), *loss);
    }
    return {};
}

dsp::Equaliser BoxLearner::greedy(const Observation &observation) const
{
    std::array<float, kParameters> action{};
    Rng unused(0);
    m_agent->act({1, observation.state}, true, unused, action);
    return m_box.equaliser(action);
}

dsp::Equaliser BoxLearner::sample(const Observation &observation, Rng &rng) const
{
    std::array<float, kParameters> action{};
    m_agent->act({1, observation.state}, false, rng, action);
    if (m_onPolicy == nullptr)
        return m_box.equaliser(action);
    // Practice needs small differences; of a few further choices, wider ones more often find something better.
    std::array<float, kParameters> mean{};
    Rng unused(0);
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
    const dsp::Equaliser chosen = greedy(observation);
    std::vector<float> means(kParameters);
    std::vector<float> deviations(kParameters);
    if (m_onPolicy != nullptr) {
        const rl::ActorCritic &network = m_onPolicy->network();
        network.heads(observation.state, 1, means);
        std::transform(network.logDeviations().begin(), network.logDeviations().end(), deviations.begin(),
                       [](float logarithm) { return std::exp(logarithm); });
        return insightOf({means, deviations, false}, chosen, m_config.largestGainDb);
    }
    if (const auto *sac = dynamic_cast<const rl::SacAgent *>(m_agent.get())) {
        const auto policy = sac->policy(observation.state);
        return insightOf({policy.mean, policy.deviation, true}, chosen, m_config.largestGainDb);
    }
    // TD3: a choice without doubt; what spreads it is the noise that it explores with.
    Rng unused(0);
    m_agent->act({1, observation.state}, true, unused, means);
    std::fill(deviations.begin(), deviations.end(), static_cast<float>(2.0 * m_config.initialSpread));
    return insightOf({means, deviations, false}, chosen, m_config.largestGainDb);
}

void BoxLearner::save(rl::AgentState &state)
{
    m_agent->save(state);
    Json &header = state.checkpoint.header;
    header["episodes"] = m_handedOver;
    header["finished"] = m_finished;
    header["attempts"] = m_attempts;
    header["taught"] = m_taught;
    header["random"] = {m_material.save(), m_lessons.save()};
    Json unreported = Json::array();
    for (const EpisodeRecord &record : m_unreported)
        unreported.push_back(toJson(record));
    header["unreported"] = std::move(unreported);
    Json earned = Json::object();
    for (const auto &[genre, reward] : m_earned)
        earned[genre] = fmt::format("{:a}", reward);
    header["earned"] = std::move(earned);
    if (m_teacher) {
        rl::ByteWriter teacher;
        m_teacher->save(teacher);
        state.checkpoint.blocks["teacher"] = teacher.take();
    }
}

Result<void> BoxLearner::load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder)
{
    const auto lacks = [] { return fail(ErrorCode::BadData, "the checkpoint lacks parts of the agent"); };
    const Json &header = checkpoint.header;
    Rng material(0);
    Rng lessons(0);
    const Json random = header.value("random", Json::array());
    if (random.size() != 2 || !random[0].is_string() || !random[1].is_string() ||
        !material.restore(random[0].get<std::string>()) || !lessons.restore(random[1].get<std::string>()))
        return lacks();
    for (const char *name : {"episodes", "finished", "attempts", "taught"})
        if (!header.value(name, Json()).is_number_integer())
            return lacks();
    std::deque<EpisodeRecord> unreported;
    for (const Json &json : header.value("unreported", Json::array())) {
        auto record = episodeFromJson(json);
        if (!record)
            return lacks();
        unreported.push_back(std::move(*record));
    }
    std::map<std::string, double> earned;
    if (!header.value("earned", Json()).is_object())
        return lacks();
    for (const auto &[genre, reward] : header["earned"].items()) {
        if (!reward.is_string())
            return lacks();
        earned[genre] = std::strtod(reward.get<std::string>().c_str(), nullptr);
    }
    // Into a new agent: the one at work stays where the checkpoint doesn't fit.
    BoxLearner fresh(m_algorithm, m_config, 0, m_threads);
    if (auto loaded = fresh.m_agent->load(checkpoint, folder); !loaded)
        return loaded;
    if (fresh.m_teacher) {
        const auto teacher = checkpoint.blocks.find("teacher");
        if (teacher == checkpoint.blocks.end())
            return lacks();
        rl::ByteReader bytes(teacher->second);
        if (auto loaded = fresh.m_teacher->load(bytes); !loaded)
            return loaded;
    }
    m_agent = std::move(fresh.m_agent);
    m_onPolicy = fresh.m_onPolicy;
    m_teacher = std::move(fresh.m_teacher);
    m_material = material;
    m_lessons = lessons;
    m_unreported = std::move(unreported);
    m_earned = std::move(earned);
    m_handedOver = header["episodes"].get<std::int64_t>();
    m_finished = header["finished"].get<std::int64_t>();
    m_attempts = header["attempts"].get<std::int64_t>();
    m_taught = header["taught"].get<std::int64_t>();
    return {};
}

Result<void> BoxLearner::savePolicy(rl::Checkpoint &checkpoint) const
{
    m_agent->savePolicy(checkpoint);
    return {};
}

Result<void> BoxLearner::loadPolicy(const rl::Checkpoint &checkpoint)
{
    return m_agent->loadPolicy(checkpoint);
}

}  // namespace tonewright::eq_matching
