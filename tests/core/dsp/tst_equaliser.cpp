#include <QtTest/QTest>
#include <numbers>

#include "core/base/rng.h"
#include "core/dsp/equaliser.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

Equaliser goldenEqualiser(bool extreme)
{
    Equaliser eq;
    if (extreme)
        eq.bands = {{{BandKind::LowShelf, 40, 24.0, 0.1},
                     {BandKind::Peak, 600, -24.0, 18.0},
                     {BandKind::Peak, 8800, -19.0, 0.1},
                     {BandKind::HighShelf, 10473.75, 12.0, 2.0}}};
    else
        eq.bands = {{{BandKind::LowShelf, 200, 3.0, 0.9},
                     {BandKind::Peak, 1500, -4.0, 1.0},
                     {BandKind::Peak, 7000, 5.0, 1.2},
                     {BandKind::HighShelf, 9000, -3.0, 0.8}}};
    return eq;
}

std::vector<double> applyAll(std::span<const float> signal, const Equaliser &eq, double sampleRate)
{
    std::vector<double> work(signal.begin(), signal.end());
    for (const Band &band : eq.bands)
        work = applyBand(work, band, eq.mode, sampleRate);
    return work;
}

std::vector<double> sine(double hz, double sampleRate, std::size_t samples)
{
    std::vector<double> signal(samples);
    for (std::size_t i = 0; i < samples; ++i)
        signal[i] = std::sin(2 * std::numbers::pi * hz * double(i) / sampleRate);
    return signal;
}

double rmsOfMiddle(const std::vector<double> &signal)
{
    double squares = 0;
    const std::size_t from = signal.size() / 4, to = 3 * signal.size() / 4;
    for (std::size_t i = from; i < to; ++i)
        squares += signal[i] * signal[i];
    return std::sqrt(squares / double(to - from));
}

}  // namespace

class TestEqualiser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zeroPhaseEqualsFiltfilt_data()
    {
        QTest::addColumn<bool>("extreme");
        QTest::newRow("mild") << false;
        QTest::newRow("extreme") << true;
    }
    void zeroPhaseEqualsFiltfilt()
    {
        QFETCH(bool, extreme);
        const std::string name = extreme ? "eq_extreme" : "eq_mild";
        const Clip music = goldenClip("music");
        const auto filtered = applyAll(music.samples, goldenEqualiser(extreme), music.sampleRate);
        QCOMPARE(filtered.size(), music.samples.size());

        // The reference output is stored in single precision: 6e-8 relative of rounding is its own.
        const Npy edges = golden(name + ".filtfilt_edges");
        const std::size_t n = edges.columns();
        std::vector<double> ours(filtered.begin(), filtered.begin() + std::ptrdiff_t(n));
        ours.insert(ours.end(), filtered.end() - std::ptrdiff_t(n), filtered.end());
        TW_MATCHES(differenceFrom(ours, edges.values, {1e-6, 1e-6}));

        const Npy blocks = golden(name + ".filtfilt_blocks");
        std::vector<double> summary;
        for (std::size_t block = 0; block < blocks.rows(); ++block) {
            double squares = 0;
            for (std::size_t i = 0; i < 512; ++i)
                squares += filtered[block * 512 + i] * filtered[block * 512 + i] / 512;
            summary.insert(summary.end(), {filtered[block * 512], filtered[block * 512 + 257], squares});
        }
        TW_MATCHES(differenceFrom(summary, blocks.values, {1e-6, 1e-6}));
    }

    void responseEqualsFreqz_data() { zeroPhaseEqualsFiltfilt_data(); }
    void responseEqualsFreqz()
    {
        QFETCH(bool, extreme);
        const Npy expected = golden(extreme ? "eq_extreme.response_db" : "eq_mild.response_db");
        std::vector<double> frequencies(1025);
        for (std::size_t i = 0; i < frequencies.size(); ++i)
            frequencies[i] = 11025.0 * double(i) / 1024.0;
        TW_MATCHES(
            differenceFrom(responseDb(goldenEqualiser(extreme), frequencies, 22050), expected.values, {1e-6, 1e-6}));
    }

    void limitsAreApplied_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("frequencyHz");
        QTest::addColumn<double>("q");
        QTest::addColumn<double>("sampleRate");
        QTest::addColumn<double>("limitedHz");
        QTest::addColumn<double>("limitedQ");
        const int low = int(BandKind::LowShelf), peak = int(BandKind::Peak), high = int(BandKind::HighShelf);
        QTest::newRow("inside") << peak << 1000.0 << 1.0 << 44100.0 << 1000.0 << 1.0;
        QTest::newRow("too low") << low << 1.0 << 1.0 << 44100.0 << 20.0 << 1.0;
        QTest::newRow("20 kHz at 22.05 kHz") << high << 20000.0 << 0.8 << 22050.0 << 10473.75 << 0.8;
        QTest::newRow("20 kHz at 8 kHz") << high << 20000.0 << 0.8 << 8000.0 << 3800.0 << 0.8;
        QTest::newRow("20 kHz at 48 kHz") << high << 20000.0 << 0.8 << 48000.0 << 20000.0 << 0.8;
        QTest::newRow("narrow peak") << peak << 1000.0 << 32.0 << 44100.0 << 1000.0 << 18.0;
        QTest::newRow("narrow low shelf") << low << 100.0 << 32.0 << 44100.0 << 100.0 << 10.0;
        QTest::newRow("narrow high shelf") << high << 9000.0 << 10.5 << 44100.0 << 9000.0 << 10.0;
        QTest::newRow("wide") << peak << 1000.0 << 0.0 << 44100.0 << 1000.0 << 0.1;
    }
    void limitsAreApplied()
    {
        QFETCH(int, kind);
        QFETCH(double, frequencyHz);
        QFETCH(double, q);
        QFETCH(double, sampleRate);
        QFETCH(double, limitedHz);
        QFETCH(double, limitedQ);
        const Band asked{BandKind(kind), frequencyHz, 6.0, q};
        const Band band = limited(asked, sampleRate);
        TW_COMPARE_NEAR(band.frequencyHz, limitedHz, 1e-9);
        TW_COMPARE_NEAR(band.q, limitedQ, 0);
        QCOMPARE(band.gainDb, 6.0);
        // Design and response use the limited band.
        const Biquad a = designBiquad(asked, sampleRate), b = designBiquad(band, sampleRate);
        QCOMPARE(a.b0, b.b0);
        QCOMPARE(a.a1, b.a1);
    }

    /// At its centre a peak has its gain, a shelf's plateau has its gain, at the corner half of it: by the design.
    void gainIsWhereItShouldBe_data()
    {
        QTest::addColumn<double>("sampleRate");
        for (const double rate : {8000.0, 11025.0, 16000.0, 22050.0, 44100.0, 48000.0})
            QTest::newRow(qPrintable(QString::number(rate))) << rate;
    }
    void gainIsWhereItShouldBe()
    {
        QFETCH(double, sampleRate);
        const double nyquist = sampleRate / 2;
        for (const double gainDb : {-24.0, -6.0, 3.0, 24.0}) {
            const std::vector<double> at{0.0, 1000.0, nyquist};
            const auto peak = bandResponseDb({BandKind::Peak, 1000, gainDb, 2.0}, FilterMode::Causal, at, sampleRate);
            TW_COMPARE_NEAR(peak[0], 0.0, 1e-9);
            TW_COMPARE_NEAR(peak[1], gainDb, 1e-9);
            TW_COMPARE_NEAR(peak[2], 0.0, 1e-9);
            const auto low =
                bandResponseDb({BandKind::LowShelf, 1000, gainDb, 0.7}, FilterMode::Causal, at, sampleRate);
            TW_COMPARE_NEAR(low[0], gainDb, 1e-9);
            TW_COMPARE_NEAR(low[1], gainDb / 2, 1e-9);
            TW_COMPARE_NEAR(low[2], 0.0, 1e-9);
            const auto high =
                bandResponseDb({BandKind::HighShelf, 1000, gainDb, 0.7}, FilterMode::Causal, at, sampleRate);
            TW_COMPARE_NEAR(high[0], 0.0, 1e-9);
            TW_COMPARE_NEAR(high[1], gainDb / 2, 1e-9);
            TW_COMPARE_NEAR(high[2], gainDb, 1e-9);
        }
    }

    void zeroPhaseDoublesTheDecibels()
    {
        const std::vector<double> at{50, 500, 5000, 15000};
        Equaliser eq;
        eq.bands[1] = {BandKind::Peak, 500, 6.0, 1.0};
        eq.bands[3] = {BandKind::HighShelf, 12000, -5.0, 0.8};
        const auto twice = responseDb(eq, at, 44100);
        eq.mode = FilterMode::Causal;
        const auto once = responseDb(eq, at, 44100);
        for (std::size_t i = 0; i < at.size(); ++i)
            TW_COMPARE_NEAR(twice[i], 2 * once[i], 1e-12);
        TW_COMPARE_NEAR(once[1], 6.0, 0.2);  // the shelf far away moves it a little
    }

    /// What is drawn is what is heard: a sine through the filter changes by the response.
    void responseIsWhatTheFilterDoes()
    {
        const double rate = 22050;
        for (const FilterMode mode : {FilterMode::ZeroPhase, FilterMode::Causal})
            for (const double hz : {100.0, 1000.0, 1600.0, 8000.0}) {
                const Band band{BandKind::Peak, 1500, -7.5, 1.3};
                const auto in = sine(hz, rate, 44100);
                const auto out = applyBand(in, band, mode, rate);
                const std::vector<double> at{hz};
                const double expected = bandResponseDb(band, mode, at, rate)[0];
                TW_COMPARE_NEAR(20 * std::log10(rmsOfMiddle(out) / rmsOfMiddle(in)), expected, 1e-3);
            }
    }

    void zeroPhaseKeepsThePhase()
    {
        const double rate = 22050, hz = 1000;
        const Band band{BandKind::Peak, 1500, 6.0, 1.0};
        const auto in = sine(hz, rate, 22050);
        const auto out = applyBand(in, band, FilterMode::ZeroPhase, rate);
        double same = 0, shifted = 0;
        for (std::size_t i = 5000; i < 5000 + 22050 / 2; ++i) {  // whole periods: 500
            same += out[i] * in[i];
            shifted += out[i] * std::cos(2 * std::numbers::pi * hz * double(i) / rate);
        }
        QVERIFY(std::abs(shifted / same) < 1e-6);
    }

    void gainZeroChangesNothing()
    {
        const Clip music = goldenClip("music");
        for (const FilterMode mode : {FilterMode::ZeroPhase, FilterMode::Causal}) {
            Equaliser flat;
            flat.mode = mode;
            QCOMPARE(applyEqualiser(music.samples, flat, 22050), music.samples);
        }
    }

    void causalMeansCausal()
    {
        std::vector<double> impulse(64, 0.0);
        impulse[20] = 1.0;
        const Band band{BandKind::HighShelf, 3000, 9.0, 0.7};
        const auto out = applyBand(impulse, band, FilterMode::Causal, 22050);
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(out[i], 0.0);
        const Biquad f = designBiquad(band, 22050);
        TW_COMPARE_NEAR(out[20], f.b0, 1e-15);
        TW_COMPARE_NEAR(out[21], f.b1 - f.a1 * f.b0, 1e-15);
        TW_COMPARE_NEAR(out[22], f.b2 - f.a2 * f.b0 - f.a1 * out[21], 1e-15);
    }

    void shortSignals()
    {
        const Band band{BandKind::Peak, 1000, 12.0, 1.0};
        for (std::size_t n = 0; n <= 9; ++n) {
            const std::vector<double> signal(n, 0.5);
            QCOMPARE(applyBand(signal, band, FilterMode::ZeroPhase, 22050), signal);
            QCOMPARE(applyBand(signal, band, FilterMode::Causal, 22050).size(), n);
        }
        // A constant passes a peak filter unchanged, from its first sample on: that is what the steady state is for.
        const auto constant = applyBand(std::vector<double>(10, 0.5), band, FilterMode::ZeroPhase, 22050);
        for (const double value : constant)
            TW_COMPARE_NEAR(value, 0.5, 1e-12);
        const auto shelf = applyBand(std::vector<double>(3000, 0.5), {BandKind::LowShelf, 100, 6.0, 0.7},
                                     FilterMode::ZeroPhase, 22050);
        TW_COMPARE_NEAR(shelf.front(), 0.5 * std::pow(10.0, 12.0 / 20.0), 1e-9);
        TW_COMPARE_NEAR(shelf.back(), 0.5 * std::pow(10.0, 12.0 / 20.0), 1e-9);
    }

    void silenceStaysSilenceAndTailsEnd()
    {
        std::vector<double> signal(60000, 0.0);
        signal[0] = 1.0;
        const auto out = applyBand(signal, {BandKind::Peak, 6000, 24.0, 0.1}, FilterMode::Causal, 22050);
        QCOMPARE(out.back(), 0.0);  // neither a denormal nor a limit cycle
        const auto silent = applyEqualiser(std::vector<float>(1000, 0.0F), goldenEqualiser(true), 22050);
        QCOMPARE(silent, std::vector<float>(1000, 0.0F));
    }

    /// The corners of the action grid at every rate in use: finite and stable.
    void randomSettingsAreStable()
    {
        Rng rng(11);
        std::vector<float> noise(4000);
        for (int round = 0; round < 300; ++round) {
            const double rate = std::vector<double>{8000, 11025, 16000, 22050, 32000, 44100, 48000}[rng.below(7)];
            for (float &x : noise)
                x = float(rng.uniform(-1, 1));
            Equaliser eq;
            eq.mode = rng.chance(0.5) ? FilterMode::ZeroPhase : FilterMode::Causal;
            for (Band &band : eq.bands) {
                band.frequencyHz = std::pow(10.0, rng.uniform(0, 4.7));
                band.gainDb = rng.uniform(-24, 24);
                band.q = rng.uniform(0, 40);
            }
            for (const float x : applyEqualiser(noise, eq, rate))
                QVERIFY(std::isfinite(x));
        }
    }
};

QTEST_GUILESS_MAIN(TestEqualiser)
#include "tst_equaliser.moc"
