#include "core/audio/loudness_match.h"

#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/audio/loudness_profile.h"
#include "core/base/rng.h"
#include "tests/support/near.h"

using namespace tonewright;

namespace
{

AudioBuffer sine(double hertz, double peakDb, double seconds, int rate = 48000, std::size_t channels = 2)
{
    AudioBuffer audio{.sampleRate = rate, .channels = {}};
    std::vector<float> samples;
    for (int i = 0; i < std::lround(seconds * rate); ++i)
        samples.push_back(
            static_cast<float>(std::pow(10, peakDb / 20) * std::sin(2 * std::numbers::pi * hertz * i / rate)));
    audio.channels.assign(channels, samples);
    return audio;
}

AudioBuffer noise(double amplitude, double seconds, std::uint64_t seed)
{
    Rng rng(seed);
    AudioBuffer audio{.sampleRate = 48000, .channels = {{}}};
    for (int i = 0; i < std::lround(seconds * 48000); ++i)
        audio.channels[0].push_back(static_cast<float>(amplitude * rng.uniform(-1, 1)));
    return audio;
}

double linear(double db)
{
    return std::pow(10, db / 20);
}

}  // namespace

class TestLoudnessMatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSignalsOfEbuTech3341();
    void shortTermAndMomentaryFollow();
    void oneChannelIsPlayedOnTwo();
    void undefinedLoudness();
    void theQuietestDecides();
    void threeClipsPlayWithinATenthOfALoudnessUnit();
    void differenceIsMatchedToTheQuieter();
    void differenceStaysWithinFullScale();
    void differenceOfUnequalShapes();
};

// EBU Tech 3341 (2016), table 1, cases 1 and 2: a stereo 1 kHz sine of −23 and −33 dBFS for 20 s reads −23.0 and
// −33.0 LUFS in M, S and I, ±0.1 LU.
void TestLoudnessMatch::testSignalsOfEbuTech3341()
{
    for (const double level : {-23.0, -33.0}) {
        const LoudnessProfile profile = measureLoudness(sine(1000, level, 20));
        TW_COMPARE_NEAR(profile.integratedLufs, level, 0.1);
        TW_COMPARE_NEAR(profile.at(15).momentaryLufs, level, 0.1);
        TW_COMPARE_NEAR(profile.at(15).shortTermLufs, level, 0.1);
        TW_COMPARE_NEAR(profile.at(15).peakDb, level, 0.01);
        TW_COMPARE_NEAR(profile.peakDb, level, 0.01);
        QCOMPARE(profile.steps.size(), std::size_t(200));
    }
}

void TestLoudnessMatch::shortTermAndMomentaryFollow()
{
    // 5 s of silence, 5 s of tone, at a rate whose tenth of a second isn't a whole number of frames.
    AudioBuffer audio = sine(997, -20, 10, 11025);
    for (auto &channel : audio.channels)
        std::fill(channel.begin(), channel.begin() + 5 * 11025, 0.0F);
    const LoudnessProfile profile = measureLoudness(audio);
    QVERIFY(std::isinf(profile.at(4.9).momentaryLufs) && std::isinf(profile.at(4.9).peakDb));
    // Half a window of sound: half the energy, −3 dB. The K-weighting's transient and the step are allowed for.
    TW_COMPARE_NEAR(profile.at(5.15).momentaryLufs, -20 - 3.01, 0.4);
    TW_COMPARE_NEAR(profile.at(5.45).momentaryLufs, -20, 0.2);
    TW_COMPARE_NEAR(profile.at(6.45).shortTermLufs, -20 - 3.01, 0.2);
    TW_COMPARE_NEAR(profile.at(8.45).shortTermLufs, -20, 0.2);
    QVERIFY(std::isinf(profile.at(-1).peakDb));
    QVERIFY(std::isinf(profile.at(11).peakDb));
    QVERIFY(std::isinf(profile.at(NAN).peakDb));
}

void TestLoudnessMatch::oneChannelIsPlayedOnTwo()
{
    TW_COMPARE_NEAR(measureLoudness(sine(1000, -23, 5, 48000, 1)).integratedLufs,
                    measureLoudness(sine(1000, -23, 5, 48000, 2)).integratedLufs, 1e-6);
}

void TestLoudnessMatch::undefinedLoudness()
{
    QVERIFY(std::isnan(measureLoudness(sine(1000, -20, 0.3)).integratedLufs));
    TW_COMPARE_NEAR(measureLoudness(sine(1000, -20, 0.3)).peakDb, -20, 0.01);
    QVERIFY(std::isnan(measureLoudness(sine(1000, -300, 3)).integratedLufs));
    QVERIFY(std::isnan(measureLoudness({}).integratedLufs));
    QVERIFY(measureLoudness({.sampleRate = 48000, .channels = {{}}}).steps.empty());
}

void TestLoudnessMatch::theQuietestDecides()
{
    const std::array lufs{-10.0, -30.0, std::nan(""), -20.0};
    QCOMPARE(matchLoudnessDb(lufs), (std::vector<double>{-20, 0, 0, -10}));
    QCOMPARE(matchLoudnessDb(std::array{std::nan(""), std::nan("")}), (std::vector<double>{0, 0}));
    QCOMPARE(matchLoudnessDb({}), std::vector<double>{});
}

// WISHES A3
void TestLoudnessMatch::threeClipsPlayWithinATenthOfALoudnessUnit()
{
    std::vector<AudioBuffer> clips{noise(0.1, 10, 1), sine(220, -9, 10, 48000, 1), noise(0.1, 10, 3)};
    const std::array wanted{-10.0, -20.0, -30.0};
    std::array<double, 3> lufs{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double gain = linear(wanted[i] - measureLoudness(clips[i]).integratedLufs);
        for (float &sample : clips[i].channels[0])
            sample = static_cast<float>(sample * gain);
        lufs[i] = measureLoudness(clips[i]).integratedLufs;
        TW_COMPARE_NEAR(lufs[i], wanted[i], 0.001);
    }
    const std::vector<double> gains = matchLoudnessDb(lufs);
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(gains[i] <= 0);
        for (float &sample : clips[i].channels[0])
            sample = static_cast<float>(sample * linear(gains[i]));
        const LoudnessProfile played = measureLoudness(clips[i]);
        TW_COMPARE_NEAR(played.integratedLufs, -30, 0.1);
        QVERIFY2(played.peakDb <= 0, "attenuated, so nothing clips");
    }
}

// WISHES A10
void TestLoudnessMatch::differenceIsMatchedToTheQuieter()
{
    const AudioBuffer loud = sine(1000, -10, 3);
    const AudioBuffer soft = sine(1000, -26, 3);
    const std::array lufs{measureLoudness(loud).integratedLufs, measureLoudness(soft).integratedLufs};
    const DifferenceLevels levels = levelDifference(loud, soft, lufs);
    TW_COMPARE_NEAR(levels.firstDb, -16, 0.01);
    QCOMPARE(levels.secondDb, 0.0);
    QCOMPARE(levels.gainDb, 0.0);
    const DifferenceLevels same = levelDifference(loud, loud, {lufs[0], lufs[0]});
    QCOMPARE(same.firstDb, 0.0);  // equal gains: digital silence
    QCOMPARE(same.secondDb, 0.0);
    const DifferenceLevels unknown = levelDifference(loud, soft, {lufs[0], std::nan("")});
    QCOMPARE(unknown.firstDb, 0.0);
    QCOMPARE(unknown.secondDb, 0.0);
}

void TestLoudnessMatch::differenceStaysWithinFullScale()
{
    const AudioBuffer one = sine(1000, 0, 1);
    AudioBuffer turned = one;  // the other way round: the difference is twice as large
    for (auto &channel : turned.channels)
        for (float &sample : channel)
            sample = -sample;
    TW_COMPARE_NEAR(levelDifference(one, turned, {-3, -3}).gainDb, -6.02, 0.01);
    TW_COMPARE_NEAR(levelDifference(one, turned, {0, -12}).gainDb, -20 * std::log10(1 + linear(-12)), 0.01);
}

void TestLoudnessMatch::differenceOfUnequalShapes()
{
    const AudioBuffer stereo{.sampleRate = 48000, .channels = {{0.5F, 0.5F, 0.9F}, {0.5F, -1.0F, 0.9F}}};
    const AudioBuffer mono{.sampleRate = 48000, .channels = {{0.5F, 1.0F}}};
    // Largest at frame 1, right: −1 − 1.
    TW_COMPARE_NEAR(levelDifference(stereo, mono, {-20, -20}).gainDb, -6.02, 0.01);
    QCOMPARE(levelDifference({}, {}, {-20, -20}).gainDb, 0.0);
}

QTEST_GUILESS_MAIN(TestLoudnessMatch)
#include "tst_loudness_match.moc"
