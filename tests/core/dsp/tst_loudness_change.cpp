#include <QtTest/QTest>
#include <cmath>

#include "core/audio/loudness_profile.h"
#include "core/base/rng.h"
#include "core/dsp/loudness_change.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

AudioBuffer noise(int rate)
{
    Rng rng(3);
    AudioBuffer audio{rate, {{}}};
    for (int i = 0; i < 6 * rate; ++i)
        audio.channels[0].push_back(static_cast<float>(0.05 * rng.normal()));
    return audio;
}

double predicted(const AudioBuffer &audio, const Equaliser &equaliser)
{
    return loudnessChangeDb(kWeighted(averageSpectrum(audio.channels[0], audio.sampleRate)), equaliser);
}

Equaliser bandAlone(int band, double gainDb, FilterMode mode = FilterMode::ZeroPhase)
{
    Equaliser equaliser;
    equaliser.bands[static_cast<std::size_t>(band)].gainDb = gainDb;
    equaliser.mode = mode;
    return equaliser;
}

}  // namespace

class TestLoudnessChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The meter (libebur128) on the filtered sound. 0.1 dB: noise of six seconds, edges of the filtering.
    void isWhatAMeterTells_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("band");
        QTest::addColumn<double>("gainDb");
        QTest::addColumn<bool>("zeroPhase");
        QTest::newRow("a shelf of bass, which counts little") << 44100 << 0 << 9.0 << true;
        QTest::newRow("a bell of treble") << 48000 << 2 << -6.0 << true;
        QTest::newRow("a bell, causal") << 22050 << 1 << 12.0 << false;
    }
    void isWhatAMeterTells()
    {
        QFETCH(const int, rate);
        QFETCH(const int, band);
        QFETCH(const double, gainDb);
        QFETCH(const bool, zeroPhase);
        const Equaliser equaliser = bandAlone(band, gainDb, zeroPhase ? FilterMode::ZeroPhase : FilterMode::Causal);
        const AudioBuffer before = noise(rate);
        AudioBuffer after = before;
        after.channels[0] = applyEqualiser(before.channels[0], equaliser, rate);
        const double change = measureLoudness(after).integratedLufs - measureLoudness(before).integratedLufs;
        QVERIFY(std::abs(change) > 0.2);
        TW_COMPARE_NEAR(predicted(before, equaliser), change, 0.1);
    }

    void nothingChangesNothing()
    {
        QCOMPARE(predicted(noise(44100), {}), 0.0);
        QCOMPARE(predicted({44100, {{}}}, bandAlone(1, 12)), 0.0);
        QCOMPARE(predicted({44100, {std::vector<float>(44100)}}, bandAlone(1, 12)), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestLoudnessChange)
#include "tst_loudness_change.moc"
