#include <QtTest/QTest>

#include "core/base/rng.h"
#include "core/eq_exchange/biquad_chain.h"
#include "tests/core/eq_exchange/other_program.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

class TestBiquadChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoPassesAreEachBandTwiceInARow()
    {
        const EqualiserSetting setting{{{Kind::Peak, 1000, 6.0, 1.0}, {Kind::HighShelf, 9000, 0.0, 1.0}}, 2, 44100};
        const BiquadChain chain = chainOf(setting);
        QCOMPARE(chain.bands.size(), 2U);  // the shelf of 0 dB changes nothing
        for (const dsp::Band &band : chain.bands) {
            QCOMPARE(band.frequencyHz, 1000.0);
            QCOMPARE(band.gainDb, 6.0);
        }
        // Twice 6 dB at the centre, and the headroom below it.
        TW_COMPARE_NEAR(chain.preampDb, -12.2, 1e-9);
        QCOMPARE(settingOf(chain, 44100).passes, 2);
        QCOMPARE(settingOf(chain, 44100).bands.size(), 1U);
        QCOMPARE(settingOf({0, {chain.bands[0]}}, 44100).passes, 1);
    }

    void bandsActWhereTheRateLetsThem()
    {
        const BiquadChain chain = chainOf({{{Kind::HighShelf, 16000, 3.0, 0.8}}, 1, 22050});
        QCOMPARE(chain.bands.front().frequencyHz, 0.95 * 11025.0);
    }

    void theResponseIsThatOfRenderedSound_data() { addSettingRows(); }
    // WISHES D2. Tolerance: the check's own, 0.05 dB; float-free rendering of 3 s leaves far less.
    void theResponseIsThatOfRenderedSound()
    {
        QFETCH(int, index);
        const EqualiserSetting setting = namedSettings()[std::size_t(index)].setting;
        const BiquadChain bands{0.0, chainOf(setting).bands};
        const double residual = residualDb(
            setting, [&](double hertz) { return responseDb(bands, std::span(&hertz, 1), setting.sampleRate).front(); });
        qInfo("residual %.2e dB", residual);
        QVERIFY(residual <= 0.05);
    }

    void thePreampKeepsSteadyTonesBelowFullScale_data() { addSettingRows(); }
    void thePreampKeepsSteadyTonesBelowFullScale()
    {
        QFETCH(int, index);
        const EqualiserSetting setting = namedSettings()[std::size_t(index)].setting;
        const BiquadChain chain = chainOf(setting);
        double highest = -1000;
        for (const double rate : {setting.sampleRate, 44100.0, 48000.0, 96000.0})
            for (double hertz = 20; hertz < rate / 2; hertz *= 1.0007)
                highest = std::max(highest, responseDb(chain, std::span(&hertz, 1), rate).front());
        // Between the points of its grid a peak of Q 18 is flat enough for a thousandth of a dB.
        TW_COMPARE_NEAR(highest, -0.2, 0.005);
    }

    void whiteNoiseAtFullScaleDoesNotClip_data() { addSettingRows(); }
    // WISHES D8: Gaussian noise whose highest peak is full scale, through the filters as other programs run them.
    void whiteNoiseAtFullScaleDoesNotClip()
    {
        QFETCH(int, index);
        const EqualiserSetting setting = namedSettings()[std::size_t(index)].setting;
        const BiquadChain chain = chainOf(setting);
        Rng rng(7);
        std::vector<double> noise(200000);
        double peak = 0;
        for (double &sample : noise)
            peak = std::max(peak, std::abs(sample = rng.normal()));
        for (double &sample : noise)
            sample *= std::pow(10.0, chain.preampDb / 20.0) / peak;
        for (const dsp::Band &band : chain.bands)
            noise = dsp::applyBand(noise, band, dsp::FilterMode::Causal, setting.sampleRate);
        double loudest = 0;
        for (const double sample : noise)
            loudest = std::max(loudest, std::abs(sample));
        qInfo("highest peak %.3f", loudest);
        QVERIFY(loudest <= 1.0);
    }

    void aCutAloneNeedsNoMoreThanHeadroom()
    {
        TW_COMPARE_NEAR(chainOf({{{Kind::Peak, 1000, -6.0, 1.0}}, 1, 44100}).preampDb, -0.2, 0.001);
        QCOMPARE(preampFor(-5.0), 0.0);  // never above 0: nothing is made louder than it was
        QCOMPARE(preampFor(6.0), -6.2);
    }

    void anEmptySettingIsFlat()
    {
        const BiquadChain chain = chainOf({{}, 2, 44100});
        QVERIFY(chain.bands.empty());
        QCOMPARE(chain.preampDb, -0.2);
    }

    void frequenciesRunFrom20HzInEqualSteps()
    {
        const auto hertz = logFrequencies(20000, 4);
        QCOMPARE(hertz.size(), 4U);
        QCOMPARE(hertz.front(), 20.0);
        TW_COMPARE_NEAR(hertz[1], 200.0, 1e-9);
        QCOMPARE(hertz.back(), 20000.0);
        QCOMPARE(logFrequencies(20000, 0).size(), 2U);
    }
};

QTEST_APPLESS_MAIN(TestBiquadChain)
#include "tst_biquad_chain.moc"
