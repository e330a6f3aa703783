#include "core/studies/eq_matching/eq_replay.h"

#include <algorithm>
#include <cmath>

#include "core/studies/eq_matching/episode_trace.h"
#include "core/studies/eq_matching/eq_bench.h"
#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/refinement.h"

namespace tonewright::eq_matching
{
namespace
{

/// How much less a setting's second most liked value is liked; infinite where there is none.
double leadOf(const ValuePreference &preference, PreferenceScores scores)
{
    if (!std::isfinite(preference.runnerUp))
        return std::numeric_limits<double>::infinity();
    std::size_t chosen = 0;
    std::size_t second = 0;
    for (std::size_t i = 0; i < preference.values.size(); ++i) {
        const auto nearer = [&](double value, std::size_t than) {
            return std::fabs(preference.values[i] - value) < std::fabs(preference.values[than] - value);
        };
        if (nearer(preference.chosen, chosen))
            chosen = i;
        if (nearer(preference.runnerUp, second))
            second = i;
    }
    const double most = preference.scores[chosen];
    const double next = preference.scores[second];
    if (scores == PreferenceScores::Probabilities)
        return std::log(std::max(most, 1e-300)) - std::log(std::max(next, 1e-300));
    return most - next;
}

/// A value of the twelve as it acts, as an equaliser of the study holds it.
double held(std::size_t index, double acting, dsp::FilterMode mode)
{
    const bool twice = actionGrid()[index].isGain() && mode == dsp::FilterMode::ZeroPhase;
    return twice ? 0.5 * acting : acting;
}

class Replayer
{
public:
    Replayer(const EpisodeRecord &record, const ReplayMaterial &material, const PreparedTrack &track,
             const PairDraw &recipe, SpectralScene scene)
        : m_material(material), m_scene(std::move(scene)), m_grid(material.pairs.grid(m_scene.sampleRate())),
          m_space(material.config.filter, material.config.largestGainDb)
    {
        if (recipe.distortion)
            m_truth = toSetting(recipe.distortion->inverse(), m_scene.sampleRate());
        m_replay.episode = record.episode;
        m_replay.track = record.item;
        m_replay.itemKey = record.item + " #" + std::to_string(record.episode);
        if (!record.values.empty())
            m_replay.rewardThen = record.values[kReward];
        const PairReader read = [track = track.track, excerpt = material.pairs.excerpt(), recipe] {
            return readPair(track, excerpt, recipe);
        };
        m_bench = std::make_shared<const EqBench>(BenchItem{.itemKey = m_replay.itemKey,
                                                            .genre = record.genre,
                                                            .episode = record.episode,
                                                            .sampleRate = m_scene.sampleRate(),
                                                            .read = read,
                                                            .whole = {},
                                                            .score = {},
                                                            .match = material.config.match,
                                                            .oracle = oracleOptions(material.config)});
    }

    /// The next look, with what was made of it.
    Result<void> add(const Observation &seen, const Learner::Look &look)
    {
        EpisodeStep step;
        auto chosen = preview(seen, look, look.chosen);
        if (!chosen)
            return fail(chosen.error());
        step.choices.push_back({"Chosen", {}, *chosen});
        for (auto &[label, further, changes] : others(look, (*chosen)->insight)) {
            auto other = preview(seen, look, further);
            if (!other)
                return fail(other.error());
            auto shown = std::make_shared<Preview>(**other);
            shown->insight = (*chosen)->insight;
            step.choices.push_back({label, std::move(changes), std::move(shown)});
        }
        m_decided = after(look.chosen, seen.sampleRate);
        m_replay.rewardAgain = step.choices.front().preview->estimatedReward;
        m_replay.steps.push_back(std::move(step));
        return {};
    }
    /// What the next look sees.
    [[nodiscard]] Observation next(const Observation &first) const
    {
        if (m_replay.steps.empty())
            return first;
        return {stateAfter(first.state, first.sampleRate, m_decided), first.sampleRate};
    }
    [[nodiscard]] EpisodeReplay &replay() { return m_replay; }
    [[nodiscard]] const SpectralScene &scene() const { return m_scene; }

private:
    struct Other {
        std::string label;
        dsp::Equaliser further;
        std::vector<DecisionChange> changes;
    };

    [[nodiscard]] dsp::Equaliser after(const dsp::Equaliser &further, int sampleRate) const
    {
        return m_replay.steps.empty() ? further : inSeries(m_decided, further, sampleRate, m_space);
    }

    [[nodiscard]] Result<std::shared_ptr<const Preview>> preview(const Observation &seen, const Learner::Look &look,
                                                                 const dsp::Equaliser &further) const
    {
        const int sampleRate = seen.sampleRate;
        const dsp::Equaliser decided = after(further, sampleRate);
        auto made = m_bench->preview(toSetting(decided, sampleRate));
        if (!made)
            return fail(made.error());
        auto shown = std::make_shared<Preview>(**made);
        const auto gains = m_grid.gains(decided.bands, decided.mode);
        shown->estimatedReward = m_scene.score(gains).reward;
        shown->truth = m_truth;
        // The curves of what was seen go with this look's own choice.
        Preview explained;
        describeDecision(further, sampleRate, explained);
        const EqConfig &config = m_material.config;
        explainDecision(look.insight, look.expected, seen, further,
                        {m_material.algorithm, config.symlog, config.shaping, m_scene.remainingMismatchDb(gains)},
                        explained);
        shown->insight = std::move(explained.insight);
        return std::shared_ptr<const Preview>(std::move(shown));
    }

    [[nodiscard]] std::vector<Other> others(const Learner::Look &look, const DecisionInsight &insight) const
    {
        if (insight.preferences.size() != kParameters)
            return {};
        std::size_t closest = 0;
        double least = std::numeric_limits<double>::infinity();
        Other one{"Second best in one setting", look.chosen, {}};
        Other every{"Second best in all settings", look.chosen, {}};
        for (std::size_t i = 0; i < insight.preferences.size(); ++i) {
            const ValuePreference &preference = insight.preferences[i];
            const double lead = leadOf(preference, insight.scores);
            if (!std::isfinite(preference.runnerUp))
                continue;
            parameter(every.further, i) = held(i, preference.runnerUp, look.chosen.mode);
            every.changes.push_back(changeOf(preference));
            if (lead < least) {
                least = lead;
                closest = i;
            }
        }
        if (every.changes.empty())
            return {};
        const ValuePreference &preference = insight.preferences[closest];
        parameter(one.further, closest) = held(closest, preference.runnerUp, look.chosen.mode);
        one.changes.push_back(changeOf(preference));
        std::vector<Other> others{std::move(one)};
        if (every.changes.size() > 1)
            others.push_back(std::move(every));
        return others;
    }

    static DecisionChange changeOf(const ValuePreference &preference)
    {
        return {preference.group, preference.name, preference.unit, preference.chosen, preference.runnerUp};
    }

    const ReplayMaterial &m_material;
    SpectralScene m_scene;
    const ResponseGrid &m_grid;
    SettingSpace m_space;
    std::optional<EqualiserSetting> m_truth;  // none: the raw sound came with the music
    std::shared_ptr<const EqBench> m_bench;
    dsp::Equaliser m_decided;
    EpisodeReplay m_replay;
};

}  // namespace

Result<std::shared_ptr<const EpisodeReplay>> replayEpisode(const EpisodeRecord &record, const ReplayMaterial &material)
{
    const PreparedTrack *track = material.pairs.find(record.item);
    if (!track)
        return fail(ErrorCode::NotFound, "the run has no such track", record.item);
    const auto damaged = [&] {
        return fail(ErrorCode::BadData, "what was recorded of this episode can't be read", record.item);
    };
    const auto opened = openTrace(record.trace);
    if (!opened && !record.trace.empty())
        return damaged();
    const PairDraw recipe = opened ? opened->recipe : material.pairs.fixedRecipe(*track);
    auto scene = material.pairs.rebuild(*track, recipe);
    if (!scene)
        return fail(scene.error());
    Replayer replayer(record, material, *track, recipe, std::move(*scene));
    const auto first = material.observe(*track, replayer.scene());
    if (!first)
        return fail(first.error());
    auto then = opened ? material.learner.looksThen(opened->looks) : std::vector<Learner::Look>{};
    if (opened && then.empty())
        return damaged();
    const auto looks = opened ? then.size() : static_cast<std::size_t>(material.learner.looks());
    for (std::size_t i = 0; i < looks; ++i) {
        const Observation seen = replayer.next(*first);
        Learner::Look look = opened ? std::move(then[i]) : material.learner.lookNow(seen);
        // What the agent expected of the pair is in the record; of what a look leaves, it isn't.
        if (opened && i == 0 && record.values.size() == kMetricCount)
            look.expected = record.values[kValue];
        if (auto added = replayer.add(seen, look); !added)
            return fail(added.error());
    }
    EpisodeReplay &replay = replayer.replay();
    replay.recorded = opened.has_value();
    replay.itemIsKept = opened.has_value() || material.algorithm == "published" || !material.config.freshPairs;
    return std::make_shared<const EpisodeReplay>(std::move(replay));
}

}  // namespace tonewright::eq_matching
