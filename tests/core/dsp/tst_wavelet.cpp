#include <QtTest/QTest>
#include <cmath>
#include <numeric>

#include "core/base/rng.h"
#include "core/dsp/wavelet.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

std::vector<double> noise(std::size_t length, std::uint64_t seed = 1)
{
    Rng rng(seed);
    std::vector<double> signal(length);
    for (double &value : signal)
        value = rng.normal();
    return signal;
}

double energy(std::span<const double> values)
{
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

}  // namespace

class TestWavelet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// pywt.wavedec(y, 'db8', mode='periodization') of an even signal whose coarser levels are odd.
    void coefficientsOfTheReferenceTool()
    {
        const WaveletCoefficients actual = decomposeDb8(goldenClip("music").samples);
        const Npy lengths = golden("music.db8_coeff_lengths");
        QCOMPARE(actual.levels() + 1, int(lengths.values.size()));
        QCOMPARE(actual.approximation.size(), std::size_t(lengths.values[0]));
        std::vector<double> coarse = actual.approximation, fine;
        for (int level = 0; level < actual.levels(); ++level) {
            const auto &detail = actual.details[std::size_t(level)];
            QCOMPARE(detail.size(), std::size_t(lengths.values[std::size_t(level) + 1]));
            if (detail.size() < 3000) {
                coarse.insert(coarse.end(), detail.begin(), detail.end());
                continue;
            }
            const auto middle = detail.begin() + std::ptrdiff_t(detail.size() / 2);
            fine.insert(fine.end(), detail.begin(), detail.begin() + 128);
            fine.insert(fine.end(), middle - 64, middle + 64);
            fine.insert(fine.end(), detail.end() - 128, detail.end());
        }
        // The reference was computed and stored in single precision.
        TW_MATCHES(differenceFrom(coarse, golden("music.db8_coarse").values, {1e-6, 1e-6}));
        TW_MATCHES(differenceFrom(fine, golden("music.db8_fine").values, {1e-6, 1e-6}));
    }

    /// What went in comes out, at odd lengths and lengths below the filter's too.
    void reconstructionIsExact_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {1, 2, 3, 5, 7, 15, 16, 17, 29, 30, 31, 33, 63, 255, 1000, 1001, 12345, 65536})
            QTest::addRow("%d", length) << length;
    }
    void reconstructionIsExact()
    {
        QFETCH(int, length);
        const std::vector<double> signal = noise(std::size_t(length));
        for (const std::optional<int> levels : {std::optional<int>(), std::optional(1), std::optional(4)}) {
            const auto back = reconstructDb8(decomposeDb8(signal, levels));
            TW_MATCHES(differenceFrom(back, signal, {0, 1e-12}));
        }
    }

    /// An orthonormal transform keeps energy; where a level is odd the doubled sample adds its own.
    void evenLevelsKeepTheEnergy()
    {
        const std::vector<double> signal = noise(4096);
        const auto parts = decomposeDb8(signal);
        double sum = energy(parts.approximation);
        for (const auto &detail : parts.details)
            sum += energy(detail);
        TW_COMPARE_NEAR(sum / energy(signal), 1.0, 1e-13);
    }

    /// Eight vanishing moments: away from the wrap-around a polynomial of degree 7 has no details.
    void detailsOfAPolynomialAreZero()
    {
        std::vector<double> signal(256);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] = std::pow(double(i) / 255 - 0.4, 7);
        const auto parts = decomposeDb8(signal, 1);
        for (std::size_t i = 8; i + 8 < parts.details[0].size(); ++i)
            TW_COMPARE_NEAR(parts.details[0][i], 0.0, 1e-13);
        QVERIFY(std::abs(parts.details[0].front()) > 1e-4);  // the jump from end to start
    }

    void constantSignal()
    {
        // Each level multiplies a constant by √2 and leaves no details.
        const auto parts = decomposeDb8(std::vector<double>(64, 3.0), 2);
        QCOMPARE(parts.approximation.size(), std::size_t(16));
        for (const double value : parts.approximation)
            TW_COMPARE_NEAR(value, 6.0, 1e-14);
        for (const double value : parts.details[1])
            TW_COMPARE_NEAR(value, 0.0, 1e-14);
    }

    /// PyWavelets repeats the last sample of an odd signal.
    void oddLengthRepeatsTheLastSample()
    {
        std::vector<double> odd = noise(101), even = odd;
        even.push_back(odd.back());
        QCOMPARE(decomposeDb8(odd, 1).approximation, decomposeDb8(even, 1).approximation);
        QCOMPARE(decomposeDb8(odd, 1).details, decomposeDb8(even, 1).details);
    }

    void levelsFollowTheLength()
    {
        // pywt.dwt_max_level(n, 16)
        const std::vector<std::pair<std::size_t, int>> expected = {{0, 0},  {14, 0}, {15, 0},     {29, 0},
                                                                   {30, 1}, {60, 2}, {176400, 13}};
        for (const auto &[length, levels] : expected)
            QCOMPARE(maxDb8Levels(length), levels);
        QCOMPARE(decomposeDb8(noise(100), 3).levels(), 3);
        QCOMPARE(decomposeDb8(noise(100), -1).levels(), 0);
        QCOMPARE(decomposeDb8(noise(4), 99).levels(), 2);  // 4 → 2 → 1, and one value isn't split
    }

    void nothingGivesNothing()
    {
        const auto parts = decomposeDb8(std::span<const double>(), 3);
        QCOMPARE(parts.levels(), 0);
        QVERIFY(parts.approximation.empty());
        QVERIFY(reconstructDb8(parts).empty());
    }

    void partsThatDoNotFitGiveNothing()
    {
        auto parts = decomposeDb8(noise(100), 2);
        parts.details[1].pop_back();
        QVERIFY(reconstructDb8(parts).empty());
        parts = decomposeDb8(noise(100), 2);
        parts.approximation.push_back(0);
        QVERIFY(reconstructDb8(parts).empty());
    }

    void softThresholdShrinks()
    {
        std::vector<double> values = {-3, -1, -0.5, 0, 0.5, 1, 3};
        softThreshold(values, 1);
        const std::vector<double> expected = {-2, 0, 0, 0, 0, 0, 2};
        QCOMPARE(values, expected);
        softThreshold(values, 0);
        QCOMPARE(values, expected);
    }

    /// Standard deviation 0.1 of noise, though the signal has jumps a hundred times as high.
    void noiseIsMeasuredBesideASignal()
    {
        std::vector<double> signal = noise(16384);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] = 0.1 * signal[i] + (i / 2048 % 2 == 0 ? 5.0 : -5.0);
        // 8192 details: the median's own scatter is 1.2 %.
        TW_COMPARE_NEAR(waveletNoiseDeviation(decomposeDb8(signal).details.back()), 0.1, 0.004);
        TW_COMPARE_NEAR(waveletNoiseDeviation(std::vector<double>{-0.6745, 0.1, 5.0}), 1.0, 1e-15);
        TW_COMPARE_NEAR(waveletNoiseDeviation(std::vector<double>{1.0, -2.0}), 1.5 / 0.6745, 1e-15);
        QCOMPARE(waveletNoiseDeviation({}), 0.0);
        TW_COMPARE_NEAR(universalThreshold(0.5, 1000), 0.5 * std::sqrt(2 * std::log(1000.0)), 1e-15);
        QCOMPARE(universalThreshold(0.5, 1), 0.0);
    }

    /// Thresholding removes most of the noise from a slow wave.
    void thresholdingDenoises()
    {
        std::vector<double> clean(8192), noisy = noise(8192);
        for (std::size_t i = 0; i < clean.size(); ++i) {
            clean[i] = std::sin(6.283185307 * 4 * double(i) / 8192);
            noisy[i] = clean[i] + 0.3 * noisy[i];
        }
        auto parts = decomposeDb8(noisy);
        const double threshold = universalThreshold(waveletNoiseDeviation(parts.details.back()), noisy.size());
        for (auto &detail : parts.details)
            softThreshold(detail, threshold);
        const auto denoised = reconstructDb8(parts);
        double before = 0, after = 0;
        for (std::size_t i = 0; i < clean.size(); ++i) {
            before += std::pow(noisy[i] - clean[i], 2);
            after += std::pow(denoised[i] - clean[i], 2);
        }
        QVERIFY2(after < before / 50, qPrintable(QString::number(after / before)));
    }
};

QTEST_GUILESS_MAIN(TestWavelet)
#include "tst_wavelet.moc"
