#include <QtTest/QTest>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <thread>

#include "core/base/rng.h"
#include "core/dsp/block_equaliser.h"
#include "core/dsp/eq_fir.h"
#include "tests/support/forbidden_allocations.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;

// FFTW takes memory by these and not by operator new. Off where a sanitizer has replaced them itself.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace
{
std::atomic<int> g_alignedAllocations{0};
}
extern "C" void *__libc_memalign(std::size_t alignment, std::size_t size);
extern "C" void *memalign(std::size_t alignment, std::size_t size)
{
    g_alignedAllocations.fetch_add(1);
    return __libc_memalign(alignment, size);
}
extern "C" int posix_memalign(void **memory, std::size_t alignment, std::size_t size)
{
    *memory = memalign(alignment, size);
    return *memory == nullptr;
}
#define TW_COUNTS_ALIGNED 1
#endif

namespace
{

using Samples = std::vector<float>;

BlockEqualiserConfig mono(double sampleRate, double lookaheadSeconds, int blockSamples = 512)
{
    return {sampleRate, 1, lookaheadSeconds, blockSamples};
}

Equaliser only(const Band &band, FilterMode mode = FilterMode::ZeroPhase)
{
    Equaliser equaliser;
    equaliser.bands[1] = band;
    equaliser.mode = mode;
    return equaliser;
}

Samples noise(std::size_t count, std::uint64_t seed = 1)
{
    Rng rng(seed);
    Samples samples(count);
    for (float &sample : samples)
        sample = float(rng.uniform(-0.5, 0.5));
    return samples;
}

Samples sine(std::size_t count, double cyclesPerSample)
{
    Samples samples(count);
    for (std::size_t i = 0; i < count; ++i)
        samples[i] = float(0.5 * std::sin(2 * std::numbers::pi * cyclesPerSample * double(i)));
    return samples;
}

/// Plays `in` and then silence, `call` frames at a time; the result without the latency, as long as `in`.
Samples play(BlockEqualiser &engine, const Samples &in, std::size_t call = 480)
{
    Samples padded = in;
    padded.resize(in.size() + engine.latencySamples(), 0.0F);
    for (std::size_t done = 0; done < padded.size(); done += call) {
        float *at = padded.data() + done;
        engine.process(&at, &at, std::min(call, padded.size() - done));
    }
    padded.erase(padded.begin(), padded.begin() + std::ptrdiff_t(engine.latencySamples()));
    return padded;
}

double rms(const Samples &samples)
{
    return std::sqrt(std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0) / double(samples.size()));
}

double peak(const Samples &samples)
{
    float largest = 0;
    for (const float sample : samples)
        largest = std::max(largest, std::abs(sample));
    return largest;
}

double largestGain(const Equaliser &equaliser, double rate)
{
    std::vector<double> hertz;
    for (int i = 0; i <= 4000; ++i)
        hertz.push_back(std::pow(rate / 2, i / 4000.0));
    const auto db = responseDb(equaliser, hertz, rate);
    return std::pow(10.0, *std::max_element(db.begin(), db.end()) / 20);
}

Samples difference(const Samples &a, const Samples &b)
{
    Samples result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i] = a[i] - b[i];
    return result;
}

std::unique_ptr<BlockEqualiser> make(const BlockEqualiserConfig &config)
{
    return BlockEqualiser::create(config).value();
}

}  // namespace

class TestBlockEqualiser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // ---- the impulse response ----

    void zeroPhaseTapsAreEvenAndSumToTheGainAtZeroHertz()
    {
        const Equaliser shelf = only({BandKind::LowShelf, 300, 6.0, 0.7});
        const EqFir fir = designEqFir(shelf, 22050, 1 << 20);
        QVERIFY(fir.complete);
        QCOMPARE(fir.before, fir.after());
        for (std::size_t n = 1; n <= fir.before; ++n)
            TW_COMPARE_NEAR(fir.taps[fir.before - n], fir.taps[fir.before + n], 1e-7);
        // +6 dB twice. Left out: 10^(−85/20) of the smallest gain, which is 1.
        TW_COMPARE_NEAR(std::accumulate(fir.taps.begin(), fir.taps.end(), 0.0), std::pow(10.0, 12.0 / 20.0), 1e-4);
    }

    void causalTapsAreTheBiquadsImpulseResponse()
    {
        const Band band{BandKind::HighShelf, 3000, 9.0, 0.7};
        const EqFir fir = designEqFir(only(band, FilterMode::Causal), 22050, 1 << 20);
        QCOMPARE(fir.before, std::size_t{0});
        const Biquad f = designBiquad(band, 22050);
        TW_COMPARE_NEAR(fir.taps[0], f.b0, 1e-6);
        TW_COMPARE_NEAR(fir.taps[1], f.b1 - f.a1 * f.b0, 1e-6);
    }

    void aFlatEqualiserIsOneTap()
    {
        const EqFir fir = designEqFir({}, 44100, 1000);
        QCOMPARE(fir.taps, Samples{1.0F});
        QCOMPARE(fir.before, std::size_t{0});
    }

    /// The narrower and the lower, the longer: length goes as Q / f. A cap leaves a filter that says so.
    void lengthFollowsTheSlowestPole()
    {
        const auto side = [](double hz, double gainDb, double q) {
            return double(designEqFir(only({BandKind::Peak, hz, gainDb, q}), 22050, 1 << 22).neededSide);
        };
        TW_COMPARE_NEAR(side(200, 12, 4) / side(400, 12, 4), 2.0, 0.1);
        TW_COMPARE_NEAR(side(200, 12, 8) / side(200, 12, 4), 2.0, 0.1);
        QVERIFY(side(200, 24, 4) > 1.5 * side(200, 12, 4));
        const EqFir cut = designEqFir(only({BandKind::Peak, 200, 12, 4}), 22050, 100);
        QVERIFY(!cut.complete);
        QCOMPARE(cut.taps.size(), std::size_t{201});
        QVERIFY(cut.neededSide > 100);
    }

    /// The header's claim about the default lookahead: corners of the study's grid, both signs of gain.
    void theDefaultLookaheadHoldsTheWholeActionGrid()
    {
        const double rate = 8000;  // lengths in seconds don't depend on it; 8 kHz is quickest
        const auto longest = std::size_t(BlockEqualiserConfig{}.lookaheadSeconds * rate);
        for (const FilterMode mode : {FilterMode::ZeroPhase, FilterMode::Causal})
            for (int corner = 0; corner < 64; ++corner) {
                const auto pick = [corner](int bit, double a, double b) { return (corner >> bit & 1) != 0 ? b : a; };
                Equaliser equaliser;
                equaliser.mode = mode;
                equaliser.bands = {{{BandKind::LowShelf, 20, pick(0, -24, 24), pick(1, 0.1, 2.0)},
                                    {BandKind::Peak, 600, pick(2, -24, 24), pick(3, 0.1, 32.0)},
                                    {BandKind::Peak, 6000, pick(4, -24, 24), pick(3, 0.1, 32.0)},
                                    {BandKind::HighShelf, 12000, pick(5, -24, 24), pick(1, 0.1, 2.0)}}};
                const EqFir fir = designEqFir(equaliser, rate, longest);
                QVERIFY2(fir.complete, qPrintable(QString("%1: %2 s").arg(corner).arg(double(fir.neededSide) / rate)));
            }
    }

    // ---- the sound ----

    void equalsTheRenderedSound_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("lookahead");
        QTest::addColumn<QList<double>>("settings");  // kind, Hz, dB, Q of each band
        const QList<double> mild{0, 200, 3, .9, 1, 1500, -4, 1, 1, 7000, 5, 1.2, 2, 9000, -3, .8};
        const QList<double> extreme{0, 40, 24, .1, 1, 600, -24, 18, 1, 8800, -19, .1, 2, 10473.75, 12, 2};
        const QList<double> lowest{1, 20, 24, 18};
        const QList<double> lowestCut{1, 20, -24, 18};
        const QList<double> widest{1, 20, 24, .1, 1, 20, -24, .1};
        const QList<double> shelves{0, 20, -24, 10, 2, 20000, 24, 10};
        const QList<double> corners{0, 20, 24, .1, 1, 20, 24, 18, 1, 20000, -24, 18, 2, 20, -24, .1};
        for (const double rate : {8000.0, 22050.0, 48000.0, 192000.0}) {
            const auto name = QByteArray::number(rate);
            QTest::newRow("mild " + name) << rate << 1.0 << mild;
            QTest::newRow("extreme " + name) << rate << 4.0 << extreme;
        }
        QTest::newRow("20 Hz, Q 18, +24 dB at 8 kHz") << 8000.0 << 26.0 << lowest;
        QTest::newRow("20 Hz, Q 18, −24 dB at 8 kHz") << 8000.0 << 26.0 << lowestCut;
        QTest::newRow("20 Hz, Q 18, +24 dB at 22 kHz") << 22050.0 << 26.0 << lowest;
        QTest::newRow("widest at 8 kHz") << 8000.0 << 26.0 << widest;
        QTest::newRow("shelves at 8 kHz") << 8000.0 << 26.0 << shelves;
        QTest::newRow("four corners at 8 kHz") << 8000.0 << 60.0 << corners;
    }

    /// −80 dB, RMS and peak; rounding to single precision, 130 dB below the input at the largest gain, comes on top: it
    /// shows where a sine sits in the hole of an equaliser that boosts something else by 70 dB. Silence around the
    /// sound is long enough for the rendered one to end in it: at edges the two differ on purpose.
    void equalsTheRenderedSound()
    {
        QFETCH(double, rate);
        QFETCH(double, lookahead);
        QFETCH(QList<double>, settings);
        Equaliser equaliser;
        for (qsizetype i = 0; i < settings.size(); i += 4)
            equaliser.bands[std::size_t(i / 4)] = {BandKind(int(settings[i])), settings[i + 1], settings[i + 2],
                                                   settings[i + 3]};
        for (const FilterMode mode : {FilterMode::ZeroPhase, FilterMode::Causal}) {
            equaliser.mode = mode;
            const auto engine = make(mono(rate, lookahead, 4096));
            const EqualiserInForce inForce = engine->setEqualiser(equaliser);
            QVERIFY2(inForce.complete, qPrintable(QString("needs %1 s").arg(inForce.neededSeconds)));
            const auto around = std::size_t(1.5 * inForce.neededSeconds * rate) + 20000;
            for (const Samples &sound : {noise(30000), sine(30000, 1500 / 22050.0), sine(30000, 20 / rate)}) {
                Samples in(around, 0.0F);
                in.insert(in.end(), sound.begin(), sound.end());
                in.resize(in.size() + around, 0.0F);
                const Samples exact = applyEqualiser(in, equaliser, rate);
                const Samples heard = play(*engine, in);
                const Samples error = difference(heard, exact);
                const double rounding = std::pow(10.0, -130.0 / 20.0) * largestGain(equaliser, rate);
                QVERIFY2(rms(error) < 1e-4 * rms(exact) + rounding * rms(in),
                         qPrintable(QString("RMS %1 dB").arg(20 * std::log10(rms(error) / rms(exact)))));
                QVERIFY2(peak(error) < 1e-4 * peak(exact) + rounding * peak(in),
                         qPrintable(QString("peak %1 dB").arg(20 * std::log10(peak(error) / peak(exact)))));
            }
        }
    }

    void latencyIsTheSameForEveryEqualiser()
    {
        const auto engine = make(mono(22050, 1.0));
        QCOMPARE(engine->latencySamples(), std::size_t(44 * 512 + 2 * 512));  // 1 s in whole blocks, and two
        Samples impulse(1000, 0.0F);
        impulse[700] = 0.5F;
        const Samples flat = play(*engine, impulse);
        TW_COMPARE_NEAR(flat[700], 0.5, 1e-6);
        engine->setEqualiser(only({BandKind::Peak, 3000, 6, 1}));
        play(*engine, Samples(5000, 0.0F));
        const Samples peaked = play(*engine, impulse);
        QVERIFY(std::max_element(peaked.begin(), peaked.end()) - peaked.begin() == 700);
        TW_COMPARE_NEAR(peaked[690], peaked[710], 1e-6);  // zero phase: even around the impulse
        engine->setEqualiser(only({BandKind::Peak, 3000, 6, 1}, FilterMode::Causal));
        play(*engine, Samples(5000, 0.0F));
        const Samples causal = play(*engine, impulse);
        TW_COMPARE_NEAR(causal[699], 0.0, 1e-6);
        QVERIFY(causal[700] > 0.4);
    }

    void callsOfAnySizeGiveTheSameBits()
    {
        const Samples in = noise(20000);
        Samples expected;
        for (const std::size_t call : {std::size_t{20000}, std::size_t{1}, std::size_t{37}, std::size_t{512}}) {
            const auto engine = make(mono(22050, 0.3));
            engine->setEqualiser(only({BandKind::Peak, 500, 9, 3}));
            const Samples heard = play(*engine, in, call);
            if (expected.empty())
                expected = heard;
            QCOMPARE(heard, expected);
        }
    }

    void channelsAreSeparate()
    {
        const auto engine = make({22050, 6, 0.2, 256});
        const Equaliser equaliser = only({BandKind::Peak, 800, -9, 2});
        engine->setEqualiser(equaliser);
        std::vector<Samples> in, expected;
        for (int c = 0; c < 6; ++c) {
            in.push_back(noise(12000, std::uint64_t(c + 1)));
            const auto alone = make(mono(22050, 0.2, 256));
            alone->setEqualiser(equaliser);
            float *at = in.back().data();
            expected.push_back(in.back());
            float *out = expected.back().data();
            alone->process(&at, &out, 12000);
        }
        std::array<float *, 6> at{};
        std::transform(in.begin(), in.end(), at.begin(), [](Samples &one) { return one.data(); });
        engine->process(at.data(), at.data(), 12000);
        QCOMPARE(in, expected);
    }

    // ---- edits while playing ----

    /// Within three blocks, over one block, from one exact output to the other; nothing else is ever heard.
    void anEditCrossfadesBetweenTwoExactOutputs()
    {
        constexpr std::size_t kBlock = 512;
        const Equaliser before = only({BandKind::Peak, 1000, 12, 2}), after = only({BandKind::Peak, 1000, -12, 2});
        const Samples in = sine(44100, 1000.0 / 22050);
        const auto old = make(mono(22050, 0.5)), fresh = make(mono(22050, 0.5)), edited = make(mono(22050, 0.5));
        for (BlockEqualiser *engine : {old.get(), edited.get()})
            engine->setEqualiser(before);
        fresh->setEqualiser(after);
        const Samples oldSound = play(*old, in, 100), freshSound = play(*fresh, in, 100);

        Samples heard = in;
        const std::size_t editAt = 30000;
        for (std::size_t done = 0; done < in.size(); done += 100) {
            float *at = heard.data() + done;
            if (done == editAt)
                edited->setEqualiser(after);
            edited->process(&at, &at, 100);
        }
        const std::size_t latency = edited->latencySamples();
        std::size_t first = 0, last = 0;
        for (std::size_t i = 2000 + latency; i < in.size(); ++i) {
            const float a = oldSound[i - latency], b = freshSound[i - latency];
            if (heard[i] != a && first == 0)
                first = i;
            if (heard[i] != b)
                last = i;
            QVERIFY(heard[i] >= std::min(a, b) - 1e-5 && heard[i] <= std::max(a, b) + 1e-5);
        }
        QVERIFY2(first >= editAt && first < editAt + 2 * kBlock, qPrintable(QString::number(first)));
        QVERIFY2(last > first && last < editAt + 3 * kBlock, qPrintable(QString::number(last)));
        // No click: no step is larger than the loudest sine's own plus the crossfade's: 2 · 0.5 · 16 / 512.
        const double own = 0.5 * 15.9 * 2 * std::numbers::pi * 1000 / 22050;
        for (std::size_t i = latency + 2001; i < heard.size(); ++i)
            QVERIFY(std::abs(heard[i] - heard[i - 1]) < own + 0.04);
    }

    void ofManyEditsTheLastIsHeardAndTheOthersAreFreed()
    {
        const auto engine = make(mono(22050, 0.5));
        Samples sound = noise(6000);
        for (int edit = 0; edit < 200; ++edit) {
            engine->setEqualiser(only({BandKind::Peak, 1000, -12.0 + 0.1 * edit, 2}));
            float *at = sound.data();
            if (edit % 3 == 0)
                engine->process(&at, &at, 300);
        }
        const Equaliser last = only({BandKind::Peak, 3000, 6, 1});
        engine->setEqualiser(last);
        play(*engine, noise(20000));
        engine->collectGarbage();
        QCOMPARE(engine->filtersAlive(), std::size_t{1});
        const auto other = make(mono(22050, 0.5));
        other->setEqualiser(last);
        play(*other, noise(20000));
        const Samples heard = play(*engine, noise(3000, 5)), expected = play(*other, noise(3000, 5));
        QVERIFY(peak(difference(heard, expected)) < 1e-6);  // blocks lie elsewhere: other roundings
    }

    void aSeekIsSkippedThrough()
    {
        const Samples in = noise(60000);
        const Equaliser equaliser = only({BandKind::LowShelf, 100, 6, 0.7});
        const auto through = make(mono(22050, 0.4)), jumps = make(mono(22050, 0.4));
        through->setEqualiser(equaliser);
        jumps->setEqualiser(equaliser);
        const Samples whole = play(*through, in);
        play(*jumps, noise(12345, 9));  // something else was playing

        const std::size_t from = 25000, latency = jumps->latencySamples(), side = jumps->lookaheadSamples();
        const float *past = in.data() + from - side;
        jumps->skip(&past, side + latency);
        Samples heard(20000);
        const float *next = in.data() + from + latency;
        float *out = heard.data();
        jumps->process(&next, &out, heard.size());
        for (std::size_t i = 0; i < heard.size(); ++i)
            TW_COMPARE_NEAR(heard[i], whole[from + i], 2e-6);  // blocks lie elsewhere: other roundings
    }

    void theAudioThreadNeverAllocates()
    {
        QVERIFY(ForbiddenAllocations::countsAllocations());
        const auto engine = make({44100, 2, 1.0, 1024});
        Samples left = noise(512), right = noise(512, 2);
        for (int call = 0; call < 300; ++call) {
            if (call % 20 == 0)
                engine->setEqualiser(only({BandKind::Peak, 300.0 + call, 9, 2}));
#ifdef TW_COUNTS_ALIGNED
            const int before = g_alignedAllocations.load();
#endif
            const ForbiddenAllocations ban;
            std::array<float *, 2> at{left.data(), right.data()};
            engine->process(at.data(), at.data(), 512);
            if (call == 150)
                engine->skip(at.data(), 512);
#ifdef TW_COUNTS_ALIGNED
            QCOMPARE(g_alignedAllocations.load(), before);
#endif
        }
        QCOMPARE(ForbiddenAllocations::count(), 0);
        static_assert(noexcept(engine->process(nullptr, nullptr, 0)) &&noexcept(engine->skip(nullptr, 0)));
    }

    /// For the thread sanitizer: edits from one thread, playing on another.
    void editsFromAnotherThread()
    {
        const auto engine = make(mono(22050, 0.2, 256));
        std::atomic<bool> stop{false};
        bool finite = true;
        std::thread audio([&] {
            Samples sound = noise(480);
            while (!stop.load()) {
                Samples copy = sound;
                float *at = copy.data();
                engine->process(&at, &at, copy.size());
                finite = finite && std::isfinite(peak(copy)) && peak(copy) < 10.0;
            }
        });
        for (int edit = 0; edit < 300; ++edit)
            engine->setEqualiser(only({BandKind::Peak, 500.0 + 10 * edit, edit % 2 == 0 ? 6.0 : -6.0, 1.0}));
        stop.store(true);
        audio.join();
        QVERIFY(finite);
    }

    // ---- what may come in ----

    void oddInput()
    {
        for (const float value : {0.0F, 0.7F, std::numeric_limits<float>::denorm_min(),
                                  std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            const auto engine = make(mono(22050, 0.3));
            engine->setEqualiser(only({BandKind::LowShelf, 100, 6, 0.7}));
            const Samples heard = play(*engine, Samples(30000, value));
            const double expected = std::isfinite(value) ? double(value) * std::pow(10.0, 12.0 / 20.0) : 0.0;
            for (const float sample : heard)
                QVERIFY(std::isfinite(sample));
            TW_COMPARE_NEAR(heard[15000], expected, 2e-4 * expected + 1e-30);  // the tolerance of the taps' sum
        }
    }

    void wrongConfigsAreNamed_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("lookahead");
        QTest::addColumn<int>("block");
        QTest::addColumn<QString>("named");
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("rate 0") << 0.0 << 1 << 1.0 << 512 << "sample rate";
        QTest::newRow("rate NaN") << nan << 1 << 1.0 << 512 << "sample rate";
        QTest::newRow("no channel") << 8000.0 << 0 << 1.0 << 512 << "channels";
        QTest::newRow("33 channels") << 8000.0 << 33 << 1.0 << 512 << "channels";
        QTest::newRow("negative lookahead") << 8000.0 << 1 << -1.0 << 512 << "lookahead";
        QTest::newRow("NaN lookahead") << 8000.0 << 1 << nan << 512 << "lookahead";
        QTest::newRow("long lookahead") << 8000.0 << 1 << 61.0 << 512 << "lookahead";
        QTest::newRow("odd block") << 8000.0 << 1 << 1.0 << 500 << "block";
        QTest::newRow("small block") << 8000.0 << 1 << 1.0 << 32 << "block";
        QTest::newRow("negative block") << 8000.0 << 1 << 1.0 << -512 << "block";
    }
    void wrongConfigsAreNamed()
    {
        QFETCH(double, rate);
        QFETCH(int, channels);
        QFETCH(double, lookahead);
        QFETCH(int, block);
        QFETCH(QString, named);
        const auto engine = BlockEqualiser::create({rate, channels, lookahead, block});
        QVERIFY(!engine.has_value());
        QCOMPARE(engine.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(engine.error().context), named);
    }

    void everyFieldOfTheConfigMatters()
    {
        const auto engine = make({22050, 1, 0.5, 512});
        const auto longer = make({22050, 1, 1.0, 512}), larger = make({22050, 1, 0.5, 1024});
        const auto faster = make({44100, 1, 0.5, 512}), stereo = make({22050, 2, 0.5, 512});
        QVERIFY(longer->latencySamples() > engine->latencySamples() + 11000);
        QCOMPARE(larger->lookaheadSamples(), std::size_t(11 * 1024));
        QVERIFY(faster->lookaheadSamples() > engine->lookaheadSamples() + 11000);
        QVERIFY(stereo->bytes() > 1.9 * double(engine->bytes()));
        const Equaliser narrow = only({BandKind::Peak, 100, 12, 8});
        QVERIFY(!engine->setEqualiser(narrow).complete);
        const auto enough = make({22050, 1, engine->setEqualiser(narrow).neededSeconds, 512});
        QVERIFY(enough->setEqualiser(narrow).complete);
    }

    /// As the header states: 16 bytes a channel and sample of lookahead, and as much a filter.
    void memoryIsAsStated()
    {
        const auto engine = make({44100, 2, 5.0, 2048});
        const double expected = 16.0 * 2 * 5.0 * 44100;
        TW_COMPARE_NEAR(double(engine->bytes()) / expected, 1.0, 0.05);
    }
};

QTEST_GUILESS_MAIN(TestBlockEqualiser)
#include "tst_block_equaliser.moc"
