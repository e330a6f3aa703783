#include <QtTest/QTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/dsp/chroma.h"
#include "core/dsp/contrast.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/mfcc.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

/// A spectrogram of one frame, 1 Hz a bin.
Spectrogram oneFrame(std::vector<float> values, SpectrumKind kind)
{
    Spectrogram s;
    s.kind = kind;
    s.frames = 1;
    s.bins = int(values.size());
    s.fftSize = 2 * (s.bins - 1);
    s.sampleRate = s.fftSize;
    s.hopSamples = 1;
    s.values = std::move(values);
    return s;
}

}  // namespace

class TestDescriptors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofTheReferenceTool_data()
    {
        QTest::addColumn<QString>("signal");
        for (const char *signal : {"music", "sweep", "noise", "tone", "silence"})
            QTest::newRow(signal) << QString::fromLatin1(signal);
    }
    void ofTheReferenceTool()
    {
        QFETCH(QString, signal);
        const std::string prefix = signal.toStdString() + ".";
        const Clip clip = goldenClip(signal.toStdString());
        const auto power = powerSpectrogram(clip.samples, clip.sampleRate, kDescriptorFrames);
        const auto magnitude = magnitudeOf(power);
        // Single-precision sums of 1025 bins: 1e-5 relative; below 1e-9 of a unit nothing is left to compare.
        const Tolerance tolerance{1e-5, 1e-9};
        TW_MATCHES(differenceFrom(spectralCentroid(magnitude), golden(prefix + "centroid").values, tolerance));
        TW_MATCHES(differenceFrom(spectralBandwidth(magnitude), golden(prefix + "bandwidth").values, tolerance));
        TW_MATCHES(differenceFrom(spectralRolloff(magnitude), golden(prefix + "rolloff").values, tolerance));
        TW_MATCHES(differenceFrom(spectralFlatness(power), golden(prefix + "flatness").values, tolerance));
        TW_MATCHES(differenceFrom(rms(clip.samples), golden(prefix + "rms").values, tolerance));
        TW_MATCHES(differenceFrom(zeroCrossingRate(clip.samples), golden(prefix + "zcr").values, {0, 1e-12}));
        // In dB; the quantiles pick among weak bins, which the double transform gets right.
        TW_MATCHES(differenceFrom(spectralContrast(magnitude), golden(prefix + "contrast"), {0, 1e-4}));
        TW_MATCHES(differenceFrom(mfcc(power, 13), golden(prefix + "mfcc13"), {1e-5, 1e-3}));  // of values up to 600
        TW_MATCHES(differenceFrom(mfcc(power, 20), golden(prefix + "mfcc20"), {1e-5, 1e-3}));
        TW_MATCHES(differenceFrom(chroma(power, 0.0), golden(prefix + "chroma_tuning0"), {1e-4, 1e-7}));
        TW_MATCHES(differenceFrom(chroma(power), golden(prefix + "chroma"), {1e-4, 1e-7}));
    }

    void centroidAndBandwidthByHand()
    {
        // 1 at 2 Hz and 3 at 6 Hz: mean 5, variance (9 + 3)/4 = 3.
        const auto s = oneFrame({0, 0, 1, 0, 0, 0, 3, 0, 0}, SpectrumKind::Magnitude);
        TW_COMPARE_NEAR(spectralCentroid(s)[0], 5.0, 1e-6);
        TW_COMPARE_NEAR(spectralBandwidth(s)[0], std::sqrt(3.0), 1e-6);
        TW_COMPARE_NEAR(spectralRolloff(s, 0.25)[0], 2.0, 0);
        TW_COMPARE_NEAR(spectralRolloff(s, 0.26)[0], 6.0, 0);
        TW_COMPARE_NEAR(spectralRolloff(s)[0], 6.0, 0);
    }

    void flatnessByHand()
    {
        TW_COMPARE_NEAR(spectralFlatness(oneFrame({4, 4, 4, 4, 4}, SpectrumKind::Power))[0], 1.0, 1e-6);
        // Geometric mean of 1, 4, 16 = 4, arithmetic 7.
        TW_COMPARE_NEAR(spectralFlatness(oneFrame({1, 4, 16}, SpectrumKind::Power))[0], 4.0 / 7.0, 1e-6);
    }

    void slopeByHand()
    {
        // Power ~ 1/f: −10 dB a decade. Bins of 100 Hz, the lowest 100 Hz.
        std::vector<float> power(200);
        for (std::size_t k = 1; k < power.size(); ++k)
            power[k] = 1.0F / float(k);
        Spectrogram s = oneFrame(power, SpectrumKind::Power);
        s.sampleRate = 100.0 * s.fftSize;
        TW_COMPARE_NEAR(spectralSlope(s)[0], -10.0, 1e-4);
        TW_COMPARE_NEAR(spectralSlope(s, 1000.0)[0], -10.0, 1e-4);
        s.values.assign(s.values.size(), 0.25F);
        TW_COMPARE_NEAR(spectralSlope(s)[0], 0.0, 1e-6);
    }

    void momentsByHand()
    {
        // Weights ½ at 10 Hz and ½ at 30 Hz: mean 20, variance 100, no skew, kurtosis 1.
        std::vector<double> spectrum(41, 0.0);
        spectrum[10] = spectrum[30] = 7.0;
        const auto m = spectralMoments(spectrum, 1.0);
        TW_COMPARE_NEAR(m.centroidHz, 20, 1e-9);
        TW_COMPARE_NEAR(m.variance, 100, 1e-9);
        TW_COMPARE_NEAR(m.skewness, 0, 1e-9);
        TW_COMPARE_NEAR(m.kurtosis, 1, 1e-9);
        const auto none = spectralMoments(std::vector<double>(41, 0.0), 1.0);
        QCOMPARE(none.kurtosis, 0.0);
    }

    void bandEnergyIncludesBothEnds()
    {
        const std::vector<double> power{1, 2, 4, 8, 16};
        QCOMPARE(bandEnergy(power, 10.0, 10.0, 30.0), 14.0);
        QCOMPARE(bandEnergy(power, 10.0, 10.1, 29.9), 4.0);
        QCOMPARE(bandEnergy(power, 10.0, 50.0, 90.0), 0.0);
    }

    void rmsAndZeroCrossingsByHand()
    {
        std::vector<float> square(8192);
        for (std::size_t i = 0; i < square.size(); ++i)
            square[i] = i / 8 % 2 == 0 ? 0.5F : -0.5F;  // a sign change every 8 samples
        TW_COMPARE_NEAR(rms(square)[8], 0.5, 1e-7);
        TW_COMPARE_NEAR(rms(square)[0], std::sqrt(0.125), 1e-7);  // half the frame lies before the signal
        TW_COMPARE_NEAR(zeroCrossingRate(square)[8], 1.0 / 8.0, 1.0 / 2048);
        TW_COMPARE_NEAR(zeroCrossingRate(square, {64, 16})[100], 7.0 / 64.0, 1e-12);  // begins on a change: not counted
        // Values within 1e-10 of zero are zero, which is positive.
        QCOMPARE(zeroCrossingRate(std::vector<float>{1, -1e-11F, 1, -1e-11F}, {8, 8})[0], 0.0);
        QCOMPARE(zeroCrossingRate(std::vector<float>{1, -1, 1, -1}, {8, 8})[0], 3.0 / 8.0);
    }

    void a440IsPitchClassA()
    {
        const Clip tone = goldenClip("tone");
        const auto power = powerSpectrogram(tone.samples, tone.sampleRate);
        const auto c = chroma(power);
        const auto frame = c.frame(40);
        QCOMPARE(int(std::max_element(frame.begin(), frame.end()) - frame.begin()), 9);  // C = 0, so A = 9
        QCOMPARE(frame[9], 1.0F);
    }

    void tuningIsFound_data()
    {
        QTest::addColumn<double>("semitones");
        for (const double semitones : {-0.4, -0.15, 0.0, 0.2, 0.45})
            QTest::newRow(qPrintable(QString::number(semitones))) << semitones;
    }
    void tuningIsFound()
    {
        QFETCH(double, semitones);
        // Five partials that lie between bins, all off by the same part of a semitone. Parabolic interpolation of
        // powers is off by up to a few hundredths.
        std::vector<float> signal(44100, 0.0F);
        for (const int note : {0, 4, 7, 12, 19})
            for (std::size_t i = 0; i < signal.size(); ++i)
                signal[i] += 0.1F * float(std::sin(6.283185307179586 * 440.0 * std::exp2((note + semitones) / 12.0) *
                                                   double(i) / 44100.0));
        const double tuning = estimateTuning(powerSpectrogram(signal, 44100, {8192, 1024}));
        TW_COMPARE_NEAR(tuning, semitones, 0.05);
    }

    /// Bins so narrow that 150 Hz is the trillionth: no peak is in the range, and tuning is that of nothing.
    void tuningOfBinsFarBelowTheRange()
    {
        Spectrogram power{SpectrumKind::Power, 1, 3, 1, 4, 1e-9, {0, 1, 0}};
        QCOMPARE(estimateTuning(power), 0.0);
        power.sampleRate = 1600;  // bin 1 lies at 400 Hz: 35 hundredths above G
        TW_COMPARE_NEAR(estimateTuning(power), 0.35, 0.011);
    }

    void contrastByHand()
    {
        // White noise has some contrast, a tone in noise much more in its octave and none the more elsewhere.
        Rng rng(1);
        std::vector<float> signal(22050);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] = float(0.01 * rng.normal() + std::sin(6.283185307179586 * 1000.0 * double(i) / 22050.0));
        const auto contrast = spectralContrast(magnitudeSpectrogram(signal, 22050, kDescriptorFrames));
        const auto frame = contrast.frame(20);
        QCOMPARE(contrast.bands, 7);
        // Half the decibels of powers, because librosa takes 10·log10 of magnitudes: the tone's bin has 512, the noise
        // some 0.01 · √768 = 0.28, its weakest bins a tenth of that.
        QVERIFY(frame[3] > 30);  // 800 … 1600 Hz
        for (const std::size_t band : {5, 6})
            QVERIFY(frame[band] > 5 && frame[band] < 20);
    }

    void contrastAtLowRatesHasEmptyBands()
    {
        Rng rng(1);
        std::vector<float> noise(8000);
        for (float &x : noise)
            x = float(rng.normal());
        const auto contrast = spectralContrast(magnitudeSpectrogram(noise, 8000));  // Nyquist 4 kHz
        for (int t = 0; t < contrast.frames; ++t) {
            QCOMPARE(contrast.at(t, 6), 0.0F);  // from 6400 Hz
            QVERIFY(contrast.at(t, 5) > 0.0F);  // 3200 … 4000 Hz
        }
    }

    void shapeByHand()
    {
        // Weights ¼ at 1 Hz and ¾ at 5 Hz: mean 4, variance (9 + 3)/4 = 3, third moment (−27 + 3)/4 = −6, fourth
        // (81 + 3)/4 = 21.
        const auto s = oneFrame({0, 1, 0, 0, 0, 3, 0, 0, 0}, SpectrumKind::Magnitude);
        const SpectralMoments m = spectralMoments(s)[0];
        TW_COMPARE_NEAR(m.centroidHz, 4, 1e-6);
        TW_COMPARE_NEAR(m.variance, 3, 1e-6);
        TW_COMPARE_NEAR(m.skewness, -6 / std::pow(3.0, 1.5), 1e-6);
        TW_COMPARE_NEAR(m.kurtosis, 21.0 / 9.0, 1e-6);
        // Largest 3, mean 4/9.
        TW_COMPARE_NEAR(spectralCrest(s)[0], 27.0 / 4.0, 1e-6);
        TW_COMPARE_NEAR(spectralCrest(oneFrame({2, 2, 2, 2, 2}, SpectrumKind::Magnitude))[0], 1.0, 1e-6);
        const auto silent = oneFrame({0, 0, 0, 0, 0}, SpectrumKind::Magnitude);
        QCOMPARE(spectralCrest(silent)[0], 0.0);
        QCOMPARE(spectralMoments(silent)[0].kurtosis, 0.0);
    }

    void bandEnergiesByHand()
    {
        const auto s = oneFrame({1, 2, 4, 8, 16}, SpectrumKind::Power);  // 1 Hz a bin
        const std::vector<std::array<double, 2>> bands{{0, 1}, {1, 3}, {3.5, 9}, {5, 9}};
        QCOMPARE(bandEnergies(s, bands).values, (std::vector<float>{3, 14, 16, 0}));
    }

    void deltasByHand()
    {
        FeatureMatrix m{12, 2, {}};
        for (int t = 0; t < m.frames; ++t)
            m.values.insert(m.values.end(), {0.5F * float(t) + 3.0F, float(t * t)});
        const auto d = deltas(m);
        for (int t = 0; t < m.frames; ++t) {
            TW_COMPARE_NEAR(d.at(t, 0), 0.5, 1e-6);
            // The slope of a parabola; the first and last nine frames have one line each.
            TW_COMPARE_NEAR(d.at(t, 1), 2 * std::clamp(t, 4, 7), 1e-5);
        }
        TW_COMPARE_NEAR(deltas(m, 3).at(1, 1), 2.0, 1e-6);
        // Fewer frames than the width: the widest odd one that fits, and nothing at all for two.
        m.frames = 4;
        m.values.resize(8);
        for (int t = 0; t < 4; ++t)
            TW_COMPARE_NEAR(deltas(m).at(t, 1), 2 * std::clamp(t, 1, 2), 1e-6);
        QCOMPARE(deltas({2, 1, {1, 5}}).values, (std::vector<float>{0, 0}));
        QVERIFY(deltas({0, 3, {}}).values.empty());
    }

    void mfccOfAConstantSpectrum()
    {
        // Equal log-mel values: only coefficient 0, which is value · √bands.
        FeatureMatrix logMel{1, 64, std::vector<float>(64, 10.0F)};
        const auto c = mfccOfLogMel(logMel, 5);
        TW_COMPARE_NEAR(c.at(0, 0), 80.0, 1e-4);
        for (int k = 1; k < 5; ++k)
            TW_COMPARE_NEAR(c.at(0, k), 0.0, 1e-4);
        // One cosine of the basis: only its coefficient, √(bands/2).
        for (int n = 0; n < 64; ++n)
            logMel.values[std::size_t(n)] = float(std::cos(3.14159265358979 * 3 * (2 * n + 1) / 128.0));
        TW_COMPARE_NEAR(mfccOfLogMel(logMel, 5).at(0, 3), std::sqrt(32.0), 1e-5);
    }

    void anySignalGivesFiniteNumbers_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<double>("amplitude");
        QTest::addColumn<int>("sampleRate");
        for (const int rate : {8000, 16000, 22050, 48000})
            for (const int samples : {0, 1, 700, 3000})
                for (const double amplitude : {0.0, 1e-40, 1.0, 1e6})
                    QTest::addRow("%d samples of %g at %d Hz", samples, amplitude, rate)
                        << samples << amplitude << rate;
    }
    void anySignalGivesFiniteNumbers()
    {
        QFETCH(int, samples);
        QFETCH(double, amplitude);
        QFETCH(int, sampleRate);
        Rng rng(5);
        std::vector<float> signal(static_cast<std::size_t>(samples));
        for (float &x : signal)
            x = float(amplitude * rng.uniform(-1, 1));
        const auto power = powerSpectrogram(signal, sampleRate);
        const auto magnitude = magnitudeOf(power);
        const auto finite = [](const auto &values) {
            return std::all_of(values.begin(), values.end(), [](auto x) { return std::isfinite(x); });
        };
        QVERIFY(finite(spectralCentroid(magnitude)));
        QVERIFY(finite(spectralBandwidth(magnitude)));
        QVERIFY(finite(spectralRolloff(magnitude)));
        QVERIFY(finite(spectralFlatness(power)));
        QVERIFY(finite(spectralSlope(power)));
        QVERIFY(finite(rms(signal)));
        QVERIFY(finite(zeroCrossingRate(signal)));
        QVERIFY(finite(mfcc(power).values));
        QVERIFY(finite(chroma(power).values));
        QVERIFY(finite(spectralContrast(magnitude).values));
        for (const double flatness : spectralFlatness(power))
            QVERIFY(flatness > 0 && flatness <= 1.0 + 1e-6);
    }

    void smallTransformsWork()
    {
        Rng rng(6);
        std::vector<float> signal(500);
        for (float &x : signal)
            x = float(rng.normal());
        for (const int size : {2, 4, 16, 64}) {
            const auto power = powerSpectrogram(signal, 22050, {size, 8});
            QCOMPARE(spectralContrast(magnitudeOf(power)).bands, 7);
            QCOMPARE(chroma(power).bands, 12);
            QCOMPARE(mfcc(power).bands, 20);
            QCOMPARE(spectralSlope(power).size(), std::size_t(power.frames));
        }
    }
};

QTEST_GUILESS_MAIN(TestDescriptors)
#include "tst_descriptors.moc"
