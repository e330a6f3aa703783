#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/dsp/mel.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

class TestMel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scale()
    {
        // Slaney: 3 mel a 200 Hz up to 1000 Hz = 15 mel; from there 27 steps to 6400 Hz.
        TW_COMPARE_NEAR(hzToMel(0), 0, 0);
        TW_COMPARE_NEAR(hzToMel(200), 3, 1e-12);
        TW_COMPARE_NEAR(hzToMel(1000), 15, 1e-12);
        TW_COMPARE_NEAR(hzToMel(6400), 42, 1e-12);
        for (const double hz : {1.0, 440.0, 999.0, 1001.0, 5000.0, 20000.0})
            TW_COMPARE_NEAR(melToHz(hzToMel(hz)), hz, 1e-9);
    }

    void filtersOfTheReferenceTool_data()
    {
        QTest::addColumn<int>("sampleRate");
        QTest::addColumn<int>("fftSize");
        QTest::addColumn<int>("bands");
        QTest::newRow("16 kHz") << 16000 << 1024 << 64;
        QTest::newRow("22.05 kHz") << 22050 << 2048 << 128;
    }
    void filtersOfTheReferenceTool()
    {
        QFETCH(int, sampleRate);
        QFETCH(int, fftSize);
        QFETCH(int, bands);
        const Npy expected =
            golden(QStringLiteral("mel_filters_%1_%2_%3").arg(sampleRate).arg(fftSize).arg(bands).toStdString());
        const MelFilters filters(sampleRate, fftSize, bands);
        QCOMPARE(filters.bands(), int(expected.rows()));
        QCOMPARE(filters.bins(), int(expected.columns()));
        TW_MATCHES(differenceFrom(
            expected.values.size(),
            [&](std::size_t i) { return filters.weight(int(i / expected.columns()), int(i % expected.columns())); },
            expected.values, {1e-6, 1e-9}));
    }

    /// A filter's weights times the bin width sum to 1 where it spans many bins: unit area.
    void filtersHaveUnitArea()
    {
        const MelFilters filters(44100, 8192, 64);
        for (int band = 20; band < 64; ++band) {
            double area = 0;
            for (int bin = 0; bin < filters.bins(); ++bin)
                area += double(filters.weight(band, bin)) * 44100 / 8192;
            TW_COMPARE_NEAR(area, 1.0, 0.01);
        }
    }

    void applyIsTheWeightedSum()
    {
        Rng rng(3);
        for (const int fftSize : {16, 512, 2048}) {
            const MelFilters filters(22050, fftSize, 40);
            std::vector<float> power(std::size_t(filters.bins()));
            for (float &p : power)
                p = float(rng.uniform());
            std::vector<float> mel(40);
            filters.apply(power, mel);
            for (int band = 0; band < 40; ++band) {
                double expected = 0;
                for (int bin = 0; bin < filters.bins(); ++bin)
                    expected += double(filters.weight(band, bin)) * double(power[std::size_t(bin)]);
                TW_COMPARE_NEAR(mel[std::size_t(band)], expected, 1e-7 + 1e-5 * expected);
            }
        }
    }

    void logMelOfTheReferenceTool_data()
    {
        QTest::addColumn<QString>("signal");
        for (const char *signal : {"music", "sweep", "noise", "tone", "silence"})
            QTest::newRow(signal) << QString::fromLatin1(signal);
    }
    void logMelOfTheReferenceTool()
    {
        QFETCH(QString, signal);
        const Clip clip = goldenClip(signal.toStdString());
        const auto power = powerSpectrogram(clip.samples, clip.sampleRate, kDescriptorFrames);
        // Decibels: 1e-4 dB is 2e-5 of a power.
        TW_MATCHES(differenceFrom(logMelSpectrogram(power), golden(signal.toStdString() + ".log_mel"), {0, 1e-4}));
    }

    void referenceOneAndMaximumDifferByTheLevel()
    {
        const Clip clip = goldenClip("noise");
        const auto power = powerSpectrogram(clip.samples, clip.sampleRate);
        const auto one = logMelSpectrogram(power, 32, DbReference::One);
        const auto maximum = logMelSpectrogram(power, 32, DbReference::Maximum);
        const double level = double(*std::max_element(one.values.begin(), one.values.end()));
        TW_COMPARE_NEAR(*std::max_element(maximum.values.begin(), maximum.values.end()), 0.0, 1e-5);
        for (std::size_t i = 0; i < one.values.size(); ++i)
            TW_COMPARE_NEAR(double(one.values[i]) - level, maximum.values[i], 1e-5);
        QCOMPARE(one.bands, 32);
    }

    void oneHertzToneLightsOneBand()
    {
        std::vector<float> tone(22050);
        for (std::size_t i = 0; i < tone.size(); ++i)
            tone[i] = std::sin(6.2831853F * 3000.0F * float(i) / 22050.0F);
        const auto mel = melSpectrogram(powerSpectrogram(tone, 22050), 128);
        const auto frame = mel.frame(20);
        const auto loudest = std::max_element(frame.begin(), frame.end()) - frame.begin();
        // Band b is centred (b+1)/129 of the way to Nyquist on the mel scale.
        TW_COMPARE_NEAR(loudest, hzToMel(3000) / hzToMel(11025) * 129 - 1, 1.0);
    }

    void everyRateGivesFiniteValues()
    {
        for (const double rate : {8000.0, 16000.0, 44100.0, 48000.0, 192000.0}) {
            const auto mel = logMelSpectrogram(powerSpectrogram(std::vector<float>(3000, 0.3F), rate));
            QCOMPARE(mel.bands, 128);
            for (const float value : mel.values)
                QVERIFY(std::isfinite(value));
        }
    }
};

QTEST_GUILESS_MAIN(TestMel)
#include "tst_mel.moc"
