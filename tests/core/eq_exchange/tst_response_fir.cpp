#include <QtTest/QTest>

#include "core/eq_exchange/response_fir.h"
#include "tests/core/eq_exchange/other_program.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::eq_exchange;
using namespace tonewright::test;

namespace
{

/// A convolver: the transform of the taps at one frequency.
double firDb(const std::vector<float> &taps, double hertz, int rate)
{
    const std::complex<double> step = std::polar(1.0, -2 * std::numbers::pi * hertz / rate);
    std::complex<double> sum = 0, z = 1;
    for (const float tap : taps) {
        sum += double(tap) * z;
        z *= step;
    }
    return 20 * std::log10(std::abs(sum));
}

}  // namespace

class TestResponseFir : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void soundsTheSameAtAnyRate_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("rate");
        QTest::addColumn<bool>("minimumPhase");
        const auto settings = namedSettings();
        for (int i = 0; i < int(settings.size()); ++i)
            for (const auto &[rate, minimum] : {std::pair(44100, false), {48000, false}, {48000, true}})
                QTest::addRow("%s, %d Hz%s", settings[std::size_t(i)].name, rate, minimum ? ", minimum phase" : "")
                    << i << rate << minimum;
    }
    // WISHES D6: ±0.1 dB of rendered sound, whatever the rates. 200 frequencies up to 20 kHz or 0.45 of the sound's
    // rate.
    void soundsTheSameAtAnyRate()
    {
        QFETCH(int, index);
        QFETCH(int, rate);
        QFETCH(bool, minimumPhase);
        const EqualiserSetting setting = namedSettings()[std::size_t(index)].setting;
        const ResponseFir fir = designResponseFir(setting, {rate, minimumPhase});
        const auto rendered = renderedDb(setting);
        const double binHz = setting.sampleRate / (2.0 * double(rendered.size() - 1));
        double worst = 0;
        for (double hertz = 20; hertz <= std::min(20000.0, 0.45 * setting.sampleRate); hertz *= 1.035) {
            const auto bin = std::size_t(std::lround(hertz / binHz));
            worst =
                std::max(worst, std::abs(firDb(fir.taps, double(bin) * binHz, rate) - fir.preampDb - rendered[bin]));
        }
        qInfo("%zu taps, residual %.4f dB, told %.4f dB", fir.taps.size(), worst, fir.residualDb);
        QVERIFY(worst <= 0.1);
        QVERIFY(fir.residualDb <= 0.1);
    }

    void twoPassesAreEvenAboutTheMiddle()
    {
        const EqualiserSetting setting = namedSettings()[0].setting;
        const ResponseFir fir = designResponseFir(setting, {48000, false});
        const std::size_t middle = fir.delaySamples;
        QCOMPARE(middle, fir.taps.size() / 2);
        for (std::size_t i = 1; i < middle; ++i)
            TW_COMPARE_NEAR(fir.taps[middle + i], fir.taps[middle - i], 1e-7);  // of floats near 1
        const ResponseFir quick = designResponseFir(setting, {48000, true});
        QCOMPARE(quick.delaySamples, std::size_t(0));
        QVERIFY(std::abs(quick.taps[0]) > 0.1F);
    }

    // One pass has minimum phase already: the FIR is the biquads' own impulse response (with the preamp).
    void onePassIsTheFilterItself()
    {
        const EqualiserSetting setting = namedSettings()[1].setting;
        const ResponseFir fir = designResponseFir(setting, {44100, false});
        std::vector<double> click(2000);
        click[0] = std::pow(10, fir.preampDb / 20);
        for (const auto &band : setting.bands)
            click = dsp::applyBand(click, toBand(band), dsp::FilterMode::Causal, 44100);
        for (std::size_t i = 0; i < 1000; ++i)
            TW_COMPARE_NEAR(fir.taps[i], click[i], 1e-6);  // 2^19 points alias below that
    }

    void noSteadyToneGoesOverFullScale()
    {
        const EqualiserSetting setting = namedSettings()[2].setting;
        const ResponseFir fir = designResponseFir(setting, {48000, false});
        double highest = -1000;
        for (double hertz = 20; hertz < 24000; hertz *= 1.02)
            highest = std::max(highest, firDb(fir.taps, hertz, 48000));
        QVERIFY(highest <= 0);
    }

    // Fewer taps than a narrow band at 20 Hz needs: the file says how much is lost.
    void whatIsCutIsTold()
    {
        const EqualiserSetting setting{{{Kind::Peak, 20, 24, 18}}, 2, 48000};
        const ResponseFir fir = designResponseFir(setting, {48000, false, 4096});
        QCOMPARE(fir.taps.size(), 4096U);
        QVERIFY(fir.residualDb > 1);
        QVERIFY(fir.residualHz < 60);
    }

    void flatIsOneTap()
    {
        const ResponseFir fir = designResponseFir({{{Kind::Peak, 1000, 0, 1}}, 2, 44100}, {44100, false});
        QCOMPARE(fir.taps.size(), 1024U);
        TW_COMPARE_NEAR(fir.taps[512], std::pow(10, -0.2 / 20), 1e-6);
        TW_COMPARE_NEAR(fir.taps[513], 0, 1e-7);
    }
};

QTEST_APPLESS_MAIN(TestResponseFir)
#include "tst_response_fir.moc"
