#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/dsp/phrases.h"
#include "tests/core/dsp/rhythms.h"

using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

/// 64 beats of half a second: 32 of one sound, 32 of another, with chroma, bass and timbre of their own.
RhythmFeatures twoParts(int secondFromBeat = 32)
{
    RhythmFeatures features;
    features.harmonyRate = 20;
    const int frames = 640;
    for (FeatureMatrix *rows : {&features.chroma, &features.bass, &features.timbre}) {
        *rows = {frames, 4, std::vector<float>(std::size_t(frames) * 4, 0.0F)};
        for (int t = 0; t < frames; ++t)
            rows->frame(t)[t < secondFromBeat * 10 ? 0 : 2] = 1;
    }
    return features;
}

std::vector<double> everyHalfSecond(int beats, int step = 1)
{
    std::vector<double> times;
    for (int i = 0; i < beats; i += step)
        times.push_back(0.5 * i);
    return times;
}

}  // namespace

class TestPhrases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noveltyIsLargestWhereTheSoundChanges()
    {
        const auto novelty = beatNovelty(twoParts(), everyHalfSecond(64));
        QCOMPARE(novelty.size(), std::size_t(64));
        QCOMPARE(std::max_element(novelty.begin(), novelty.end()) - novelty.begin(), std::ptrdiff_t(32));
        QVERIFY(novelty[32] > 4 * novelty[24]);
        QVERIFY(std::all_of(novelty.begin(), novelty.end(), [](double x) { return x >= 0; }));
    }

    void theBoundaryIsTheNearestDownbeat()
    {
        const auto beats = everyHalfSecond(64), downbeats = everyHalfSecond(64, 4);
        QCOMPARE(phraseBoundaries(twoParts(), beats, downbeats), (std::vector<double>{0, 16}));
        QCOMPARE(phraseBoundaries(twoParts(33), beats, downbeats), (std::vector<double>{0, 16}));
        QCOMPARE(phraseBoundaries(twoParts(36), beats, downbeats), (std::vector<double>{0, 18}));
    }

    void aSmallKernelSeesLess()
    {
        const auto wide = beatNovelty(twoParts(), everyHalfSecond(64), {.kernelBeats = 16});
        const auto narrow = beatNovelty(twoParts(), everyHalfSecond(64), {.kernelBeats = 4});
        QVERIFY(wide[26] > 0 && narrow[26] < 1e-9);
    }

    void thresholdAndDistanceCount()
    {
        const auto beats = everyHalfSecond(64), downbeats = everyHalfSecond(64, 4);
        QCOMPARE(phraseBoundaries(twoParts(), beats, downbeats, {.threshold = 100}), std::vector<double>{0});
        const auto near = phraseBoundaries(twoParts(), beats, downbeats, {.threshold = -100, .shortestBeats = 4});
        const auto far = phraseBoundaries(twoParts(), beats, downbeats, {.threshold = -100, .shortestBeats = 16});
        QVERIFY(near.size() > far.size());
        for (std::size_t i = 2; i < far.size(); ++i)
            QVERIFY(far[i] - far[i - 1] >= 8);
    }

    void oneSoundHasOnePhrase()
    {
        QCOMPARE(phraseBoundaries(twoParts(1000), everyHalfSecond(64), everyHalfSecond(64, 4)), std::vector<double>{0});
    }

    void littleOrNothing()
    {
        QVERIFY(beatNovelty(twoParts(), {}).empty());
        QVERIFY(phraseBoundaries(twoParts(), {}, {}).empty());
        QVERIFY(phraseBoundaries(twoParts(), everyHalfSecond(64), {}).empty());
        QCOMPARE(phraseBoundaries(twoParts(), std::vector<double>{1}, std::vector<double>{1}), std::vector<double>{1});
        QCOMPARE(phraseBoundaries({}, everyHalfSecond(8), everyHalfSecond(8, 4)), std::vector<double>{0});
        // Beats behind the last frame.
        QVERIFY(!phraseBoundaries(twoParts(), everyHalfSecond(200), everyHalfSecond(200, 4)).empty());
    }
};

QTEST_APPLESS_MAIN(TestPhrases)
#include "tst_phrases.moc"
