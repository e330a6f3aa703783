#include <QtTest/QTest>
#include <cmath>
#include <functional>
#include <limits>
#include <thread>

#include "core/base/rng.h"
#include "core/dsp/chroma.h"
#include "core/dsp/contrast.h"
#include "core/dsp/describe.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/mfcc.h"
#include "tests/core/dsp/golden.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

namespace
{

std::vector<float> noise(std::size_t samples, double amplitude = 0.5)
{
    Rng rng(7);
    std::vector<float> signal(samples);
    for (float &x : signal)
        x = float(amplitude * rng.uniform(-1, 1));
    return signal;
}

/// A chord 30 hundredths of a semitone above A = 440 Hz, with some noise: no descriptor is trivial.
Clip chord(int sampleRate = 22050, double seconds = 1.5)
{
    Clip clip{sampleRate, noise(std::size_t(seconds * sampleRate), 0.01)};
    for (const int note : {0, 4, 7, 16})
        for (std::size_t i = 0; i < clip.samples.size(); ++i)
            clip.samples[i] +=
                0.2F *
                float(std::sin(6.283185307179586 * 440.0 * std::exp2((note + 0.3) / 12.0) * double(i) / sampleRate));
    return clip;
}

/// The chord with a click every half second: it has a rhythm, too.
Clip chordWithClicks(int sampleRate = 8000, double seconds = 4.5)
{
    Clip clip = chord(sampleRate, seconds);
    const std::vector<float> click = noise(std::size_t(sampleRate) / 50);
    for (std::size_t at = 0; at + click.size() < clip.samples.size(); at += std::size_t(sampleRate) / 2)
        std::transform(click.begin(), click.end(), clip.samples.begin() + std::ptrdiff_t(at),
                       clip.samples.begin() + std::ptrdiff_t(at), std::plus<>());
    return clip;
}

/// The beats; one number where there is a reason instead.
std::vector<double> rhythmNumbers(const Description &d)
{
    if (!d.rhythm)
        return {};
    return *d.rhythm ? (*d.rhythm)->beats : std::vector<double>{-1};
}

/// All numbers of a description, each field with its name.
std::vector<std::pair<const char *, std::vector<double>>> numbers(const Description &d)
{
    const auto wide = [](const auto &values) { return std::vector<double>(values.begin(), values.end()); };
    return {{"magnitude", wide(d.magnitude.values)},
            {"meanPower", d.meanPower},
            {"meanMagnitude", d.meanMagnitude},
            {"logMel", wide(d.logMel.values)},
            {"mfcc", wide(d.mfcc.values)},
            {"mfccDelta", wide(d.mfccDelta.values)},
            {"chroma", wide(d.chroma.values)},
            {"chromaUntuned", wide(d.chromaUntuned.values)},
            {"tuning", {d.tuning}},
            {"contrast", wide(d.contrast.values)},
            {"bandEnergy", wide(d.bandEnergy.values)},
            {"centroid", d.centroid},
            {"bandwidth", d.bandwidth},
            {"rolloff", d.rolloff},
            {"flatness", d.flatness},
            {"slope", d.slope},
            {"crest", d.crest},
            {"skewness", d.skewness},
            {"kurtosis", d.kurtosis},
            {"rms", d.rms},
            {"zeroCrossingRate", d.zeroCrossingRate},
            {"onsetStrength", wide(d.onsetStrength)},
            {"pitch", d.pitch && *d.pitch ? wide((*d.pitch)->heldHz) : std::vector<double>()},
            {"key", d.key && *d.key ? wide((*d.key)->pitchClasses) : std::vector<double>()},
            {"rhythm", rhythmNumbers(d)}};
}

Description described(const Clip &clip, DescriptorSet wanted = DescriptorSet::all(), const DescribeConfig &config = {})
{
    auto description = describe(clip, wanted, config);
    if (!description)
        throw std::runtime_error(description.error().describe());
    return *std::move(description);
}

Error errorOf(const Clip &clip, const DescribeConfig &config = {})
{
    const auto description = describe(clip, DescriptorSet::all(), config);
    return description ? Error{ErrorCode::Internal, "no error", ""} : description.error();
}

QString fieldsThatDiffer(const Description &a, const Description &b)
{
    QString names;
    const auto left = numbers(a), right = numbers(b);
    for (std::size_t i = 0; i < left.size(); ++i)
        if (left[i].second != right[i].second)
            names += QString::fromLatin1(left[i].first) + ' ';
    return names.trimmed();
}

}  // namespace

class TestDescribe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Blocks of frames change nothing: every number has the bits of the function that takes a whole spectrogram.
    void equalsTheSingleFunctions()
    {
        const Clip clip = goldenClip("music");
        const Description d = described(clip);
        const auto power = powerSpectrogram(clip.samples, clip.sampleRate, kDescriptorFrames);
        const auto magnitude = magnitudeOf(power);
        QCOMPARE(d.frames, power.frames);
        QCOMPARE(d.sampleRate, 22050.0);
        QCOMPARE(d.magnitude.frames, power.frames);
        QCOMPARE(d.magnitude.kind, SpectrumKind::Magnitude);
        QCOMPARE(d.magnitude.values, magnitude.values);
        QCOMPARE(d.meanPower, meanOverFrames(power));
        QCOMPARE(d.meanMagnitude, meanOverFrames(magnitude));
        QCOMPARE(d.logMel.values, logMelSpectrogram(power).values);
        QCOMPARE(d.mfcc.values, mfcc(power).values);
        QCOMPARE(d.mfccDelta.values, deltas(mfcc(power)).values);
        QCOMPARE(d.chroma.values, chroma(power).values);
        QCOMPARE(d.chromaUntuned.values, chroma(power, 0.0).values);
        QCOMPARE(d.tuning, estimateTuning(power));
        QCOMPARE(d.contrast.values, spectralContrast(magnitude).values);
        QCOMPARE(d.bandEnergy.values, bandEnergies(power, DescribeConfig{}.bandsHz).values);
        QCOMPARE(d.centroid, spectralCentroid(magnitude));
        QCOMPARE(d.bandwidth, spectralBandwidth(magnitude));
        QCOMPARE(d.rolloff, spectralRolloff(magnitude));
        QCOMPARE(d.flatness, spectralFlatness(power));
        QCOMPARE(d.slope, spectralSlope(power));
        QCOMPARE(d.crest, spectralCrest(magnitude));
        const auto moments = spectralMoments(magnitude);
        for (std::size_t t = 0; t < moments.size(); ++t) {
            QCOMPARE(d.skewness[t], moments[t].skewness);
            QCOMPARE(d.kurtosis[t], moments[t].kurtosis);
        }
        QCOMPARE(d.rms, rms(clip.samples));
        QCOMPARE(d.zeroCrossingRate, zeroCrossingRate(clip.samples));
        QCOMPARE(d.onsetStrength, onsetStrength(logMelSpectrogram(power, 128, DbReference::One), kDescriptorFrames));
        QCOMPARE((*d.rhythm)->beats, analyseRhythm(clip.samples, clip.sampleRate)->beats);
    }

    void rhythmOrTheReason()
    {
        const Clip clip = goldenClip("music");
        const Description d = described(clip, Descriptor::Rhythm, {.rhythm = {.fastestBpm = 90}});
        QVERIFY((*d.rhythm)->tempoBpm < 92);
        const Description brief = described({22050, noise(100)}, Descriptor::Rhythm);
        QVERIFY(brief.rhythm && !*brief.rhythm && !brief.rhythm->error().message.empty());
        QVERIFY(!described(chord(), Descriptor::Rms).rhythm);
    }

    /// Each alone gives what it gives among all others, and nothing but itself.
    void oneAloneIsTheSameAndTheOnlyOne()
    {
        const Clip clip = chord();
        const auto all = numbers(described(clip));
        for (int index = 0; index < kDescriptorCount; ++index) {
            const auto one = Descriptor(index);
            const Description d = described(clip, one);
            QCOMPARE(d.has, DescriptorSet(one));
            int filled = 0;
            const auto alone = numbers(d);
            for (std::size_t i = 0; i < alone.size(); ++i) {
                if (alone[i].second.empty() || qstrcmp(alone[i].first, "tuning") == 0)
                    continue;
                ++filled;
                QVERIFY2(alone[i].second == all[i].second, alone[i].first);
            }
            QCOMPARE(filled, 1);
        }
        QCOMPARE(described(clip, {}).frames, 65);  // 1 + 33075 / 512
    }

    /// Pitch lies on the others' frames; where there is no pitch or key, the reason is there instead.
    void pitchAndKeyOrTheReason()
    {
        for (const int rate : {8000, 22050, 44100}) {
            const Description d = described(chord(rate), Descriptor::Pitch | Descriptor::Key);
            QVERIFY(d.pitch && *d.pitch && d.key && *d.key);
            QCOMPARE((*d.pitch)->frames(), d.frames);
            QCOMPARE((*d.pitch)->hopSeconds, 512.0 / rate);
        }
        const Description brief = described({22050, noise(100)}, Descriptor::Pitch | Descriptor::Key);
        QVERIFY(brief.pitch && !*brief.pitch && !brief.pitch->error().message.empty());
        QVERIFY(brief.key && !*brief.key && !brief.key->error().message.empty());
        const Description other = described(chord(), Descriptor::Rms);
        QVERIFY(!other.pitch && !other.key);
    }

    void setsOfDescriptors()
    {
        constexpr DescriptorSet two = Descriptor::Rms | Descriptor::Chroma;
        QVERIFY(two == (DescriptorSet{Descriptor::Chroma, Descriptor::Rms}));
        QVERIFY(two.contains(Descriptor::Rms) && !two.contains(Descriptor::Mfcc));
        QVERIFY(two.containsAny(Descriptor::Mfcc | Descriptor::Rms) && !two.containsAny(Descriptor::Mfcc));
        QVERIFY(DescriptorSet().isEmpty() && !two.isEmpty());
        for (int index = 0; index < kDescriptorCount; ++index)
            QVERIFY(DescriptorSet::all().contains(Descriptor(index)));
    }

    void transformingAgainGivesTheSameBits()
    {
        DescribeConfig again;
        again.keptBytes = 0;
        QCOMPARE(fieldsThatDiffer(described(chord()), described(chord(), DescriptorSet::all(), again)), QString());
    }

    /// Every field of the config changes what it says and nothing else. keptBytes changes nothing: see above.
    void everyFieldOfTheConfigCounts()
    {
        const Description usual = described(chord());
        const auto changedBy = [&](auto change) {
            DescribeConfig config;
            change(config);
            return fieldsThatDiffer(usual, described(chord(), DescriptorSet::all(), config));
        };
        QCOMPARE(changedBy([](auto &c) { c.melBands = 40; }), QString("logMel mfcc mfccDelta onsetStrength"));
        QCOMPARE(changedBy([](auto &c) { c.mfccCoefficients = 13; }), QString("mfcc mfccDelta"));
        QCOMPARE(changedBy([](auto &c) { c.deltaWidth = 5; }), QString("mfccDelta"));
        QCOMPARE(changedBy([](auto &c) { c.rolloffShare = 0.5; }), QString("rolloff"));
        QCOMPARE(changedBy([](auto &c) { c.slopeLowestHz = 500; }), QString("slope"));
        QCOMPARE(changedBy([](auto &c) { c.tuning = 0.0; }), QString("chroma tuning"));
        QCOMPARE(changedBy([](auto &c) { c.bandsHz = {{0, 1000}}; }), QString("bandEnergy"));
        QCOMPARE(changedBy([](auto &c) { c.pitch.lowestHz = 100; }), QString("pitch"));
        QCOMPARE(changedBy([](auto &c) { c.key.compression = 100; }), QString("key"));
        QCOMPARE(changedBy([](auto &c) { c.onset.lagFrames = 2; }), QString("onsetStrength"));
        // Frames change all of the spectrum's, but for the tuning, which is that of the chord however it is cut.
        const QString all = "magnitude meanPower meanMagnitude logMel mfcc mfccDelta chroma chromaUntuned contrast "
                            "bandEnergy centroid bandwidth "
                            "rolloff flatness slope crest skewness kurtosis rms zeroCrossingRate onsetStrength";
        QCOMPARE(changedBy([](auto &c) { c.frames.hopSamples = 400; }).remove("tuning "), all + " pitch");
        QCOMPARE(changedBy([](auto &c) { c.frames.fftSize = 1024; }).remove("tuning "), all);
        QCOMPARE(changedBy([](auto &c) { c.frames.window = WindowShape::Hamming; }).remove("tuning "),
                 QString(all).remove(" rms zeroCrossingRate"));
        QVERIFY(
            changedBy([](auto &c) { c.frames.precision = FftPrecision::Single; }).startsWith("magnitude meanPower"));
    }

    void unusableInputIsNamed()
    {
        const Clip good = chord();
        QCOMPARE(errorOf({22050, {}}).code, ErrorCode::BadData);
        for (const int rate : {0, -44100}) {
            QCOMPARE(errorOf({rate, good.samples}).code, ErrorCode::InvalidArgument);
            QCOMPARE(errorOf({rate, good.samples}).context, std::string("sample rate"));
        }
        for (const double rate : {double(NAN), double(INFINITY), 0.999, 1.001e9, 1e80, 1e-300}) {
            const auto refused = describe(good.samples, rate, Descriptor::Rms);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
            QCOMPARE(refused.error().context, std::string("sample rate"));
        }
        for (const float value : {NAN, INFINITY, -INFINITY, 2 * kLargestSample}) {
            Clip bad = good;
            bad.samples[11025] = value;
            const Error error = errorOf(bad);
            QCOMPARE(error.code, ErrorCode::BadData);
            QVERIFY2(error.message.starts_with("the sample at 0.500 s (number 11025) is "), error.message.c_str());
        }
    }

    void unusableConfigIsNamed()
    {
        const auto contextOf = [](auto change) {
            DescribeConfig config;
            change(config);
            const Error error = errorOf(chord(), config);
            return error.code == ErrorCode::InvalidArgument ? error.context : "not refused: " + error.message;
        };
        for (const int size : {0, -2, 1, 2047, (1 << 24) + 2})
            QCOMPARE(contextOf([&](auto &c) { c.frames.fftSize = size; }), std::string("frames.fftSize"));
        constexpr int kMost = std::numeric_limits<int>::max();
        for (const int hop : {0, -5, (1 << 24) + 1, kMost})
            QCOMPARE(contextOf([&](auto &c) { c.frames.hopSamples = hop; }), std::string("frames.hopSamples"));
        for (const int lag : {0, -1, (1 << 20) + 1, kMost})
            QCOMPARE(contextOf([&](auto &c) { c.onset.lagFrames = lag; }), std::string("onset.lagFrames"));
        for (const int bands : {0, -1, 5000})
            QCOMPARE(contextOf([&](auto &c) { c.melBands = bands; }), std::string("melBands"));
        for (const int count : {0, 129})
            QCOMPARE(contextOf([&](auto &c) { c.mfccCoefficients = count; }), std::string("mfccCoefficients"));
        for (const int width : {1, 8, -3})
            QCOMPARE(contextOf([&](auto &c) { c.deltaWidth = width; }), std::string("deltaWidth"));
        for (const double share : {0.0, 1.1, double(NAN)})
            QCOMPARE(contextOf([&](auto &c) { c.rolloffShare = share; }), std::string("rolloffShare"));
        QCOMPARE(contextOf([](auto &c) { c.slopeLowestHz = -1; }), std::string("slopeLowestHz"));
        QCOMPARE(contextOf([](auto &c) { c.tuning = NAN; }), std::string("tuning"));
        QCOMPARE(contextOf([](auto &c) { c.bandsHz = {{200, 100}}; }), std::string("bandsHz"));
    }

    /// The largest of what is allowed is worked with as it is said: no number on the way leaves its range.
    void theFarthestSettingsAreWorkedWith()
    {
        const auto with = [](auto change, double rate = 22050) {
            DescribeConfig config;
            change(config);
            auto found = describe(chord().samples, rate, DescriptorSet::all(), config);
            return found ? *std::move(found) : throw std::runtime_error(found.error().describe());
        };
        QCOMPARE(with([](auto &c) { c.frames.hopSamples = 1 << 24; }).onsetStrength, std::vector<float>(1, 0.0F));
        QCOMPARE(with([](auto &c) { c.onset.lagFrames = 1 << 20; }).onsetStrength, std::vector<float>(65, 0.0F));
        QCOMPARE(with([](auto &c) { c.slopeLowestHz = 1e300; }).slope, std::vector<double>(65, 0.0));
        QCOMPARE(with([](auto &c) { c.deltaWidth = std::numeric_limits<int>::max(); }).mfccDelta.frames, 65);
        for (const double rate : {1.0, 1e9})
            for (const auto &[field, values] : numbers(with([](auto &) {}, rate)))
                QVERIFY2(std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); }), field);
    }

    void anySignalGivesFiniteNumbers_data()
    {
        QTest::addColumn<int>("sampleRate");
        for (const int rate : {1, 8000, 22050, 44100, 192000})
            QTest::addRow("%d Hz", rate) << rate;
    }
    void anySignalGivesFiniteNumbers()
    {
        QFETCH(int, sampleRate);
        std::vector<std::pair<const char *, std::vector<float>>> signals{
            {"one sample", {0.5F}},
            {"two samples", {0.5F, -0.5F}},
            {"silence", std::vector<float>(5000, 0.0F)},
            {"constant", std::vector<float>(5000, 1.0F)},
            {"denormals", noise(5000, 1e-40)},
            {"smallest", noise(5000, 1e-30)},
            {"noise", noise(5000)},
            {"huge", noise(5000, double(kLargestSample))},
            {"clipped", noise(5000, 8.0)},
        };
        for (float &x : signals.back().second)
            x = std::clamp(x, -1.0F, 1.0F);
        for (const auto &[name, samples] : signals) {
            const Description d = described({sampleRate, samples});
            for (const auto &[field, values] : numbers(d))
                for (const double value : values)
                    QVERIFY2(std::isfinite(value), qPrintable(QStringLiteral("%1: %2").arg(name, field)));
            QCOMPARE(d.frames, int(1 + samples.size() / 512));
        }
    }

    /// The same where a sound is long enough for pitch, key and rhythm. At a low rate: they are slow.
    void longerSignalsGiveFiniteNumbers()
    {
        Clip plain = chordWithClicks(), huge = plain, tiny = plain;
        for (float &x : huge.samples)
            x *= kLargestSample / 4;
        for (float &x : tiny.samples)
            x *= 1e-30F;
        const auto samples = plain.samples.size();
        const std::vector<std::pair<const char *, Clip>> clips{{"plain", plain},
                                                               {"huge", huge},
                                                               {"tiny", tiny},
                                                               {"noise", {8000, noise(samples)}},
                                                               {"constant", {8000, std::vector<float>(samples, 1.0F)}},
                                                               {"silence", {8000, std::vector<float>(samples, 0.0F)}}};
        for (const auto &[name, clip] : clips) {
            const Description d = described(clip);
            for (const auto &[field, values] : numbers(d))
                for (const double value : values)
                    QVERIFY2(std::isfinite(value), qPrintable(QStringLiteral("%1: %2").arg(name, field)));
            if (qstrcmp(name, "plain") == 0 || qstrcmp(name, "huge") == 0)
                QVERIFY(*d.pitch && *d.key && *d.rhythm);  // each really ran
        }
    }

    void smallestFrames()
    {
        DescribeConfig config;
        config.frames = {2, 1, FftPrecision::Double};
        const Description d = described({22050, noise(100)}, DescriptorSet::all(), config);
        QCOMPARE(d.frames, 101);
        QCOMPARE(d.magnitude.bins, 2);
    }

    void aStopEndsItSoon()
    {
        std::stop_source source;
        source.request_stop();
        const Clip clip = chord();
        for (const Descriptor one : {Descriptor::LogMel, Descriptor::Chroma, Descriptor::Slope, Descriptor::Rms,
                                     Descriptor::Pitch, Descriptor::Key, Descriptor::Rhythm})
            QCOMPARE(describe(clip, one, {}, source.get_token()).error().code, ErrorCode::Cancelled);
        QCOMPARE(trackPitch(clip.samples, 22050, {}, source.get_token()).error().code, ErrorCode::Cancelled);
        QCOMPARE(estimateKey(clip.samples, 22050, {}, source.get_token()).error().code, ErrorCode::Cancelled);
        const Clip longer = goldenClip("music");
        QCOMPARE(analyseRhythm(longer.samples, 22050, {}, source.get_token()).error().code, ErrorCode::Cancelled);
    }

    /// Several threads at once, plans not made yet: the same bits on each. (Runs under the thread sanitizer, too.)
    void threadsDoNotDisturbEachOther()
    {
        const Clip clip = chordWithClicks();
        DescribeConfig config;
        config.frames.fftSize = 1536;  // a size that no other test planned
        std::vector<Description> results(4);
        std::vector<std::thread> threads;
        for (Description &result : results)
            threads.emplace_back([&] { result = described(clip, DescriptorSet::all(), config); });
        for (std::thread &thread : threads)
            thread.join();
        for (const Description &result : results) {
            QCOMPARE(fieldsThatDiffer(results.front(), result), QString());
            QVERIFY(*result.pitch && *result.key && *result.rhythm);  // each really ran
        }
    }
};

QTEST_GUILESS_MAIN(TestDescribe)
#include "tst_describe.moc"
