#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/dsp/octave_resampler.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

namespace
{

/// The definition: zeros between the samples, all outputs of the filter, of which every down-th is kept. `up` and
/// `down` in lowest terms.
std::vector<double> direct(const std::vector<float> &signal, int up, int down)
{
    const double cutoff = 0.5 / std::max(up, down);
    const int half = int(std::ceil(52.0 / (28.714 * cutoff / 10.0)));
    std::vector<double> taps;
    double sum = 0;
    for (int n = -half; n <= half; ++n) {
        const double place = double(n) / half, angle = 2.0 * std::numbers::pi * cutoff * n;
        taps.push_back((n == 0 ? 1.0 : std::sin(angle) / angle) *
                       std::cyl_bessel_i(0.0, 0.1102 * 51.3 * std::sqrt(1.0 - place * place)));
        sum += taps.back();
    }
    std::vector<double> result;
    for (std::ptrdiff_t at = 0; at < std::ptrdiff_t(signal.size()) * up; at += down) {
        double value = 0;
        for (std::size_t i = 0; i < signal.size(); ++i)
            if (const std::ptrdiff_t n = at - std::ptrdiff_t(i) * up; std::abs(n) <= half)
                value += taps[std::size_t(n + half)] / sum * up * signal[i];
        result.push_back(value);
    }
    return result;
}

std::vector<float> noise(std::size_t samples)
{
    Rng rng(4);
    std::vector<float> signal(samples);
    for (float &x : signal)
        x = float(rng.normal());
    return signal;
}

}  // namespace

class TestOctaveResampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheDefinition_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("up");
        QTest::addColumn<int>("down");
        QTest::newRow("16 kHz") << 16000 << 5 << 8;
        QTest::newRow("8 kHz") << 8000 << 5 << 4;
        QTest::newRow("22.05 kHz") << 22050 << 200 << 441;
        QTest::newRow("44.1 kHz") << 44100 << 100 << 441;
        QTest::newRow("40 kHz: a single phase") << 40000 << 1 << 4;
        QTest::newRow("15 kHz: two phases") << 15000 << 2 << 3;
        QTest::newRow("odd") << 9973 << 10000 << 9973;
    }

    /// Sums of up to some hundred products of order 1 in double: rounding of 1e-14.
    void equalsTheDefinition()
    {
        QFETCH(int, rate);
        QFETCH(int, up);
        QFETCH(int, down);
        const OctaveResampler resampler(rate, 10000);
        QCOMPARE(resampler.up(), up);
        QCOMPARE(resampler.down(), down);
        for (const std::size_t samples : {0U, 1U, 2U, 63U, 700U, 1500U}) {
            const auto signal = noise(samples);
            const auto expected = direct(signal, up, down), actual = resampler.resample(signal);
            QCOMPARE(actual.size(), expected.size());
            for (std::size_t i = 0; i < actual.size(); ++i)
                TW_COMPARE_NEAR(actual[i], expected[i], 1e-12);
        }
    }

    /// Long signals go through in blocks: every block must join the next. Steady DC stays 1 but for the filter's 60 dB.
    void blocksJoin()
    {
        const std::vector<float> ones(100000, 1.0F);
        for (const int rate : {16000, 44100}) {
            const auto out = OctaveResampler(rate, 10000).resample(ones);
            for (std::size_t i = 200; i + 200 < out.size(); ++i)
                TW_COMPARE_NEAR(out[i], 1.0, 2e-3);
        }
    }

    void gainAndSameRate()
    {
        const auto signal = noise(50);
        const auto same = OctaveResampler(10000, 10000).resample(signal, 2.0);
        QCOMPARE(same.size(), signal.size());
        QCOMPARE(same[7], 2.0 * double(signal[7]));
        const OctaveResampler half(20000, 10000);
        TW_COMPARE_NEAR(half.resample(signal, 3.0)[9], 3.0 * half.resample(signal)[9], 1e-14);
    }
};

QTEST_GUILESS_MAIN(TestOctaveResampler)
#include "tst_octave_resampler.moc"
