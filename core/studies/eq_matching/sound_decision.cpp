#include "core/studies/eq_matching/sound_decision.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/studies/eq_matching/eq_bench.h"
#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/pair_source.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr float kMostDifference = 3.0F;  // of the state: dB / 10
constexpr double kFaintDb = 60.0;        // below the loudest band
constexpr int kFewFrames = 8;            // of the kept ones none is needed here

dsp::Equaliser partOf(dsp::Equaliser equaliser, double amount)
{
    for (dsp::Band &band : equaliser.bands)
        band.gainDb *= amount;
    return equaliser;
}

std::shared_ptr<Preview> described(const ModelTask &task, const dsp::Equaliser &equaliser, int sampleRate)
{
    auto preview = std::make_shared<Preview>();
    preview->itemKey = task.raw.filename().string();
    describeDecision(equaliser, sampleRate, *preview);
    preview->renderWhole = wholeRenderer(task.raw, equaliser);
    return preview;
}

Result<SignalSpectra> spectraOf(const std::filesystem::path &file, int sampleRate)
{
    const auto clip = readMono(file, {}, sampleRate);
    if (!clip)
        return fail(clip.error());
    if (clip->samples.size() < dsp::MatchScorer::kMinimumSamples)
        return fail(ErrorCode::BadData, "the sound is too short. Give at least half a second", file.string());
    if (std::all_of(clip->samples.begin(), clip->samples.end(), [](float sample) { return sample == 0.0F; }))
        return fail(ErrorCode::BadData, "the sound is silent", file.string());
    return analyse(*clip, kFewFrames);
}

double total(const std::vector<double> &power)
{
    return std::accumulate(power.begin(), power.end(), 0.0);
}

/// RMS in dB of what one spectrum's shape differs from another's by.
double shapeDifferenceDb(const std::vector<double> &power, const std::vector<double> &wanted, int sampleRate)
{
    const auto levels = bandLevelsDb(power, sampleRate);
    const auto goals = bandLevelsDb(wanted, sampleRate);
    const double faint = *std::max_element(levels.begin(), levels.end()) - kFaintDb;
    const double faintGoal = *std::max_element(goals.begin(), goals.end()) - kFaintDb;
    std::vector<double> differences;
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (levels[i] > faint && goals[i] > faintGoal)
            differences.push_back(goals[i] - levels[i]);
    if (differences.empty())
        return 0.0;
    const auto count = static_cast<double>(differences.size());
    const double mean = total(differences) / count;
    double squares = 0.0;
    for (const double difference : differences)
        squares += (difference - mean) * (difference - mean);
    return std::sqrt(squares / count);
}

/// The excerpt of raw, and of the other file as much from its beginning, silence after its end.
Result<AudioPair> readOthers(const ModelTask &task)
{
    auto raw = readAudio(task.raw, task.excerpt);
    if (!raw)
        return fail(raw.error());
    const auto reference = readAudio(task.reference, {0.0, raw->seconds()});
    if (!reference)
        return fail(reference.error());
    AudioPair pair{std::move(*raw), {}, {}};
    pair.reference = resample(*reference, pair.raw.sampleRate);
    for (auto &channel : pair.reference.channels)
        channel.resize(pair.raw.frames());
    return pair;
}

}  // namespace

Result<std::shared_ptr<Preview>> decideForPair(const ModelTask &task, const DecidingAgent &agent)
{
    const auto &[policy, config, algorithm] = agent;
    auto pair = readPair(task.raw, task.reference, task.excerpt);
    if (!pair)
        return fail(pair.error());
    const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference), config.match);
    if (!scorer)
        return fail(scorer.error().code, scorer.error().describe(), task.raw.string());
    const Observation seen = policy.observe(*scorer);
    dsp::Equaliser best = partOf(policy.greedy(seen), task.amount);
    double reward = scorer->score(best).reward;
    if (task.tries > 0) {
        Rng rng(stableHash("further tries for a file"));
        for (int i = 0; i < task.tries; ++i) {
            const dsp::Equaliser further = partOf(policy.sample(seen, rng), task.amount);
            const double earned = scorer->score(further).reward;
            if (earned > reward) {
                reward = earned;
                best = further;
            }
        }
        if (reward < 0.0) {
            best = partOf(best, 0.0);
            reward = 0.0;
        }
    }
    auto preview = described(task, best, pair->reference.sampleRate);
    explainDecision(policy, seen, best, {algorithm, config.symlog, config.shaping}, *preview);
    preview->estimatedReward = reward;
    // Edits read the files again: their sound is kept once, not twice.
    preview->bench =
        std::make_shared<EqBench>(BenchItem{.itemKey = preview->itemKey,
                                            .genre = {},
                                            .episode = 0,
                                            .sampleRate = pair->reference.sampleRate,
                                            .read = [task] { return readPair(task.raw, task.reference, task.excerpt); },
                                            .whole = task.raw,
                                            .score = {},
                                            .match = config.match,
                                            .oracle = oracleOptions(config)});
    preview->render = renderer([pair = std::move(*pair)]() -> Result<AudioPair> { return pair; }, best, config.match);
    return preview;
}

Result<std::shared_ptr<Preview>> decideForOther(const ModelTask &task, const DecidingAgent &agent)
{
    const auto raw = spectraOf(task.raw, 0);
    if (!raw)
        return fail(raw.error());
    const auto reference = spectraOf(task.reference, raw->sampleRate);
    if (!reference)
        return fail(reference.error());
    std::vector<double> goal = reference->meanPower;
    const double level = total(raw->meanPower) / total(goal);
    for (double &power : goal)
        power *= level;
    Observation seen{matchState(raw->meanPower, goal, raw->sampleRate), raw->sampleRate};
    for (int band = 0; band < kStateBands; ++band) {
        float &difference = seen.state[static_cast<std::size_t>(band)];
        difference = std::clamp(difference, -kMostDifference, kMostDifference);
    }
    dsp::Equaliser choice = partOf(agent.policy.greedy(seen), task.amount);
    const double before = shapeDifferenceDb(raw->meanPower, goal, raw->sampleRate);
    const auto differenceAfter = [power = raw->meanPower, goal, rate = raw->sampleRate](const dsp::Equaliser &tried) {
        std::vector<double> processed = power;
        const std::vector<float> gains = ResponseGrid(rate).gains(tried.bands, tried.mode);
        for (std::size_t bin = 0; bin < processed.size(); ++bin)
            processed[bin] *= static_cast<double>(gains[bin]) * static_cast<double>(gains[bin]);
        return shapeDifferenceDb(processed, goal, rate);
    };
    double after = differenceAfter(choice);
    if (after >= before) {
        choice = partOf(choice, 0.0);
        after = before;
    }
    auto preview = described(task, choice, raw->sampleRate);
    explainDecision(agent.policy, seen, choice, {agent.algorithm, agent.config.symlog, agent.config.shaping}, *preview);
    preview->insight.expectation = {};  // it was learnt on pairs in time; here nothing can be earned
    preview->estimatedReward = std::numeric_limits<double>::quiet_NaN();
    preview->bench = std::make_shared<EqBench>(
        BenchItem{.itemKey = preview->itemKey,
                  .genre = {},
                  .episode = 0,
                  .sampleRate = raw->sampleRate,
                  .read = [task] { return readOthers(task); },
                  .whole = task.raw,
                  .score = [before, differenceAfter](const dsp::Equaliser &tried) -> Scores {
                      return {{"difference_before_db", before}, {"difference_after_db", differenceAfter(tried)}};
                  },
                  .match = {},
                  .oracle = {}});
    preview->render = renderer([task] { return readOthers(task); }, choice,
                               {{"difference_before_db", before}, {"difference_after_db", after}});
    return preview;
}

}  // namespace tonewright::eq_matching
