#include "core/studies/eq_matching/eq_preview.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/studies/eq_matching/curve_fit.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kCurvePoints = 400;
constexpr double kNothingLeft = 1e-9;
constexpr float kHighestPeak = 0.98F;
constexpr float kPairPeak = 0.5F;  // of raw and reference: 6 dB of room for the equaliser
constexpr std::array<const char *, 4> kBandTitles{"Low shelf", "Low peak", "High peak", "High shelf"};
constexpr std::array<EqualiserSetting::Kind, 4> kBandKinds{EqualiserSetting::Kind::LowShelf,
                                                           EqualiserSetting::Kind::Peak, EqualiserSetting::Kind::Peak,
                                                           EqualiserSetting::Kind::HighShelf};
constexpr std::array<const char *, 3> kValueNames{"frequency", "applied gain", "Q"};
constexpr std::array<const char *, 3> kValueUnits{"Hz", "dB", ""};
constexpr double kDbPerDifference = 10.0;  // what the state's halves are divided by: matchState()
constexpr double kDbPerReference = 20.0;
constexpr float kFaintest = -4.0F;  // the state tells no fainter band of the reference

float peakOf(const AudioBuffer &audio)
{
    float peak = 0.0F;
    for (const auto &channel : audio.channels)
        for (const float sample : channel)
            peak = std::max(peak, std::fabs(sample));
    return peak;
}

void scale(AudioBuffer &audio, float factor)
{
    for (auto &channel : audio.channels)
        for (float &sample : channel)
            sample *= factor;
}

void applyToAll(AudioBuffer &audio, const dsp::Equaliser &equaliser)
{
    for (auto &channel : audio.channels)
        channel = dsp::applyEqualiser(channel, equaliser, audio.sampleRate);
}

/// The factor by which it was turned down so as not to clip, or 1.
float keepFromClipping(AudioBuffer &audio)
{
    const float peak = peakOf(audio);
    if (peak <= kHighestPeak)
        return 1.0F;
    scale(audio, kHighestPeak / peak);
    return kHighestPeak / peak;
}

}  // namespace

Rendering soundsOf(const AudioPair &pair, const dsp::Equaliser &equaliser)
{
    Rendering rendering{pair.raw, {}, pair.reference, {}};
    for (auto *side : {&rendering.raw, &rendering.reference}) {
        const float peak = peakOf(*side);
        if (peak > 0.0F)
            scale(*side, kPairPeak / peak);
    }
    rendering.processed = rendering.raw;
    applyToAll(rendering.processed, equaliser);
    // Raw and reference sound the same whatever the decision is; only a processed side that would clip is turned down.
    keepFromClipping(rendering.processed);
    return rendering;
}

std::vector<std::pair<std::string, double>> matchScores(const dsp::MatchScorer &scorer, const dsp::Equaliser &equaliser)
{
    const auto metrics = scorer.score(equaliser);
    std::vector<std::pair<std::string, double>> scores{{"reward", metrics.reward}};
    // Improvements are relative to what the raw track leaves to improve; where that is nothing they mean nothing.
    const auto add = [&scores](const char *name, const dsp::MatchTerm &term, double leftByRaw) {
        if (leftByRaw > kNothingLeft)
            scores.emplace_back(name, term.improvement);
    };
    add("spectral_improvement", metrics.spectralDistance, metrics.spectralDistance.raw);
    add("perceptual_improvement", metrics.perceptualSimilarity, 1.0 - metrics.perceptualSimilarity.raw);
    add("balance_improvement", metrics.energyBalance, metrics.energyBalance.raw);
    add("centroid_improvement", metrics.spectralCentroid, metrics.spectralCentroid.raw);
    add("flatness_improvement", metrics.spectralFlatness, metrics.spectralFlatness.raw);
    return scores;
}

namespace
{

Result<Rendering> render(const AudioPair &pair, const dsp::Equaliser &equaliser, const dsp::MatchOptions &options)
{
    Rendering rendering = soundsOf(pair, equaliser);
    const auto scorer = dsp::MatchScorer::create(mixToMono(pair.raw), mixToMono(pair.reference), options);
    if (!scorer)
        return fail(scorer.error());
    rendering.scores = matchScores(*scorer, equaliser);
    return rendering;
}

/// One of the twelve as it acts.
double acting(dsp::Equaliser equaliser, std::size_t index, double value, int sampleRate)
{
    parameter(equaliser, index) = value;
    for (dsp::Band &band : equaliser.bands)
        band = dsp::limited(band, sampleRate);
    const bool twice = actionGrid()[index].isGain() && equaliser.mode == dsp::FilterMode::ZeroPhase;
    return (twice ? 2.0 : 1.0) * parameter(equaliser, index);
}

ValuePreference preferenceOf(const ParameterPreference &told, std::size_t index, PolicyInsight::Scores scores,
                             const dsp::Equaliser &decision, int sampleRate)
{
    ValuePreference preference{kBandTitles[index / 3], kValueNames[index % 3], kValueUnits[index % 3]};
    preference.logarithmic = actionGrid()[index].logarithmic;
    preference.chosen = acting(decision, index, parameter(decision, index), sampleRate);
    for (std::size_t i = 0; i < told.values.size(); ++i) {
        const double value = acting(decision, index, told.values[i], sampleRate);
        if (!told.allowed.empty() && told.allowed[i] == 0) {
            // Never a candidate, whatever it scores: it does what the one before it does.
            preference.notTaken.push_back(told.values[i]);
            continue;
        }
        const bool actsAlike = !preference.values.empty() && value == preference.values.back();
        if (!actsAlike) {
            preference.values.push_back(value);
            preference.scores.push_back(told.scores[i]);
        } else if (scores == PolicyInsight::Scores::Probabilities) {
            preference.scores.back() += told.scores[i];
        } else {
            preference.scores.back() = std::max(preference.scores.back(), told.scores[i]);
        }
    }
    setRunnerUp(preference);
    return preference;
}

ObservedGraph levelGraph()
{
    ObservedGraph graph;
    graph.xTitle = "Frequency";
    graph.xUnit = "Hz";
    graph.logarithmicX = true;
    graph.yUnit = "dB";
    return graph;
}

void showState(const Observation &observation, Preview &preview)
{
    const std::vector<float> &state = observation.state;
    if (state.size() != static_cast<std::size_t>(kStateSize)) {
        preview.insight.observedNote = "This agent is given " + std::to_string(state.size()) +
                                       " numbers of both sounds (band energies, mel bands, cepstra, chroma, contrast, "
                                       "centroid, flatness), which make no curve.";
        return;
    }
    TargetCurve missing = targetOfState(state, observation.sampleRate, false);
    Curve raw{"Raw", missing.hertz, {}};
    Curve reference{"Reference", missing.hertz, {}};
    for (std::size_t band = 0; band < missing.hertz.size(); ++band) {
        const float level = state[kStateBands + band];
        const bool told = level > kFaintest;
        const double levelDb = told ? kDbPerReference * static_cast<double>(level) : std::nan("");
        reference.y.push_back(levelDb);
        raw.y.push_back(levelDb - kDbPerDifference * static_cast<double>(state[band]));
        if (!told && state[band] == 0.0F)  // a band that isn't there
            missing.gainDb[band] = std::nan("");
    }
    ObservedGraph change = levelGraph();
    change.title = "Difference";
    change.hint = "Missing: what the agent saw, by how much the reference is louder than the raw sound in each of 48 "
                  "bands, on average over the track. Applied: what its equaliser does about it. The closer the two "
                  "run, the better; a common distance is a difference in volume, which counts for little.";
    change.yTitle = "Difference";
    change.symmetricY = true;
    change.lines = {{{"Missing", missing.hertz, missing.gainDb}, CurveRole::Plain},
                    {preview.total, CurveRole::Processed}};
    ObservedGraph sounds = levelGraph();
    sounds.title = "Levels";
    sounds.hint = "The other half of what the agent saw: how loud each of the 48 bands is on average, relative to the "
                  "reference's loudest band.";
    sounds.yTitle = "Level";
    sounds.lines = {{std::move(raw), CurveRole::Raw}, {std::move(reference), CurveRole::Reference}};
    preview.insight.observed = {std::move(change), std::move(sounds)};
}

Expectation expectationOf(double value, const LearningScale &scale)
{
    Expectation expectation;
    if (!std::isfinite(value))
        return expectation;
    expectation.value = value;
    if (scale.algorithm == "published") {
        expectation.meaning = "What its twelve networks promise of this choice and the attempts after it, discounted "
                              "and averaged; an episode's sum, so not on the reward's scale.";
        return expectation;
    }
    const bool ofAttempts = scale.algorithm != "dqn";
    expectation.meaning = ofAttempts ? "What its value network expects exploring attempts on this pair to earn on "
                                       "average."
                                     : "What its network expects this very choice to earn.";
    const double unguided = scale.shaping > 0.0 ? value + scale.shaping * scale.remainingMismatchDb / 20.0 : value;
    const double quality = scale.symlog ? std::copysign(std::expm1(std::fabs(unguided)), unguided) : unguided;
    expectation.reward = std::clamp(quality, -1.0, 1.0);
    return expectation;
}

}  // namespace

void explainDecision(const Policy &policy, const Observation &observation, const dsp::Equaliser &decision,
                     const LearningScale &scale, Preview &preview)
{
    explainDecision(policy.inspect(observation), policy.expectedValue(observation), observation, decision, scale,
                    preview);
}

void explainDecision(const PolicyInsight &told, double expected, const Observation &observation,
                     const dsp::Equaliser &decision, const LearningScale &scale, Preview &preview)
{
    DecisionInsight &insight = preview.insight;
    showState(observation, preview);
    insight.expectation = expectationOf(expected, scale);
    if (told.scoresAre == PolicyInsight::Scores::None)
        return;
    if (told.scoresAre == PolicyInsight::Scores::Advantages) {
        insight.scores = PreferenceScores::Advantages;
        insight.scoresMeaning = "Advantage: how much more the agent expects of a value than of this setting's average "
                                "value, on the scale it learns on.";
    } else {
        insight.scores = PreferenceScores::Probabilities;
        insight.scoresMeaning = "Probability: how likely the agent takes a value when it tries things out. Its own "
                                "choice is the middle of what it tries.";
    }
    for (std::size_t i = 0; i < told.parameters.size(); ++i)
        insight.preferences.push_back(
            preferenceOf(told.parameters[i], i, told.scoresAre, decision, observation.sampleRate));
}

EqualiserSetting toSetting(const dsp::Equaliser &equaliser, double sampleRate)
{
    EqualiserSetting setting;
    setting.passes = equaliser.mode == dsp::FilterMode::ZeroPhase ? 2 : 1;
    setting.sampleRate = sampleRate;
    for (std::size_t i = 0; i < equaliser.bands.size(); ++i) {
        const dsp::Band &band = equaliser.bands[i];
        setting.bands.push_back({kBandKinds[i], band.frequencyHz, band.gainDb, band.q});
    }
    return setting;
}

Result<dsp::Equaliser> toEqualiser(const EqualiserSetting &setting)
{
    dsp::Equaliser equaliser;
    equaliser.mode = setting.passes == 2 ? dsp::FilterMode::ZeroPhase : dsp::FilterMode::Causal;
    bool fits = setting.bands.size() == equaliser.bands.size();
    for (std::size_t i = 0; fits && i < equaliser.bands.size(); ++i) {
        const EqualiserSetting::Band &band = setting.bands[i];
        fits = band.kind == kBandKinds[i];
        equaliser.bands[i] = {equaliser.bands[i].kind, band.frequencyHz, band.gainDb, band.q};
    }
    if (!fits)
        return fail(ErrorCode::InvalidArgument, "this study has a low shelf, two peaks and a high shelf, in this order",
                    "bands");
    return equaliser;
}

void describeDecision(const dsp::Equaliser &equaliser, int sampleRate, Preview &preview)
{
    preview.action = toJson(equaliser).dump();
    preview.equaliser = toSetting(equaliser, sampleRate);
    std::vector<double> hertz;
    const double highest = std::min(20000.0, 0.98 * sampleRate / 2.0);
    for (int i = 0; i < kCurvePoints; ++i)
        hertz.push_back(20.0 * std::pow(highest / 20.0, static_cast<double>(i) / (kCurvePoints - 1)));
    preview.total = {"Applied", hertz, dsp::responseDb(equaliser, hertz, sampleRate)};
    for (std::size_t i = 0; i < equaliser.bands.size(); ++i) {
        const dsp::Band band = dsp::limited(equaliser.bands[i], sampleRate);
        preview.bands.push_back({kBandTitles[i], hertz, dsp::bandResponseDb(band, equaliser.mode, hertz, sampleRate)});
        const double applied = equaliser.mode == dsp::FilterMode::ZeroPhase ? 2.0 * band.gainDb : band.gainDb;
        preview.decision.push_back({kBandTitles[i], "frequency", band.frequencyHz, "Hz"});
        preview.decision.push_back({kBandTitles[i], "applied gain", applied, "dB"});
        preview.decision.push_back({kBandTitles[i], "Q", band.q, ""});
    }
}

std::function<Result<Rendering>()> renderer(PairReader reader, const dsp::Equaliser &equaliser,
                                            const dsp::MatchOptions &options)
{
    return [reader = std::move(reader), equaliser, options]() -> Result<Rendering> {
        const auto pair = reader();
        if (!pair)
            return fail(pair.error());
        return render(*pair, equaliser, options);
    };
}

std::function<Result<Rendering>()> renderer(PairReader reader, const dsp::Equaliser &equaliser,
                                            std::vector<std::pair<std::string, double>> scores)
{
    return [reader = std::move(reader), equaliser, scores = std::move(scores)]() -> Result<Rendering> {
        const auto pair = reader();
        if (!pair)
            return fail(pair.error());
        Rendering rendering = soundsOf(*pair, equaliser);
        rendering.scores = scores;
        return rendering;
    };
}

std::function<Result<WholeTrack>()> wholeRenderer(std::filesystem::path raw, const dsp::Equaliser &equaliser)
{
    return [raw = std::move(raw), equaliser]() -> Result<WholeTrack> {
        auto audio = readAudio(raw);
        if (!audio)
            return fail(audio.error());
        applyToAll(*audio, equaliser);
        const double factor = static_cast<double>(keepFromClipping(*audio));
        return WholeTrack{std::move(*audio), 20.0 * std::log10(factor)};
    };
}

}  // namespace tonewright::eq_matching
