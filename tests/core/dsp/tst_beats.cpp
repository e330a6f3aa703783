#include <QtTest/QTest>
#include <cmath>

#include "core/dsp/beats.h"

using namespace tonewright::dsp;

namespace
{

std::vector<float> pulsesAt(int frames, const std::vector<int> &at)
{
    std::vector<float> curve(std::size_t(frames), 0.0F);
    for (const int t : at)
        curve[std::size_t(t)] = 1;
    return curve;
}

std::vector<double> steady(int frames, double period)
{
    return std::vector<double>(std::size_t(frames), period);
}

}  // namespace

class TestBeats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pulsesAreBeats()
    {
        const auto beats = trackBeats(pulsesAt(100, {5, 25, 45, 65, 85}), steady(100, 20), 100);
        QCOMPARE(beats, (std::vector<double>{5, 25, 45, 65, 85}));
    }

    void thePulseGoesOnThroughARest()
    {
        const auto beats = trackBeats(pulsesAt(120, {5, 25, 85, 105}), steady(120, 20), 100);
        QCOMPARE(beats, (std::vector<double>{5, 25, 45, 65, 85, 105}));
    }

    void looseBeatsFollowTheOnsetsAndTightOnesThePeriod()
    {
        const auto curve = pulsesAt(100, {10, 30, 53, 70, 90});  // the middle one is late by 3
        QCOMPARE(trackBeats(curve, steady(100, 20), 10), (std::vector<double>{10, 30, 53, 70, 90}));
        QCOMPARE(trackBeats(curve, steady(100, 20), 1000), (std::vector<double>{10, 30, 50, 70, 90}));
    }

    void aChangingPeriodIsFollowedTightly()
    {
        std::vector<int> at;
        std::vector<double> periods(200);
        for (int t = 0; t < 200; ++t)
            periods[std::size_t(t)] = t <= 100 ? 20 : 25;
        for (int t = 0; t < 200; t += t < 100 ? 20 : 25)
            at.push_back(t);
        QCOMPARE(trackBeats(pulsesAt(200, at), periods, 1e5), std::vector<double>(at.begin(), at.end()));
    }

    void onsetsOffTheBeatAreIgnored()
    {
        auto curve = pulsesAt(200, {0, 20, 40, 60, 80, 100, 120, 140, 160, 180});
        curve[67] = 0.9F;
        const auto beats = trackBeats(curve, steady(200, 20), 100);
        QCOMPARE(beats.size(), std::size_t(10));
        QCOMPARE(beats[3], 60.0);
        QCOMPARE(beats[4], 80.0);
    }

    void nothingGivesNothingAndSilenceThePeriod()
    {
        QVERIFY(trackBeats({}, {}, 100).empty());
        QCOMPARE(trackBeats(std::vector<float>{1}, std::vector<double>{5}, 100), std::vector<double>{0});
        const auto beats = trackBeats(std::vector<float>(100, 0.0F), steady(100, 20), 100);
        for (std::size_t i = 1; i < beats.size(); ++i)
            QCOMPARE(beats[i] - beats[i - 1], 20.0);
    }

    void shiftedBeatsLieBetween()
    {
        const std::vector<double> beats{10, 30, 50};
        QCOMPARE(shiftedBeats(beats, 0, 100), beats);
        QCOMPARE(shiftedBeats(beats, 0.5, 100), (std::vector<double>{0, 20, 40, 60}));
        QCOMPARE(shiftedBeats(beats, 0.25, 100), (std::vector<double>{15, 35, 55}));
        QCOMPARE(shiftedBeats(beats, 0.5, 60), (std::vector<double>{0, 20, 40}));
        QCOMPARE(shiftedBeats(std::vector<double>{7}, 0.5, 100), std::vector<double>{7});
    }
};

QTEST_APPLESS_MAIN(TestBeats)
#include "tst_beats.moc"
