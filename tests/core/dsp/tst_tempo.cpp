#include <QtTest/QTest>
#include <cmath>

#include "core/dsp/onset.h"
#include "core/dsp/smoothing.h"
#include "core/dsp/tempo.h"
#include "tests/core/dsp/golden.h"
#include "tests/core/dsp/rhythms.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr double kFrameRate = 22050.0 / 512;

std::vector<float> musicOnsets(OnsetAverage average)
{
    const Clip clip = goldenClip("music");
    const auto power = powerSpectrogram(clip.samples, clip.sampleRate, kDescriptorFrames);
    return onsetStrength(logMelSpectrogram(power), kDescriptorFrames, {.average = average});
}

/// One in every `period`-th frame.
std::vector<float> pulses(int frames, int period)
{
    std::vector<float> curve(std::size_t(frames), 0.0F);
    for (int t = 0; t < frames; t += period)
        curve[std::size_t(t)] = 1;
    return curve;
}

}  // namespace

class TestTempo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void referenceEqualsLibrosa()
    {
        // librosa's beat tracker looks at the median over bands. Both can only be 60 · 43.07 / whole number: exact.
        const double tempo = referenceTempo(musicOnsets(OnsetAverage::Median), kFrameRate);
        QVERIFY(std::abs(tempo - golden("music.tempo").values[0]) < 1e-9);
    }

    void referenceFindsTheLagOfPulses()
    {
        QCOMPARE(referenceTempo(pulses(1000, 20), 40), 120.0);
        QCOMPARE(referenceTempo(pulses(1000, 25), 40), 96.0);
    }

    void referencePriorWindowAndLimitCount()
    {
        const auto curve = pulses(1000, 10);  // 240 BPM and what divides it, ever weaker
        QCOMPARE(referenceTempo(curve, 40), 120.0);
        QCOMPARE(referenceTempo(curve, 40, {.spreadOctaves = 100}), 240.0);
        QCOMPARE(referenceTempo(curve, 40, {.spreadOctaves = 100, .fastestBpm = 200}), 120.0);
        QCOMPARE(referenceTempo(curve, 40, {.likelyBpm = 60, .spreadOctaves = 0.1}), 60.0);
        // 36 frames hold no lag of 40.
        QCOMPARE(referenceTempo(curve, 40, {.likelyBpm = 60, .spreadOctaves = 0.3, .windowSeconds = 0.9}), 80.0);
    }

    void referenceOfNothingIsZero()
    {
        QCOMPARE(referenceTempo({}, 40), 0.0);
        QCOMPARE(referenceTempo(std::vector<float>(100, 0.0F), 40), 0.0);
        QVERIFY(std::isfinite(referenceTempo(std::vector<float>{1.0F}, 40)));
    }

    void combsAreHighestWhereBeatsRepeat()
    {
        const auto features = rhythmFeatures(drumLoop(100, 20), kDrumRate);
        const PulseCorrelation correlation(features, 40, 240);
        const auto candidates = correlation.candidates(5);
        QVERIFY(candidates.size() > 1 && candidates.size() <= 5);
        QVERIFY(std::any_of(candidates.begin(), candidates.begin() + 2,
                            [](const auto &c) { return std::abs(c.bpm - 100) < 1; }));
        for (std::size_t i = 1; i < candidates.size(); ++i)
            QVERIFY(candidates[i].comb <= candidates[i - 1].comb);
        QVERIFY(std::abs(correlation.at(0) - 1) < 1e-6);
        QVERIFY(correlation.at(features.frameRate * 0.6) > correlation.at(features.frameRate * 0.45) + 0.2);
        QCOMPARE(correlation.candidates(1).size(), std::size_t(1));
    }

    void candidatesStayWithinTheTempiAskedFor()
    {
        const auto features = rhythmFeatures(drumLoop(100, 20), kDrumRate);
        for (const auto &candidate : PulseCorrelation(features, 60, 130).candidates(20))
            QVERIFY(candidate.bpm >= 60 && candidate.bpm <= 130);
    }

    void localPeriodsFollowADrift()
    {
        // From 110 to 130 BPM: periods from 0.545 to 0.462 s. Windows of 8 s see the mean of theirs.
        const auto features = rhythmFeatures(drumLoop(110, 40, 130), kDrumRate);
        const PulseCorrelation correlation(features, 40, 240);
        TempoCandidate around{120, features.frameRate * 0.5, 1};
        const auto periods = correlation.localPeriods(around);
        QCOMPARE(periods.size(), features.onsets[kAllBands].size());
        const auto bpmAt = [&](double seconds) {
            return 60 * features.frameRate / periods[std::size_t(seconds * features.frameRate)];
        };
        QVERIFY2(std::abs(bpmAt(5) - 112.5) < 3, qPrintable(QString::number(bpmAt(5))));
        QVERIFY2(std::abs(bpmAt(20) - 120) < 3, qPrintable(QString::number(bpmAt(20))));
        QVERIFY2(std::abs(bpmAt(35) - 127.5) < 3, qPrintable(QString::number(bpmAt(35))));
    }

    void silenceHasNoCandidates()
    {
        const auto features = rhythmFeatures(std::vector<float>(44100, 0.0F), 22050);
        QVERIFY(PulseCorrelation(features, 40, 240).candidates(5).empty());
    }

    void smoothingKeepsTheSumAndSpreads()
    {
        std::vector<float> curve(21, 0.0F);
        curve[10] = 1;
        const auto soft = smoothed(curve, 2);
        double sum = 0;
        for (const float x : soft)
            sum += x;
        QVERIFY(std::abs(sum - 1) < 1e-6);
        // Gaussian of sigma 2: e^(−1/8) of the middle one step away.
        QVERIFY(std::abs(soft[11] / soft[10] - std::exp(-0.125)) < 1e-6);
        QCOMPARE(soft[9], soft[11]);
        QCOMPARE(smoothed(curve, 0), curve);
        QVERIFY(smoothed({}, 2).empty());
    }
};

QTEST_APPLESS_MAIN(TestTempo)
#include "tst_tempo.moc"
