#include <QtTest/QTest>
#include <cmath>
#include <sndfile.h>

#include "core/audio/audio_file.h"
#include "core/audio/file_levels.h"
#include "core/audio/loudness_profile.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

Result<FileLevels> levelsOf(const std::filesystem::path &file)
{
    return measureFileLevels(file, [] { return true; });
}

Result<FileLevels> levelsOf(const AudioBuffer &audio)
{
    const TemporaryFolder folder;
    if (const auto written = writeWav(folder / "a.wav", audio); !written)
        return fail(written.error());
    return levelsOf(folder / "a.wav");
}

}  // namespace

class TestFileLevels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sineHasItsKnownLevels()
    {
        // BS.1770-4: a 997 Hz sine at 0 dBFS on one of two channels is −3.01 LUFS; on both 0.0, at half of it −6.02.
        // The filter at 1000 Hz and the frames at the ends allow 0.1 LU.
        const auto levels = levelsOf(sine(1000, 5, 48000, 2, 0.5F));
        QVERIFY(levels);
        QVERIFY(std::abs(levels->peakDb - 20 * std::log10(0.5)) < 1e-4);
        QVERIFY2(std::abs(levels->integratedLufs - -6.02) < 0.1, qPrintable(QString::number(levels->integratedLufs)));
        QCOMPARE(levels->clippedSamples, std::int64_t(0));
    }

    /// Read in blocks, and yet what the meter of the player shows: to rounding (the blocks differ).
    void sameAsWhatThePlayerShows_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("channels");
        QTest::newRow("mono") << 22050 << 1;
        QTest::newRow("stereo") << 44100 << 2;
        QTest::newRow("five channels") << 48000 << 5;
        QTest::newRow("odd rate") << 11027 << 1;
    }
    void sameAsWhatThePlayerShows()
    {
        QFETCH(int, rate);
        QFETCH(int, channels);
        AudioBuffer audio = noise(5, 3.3, rate);
        for (int c = 1; c < channels; ++c)
            audio.channels.push_back(noise(std::uint64_t(20 + c), 3.3, rate).channels[0]);
        const auto levels = levelsOf(audio);
        QVERIFY(levels);
        const LoudnessProfile profile = measureLoudness(audio);
        QVERIFY(std::abs(levels->integratedLufs - profile.integratedLufs) < 1e-6);
        // Of more than two channels the player plays two, and both measure two.
        QVERIFY(std::abs(levels->peakDb - profile.peakDb) < 1e-4);
    }

    void flatTopsAreCountedAndLonePeaksAreNot()
    {
        AudioBuffer audio = sine(100, 1, 44100, 2, 0.5F);
        audio.channels[0][1000] = 1.0F;                            // alone
        audio.channels[0][2000] = audio.channels[0][2001] = 1.0F;  // two
        for (int i = 0; i < 5; ++i)
            audio.channels[1][std::size_t(3000 + i)] = -1.0F;  // a run of five
        audio.channels[1][4000] = audio.channels[1][4002] = 1.0F;
        audio.channels[1][4001] = -1.0F;  // three at full scale, but no flat top
        const auto levels = levelsOf(audio);
        QVERIFY(levels);
        QCOMPARE(levels->clippedSamples, std::int64_t(5));
        QCOMPARE(levels->peakDb, 0.0);
    }

    void aRunGoesOnAcrossBlocks()
    {
        AudioBuffer audio = sine(100, 1, 44100, 1, 0.5F);
        for (std::size_t i = 16380; i < 16390; ++i)  // blocks are of 16384 frames
            audio.channels[0][i] = 1.0F;
        const auto levels = levelsOf(audio);
        QVERIFY(levels);
        QCOMPARE(levels->clippedSamples, std::int64_t(10));
    }

    void sixteenBitsReachFullScaleToo()
    {
        const TemporaryFolder folder;
        AudioBuffer audio = sine(100, 1, 44100, 1, 4.0F);  // far over: flat tops when written as 16 bits
        QVERIFY(writeWav(folder / "a.wav", audio, WavFormat::Pcm16));
        const auto levels = levelsOf(folder / "a.wav");
        QVERIFY(levels);
        QVERIFY(levels->clippedSamples > 30000);
    }

    void silenceAndShortSounds()
    {
        const auto silent = levelsOf(sine(100, 1, 44100, 1, 0.0F));
        QVERIFY(silent);
        QVERIFY(std::isinf(silent->peakDb) && silent->peakDb < 0);
        QVERIFY(std::isnan(silent->integratedLufs));
        const auto brief = levelsOf(sine(100, 0.1, 44100, 1, 0.5F));
        QVERIFY(brief);
        QVERIFY(std::isnan(brief->integratedLufs));
        const auto one = levelsOf(AudioBuffer{44100, {{0.25F}}});
        QVERIFY(one);
        QVERIFY(std::abs(one->peakDb - -12.0412) < 1e-3);
    }

    void stopsWhenAsked()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", noise(1, 3)));
        int asked = 0;
        const auto stopped = measureFileLevels(folder / "a.wav", [&asked] { return ++asked < 3; });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(asked, 3);
    }

    void brokenFilesAreRefused()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "a.wav", "this is no sound");
        QVERIFY(!levelsOf(folder / "a.wav"));
        QCOMPARE(levelsOf(folder / "b.wav").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestFileLevels)
#include "tst_file_levels.moc"
