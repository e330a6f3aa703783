#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/audio/audio_file.h"
#include "core/dsp/match_options.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

constexpr int kRate = 22050;

std::vector<float> sine(double hertz, double seconds, double amplitude)
{
    return test::sine(hertz, seconds, kRate, 1, float(amplitude)).channels.front();
}

}  // namespace

class TestMatchOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePublishedOptionsAreTheDefault()
    {
        const MatchOptions options;
        QCOMPARE(options.level, LevelMatch::None);
        QCOMPARE(options.weights, (std::array<double, 5>{0.25, 0.30, 0.20, 0.15, 0.10}));
        QVERIFY(checkMatchOptions(options));
    }

    void weightsOutOfRangeAreRefused()
    {
        const double infinity = std::numeric_limits<double>::infinity();
        const double huge = std::numeric_limits<double>::max();
        for (const std::array<double, 5> &weights :
             std::initializer_list<std::array<double, 5>>{{0, 0, 0, 0, 0},
                                                          {1, 1, -0.1, 1, 1},
                                                          {1, NAN, 1, 1, 1},
                                                          {infinity, 0, 0, 0, 0},
                                                          {huge, huge, 0, 0, 0}}) {
            const auto checked = checkMatchOptions({.weights = weights});
            QVERIFY(!checked);
            QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
            QCOMPARE(checked.error().context, std::string("reward weights"));
        }
        QVERIFY(checkMatchOptions({.weights = {0, 0, 0, 0, 1e-3}}));
    }

    /// By hand: 0.25·1 + 0.30·0.5 − 0.20·2 + 0.15·0 + 0.10·1 = 0.1; equal weights: 0.5 / 5.
    void qualityIsTheWeightedMean()
    {
        const std::array<double, 5> improvements{1, 0.5, -2, 0, 1};
        TW_COMPARE_NEAR(weightedQuality(improvements, kMatchWeights), 0.1, 1e-15);
        TW_COMPARE_NEAR(weightedQuality(improvements, {1, 1, 1, 1, 1}), 0.1, 1e-15);
        TW_COMPARE_NEAR(weightedQuality(improvements, {7, 0, 0, 0, 0}), 1.0, 1e-15);
        // A scale over all weights changes nothing.
        TW_COMPARE_NEAR(weightedQuality(improvements, {2.5, 3.0, 2.0, 1.5, 1.0}), 0.1, 1e-15);
    }

    void whatHasNoWeightMayBeAnything()
    {
        QCOMPARE(weightedQuality({0.5, NAN, NAN, INFINITY, NAN}, {2, 0, 0, 0, 0}), 0.5);
        QVERIFY(std::isnan(weightedQuality({0.5, NAN, 0, 0, 0}, kMatchWeights)));
    }

    void noneAsksForNothing()
    {
        const auto target = LevelTarget::of(sine(440, 1, 0.5), LevelMatch::None, kRate);
        QVERIFY(target.has_value() && target->asksForNothing());
        QCOMPARE(target->gainFor(sine(440, 1, 0.1)), 1.0);
        QVERIFY(LevelTarget{}.asksForNothing());
    }

    /// Half the amplitude needs a gain of 2, by either measure. 1e-4: a sine's samples in single precision.
    void aSofterCopyIsRaised()
    {
        for (const LevelMatch match : {LevelMatch::Rms, LevelMatch::Lufs}) {
            const auto target = LevelTarget::of(sine(440, 2, 0.5), match, kRate);
            QVERIFY(target.has_value() && !target->asksForNothing());
            TW_COMPARE_NEAR(target->gainFor(sine(440, 2, 0.25)), 2.0, 1e-4);
            TW_COMPARE_NEAR(target->gainFor(sine(440, 2, 1e-6)), 5e5, 50.0);
        }
    }

    /// 60 Hz counts less for loudness than 2 kHz: at the same loudness it has more power.
    void loudnessIsWhatIsHeard()
    {
        const auto reference = sine(2000, 2, 0.5);
        const auto low = sine(60, 2, 0.5);
        TW_COMPARE_NEAR(LevelTarget::of(reference, LevelMatch::Rms, kRate)->gainFor(low), 1.0, 1e-3);
        const double gain = LevelTarget::of(reference, LevelMatch::Lufs, kRate)->gainFor(low);
        QVERIFY(gain > 1.3);
        auto matched = low;
        for (float &sample : matched)
            sample *= float(gain);
        TW_COMPARE_NEAR(*integratedLoudnessLufs(toBuffer({kRate, matched})),
                        *integratedLoudnessLufs(toBuffer({kRate, reference})), 0.01);
    }

    void silenceIsLeftAsItIs()
    {
        for (const LevelMatch match : {LevelMatch::Rms, LevelMatch::Lufs}) {
            const auto target = LevelTarget::of(sine(440, 1, 0.5), match, kRate);
            QCOMPARE(target->gainFor(std::vector<float>(kRate, 0.0F)), 1.0);
            QCOMPARE(target->gainFor({}), 1.0);
        }
    }

    /// A tenth of a hertz: 100 dB below what is weighed. Its power is matched.
    void whatHasNoLoudnessIsMatchedByItsPower()
    {
        const auto target = LevelTarget::of(sine(440, 10, 0.5), LevelMatch::Lufs, kRate);
        TW_COMPARE_NEAR(target->gainFor(sine(0.1, 10, 0.25)), 2.0, 1e-3);
    }

    void aReferenceWithoutLoudnessIsNamed()
    {
        const auto brief = LevelTarget::of(sine(440, 0.3, 0.5), LevelMatch::Lufs, kRate);
        QVERIFY(!brief);
        QCOMPARE(brief.error().code, ErrorCode::BadData);
        QCOMPARE(brief.error().context, std::string("reference"));
        QVERIFY(LevelTarget::of(sine(440, 0.3, 0.5), LevelMatch::Rms, kRate));
        const auto slow = LevelTarget::of(sine(440, 1, 0.5), LevelMatch::Lufs, 0.5);
        QVERIFY(!slow);
        QCOMPARE(slow.error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestMatchOptions)
#include "tst_match_options.moc"
