#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/rng.h"
#include "core/dsp/hpss.h"
#include "tests/core/dsp/golden.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

double energy(const std::vector<float> &signal)
{
    double sum = 0;
    for (const float x : signal)
        sum += double(x) * x;
    return sum;
}

/// By sorting each window: the definition.
std::vector<float> plainMedian(const std::vector<float> &in, int width)
{
    const int n = int(in.size());
    std::vector<float> out;
    for (int i = 0; i < n; ++i) {
        std::vector<float> window;
        for (int k = i - width / 2; k <= i + width / 2; ++k) {
            int at = ((k % (2 * n)) + 2 * n) % (2 * n);
            at = at < n ? at : 2 * n - 1 - at;
            window.push_back(in[std::size_t(at)]);
        }
        std::sort(window.begin(), window.end());
        out.push_back(window[window.size() / 2]);
    }
    return out;
}

/// A line over time in bin 20 and a line over frequency in frame 30.
Spectrogram cross()
{
    Spectrogram s{SpectrumKind::Magnitude, 60, 50, 1, 98, 100, std::vector<float>(60 * 50, 0.0F)};
    for (int t = 0; t < s.frames; ++t)
        s.frame(t)[20] = 1;
    for (int k = 0; k < s.bins; ++k)
        s.frame(30)[std::size_t(k)] = 1;
    return s;
}

}  // namespace

class TestHpss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void medianIsTheDefinition_data()
    {
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("width");
        for (const int length : {1, 2, 5, 16, 40, 101})
            for (const int width : {1, 3, 31})
                QTest::addRow("%d of %d", width, length) << length << width;
    }
    void medianIsTheDefinition()
    {
        QFETCH(int, length);
        QFETCH(int, width);
        Rng rng(3);
        std::vector<float> series(static_cast<std::size_t>(length));
        for (float &value : series)
            value = float(rng.below(9));  // with many equal values
        const auto expected = plainMedian(series, width);
        std::vector<float> out(series.size());
        medianOverRows(series, length, 1, width, out);
        QCOMPARE(out, expected);
        medianOverColumns(series, 1, length, width, out);
        QCOMPARE(out, expected);
    }

    void everyColumnAndRowIsFilteredAlone()
    {
        constexpr int kRows = 37, kColumns = 19;  // neither a multiple of the vector lanes
        Rng rng(4);
        std::vector<float> matrix(kRows * kColumns), out(matrix.size());
        for (float &value : matrix)
            value = float(rng.uniform(0, 1));
        medianOverRows(matrix, kRows, kColumns, 5, out);
        for (int c = 0; c < kColumns; ++c) {
            std::vector<float> column, filtered;
            for (int r = 0; r < kRows; ++r) {
                column.push_back(matrix[std::size_t(r * kColumns + c)]);
                filtered.push_back(out[std::size_t(r * kColumns + c)]);
            }
            QCOMPARE(filtered, plainMedian(column, 5));
        }
        medianOverColumns(matrix, kRows, kColumns, 5, out);
        for (int r = 0; r < kRows; ++r) {
            const auto at = matrix.begin() + r * kColumns, filtered = out.begin() + r * kColumns;
            QCOMPARE(std::vector<float>(filtered, filtered + kColumns),
                     plainMedian(std::vector<float>(at, at + kColumns), 5));
        }
    }

    void energiesEqualLibrosa()
    {
        const Clip clip = goldenClip("music");
        const auto parts = splitHarmonicPercussive(clip.samples);
        const auto expected = golden("music.hpss_energy").values;
        QCOMPARE(parts.harmonic.size(), clip.samples.size());
        // Both transform in double and store spectra in single precision.
        QVERIFY(std::abs(energy(parts.harmonic) / expected[0] - 1) < 1e-4);
        QVERIFY(std::abs(energy(parts.percussive) / expected[1] - 1) < 1e-4);
    }

    void partsAddUpToTheSignal()
    {
        const Clip clip = goldenClip("music");
        const auto parts = splitHarmonicPercussive(clip.samples);
        // Where the last frame's window ends, the inverse transform does.
        for (std::size_t i = 0; i + 512 < clip.samples.size(); ++i)
            QVERIFY(std::abs(parts.harmonic[i] + parts.percussive[i] - clip.samples[i]) < 1e-5F);
    }

    void aToneIsHarmonicAndAClickPercussive()
    {
        std::vector<float> tone(44100), click(44100, 0.0F);
        for (std::size_t i = 0; i < tone.size(); ++i)
            tone[i] = 0.5F * float(std::sin(0.2 * double(i)));
        click[22050] = 1;
        const auto ofTone = splitHarmonicPercussive(tone), ofClick = splitHarmonicPercussive(click);
        QVERIFY(energy(ofTone.harmonic) > 50 * energy(ofTone.percussive));
        QVERIFY(energy(ofClick.percussive) > 50 * energy(ofClick.harmonic));
    }

    void linesOfASpectrogramAreParted()
    {
        const auto parts = splitHarmonicPercussive(cross());
        QCOMPARE(parts.harmonic.frame(5)[20], 1.0F);
        QCOMPARE(parts.percussive.frame(5)[20], 0.0F);
        QCOMPARE(parts.percussive.frame(30)[5], 1.0F);
        QCOMPARE(parts.harmonic.frame(30)[20], 0.5F);  // where they cross, half each
    }

    void widthsPowerAndMarginsCount()
    {
        auto crossing = cross();
        Rng rng(5);
        for (float &value : crossing.values)
            value += float(rng.uniform(0, 0.5));
        const auto usual = splitHarmonicPercussive(crossing);
        const auto differs = [&](const HpssConfig &config) {
            const auto parts = splitHarmonicPercussive(crossing, config);
            return std::pair{parts.harmonic.values != usual.harmonic.values,
                             parts.percussive.values != usual.percussive.values};
        };
        QCOMPARE(differs({}), (std::pair{false, false}));
        QCOMPARE(differs({.frames = 5}), (std::pair{true, true}));
        QCOMPARE(differs({.bins = 5}), (std::pair{true, true}));
        QCOMPARE(differs({.power = 1}), (std::pair{true, true}));
        QCOMPARE(differs({.harmonicMargin = 2}), (std::pair{true, false}));
        QCOMPARE(differs({.percussiveMargin = 2}), (std::pair{false, true}));
        const auto strict = splitHarmonicPercussive(crossing, {.harmonicMargin = 3, .percussiveMargin = 3});
        for (std::size_t i = 0; i < crossing.values.size(); ++i)
            QVERIFY(strict.harmonic.values[i] + strict.percussive.values[i] <= crossing.values[i] * 1.00001F);
    }

    void widthsOutOfRangeCountAsTheNearest()
    {
        const std::vector<float> row{3, 1, 2, 9, 4};
        std::vector<float> out(5);
        for (const int width : {0, -7, std::numeric_limits<int>::min()}) {
            medianOverColumns(row, 1, 5, width, out);
            QCOMPARE(out, row);
        }
        std::vector<float> widest(5);
        medianOverColumns(row, 1, 5, 4095, widest);
        for (const int width : {4094, 4096, std::numeric_limits<int>::max()}) {
            medianOverColumns(row, 1, 5, width, out);
            QCOMPARE(out, widest);
        }
    }

    void longSignalsAreSplitInBlocksWithoutASeam()
    {
        // 70 000 samples at a hop of 64 are 1094 frames: three blocks.
        Rng rng(6);
        std::vector<float> signal(70000);
        for (float &x : signal)
            x = float(0.1 * rng.normal());
        const StftConfig frames{256, 64, FftPrecision::Double};
        const auto blocks = splitHarmonicPercussive(signal, {}, frames);
        const auto whole = splitHarmonicPercussive(magnitudeSpectrogram(signal, 22050, frames));
        Stft stft(frames);
        InverseStft inverse(frames, signal.size());
        for (int t = 0; t < whole.harmonic.frames; ++t) {
            const auto bins = stft.frame(signal, t);
            std::vector<std::complex<float>> masked(bins.begin(), bins.end());
            for (std::size_t k = 0; k < masked.size(); ++k)
                masked[k] *= std::abs(masked[k]) > 0 ? whole.harmonic.frame(t)[k] / std::abs(masked[k]) : 0.0F;
            inverse.addFrame(t, masked);
        }
        const auto expected = std::move(inverse).finish();
        for (std::size_t i = 0; i < signal.size(); ++i)
            QVERIFY(std::abs(blocks.harmonic[i] - expected[i]) < 1e-5F);
    }

    void shortAndSilentSignals()
    {
        QVERIFY(splitHarmonicPercussive(std::vector<float>{}).harmonic.empty());
        const auto one = splitHarmonicPercussive(std::vector<float>{0.5F});
        QCOMPARE(one.harmonic.size(), std::size_t(1));
        QVERIFY(std::isfinite(one.harmonic[0]) && std::isfinite(one.percussive[0]));
        const auto silence = splitHarmonicPercussive(std::vector<float>(5000, 0.0F));
        QCOMPARE(silence.harmonic, std::vector<float>(5000, 0.0F));
        QCOMPARE(silence.percussive, std::vector<float>(5000, 0.0F));
        const auto denormal = splitHarmonicPercussive(std::vector<float>(5000, 1e-40F));
        QVERIFY(std::all_of(denormal.harmonic.begin(), denormal.harmonic.end(), [](float x) { return x == x; }));
    }
};

QTEST_APPLESS_MAIN(TestHpss)
#include "tst_hpss.moc"
