#include "core/audio/rt/abc_mixer.h"

#include "tests/core/audio/mixer_signals.h"

using namespace tonewright;
using namespace tonewright::mixer_signals;

/// Where the play head is, what is heard there, how loud.
class TestAbcMixer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void switchKeepsThePositionToTheSample();
    void loopOffIsReallyOff();
    void positionBehindTheLoopGoesToItsStart();
    void pauseKeepsThePosition();
    void endStopsAndPlayBeginsAgain();
    void replacingByAShorterOneStops();
    void gainsAndVolume();
    void stereoMonoMissingAndShort();
    void emptySourcesAreHarmless();
    void differenceOfEqualSoundsIsDigitalSilence();
    void differenceIsProcessedLessReference();
    void differenceNeedsBothSounds();
};

// WISHES A1
void TestAbcMixer::switchKeepsThePositionToTheSample()
{
    // Source s at frame i is s/4 + i·2⁻²⁰: exact in float, so the frame can be read off the output.
    const auto ramp = [](double base) {
        return mono(kRate, [=](std::int64_t i) { return base + std::ldexp(static_cast<double>(i), -20); });
    };
    AbcMixer mixer;
    startPlaying(mixer, {ramp(0), ramp(0.25), ramp(0.5)});
    std::int64_t frame = kFade;
    for (int i = 1; i <= 20; ++i) {
        const std::size_t selected = static_cast<std::size_t>(i) % 3;
        mixer.select(kAbcSources[selected]);
        take(mixer, kFade);
        const float value = take(mixer, 1).front() - 0.25F * static_cast<float>(selected);
        QCOMPARE(static_cast<std::int64_t>(std::ldexp(value, 20)), frame + kFade);
        frame += kFade + 1;
        QCOMPARE(mixer.position(), frame);
    }
}

// WISHES A4
void TestAbcMixer::loopOffIsReallyOff()
{
    const Buffer source = aperiodicSine(30000);
    AbcMixer mixer;
    mixer.setSources(three(source), kRate);
    mixer.setLoopRegion({2000, 6000});
    mixer.setLooping(true);
    mixer.play();
    take(mixer, 14000 + 500);  // 0 … 6000, then twice 4000, then into the region again
    QCOMPARE(mixer.position(), std::int64_t(2500));
    mixer.setLooping(false);
    const Samples heard = take(mixer, 10000);
    QCOMPARE(mixer.position(), std::int64_t(12500));
    // No loop, no fade: the source as it is, from the first frame on (the change itself is a fade among equals).
    QCOMPARE(distance(heard, source, 2500), 0.0F);
    take(mixer, 30000);
    QVERIFY(!mixer.isPlaying());
    QCOMPARE(mixer.position(), std::int64_t(30000));
}

void TestAbcMixer::positionBehindTheLoopGoesToItsStart()
{
    const Buffer source = aperiodicSine(30000);
    AbcMixer mixer;
    startPlaying(mixer, three(source));
    mixer.setLoopRegion({4000, 8000});
    mixer.seek(20000);
    take(mixer, 2 * kFade);
    QCOMPARE(mixer.position(), 20000 + 2 * kFade);
    mixer.setLooping(true);
    Samples heard = take(mixer, 1000);
    QCOMPARE(mixer.position(), std::int64_t(5000));
    QVERIFY(largestStep(heard) <= largestStep(source->channels[0]) + 2 * 0.8F / kFade);

    // Before the region it plays into it and then repeats it.
    mixer.seek(3000);
    take(mixer, 5500);
    QCOMPARE(mixer.position(), std::int64_t(4500));
    mixer.pause();
    take(mixer, kFade);
    mixer.seek(25000);
    mixer.play();
    take(mixer, 10);
    QCOMPARE(mixer.position(), std::int64_t(4010));
}

void TestAbcMixer::pauseKeepsThePosition()
{
    const Buffer source = aperiodicSine(kRate);
    AbcMixer mixer;
    startPlaying(mixer, three(source));
    take(mixer, 5000);
    const std::int64_t before = mixer.position();
    mixer.pause();
    QVERIFY(!mixer.isPlaying());
    const Samples tail = take(mixer, kFade);
    QVERIFY(peak(tail) > 0.1F);
    QCOMPARE(mixer.position(), before);
    QCOMPARE(peak(take(mixer, 3000)), 0.0F);
    QCOMPARE(mixer.position(), before);
    mixer.play();
    QVERIFY(mixer.isPlaying());
    take(mixer, kFade);
    QCOMPARE(distance(take(mixer, 1000), source, before + kFade), 0.0F);
}

void TestAbcMixer::endStopsAndPlayBeginsAgain()
{
    constexpr std::int64_t kLength = 10000;
    const Buffer source = constant(kLength, 0.7);
    AbcMixer mixer;
    startPlaying(mixer, three(source));
    const Samples body = take(mixer, kLength - 2 * kFade);
    QCOMPARE(distance(body, source, 0), 0.0F);
    QVERIFY(mixer.isPlaying());
    const Samples tail = take(mixer, 2 * kFade);
    QVERIFY(largestStep(tail) <= 0.7F / kFade + 1e-6F);
    QCOMPARE(tail.back(), 0.0F);
    QVERIFY(!mixer.isPlaying());
    QCOMPARE(mixer.position(), kLength);
    // A later change doesn't start it again.
    mixer.select(AbcSource::Reference);
    QCOMPARE(peak(take(mixer, 1000)), 0.0F);
    QCOMPARE(mixer.position(), kLength);
    mixer.play();
    QVERIFY(mixer.isPlaying());
    take(mixer, 1000);
    QCOMPARE(mixer.position(), std::int64_t(1000));
}

void TestAbcMixer::replacingByAShorterOneStops()
{
    AbcMixer mixer;
    startPlaying(mixer, three(constant(kRate, 0.5)));
    take(mixer, 20000);
    mixer.setSources(three(constant(10000, 0.5)), kRate);
    const Samples heard = take(mixer, 1000);
    QVERIFY(largestStep(heard) <= 0.5F / kFade + 1e-6F);
    QCOMPARE(heard.back(), 0.0F);
    QVERIFY(!mixer.isPlaying());
    QCOMPARE(mixer.position(), std::int64_t(10000));
}

void TestAbcMixer::gainsAndVolume()
{
    AbcMixer mixer;
    startPlaying(mixer, three(constant(kRate, 0.8)));
    mixer.setGain(AbcSource::Raw, 0.5F);
    mixer.setGain(AbcSource::Reference, 0.25F);
    Samples heard = take(mixer, kFade + 1);
    QCOMPARE(heard.back(), 0.4F);
    mixer.select(AbcSource::Processed);
    append(heard, take(mixer, kFade + 1));
    QCOMPARE(heard.back(), 0.8F);
    mixer.select(AbcSource::Reference);
    append(heard, take(mixer, kFade + 1));
    QCOMPARE(heard.back(), 0.2F);
    mixer.setVolume(0.5F);
    append(heard, take(mixer, kFade + 1));
    QCOMPARE(heard.back(), 0.1F);
    mixer.setVolume(0);
    append(heard, take(mixer, kFade + 1));
    QCOMPARE(heard.back(), 0.0F);
    QVERIFY(largestStep(heard) <= 0.8F / kFade + 1e-6F);
}

void TestAbcMixer::stereoMonoMissingAndShort()
{
    auto stereo = std::make_shared<AudioBuffer>();
    stereo->sampleRate = kRate;
    stereo->channels = {Samples(20000, 0.3F), Samples(20000, -0.6F)};
    AbcMixer mixer;
    mixer.setSources({stereo, constant(5000, 0.5), nullptr}, kRate);
    QCOMPARE(mixer.length(), std::int64_t(20000));
    mixer.play();
    const auto frameAfter = [&](std::int64_t frames) {
        Samples out(static_cast<std::size_t>(2 * frames));
        mixer.render(out.data(), static_cast<std::size_t>(frames));
        return std::pair(out[out.size() - 2], out[out.size() - 1]);
    };
    QCOMPARE(frameAfter(1000), std::pair(0.3F, -0.6F));
    mixer.select(AbcSource::Processed);
    QCOMPARE(frameAfter(1000), std::pair(0.5F, 0.5F));
    QCOMPARE(frameAfter(4000), std::pair(0.0F, 0.0F));
    mixer.select(AbcSource::Reference);
    QCOMPARE(frameAfter(1000), std::pair(0.0F, 0.0F));
    QCOMPARE(mixer.position(), std::int64_t(7000));
    QVERIFY(mixer.isPlaying());
}

void TestAbcMixer::emptySourcesAreHarmless()
{
    AbcMixer mixer;
    QCOMPARE(mixer.position(), std::int64_t(0));
    mixer.play();
    QCOMPARE(peak(take(mixer, 100)), 0.0F);
    QVERIFY(!mixer.isPlaying());
    mixer.setLooping(true);
    mixer.setLoopRegion({100, 200});
    mixer.seek(1000);
    mixer.setSources({nullptr, std::make_shared<AudioBuffer>(), nullptr}, kRate);
    mixer.play();
    QCOMPARE(peak(take(mixer, 1000)), 0.0F);
    QVERIFY(!mixer.isPlaying());
    QCOMPARE(mixer.position(), std::int64_t(0));
    mixer.setSources(three(constant(5000, 0.5)), kRate);
    mixer.setLoopRegion({9000, 9500});  // outside: the whole piece
    mixer.play();
    take(mixer, 6000);
    QCOMPARE(mixer.position(), std::int64_t(1000));
    mixer.setSources({}, kRate);
    const Samples heard = take(mixer, 1000);
    QVERIFY(largestStep(heard) <= 0.5F / kFade + 1e-6F);
    QCOMPARE(heard.back(), 0.0F);
    QVERIFY(!mixer.isPlaying());
}

// WISHES A10
void TestAbcMixer::differenceOfEqualSoundsIsDigitalSilence()
{
    const Buffer source = noise(kRate, 4);
    AbcMixer mixer;
    mixer.setSources({nullptr, source, std::make_shared<AudioBuffer>(*source)}, kRate);
    mixer.setGain(AbcSource::Difference, 0.7F);
    mixer.setDifferenceGains(0.3F, 0.3F);
    mixer.select(AbcSource::Difference);
    mixer.play();
    QCOMPARE(peak(take(mixer, 20000)), 0.0F);
    mixer.setSpeed(1.5);
    QCOMPARE(peak(take(mixer, 5000)), 0.0F);
    QVERIFY(mixer.isPlaying());
}

// WISHES A10
void TestAbcMixer::differenceIsProcessedLessReference()
{
    AbcMixer mixer;
    mixer.setSources({constant(kRate, 0.1), constant(kRate, 0.75), constant(20000, 0.5)}, kRate);
    mixer.select(AbcSource::Difference);
    mixer.play();
    Samples heard = take(mixer, 1000);
    QCOMPARE(heard.back(), 0.25F);
    mixer.setDifferenceGains(0.5F, 1);
    append(heard, take(mixer, 1000));
    QCOMPARE(heard.back(), -0.125F);
    mixer.setGain(AbcSource::Difference, 0.5F);
    append(heard, take(mixer, 1000));
    QCOMPARE(heard.back(), -0.0625F);
    append(heard, take(mixer, 18000));  // the reference has ended: silence
    QCOMPARE(heard.back(), 0.1875F);
    QCOMPARE(mixer.position(), std::int64_t(21000));
}

void TestAbcMixer::differenceNeedsBothSounds()
{
    AbcMixer mixer;
    mixer.setSources({constant(kRate, 0.1), constant(kRate, 0.75), nullptr}, kRate);
    mixer.select(AbcSource::Difference);
    mixer.play();
    QCOMPARE(peak(take(mixer, 1000)), 0.0F);
    QVERIFY(mixer.isPlaying());
}

QTEST_GUILESS_MAIN(TestAbcMixer)
#include "tst_abc_mixer.moc"
