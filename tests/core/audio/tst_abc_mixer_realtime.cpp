#include "core/audio/rt/abc_mixer.h"

#include <atomic>
#include <thread>

#include "tests/core/audio/mixer_signals.h"
#include "tests/support/forbidden_allocations.h"

using namespace tonewright;
using namespace tonewright::mixer_signals;

/// What the audio thread is promised: any block size, no allocation, positions that account for the device.
class TestAbcMixerRealtime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void positionAccountsForTheDeviceBuffer();
    void positionSurvivesMoreMarksThanFit();
    void worksWithoutAnAudioThread();
    void blocksOfAnySizeGiveTheSame();
    void renderDoesNotAllocate();
    void twoThreads();
};

void TestAbcMixerRealtime::positionAccountsForTheDeviceBuffer()
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

void TestAbcMixerRealtime::positionSurvivesMoreMarksThanFit()
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

void TestAbcMixerRealtime::worksWithoutAnAudioThread()
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

void TestAbcMixerRealtime::blocksOfAnySizeGiveTheSame()
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

void TestAbcMixerRealtime::renderDoesNotAllocate()
{
    AbcMixer mixer;
    Samples out(2 * 480);
    Rng rng(5);
    const Buffer a = noise(20000, 1);
    const Buffer b = noise(15000, 2);
    for (int i = 0; i < 2000; ++i) {
        switch (rng.below(8)) {
        case 0:
            mixer.setSources({a, b, rng.chance(0.5) ? a : nullptr}, kRate);
            break;
        case 1:
            mixer.select(kHeardSources[rng.below(4)]);
            break;
        case 7:
            mixer.setSpeed(rng.uniform(0.5, 2));
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
        {
            const ForbiddenAllocations ban;
            mixer.render(out.data(), 480);
        }
        // Two sources of 0.5 in the difference; interpolated noise overshoots.
        QVERIFY(peak(out) <= 2.0F);
    }
    QCOMPARE(ForbiddenAllocations::count(), 0);
    QVERIFY(ForbiddenAllocations::countsAllocations());
}

void TestAbcMixerRealtime::twoThreads()
{
    AbcMixer mixer;
    std::atomic<bool> stop{false};
    std::atomic<bool> bad{false};
    std::thread audio([&] {
        Samples out(2 * 256);
        while (!stop.load(std::memory_order_relaxed)) {
            {
                const ForbiddenAllocations ban;
                mixer.render(out.data(), 256);
            }
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
    QCOMPARE(ForbiddenAllocations::count(), 0);
}

QTEST_GUILESS_MAIN(TestAbcMixerRealtime)
#include "tst_abc_mixer_realtime.moc"
