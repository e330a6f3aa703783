#include "core/studies/eq_matching/evaluation_item.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/audio/audio_file.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/eq_preview.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kRandomTries = 3;

tl::unexpected<Error> stopped(const std::string &key)
{
    return fail(ErrorCode::Cancelled, "stopped while judging; nothing was written", key);
}

EvaluationDecision decisionOf(const char *who, const dsp::Equaliser &equaliser, int sampleRate)
{
    Preview preview;
    describeDecision(equaliser, sampleRate, preview);
    preview.total.label = who;
    return {who, std::move(preview.action), std::move(preview.total)};
}

void addTerms(const dsp::MatchMetrics &metrics, EvaluationItem &item)
{
    item.scores.emplace_back("spectral_improvement", metrics.spectralDistance.improvement);
    item.scores.emplace_back("perceptual_improvement", metrics.perceptualSimilarity.improvement);
    item.scores.emplace_back("balance_improvement", metrics.energyBalance.improvement);
    item.scores.emplace_back("centroid_improvement", metrics.spectralCentroid.improvement);
    item.scores.emplace_back("flatness_improvement", metrics.spectralFlatness.improvement);
}

/// An opened task, judged score by score.
class Judge
{
public:
    Judge(const dsp::MatchScorer &scorer, const Judging &judging, const GoOn &goOn)
        : m_scorer(scorer), m_judging(judging), m_goOn(goOn)
    {
    }

    /// Nothing is scored once it was stopped.
    double rewardOf(const dsp::Equaliser &equaliser)
    {
        m_stopped = m_stopped || !m_goOn();
        return m_stopped ? 0.0 : m_scorer.score(equaliser).reward;
    }
    [[nodiscard]] bool stopped() const { return m_stopped; }

    double nothing()
    {
        dsp::Equaliser untouched;
        untouched.mode = m_judging.config.filter;
        return rewardOf(untouched);
    }
    double chance(const std::string &key)
    {
        double sum = 0.0;
        Rng rng(stableHash("random settings for " + key));
        for (int i = 0; i < kRandomTries; ++i)
            sum += rewardOf(toEqualiser(randomAction(rng), m_judging.config.filter)) / kRandomTries;
        return sum;
    }
    /// The best of the agent's first choice, its further ones and doing nothing, which earns 0.
    double refined(const Policy &policy, const Observation &seen, double greedy, const std::string &key)
    {
        double best = std::max(0.0, greedy);
        Rng rng(stableHash("further tries for " + key));
        for (int i = 0; i < m_judging.options.samples; ++i)
            best = std::max(best, rewardOf(policy.sample(seen, rng)));
        return best;
    }

private:
    const dsp::MatchScorer &m_scorer;
    const Judging &m_judging;
    const GoOn &m_goOn;
    bool m_stopped = false;
};

}  // namespace

std::string JudgedTask::key() const
{
    std::string key = track->track.key();
    if (pair > 0)
        key += fmt::format(" #{}", pair + 1);
    if (sampleRate > 0)
        key += fmt::format(" @{}", sampleRate);
    return key;
}

Result<std::vector<JudgedTask>> judgedTasks(const PairSource &pairs, const std::vector<std::string> &keys,
                                            const EvaluationOptions &options)
{
    std::vector<int> rates{0};
    for (const int rate : options.sampleRates)
        if (std::find(rates.begin(), rates.end(), rate) == rates.end())
            rates.push_back(rate);
    std::vector<JudgedTask> tasks;
    for (const int rate : rates) {
        for (const std::string &key : keys) {
            const PreparedTrack *track = pairs.find(key);
            if (!track)
                return fail(ErrorCode::NotFound, "the run has no such track", key);
            for (int pair = 0; pair < std::max(1, options.pairsPerTrack); ++pair)
                if (rate != track->reference.sampleRate)
                    tasks.push_back({track, pair, rate});
        }
    }
    return tasks;
}

Result<AudioPair> PairRecipe::read() const
{
    if (given) {
        auto pair = readPair(track.raw, track.reference, excerpt);
        if (pair && sampleRate > 0)
            *pair = {resample(pair->raw, sampleRate), resample(pair->reference, sampleRate), {}};
        return pair;
    }
    auto reference = readAudio(track.reference, excerpt);
    if (!reference)
        return fail(reference.error());
    if (sampleRate > 0)
        *reference = resample(*reference, sampleRate);
    AudioBuffer raw = distort(*reference, distortion);
    return AudioPair{std::move(raw), std::move(*reference), distortion};
}

Result<PairRecipe> recipeOf(const JudgedTask &task, const Excerpt &excerpt, const EqConfig &config)
{
    const PreparedTrack &track = *task.track;
    PairRecipe recipe{track.track, track.track.isPair() && task.pair == 0, track.fixed, task.sampleRate, excerpt};
    if (recipe.given || (task.pair == 0 && task.sampleRate == 0))
        return recipe;
    Rng rng(stableHash("fixed distortion of " + task.key()));
    const int rate = task.sampleRate > 0 ? task.sampleRate : track.reference.sampleRate;
    const RateTables tables(rate);
    if (task.sampleRate == 0) {
        recipe.distortion = drawInformativeDistortion(track.reference, tables, config.distortionGainDb, rng);
        return recipe;
    }
    const auto reference = readMono(track.track.reference, excerpt, rate);
    if (!reference)
        return fail(reference.error());
    if (reference->samples.size() < dsp::MatchScorer::kMinimumSamples)
        return fail(ErrorCode::BadData, fmt::format("at {} Hz the excerpt is too short", rate),
                    track.track.reference.string());
    recipe.distortion =
        drawInformativeDistortion(analyse(*reference, config.framesKept), tables, config.distortionGainDb, rng);
    return recipe;
}

Result<EvaluationItem> judgeTask(const JudgedTask &task, const Judging &judging, const Policy &policy, const GoOn &goOn)
{
    EvaluationItem item;
    item.key = task.key();
    item.track = task.track->track.key();
    item.genre = task.track->track.genre;
    item.heldOut = task.track->heldOut;

    // Reading, analysing and everything after take a moment each: asked before every step.
    if (!goOn())
        return stopped(item.key);
    const auto recipe = recipeOf(task, judging.excerpt, judging.config);
    if (!recipe)
        return fail(recipe.error());
    if (!goOn())
        return stopped(item.key);
    const auto pair = recipe->read();
    if (!pair)
        return fail(pair.error());
    item.sampleRate = pair->reference.sampleRate;
    if (!goOn())
        return stopped(item.key);
    const auto scorer =
        dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference), judging.config.match);
    if (!scorer)
        return fail(scorer.error().code, scorer.error().describe(), task.track->track.reference.string());
    if (!goOn())
        return stopped(item.key);

    const Observation seen = policy.observe(*scorer);
    const dsp::Equaliser choice = policy.greedy(seen);
    const dsp::MatchMetrics greedy = scorer->score(choice);
    Judge judge(*scorer, judging, goOn);
    item.scores = {
        {"reward", greedy.reward}, {"nothing_reward", judge.nothing()}, {"random_reward", judge.chance(item.key)}};
    std::vector<dsp::Equaliser> known;
    if (pair->distortion) {
        // The inverse undoes a zero-phase distortion only if it is run zero-phase too.
        known.push_back(pair->distortion->inverse());
        item.scores.emplace_back("inverse_reward", judge.rewardOf(known.back()));
    }
    if (judging.options.samples > 0)
        item.scores.emplace_back("refined_reward", judge.refined(policy, seen, greedy.reward, item.key));
    if (judge.stopped())
        return stopped(item.key);
    item.decisions.push_back(decisionOf("agent", choice, item.sampleRate));
    if (judging.options.oracleBudget > 0) {
        const OracleOptions how{.budget = OracleBudget::of(judging.options.oracleBudget),
                                .filter = judging.config.filter,
                                .mostGainDb = judging.config.largestGainDb};
        const auto oracle = cachedOracle(*scorer, known, how, judging.oracles, goOn);
        if (!oracle)
            return fail(oracle.error());
        item.scores.emplace_back("oracle_reward", oracle->continuous.reward);
        item.scores.emplace_back("oracle_on_grid_reward", oracle->onGrid.reward);
        item.scores.emplace_back("regret", oracle->continuous.reward - greedy.reward);
        item.decisions.push_back(decisionOf("oracle", oracle->continuous.equaliser, item.sampleRate));
    }
    addTerms(greedy, item);
    item.render = renderer([recipe = *recipe] { return recipe.read(); }, choice, judging.config.match);
    return item;
}

}  // namespace tonewright::eq_matching
