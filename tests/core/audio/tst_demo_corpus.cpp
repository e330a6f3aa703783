#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <set>
#include <stop_token>

#include "core/audio/audio_file.h"
#include "core/audio/demo/composer.h"
#include "core/audio/demo/demo_corpus.h"
#include "core/audio/demo/mastering.h"
#include "core/audio/demo/style.h"
#include "core/audio/demo/synth_renderer.h"
#include "core/audio/demo/truth_json.h"
#include "tests/support/near.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

constexpr DemoOptions kShort{.piecesPerGenre = 1, .seed = 1, .seconds = 6, .sampleRate = 44100};

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int kStopLimitMs = 30000;
#else
constexpr int kStopLimitMs = 1000;
#endif

Result<void> render(const fs::path &folder, const DemoOptions &options = kShort)
{
    RunListener listener;
    RunContext context(listener, {});
    return renderDemoCorpus(folder, options, context);
}

std::vector<fs::path> filesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    if (!fs::exists(folder)) {
        return files;
    }
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(fs::relative(entry.path(), folder));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

double peakOf(const AudioBuffer &audio)
{
    float peak = 0;
    for (const auto &channel : audio.channels) {
        for (const float sample : channel) {
            peak = std::max(peak, std::fabs(sample));
        }
    }
    return 20 * std::log10(peak);
}

/// Root mean square in dBFS of both channels over [from, to) seconds.
double levelOf(const AudioBuffer &audio, double from, double to)
{
    const auto begin = static_cast<std::size_t>(std::max(0.0, from) * audio.sampleRate);
    const auto end = std::min(audio.frames(), static_cast<std::size_t>(to * audio.sampleRate));
    double sum = 0;
    for (const auto &channel : audio.channels) {
        for (std::size_t i = begin; i < end; ++i) {
            sum += double(channel[i]) * channel[i];
        }
    }
    return 10 * std::log10(sum / (2.0 * double(end - begin)) + 1e-12);
}

AudioBuffer rendered(const demo::PieceRequest &piece)
{
    auto audio = demo::synthesise(demo::composePiece(piece), *demo::findSoundfont(), {});
    demo::master(*audio);
    return *audio;
}

class Variable
{
public:
    Variable(const char *name, const std::string &value)
        : m_name(name), m_before(qgetenv(name)), m_wasSet(qEnvironmentVariableIsSet(name))
    {
        qputenv(name, QByteArray::fromStdString(value));
    }
    ~Variable() { m_wasSet ? qputenv(m_name, m_before) : qunsetenv(m_name); }
    Variable(const Variable &) = delete;
    Variable &operator=(const Variable &) = delete;

private:
    const char *m_name;
    QByteArray m_before;
    bool m_wasSet;
};

}  // namespace

class TestDemoCorpus : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_corpus;

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = render(m_corpus.path());
        QVERIFY2(made, made ? "" : made.error().describe().c_str());
    }

    void everyPieceHasSoundAndTruth()
    {
        const auto files = filesIn(m_corpus.path());
        QCOMPARE(files.size(), 2 * demo::demoGenres().size());
        for (const std::string &genre : demo::demoGenres()) {
            const auto info = probeAudio(m_corpus / (genre + "/" + genre + ".00000.wav"));
            QVERIFY(info);
            QCOMPARE(info->sampleRate, 44100);
            QCOMPARE(info->channels, 2);
            QCOMPARE(info->frames, std::int64_t(6 * 44100));
            const auto truth = readJson(m_corpus / (genre + "/" + genre + ".00000.json"));
            QVERIFY(truth);
            const demo::Score score = demo::composePiece({.genre = genre, .index = 0, .seed = 1, .seconds = 6});
            QVERIFY(*truth == demo::truthOf(score));
        }
    }

    void peaksAndLoudnessAreInTheirLimits()
    {
        for (const std::string &genre : demo::demoGenres()) {
            const auto audio = readAudio(m_corpus / (genre + "/" + genre + ".00000.wav"));
            QVERIFY(audio);
            QVERIFY2(peakOf(*audio) <= -1.0, genre.c_str());
            const auto loudness = integratedLoudnessLufs(*audio);
            QVERIFY(loudness);
            // ±3 LU is what is promised; mastering reaches its target within half a unit.
            QVERIFY2(std::abs(*loudness + 16.0) < 0.5, (genre + " " + std::to_string(*loudness)).c_str());
        }
    }

    void soundIsStereoWithoutOffset()
    {
        for (const std::string &genre : demo::demoGenres()) {
            const auto audio = readAudio(m_corpus / (genre + "/" + genre + ".00000.wav"));
            double difference = 0, mean = 0, power = 0;
            for (std::size_t i = 0; i < audio->frames(); ++i) {
                const double left = audio->channels[0][i], right = audio->channels[1][i];
                difference += (left - right) * (left - right);
                power += left * left + right * right;
                mean += left;
            }
            QVERIFY2(difference / power > 0.01, genre.c_str());
            QVERIFY2(std::abs(mean / double(audio->frames())) < 1e-3, genre.c_str());
        }
    }

    void sameOptionsGiveTheSameBytes()
    {
        // Another folder, other neighbours on the two threads.
        TemporaryFolder again;
        QVERIFY(render(again.path()));
        QCOMPARE(filesIn(again.path()), filesIn(m_corpus.path()));
        for (const fs::path &file : filesIn(m_corpus.path())) {
            QVERIFY2(readBytes(again.path() / file) == readBytes(m_corpus.path() / file), file.c_str());
        }
    }

    void morePiecesKeepTheEarlierOnes()
    {
        TemporaryFolder folder;
        DemoOptions options = kShort;
        options.seconds = 3;
        QVERIFY(render(folder.path(), options));
        const auto file = folder / "jazz/jazz.00000.wav";
        const std::string before = readBytes(file);
        const auto written = fs::last_write_time(file);
        fs::remove(folder / "rock/rock.00000.json");  // an interrupted piece: its truth is missing
        options.piecesPerGenre = 2;
        QVERIFY(render(folder.path(), options));
        QVERIFY(fs::last_write_time(file) == written);
        QVERIFY(readBytes(file) == before);
        QVERIFY(fs::exists(folder / "rock/rock.00000.json"));
        QVERIFY(fs::exists(folder / "piano/piano.00001.wav"));
    }

    void anotherSeedReplacesThePieces()
    {
        TemporaryFolder folder;
        DemoOptions options = kShort;
        options.seconds = 2;
        QVERIFY(render(folder.path(), options));
        const std::string before = readBytes(folder / "pop/pop.00000.wav");
        options.seed = 2;
        QVERIFY(render(folder.path(), options));
        QVERIFY(readBytes(folder / "pop/pop.00000.wav") != before);
        QCOMPARE((*readJson(folder / "pop/pop.00000.json"))["seed"].get<int>(), 2);
    }

    void theTruthIsWhatIsHeard()
    {
        const demo::PieceRequest piece{.genre = "disco", .index = 0, .seed = 1, .seconds = 12};
        const demo::Score score = demo::composePiece(piece);
        const AudioBuffer audio = rendered(piece);
        const double first = score.notes.front().onsetSeconds;
        QVERIFY(levelOf(audio, 0, first) < -65);
        QVERIFY(levelOf(audio, first, first + 0.05) > -40);
        int kicks = 0, rises = 0;
        for (const demo::Note &note : score.notes) {
            if (score.parts[static_cast<std::size_t>(note.part)].drums && note.pitch == 36 && note.onsetSeconds > 0.5) {
                ++kicks;
                const double before = levelOf(audio, note.onsetSeconds - 0.025, note.onsetSeconds - 0.005);
                rises += levelOf(audio, note.onsetSeconds, note.onsetSeconds + 0.03) > before + 2 ? 1 : 0;
            }
        }
        QVERIFY(kicks > 8);
        QVERIFY2(rises >= 0.8 * kicks, (std::to_string(rises) + " of " + std::to_string(kicks)).c_str());
    }

    void aFullLengthPieceIsWhole()
    {
        const AudioBuffer audio = rendered({.genre = "jazz", .index = 1, .seed = 9});
        QCOMPARE(audio.frames(), std::size_t(30 * 44100));
        QVERIFY(peakOf(audio) <= -1.0);
        TW_COMPARE_NEAR(*integratedLoudnessLufs(audio), -16.0, 0.5);
        for (double at = 0.2; at < 28.5; at += 0.5) {  // no holes
            QVERIFY2(levelOf(audio, at, at + 0.5) > -55, std::to_string(at).c_str());
        }
        QVERIFY(levelOf(audio, 29.99, 30) < -60);  // faded out
    }

    void theLimiterHoldsTheCeiling()
    {
        // A soft sine with short loud bursts: the loudness wish asks for far more than the peaks allow.
        AudioBuffer audio{44100, {2, std::vector<float>(44100 * 3)}};
        for (std::size_t i = 0; i < audio.frames(); ++i) {
            const bool burst = i % 11025 < 40;
            const float value = (burst ? 0.9F : 0.01F) * static_cast<float>(std::sin(0.1 * double(i)));
            audio.channels[0][i] = audio.channels[1][i] = value;
        }
        demo::master(audio);
        QVERIFY(peakOf(audio) <= -1.19);
        QVERIFY(peakOf(audio) > -4);
    }

    void aStoppedRenderingLeavesNoHalfPiece()
    {
        TemporaryFolder folder;
        struct Stopper : RunListener {
            std::stop_source source;
            int reports = 0;
            QElapsedTimer sinceStop;
            void onProgress(const Progress &) override
            {
                if (++reports == 3) {
                    sinceStop.start();
                    source.request_stop();
                }
            }
        } listener;
        RunContext context(listener, listener.source.get_token());
        DemoOptions options = kShort;
        options.piecesPerGenre = 3;
        options.seconds = 30;
        const auto made = renderDemoCorpus(folder.path(), options, context);
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::Cancelled);
        // 250 ms are promised; the rest is for a busy machine, and instrumented builds are some thirty times slower.
        QVERIFY2(listener.sinceStop.elapsed() < kStopLimitMs, std::to_string(listener.sinceStop.elapsed()).c_str());
        qInfo("stopped after %lld ms", static_cast<long long>(listener.sinceStop.elapsed()));
        for (const fs::path &file : filesIn(folder.path())) {
            QVERIFY2(file.extension() == ".wav" || file.extension() == ".json", file.c_str());
            QCOMPARE(probeAudio((folder.path() / file).replace_extension(".wav"))->frames, std::int64_t(30 * 44100));
        }
        QVERIFY(filesIn(folder.path()).size() < 2 * 33);
    }

    void aMissingSoundfontIsNamedWithItsPackage()
    {
        const Variable variable("TONEWRIGHT_SOUNDFONT", "/nowhere/TimGM6mb.sf2");
        TemporaryFolder folder;
        const auto made = render(folder.path());
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::Unsupported);
        QVERIFY(made.error().describe().find("timgm6mb-soundfont") != std::string::npos);
        QVERIFY(made.error().describe().find("/nowhere/TimGM6mb.sf2") != std::string::npos);
    }

    void aBrokenSoundfontIsAnError()
    {
        TemporaryFolder folder;
        writeBytes(folder / "broken.sf2", "this is no soundfont");
        const Variable variable("TONEWRIGHT_SOUNDFONT", (folder / "broken.sf2").string());
        const auto made = render(folder / "out");
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::Unsupported);
        QVERIFY(made.error().describe().find("broken.sf2") != std::string::npos);
        QVERIFY(filesIn(folder / "out").empty());
    }

    void anUnwritableFolderIsNamed()
    {
        if (!kThreadsAfterFork) {
            QSKIP("threads after a fork");
        }
        TemporaryFolder folder;
        const fs::path locked = folder / "locked";
        fs::create_directory(locked);
        fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec);
        fs::permissions(folder.path(), fs::perms(0755));
        const std::string said = asUnprivileged([&] {
            const auto made = render(locked / "corpus");
            return made ? std::string("made") : std::to_string(int(made.error().code)) + " " + made.error().describe();
        });
        fs::permissions(locked, fs::perms::owner_all);
        QVERIFY2(said.starts_with(std::to_string(int(ErrorCode::Unwritable))), said.c_str());
        QVERIFY2(said.find("locked") != std::string::npos, said.c_str());
    }

    void badOptionsAreNamed()
    {
        TemporaryFolder folder;
        for (const DemoOptions &options : {DemoOptions{.piecesPerGenre = 0}, DemoOptions{.seconds = 0},
                                           DemoOptions{.seconds = std::nan("")}, DemoOptions{.sampleRate = 100}}) {
            const auto made = render(folder.path(), options);
            QVERIFY(!made);
            QVERIFY(made.error().code == ErrorCode::InvalidArgument);
            QVERIFY(!made.error().context.empty());
        }
    }

    void theCacheIsRenderedOnceAndLookedUpAfterwards()
    {
        TemporaryFolder cache;
        const Variable variable("XDG_CACHE_HOME", cache.path().string());
        DemoOptions options = kShort;
        options.seconds = 2;
        RunListener listener;
        RunContext context(listener, {});
        const auto folder = cachedDemoCorpus(options, context);
        QVERIFY(folder);
        QVERIFY(folder->string().starts_with((cache.path() / "tonewright").string()));
        QVERIFY(fs::exists(*folder / "metal/metal.00000.wav"));
        QElapsedTimer timer;
        timer.start();
        const auto again = cachedDemoCorpus(options, context);
        QVERIFY(timer.elapsed() < 50);
        QVERIFY(again && *again == *folder);
        fs::remove(*folder / "metal/metal.00000.wav");
        QVERIFY(cachedDemoCorpus(options, context));
        QVERIFY(fs::exists(*folder / "metal/metal.00000.wav"));
        options.seed = 3;
        QVERIFY(*cachedDemoCorpus(options, context) != *folder);
    }

    void aStoppedCacheIsFinishedNextTime()
    {
        TemporaryFolder cache;
        const Variable variable("XDG_CACHE_HOME", cache.path().string());
        DemoOptions options = kShort;
        options.seconds = 2;
        RunListener listener;
        std::stop_source source;
        source.request_stop();
        RunContext stopped(listener, source.get_token());
        const auto none = cachedDemoCorpus(options, stopped);
        QVERIFY(!none && none.error().code == ErrorCode::Cancelled);
        RunContext context(listener, {});
        const auto folder = cachedDemoCorpus(options, context);
        QVERIFY(folder);
        QCOMPARE(filesIn(*folder).size(), 2 * demo::demoGenres().size() + 1);
    }
};

QTEST_GUILESS_MAIN(TestDemoCorpus)
#include "tst_demo_corpus.moc"
