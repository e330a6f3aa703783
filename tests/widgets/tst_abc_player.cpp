// The player without any sound device: everything but listening works. With one: tst_audio_output.

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "tests/support/near.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/abc_player/source_preparation.h"

using namespace tonewright;

namespace
{

std::shared_ptr<const AudioBuffer> sine(double seconds, int sampleRate, int channels = 1)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = sampleRate;
    buffer->channels.resize(static_cast<std::size_t>(channels));
    for (auto &channel : buffer->channels)
        for (int i = 0; i < std::lround(seconds * sampleRate); ++i)
            channel.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 440 * i / sampleRate)));
    return buffer;
}

/// Noise of this loudness, in LUFS.
std::shared_ptr<const AudioBuffer> level(double lufs)
{
    auto buffer = std::make_shared<AudioBuffer>();
    buffer->sampleRate = 48000;
    buffer->channels.resize(1);
    Rng rng(1);
    for (int i = 0; i < 48000; ++i)
        buffer->channels[0].push_back(static_cast<float>(rng.uniform(-0.1, 0.1)));
    const double gain = std::pow(10, (lufs - measureLoudness(*buffer).integratedLufs) / 20);
    for (float &sample : buffer->channels[0])
        sample = static_cast<float>(sample * gain);
    return buffer;
}

/// Waits until the sources that were set are in use.
bool load(AbcPlayer &player, const AbcSources &sources)
{
    QSignalSpy changed(&player, &AbcPlayer::sourcesChanged);
    player.setSources(sources);
    return changed.wait(10000);
}

bool load(AbcPlayer &player, double seconds = 10)
{
    return load(player, {sine(seconds, 22050), sine(seconds, 22050), sine(seconds, 22050)});
}

}  // namespace

class TestAbcPlayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // A server that can't be there: no device, whatever the machine has.
        qputenv("PULSE_SERVER", "unix:/nonexistent/native");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
    }

    // WISHES A9
    void withoutADeviceOneLineSaysSo()
    {
        AbcPlayer player;
        QVERIFY(!player.outputMessage().isEmpty());
        QVERIFY(!player.outputMessage().contains(QLatin1Char('\n')));
        QVERIFY(load(player));
        QVERIFY(!player.canPlay());
        player.play();
        QVERIFY(!player.isPlaying());
        player.togglePlaying();
        QVERIFY(!player.isPlaying());
        QCOMPARE(player.underruns(), quint64(0));
    }

    void selectingSeekingAndLoopingWorkWithoutADevice()
    {
        AbcPlayer player;
        QVERIFY(load(player));
        TW_COMPARE_NEAR(player.durationSeconds(), 10, 1e-9);
        QSignalSpy selected(&player, &AbcPlayer::selectedChanged);
        player.select(AbcSource::Reference);
        player.select(AbcSource::Reference);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(player.selected(), AbcSource::Reference);

        QSignalSpy moved(&player, &AbcPlayer::positionChanged);
        player.seek(4);
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved.last().first().toDouble(), 4.0);
        player.seekBy(1);
        QCOMPARE(player.positionSeconds(), 5.0);
        player.seekBy(-100);
        QCOMPARE(player.positionSeconds(), 0.0);
        player.seek(100);
        QCOMPARE(player.positionSeconds(), 10.0);

        QSignalSpy looping(&player, &AbcPlayer::loopingChanged);
        player.toggleLooping();
        player.setLooping(true);
        QCOMPARE(looping.count(), 1);
        QVERIFY(player.isLooping());
    }

    void loopRegionIsOrderedAndLimited()
    {
        AbcPlayer player;
        QVERIFY(load(player));
        QSignalSpy changed(&player, &AbcPlayer::loopRegionChanged);
        player.setLoopRegion(6, 2);
        QCOMPARE(player.loopRegion(), (LoopRegion{2, 6}));
        player.setLoopRegion(6, 2);
        QCOMPARE(changed.count(), 1);
        player.setLoopRegion(-3, 50);
        QCOMPARE(player.loopRegion(), (LoopRegion{0, 10}));
        player.setLoopRegion(4, 4);  // too short to be heard: widened
        QVERIFY(player.loopRegion().isSet());
        QVERIFY(player.loopRegion().endSeconds - player.loopRegion().startSeconds >= 0.0199);
        player.setLoopRegion(10, 10);
        QVERIFY(player.loopRegion().isSet());
        QVERIFY(player.loopRegion().endSeconds <= 10);
        player.clearLoopRegion();
        QVERIFY(!player.loopRegion().isSet());
        QVERIFY(!player.isLooping());
    }

    void loopRegionFromAndToHere()
    {
        AbcPlayer player;
        QVERIFY(load(player));
        player.seek(3);
        player.setLoopStartHere();
        QCOMPARE(player.loopRegion(), (LoopRegion{3, 10}));
        player.seek(7);
        player.setLoopEndHere();
        QCOMPARE(player.loopRegion(), (LoopRegion{3, 7}));
        player.seek(8);  // behind the end: a new region from here on
        player.setLoopStartHere();
        QCOMPARE(player.loopRegion(), (LoopRegion{8, 10}));
        player.seek(5);  // before the start: a new region up to here
        player.setLoopEndHere();
        QCOMPARE(player.loopRegion(), (LoopRegion{0, 5}));
    }

    void stopGoesToTheStartOfWhatIsPlayed()
    {
        AbcPlayer player;
        QVERIFY(load(player));
        player.setLoopRegion(2, 6);
        player.seek(5);
        player.stop();
        QCOMPARE(player.positionSeconds(), 0.0);
        player.setLooping(true);
        player.seek(5);
        player.stop();
        QCOMPARE(player.positionSeconds(), 2.0);
    }

    void replacingASourceKeepsPositionAndLoop()
    {
        AbcPlayer player;
        QVERIFY(load(player));
        player.seek(4.25);
        player.setLoopRegion(2, 6);
        player.setLooping(true);
        player.select(AbcSource::Processed);
        QSignalSpy changed(&player, &AbcPlayer::sourcesChanged);
        const auto fresh = sine(10, 22050);
        player.setSource(AbcSource::Processed, fresh);
        QVERIFY(changed.wait(10000));
        QCOMPARE(player.sources().processed, fresh);
        TW_COMPARE_NEAR(player.positionSeconds(), 4.25, 1e-4);
        QCOMPARE(player.loopRegion(), (LoopRegion{2, 6}));
        QVERIFY(player.isLooping());
        QCOMPARE(player.selected(), AbcSource::Processed);

        // Another rate: the position stays where it was in time.
        QVERIFY(load(player, {sine(10, 48000), nullptr, sine(10, 48000)}));
        TW_COMPARE_NEAR(player.positionSeconds(), 4.25, 1e-4);
        QVERIFY(!player.hasSource(AbcSource::Processed));
        QVERIFY(player.hasSource(AbcSource::Raw));
    }

    void manyReplacementsEndWithTheLast()
    {
        AbcPlayer player;
        for (int i = 1; i <= 20; ++i)
            player.setSources({sine(0.1 * i, 22050), nullptr, nullptr});
        QTRY_COMPARE_WITH_TIMEOUT(player.durationSeconds(), 2.0, 10000);
        QTest::qWait(100);
        QCOMPARE(player.durationSeconds(), 2.0);
    }

    // WISHES A8: 22.05 and 44.1 kHz, 2.9 and 3.0 s.
    void unequalSourcesAreComparedWithANote()
    {
        AbcPlayer player;
        QSignalSpy noted(&player, &AbcPlayer::noteChanged);
        QVERIFY(load(player, {sine(3, 22050), sine(2.9, 44100), sine(3, 44100, 2)}));
        QCOMPARE(noted.count(), 1);
        QVERIFY2(player.note().contains(QStringLiteral("22.05")) && player.note().contains(QStringLiteral("44.1")) &&
                     player.note().contains(QStringLiteral("0.10 s shorter")),
                 qPrintable(player.note()));
        TW_COMPARE_NEAR(player.durationSeconds(), 3, 1e-3);
        // Equal ones need no note.
        QVERIFY(load(player));
        QCOMPARE(player.note(), QString());
    }

    void preparedSourcesHaveOneRate()
    {
        const auto low = sine(1, 22050);
        const auto high = sine(1, 44100);
        const auto six = sine(1, 48000, 6);
        const PreparedSources first = prepareSources({low, high, six}, 48000, {});
        QCOMPARE(first.sampleRate, 48000);
        for (const auto &buffer : first.buffers) {
            QVERIFY(buffer);
            QCOMPARE(buffer.whole()->sampleRate, 48000);
            QVERIFY(buffer.whole()->channels.size() <= 2);
            QVERIFY(std::abs(static_cast<long>(buffer.whole()->frames()) - 48000) <= 1);
        }
        QVERIFY2(first.note.contains(QStringLiteral("6 channels mixed to one")), qPrintable(first.note));
        QVERIFY2(!first.note.contains(QStringLiteral("shorter")), qPrintable(first.note));

        // Only what is new is prepared again; what needs nothing is not copied.
        const auto other = sine(0.5, 48000);
        const PreparedSources second = prepareSources({low, other, six}, 48000, first);
        QCOMPARE(second.buffers[0], first.buffers[0]);
        QCOMPARE(second.buffers[1], other);
        QCOMPARE(second.buffers[2], first.buffers[2]);
        QVERIFY(prepareSources({low, high, six}, 44100, first).buffers[0] != first.buffers[0]);
    }

    void missingAndEmptySources()
    {
        const PreparedSources none = prepareSources({}, 48000, {});
        QCOMPARE(none.seconds, 0.0);
        QCOMPARE(none.note, QString());
        const PreparedSources empty = prepareSources({std::make_shared<AudioBuffer>(), nullptr, nullptr}, 0, {});
        QVERIFY(!empty.buffers[0]);
        AbcPlayer player;
        QVERIFY(load(player));
        player.seek(5);
        QVERIFY(load(player, {}));
        QCOMPARE(player.durationSeconds(), 0.0);
        QCOMPARE(player.positionSeconds(), 0.0);
        player.stop();
        player.setLoopRegion(1, 2);
        player.setLooping(true);
        QVERIFY(!player.canPlay());
    }

    void volumeIsLimited()
    {
        AbcPlayer player;
        QSignalSpy changed(&player, &AbcPlayer::volumeChanged);
        player.setVolume(2);
        QCOMPARE(player.volume(), 1.0);
        QCOMPARE(changed.count(), 0);
        player.setVolume(0.25);
        QCOMPARE(player.volume(), 0.25);
        QCOMPARE(changed.count(), 1);
    }

    // WISHES A3: on from the start, attenuate only, the applied gains are told, the files are untouched.
    void loudnessIsMatched()
    {
        AbcPlayer player;
        QVERIFY(player.isLoudnessMatched());
        const auto loud = level(-10);
        const auto middle = level(-20);
        const auto soft = level(-30);
        const AudioBuffer before = *loud;
        QSignalSpy told(&player, &AbcPlayer::gainsChanged);
        QVERIFY(load(player, {loud, middle, soft}));
        QCOMPARE(told.count(), 1);
        TW_COMPARE_NEAR(player.gainDb(AbcSource::Raw), -20, 0.1);
        TW_COMPARE_NEAR(player.gainDb(AbcSource::Processed), -10, 0.1);
        QCOMPARE(player.gainDb(AbcSource::Reference), 0.0);
        for (const AbcSource source : kAbcSources)
            TW_COMPARE_NEAR(player.loudness(source)->integratedLufs + player.gainDb(source), -30, 0.1);
        QVERIFY(loud->channels == before.channels);

        player.toggleLoudnessMatched();
        QCOMPARE(told.count(), 2);
        for (const AbcSource source : kAbcSources)
            QCOMPARE(player.gainDb(source), 0.0);
        player.setLoudnessMatched(true);
        // Another quietest: all follow.
        QSignalSpy changed(&player, &AbcPlayer::sourcesChanged);
        player.setSource(AbcSource::Reference, level(-15));
        QVERIFY(changed.wait(10000));
        TW_COMPARE_NEAR(player.gainDb(AbcSource::Raw), -10, 0.1);
        QCOMPARE(player.gainDb(AbcSource::Processed), 0.0);
        TW_COMPARE_NEAR(player.gainDb(AbcSource::Reference), -5, 0.1);
    }

    // WISHES A10: the two sounds of the difference are matched whether the rest is or not.
    void differenceIsLevelMatched()
    {
        AbcPlayer player;
        QVERIFY(!player.hasSource(AbcSource::Difference));
        QVERIFY(load(player, {level(-30), level(-10), level(-20)}));
        QVERIFY(player.hasSource(AbcSource::Difference));
        QVERIFY(!player.loudness(AbcSource::Difference));
        TW_COMPARE_NEAR(player.gainDb(AbcSource::Difference), -10, 0.1);  // with the others, to the raw sound's −30
        player.setLoudnessMatched(false);
        QCOMPARE(player.gainDb(AbcSource::Difference), 0.0);
        player.select(AbcSource::Difference);
        QCOMPARE(player.selected(), AbcSource::Difference);
        QVERIFY(load(player, {level(-30), level(-10), nullptr}));
        QVERIFY(!player.hasSource(AbcSource::Difference));
    }

    void speedGoesInSteps()
    {
        AbcPlayer player;
        QSignalSpy told(&player, &AbcPlayer::speedChanged);
        player.faster();
        QCOMPARE(player.speed(), 1.25);
        player.setSpeed(1.9);
        player.faster();
        QCOMPARE(player.speed(), 2.0);
        player.faster();
        QCOMPARE(player.speed(), 2.0);
        QCOMPARE(told.count(), 3);
        for (int i = 0; i < 7; ++i)
            player.slower();
        QCOMPARE(player.speed(), 0.5);
        player.setSpeed(0.9);
        player.slower();
        QCOMPARE(player.speed(), 0.75);
    }

    // WISHES A6: in a blind test nothing of the player tells what is heard, and nothing changes it.
    void blindMeansBlind()
    {
        AbcPlayer player;
        QVERIFY(load(player, {level(-10), level(-20), level(-30)}));
        player.setLoudnessMatched(false);
        player.select(AbcSource::Raw);
        QSignalSpy selected(&player, &AbcPlayer::selectedChanged);
        QSignalSpy blind(&player, &AbcPlayer::blindChanged);
        QSignalSpy sources(&player, &AbcPlayer::sourcesChanged);
        QVERIFY(player.beginBlind(AbcSource::Processed, AbcSource::Reference));
        QVERIFY(player.isBlind());
        QVERIFY2(player.isLoudnessMatched(), "louder would tell");
        QSignalSpy gains(&player, &AbcPlayer::gainsChanged);
        player.hearBlind(AbcSource::Reference);
        player.hearBlind(AbcSource::Raw);  // not in the test
        player.select(AbcSource::Reference);
        player.setLoudnessMatched(false);
        QVERIFY(player.isLoudnessMatched());
        QCOMPARE(player.selected(), AbcSource::Raw);
        QCOMPARE(selected.count() + gains.count(), 0);

        // The agent chose anew: it waits, so that X stays what it is.
        const auto before = player.sources().processed;
        const auto fresh = level(-12);
        player.setSource(AbcSource::Processed, fresh);
        QTest::qWait(200);
        QCOMPARE(sources.count(), 0);
        QCOMPARE(player.sources().processed, before);
        player.endBlind();
        QVERIFY(sources.wait(10000));
        QCOMPARE(player.sources().processed, fresh);
        QCOMPARE(blind.count(), 2);
        QCOMPARE(player.selected(), AbcSource::Raw);
    }

    void anotherPieceEndsABlindTest()
    {
        AbcPlayer player;
        QVERIFY(!player.beginBlind(AbcSource::Processed, AbcSource::Reference));
        QVERIFY(load(player));
        QVERIFY(player.beginBlind(AbcSource::Processed, AbcSource::Reference));
        player.setSources({});
        QVERIFY(!player.isBlind());
        QTRY_COMPARE(player.durationSeconds(), 0.0);
    }

    void aBlindTestBeginsWhileASoundIsOnItsWay()
    {
        AbcPlayer player;
        QVERIFY(load(player, {level(-10), level(-20), level(-30)}));
        const auto before = player.sources().processed;
        const auto fresh = level(-12);
        QSignalSpy sources(&player, &AbcPlayer::sourcesChanged);
        player.setSource(AbcSource::Processed, fresh);
        QVERIFY(player.beginBlind(AbcSource::Processed, AbcSource::Reference));
        QTest::qWait(300);
        QCOMPARE(sources.count(), 0);
        QCOMPARE(player.sources().processed, before);
        player.endBlind();
        QTRY_COMPARE_WITH_TIMEOUT(player.sources().processed, fresh, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(sources.count(), 1, 10000);
    }

    // WISHES A9: the chosen device is kept while it isn't there.
    void anAbsentDeviceStaysChosen()
    {
        AbcPlayer player;
        QSignalSpy told(&player, &AbcPlayer::outputDevicesChanged);
        player.setPreferredOutputDevice(QStringLiteral("Headphones of yesterday"));
        QCOMPARE(told.count(), 1);
        QCOMPARE(player.preferredOutputDevice(), QStringLiteral("Headphones of yesterday"));
        QCOMPARE(player.outputDevice(), QString());
        QVERIFY(!player.outputMessage().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestAbcPlayer)
#include "tst_abc_player.moc"
