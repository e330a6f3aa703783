#include "core/audio/rt/abc_mixer.h"

#include "tests/core/audio/mixer_signals.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::mixer_signals;

/// No join is heard (WISHES A1, A2, A4): switching, looping, starting, seeking, stopping, replacing a source.
class TestAbcMixerJoins : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hundredSwitchesAmongCopiesChangeNothing();
    void switchIsALinearFadeOfEightMilliseconds();
    void loopOfASineIsSeamless_data();
    void loopOfASineIsSeamless();
    void loopOfNoiseDoesNotClick_data();
    void loopOfNoiseDoesNotClick();
    void switchingAndLoopingTogetherIsSeamless();
    void startSeekAndStopDoNotClick();
    void replacingASourceWhilePlaying();
    void changesDuringAFadeWaitAndTheLastWins();
    void everythingAtOnceNeverClicks();
};

// WISHES A1
void TestAbcMixerJoins::hundredSwitchesAmongCopiesChangeNothing()
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

// WISHES A2
void TestAbcMixerJoins::switchIsALinearFadeOfEightMilliseconds()
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

void TestAbcMixerJoins::loopOfASineIsSeamless_data()
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

// WISHES A4
void TestAbcMixerJoins::loopOfASineIsSeamless()
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

void TestAbcMixerJoins::loopOfNoiseDoesNotClick_data()
{
    loopOfASineIsSeamless_data();
}

void TestAbcMixerJoins::loopOfNoiseDoesNotClick()
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

void TestAbcMixerJoins::switchingAndLoopingTogetherIsSeamless()
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

// WISHES A2
void TestAbcMixerJoins::startSeekAndStopDoNotClick()
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

void TestAbcMixerJoins::replacingASourceWhilePlaying()
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

void TestAbcMixerJoins::changesDuringAFadeWaitAndTheLastWins()
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

// WISHES A2: switches, seeks, loops, gains and speeds at random, while sine and silence are compared at the worst
// phase.
void TestAbcMixerJoins::everythingAtOnceNeverClicks()
{
    const Buffer source = sine(4 * kRate);
    AbcMixer mixer;
    mixer.setSources({source, constant(4 * kRate, 0), source}, kRate);
    mixer.setLooping(true);
    mixer.play();
    Rng rng(11);
    Samples heard;
    for (int i = 0; i < 400; ++i) {
        switch (rng.below(5)) {
        case 0:
            mixer.select(kHeardSources[rng.below(4)]);
            break;
        case 1:
            mixer.seek(static_cast<std::int64_t>(rng.below(4 * kRate)));
            break;
        case 2:
            mixer.setLoopRegion({static_cast<std::int64_t>(rng.below(kRate)), 2 * kRate});
            break;
        case 3:
            mixer.setGain(AbcSource::Raw, static_cast<float>(rng.uniform(0.1, 1)));
            break;
        default:
            mixer.setSpeed(rng.uniform(0.5, 2));
            break;
        }
        append(heard, take(mixer, 100 + static_cast<std::int64_t>(rng.below(2000))));
    }
    // Twice as fast, the sine's own steps are twice as large; a join of the loop within a switch adds its fade.
    const float bound = 2 * largestStep(source->channels[0]) + 4 * 0.8F / kFade;
    QVERIFY2(largestStep(heard) <= bound, qPrintable(QString::number(largestStep(heard))));
    QVERIFY(peak(heard) > 0.75F);
}

QTEST_GUILESS_MAIN(TestAbcMixerJoins)
#include "tst_abc_mixer_joins.moc"
