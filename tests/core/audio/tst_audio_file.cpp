#include <QtTest/QTest>
#include <cmath>
#include <limits>
#include <numbers>
#include <sndfile.h>

#include "core/audio/audio_file.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double largest = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::fabs(static_cast<double>(a[i]) - b[i]));
    }
    return largest;
}

/// Cuts a file short, as an interrupted copy does.
void truncate(const fs::path &file, double share)
{
    fs::resize_file(file, static_cast<std::uintmax_t>(static_cast<double>(fs::file_size(file)) * share));
}

}  // namespace

class TestAudioFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsRoundTrip_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("tolerance");
        // One step of 16 bits is 3.1e-5. The lossy codecs may be off by a hundredth at this amplitude and quality.
        QTest::newRow("WAV float") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_FLOAT) << 0.0;
        QTest::newRow("WAV 16") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_16) << 3.1e-5;
        QTest::newRow("WAV 24") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_24) << 1.2e-7;
        QTest::newRow("FLAC") << "a.flac" << (SF_FORMAT_FLAC | SF_FORMAT_PCM_16) << 3.1e-5;
        QTest::newRow("AU") << "a.au" << (SF_FORMAT_AU | SF_FORMAT_PCM_16) << 3.1e-5;
        QTest::newRow("AIFF") << "a.aiff" << (SF_FORMAT_AIFF | SF_FORMAT_PCM_24) << 1.2e-7;
        QTest::newRow("OGG") << "a.ogg" << (SF_FORMAT_OGG | SF_FORMAT_VORBIS) << 0.02;
    }

    void formatsRoundTrip()
    {
        QFETCH(QString, name);
        QFETCH(int, format);
        QFETCH(double, tolerance);
        const TemporaryFolder folder;
        AudioBuffer audio = sine(440, 1.0, 44100, 2);
        audio.channels[1] = sine(1000, 1.0, 44100).channels[0];
        const fs::path file = folder / name.toStdString();
        QVERIFY(writeAs(file, audio, format));

        const auto info = probeAudio(file);
        QVERIFY2(info, info ? "" : info.error().describe().c_str());
        QCOMPARE(info->sampleRate, 44100);
        QCOMPARE(info->channels, 2);
        QCOMPARE(info->frames, std::int64_t{44100});
        TW_COMPARE_NEAR(info->seconds(), 1.0, 1e-12);

        const auto read = readAudio(file);
        QVERIFY2(read, read ? "" : read.error().describe().c_str());
        QCOMPARE(read->channels.size(), std::size_t{2});
        QCOMPARE(read->frames(), std::size_t{44100});
        // A lossy codec smears the sudden begin and end; a tenth at either end is left out for it.
        const std::size_t edge = name == "a.ogg" ? 4410 : 0;
        for (std::size_t c = 0; c < 2; ++c) {
            for (std::size_t i = edge; i < 44100 - edge; ++i) {
                TW_COMPARE_NEAR(read->channels[c][i], audio.channels[c][i], tolerance);
            }
        }
    }

    void mp3IsRead()
    {
        const TemporaryFolder folder;
        const AudioBuffer audio = sine(440, 2.0, 44100);
        if (!writeAs(folder / "a.mp3", audio, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)) {
            QSKIP("this libsndfile can't write MP3");
        }
        const auto read = readAudio(folder / "a.mp3");
        QVERIFY2(read, read ? "" : read.error().describe().c_str());
        QCOMPARE(read->sampleRate, 44100);
        TW_COMPARE_NEAR(read->seconds(), 2.0, 0.06);  // the codec pads to frames of 1152 samples
        // 1 s in the middle holds a sine of amplitude 0.5: its root mean square is 0.3536.
        double power = 0;
        for (std::size_t i = 22050; i < 66150; ++i) {
            power += static_cast<double>(read->channels[0][i]) * read->channels[0][i];
        }
        TW_COMPARE_NEAR(std::sqrt(power / 44100), 0.35355, 0.01);
    }

    void monoIsTheMeanOfTheChannels()
    {
        const TemporaryFolder folder;
        AudioBuffer audio{.sampleRate = 8000, .channels = {{0.5F, 0.2F}, {-0.1F, 0.4F}, {0.2F, 0.0F}}};
        QVERIFY(writeWav(folder / "a.wav", audio));
        const auto mono = readMono(folder / "a.wav");
        QVERIFY(mono);
        TW_COMPARE_NEAR(mono->samples[0], 0.2, 1e-7);
        TW_COMPARE_NEAR(mono->samples[1], 0.2, 1e-7);
    }

    void flacIsOf16BitsAndHoldsUpToEightChannels()
    {
        const TemporaryFolder folder;
        const AudioBuffer audio = noise(1, 0.5, 44100);
        QVERIFY(writeFlac(folder / "a.flac", audio));
        const auto read = readAudio(folder / "a.flac");
        QVERIFY(read);
        QCOMPARE(read->sampleRate, 44100);
        QVERIFY(largestDifference(read->channels[0], audio.channels[0]) <= 1.0 / 32768.0);
        QVERIFY(std::filesystem::file_size(folder / "a.flac") < audio.frames() * 2 + 8192);
        AudioBuffer many{.sampleRate = 44100, .channels = {}};
        many.channels.assign(9, std::vector<float>(100, 0.0F));
        const auto refused = writeFlac(folder / "b.flac", many);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("FLAC holds up to 8 channels, not 9."));
        QVERIFY(!std::filesystem::exists(folder / "b.flac"));
    }

    void excerptsAreExactToTheSample()
    {
        const TemporaryFolder folder;
        const AudioBuffer audio = noise(1, 3.0, 8000);
        QVERIFY(writeWav(folder / "a.wav", audio));
        QVERIFY(writeAs(folder / "a.flac", audio, SF_FORMAT_FLAC | SF_FORMAT_PCM_24));
        for (const char *name : {"a.wav", "a.flac"}) {
            const auto part = readAudio(folder / name, {.offsetSeconds = 1.25, .seconds = 0.5});
            QVERIFY(part);
            QCOMPARE(part->frames(), std::size_t{4000});
            const std::vector<float> expected(audio.channels[0].begin() + 10000, audio.channels[0].begin() + 14000);
            QVERIFY(largestDifference(part->channels[0], expected) < 2e-7);
        }
        // Behind the end there is nothing more.
        QCOMPARE(readAudio(folder / "a.wav", {.offsetSeconds = 2.5, .seconds = 10})->frames(), std::size_t{4000});
    }

    void excerptBehindTheEndIsAnError()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", sine(440, 1.0)));
        const auto part = readAudio(folder / "a.wav", {.offsetSeconds = 5, .seconds = 1});
        QVERIFY(!part);
        QCOMPARE(part.error().code, ErrorCode::BadData);
        QVERIFY(part.error().message.find("5.00 s") != std::string::npos);
        QVERIFY(part.error().message.find("1.00 s long") != std::string::npos);
    }

    void resamplingKeepsASine_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("44.1 to 22.05") << 44100 << 22050;
        QTest::newRow("22.05 to 44.1") << 22050 << 44100;
        QTest::newRow("48 to 44.1") << 48000 << 44100;
        QTest::newRow("8 to 44.1") << 8000 << 44100;
    }

    void resamplingKeepsASine()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        const AudioBuffer result = resample(sine(440, 1.0, from), to);
        const AudioBuffer expected = sine(440, 1.0, to);
        QCOMPARE(result.sampleRate, to);
        QCOMPARE(result.frames(), expected.frames());
        // The filter rings where the signal begins and ends; in between the error lies below −80 dB.
        for (std::size_t i = expected.frames() / 10; i < expected.frames() * 9 / 10; ++i) {
            TW_COMPARE_NEAR(result.channels[0][i], expected.channels[0][i], 1e-4);
        }
    }

    void resamplingRemovesWhatTheNewRateCantHold()
    {
        const AudioBuffer result = resample(sine(15000, 1.0, 44100), 22050);
        for (std::size_t i = 2205; i < 19845; ++i) {
            TW_COMPARE_NEAR(result.channels[0][i], 0.0, 5e-4);
        }
    }

    void resamplingToTheSameRateChangesNothing()
    {
        const Clip clip = mixToMono(noise(2, 0.1));
        QVERIFY(resample(clip, clip.sampleRate).samples == clip.samples);
        QVERIFY(resample(Clip{.sampleRate = 8000, .samples = {}}, 16000).samples.empty());
    }

    void wavBytesDependOnTheAudioAlone()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", sine(440, 0.1)));
        QTest::qSleep(1100);  // libsndfile's PEAK chunk would hold the second of writing
        QVERIFY(writeWav(folder / "b.wav", sine(440, 0.1)));
        QCOMPARE(readBytes(folder / "a.wav"), readBytes(folder / "b.wav"));
    }

    void pcmClipsAtFullScale()
    {
        const TemporaryFolder folder;
        const AudioBuffer loud{.sampleRate = 8000, .channels = {{2.0F, -2.0F, 0.5F}}};
        QVERIFY(writeWav(folder / "a.wav", loud, WavFormat::Pcm16));
        const auto read = readAudio(folder / "a.wav");
        QVERIFY(read);
        TW_COMPARE_NEAR(read->channels[0][0], 1.0, 1e-4);
        TW_COMPARE_NEAR(read->channels[0][1], -1.0, 1e-4);
        TW_COMPARE_NEAR(read->channels[0][2], 0.5, 1e-4);
        QVERIFY(writeWav(folder / "b.wav", loud));
        QCOMPARE(readAudio(folder / "b.wav")->channels[0][0], 2.0F);
    }

    void unusableBuffersAreNotWritten()
    {
        const TemporaryFolder folder;
        QCOMPARE(writeWav(folder / "a.wav", AudioBuffer{}).error().code, ErrorCode::InvalidArgument);
        const AudioBuffer uneven{.sampleRate = 8000, .channels = {{0.F, 0.F}, {0.F}}};
        QCOMPARE(writeWav(folder / "a.wav", uneven).error().code, ErrorCode::InvalidArgument);
        QVERIFY(!fs::exists(folder / "a.wav"));
    }

    void unwritableOutputIsNamed()
    {
        const TemporaryFolder folder;
        fs::permissions(folder.path(), fs::perms(0555));
        const fs::path file = folder / "a.wav";
        const std::string message = asUnprivileged([&] {
            const auto written = writeWav(file, sine(440, 0.1));
            return written || written.error().code != ErrorCode::Unwritable ? "" : written.error().describe();
        });
        fs::permissions(folder.path(), fs::perms(0755));
        QVERIFY2(message.starts_with(file.string() + ": "), message.c_str());
    }

    void missingFileIsNamed()
    {
        const auto read = readAudio("/nowhere/a.wav");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::NotFound);
        QCOMPARE(read.error().context, std::string("/nowhere/a.wav"));
    }

    void textNamedLikeAudio_data()
    {
        QTest::addColumn<QString>("name");
        // Names from which libsndfile would guess headerless samples are among them.
        for (const char *name : {"a.wav", "a.flac", "a.mp3", "a.ogg", "a.au", "a.snd", "a.aiff"}) {
            QTest::newRow(name) << name;
        }
    }

    void textNamedLikeAudio()
    {
        QFETCH(QString, name);
        const TemporaryFolder folder;
        const fs::path file = folder / name.toStdString();
        std::string text;
        for (int i = 0; i < 500; ++i) {
            text += "This is a shopping list and no music at all.\n";
        }
        writeBytes(file, text);
        const auto read = probeAudio(file);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QCOMPARE(read.error().context, file.string());
        QVERIFY2(read.error().message.starts_with("isn't audio"), read.error().message.c_str());
    }

    void emptyFile()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "a.wav", "");
        const auto read = probeAudio(folder / "a.wav");
        QVERIFY(!read);
        QVERIFY(read.error().message.starts_with("is empty (0 bytes)"));
    }

    void zeroSamples()
    {
        const TemporaryFolder folder;
        QVERIFY(writeAs(folder / "a.wav", AudioBuffer{.sampleRate = 8000, .channels = {{}}},
                        SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        const auto read = readAudio(folder / "a.wav");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QVERIFY(read.error().message.find("0 samples") != std::string::npos);
    }

    void truncated_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("format");
        QTest::newRow("WAV") << "a.wav" << (SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        QTest::newRow("big-endian WAV") << "b.wav" << (SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16);
        QTest::newRow("AIFF") << "a.aiff" << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
        QTest::newRow("AU") << "a.au" << (SF_FORMAT_AU | SF_FORMAT_PCM_16);
        QTest::newRow("FLAC") << "a.flac" << (SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
        QTest::newRow("OGG") << "a.ogg" << (SF_FORMAT_OGG | SF_FORMAT_VORBIS);
    }

    void truncated()
    {
        QFETCH(QString, name);
        QFETCH(int, format);
        const TemporaryFolder folder;
        const fs::path file = folder / name.toStdString();
        QVERIFY(writeAs(file, noise(3, 5.0), format));
        QVERIFY(readAudio(file));
        truncate(file, 0.6);
        const auto read = readAudio(file);
        QVERIFY2(!read, "a file with 40 % cut off was read as if it were whole");
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QCOMPARE(read.error().context, file.string());
        QVERIFY2(read.error().message.find("truncated") != std::string::npos ||
                     read.error().message.find("cut off") != std::string::npos,
                 read.error().message.c_str());
    }

    void headerOnlyLeft()
    {
        const TemporaryFolder folder;
        QVERIFY(writeAs(folder / "a.wav", sine(440, 1.0), SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        fs::resize_file(folder / "a.wav", 20);
        const auto read = readAudio(folder / "a.wav");
        QVERIFY(!read);
        QVERIFY2(read.error().message.find("header is broken or cut off") != std::string::npos,
                 read.error().message.c_str());
    }

    void streamedWavWithoutLengthIsRead()
    {
        const TemporaryFolder folder;
        QVERIFY(writeAs(folder / "a.wav", sine(440, 1.0), SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        std::string bytes = readBytes(folder / "a.wav");
        const std::size_t data = bytes.find("data");
        for (std::size_t i = 4; i < 8; ++i) {
            bytes[i] = '\xFF';
            bytes[data + i] = '\xFF';
        }
        writeBytes(folder / "a.wav", bytes);
        const auto read = readAudio(folder / "a.wav");
        QVERIFY2(read, read ? "" : read.error().describe().c_str());
        QCOMPARE(read->frames(), std::size_t{22050});
    }

    void nanAndInfinityAreFoundWithTheirTime()
    {
        const TemporaryFolder folder;
        AudioBuffer audio = sine(440, 2.0, 8000, 2);
        audio.channels[1][12000] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(writeWav(folder / "a.wav", audio));
        const auto read = readAudio(folder / "a.wav");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QVERIFY2(read.error().message.find("NaN") != std::string::npos, read.error().message.c_str());
        QVERIFY2(read.error().message.find("1.500 s") != std::string::npos, read.error().message.c_str());

        audio.channels[1][12000] = -std::numeric_limits<float>::infinity();
        QVERIFY(writeWav(folder / "b.wav", audio));
        QVERIFY(readAudio(folder / "b.wav").error().message.find("infinite") != std::string::npos);
        // Before the bad sample the file is good.
        QVERIFY(readAudio(folder / "b.wav", {.offsetSeconds = 0, .seconds = 1}));
    }

    void unreadableFileIsNamed()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "a.wav", sine(440, 0.1)));
        fs::permissions(folder.path(), fs::perms(0755));
        fs::permissions(folder / "a.wav", fs::perms(0000));
        const std::string message = asUnprivileged([&] {
            const auto read = readAudio(folder / "a.wav");
            return read || read.error().code != ErrorCode::Unreadable ? "" : read.error().describe();
        });
        QVERIFY2(message.starts_with((folder / "a.wav").string() + ": can't be read: permission denied"),
                 message.c_str());
    }

    void folderIsNoFile()
    {
        const TemporaryFolder folder;
        QCOMPARE(probeAudio(folder.path()).error().code, ErrorCode::Unreadable);
    }

    void loudnessOfTheReferenceSine()
    {
        // BS.1770: a 997 Hz sine at full scale in one channel reads −3.01 LKFS; at −20 dBFS −23.01.
        const AudioBuffer quiet = sine(997, 5.0, 48000, 1, 0.1F);
        TW_COMPARE_NEAR(integratedLoudnessLufs(quiet).value(), -23.01, 0.05);
        // Two channels add their power: 3.01 dB more.
        TW_COMPARE_NEAR(integratedLoudnessLufs(sine(997, 5.0, 48000, 2, 0.1F)).value(), -20.0, 0.05);
    }

    void loudnessIsUndefinedForSilenceAndShortSounds()
    {
        QCOMPARE(integratedLoudnessLufs(sine(440, 2.0, 44100, 1, 0.F)).error().code, ErrorCode::BadData);
        QCOMPARE(integratedLoudnessLufs(sine(440, 0.3, 44100)).error().code, ErrorCode::BadData);
    }
};

QTEST_GUILESS_MAIN(TestAudioFile)
#include "tst_audio_file.moc"
