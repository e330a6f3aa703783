#include <QtTest/QTest>
#include <cmath>
#include <functional>
#include <limits>
#include <thread>

#include "core/base/rng.h"
#include "core/dsp/pitch.h"
#include "core/dsp/pitch_path.h"
#include "core/dsp/yin.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

constexpr double kRate = 22050;
constexpr double kTwoPi = 6.283185307179586;

/// A tone whose frequency in Hz at time t is hz(t), with partials of the given amplitudes, first the fundamental.
std::vector<float> tone(double seconds, const std::function<double(double)> &hz, const std::vector<double> &partials,
                        double rate = kRate)
{
    std::vector<float> signal(std::size_t(seconds * rate));
    double phase = 0;
    for (std::size_t i = 0; i < signal.size(); ++i) {
        double sample = 0;
        for (std::size_t k = 0; k < partials.size(); ++k)
            if (hz(double(i) / rate) * double(k + 1) < rate / 2)
                sample += partials[k] * std::sin(phase * double(k + 1));
        signal[i] = float(0.3 * sample);
        phase += kTwoPi * hz(double(i) / rate) / rate;
    }
    return signal;
}

std::vector<float> steady(double hz, const std::vector<double> &partials = {1, 0.5, 0.3, 0.2}, double rate = kRate)
{
    return tone(
        1.0, [hz](double) { return hz; }, partials, rate);
}

double cents(double hz, double reference)
{
    return 1200 * std::log2(hz / reference);
}

/// Largest distance in cents from what hz(t) says over the frames that see only the signal; infinite where unvoiced.
double worstCents(const PitchTrack &track, double seconds, const std::function<double(double)> &hz)
{
    double worst = 0;
    for (int t = 0; t < track.frames(); ++t) {
        const double when = track.secondsOfFrame(t);
        if (when < 0.06 || when > seconds - 0.06)
            continue;
        const double off = track.voiced[std::size_t(t)] ? std::abs(cents(double(track.f0Hz[std::size_t(t)]), hz(when)))
                                                        : std::numeric_limits<double>::infinity();
        worst = std::max(worst, off);
    }
    return worst;
}

double worstCents(const PitchTrack &track, double hz)
{
    return worstCents(track, 1.0, [hz](double) { return hz; });
}

int voicedFrames(const PitchTrack &track)
{
    return int(std::count(track.voiced.begin(), track.voiced.end(), true));
}

std::vector<float> noise(std::size_t length, double level)
{
    Rng rng(5);
    std::vector<float> signal(length);
    for (float &sample : signal)
        sample = float(level * rng.normal());
    return signal;
}

}  // namespace

class TestPitch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// YIN's eq. 6 and 8 as they are printed.
    void differenceIsTheSumOfSquares_data()
    {
        QTest::addColumn<int>("hop");
        QTest::newRow("blocks shared by frames") << 100;
        QTest::newRow("a block a frame") << 70;
    }
    void differenceIsTheSumOfSquares()
    {
        QFETCH(int, hop);
        std::vector<float> signal = noise(2000, 0.2);
        YinSetup setup;
        setup.window = 400;
        setup.shortestLag = 5;
        setup.longestLag = 120;
        setup.hop = hop;
        YinTroughs troughs(signal, setup);
        for (const int frame : {0, 1, 7, 8, 3, 20, 27}) {
            const auto actual = troughs.normalisedDifference(frame);
            QCOMPARE(actual.size(), std::size_t(120 - 5 + 3));
            const auto at = [&](int i) { return i < 0 || i >= 2000 ? 0.0 : double(signal[std::size_t(i)]); };
            const int begin = frame * hop - (400 + 60) / 2;
            double sum = 0;
            for (int lag = 1; lag <= 121; ++lag) {
                double difference = 0;
                for (int j = begin; j < begin + 400; ++j)
                    difference += std::pow(at(j) - at(j + lag), 2);
                sum += difference;
                // Single precision's transform: 1e-6 of the energy.
                if (lag >= 4)
                    TW_COMPARE_NEAR(actual[std::size_t(lag - 4)], sum > 0 ? difference * lag / sum : 1.0, 2e-5);
            }
        }
    }

    /// A sine's only trough takes all thresholds above it, and 1 % of those below.
    void aSinesPeriodIsCertain()
    {
        const auto signal = steady(441, {1});
        YinSetup setup;
        setup.longestLag = 70;  // periods of 50 samples: the second one is out of range
        YinTroughs troughs(signal, setup);
        const auto candidates = troughs.candidates(20);
        QCOMPARE(candidates.size(), std::size_t(1));
        TW_COMPARE_NEAR(candidates[0].periodSamples, 50, 0.01);
        TW_COMPARE_NEAR(candidates[0].probability, 1, 1e-5);
    }

    /// Two troughs below all thresholds share them as 1 : e^(−decay).
    void laterTroughsWeighLess()
    {
        const auto signal = steady(441, {1});
        YinSetup setup;
        setup.longestLag = 120;
        setup.troughDecay = 1.5;
        YinTroughs troughs(signal, setup);
        const auto candidates = troughs.candidates(20);
        QCOMPARE(candidates.size(), std::size_t(2));
        TW_COMPARE_NEAR(candidates[1].periodSamples, 100, 0.02);
        TW_COMPARE_NEAR(candidates[1].probability / candidates[0].probability, std::exp(-1.5), 1e-4);
    }

    /// Probabilities that can be worked out on paper: one trough of depth h between two thresholds.
    void thresholdsFollowThePrior()
    {
        // A sine in noise: its trough is neither 0 nor 1.
        auto signal = steady(441, {1});
        const auto hiss = noise(signal.size(), 0.1);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] += hiss[i];
        YinSetup setup;
        setup.longestLag = 70;
        setup.thresholdAlpha = 1;
        setup.thresholdBeta = 1;  // every threshold alike
        setup.thresholds = 10;
        setup.noTroughShare = 0.25;
        YinTroughs troughs(signal, setup);
        const auto difference = troughs.normalisedDifference(20);
        const double depth = double(*std::min_element(difference.begin(), difference.end()));
        const double above = 1 - std::floor(depth * 10) / 10;
        const auto candidates = troughs.candidates(20);
        const auto best = std::max_element(candidates.begin(), candidates.end(),
                                           [](const auto &a, const auto &b) { return a.probability < b.probability; });
        QVERIFY(depth > 0.1 && depth < 0.5);
        double total = 0;
        for (const auto &candidate : candidates)
            total += candidate.probability;
        TW_COMPARE_NEAR(total, above + 0.25 * (1 - above), 1e-5);
        QVERIFY(best->probability > 0.9 * total);
    }

    /// The path against all paths of a model small enough to try each.
    void pathIsTheLikeliestOfAll()
    {
        constexpr int kBins = 4, kFrames = 5, kReach = 1;
        constexpr double kSwitch = 0.2;
        Rng rng(8);
        for (int round = 0; round < 20; ++round) {
            std::vector<std::vector<PitchEvidence>> evidence(kFrames);
            PitchPath path(kBins, kReach, kSwitch);
            for (auto &frame : evidence) {
                double left = 1;
                for (int bin = 0; bin < kBins; ++bin)
                    if (rng.chance(0.6)) {
                        const double p = left * rng.uniform(0.1, 0.7);
                        frame.push_back({bin, p});
                        left -= p;
                    }
                path.add(frame);
            }
            const auto logStep = [](int from, int to) {
                double sum = 0;
                for (int bin = std::max(0, from - kReach); bin <= std::min(kBins - 1, from + kReach); ++bin)
                    sum += kReach + 1 - std::abs(bin - from);
                return std::abs(to - from) > kReach ? -1e9 : std::log((kReach + 1 - std::abs(to - from)) / sum);
            };
            const auto logSeen = [&](int t, int bin, bool voiced) {
                double seen = 0, own = 1e-30;
                for (const auto &e : evidence[std::size_t(t)]) {
                    seen += e.probability;
                    if (e.bin == bin)
                        own = e.probability;
                }
                return voiced ? (own > 1e-20 ? std::log(own) : -1e9) : std::log((1 - seen) / kBins);
            };
            const auto logOfPath = [&](const std::vector<PitchPath::State> &states) {
                double best = -1e18;  // over the bin of the silence before
                for (int start = 0; start < kBins; ++start) {
                    double sum = 0;
                    PitchPath::State last{start, false};
                    for (int t = 0; t < kFrames; ++t) {
                        const auto &state = states[std::size_t(t)];
                        sum += logStep(last.bin, state.bin) + logSeen(t, state.bin, state.voiced) +
                               std::log(last.voiced == state.voiced ? 1 - kSwitch : kSwitch);
                        last = state;
                    }
                    best = std::max(best, sum);
                }
                return best;
            };
            double best = -1e18;
            for (int code = 0; code < int(std::pow(2 * kBins, kFrames)); ++code) {
                std::vector<PitchPath::State> states;
                for (int t = 0, rest = code; t < kFrames; ++t, rest /= 2 * kBins)
                    states.push_back({rest % (2 * kBins) / 2, rest % 2 == 1});
                best = std::max(best, logOfPath(states));
            }
            TW_COMPARE_NEAR(logOfPath(path.best()), best, 1e-4);  // sums in single precision
        }
    }

    void steadyTones_data()
    {
        QTest::addColumn<double>("hz");
        QTest::addColumn<double>("tolerance");
        // A parabola through a period of few samples is off by some cents.
        for (const double hz : {66.0, 82.41, 110.0, 146.83, 220.0, 440.0})
            QTest::addRow("%g Hz", hz) << hz << 1.0;
        for (const double hz : {659.26, 880.0, 1318.5, 2000.0})
            QTest::addRow("%g Hz", hz) << hz << 12.0;
    }
    void steadyTones()
    {
        QFETCH(double, hz);
        QFETCH(double, tolerance);
        for (const auto &partials : {std::vector<double>{1}, {1, 0.5, 0.3, 0.2}, {0.2, 1, 0.6, 0.8, 0.3}}) {
            const auto track = trackPitch(steady(hz, partials), kRate);
            QVERIFY(track);
            const double worst = worstCents(*track, hz);
            QVERIFY2(worst < tolerance, qPrintable(QString::number(worst)));
        }
    }

    /// No energy at the fundamental itself.
    void missingFundamental()
    {
        for (const double hz : {100.0, 150.0, 300.0}) {
            const auto track = trackPitch(steady(hz, {0, 1, 1, 1, 0.5}), kRate);
            const double worst = worstCents(*track, hz);
            QVERIFY2(worst < 3, qPrintable(QString::number(worst)));
        }
    }

    /// Strong even partials sound an octave higher, and strong subharmonics don't: the period decides.
    void octaveTraps()
    {
        // Weak odd partials: still the lower octave.
        QVERIFY(worstCents(*trackPitch(steady(200, {0.25, 1, 0.25, 0.6, 0.2, 0.4}), kRate), 200) < 3);
        // No odd partials: the upper one.
        QVERIFY(worstCents(*trackPitch(steady(200, {0, 1, 0, 0.6, 0, 0.4}), kRate), 400) < 3);
        // A clarinet's odd partials.
        QVERIFY(worstCents(*trackPitch(steady(200, {1, 0, 0.7, 0, 0.5, 0, 0.3}), kRate), 200) < 3);
    }

    void sweep()
    {
        const auto hz = [](double t) { return 100 * std::exp2(t); };  // an octave a second
        const auto track = trackPitch(tone(4, hz, {1, 0.5, 0.3}), kRate);
        // Over one frame of 93 ms the pitch moves by 111 cents; the estimate is that of its middle.
        const double worst = worstCents(*track, 4, hz);
        QVERIFY2(worst < 15, qPrintable(QString::number(worst)));
    }

    void vibrato()
    {
        const auto hz = [](double t) { return 440 * std::exp2(0.5 / 12 * std::sin(kTwoPi * 5.5 * t)); };
        const auto track = trackPitch(tone(2, hz, {1, 0.6, 0.4, 0.2}), kRate);
        // ±50 cents at 5.5 Hz; the window of 46 ms smooths its extremes by 10 %.
        const double worst = worstCents(*track, 2, hz);
        QVERIFY2(worst < 10, qPrintable(QString::number(worst)));
    }

    /// Tones with pauses: on and off within a frame's length.
    void pausesAreUnvoiced()
    {
        auto signal = tone(3, [](double) { return 330.0; }, {1, 0.5, 0.25});
        for (std::size_t i = 0; i < signal.size(); ++i)
            if (i / 11025 % 2 == 1)
                signal[i] = 0;
        const auto track = trackPitch(signal, kRate);
        for (int t = 0; t < track->frames(); ++t) {
            const double phase = std::fmod(track->secondsOfFrame(t), 1.0);
            if (phase > 0.05 && phase < 0.45)
                QVERIFY(track->voiced[std::size_t(t)]);
            if (phase > 0.55 && phase < 0.95)
                QVERIFY(!track->voiced[std::size_t(t)]);
        }
        // The path keeps the pitch in mind through a pause.
        TW_COMPARE_NEAR(cents(double(track->heldHz[32]), 330), 0, 200);
        QCOMPARE(track->f0Hz[32], 0.0F);
    }

    /// 70 dB below what sounded before, a tone is a tail; where nothing is louder, it is a tone.
    void quietTailsAreUnvoiced()
    {
        auto signal = steady(330);
        for (std::size_t i = 11025; i < signal.size(); ++i)
            signal[i] *= 0.0003F;
        const auto voicedIn = [](const PitchTrack &track, double from, double to) {
            int count = 0;
            for (int t = 0; t < track.frames(); ++t)
                if (track.secondsOfFrame(t) > from && track.secondsOfFrame(t) < to && track.voiced[std::size_t(t)])
                    ++count;
            return count;
        };
        const auto track = trackPitch(signal, kRate);
        QVERIFY(voicedIn(*track, 0.05, 0.45) >= 16);
        QCOMPARE(voicedIn(*track, 0.6, 0.95), 0);
        PitchConfig config;
        config.quietestDb = 80;
        QVERIFY(voicedIn(*trackPitch(signal, kRate, config), 0.6, 0.95) >= 14);
        QVERIFY(voicedIn(*trackPitch(std::span(signal).subspan(11025), kRate), 0.05, 0.45) >= 16);
    }

    void silenceHasNoPitch()
    {
        for (const float level : {0.0F, 0.5F}) {
            const auto track = trackPitch(std::vector<float>(22050, level), kRate);
            QVERIFY(track);
            QCOMPARE(track->frames(), 44);
            if (level == 0.0F)
                QCOMPARE(voicedFrames(*track), 0);
            for (const float hz : track->f0Hz)
                QVERIFY(std::isfinite(hz));
        }
    }

    void noiseHasHardlyAPitch()
    {
        const auto track = trackPitch(noise(5 * 22050, 0.3), kRate);
        QVERIFY2(voicedFrames(*track) < track->frames() / 20, qPrintable(QString::number(voicedFrames(*track))));
        for (const float probability : track->voicedProbability)
            QVERIFY(probability >= 0 && probability <= 1);
    }

    void toneInNoise()
    {
        auto signal = steady(220);
        const auto hiss = noise(signal.size(), 0.05);  // 13 dB below the tone
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] += hiss[i];
        const double worst = worstCents(*trackPitch(signal, kRate), 220);
        QVERIFY2(worst < 30, qPrintable(QString::number(worst)));
    }

    void everyRateGivesTheSamePitch_data()
    {
        QTest::addColumn<double>("rate");
        for (const double rate : {8000.0, 11025.0, 16000.0, 32000.0, 44100.0, 48000.0, 96000.0, 192000.0})
            QTest::addRow("%g Hz", rate) << rate;
    }
    void everyRateGivesTheSamePitch()
    {
        QFETCH(double, rate);
        for (const double hz : {82.41, 440.0, 1760.0}) {
            const auto track = trackPitch(steady(hz, {1, 0.5, 0.3, 0.2}, rate), rate);
            QVERIFY(track);
            const double worst = worstCents(*track, hz);
            QVERIFY2(worst < 12, qPrintable(QStringLiteral("%1 Hz: %2 cents").arg(hz).arg(worst)));
            TW_COMPARE_NEAR(track->hopSeconds, 512.0 / 22050, 0.5 / rate);
            QCOMPARE(track->frames(), 1 + int(std::size_t(rate) / std::size_t(std::lround(track->hopSeconds * rate))));
        }
    }

    /// 1 + samples / hop frames even where frames are a sample apart and the rate is doubled on the way.
    void framesASampleApart_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("hop");
        for (const double rate : {8000.0, 11025.0, 19000.0, 22050.0})
            for (const int hop : {1, 2, 3})
                QTest::addRow("%g Hz, %d", rate, hop) << rate << hop;
    }
    void framesASampleApart()
    {
        QFETCH(double, rate);
        QFETCH(int, hop);
        auto signal = steady(440, {1}, rate);
        signal.resize(1000);
        const auto track = trackPitch(signal, rate, {.lowestHz = 100, .frameSeconds = 0.02, .hopSeconds = hop / rate});
        QVERIFY(track);
        QCOMPARE(track->frames(), 1 + 1000 / hop);
    }

    void levelDoesNotMatter()
    {
        const auto signal = steady(220);
        const auto plain = trackPitch(signal, kRate);
        for (const float factor : {0x1p-140F, 0x1p-60F, 0x1p+60F, 0x1p+127F}) {
            std::vector<float> other(signal);
            for (float &sample : other)
                sample *= factor;
            const auto track = trackPitch(other, kRate);
            QVERIFY(track);
            QCOMPARE(voicedFrames(*track), voicedFrames(*plain));
            QVERIFY(worstCents(*track, 220) < 3);
        }
    }

    void whatCannotBeIsRefused()
    {
        const auto signal = steady(220);
        const auto refused = [](const Result<PitchTrack> &result, ErrorCode code, const char *context) {
            return !result && result.error().code == code && result.error().context == context;
        };
        QVERIFY(refused(trackPitch({}, kRate), ErrorCode::BadData, ""));
        QVERIFY(refused(trackPitch(std::vector<float>(1, 0.5F), kRate), ErrorCode::BadData, ""));
        // Two periods of 65.4 Hz are 674.3 samples.
        QVERIFY(refused(trackPitch(std::span(signal).first(674), kRate), ErrorCode::BadData, ""));
        QVERIFY(trackPitch(std::span(signal).first(675), kRate));
        for (const float bad : {std::nanf(""), INFINITY}) {
            std::vector<float> broken(signal);
            broken[1000] = bad;
            QVERIFY(refused(trackPitch(broken, kRate), ErrorCode::BadData, ""));
        }
        QVERIFY(refused(trackPitch(signal, 4000), ErrorCode::InvalidArgument, "highestHz"));
        QVERIFY(refused(trackPitch(signal, 0), ErrorCode::InvalidArgument, "sampleRate"));
        QVERIFY(refused(trackPitch(signal, 1e7), ErrorCode::InvalidArgument, "sampleRate"));
        QVERIFY(refused(trackPitch(signal, std::nan("")), ErrorCode::InvalidArgument, "sampleRate"));
        const auto with = [&](auto change) {
            PitchConfig config;
            change(config);
            return trackPitch(signal, kRate, config);
        };
        QVERIFY(refused(with([](auto &c) { c.lowestHz = 0; }), ErrorCode::InvalidArgument, "lowestHz"));
        QVERIFY(refused(with([](auto &c) { c.highestHz = c.lowestHz; }), ErrorCode::InvalidArgument, "lowestHz"));
        QVERIFY(refused(with([](auto &c) { c.frameSeconds = 0.02; }), ErrorCode::InvalidArgument, "frameSeconds"));
        QVERIFY(refused(with([](auto &c) { c.hopSeconds = 0; }), ErrorCode::InvalidArgument, "hopSeconds"));
        QVERIFY(refused(with([](auto &c) { c.thresholds = 0; }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(refused(with([](auto &c) { c.thresholdAlpha = 0.5; }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(
            refused(with([](auto &c) { c.thresholdBeta = std::nan(""); }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(refused(with([](auto &c) { c.thresholdAlpha = 51; }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(refused(with([](auto &c) { c.thresholdBeta = 1e6; }), ErrorCode::InvalidArgument, "thresholds"));
        for (const double decay : {0.0, double(INFINITY)})
            QVERIFY(refused(with([&](auto &c) { c.troughDecay = decay; }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(refused(with([](auto &c) { c.noTroughShare = 2; }), ErrorCode::InvalidArgument, "thresholds"));
        QVERIFY(refused(with([](auto &c) { c.binSemitones = 0; }), ErrorCode::InvalidArgument, "binSemitones"));
        QVERIFY(refused(with([](auto &c) { c.fastestOctavesPerSecond = -1; }), ErrorCode::InvalidArgument,
                        "switchProbability"));
        QVERIFY(
            refused(with([](auto &c) { c.switchProbability = 0; }), ErrorCode::InvalidArgument, "switchProbability"));
    }

    void everySettingMatters()
    {
        // A tone whose octave is in doubt, in noise, with a jump and a pause: something for every setting.
        auto signal = tone(3, [](double t) { return t < 1.2 ? 223.0 : 590.0; }, {0.3, 1, 0.3, 0.6});
        const auto hiss = noise(signal.size(), 0.06);
        for (std::size_t i = 0; i < signal.size(); ++i)
            signal[i] = (i / 4000 % 4 == 3 ? 0.0F : 1.0F) * signal[i] + hiss[i];
        const auto of = [&](auto change) {
            PitchConfig config;
            change(config);
            const auto track = trackPitch(signal, kRate, config);
            return std::tuple(track->f0Hz, track->voicedProbability, track->heldHz);
        };
        const auto plain = of([](auto &) {});
        QVERIFY(of([](auto &c) { c.lowestHz = 300; }) != plain);
        QVERIFY(of([](auto &c) { c.highestHz = 300; }) != plain);
        QVERIFY(of([](auto &c) { c.frameSeconds = 0.05; }) != plain);
        QVERIFY(of([](auto &c) { c.hopSeconds = 0.01; }) != plain);
        QVERIFY(of([](auto &c) { c.thresholdAlpha = 3; }) != plain);
        QVERIFY(of([](auto &c) { c.thresholdBeta = 8; }) != plain);
        QVERIFY(of([](auto &c) { c.thresholds = 20; }) != plain);
        QVERIFY(of([](auto &c) { c.troughDecay = 0.5; }) != plain);
        QVERIFY(of([](auto &c) { c.noTroughShare = 0.5; }) != plain);
        QVERIFY(of([](auto &c) { c.binSemitones = 0.3; }) != plain);
        QVERIFY(of([](auto &c) { c.fastestOctavesPerSecond = 1; }) != plain);
        QVERIFY(of([](auto &c) { c.quietestDb = 1; }) != plain);
        QVERIFY(of([](auto &c) { c.switchProbability = 1e-9; }) != plain);
    }

    void sameBitsFromAnyThread()
    {
        const auto signal = steady(220);
        const auto here = trackPitch(signal, kRate);
        std::vector<std::vector<float>> there(4);
        {
            std::vector<std::jthread> threads;
            for (auto &result : there)
                threads.emplace_back([&] { result = trackPitch(signal, kRate)->f0Hz; });
        }
        for (const auto &result : there)
            QCOMPARE(result, here->f0Hz);
    }
};

QTEST_GUILESS_MAIN(TestPitch)
#include "tst_pitch.moc"
