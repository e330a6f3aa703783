#include "core/audio/rt/abc_mixer.h"

#include <QtTest/QTest>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <numbers>
#include <thread>

#include "core/base/rng.h"
#include "tests/support/near.h"

using namespace tonewright;

// ---- counting allocations of a thread that must not allocate ----

namespace
{
thread_local bool t_mustNotAllocate = false;
std::atomic<int> g_forbiddenAllocations{0};
}  // namespace

void *operator new(std::size_t size)
{
    if (t_mustNotAllocate)
        g_forbiddenAllocations.fetch_add(1);
    if (void *memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    if (t_mustNotAllocate && memory != nullptr)
        g_forbiddenAllocations.fetch_add(1);
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    ::operator delete(memory);
}

namespace
{

constexpr int kRate = 48000;
constexpr std::int64_t kFade = 384;  ///< 8 ms at 48 kHz
constexpr std::int64_t kPeriod = 100;

using Samples = std::vector<float>;
using Buffer = std::shared_ptr<const AudioBuffer>;

template <class Function>
Buffer mono(std::int64_t frames, Function function)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = kRate;
    buffer->channels.resize(1);
    for (std::int64_t i = 0; i < frames; ++i)
        buffer->channels[0].push_back(static_cast<float>(function(i)));
    return buffer;
}

Buffer constant(std::int64_t frames, double value)
{
    return mono(frames, [=](std::int64_t) { return value; });
}

/// Amplitude 0.8, exactly periodic in 100 frames (480 Hz).
Buffer sine(std::int64_t frames)
{
    return mono(frames, [](std::int64_t i) {
        return 0.8 * std::sin(2 * std::numbers::pi * static_cast<double>(i % kPeriod) / kPeriod);
    });
}

/// 997 Hz: never the same phase twice within the buffer, so a slip by any number of frames shows.
Buffer aperiodicSine(std::int64_t frames)
{
    return mono(frames, [](std::int64_t i) {
        return 0.8 * std::sin(2 * std::numbers::pi * 997.0 * static_cast<double>(i) / kRate);
    });
}

Buffer noise(std::int64_t frames, std::uint64_t seed)
{
    Rng rng(seed);
    return mono(frames, [&](std::int64_t) { return rng.uniform(-0.5, 0.5); });
}

AbcBuffers three(const Buffer &buffer)
{
    return {buffer, buffer, buffer};
}

/// Three separate copies: nothing may depend on their being one buffer.
AbcBuffers threeCopies(const Buffer &buffer)
{
    return {std::make_shared<AudioBuffer>(*buffer), std::make_shared<AudioBuffer>(*buffer),
            std::make_shared<AudioBuffer>(*buffer)};
}

/// The left channel of the next frames; fails when left and right differ (all sources here are mono).
Samples take(AbcMixer &mixer, std::int64_t frames)
{
    Samples stereo(static_cast<std::size_t>(2 * frames), NAN);
    mixer.render(stereo.data(), static_cast<std::size_t>(frames));
    Samples left;
    for (std::size_t i = 0; i < stereo.size(); i += 2) {
        if (stereo[i] != stereo[i + 1])
            qFatal("a mono source must sound alike on both channels");
        left.push_back(stereo[i]);
    }
    return left;
}

void append(Samples &all, const Samples &more)
{
    all.insert(all.end(), more.begin(), more.end());
}

float largestStep(const Samples &samples)
{
    float largest = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        largest = std::max(largest, std::fabs(samples[i] - samples[i - 1]));
    return largest;
}

float peak(const Samples &samples)
{
    float largest = 0;
    for (const float sample : samples)
        largest = std::max(largest, std::fabs(sample));
    return largest;
}

/// Largest |samples[i] − source[start + i]|.
float distance(const Samples &samples, const Buffer &source, std::int64_t start)
{
    float largest = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
        largest =
            std::max(largest, std::fabs(samples[i] - source->channels[0].at(static_cast<std::size_t>(start) + i)));
    return largest;
}

/// Playing from frame 0, with the fade-in behind it.
void startPlaying(AbcMixer &mixer, const AbcBuffers &buffers)
{
    mixer.setSources(buffers, kRate);
    mixer.play();
    take(mixer, kFade);
    QCOMPARE(mixer.position(), kFade);
}

}  // namespace

class TestAbcMixer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hundredSwitchesAmongCopiesChangeNothing();
    void switchKeepsThePositionToTheSample();
    void switchIsALinearFadeOfEightMilliseconds();
    void loopOfASineIsSeamless_data();
    void loopOfASineIsSeamless();
    void loopOfNoiseDoesNotClick_data();
    void loopOfNoiseDoesNotClick();
    void switchingAndLoopingTogetherIsSeamless();
    void loopOffIsReallyOff();
    void positionBehindTheLoopGoesToItsStart();
    void startSeekAndStopDoNotClick();
    void pauseKeepsThePosition();
    void endStopsAndPlayBeginsAgain();
    void replacingASourceWhilePlaying();
    void replacingByAShorterOneStops();
    void gainsAndVolume();
    void stereoMonoMissingAndShort();
    void emptySourcesAreHarmless();
    void changesDuringAFadeWaitAndTheLastWins();
    void positionAccountsForTheDeviceBuffer();
    void positionSurvivesMoreMarksThanFit();
    void worksWithoutAnAudioThread();
    void blocksOfAnySizeGiveTheSame();
    void renderDoesNotAllocate();
    void twoThreads();
};

void TestAbcMixer::hundredSwitchesAmongCopiesChangeNothing()
{
    const Buffer source = aperiodicSine(20 * kRate);
    AbcMixer mixer;
    startPlaying(mixer, threeCopies(source));
    Rng rng(1);
    Samples heard;
    for (int i = 0; i < 100; ++i) {
        mixer.select(kAbcSources[static_cast<std::size_t>(i + 1) % 3]);
        append(heard, take(mixer, 200 + static_cast<std::int64_t>(rng.below(6000))));
    }
    QVERIFY(heard.size() > 100000);
    // lerp(x, x) is x: bit for bit, which is stricter than the 1e-6 that is asked for.
    QCOMPARE(distance(heard, source, kFade), 0.0F);
    QVERIFY(largestStep(heard) <= largestStep(source->channels[0]));
}

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

void TestAbcMixer::switchIsALinearFadeOfEightMilliseconds()
{
    AbcMixer mixer;
    startPlaying(mixer, {constant(kRate, 0.1), constant(kRate, 0.9), nullptr});
    mixer.select(AbcSource::Processed);
    const Samples fade = take(mixer, kFade + 10);
    for (std::int64_t i = 0; i < kFade; ++i)
        TW_COMPARE_NEAR(fade[static_cast<std::size_t>(i)], 0.1 + 0.8 * static_cast<double>(i) / kFade, 1e-6);
    QCOMPARE(fade.back(), 0.9F);
    QVERIFY(kFade >= 0.005 * kRate && kFade <= 0.010 * kRate);
}

void TestAbcMixer::loopOfASineIsSeamless_data()
{
    QTest::addColumn<std::int64_t>("length");
    QTest::addColumn<std::int64_t>("start");
    QTest::addColumn<std::int64_t>("end");
    using I = std::int64_t;
    QTest::newRow("in the middle: pre-roll") << I(30000) << I(10013) << I(10013 + 37 * kPeriod);
    QTest::newRow("at the beginning: post-roll") << I(30000) << I(0) << I(25 * kPeriod);
    QTest::newRow("up to the end: pre-roll") << I(30000) << I(26000) << I(30000);
    QTest::newRow("whole piece: no material outside") << I(4000) << I(0) << I(4000);
    QTest::newRow("shorter than the fade") << I(30000) << I(5033) << I(5033 + kPeriod);
}

void TestAbcMixer::loopOfASineIsSeamless()
{
    QFETCH(std::int64_t, length);
    QFETCH(std::int64_t, start);
    QFETCH(std::int64_t, end);
    const Buffer source = sine(length);
    AbcMixer mixer;
    mixer.setSources(three(source), kRate);
    mixer.setLoopRegion({start, end});
    mixer.setLooping(true);
    mixer.seek(start);
    mixer.play();
    take(mixer, kFade);
    const std::int64_t fadedIn = mixer.position();
    // Fifty jumps whatever the length of the region.
    const Samples heard = take(mixer, 50 * (end - start) + 5);
    for (std::size_t i = 0; i < heard.size(); ++i) {
        const auto phase = static_cast<std::size_t>((fadedIn + static_cast<std::int64_t>(i)) % kPeriod);
        if (heard[i] != source->channels[0][phase])
            QFAIL(qPrintable(
                QStringLiteral("frame %1: %2, not %3").arg(i).arg(heard[i]).arg(source->channels[0][phase])));
    }
    QVERIFY(largestStep(heard) <= largestStep(source->channels[0]));
    QCOMPARE(mixer.position(), start + (fadedIn - start + 5) % (end - start));
}

void TestAbcMixer::loopOfNoiseDoesNotClick_data()
{
    loopOfASineIsSeamless_data();
}

void TestAbcMixer::loopOfNoiseDoesNotClick()
{
    QFETCH(std::int64_t, length);
    QFETCH(std::int64_t, start);
    QFETCH(std::int64_t, end);
    // A saw-tooth of one ramp over the piece: tiny steps, and a large one wherever the loop jumps without a fade.
    const Buffer source = mono(length, [=](std::int64_t i) { return -0.9 + 1.8 * static_cast<double>(i) / length; });
    AbcMixer mixer;
    mixer.setSources(three(source), kRate);
    mixer.setLoopRegion({start, end});
    mixer.setLooping(true);
    mixer.seek(start);
    mixer.play();
    const Samples heard = take(mixer, 10 * (end - start));
    const std::int64_t fade = std::min(kFade, (end - start) / 2);
    const float bound = largestStep(source->channels[0]) + 2.0F * 0.9F / static_cast<float>(fade) + 1e-6F;
    QVERIFY2(largestStep(heard) <= bound, qPrintable(QString::number(largestStep(heard))));
    QVERIFY(peak(heard) <= 0.9F + 1e-6F);
}

void TestAbcMixer::switchingAndLoopingTogetherIsSeamless()
{
    const Buffer source = sine(20000);
    for (const FrameRange region : {FrameRange{5000, 9000}, FrameRange{0, 9000}, FrameRange{0, 20000}}) {
        AbcMixer mixer;
        mixer.setSources(threeCopies(source), kRate);
        mixer.setLoopRegion(region);
        mixer.setLooping(true);
        mixer.seek(region.start);
        mixer.play();
        take(mixer, kFade);
        std::int64_t phase = mixer.position();
        // 97 is prime to all lengths here: switches fall before, into and after joins.
        for (int i = 0; i < 1500; ++i) {
            if (i % 5 == 0)
                mixer.select(kAbcSources[static_cast<std::size_t>(i) % 3]);
            for (const float value : take(mixer, 97))
                if (value != source->channels[0][static_cast<std::size_t>(phase++ % kPeriod)])
                    QFAIL(qPrintable(QStringLiteral("block %1, region from %2").arg(i).arg(region.start)));
        }
    }
}

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

void TestAbcMixer::startSeekAndStopDoNotClick()
{
    // Full scale, quarter phase: the worst place to start, jump and stop at.
    const Buffer source = mono(4 * kRate, [](std::int64_t i) {
        return 0.999 * std::cos(2 * std::numbers::pi * 220.5 * static_cast<double>(i) / kRate);
    });
    AbcMixer mixer;
    mixer.setSources(three(source), kRate);
    Rng rng(3);
    Samples heard = take(mixer, 100);
    QCOMPARE(peak(heard), 0.0F);
    for (int i = 0; i < 40; ++i) {
        mixer.play();
        append(heard, take(mixer, 500 + static_cast<std::int64_t>(rng.below(700))));
        for (int j = 0; j < 5; ++j) {
            mixer.seek(static_cast<std::int64_t>(rng.below(3 * kRate)));
            append(heard, take(mixer, 50 + static_cast<std::int64_t>(rng.below(1500))));
        }
        mixer.pause();
        append(heard, take(mixer, 600 + static_cast<std::int64_t>(rng.below(700))));
    }
    append(heard, take(mixer, 2 * kFade));
    QCOMPARE(heard.back(), 0.0F);
    QVERIFY(peak(heard) > 0.9F);
    const float bound = largestStep(source->channels[0]) + 2 * 0.999F / kFade + 1e-6F;
    QVERIFY2(largestStep(heard) <= bound, qPrintable(QString::number(largestStep(heard))));
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

void TestAbcMixer::replacingASourceWhilePlaying()
{
    const Buffer low = constant(kRate, 0.2);
    const Buffer high = constant(kRate, 0.8);
    std::weak_ptr<const AudioBuffer> old;
    AbcMixer mixer;
    {
        const Buffer first = constant(kRate, 0.4);
        old = first;
        startPlaying(mixer, {low, first, high});
    }
    mixer.select(AbcSource::Processed);
    take(mixer, kFade);
    QCOMPARE(take(mixer, 1).front(), 0.4F);
    mixer.setSources({low, constant(kRate, 0.6), high}, kRate);
    QVERIFY(!old.expired());
    const Samples fade = take(mixer, kFade);
    QVERIFY(!old.expired());  // the control thread frees it, not render()
    mixer.collectGarbage();
    QVERIFY(old.expired());
    QCOMPARE(mixer.setsAlive(), std::size_t(1));
    QVERIFY(largestStep(fade) <= 0.2F / kFade + 1e-6F);
    QCOMPARE(take(mixer, 1).front(), 0.6F);
    QCOMPARE(mixer.position(), 3 * kFade + 2);
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

void TestAbcMixer::changesDuringAFadeWaitAndTheLastWins()
{
    AbcMixer mixer;
    startPlaying(mixer, {constant(kRate, 0.0), constant(kRate, 0.5), constant(kRate, 1.0)});
    mixer.select(AbcSource::Reference);
    Samples heard = take(mixer, kFade / 2);
    mixer.select(AbcSource::Processed);
    append(heard, take(mixer, 10));
    mixer.select(AbcSource::Raw);
    append(heard, take(mixer, 10));
    mixer.select(AbcSource::Processed);
    append(heard, take(mixer, 3 * kFade));
    QVERIFY(largestStep(heard) <= 1.0F / kFade + 1e-6F);
    TW_COMPARE_NEAR(peak(heard), 1.0, 2.0 / kFade);  // the first fade ran to its end
    QCOMPARE(heard.back(), 0.5F);
    for (std::size_t i = 2 * kFade; i < heard.size(); ++i)
        QCOMPARE(heard[i], 0.5F);
}

void TestAbcMixer::positionAccountsForTheDeviceBuffer()
{
    AbcMixer mixer;
    mixer.setSources(three(aperiodicSine(kRate)), kRate);
    take(mixer, 1000);
    mixer.setLoopRegion({3000, 4000});
    mixer.setLooping(true);
    mixer.play();
    QCOMPARE(mixer.position(), std::int64_t(0));
    take(mixer, 500);
    QCOMPARE(mixer.position(800), std::int64_t(0));  // the first frames aren't heard yet
    QCOMPARE(mixer.position(480), std::int64_t(20));
    take(mixer, 3600);                                  // the engine is at 4100, that is 3100
    QCOMPARE(mixer.position(200), std::int64_t(3900));  // heard: still before the jump
    QCOMPARE(mixer.position(50), std::int64_t(3050));
    QCOMPARE(mixer.position(0), std::int64_t(3100));
    mixer.seek(1500);
    QCOMPARE(mixer.position(300), std::int64_t(1500));  // at once
    take(mixer, 200);
    QCOMPARE(mixer.position(300), std::int64_t(1500));
    take(mixer, 200);
    QCOMPARE(mixer.position(300), std::int64_t(1600));
    mixer.pause();
    take(mixer, 200);
    QCOMPARE(mixer.position(300), std::int64_t(1800));
    take(mixer, 200);
    QCOMPARE(mixer.position(300), std::int64_t(1900));
    QCOMPARE(mixer.position(0), std::int64_t(1900));
}

void TestAbcMixer::positionSurvivesMoreMarksThanFit()
{
    AbcMixer mixer;
    mixer.setSources(three(sine(kRate)), kRate);
    mixer.setLoopRegion({100, 110});
    mixer.setLooping(true);
    mixer.play();
    take(mixer, 20000);  // 1990 jumps
    mixer.setLooping(false);
    take(mixer, 1000);
    QVERIFY(mixer.position() >= 0);  // takes the marks that did fit
    take(mixer, 100);                // one more block brings the clock in step
    const std::int64_t before = mixer.position();
    take(mixer, 777);
    QCOMPARE(mixer.position(), before + 777);
    QCOMPARE(mixer.position(), 100 + static_cast<std::int64_t>(mixer.renderedFrames()) - 20000);
}

void TestAbcMixer::worksWithoutAnAudioThread()
{
    AbcMixer mixer;
    std::weak_ptr<const AudioBuffer> old;
    for (int i = 0; i < 50; ++i) {
        const Buffer buffer = constant(1000 + i, 0.5);
        mixer.setSources(three(buffer), kRate);
        mixer.settle();
        QCOMPARE(mixer.setsAlive(), std::size_t(1));
        if (i == 48)
            old = buffer;
    }
    QVERIFY(old.expired());
    mixer.seek(700);
    mixer.select(AbcSource::Reference);
    mixer.settle();
    QCOMPARE(mixer.position(), std::int64_t(700));
    QCOMPARE(mixer.selected(), AbcSource::Reference);
    mixer.play();
    mixer.settle();  // the stream opens later …
    const Samples start = take(mixer, 100);
    QVERIFY(largestStep(start) <= 0.5F / kFade + 1e-6F);  // … and the sound comes up from silence
    QCOMPARE(start.front(), 0.0F);
    QCOMPARE(mixer.position(), std::int64_t(800));
    mixer.pause();
    mixer.settle();  // the device was lost in the middle of a fade
    QCOMPARE(mixer.position(), std::int64_t(800));
    QCOMPARE(peak(take(mixer, 100)), 0.0F);
}

void TestAbcMixer::blocksOfAnySizeGiveTheSame()
{
    const AbcBuffers buffers{noise(30000, 1), noise(30000, 2), noise(30000, 3)};
    const auto run = [&](std::int64_t block) {
        AbcMixer mixer;
        mixer.setSources(buffers, kRate);
        mixer.setLoopRegion({1000, 7000});
        mixer.setLooping(true);
        Samples heard;
        const auto play = [&](std::int64_t frames) {
            for (std::int64_t done = 0; done < frames; done += block)
                append(heard, take(mixer, std::min(block, frames - done)));
        };
        mixer.play();
        play(9600);
        mixer.select(AbcSource::Reference);
        play(4800);
        mixer.seek(500);
        play(9600);
        mixer.pause();
        play(480);
        return heard;
    };
    const Samples whole = run(1 << 20);
    QCOMPARE(run(1), whole);
    QCOMPARE(run(480), whole);
    QCOMPARE(run(1023), whole);
}

void TestAbcMixer::renderDoesNotAllocate()
{
    AbcMixer mixer;
    Samples out(2 * 480);
    Rng rng(5);
    const Buffer a = noise(20000, 1);
    const Buffer b = noise(15000, 2);
    for (int i = 0; i < 2000; ++i) {
        switch (rng.below(7)) {
        case 0:
            mixer.setSources({a, b, rng.chance(0.5) ? a : nullptr}, kRate);
            break;
        case 1:
            mixer.select(kAbcSources[rng.below(3)]);
            break;
        case 2:
            mixer.seek(static_cast<std::int64_t>(rng.below(20000)));
            break;
        case 3:
            mixer.setLooping(rng.chance(0.5));
            break;
        case 4:
            mixer.setLoopRegion({static_cast<std::int64_t>(rng.below(10000)), 12000});
            break;
        case 5:
            mixer.play();
            break;
        default:
            if (rng.chance(0.3))
                mixer.pause();
            break;
        }
        t_mustNotAllocate = true;
        mixer.render(out.data(), 480);
        t_mustNotAllocate = false;
        QVERIFY(peak(out) <= 0.5F + 1e-6F);
    }
    QCOMPARE(g_forbiddenAllocations.load(), 0);
    // The counter does count.
    t_mustNotAllocate = true;
    ::operator delete(::operator new(8));
    t_mustNotAllocate = false;
    QVERIFY(g_forbiddenAllocations.load() > 0);
    g_forbiddenAllocations = 0;
}

void TestAbcMixer::twoThreads()
{
    AbcMixer mixer;
    std::atomic<bool> stop{false};
    std::atomic<bool> bad{false};
    std::thread audio([&] {
        Samples out(2 * 256);
        while (!stop.load(std::memory_order_relaxed)) {
            t_mustNotAllocate = true;
            mixer.render(out.data(), 256);
            t_mustNotAllocate = false;
            for (const float value : out)
                if (!(std::fabs(value) <= 0.5F + 1e-6F))
                    bad = true;
        }
    });
    Rng rng(7);
    std::weak_ptr<const AudioBuffer> old;
    for (int i = 0; i < 3000; ++i) {
        switch (rng.below(6)) {
        case 0: {
            const Buffer buffer = noise(2000 + static_cast<std::int64_t>(rng.below(2000)), rng.next());
            old = buffer;
            mixer.setSources({buffer, buffer, nullptr}, kRate);
            break;
        }
        case 1:
            mixer.select(kAbcSources[rng.below(3)]);
            break;
        case 2:
            mixer.seek(static_cast<std::int64_t>(rng.below(4000)));
            break;
        case 3:
            mixer.setLooping(rng.chance(0.7));
            break;
        case 4:
            mixer.setLoopRegion({static_cast<std::int64_t>(rng.below(1000)), 1500});
            break;
        default:
            mixer.play();
            break;
        }
        const std::int64_t position = mixer.position(256);
        if (position < 0 || position > mixer.length())
            bad = true;
        std::this_thread::yield();
    }
    mixer.setSources({}, kRate);
    const std::uint64_t before = mixer.renderedFrames();
    QTRY_VERIFY(mixer.renderedFrames() > before + 4 * kFade);
    mixer.collectGarbage();
    QCOMPARE(mixer.setsAlive(), std::size_t(1));
    QVERIFY(old.expired());
    stop = true;
    audio.join();
    QVERIFY(!bad);
    QCOMPARE(g_forbiddenAllocations.load(), 0);
}

QTEST_GUILESS_MAIN(TestAbcMixer)
#include "tst_abc_mixer.moc"
