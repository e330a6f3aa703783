#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>
#include <limits>
#include <sndfile.h>
#include <thread>

#include "core/audio/corpus.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

struct Notes : RunListener {
    std::vector<std::string> notes;
    void onNote(std::string_view note) override { notes.emplace_back(note); }
};

Result<Corpus> scan(const fs::path &folder, IntakeOptions options = {})
{
    RunListener listener;
    RunContext context(listener, {});
    return scanCorpus(folder, options, context);
}

void plant(const fs::path &file, std::uint64_t seed, double seconds = 1.5, int rate = 22050)
{
    QVERIFY(writeWav(file, noise(seed, seconds, rate)));
}

std::vector<std::string> keys(const Corpus &corpus)
{
    std::vector<std::string> result;
    for (const Track &track : corpus.tracks) {
        result.push_back(track.key());
    }
    return result;
}

using Names = std::vector<std::string>;

}  // namespace

class TestCorpus : public QObject
{
    Q_OBJECT

private:
    /// One good track beside one file that must be left out; the reason given for it.
    static std::string reasonFor(const TemporaryFolder &folder, const fs::path &bad, const IntakeOptions &options = {})
    {
        plant(folder / "rock/good.wav", 1000);
        const auto corpus = scan(folder.path(), options);
        if (!corpus) {
            return "no corpus: " + corpus.error().describe();
        }
        if (keys(*corpus) != Names{"rock/good"} || corpus->problems.size() != 1) {
            return "wrong tracks or problems";
        }
        return corpus->problems[0].file == bad ? corpus->problems[0].reason : "other file named";
    }

private Q_SLOTS:
    void genreFolders()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/b.wav", 1);
        plant(folder / "rock/a.wav", 2);
        plant(folder / "blues/c.wav", 3);
        writeBytes(folder / "blues/notes.txt", "not music");
        writeBytes(folder / "blues/._c.wav", "what another system leaves behind");
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"blues/c", "rock/a", "rock/b"}));
        QCOMPARE(corpus->genres(), (Names{"blues", "rock"}));
        QVERIFY(corpus->problems.empty());
        QCOMPARE(corpus->tracks[0].info.frames, std::int64_t{33075});
        QVERIFY(corpus->tracks[0].reference.is_absolute());
        QVERIFY(!corpus->tracks[0].isPair());
    }

    void allFormatsAndUpperCase()
    {
        const TemporaryFolder folder;
        int seed = 1;
        const auto add = [&](const char *name, int format) {
            QVERIFY(writeAs(folder / "x" / name, noise(seed++, 1.5), format));
        };
        add("a.WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        add("b.au", SF_FORMAT_AU | SF_FORMAT_PCM_16);
        add("c.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
        add("d.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS);
        add("e.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"x/a", "x/b", "x/c", "x/d", "x/e"}));
    }

    void gtzanAsDistributed_data()
    {
        QTest::addColumn<QString>("inner");
        QTest::newRow("genres") << "genres";
        QTest::newRow("genres_original") << "genres_original";
    }

    void gtzanAsDistributed()
    {
        QFETCH(QString, inner);
        const TemporaryFolder folder;
        const fs::path base = folder / inner.toStdString();
        plant(base / "blues/blues.00000.wav", 1);
        plant(base / "jazz/jazz.00053.wav", 2);
        writeBytes(base / "jazz/jazz.00054.wav", std::string(5000, '\x01'));
        writeBytes(folder / "images_original/blues/blues00000.png", "a picture");
        writeBytes(folder / "features_30_sec.csv", "a table");
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"blues/blues.00000", "jazz/jazz.00053"}));
        QCOMPARE(corpus->problems.size(), std::size_t{1});
        QCOMPARE(corpus->problems[0].file.filename().string(), std::string("jazz.00054.wav"));
        QVERIFY(corpus->problems[0].reason.find("GTZAN is distributed with this one file broken") != std::string::npos);
    }

    void pairs()
    {
        const TemporaryFolder folder;
        plant(folder / "blues/raw/a_distorted.wav", 1);
        plant(folder / "blues/reference/a.wav", 2);
        plant(folder / "blues/raw/lonely_distorted.wav", 3);
        plant(folder / "blues/reference/single.wav", 4);
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"blues/a"}));
        QVERIFY(corpus->tracks[0].isPair());
        QCOMPARE(corpus->tracks[0].raw, folder / "blues/raw/a_distorted.wav");
        QCOMPARE(corpus->problems.size(), std::size_t{2});
        QCOMPARE(corpus->problems[0].file, folder / "blues/raw/lonely_distorted.wav");
        QVERIFY(corpus->problems[0].reason.find("reference/lonely.*") != std::string::npos);
        QCOMPARE(corpus->problems[1].file, folder / "blues/reference/single.wav");
        QVERIFY(corpus->problems[1].reason.find("raw/single_distorted.*") != std::string::npos);
    }

    void pairsWithoutGenreFolder()
    {
        const TemporaryFolder folder;
        plant(folder / "raw/a_distorted.wav", 1);
        plant(folder / "reference/a.wav", 2);
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"music/a"}));
        QVERIFY(corpus->tracks[0].isPair());
    }

    void unequalPairsAreKeptWithANote()
    {
        const TemporaryFolder folder;
        plant(folder / "blues/raw/a_distorted.wav", 1, 2.0, 44100);
        plant(folder / "blues/reference/a.wav", 2, 1.5, 22050);
        Notes notes;
        RunContext context(notes, {});
        const auto corpus = scanCorpus(folder.path(), {}, context);
        QVERIFY(corpus);
        QCOMPARE(corpus->tracks.size(), std::size_t{1});
        QCOMPARE(notes.notes.size(), std::size_t{2});
        QCOMPARE(notes.notes[0], std::string("blues/a: raw has 44100 Hz and reference 22050 Hz; raw is resampled."));
        QCOMPARE(notes.notes[1],
                 std::string("blues/a: raw is 2.000 s and reference 1.500 s long; the shorter length is used."));
    }

    void brokenHalfOfAPairIsNamed()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "blues/raw/a_distorted.wav", "text");
        plant(folder / "blues/reference/a.wav", 2);
        QVERIFY(reasonFor(folder, folder / "blues/raw/a_distorted.wav").starts_with("isn't audio"));
    }

    void flatFolderAndSingleFile()
    {
        const TemporaryFolder folder;
        plant(folder / "one.wav", 1);
        plant(folder / "two.wav", 2);
        QCOMPARE(keys(scan(folder.path()).value()), (Names{"music/one", "music/two"}));
        QCOMPARE(keys(scan(folder / "two.wav").value()), (Names{"music/two"}));
    }

    void missingFolderIsNamed()
    {
        const auto corpus = scan("/nowhere/music");
        QVERIFY(!corpus);
        QCOMPARE(corpus.error().code, ErrorCode::NotFound);
        QCOMPARE(corpus.error().context, std::string("/nowhere/music"));
    }

    void emptyFolderIsNamed()
    {
        const TemporaryFolder folder;
        const auto corpus = scan(folder.path());
        QVERIFY(!corpus);
        QCOMPARE(corpus.error().code, ErrorCode::BadData);
        QCOMPARE(corpus.error().context, folder.path().string());
        QVERIFY(corpus.error().message.starts_with("contains no music"));
    }

    void nothingUsableCountsAndQuotes()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "x/a.wav", "text");
        writeBytes(folder / "x/b.wav", "text");
        const auto corpus = scan(folder.path());
        QVERIFY(!corpus);
        QCOMPARE(corpus.error().code, ErrorCode::BadData);
        QVERIFY(corpus.error().message.find("2 files were left out") != std::string::npos);
        QVERIFY(corpus.error().message.find((folder / "x/a.wav").string()) != std::string::npos);
    }

    void textNamedWav()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "rock/bad.wav", "I am a letter.");
        QVERIFY(reasonFor(folder, folder / "rock/bad.wav").starts_with("isn't audio"));
    }

    void truncatedWav()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/bad.wav", 1, 3.0);
        fs::resize_file(folder / "rock/bad.wav", fs::file_size(folder / "rock/bad.wav") / 2);
        QVERIFY(reasonFor(folder, folder / "rock/bad.wav").starts_with("is truncated"));
    }

    void zeroSampleFile()
    {
        const TemporaryFolder folder;
        QVERIFY(writeAs(folder / "rock/bad.wav", AudioBuffer{.sampleRate = 8000, .channels = {{}}},
                        SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        QVERIFY(reasonFor(folder, folder / "rock/bad.wav").find("0 samples") != std::string::npos);
    }

    void nanSamples()
    {
        const TemporaryFolder folder;
        AudioBuffer audio = noise(1, 2.0);
        audio.channels[0][22050] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(writeWav(folder / "rock/bad.wav", audio));
        QVERIFY(reasonFor(folder, folder / "rock/bad.wav")
                    .starts_with("contains NaN (not-a-number) samples, the first "
                                 "at 1.000 s"));
    }

    void silentFile()
    {
        const TemporaryFolder folder;
        QVERIFY(writeWav(folder / "rock/bad.wav", sine(440, 2.0, 22050, 1, 0.00005F)));
        QVERIFY(reasonFor(folder, folder / "rock/bad.wav").starts_with("is silent"));
    }

    void tooShortFile()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/bad.wav", 1, 0.5);
        QCOMPARE(reasonFor(folder, folder / "rock/bad.wav"),
                 std::string("is too short: 0.5 s, at least 1 s are needed."));
    }

    void minimumLengthAndSilenceAreOptions()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/a.wav", 1, 0.5);
        QVERIFY(writeWav(folder / "rock/b.wav", sine(440, 2.0, 22050, 1, 0.00005F)));
        const auto corpus = scan(folder.path(), {.minimumSeconds = 0.2, .silencePeak = 1e-6, .deepCheck = true});
        QVERIFY(corpus);
        QCOMPARE(corpus->tracks.size(), std::size_t{2});
    }

    void duplicateByContent()
    {
        const TemporaryFolder folder;
        // The same audio in another container under another name.
        const AudioBuffer audio = resample(noise(5, 1.5), 22050);
        QVERIFY(writeAs(folder / "rock/a.flac", audio, SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
        QVERIFY(writeAs(folder / "rock/copy.wav", audio, SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(keys(*corpus), (Names{"rock/a"}));
        QCOMPARE(corpus->problems.size(), std::size_t{1});
        QCOMPARE(corpus->problems[0].reason, std::string("is a duplicate: the same audio as rock/a."));
    }

    void sameNameTwice()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/good.wav", 1);
        QVERIFY(writeAs(folder / "rock/good.flac", noise(2, 1.5), SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
        const auto corpus = scan(folder.path());
        QVERIFY(corpus);
        QCOMPARE(corpus->tracks.size(), std::size_t{1});
        QVERIFY(corpus->problems.at(0).reason.starts_with("has the same genre and name as"));
    }

    void unreadableFormatIsNamed()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "rock/song.m4a", "whatever");
        QCOMPARE(reasonFor(folder, folder / "rock/song.m4a"),
                 std::string("this format can't be read. Convert it to FLAC or WAV."));
    }

    void filesThatLieTooDeepAreNamed()
    {
        const TemporaryFolder folder;
        plant(folder / "rock/album/song.wav", 1);
        QVERIFY(reasonFor(folder, folder / "rock/album").starts_with("1 audio files lie too deep"));
    }

    void unreadableFolders()
    {
        if (!kThreadsAfterFork) {
            QSKIP("needs threads after a fork");
        }
        const TemporaryFolder folder;
        plant(folder / "rock/good.wav", 1);
        plant(folder / "secret/a.wav", 2);
        fs::permissions(folder.path(), fs::perms(0755));
        fs::permissions(folder / "secret", fs::perms(0000));
        const std::string sub = asUnprivileged([&] {
            const auto corpus = scan(folder.path());
            return corpus && corpus->tracks.size() == 1 && corpus->problems.size() == 1
                       ? corpus->problems[0].file.string() + ": " + corpus->problems[0].reason
                       : std::string();
        });
        QVERIFY2(sub.starts_with((folder / "secret").string() + ": the folder can't be opened"), sub.c_str());
        const std::string root = asUnprivileged([&] {
            const auto corpus = scan(folder / "secret");
            return corpus || corpus.error().code != ErrorCode::Unreadable ? "" : corpus.error().describe();
        });
        QVERIFY2(root.starts_with((folder / "secret").string() + ": the folder can't be opened"), root.c_str());
        fs::permissions(folder / "secret", fs::perms(0755));
    }

    void shallowCheckReadsHeadersOnly()
    {
        const TemporaryFolder folder;
        AudioBuffer audio = noise(1, 2.0);
        audio.channels[0][0] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(writeWav(folder / "rock/a.wav", audio));
        QVERIFY(!scan(folder.path()));
        QVERIFY(scan(folder.path(), {.minimumSeconds = 1, .silencePeak = 1e-4, .deepCheck = false}));
    }

    void contentHashFollowsTheMaterial()
    {
        const TemporaryFolder one;
        const TemporaryFolder two;
        for (const TemporaryFolder *folder : {&one, &two}) {
            plant(*folder / "rock/a.wav", 1);
            plant(*folder / "rock/b.wav", 2);
        }
        const std::string hash = scan(one.path())->contentHash();
        QCOMPARE(hash.size(), std::size_t{16});
        QCOMPARE(scan(two.path())->contentHash(), hash);
        plant(two / "rock/c.wav", 3);
        QVERIFY(scan(two.path())->contentHash() != hash);
        fs::remove(two / "rock/c.wav");
        plant(two / "rock/b.wav", 2, 1.6);
        QVERIFY(scan(two.path())->contentHash() != hash);
    }

    /// Other music of the same name, size and length isn't the same material.
    void contentHashFollowsTheSamples()
    {
        const TemporaryFolder folder;
        for (const char *file : {"rock/raw/a_distorted.wav", "rock/reference/a.wav", "jazz/b.wav"}) {
            plant(folder / file, 1 + std::string(file).size());
        }
        const auto hash = [&] { return scan(folder.path())->contentHash(); };
        const std::string before = hash();
        QVERIFY(scan(folder.path())->tracks.front().digest != 0);
        for (const char *file : {"rock/raw/a_distorted.wav", "rock/reference/a.wav", "jazz/b.wav"}) {
            const std::string good = readBytes(folder / file);
            plant(folder / file, 77);
            QCOMPARE(fs::file_size(folder / file), good.size());
            QVERIFY2(hash() != before, file);
            writeBytes(folder / file, good);
            QCOMPARE(hash(), before);
        }
    }

    void stopIsHeededQuickly()
    {
        const TemporaryFolder folder;
        for (int i = 0; i < 6; ++i) {
            plant(folder / ("rock/" + std::to_string(i) + ".wav"), static_cast<std::uint64_t>(i), 60.0, 44100);
        }
        RunListener listener;
        std::stop_source stop;
        RunContext context(listener, stop.get_token());
        stop.request_stop();
        QElapsedTimer timer;
        timer.start();
        const auto corpus = scanCorpus(folder.path(), {}, context);
        QVERIFY(!corpus);
        QCOMPARE(corpus.error().code, ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 250, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
