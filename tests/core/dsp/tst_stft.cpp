#include <QtTest/QTest>
#include <cmath>
#include <numbers>
#include <thread>

#include "core/base/rng.h"
#include "core/dsp/stft.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr StftConfig kDouble{2048, 512, FftPrecision::Double};

std::vector<float> noise(std::size_t samples, std::uint64_t seed = 1)
{
    Rng rng(seed);
    std::vector<float> signal(samples);
    for (float &x : signal)
        x = float(rng.uniform(-1, 1));
    return signal;
}

/// The transform's definition, term by term.
std::complex<double> directBin(std::span<const float> signal, const StftConfig &config, int frame, int bin)
{
    std::complex<double> sum = 0;
    for (int n = 0; n < config.fftSize; ++n) {
        const std::ptrdiff_t i = std::ptrdiff_t(frame) * config.hopSamples - config.fftSize / 2 + n;
        if (i < 0 || i >= std::ptrdiff_t(signal.size()))
            continue;
        const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * n / config.fftSize);
        sum += double(signal[std::size_t(i)]) * window *
               std::polar(1.0, -2 * std::numbers::pi * double(bin) * n / config.fftSize);
    }
    return sum;
}

}  // namespace

class TestStft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void magnitudesOfTheReferenceTool_data()
    {
        QTest::addColumn<QString>("signal");
        QTest::addColumn<int>("precision");
        for (const char *signal : {"music", "sweep"}) {
            QTest::addRow("%s, single", signal) << QString::fromLatin1(signal) << int(FftPrecision::Single);
            QTest::addRow("%s, double", signal) << QString::fromLatin1(signal) << int(FftPrecision::Double);
        }
    }
    void magnitudesOfTheReferenceTool()
    {
        QFETCH(QString, signal);
        QFETCH(int, precision);
        const Npy expected = golden(signal.toStdString() + ".stft_mag");  // [bin][24 frames]
        const Clip clip = goldenClip(signal.toStdString());
        const auto s = magnitudeSpectrogram(clip.samples, clip.sampleRate, {2048, 512, FftPrecision(precision)});
        QCOMPARE(s.bins, int(expected.rows()));
        const double loudest = *std::max_element(expected.values.begin(), expected.values.end());
        // Single precision rounds 140 dB below the largest bin; double follows the reference into that depth.
        const Tolerance tolerance =
            FftPrecision(precision) == FftPrecision::Single ? Tolerance{1e-4, 1e-7 * loudest} : Tolerance{1e-6, 1e-30};
        TW_MATCHES(differenceFrom(
            expected.values.size(),
            [&](std::size_t i) { return s.frame(int(i % expected.columns()))[i / expected.columns()]; },
            expected.values, tolerance));
    }

    void meanPowersAtThreeSizes_data()
    {
        QTest::addColumn<int>("fftSize");
        for (const int size : {512, 2048, 8192})
            QTest::addRow("%d", size) << size;
    }
    void meanPowersAtThreeSizes()
    {
        QFETCH(int, fftSize);
        const Npy expected = golden("music.power_mean_" + std::to_string(fftSize));
        const Clip clip = goldenClip("music");
        TW_MATCHES(differenceFrom(meanOverFrames(powerSpectrogram(clip.samples, clip.sampleRate, {fftSize, 256})),
                                  expected.values, {1e-4, 1e-12}));
    }

    void equalsTheDefinition()
    {
        const auto signal = noise(1000);
        for (const FftPrecision precision : {FftPrecision::Single, FftPrecision::Double})
            for (const StftConfig &config : {StftConfig{256, 100, precision}, StftConfig{62, 31, precision},
                                             StftConfig{2048, 512, precision}, StftConfig{2, 1, precision}}) {
                Stft stft(config);
                const int last = frameCount(signal.size(), config) - 1;
                for (const int frame : {0, 1, last})
                    for (const int bin : {0, 1, config.fftSize / 2}) {
                        const auto expected = directBin(signal, config, frame, bin);
                        const auto actual = stft.frame(signal, frame)[std::size_t(bin)];
                        TW_COMPARE_NEAR(actual.real(), expected.real(), 1e-4);
                        TW_COMPARE_NEAR(actual.imag(), expected.imag(), 1e-4);
                    }
            }
    }

    void powersAreSquaredMagnitudes()
    {
        const auto signal = noise(5000);
        for (const StftConfig &config : {StftConfig{}, kDouble}) {
            const auto power = powerSpectrogram(signal, 22050, config);
            const auto magnitude = magnitudeSpectrogram(signal, 22050, config);
            QCOMPARE(int(power.kind), int(SpectrumKind::Power));
            QCOMPARE(int(magnitude.kind), int(SpectrumKind::Magnitude));
            QCOMPARE(magnitudeOf(power).values, magnitude.values);
            for (std::size_t i = 0; i < power.values.size(); ++i)
                QVERIFY(std::abs(magnitude.values[i] * magnitude.values[i] - power.values[i]) <=
                        1e-6F * power.values[i]);
        }
    }

    void frameCountAndAxes()
    {
        QCOMPARE(frameCount(0, {2048, 512}), 1);
        QCOMPARE(frameCount(511, {2048, 512}), 1);
        QCOMPARE(frameCount(512, {2048, 512}), 2);
        QCOMPARE(frameCount(22050, {2048, 512}), 44);
        const auto s = powerSpectrogram(noise(4410), 44100, {1024, 441});
        QCOMPARE(s.frames, 11);
        QCOMPARE(s.bins, 513);
        QCOMPARE(s.fftSize, 1024);
        QCOMPARE(s.hopSamples, 441);
        TW_COMPARE_NEAR(s.frequencyHz(512), 22050, 1e-9);
        TW_COMPARE_NEAR(s.binHz(), 43.06640625, 1e-9);
        TW_COMPARE_NEAR(s.secondsOfFrame(10), 0.1, 1e-12);
    }

    void windowIsPeriodicHann()
    {
        QCOMPARE(hannWindow(4), (std::vector<float>{0.0F, 0.5F, 1.0F, 0.5F}));
        QCOMPARE(hannWindow(0).size(), std::size_t(0));
    }

    /// A constant 1: bin 0 is the window's sum N/2, bin 1 is −N/4, the rest 0.
    void constantSignal()
    {
        const std::vector<float> ones(8192, 1.0F);
        Stft stft({});
        const auto bins = stft.frame(ones, 8);
        TW_COMPARE_NEAR(bins[0].real(), 1024, 1e-3);
        TW_COMPARE_NEAR(bins[1].real(), -512, 1e-3);
        TW_COMPARE_NEAR(std::abs(bins[2]), 0, 1e-3);
    }

    /// A440 at 22.05 kHz lies at bin 440 · 2048 / 22050 = 40.87.
    void toneIsInItsBin()
    {
        const Clip tone = goldenClip("tone");
        const auto s = magnitudeSpectrogram(tone.samples, tone.sampleRate);
        for (int t = 4; t < s.frames - 4; ++t) {
            const auto frame = s.frame(t);
            QCOMPARE(int(std::max_element(frame.begin(), frame.end()) - frame.begin()), 41);
        }
    }

    void anImpulseIsAsStrongInEveryBin()
    {
        std::vector<float> impulse(4096, 0.0F);
        impulse[1024] = 1.0F;  // centre of frame 2, where the window is 1
        const auto s = powerSpectrogram(impulse, 22050);
        for (const float power : s.frame(2))
            TW_COMPARE_NEAR(power, 1.0, 1e-5);
    }

    void emptyShortAndSilent()
    {
        for (const FftPrecision precision : {FftPrecision::Single, FftPrecision::Double}) {
            const StftConfig config{2048, 512, precision};
            const auto empty = powerSpectrogram({}, 22050, config);
            QCOMPARE(empty.frames, 1);
            QCOMPARE(empty.values, std::vector<float>(1025, 0.0F));
            const auto silent = powerSpectrogram(std::vector<float>(3000, 0.0F), 22050, config);
            QCOMPARE(silent.values, std::vector<float>(6 * 1025, 0.0F));
            const auto one = powerSpectrogram(std::vector<float>{0.5F}, 22050, config);
            QCOMPARE(one.frames, 1);
            for (const float power : one.values)
                TW_COMPARE_NEAR(power, 0.25, 1e-6);  // one sample at the window's centre
        }
    }

    void oddSizesAndHopsAreMadeUsable()
    {
        const auto s = powerSpectrogram(noise(100), 8000, {1, 0});
        QCOMPARE(s.fftSize, 2);
        QCOMPARE(s.hopSamples, 1);
        QCOMPARE(powerSpectrogram(noise(100), 8000, {511, 50}).fftSize, 512);
    }

    void windowsByHand()
    {
        // Four samples at phases 0, π/2, π, 3π/2.
        const auto values = [](WindowShape shape) { return windowOf(shape, 4); };
        const auto near = [](const std::vector<double> &actual, const std::vector<double> &expected) {
            return differenceFrom(actual, expected, {0, 1e-15});
        };
        TW_MATCHES(near(values(WindowShape::Hann), {0, 0.5, 1, 0.5}));
        TW_MATCHES(near(values(WindowShape::Hamming), {0.08, 0.54, 1, 0.54}));
        TW_MATCHES(near(values(WindowShape::Blackman), {0, 0.34, 1, 0.34}));
        TW_MATCHES(near(values(WindowShape::Rectangular), {1, 1, 1, 1}));
        QVERIFY(windowOf(WindowShape::Hann, 0).empty());
        QVERIFY(windowOf(WindowShape::Hann, -1).empty());
    }

    void theWindowIsTheConfigs()
    {
        // A constant's bin 0 is the sum of the window: 256 samples times its mean.
        const std::vector<float> ones(4096, 1.0F);
        for (const auto &[shape, mean] : {std::pair{WindowShape::Hann, 0.5},
                                          {WindowShape::Hamming, 0.54},
                                          {WindowShape::Blackman, 0.42},
                                          {WindowShape::Rectangular, 1.0}}) {
            const auto s = magnitudeSpectrogram(ones, 8000, {256, 64, FftPrecision::Double, shape});
            TW_COMPARE_NEAR(s.frame(20)[0], 256 * mean, 1e-4);
        }
    }

    void thereAndBack_data()
    {
        QTest::addColumn<int>("fftSize");
        QTest::addColumn<int>("hop");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("precision");
        QTest::addColumn<double>("tolerance");  // of samples up to 1: as the header says
        for (const int window : {int(WindowShape::Hann), int(WindowShape::Hamming), int(WindowShape::Blackman)})
            for (const auto &[size, hop] : {std::pair{2048, 512}, {512, 128}, {1000, 300}}) {
                QTest::addRow("%d/%d, window %d, single", size, hop, window)
                    << size << hop << window << int(FftPrecision::Single) << 1e-6;
                QTest::addRow("%d/%d, window %d, double", size, hop, window)
                    << size << hop << window << int(FftPrecision::Double) << 1e-7;
            }
    }
    void thereAndBack()
    {
        QFETCH(int, fftSize);
        QFETCH(int, hop);
        QFETCH(int, window);
        QFETCH(int, precision);
        QFETCH(double, tolerance);
        const StftConfig config{fftSize, hop, FftPrecision(precision), WindowShape(window)};
        for (const std::size_t samples : {std::size_t(1), std::size_t(700), std::size_t(10000)}) {
            const auto signal = noise(samples);
            Stft forward(config);
            InverseStft inverse(config, samples);
            for (int t = frameCount(samples, config) - 1; t >= 0; --t)  // any order
                inverse.addFrame(t, forward.frame(signal, t));
            const auto back = std::move(inverse).finish();
            TW_MATCHES(differenceFrom(back, std::vector<double>(signal.begin(), signal.end()), {0, tolerance}));
        }
    }

    /// One frame alone: what is left is the windowed frame, windowed again and divided by the squared window: itself.
    void oneFrameGivesItsStretch()
    {
        const StftConfig config{256, 64, FftPrecision::Double};
        const auto signal = noise(1024);
        Stft forward(config);
        InverseStft inverse(config, signal.size());
        inverse.addFrame(8, forward.frame(signal, 8));  // samples 384 … 639
        const auto back = std::move(inverse).finish();
        for (const std::size_t i : {0, 383, 640, 1023})
            QCOMPARE(back[i], 0.0F);
        // At its edges the window is some 1e-4, and rounding is divided by it.
        for (std::size_t i = 400; i < 624; ++i)
            TW_COMPARE_NEAR(back[i], signal[i], 1e-5);
    }

    void inverseOfNothing()
    {
        QVERIFY(InverseStft({}, 0).finish().empty());
        QCOMPARE(InverseStft({}, 3).finish(), std::vector<float>(3, 0.0F));
        // Imaginary parts that a real signal can't have are left out, missing bins are 0.
        InverseStft inverse({4, 1, FftPrecision::Double, WindowShape::Rectangular}, 4);
        inverse.addFrame(2, std::vector<std::complex<float>>{{4, 9}, {0, 0}, {0, 9}});
        inverse.addFrame(30, std::vector<std::complex<float>>{{4, 9}});  // behind the end
        QCOMPARE(std::move(inverse).finish(), std::vector<float>(4, 1.0F));
    }

    void sameBitsOnEveryThread()
    {
        const auto signal = noise(30000);
        const auto expected = powerSpectrogram(signal, 22050, {4096, 512}).values;
        std::vector<std::vector<float>> results(8);
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < results.size(); ++i)
                threads.emplace_back([&, i] {
                    // Sizes nobody planned before, so that planning races with executing.
                    (void)powerSpectrogram(signal, 22050, {600 + 2 * int(i), 512, FftPrecision(i % 2)});
                    results[i] = powerSpectrogram(signal, 22050, {4096, 512}).values;
                });
        }
        for (const auto &result : results)
            QCOMPARE(result, expected);
    }
};

QTEST_GUILESS_MAIN(TestStft)
#include "tst_stft.moc"
