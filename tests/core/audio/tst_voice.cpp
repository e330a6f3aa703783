#include "core/audio/rt/voice.h"

#include "tests/core/audio/mixer_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::mixer_signals;

namespace
{

Buffer tone(double hertz, std::int64_t frames)
{
    return mono(frames, [=](std::int64_t i) {
        return 0.5 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate);
    });
}

Samples play(const AudioBuffer &audio, double speed, std::int64_t frames)
{
    static const SpeedKernel kernel;
    const auto length = static_cast<std::int64_t>(audio.frames());
    Voice voice(PlayHead({.audio = &audio}, length, 0, {}, kFade), speed, kernel);
    Samples heard;
    for (std::int64_t i = 0; i < frames; ++i)
        heard.push_back(voice.next().left);
    return heard;
}

/// Amplitude of one frequency, and the largest distance from a sine of that frequency, in the middle of the sound.
struct Fit {
    double amplitude = 0;
    double residual = 0;
};

Fit fit(const Samples &samples, double hertz)
{
    const std::size_t first = 1000;
    const std::size_t count = samples.size() - 2000;
    double real = 0;
    double imaginary = 0;
    const double step = 2 * std::numbers::pi * hertz / kRate;
    for (std::size_t i = 0; i < count; ++i) {
        real += samples[first + i] * std::sin(step * static_cast<double>(i)) * 2 / static_cast<double>(count);
        imaginary += samples[first + i] * std::cos(step * static_cast<double>(i)) * 2 / static_cast<double>(count);
    }
    Fit fit{std::hypot(real, imaginary), 0};
    for (std::size_t i = 0; i < count; ++i) {
        const double expected =
            real * std::sin(step * static_cast<double>(i)) + imaginary * std::cos(step * static_cast<double>(i));
        fit.residual = std::max(fit.residual, std::fabs(samples[first + i] - expected));
    }
    return fit;
}

}  // namespace

/// Playing faster and slower: pitch moves with the speed, nothing else does.
class TestVoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void atItsOwnSpeedItIsTheSource();
    void pitchMovesWithTheSpeed_data();
    void pitchMovesWithTheSpeed();
    void whatWouldAliasIsLeftOut();
    void theMixerPlaysAtTheSpeed_data();
    void theMixerPlaysAtTheSpeed();
    void switchingAmongCopiesAtAnySpeedChangesNothing();
    void speedIsLimited();
};

void TestVoice::atItsOwnSpeedItIsTheSource()
{
    const Buffer source = noise(5000, 1);
    const Samples heard = play(*source, 1, 4000);
    QCOMPARE(distance(heard, source, 0), 0.0F);
}

void TestVoice::pitchMovesWithTheSpeed_data()
{
    QTest::addColumn<double>("speed");
    for (const double speed : {0.5, 0.75, 0.8123, 1.25, 1.5, 2.0})
        QTest::addRow("%g", speed) << speed;
}

void TestVoice::pitchMovesWithTheSpeed()
{
    QFETCH(double, speed);
    // 480 frames a period at speed 1 and whole numbers of periods in the window at the speeds here, but for 0.8123:
    // 2.4 s hold enough of them for the fit.
    const Samples heard = play(*tone(1000, 6 * kRate), speed, 2000 + 48 * 2400);
    const Fit found = fit(heard, 1000 * speed);
    TW_COMPARE_NEAR(20 * std::log10(found.amplitude / 0.5), 0, 0.01);
    // −66 dB: the interpolation's images (−70 dB) and the fit at a frequency that doesn't divide the window.
    QVERIFY2(found.residual < 0.5 * 5e-4, qPrintable(QString::number(20 * std::log10(found.residual / 0.5))));
}

void TestVoice::whatWouldAliasIsLeftOut()
{
    // 18 kHz at double speed would be 36 kHz, and come back at 12 kHz.
    const Samples heard = play(*tone(18000, 2 * kRate), 2, kRate / 2);
    const Samples middle(heard.begin() + 1000, heard.end() - 1000);
    QVERIFY2(peak(middle) < 0.5F * 3.2e-4F, qPrintable(QString::number(20 * std::log10(peak(middle) / 0.5))));
}

void TestVoice::theMixerPlaysAtTheSpeed_data()
{
    pitchMovesWithTheSpeed_data();
}

void TestVoice::theMixerPlaysAtTheSpeed()
{
    QFETCH(double, speed);
    AbcMixer mixer;
    mixer.setSpeed(speed);
    mixer.setSources(three(tone(1000, 4 * kRate)), kRate);
    mixer.play();
    take(mixer, kRate);
    TW_COMPARE_NEAR(mixer.position(), speed * kRate, 2);
    TW_COMPARE_NEAR(mixer.position(1000), speed * (kRate - 1000), 2);
    // The end comes when it should, and the position with it.
    const auto rest = static_cast<std::int64_t>(4 * kRate / speed) - kRate;
    take(mixer, rest - 100);
    QVERIFY(mixer.isPlaying());
    take(mixer, 200);
    QVERIFY(!mixer.isPlaying());
    QCOMPARE(mixer.position(), std::int64_t(4 * kRate));
    // Looping too.
    mixer.setLoopRegion({10000, 20000});
    mixer.setLooping(true);
    mixer.play();
    take(mixer, 50000);
    TW_COMPARE_NEAR(mixer.position(), 10000 + std::fmod(speed * 50000, 10000), 4);
}

// WISHES A1, at other speeds than the sound's own.
void TestVoice::switchingAmongCopiesAtAnySpeedChangesNothing()
{
    const Buffer source = aperiodicSine(20 * kRate);
    const auto run = [&](bool switching) {
        AbcMixer mixer;
        mixer.setSources(threeCopies(source), kRate);
        mixer.setSpeed(0.8123);
        mixer.play();
        take(mixer, 2 * kFade);
        Samples heard;
        for (int i = 0; i < 100; ++i) {
            if (switching)
                mixer.select(kAbcSources[static_cast<std::size_t>(i + 1) % 3]);
            append(heard, take(mixer, 700));
        }
        return heard;
    };
    QCOMPARE(run(true), run(false));
}

void TestVoice::speedIsLimited()
{
    AbcMixer mixer;
    mixer.setSpeed(0);
    QCOMPARE(mixer.speed(), 0.5);
    mixer.setSpeed(1e9);
    QCOMPARE(mixer.speed(), 2.0);
}

QTEST_GUILESS_MAIN(TestVoice)
#include "tst_voice.moc"
