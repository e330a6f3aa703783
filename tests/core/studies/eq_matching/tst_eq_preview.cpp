#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/track_spectra.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

constexpr int kRate = 44100;

/// An agent that says what it is told to say.
class Told final : public Policy
{
public:
    using Policy::observe;
    [[nodiscard]] dsp::Equaliser greedy(const Observation &) const override { return decision; }
    [[nodiscard]] dsp::Equaliser sample(const Observation &, Rng &) const override { return decision; }
    [[nodiscard]] double expectedValue(const Observation &) const override { return value; }
    [[nodiscard]] PolicyInsight inspect(const Observation &) const override { return insight; }

    dsp::Equaliser decision = toEqualiser(Action{}, dsp::FilterMode::ZeroPhase);
    double value = std::nan("");
    PolicyInsight insight;
};

/// Every choice of every axis is scored by its index.
PolicyInsight byIndex(PolicyInsight::Scores scores)
{
    PolicyInsight insight{scores, {}};
    for (const GridAxis &axis : actionGrid()) {
        ParameterPreference preference{std::string(axis.name), {}, {}, axis.first};
        for (int i = 0; i < axis.choices; ++i) {
            preference.values.push_back(axis.value(i));
            preference.scores.push_back(scores == PolicyInsight::Scores::Probabilities ? 1.0 / axis.choices : i);
        }
        insight.parameters.push_back(preference);
    }
    return insight;
}

Preview explained(const Told &policy, const LearningScale &scale = {"dqn"}, Observation observation = {})
{
    if (observation.state.empty())
        observation = {std::vector<float>(kStateSize, 0.0F), kRate};
    Preview preview;
    describeDecision(policy.decision, observation.sampleRate, preview);
    explainDecision(policy, observation, policy.decision, scale, preview);
    return preview;
}

double expectedReward(double value, const LearningScale &scale)
{
    Told policy;
    policy.value = value;
    return explained(policy, scale).insight.expectation.reward;
}

}  // namespace

class TestEqPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Gains act twice in zero phase; the chosen values are those of the decision's read-out, in its order.
    void valuesAreThoseThatAct()
    {
        Told policy;
        policy.insight = byIndex(PolicyInsight::Scores::Advantages);
        const Preview zeroPhase = explained(policy);
        QCOMPARE(zeroPhase.insight.preferences.size(), std::size_t{kParameters});
        for (std::size_t i = 0; i < kParameters; ++i) {
            const ValuePreference &preference = zeroPhase.insight.preferences[i];
            const DecisionValue &decided = zeroPhase.decision[i];
            QCOMPARE(preference.group, decided.group);
            QCOMPARE(preference.name, decided.name);
            QCOMPARE(preference.unit, decided.unit);
            QCOMPARE(preference.chosen, decided.value);
            QCOMPARE(preference.values.size(), preference.scores.size());
            QVERIFY(std::is_sorted(preference.values.begin(), preference.values.end()));
            QCOMPARE(preference.logarithmic, i % 3 != 1);
        }
        const ValuePreference &gain = zeroPhase.insight.preferences[1];
        QCOMPARE(gain.values.front(), -48.0);
        QCOMPARE(gain.values.back(), 48.0);
        QCOMPARE(gain.runnerUp, 48.0);  // the chosen −48 apart, the last index scores most

        policy.decision = toEqualiser(Action{}, dsp::FilterMode::Causal);
        QCOMPARE(explained(policy).insight.preferences[1].values.front(), -24.0);
    }

    /// 0.95 · 11,025 Hz = 10,473.75 Hz: all seventeen frequencies of the high shelf act as that one.
    void choicesThatActAlikeAreOne()
    {
        const Observation seen{std::vector<float>(kStateSize, 0.0F), 22050};
        Told policy;
        policy.insight = byIndex(PolicyInsight::Scores::Probabilities);
        const Preview probable = explained(policy, {"ppo"}, seen);
        const ValuePreference &shelf = probable.insight.preferences[9];
        QCOMPARE(shelf.values, std::vector<double>{10473.75});
        TW_COMPARE_NEAR(shelf.scores.front(), 1.0, 1e-12);
        QVERIFY(std::isnan(shelf.runnerUp));
        // Of the peaks' Q 0.1 … 32, all from 18 on are 18: 180 values, the last as likely as 141 of 320.
        const ValuePreference &q = probable.insight.preferences[5];
        QCOMPARE(q.values.size(), std::size_t{180});
        TW_COMPARE_NEAR(q.scores.back(), 141.0 / 320.0, 1e-12);

        policy.insight = byIndex(PolicyInsight::Scores::Advantages);
        QCOMPARE(explained(policy, {"dqn"}, seen).insight.preferences[9].scores, std::vector<double>{16.0});
    }

    void scoresAreNamed()
    {
        Told policy;
        QVERIFY(explained(policy).insight.scores == PreferenceScores::None);
        QVERIFY(explained(policy).insight.preferences.empty());
        policy.insight = byIndex(PolicyInsight::Scores::Advantages);
        QVERIFY(explained(policy).insight.scores == PreferenceScores::Advantages);
        QVERIFY(explained(policy).insight.scoresMeaning.starts_with("Advantage:"));
        policy.insight = byIndex(PolicyInsight::Scores::Probabilities);
        QVERIFY(explained(policy).insight.scores == PreferenceScores::Probabilities);
        QVERIFY(explained(policy).insight.scoresMeaning.starts_with("Probability:"));
    }

    /// The state's halves are in dB/10 and dB/20; raw is the reference less what is missing.
    void theStateIsDrawnInDecibels()
    {
        Observation seen{std::vector<float>(kStateSize, 0.0F), kRate};
        seen.state[3] = 0.3F;
        seen.state[kStateBands + 3] = -0.5F;
        seen.state[kStateBands + 5] = -4.0F;  // a band too faint to tell, and nothing about raw's
        seen.state[6] = 0.25F;
        seen.state[kStateBands + 6] = -4.0F;  // too faint, but different in the raw track
        const Preview preview = explained({}, {"dqn"}, seen);
        QCOMPARE(preview.insight.observed.size(), std::size_t{2});
        QVERIFY(preview.insight.observedNote.empty());
        const auto &change = preview.insight.observed[0];
        const auto &sounds = preview.insight.observed[1];
        QVERIFY(change.logarithmicX && change.symmetricY && sounds.logarithmicX && !sounds.symmetricY);
        QCOMPARE(change.lines.size(), std::size_t{2});
        const Curve &missing = change.lines[0].curve;
        QCOMPARE(missing.x[3], stateBandCentresHz()[3]);
        TW_COMPARE_NEAR(missing.y[3], 3.0, 1e-6);
        QCOMPARE(missing.y[0], 0.0);
        QVERIFY(std::isnan(missing.y[5]));
        TW_COMPARE_NEAR(missing.y[6], 2.5, 1e-6);
        QVERIFY(change.lines[1].role == CurveRole::Processed);
        QCOMPARE(change.lines[1].curve.y, preview.total.y);
        QVERIFY(sounds.lines[0].role == CurveRole::Raw && sounds.lines[1].role == CurveRole::Reference);
        TW_COMPARE_NEAR(sounds.lines[1].curve.y[3], -10.0, 1e-6);
        TW_COMPARE_NEAR(sounds.lines[0].curve.y[3], -13.0, 1e-6);
        QVERIFY(std::isnan(sounds.lines[1].curve.y[6]) && std::isnan(sounds.lines[0].curve.y[6]));
    }

    void bandsAboveNyquistAreLeftOut()
    {
        const Preview preview = explained({}, {"dqn"}, {std::vector<float>(kStateSize, 0.0F), 22050});
        for (const ObservedGraph &graph : preview.insight.observed)
            for (const ObservedLine &line : graph.lines)
                QVERIFY(line.curve.x.back() < 11025.0);
    }

    void anotherStateMakesNoCurve()
    {
        const Preview preview = explained({}, {"published"}, {std::vector<float>(857, 0.0F), kRate});
        QVERIFY(preview.insight.observed.empty());
        QVERIFY(preview.insight.observedNote.find("857") != std::string::npos);
    }

    /// symlog is sign · log(1 + |quality|); guidance of 2 for 4 dB left takes 0.4 from it.
    void expectationsAreToldOnTheRewardsScale()
    {
        const LearningScale plain{"dqn", false, 0.0};
        TW_COMPARE_NEAR(expectedReward(0.4, plain), 0.4, 1e-12);
        TW_COMPARE_NEAR(expectedReward(std::log(1.5), {"dqn", true, 0.0}), 0.5, 1e-12);
        TW_COMPARE_NEAR(expectedReward(-std::log(1.5), {"dqn", true, 0.0}), -0.5, 1e-12);
        TW_COMPARE_NEAR(expectedReward(std::log(1.5) - 0.4, {"dqn", true, 2.0, 4.0}), 0.5, 1e-12);
        TW_COMPARE_NEAR(expectedReward(-5.0, plain), -1.0, 1e-12);  // as the reward is limited
        QVERIFY(std::isnan(expectedReward(0.4, {"dqn", true, 2.0})));
        QVERIFY(std::isnan(expectedReward(0.4, {"published"})));
        QVERIFY(std::isnan(expectedReward(std::nan(""), plain)));
    }

    void everyExpectationSaysWhatItIs()
    {
        Told policy;
        QVERIFY(explained(policy).insight.expectation.meaning.empty());
        policy.value = 0.25;
        std::set<std::string> meanings;
        for (const char *algorithm : {"dqn", "ppo", "published"}) {
            const Expectation expectation = explained(policy, {algorithm}).insight.expectation;
            QCOMPARE(expectation.value, 0.25);
            QVERIFY(expectation.meaning.ends_with('.'));
            meanings.insert(expectation.meaning);
        }
        QCOMPARE(meanings.size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TestEqPreview)
#include "tst_eq_preview.moc"
