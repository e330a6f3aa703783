#include "tests/widgets/long_sounds.h"

#include "widgets/abc_player/source_preparation.h"

using namespace tonewright;

/// Long sounds stay on disk. Ten minutes: tst_long_sounds_full.
class TestLongSounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("PULSE_SERVER", "unix:/nonexistent/native"); }

    void threeFilesTakeLittleMemoryAndGiveItBack()
    {
        const auto megabytes = long_sounds::measure(2);
        // Held as floats they alone would take 138 MB. Bounded: 64 pages a sound (13 MB) and the pictures' tiles.
        QVERIFY(megabytes.open - megabytes.idle <= 110);
        QVERIFY(megabytes.closed - megabytes.idle <= 40);
    }

    void whatIsLongIsRead()
    {
        test::TemporaryFolder folder;
        long_sounds::writeLong(folder / "long.wav", 1.1);
        long_sounds::writeLong(folder / "short.wav", 0.1);
        AbcMixer mixer;
        PageFeeder feeder(mixer.epoch());
        const auto longFile = *SoundFile::open(folder / "long.wav");
        const auto shortFile = *SoundFile::open(folder / "short.wav");
        const auto held = std::make_shared<const AudioBuffer>(*readAudio(folder / "long.wav"));
        const PreparedSources same = prepareSources({longFile, shortFile, held}, long_sounds::kRate, {}, &feeder);
        QVERIFY(same.buffers[0].paged() && same.buffers[1].whole() && same.buffers[2].whole() == held);
        QCOMPARE(same.buffers[0].frames(), std::int64_t(held->frames()));
        // As loud, read on the way or in memory.
        QCOMPARE(same.loudness[0]->integratedLufs, same.loudness[2]->integratedLufs);
        QCOMPARE(same.loudness[0]->steps.size(), same.loudness[2]->steps.size());
        QVERIFY(std::isfinite(same.difference.firstDb));
        // At another rate what is long isn't resampled before it is heard.
        const PreparedSources other = prepareSources({held, longFile, nullptr}, 44100, {}, &feeder);
        QVERIFY(other.buffers[0].paged() && other.buffers[1].paged());
        QCOMPARE(other.buffers[0].paged()->sampleRate(), 44100);
        feeder.setFocus({44100 * 30, {}});
        feeder.waitUntilFed();
        QVERIFY(other.buffers[0].paged()->at(44100 * 30).left != 0);
        QCOMPARE(other.buffers[0].paged()->at(44100 * 30 + 7).left, other.buffers[1].paged()->at(44100 * 30 + 7).left);
        // Once prepared it is taken over.
        QVERIFY(prepareSources({held, nullptr, nullptr}, 44100, other, &feeder).buffers[0] == other.buffers[0]);
        std::filesystem::remove(folder / "long.wav");
        const PreparedSources gone = prepareSources({longFile, nullptr, nullptr}, long_sounds::kRate, {}, &feeder);
        QVERIFY(!gone.buffers[0]);
        QVERIFY2(gone.note.contains(QStringLiteral("long.wav")), qPrintable(gone.note));
    }

    void temporaryFilesGoWithTheirSound()
    {
        test::TemporaryFolder folder;
        const AudioBuffer audio{8000, {{0.5F, -2.0F, 1e-9F}}};
        std::filesystem::path path;
        {
            const auto file = SoundFile::writeTemporary(folder / "deep/er", audio);
            QVERIFY(file);
            path = (*file)->path();
            QCOMPARE(readAudio(path)->channels, audio.channels);  // every bit
            SoundFile::sweep(folder / "deep/er");
            QVERIFY(std::filesystem::exists(path));  // this program runs
        }
        QVERIFY(!std::filesystem::exists(path));
        // What a program that died left behind: no process has this number (beyond what Linux gives out).
        const auto dead = folder / "deep/er/playing-4194999-0.wav";
        const auto foreign = folder / "deep/er/other.wav";
        for (const auto &file : {dead, foreign})
            QVERIFY(writeWav(file, audio));
        SoundFile::sweep(folder / "deep/er");
        QVERIFY(!std::filesystem::exists(dead) && std::filesystem::exists(foreign));
        QVERIFY(!SoundFile::writeTemporary("/dev/null/folder", audio));
    }
};

QTEST_MAIN(TestLongSounds)
#include "tst_long_sounds.moc"
