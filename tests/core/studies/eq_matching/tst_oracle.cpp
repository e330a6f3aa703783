#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/base/json.h"
#include "core/studies/eq_matching/oracle_cache.h"
#include "core/studies/eq_matching/pair_source.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

const GoOn kAlways = [] { return true; };
const GoOn kNever = [] { return false; };

struct MadePair {
    Clip reference;
    Distortion distortion;
    dsp::MatchScorer scorer;
};

MadePair madePair(std::uint64_t seed, double seconds = 1.5)
{
    const AudioBuffer reference = test::noise(seed, seconds);
    Rng rng(seed);
    const Distortion distortion = drawDistortion(8.0, rng);
    Clip clip = mixToMono(reference);
    auto scorer = dsp::MatchScorer::create(mixToMono(distort(reference, distortion)), clip);
    return {std::move(clip), distortion, std::move(*scorer)};
}

OracleOptions quick(int budget = 1200)
{
    OracleOptions options;
    options.budget = OracleBudget::of(budget);
    options.budget.exactEvaluations = 8;
    return options;
}

OracleResult found(const dsp::MatchScorer &pair, const std::vector<dsp::Equaliser> &known, const OracleOptions &options)
{
    const auto result = searchOracle(pair, known, options, kAlways);
    if (!result)
        qFatal("the search failed");
    return *result;
}

bool same(const OracleResult &a, const OracleResult &b)
{
    return a.continuous.reward == b.continuous.reward && a.onGrid.reward == b.onGrid.reward &&
           toJson(a.continuous.equaliser) == toJson(b.continuous.equaliser) &&
           toJson(a.onGrid.equaliser) == toJson(b.onGrid.equaliser);
}

/// The middle peak of doing nothing moved: what the one-band pairs below are made with and undone by.
dsp::Equaliser onePeak(double hertz, double gainDb, double q)
{
    dsp::Equaliser equaliser;
    equaliser.bands[1] = {dsp::BandKind::Peak, hertz, gainDb, q};
    return equaliser;
}

}  // namespace

class TestOracle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isNeverBelowTheTrueInverseNorBelowDoingNothing()
    {
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            const MadePair pair = madePair(seed);
            const auto inverse = pair.distortion.inverse();
            const auto result = found(pair.scorer, {inverse}, quick());
            // The inverse is rendered among the others; its way through the cube's coordinates moves the last digits.
            QVERIFY(result.continuous.reward >= pair.scorer.score(inverse).reward - 1e-6);
            QVERIFY(result.continuous.reward >= result.onGrid.reward);
            QVERIFY(result.onGrid.reward >= 0.0);
            // What is told is what rendering that setting gives.
            TW_COMPARE_NEAR(pair.scorer.score(result.continuous.equaliser).reward, result.continuous.reward, 1e-6);
            TW_COMPARE_NEAR(pair.scorer.score(result.onGrid.equaliser).reward, result.onGrid.reward, 1e-6);
        }
    }

    /// A peak of +6 dB (zero-phase: +12) at 1500 Hz. Undoing it exactly isn't best, since both sides are divided by
    /// their own peaks, so every peak near it is tried. The search, which isn't told, must get 0.95 of the best of
    /// them.
    void undoesOneBandAsWellAsTryingEverything()
    {
        const Clip reference = mixToMono(test::noise(5, 1.0));
        const Clip raw{reference.sampleRate,
                       dsp::applyEqualiser(reference.samples, onePeak(1500.0, 6.0, 1.0), reference.sampleRate)};
        const auto pair = dsp::MatchScorer::create(raw, reference);
        QVERIFY(pair.has_value());
        double best = 0.0;
        for (double octaves = -0.5; octaves <= 0.5; octaves += 0.25)
            for (double gain = -9.0; gain <= -3.0; gain += 1.0)
                for (const double q : {0.5, 0.75, 1.0, 1.5, 2.0})
                    best = std::max(best, pair->score(onePeak(1500.0 * std::exp2(octaves), gain, q)).reward);
        QVERIFY(best > 0.5);
        const auto result = found(*pair, {}, quick(3000));
        QVERIFY2(result.continuous.reward >= 0.95 * best,
                 qPrintable(QString("%1 of %2").arg(result.continuous.reward).arg(best)));
    }

    void dependsOnThePairAndTheBudgetAlone()
    {
        const MadePair pair = madePair(4);
        const auto first = found(pair.scorer, {}, quick(600));
        QVERIFY(same(first, found(pair.scorer, {}, quick(600))));
        QVERIFY(!same(first, found(pair.scorer, {}, quick(900))));
        // Each of the three budgets counts.
        OracleOptions changed = quick(600);
        changed.budget.wholeEvaluations = 60;
        QVERIFY(!same(first, found(pair.scorer, {}, changed)));
        changed = quick(600);
        changed.budget.exactEvaluations = 30;
        const auto longer = found(pair.scorer, {}, changed);
        QVERIFY(longer.continuous.reward >= first.continuous.reward);
        changed.budget.exactEvaluations = 0;
        QCOMPARE(found(pair.scorer, {}, changed).continuous.reward, 0.0);
    }

    void keepsToTheAgentsRangesModeAndLimit()
    {
        const MadePair pair = madePair(6);
        OracleOptions gentle = quick(600);
        gentle.mostGainDb = 2.0;
        gentle.filter = dsp::FilterMode::Causal;
        const auto limited = found(pair.scorer, {pair.distortion.inverse()}, gentle);
        const SettingSpace space(gentle.filter, gentle.mostGainDb);
        for (const auto *setting : {&limited.continuous, &limited.onGrid}) {
            QVERIFY(space.contains(setting->equaliser));
            QVERIFY(setting->equaliser.mode == dsp::FilterMode::Causal);
        }
        QVERIFY(toJson(space.onGrid(limited.onGrid.equaliser)) == toJson(limited.onGrid.equaliser));
        QVERIFY(limited.continuous.reward < found(pair.scorer, {}, quick(600)).continuous.reward);
    }

    void nothingToImproveIsLeftAlone()
    {
        const Clip clip = mixToMono(test::noise(8, 0.5));
        const auto pair = dsp::MatchScorer::create(clip, clip);
        QVERIFY(pair.has_value());
        const auto result = found(*pair, {}, quick(200));
        QCOMPARE(result.continuous.reward, 0.0);
        // Filters that pass everything round the last bit.
        TW_COMPARE_NEAR(pair->score(result.continuous.equaliser).reward, 0.0, 1e-5);
    }

    void theShortestPairWillDo()
    {
        Clip reference = mixToMono(test::noise(9, 1.0));
        reference.samples.resize(dsp::MatchScorer::kMinimumSamples);
        const Clip raw{reference.sampleRate,
                       dsp::applyEqualiser(reference.samples, onePeak(2000.0, 4.0, 1.0), reference.sampleRate)};
        const auto pair = dsp::MatchScorer::create(raw, reference);
        QVERIFY(pair.has_value());
        const auto result = found(*pair, {}, quick(300));
        QVERIFY(std::isfinite(result.continuous.reward));
    }

    void stopsWhenAsked()
    {
        const MadePair pair = madePair(10, 0.5);
        for (const int polls : {0, 1, 3, 100, 550}) {
            int left = polls;
            const auto result = searchOracle(pair.scorer, {}, quick(600), [&left] { return left-- > 0; });
            QVERIFY(!result.has_value());
            QCOMPARE(result.error().code, ErrorCode::Cancelled);
        }
    }

    void aBudgetIsScaledAsAWhole()
    {
        const OracleBudget usual;
        const OracleBudget four = OracleBudget::of(4 * usual.sceneEvaluations);
        QCOMPARE(four.sceneEvaluations, 4 * usual.sceneEvaluations);
        QCOMPARE(four.wholeEvaluations, 4 * usual.wholeEvaluations);
        QCOMPARE(four.exactEvaluations, 4 * usual.exactEvaluations);
        QCOMPARE(OracleBudget::of(-5).exactEvaluations, 0);
        QCOMPARE(OracleBudget::of(100).wholeEvaluations, 40);
        QCOMPARE(OracleBudget::of(100).exactEvaluations, 7);
    }

    void withoutAudioItIsTheScenesOwnBest()
    {
        const MadePair pair = madePair(11);
        const SignalSpectra spectra = analyse(pair.reference, 64);
        const RateTables tables(pair.reference.sampleRate);
        std::vector<int> frames(static_cast<std::size_t>(spectra.frames()));
        for (std::size_t i = 0; i < frames.size(); ++i)
            frames[i] = static_cast<int>(i);
        const SpectralScene scene(spectra, distortionGain(spectra, tables, pair.distortion, 0.0), frames, tables.mel);
        OracleOptions options;
        options.budget.sceneEvaluations = 800;
        const auto inverse = pair.distortion.inverse();
        const std::vector known{inverse};
        const double reward = oracleReward(scene, tables.grid, known, options, kAlways);
        QVERIFY(reward <= 1.0);
        QVERIFY(reward >= scene.score(tables.grid.gains(inverse.bands, inverse.mode)).reward - 1e-6);
        QCOMPARE(oracleReward(scene, tables.grid, known, options, kAlways), reward);
        // Not told of the inverse, it gets most of that.
        QVERIFY(oracleReward(scene, tables.grid, {}, options, kAlways) > 0.8 * reward);
        QVERIFY(std::isnan(oracleReward(scene, tables.grid, known, options, kNever)));
        options.budget.sceneEvaluations = 0;
        QVERIFY(std::isnan(oracleReward(scene, tables.grid, known, options, kAlways)));
    }

    void whatWasSearchedOnceIsRemembered()
    {
        const test::TemporaryFolder folder;
        const OracleCache cache(folder / "oracle");
        const MadePair pair = madePair(12, 0.5);
        const auto first = cachedOracle(pair.scorer, {}, quick(300), cache, kAlways);
        QVERIFY(first.has_value());
        // No search could be done now.
        const auto again = cachedOracle(pair.scorer, {}, quick(300), cache, kNever);
        QVERIFY(again.has_value());
        QVERIFY(same(*first, *again));
        QVERIFY(!cachedOracle(pair.scorer, {}, quick(301), cache, kNever).has_value());
        QVERIFY(!cachedOracle(pair.scorer, {}, quick(300), OracleCache(), kNever).has_value());
    }

    void damagedEntriesAreSearchedAgain_data()
    {
        QTest::addColumn<int>("damage");
        QTest::newRow("cut") << 0;
        QTest::newRow("empty") << 1;
        QTest::newRow("another reward") << 2;
        QTest::newRow("of another pair") << 3;
        QTest::newRow("a list") << 4;
    }

    void damagedEntriesAreSearchedAgain()
    {
        QFETCH(int, damage);
        const test::TemporaryFolder folder;
        const OracleCache cache(folder.path());
        const MadePair pair = madePair(13, 0.5);
        const auto options = quick(200);
        const std::string key = oracleKey(pair.scorer, {}, options);
        const auto file = folder / (key + ".json");
        const auto result = cachedOracle(pair.scorer, {}, options, cache, kAlways);
        const std::string good = test::readBytes(file);
        QVERIFY(!good.empty());
        Json changed = Json::parse(good);
        changed["continuous"]["reward"] = 0.999;
        cache.store("0-0-0", *result);
        const std::string other = test::readBytes(folder / "0-0-0.json");
        test::writeBytes(file, std::vector<std::string>{good.substr(0, good.size() / 2), "", changed.dump(), other,
                                                        "[1, 2]"}[static_cast<std::size_t>(damage)]);
        QVERIFY(!cache.find(key, options).has_value());
        QVERIFY(!cachedOracle(pair.scorer, {}, options, cache, kNever).has_value());
        const auto repaired = cachedOracle(pair.scorer, {}, options, cache, kAlways);
        QVERIFY(repaired && same(*repaired, *result));
        QCOMPARE(test::readBytes(file), good);
    }

    void everythingThatDecidesIsInTheKey()
    {
        const MadePair pair = madePair(14, 0.5);
        const auto raw = pair.scorer.raw();
        const std::vector known{pair.distortion.inverse()};
        std::vector<std::string> keys{oracleKey(pair.scorer, {}, quick()), oracleKey(pair.scorer, known, quick()),
                                      oracleKey(madePair(15, 0.5).scorer, {}, quick())};
        OracleOptions options = quick();
        options.mostGainDb = 6.0;
        keys.push_back(oracleKey(pair.scorer, {}, options));
        options = quick();
        options.filter = dsp::FilterMode::Causal;
        keys.push_back(oracleKey(pair.scorer, {}, options));
        for (int OracleBudget::*part :
             {&OracleBudget::sceneEvaluations, &OracleBudget::wholeEvaluations, &OracleBudget::exactEvaluations}) {
            options = quick();
            ++(options.budget.*part);
            keys.push_back(oracleKey(pair.scorer, {}, options));
        }
        for (const dsp::MatchOptions &compared :
             {dsp::MatchOptions{.level = dsp::LevelMatch::Rms}, dsp::MatchOptions{.weights = {1, 0, 0, 0, 0}}})
            keys.push_back(
                oracleKey(*dsp::MatchScorer::create(raw, pair.scorer.reference(), pair.scorer.sampleRate(), compared),
                          {}, quick()));
        std::sort(keys.begin(), keys.end());
        QVERIFY(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    }
};

QTEST_GUILESS_MAIN(TestOracle)
#include "tst_oracle.moc"
