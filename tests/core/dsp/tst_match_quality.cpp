#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <thread>

#include "core/base/json.h"
#include "core/base/rng.h"
#include "core/dsp/dtw.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

Equaliser equaliserOf(const Json &parameters)
{
    Equaliser eq;
    const std::array<const char *, 4> names{"low_shelf", "peak_low", "peak_high", "high_shelf"};
    for (std::size_t band = 0; band < names.size(); ++band) {
        const std::string name = names[band];
        eq.bands[band].frequencyHz = parameters.at(name + "_freq").get<double>();
        eq.bands[band].gainDb = parameters.at(name + "_gain").get<double>();
        eq.bands[band].q = parameters.at(name + "_q").get<double>();
    }
    return eq;
}

MatchScorer scorerOf(const Clip &raw, const Clip &reference)
{
    auto scorer = MatchScorer::create(raw, reference);
    if (!scorer)
        throw std::runtime_error(scorer.error().describe());
    return std::move(*scorer);
}

Clip noise(std::size_t samples, std::uint64_t seed, int sampleRate = 22050, double amplitude = 0.5)
{
    Rng rng(seed);
    Clip clip{sampleRate, std::vector<float>(samples)};
    for (float &x : clip.samples)
        x = float(amplitude * rng.normal());
    return clip;
}

/// Improvements and errors near zero compare by absolute difference, the rest relative as well.
void compareNumber(const Json &expected, double actual, const std::string &what)
{
    const double wanted = expected.get<double>();
    QVERIFY2(std::abs(actual - wanted) <= 1e-6 + 1e-6 * std::abs(wanted),
             qPrintable(QStringLiteral("%1 is %2, expected %3 (off by %4)")
                            .arg(QString::fromStdString(what))
                            .arg(actual, 0, 'g', 12)
                            .arg(wanted, 0, 'g', 12)
                            .arg(actual - wanted)));
}

}  // namespace

class TestMatchQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedCases_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"flat", "inverse", "partial", "wrong"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void publishedCases()
    {
        QFETCH(QString, name);
        const Json golden = readJson(goldenFile("eq_quality.json")).value();
        const Json &one = golden.at("cases").at(name.toStdString());
        static const MatchScorer scorer = scorerOf(goldenClip("eq_raw"), goldenClip("eq_reference"));
        const MatchMetrics m = scorer.score(equaliserOf(one.at("parameters")));

        const Json &metrics = one.at("metrics");
        const auto compareTerm = [&](const char *key, const MatchTerm &term, const char *raw, const char *processed) {
            const Json &expected = metrics.at(key);
            compareNumber(expected.at(raw), term.raw, std::string(key) + " raw");
            compareNumber(expected.at(processed), term.processed, std::string(key) + " processed");
            compareNumber(expected.at("improvement"), term.improvement, std::string(key) + " improvement");
        };
        compareTerm("spectral_distance", m.spectralDistance, "raw_ref", "proc_ref");
        compareTerm("perceptual_similarity", m.perceptualSimilarity, "raw_ref", "proc_ref");
        compareTerm("energy_balance", m.energyBalance, "raw_error", "proc_error");
        compareTerm("spectral_centroid", m.spectralCentroid, "raw_error", "proc_error");
        compareTerm("spectral_flatness", m.spectralFlatness, "raw_error", "proc_error");
        compareNumber(metrics.at("overall_quality"), m.overallQuality, "overall quality");
        compareNumber(metrics.at("reward"), m.reward, "reward");
        compareNumber(one.at("parts").at("mel_mse"), m.melMeanSquare, "mel mean square");
        compareNumber(one.at("parts").at("multi_scale_convergence"), m.multiScaleConvergence, "convergence");
    }

    void dtwOfTheGoldenPair()
    {
        const Json golden = readJson(goldenFile("eq_quality.json")).value();
        const auto coefficients = [](const char *name) {
            const Clip clip = goldenClip(name);
            return mfcc(powerSpectrogram(peakNormalised(clip.samples), clip.sampleRate), 13);
        };
        const FeatureMatrix raw = coefficients("eq_raw"), reference = coefficients("eq_reference");
        compareNumber(golden.at("exact_dtw_mfcc13_euclidean"), dtwDistance(raw, reference), "DTW distance");
        compareNumber(golden.at("fastdtw_mfcc13_radius1"), fastDtw(raw, reference, 1).distance, "FastDTW distance");
    }

    void aPerfectMatchImprovesEverything()
    {
        // Processed = reference: no error is left; similarity is 0.4 + 0.3 + 0.3 = 1.
        const Clip raw = noise(8192, 1), reference = noise(8192, 2);
        const MatchScorer scorer = scorerOf(raw, reference);
        const MatchMetrics m = scorer.score(scorer.reference());
        QCOMPARE(m.spectralDistance.processed, 0.0);
        QCOMPARE(m.perceptualSimilarity.processed, 1.0);
        QCOMPARE(m.mfccDistance, 0.0);
        QCOMPARE(m.energyBalance.processed, 0.0);
        QCOMPARE(m.spectralCentroid.processed, 0.0);
        QCOMPARE(m.spectralFlatness.processed, 0.0);
        TW_COMPARE_NEAR(m.reward, 1.0, 1e-3);  // the 1e-8 in the denominators, and a raw error of some 1e-4
        QVERIFY(m.reward <= 1.0);
    }

    void doingNothingScoresZero()
    {
        const MatchScorer scorer = scorerOf(noise(8192, 1), noise(8192, 2));
        QCOMPARE(scorer.score(scorer.raw()).reward, 0.0);
        QCOMPARE(scorer.score(Equaliser{}).overallQuality, 0.0);
    }

    void rewardIsLimitedQualityIsNot()
    {
        MatchMetrics m;
        m.spectralDistance = {1.0, 21.0, 0};
        m.perceptualSimilarity = {0.5, 0.5, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.spectralDistance.improvement, -20.0, 1e-6);
        TW_COMPARE_NEAR(m.overallQuality, -5.0, 1e-6);
        QCOMPARE(m.reward, -1.0);
        QCOMPARE(m.energyBalance.improvement, 0.0);  // raw error 0
    }

    void weightsAreThePublishedOnes()
    {
        MatchMetrics m;
        m.spectralDistance = {1, 0, 0};
        m.perceptualSimilarity = {0, 0, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.overallQuality, 0.25, 1e-8);
        m.spectralDistance = {1, 1, 0};
        m.perceptualSimilarity = {0, 1, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.overallQuality, 0.30, 1e-8);
        m.perceptualSimilarity = {0, 0, 0};
        m.energyBalance = {1, 0, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.overallQuality, 0.20, 1e-8);
        m.energyBalance = {};
        m.spectralCentroid = {1, 0, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.overallQuality, 0.15, 1e-8);
        m.spectralCentroid = {};
        m.spectralFlatness = {1, 0, 0};
        finishMatchMetrics(m);
        TW_COMPARE_NEAR(m.overallQuality, 0.10, 1e-8);
    }

    /// Processed = half the reference. As published its level counts as an error; matched, nothing is left of it. The
    /// rest is what doubling leaves in single precision.
    void aPureGainIsNoErrorWhereLevelsAreMatched()
    {
        const Clip raw = noise(22050, 1), reference = noise(22050, 2);
        for (const LevelMatch match : {LevelMatch::None, LevelMatch::Rms, LevelMatch::Lufs}) {
            const auto scorer = MatchScorer::create(raw, reference, {.level = match});
            QVERIFY(scorer.has_value());
            std::vector<float> processed(scorer->reference().begin(), scorer->reference().end());
            for (float &sample : processed)
                sample *= 0.5F;
            const MatchMetrics m = scorer->score(processed);
            if (match == LevelMatch::None) {
                QVERIFY(m.perceptualSimilarity.improvement < 0.9);
            } else {
                TW_COMPARE_NEAR(m.perceptualSimilarity.improvement, 1.0, 1e-4);
                TW_COMPARE_NEAR(m.reward, 1.0, 1e-3);
            }
            QCOMPARE(scorer->score(scorer->raw()).overallQuality, 0.0);
            QCOMPARE(scorer->score(Equaliser{}).reward, 0.0);
            QCOMPARE(scorer->options().level, match);
        }
    }

    /// raw() is what was compared with the reference: at its level.
    void rawIsBroughtToTheReferencesLevel()
    {
        Clip raw = noise(22050, 1);
        raw.samples[100] = 40.0F;  // after peak normalisation the rest is 30 dB softer
        const auto rms = [](std::span<const float> signal) {
            double sum = 0;
            for (const float sample : signal)
                sum += double(sample) * sample;
            return std::sqrt(sum / double(signal.size()));
        };
        const auto scorer = MatchScorer::create(raw, noise(22050, 2), {.level = LevelMatch::Rms});
        TW_COMPARE_NEAR(rms(scorer->raw()), rms(scorer->reference()), 1e-6);
        const MatchScorer published = scorerOf(raw, noise(22050, 2));
        QVERIFY(rms(published.raw()) < 0.2 * rms(published.reference()));
    }

    void weightsDecideTheReward()
    {
        const Clip raw = noise(8192, 1), reference = noise(8192, 2);
        Equaliser eq;
        eq.bands[1].gainDb = -3;
        const MatchMetrics published = scorerOf(raw, reference).score(eq);
        const auto scorer = MatchScorer::create(raw, reference, {.weights = {0, 0, 0, 3, 1}});
        const MatchMetrics m = scorer->score(eq);
        QCOMPARE(m.spectralDistance.improvement, published.spectralDistance.improvement);
        TW_COMPARE_NEAR(m.overallQuality,
                        0.75 * published.spectralCentroid.improvement + 0.25 * published.spectralFlatness.improvement,
                        1e-12);
        QVERIFY(m.overallQuality != published.overallQuality);
        const auto refused = MatchScorer::create(raw, reference, {.weights = {}});
        QVERIFY(!refused);
        QCOMPARE(refused.error().context, std::string("reward weights"));
        const auto tooShort = MatchScorer::create(raw, reference, {.level = LevelMatch::Lufs});
        QVERIFY(!tooShort);
        QCOMPARE(tooShort.error().code, ErrorCode::BadData);
    }

    /// A harmonic tone that fades by 10 dB a second, made brighter; the true inverse is scored. Where it has faded,
    /// samples rounded to 16 bit are noise, which is flat: raw and reference are alike in that (a relative error of 16
    /// %) until the equaliser bends raw's noise (60 %). The reward halves; with 24 bit, or without the term, it
    /// doesn't.
    void roundingOfSoftPassagesSpoilsTheFlatnessTerm()
    {
        const int rate = 22050;
        Clip reference{rate, std::vector<float>(6 * rate)};
        for (std::size_t i = 0; i < reference.samples.size(); ++i) {
            const double t = double(i) / rate;
            double tone = 0;
            for (int k = 1; k <= 40; ++k)
                tone += std::sin(2 * 3.14159265358979 * 220 * k * t) / (k * k);
            reference.samples[i] = float(0.5 * tone * std::pow(10.0, -10.0 * t / 20));
        }
        Equaliser brighter, inverse;
        brighter.bands[3].frequencyHz = inverse.bands[3].frequencyHz = 6000;
        brighter.bands[3].gainDb = 6;
        inverse.bands[3].gainDb = -6;
        Clip raw{rate, applyEqualiser(reference.samples, brighter, rate)};
        const auto scored = [&](int bits, const std::array<double, 5> &weights) {
            std::array clips{raw, reference};
            for (Clip &clip : clips) {
                clip.samples = peakNormalised(clip.samples);
                const float steps = std::ldexp(1.0F, bits - 1);
                for (float &x : clip.samples)
                    x = std::round(0.9F * x * steps) / steps;
            }
            return MatchScorer::create(clips[0], clips[1], {.weights = weights})->score(inverse);
        };
        const MatchMetrics fine = scored(24, kMatchWeights), rounded = scored(16, kMatchWeights);
        QVERIFY(fine.reward > 0.85 && fine.spectralFlatness.improvement > 0.95);
        QVERIFY(rounded.reward < 0.6 && rounded.spectralFlatness.improvement < -1.0);
        QVERIFY(scored(16, {0.25, 0.30, 0.20, 0.15, 0}).reward > 0.75);
    }

    void signalsAreNormalisedAndCut()
    {
        Clip raw = noise(9000, 1), reference = noise(8192, 2);
        const MatchScorer scorer = scorerOf(raw, reference);
        QCOMPARE(scorer.raw().size(), std::size_t(8192));
        QCOMPARE(scorer.reference().size(), std::size_t(8192));
        float peak = 0;
        for (const float x : scorer.reference())
            peak = std::max(peak, std::abs(x));
        QCOMPARE(peak, 1.0F);
        // The level of the given files doesn't matter.
        for (float &x : raw.samples)
            x *= 0.25F;
        for (float &x : reference.samples)
            x *= 4.0F;
        const MatchScorer other = scorerOf(raw, reference);
        Equaliser eq;
        eq.bands[1].gainDb = -6;
        QCOMPARE(other.score(eq).reward, scorer.score(eq).reward);
    }

    /// One sample of sound before the cut is enough.
    void whatSoundsLateIsComparedIfItReachesIntoTheCut()
    {
        const Clip raw = noise(4096, 1);
        Clip reference = noise(4096, 2);
        reference.samples.insert(reference.samples.begin(), 4095, 0.0F);
        QVERIFY(MatchScorer::create(raw, reference));
    }

    void ratesOutOfRangeAreRefused()
    {
        const Clip raw = noise(4096, 1), reference = noise(4096, 2);
        for (const double rate : {0.0, -1.0, 1e-300, 1e80, double(NAN), double(INFINITY)})
            QVERIFY(!MatchScorer::create(raw.samples, reference.samples, rate));
        for (const double rate : {1.0, 1e9})
            QVERIFY(MatchScorer::create(raw.samples, reference.samples, rate));
    }

    void scoringTwiceGivesTheSameBits()
    {
        const MatchScorer a = scorerOf(noise(20000, 3), noise(20000, 4)),
                          b = scorerOf(noise(20000, 3), noise(20000, 4));
        Equaliser eq;
        eq.bands[2].gainDb = 4.5;
        const MatchMetrics first = a.score(eq), second = b.score(eq), third = a.score(a.render(eq));
        QCOMPARE(first.overallQuality, second.overallQuality);
        QCOMPARE(first.overallQuality, third.overallQuality);
    }

    void threadsShareAScorer()
    {
        const MatchScorer scorer = scorerOf(noise(20000, 3), noise(20000, 4));
        Equaliser eq;
        eq.bands[0].gainDb = -9;
        const double expected = scorer.score(eq).overallQuality;
        std::vector<double> results(8, 0.0);
        {
            std::vector<std::jthread> threads;
            for (double &result : results)
                threads.emplace_back([&] { result = scorer.score(eq).overallQuality; });
        }
        for (const double result : results)
            QCOMPARE(result, expected);
    }

    void unusableInputIsNamed_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("context");
        QTest::addColumn<QString>("says");
        const QString raw = QStringLiteral("raw"), reference = QStringLiteral("reference");
        QTest::newRow("silent raw") << 0 << raw << QStringLiteral("silent");
        QTest::newRow("silent reference") << 1 << reference << QStringLiteral("silent");
        QTest::newRow("short raw") << 2 << raw << QStringLiteral("short");
        QTest::newRow("empty reference") << 3 << reference << QStringLiteral("short");
        QTest::newRow("NaN in raw") << 4 << raw << QStringLiteral("not numbers");
        QTest::newRow("infinity in reference") << 5 << reference << QStringLiteral("not numbers");
        QTest::newRow("rates differ") << 6 << QStringLiteral("22050 Hz and 44100 Hz") << QStringLiteral("rates");
        QTest::newRow("no rate") << 7 << QStringLiteral("sample rate") << QStringLiteral("1 Hz");
        QTest::newRow("reference sounds too late") << 8 << reference << QStringLiteral("silent");
        QTest::newRow("raw sounds too late") << 9 << raw << QStringLiteral("silent");
    }
    void unusableInputIsNamed()
    {
        QFETCH(int, which);
        QFETCH(QString, context);
        QFETCH(QString, says);
        Clip raw = noise(4096, 1), reference = noise(4096, 2);
        switch (which) {
        case 0:
            raw.samples.assign(4096, 0.0F);
            break;
        case 1:
            reference.samples.assign(4096, 0.0F);
            break;
        case 2:
            raw.samples.resize(2047);
            break;
        case 3:
            reference.samples.clear();
            break;
        case 4:
            raw.samples[4000] = NAN;
            break;
        case 5:
            reference.samples[0] = -INFINITY;
            break;
        case 6:
            reference.sampleRate = 44100;
            break;
        case 8:
            reference.samples.insert(reference.samples.begin(), 4096, 0.0F);
            break;
        case 9:
            raw.samples.insert(raw.samples.begin(), 4096, 0.0F);
            break;
        default:
            raw.sampleRate = reference.sampleRate = 0;
            break;
        }
        const auto scorer = MatchScorer::create(raw, reference);
        QVERIFY(!scorer);
        QCOMPARE(QString::fromStdString(scorer.error().context), context);
        QVERIFY2(QString::fromStdString(scorer.error().message).contains(says), scorer.error().message.c_str());
        QCOMPARE(scorer.error().code, which == 6 || which == 7 ? ErrorCode::InvalidArgument : ErrorCode::BadData);
    }

    void whatCannotBeComparedScoresMinusOne()
    {
        const MatchScorer scorer = scorerOf(noise(4096, 1), noise(4096, 2));
        std::vector<float> processed(scorer.raw().begin(), scorer.raw().end());
        processed[7] = NAN;
        QCOMPARE(scorer.score(processed).reward, -1.0);
        QVERIFY(std::isnan(scorer.score(processed).overallQuality));
        QCOMPARE(scorer.score(std::vector<float>(4095, 0.1F)).reward, -1.0);
        QCOMPARE(scorer.score(std::vector<float>{}).reward, -1.0);
    }

    /// Signals as files have them, any rate: every number finite, the reward in its range.
    void hardSignalsGiveFiniteNumbers()
    {
        std::vector<Clip> signals;
        signals.push_back({22050, std::vector<float>(5000, 0.7F)});  // DC
        Clip click{22050, std::vector<float>(5000, 0.0F)};
        click.samples[4999] = 1e-30F;
        signals.push_back(click);
        Clip halfSilent = noise(5000, 5);
        std::fill_n(halfSilent.samples.begin(), 2500, 0.0F);
        signals.push_back(halfSilent);
        Clip square = noise(5000, 6, 22050, 100.0);
        for (float &x : square.samples)
            x = std::clamp(x, -1.0F, 1.0F);
        signals.push_back(square);
        Rng rng(9);
        for (Clip &raw : signals)
            for (Clip &reference : signals)
                for (const int rate : {8000, 22050, 48000}) {
                    raw.sampleRate = reference.sampleRate = rate;
                    const MatchScorer scorer = scorerOf(raw, reference);
                    Equaliser eq;
                    for (Band &band : eq.bands)
                        band.gainDb = rng.uniform(-24, 24);
                    const MatchMetrics m = scorer.score(eq);
                    for (const MatchTerm &term : {m.spectralDistance, m.perceptualSimilarity, m.energyBalance,
                                                  m.spectralCentroid, m.spectralFlatness}) {
                        QVERIFY(std::isfinite(term.raw) && std::isfinite(term.processed));
                        QVERIFY(std::isfinite(term.improvement));
                    }
                    QVERIFY(m.reward >= -1.0 && m.reward <= 1.0);
                }
    }

    /// Gains that stack up to +192 dB overflow squares of powers in single precision, but not the result.
    void hugeGainsStayFinite()
    {
        const MatchScorer scorer = scorerOf(noise(8192, 1, 48000), noise(8192, 2, 48000));
        Equaliser eq;
        for (Band &band : eq.bands) {
            band.frequencyHz = 6000;
            band.gainDb = 24;
            band.q = 0.1;
        }
        eq.bands[0].frequencyHz = 20000;  // the shelf lifts what is below, the other what is above
        eq.bands[3].frequencyHz = 20;
        const MatchMetrics m = scorer.score(eq);
        QVERIFY(std::isfinite(m.overallQuality));
        TW_COMPARE_NEAR(m.multiScaleConvergence, 1.0, 1e-3);  // the reference is nothing beside it
        QCOMPARE(m.reward, -1.0);
    }
};

QTEST_GUILESS_MAIN(TestMatchQuality)
#include "tst_match_quality.moc"
