#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/dsp/average_spectrum.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

std::vector<float> sine(double hertz, double amplitude, std::size_t samples, double rate = 44100)
{
    std::vector<float> signal(samples);
    for (std::size_t i = 0; i < samples; ++i)
        signal[i] = float(amplitude * std::sin(2 * std::numbers::pi * hertz * double(i) / rate));
    return signal;
}

std::vector<float> whiteNoise(std::size_t samples)
{
    Rng rng(5);
    std::vector<float> signal(samples);
    for (float &sample : signal)
        sample = float(0.1 * rng.normal());
    return signal;
}

LevelCurve flat(double levelDb, std::size_t bands = 100)
{
    LevelCurve curve;
    for (std::size_t i = 0; i < bands; ++i) {
        curve.hertz.push_back(20 * std::exp2(double(i) / 12));
        curve.levelDb.push_back(levelDb);
    }
    return curve;
}

}  // namespace

class TestAverageSpectrum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSineHasItsPowerAtItsBin()
    {
        // Bin 100 exactly: |X|² = (1/2)² of a full-scale sine, half amplitude a quarter of that.
        const double hertz = 100 * 44100.0 / 8192;
        TW_COMPARE_NEAR(averageSpectrum(sine(hertz, 1.0, 81920), 44100).power[100], 0.25, 1e-5);
        TW_COMPARE_NEAR(averageSpectrum(sine(hertz, 0.5, 81920), 44100).power[100], 0.0625, 1e-5);
    }

    void anEqualiserActsAsOnTheSound_data()
    {
        QTest::addColumn<bool>("zeroPhase");
        QTest::newRow("forward and backward") << true;
        QTest::newRow("causal") << false;
    }
    // WISHES D3: the spectrum that is drawn of an edit is that of the rendered edit. 10 s of noise: its edges and the
    // leakage between bins leave hundredths of a dB in bands of a sixth of an octave.
    void anEqualiserActsAsOnTheSound()
    {
        QFETCH(bool, zeroPhase);
        Equaliser eq;
        eq.mode = zeroPhase ? FilterMode::ZeroPhase : FilterMode::Causal;
        eq.bands[0].gainDb = 4;
        eq.bands[1].gainDb = -6;
        eq.bands[3].gainDb = 3;
        const auto signal = whiteNoise(441000);
        const auto drawn = levelCurve(filtered(averageSpectrum(signal, 44100), eq), 1.0 / 6);
        const auto rendered = levelCurve(averageSpectrum(applyEqualiser(signal, eq, 44100), 44100), 1.0 / 6);
        QCOMPARE(drawn.hertz.size(), rendered.hertz.size());
        double worst = 0;
        for (std::size_t i = 0; i < drawn.levelDb.size(); ++i)
            worst = std::max(worst, std::abs(drawn.levelDb[i] - rendered.levelDb[i]));
        qInfo("largest difference %.3f dB", worst);
        QVERIFY(worst < 0.15);
    }

    void noiseIsFlat()
    {
        const auto curve = levelCurve(averageSpectrum(whiteNoise(1 << 20), 44100), 1.0 / 3);
        QCOMPARE(curve.hertz.front(), 20.0);
        QVERIFY(curve.hertz.back() <= 20000.0 && curve.hertz.back() > 18000.0);
        const auto difference = shapeDifference(curve, flat(0, curve.hertz.size()), 100, 20000);
        QVERIFY(difference.rmsDb < 0.2);  // 255 frames, at least 6 bins a band
    }

    void bandsEndBelowNyquist()
    {
        const auto curve = levelCurve(averageSpectrum(whiteNoise(20000), 22050), 1.0 / 6);
        QVERIFY(curve.hertz.back() <= 0.95 * 11025.0);
        QVERIFY(curve.hertz.back() > 0.85 * 11025.0);
    }

    void widerBandsAreSmoother()
    {
        const auto spectrum = averageSpectrum(sine(1000, 1.0, 44100), 44100);
        const auto level = [&](double octaves) {
            const auto curve = levelCurve(spectrum, octaves);
            return *std::max_element(curve.levelDb.begin(), curve.levelDb.end());
        };
        QVERIFY(level(1.0 / 12) > level(1.0 / 3) + 4);
    }

    // WISHES D3: RMSE and largest difference, by hand: differences 1, 1, 1 and 5 about their mean 2.
    void differencesAreOfShape()
    {
        LevelCurve curve = flat(-10, 4);
        curve.levelDb = {-9, -9, -9, -5};
        const auto difference = shapeDifference(curve, flat(-10, 4), 20, 20000);
        TW_COMPARE_NEAR(difference.volumeDb, 2.0, 1e-12);
        TW_COMPARE_NEAR(difference.rmsDb, std::sqrt((1.0 + 1 + 1 + 9) / 4), 1e-12);
        TW_COMPARE_NEAR(difference.largestDb, 3.0, 1e-12);
        TW_COMPARE_NEAR(difference.largestHz, 20 * std::exp2(3.0 / 12), 1e-9);
        QCOMPARE(difference.bands, 4);
        QCOMPARE(shapeDifference(curve, flat(-10, 4), 20, 22).bands, 2);  // the limits count
        QCOMPARE(shapeDifference(curve, flat(-10, 4), 21, 20000).bands, 3);
        curve.levelDb[3] = -70;  // more than 60 dB down: nothing is heard there
        QCOMPARE(shapeDifference(curve, flat(-10, 4), 20, 20000).bands, 3);
        QCOMPARE(shapeDifference({}, flat(0), 20, 20000).bands, 0);
    }

    void edgesAreHarmless()
    {
        QVERIFY(averageSpectrum({}, 44100).power.empty());
        QVERIFY(averageSpectrum(sine(1000, 1, 10), 0).power.empty());
        QVERIFY(levelCurve({}, 1.0 / 6).hertz.empty());
        const std::vector<float> one{1.0F}, silence(10000, 0.0F);
        QCOMPARE(averageSpectrum(one, 44100).power.size(), 4097U);
        const auto quiet = levelCurve(averageSpectrum(silence, 44100), 1.0 / 6);
        QVERIFY(std::isinf(quiet.levelDb[0]));
        QCOMPARE(shapeDifference(quiet, quiet, 20, 20000).bands, 0);
        std::vector<float> broken(10000, 0.1F);
        broken[5] = std::nanf("");
        for (const double power : averageSpectrum(broken, 44100).power)
            QVERIFY(std::isfinite(power));
    }
};

QTEST_APPLESS_MAIN(TestAverageSpectrum)
#include "tst_average_spectrum.moc"
