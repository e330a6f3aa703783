#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>
#include <csignal>
#include <grp.h>
#include <limits>
#include <sndfile.h>
#include <unistd.h>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/project/project.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

constexpr int kTimeoutMs = 60000;

struct Outcome {
    int status = -1;
    std::string out;
    std::string err;

    [[nodiscard]] bool says(const std::string &text) const { return err.find(text) != std::string::npos; }
};

void giveUpRoot()
{
    constexpr unsigned kNobody = 65534;
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
        ::_exit(99);
    }
}

Outcome finish(QProcess &process)
{
    if (!process.waitForFinished(kTimeoutMs)) {
        process.kill();
        process.waitForFinished();
    }
    return {.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -process.exitCode(),
            .out = process.readAllStandardOutput().toStdString(),
            .err = process.readAllStandardError().toStdString()};
}

Outcome run(const QStringList &arguments, const QString &program = TW_CLI, bool unprivileged = false)
{
    QProcess process;
    if (unprivileged) {
        process.setChildProcessModifier(giveUpRoot);
        process.setWorkingDirectory("/");
    }
    process.start(program, arguments);
    return finish(process);
}

QString text(const fs::path &path)
{
    return QString::fromStdString(path.string());
}

/// A planted corpus of eight tracks and the settings that make training quick: the episodes mean nothing.
struct Bench {
    TemporaryFolder folder;

    Bench() { plantCorpus(folder / "music", 4, 1.5); }

    [[nodiscard]] QStringList trainArguments(const std::string &out, int episodes, const QStringList &more = {}) const
    {
        QStringList arguments{"train", "eq_matching",      "--corpus",   text(folder / "music"),
                              "--out", text(folder / out), "--episodes", QString::number(episodes)};
        for (const char *setting : {"hidden=16", "batch=16", "attempts=2", "pairs_per_update=4", "frames_kept=16",
                                    "frames_scored=8", "replay_episodes=64", "checkpoint_seconds=0.1"}) {
            arguments << "--set" << setting;
        }
        return arguments + more;
    }

    [[nodiscard]] Outcome train(const std::string &out, int episodes, const QStringList &more = {}) const
    {
        return run(trainArguments(out, episodes, more));
    }

    [[nodiscard]] std::string metrics(const std::string &out) const { return readBytes(folder / out / "metrics.csv"); }
};

qsizetype lines(const fs::path &file)
{
    return QByteArray::fromStdString(readBytes(file)).count('\n');
}

}  // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versionAndHelp()
    {
        const Outcome version = run({"--version"});
        QCOMPARE(version.status, 0);
        QVERIFY(version.out.starts_with("Tonewright 0."));
        const Outcome help = run({"--help"});
        QCOMPARE(help.status, 0);
        for (const char *command :
             {"train", "evaluate", "render", "score", "demo-corpus", "distort", "export", "studies"}) {
            QVERIFY2(help.out.find(command) != std::string::npos, command);
            const Outcome own = run({command, "--help"});
            QCOMPARE(own.status, 0);
            QVERIFY2(own.out.find("--quiet") != std::string::npos, command);
        }
        QVERIFY(help.out.find("130 interrupted") != std::string::npos);
    }

    void everySettingIsInTheHelp()
    {
        const Json studies = Json::parse(run({"studies", "--json"}).out);
        const std::string help = run({"train", "eq_matching", "--help"}).out;
        QVERIFY(studies[0]["parameters"].size() > 5);
        for (const Json &parameter : studies[0]["parameters"]) {
            const auto name = parameter["name"].get<std::string>();
            QVERIFY2(help.find("    " + name + " ") != std::string::npos, name.c_str());
            QVERIFY2(help.find(parameter["hint"].get<std::string>()) != std::string::npos, name.c_str());
        }
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");
        const QStringList train{"train", "eq_matching", "--corpus", "/", "--out", "/nowhere/run"};
        QTest::newRow("no command") << QStringList{} << "Usage";
        QTest::newRow("unknown command") << QStringList{"trian"} << "trian";
        QTest::newRow("unknown option") << train + QStringList{"--epsiodes", "1"} << "epsiodes";
        QTest::newRow("unknown study") << QStringList{"train", "eq", "--corpus", "/", "--out", "/x"} << "eq_matching";
        QTest::newRow("missing option") << QStringList{"train", "eq_matching", "--corpus", "/"} << "--out";
        QTest::newRow("missing corpus") << QStringList{"train", "eq_matching", "--out", "/nowhere/run"} << "--corpus";
        QTest::newRow("unknown parameter") << train + QStringList{"--set", "learning_rat=0.1"}
                                           << "learning_rat: there is no such parameter. Did you mean learning_rate?";
        QTest::newRow("out of range") << train + QStringList{"--set", "learning_rate=5"}
                                      << "learning_rate: 5 can't be used. Give a number from";
        QTest::newRow("negative episodes") << train + QStringList{"--episodes", "-5"} << "--episodes";
        QTest::newRow("text for a seed") << train + QStringList{"--seed", "abc"} << "--seed";
        QTest::newRow("no pieces") << QStringList{"demo-corpus", "--out", "/nowhere/x", "--pieces", "0"} << "--pieces";
    }

    void usageErrors()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, message);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.says(message.toStdString()), outcome.err.c_str());
        QVERIFY2(!fs::exists("/nowhere"), "something was made although the call was wrong");
    }

    void badMaterial_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("text named .wav") << "text.wav"
                                         << "isn't audio";
        QTest::newRow("truncated WAV") << "cut.wav"
                                       << "is truncated";
        QTest::newRow("0 samples") << "none.wav"
                                   << "0 samples";
        QTest::newRow("NaN samples") << "nan.wav"
                                     << "NaN";
        QTest::newRow("silence") << "silent.wav"
                                 << "is silent";
    }

    void badMaterial()
    {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        const TemporaryFolder folder;
        const fs::path file = folder / "music/rock" / name.toStdString();
        plantBadFile(file);
        // Alone it ends the call, beside good tracks it is left out by name.
        const QStringList distort{"distort", "--corpus", text(folder / "music"), "--out", text(folder / "out")};
        const Outcome alone = run(distort);
        QCOMPARE(alone.status, 3);
        QVERIFY2(alone.says(file.string()) && alone.says(reason.toStdString()), alone.err.c_str());
        plantCorpus(folder / "music", 1, 1.5);
        const Outcome beside = run(distort);
        QCOMPARE(beside.status, 0);
        QVERIFY2(beside.says("left out: " + file.string()) && beside.says(reason.toStdString()), beside.err.c_str());
        QVERIFY(fs::exists(folder / "out/rock/raw/rock.00000_distorted.wav"));
    }

    void missingAndEmptyFolders()
    {
        const TemporaryFolder folder;
        fs::create_directory(folder / "empty");
        for (const char *name : {"missing", "empty"}) {
            const Outcome outcome =
                run({"train", "eq_matching", "--corpus", text(folder / name), "--out", text(folder / "run")});
            QCOMPARE(outcome.status, 3);
            QVERIFY2(outcome.says((folder / name).string()), outcome.err.c_str());
        }
        const Outcome noRun = run({"evaluate", text(folder / "empty")});
        QCOMPARE(noRun.status, 3);
        QVERIFY(noRun.says((folder / "empty").string() + ": there is no project"));
    }

    void trainingLeavesARunAndTheSameSeedTheSameBytes()
    {
        const Bench bench;
        const Outcome first = bench.train("a", 40, {"--seed", "5"});
        QVERIFY2(first.status == 0, first.err.c_str());
        QVERIFY(first.says("Done after 40 episodes"));
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{41});
        QVERIFY(bench.metrics("a").starts_with("episode,steps,genre,item,reward,"));
        QVERIFY(lines(bench.folder / "a/timing.csv") >= 2);
        QVERIFY(fs::read_symlink(bench.folder / "a/metrics.csv").is_relative());
        QVERIFY(readBytes(bench.folder / "a/runs/0001/run.log").find("hidden = 16") != std::string::npos);

        const Outcome again = bench.train("b", 40, {"--seed", "5", "--quiet", "--json"});
        QCOMPARE(again.status, 0);
        QCOMPARE(again.err, std::string());
        QCOMPARE(Json::parse(again.out)["outcome"].get<std::string>(), std::string("completed"));
        QCOMPARE(Json::parse(again.out)["episodes"].get<int>(), 40);
        QCOMPARE(bench.metrics("b"), bench.metrics("a"));
        QCOMPARE(bench.train("c", 40, {"--seed", "6"}).status, 0);
        QVERIFY(bench.metrics("c") != bench.metrics("a"));
    }

    void settingsMayStandBeforeTheStudy()
    {
        const Bench bench;
        const Outcome outcome =
            run({"train", "--set", "hidden=16", "eq_matching", "--corpus", text(bench.folder / "music"), "--out",
                 text(bench.folder / "a"), "--episodes", "1", "--json", "--quiet"});
        QVERIFY2(outcome.status == 0, outcome.err.c_str());
        QCOMPARE(Json::parse(outcome.out)["episodes"].get<int>(), 1);
    }

    void aClosedPipeDoesNotEndTraining()
    {
        const Bench bench;
        const QStringList arguments{"-c", "\"$0\" \"$@\" 2>&1 | true; exit ${PIPESTATUS[0]}", TW_CLI};
        const Outcome outcome = run(arguments + bench.trainArguments("a", 30), "bash");
        QCOMPARE(outcome.status, 0);
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{31});
    }

    void interruptedRunIsSavedAndGoesOn()
    {
        const Bench bench;
        QProcess process;
        process.start(TW_CLI, bench.trainArguments("a", 100000));
        QVERIFY(waitForRows(bench.folder / "a/metrics.csv", 20));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        const Outcome stopped = finish(process);
        QCOMPARE(stopped.status, 130);
        QVERIFY2(stopped.says("Interrupted and saved"), stopped.err.c_str());
        QCOMPARE(toString(Project::open(bench.folder / "a").value()->runs()->front().state), std::string("cancelled"));
        const auto episodes = static_cast<int>(lines(bench.folder / "a/metrics.csv")) - 1;
        compareWithUninterrupted(bench, "a", episodes + 20);
    }

    void killedRunGoesOn()
    {
        const Bench bench;
        QProcess process;
        process.start(TW_CLI, bench.trainArguments("a", 100000));
        QVERIFY(waitForRows(bench.folder / "a/metrics.csv", 50));
        process.kill();
        process.waitForFinished();
        QCOMPARE(toString(Project::open(bench.folder / "a").value()->runs()->front().state), std::string("crashed"));
        const auto episodes = static_cast<int>(lines(bench.folder / "a/metrics.csv")) - 1;
        compareWithUninterrupted(bench, "a", episodes + 20);
    }

    void resumeWithNothingThereBeginsAndOtherSettingsAreRefused()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8, {"--resume", "--seed", "3"}).status, 0);
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
        const Outcome seed = bench.train("a", 16, {"--resume", "--seed", "4"});
        QCOMPARE(seed.status, 2);
        QVERIFY2(seed.says("--seed: the run was begun with 3"), seed.err.c_str());
        const Outcome setting = bench.train("a", 16, {"--resume", "--set", "learning_rate=0.01"});
        QCOMPARE(setting.status, 2);
        QVERIFY2(setting.says("--set learning_rate: the run was begun with 0.001"), setting.err.c_str());
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
    }

    void corruptCheckpointIsNamed()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8).status, 0);
        const fs::path checkpoint = bench.folder / "a/runs/0001/checkpoint.bin";
        const std::string good = readBytes(checkpoint);
        std::string bent = good;
        bent[bent.size() / 2] = static_cast<char>(bent[bent.size() / 2] ^ 0x40);
        for (const std::string &bytes : {std::string("rubbish"), good.substr(0, good.size() / 2), bent}) {
            writeBytes(checkpoint, bytes);
            for (const Outcome &outcome :
                 {run({"evaluate", text(bench.folder / "a")}), bench.train("a", 16, {"--resume"})}) {
                QCOMPARE(outcome.status, 3);
                QVERIFY2(outcome.says(checkpoint.string()), outcome.err.c_str());
            }
        }
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
        writeBytes(checkpoint, good);
        QCOMPARE(bench.train("a", 16, {"--resume"}).status, 0);
    }

    void oneTrainsAtATime()
    {
        const Bench bench;
        QProcess process;
        process.start(TW_CLI, bench.trainArguments("a", 100000));
        QVERIFY(waitForRows(bench.folder / "a/metrics.csv", 3));
        const Outcome second = bench.train("a", 10);
        QCOMPARE(second.status, 4);
        QVERIFY2(second.says("process " + std::to_string(process.processId())), second.err.c_str());
        process.kill();
        process.waitForFinished();
    }

    void unreadableCorpusAndUnwritableOutput()
    {
        const Bench bench;
        fs::permissions(bench.folder.path(), fs::perms(0755));
        fs::permissions(bench.folder / "music/rock", fs::perms(0000));
        fs::create_directory(bench.folder / "open");
        fs::permissions(bench.folder / "open", fs::perms(0777));
        // A copy, because the build folder may lie where only its owner may look.
        fs::copy_file(TW_CLI, bench.folder / "cli");
        const QString cli = text(bench.folder / "cli");

        QStringList arguments = bench.trainArguments("open/run", 8);
        const Outcome partly = run(arguments, cli, true);
        QVERIFY2(partly.status == 0, partly.err.c_str());
        QVERIFY2(partly.says((bench.folder / "music/rock").string() + ": the folder can't be opened"),
                 partly.err.c_str());

        arguments[3] = text(bench.folder / "music/rock");
        const Outcome unreadable = run(arguments, cli, true);
        QCOMPARE(unreadable.status, 3);
        QVERIFY2(unreadable.says((bench.folder / "music/rock").string()), unreadable.err.c_str());
        fs::permissions(bench.folder / "music/rock", fs::perms(0755));

        fs::create_directory(bench.folder / "locked");
        const Outcome unwritable = run(bench.trainArguments("locked/run", 8), cli, true);
        QCOMPARE(unwritable.status, 4);
        QVERIFY2(unwritable.says((bench.folder / "locked/run").string()), unwritable.err.c_str());

        // The folder was writable when the run began and isn't any more.
        fs::permissions(bench.folder / "open/run/runs/0001", fs::perms(0555));
        fs::remove(bench.folder / "open/run/runs/0001/checkpoint.bin");
        const Outcome later = run(bench.trainArguments("open/run", 16, {"--resume"}), cli, true);
        QVERIFY2(later.status == 4 || later.status == 3, later.err.c_str());
        QVERIFY2(later.says((bench.folder / "open/run/runs/0001").string()) || later.says("isn't the material"),
                 later.err.c_str());
    }

    void evaluateRenderScoreAndExport()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8).status, 0);
        const QString folder = text(bench.folder / "a");

        const Outcome judged = run({"evaluate", folder, "--corpus", text(bench.folder / "music"), "--json",
                                    text(bench.folder / "judged.json")});
        QVERIFY2(judged.status == 0, judged.err.c_str());
        const Json evaluation = Json::parse(readBytes(bench.folder / "judged.json"));
        QVERIFY(evaluation.contains("greedy_reward_mean") && evaluation.contains("random_reward_mean"));
        QVERIFY(!evaluation["items"].empty());
        const Outcome printed = run({"evaluate", folder, "--json", "--quiet"});
        QCOMPARE(Json::parse(printed.out).dump(), evaluation.dump());

        QCOMPARE(run({"distort", "--corpus", text(bench.folder / "music"), "--out", text(bench.folder / "pairs"),
                      "--seed", "9"})
                     .status,
                 0);
        const QString raw = text(bench.folder / "pairs/blues/raw/blues.00000_distorted.wav");
        const QString reference = text(bench.folder / "pairs/blues/reference/blues.00000.wav");
        const Outcome rendered =
            run({"render", folder, "--raw", raw, "--reference", reference, "--out", text(bench.folder / "r")});
        QVERIFY2(rendered.status == 0, rendered.err.c_str());
        for (const char *name : {"raw.wav", "processed.wav", "reference.wav"}) {
            QCOMPARE(probeAudio(bench.folder / "r" / name).value().frames, std::int64_t{33075});
        }
        // What was rendered and what is scored from the written decision are one number.
        const double reward =
            Json::parse(readBytes(bench.folder / "r/decision.json"))["scores"]["reward"].get<double>();
        const Outcome scored = run({"score", "eq_matching", "--raw", raw, "--reference", reference, "--action",
                                    text(bench.folder / "r/decision.json")});
        QVERIFY2(scored.status == 0, scored.err.c_str());
        TW_COMPARE_NEAR(Json::parse(scored.out)["reward"].get<double>(), reward, 1e-6);

        QCOMPARE(run({"export", folder, "--out", text(bench.folder / "set.csv")}).status, 0);
        const std::string csv = readBytes(bench.folder / "set.csv");
        QVERIFY(csv.starts_with("path,name,genre,reward,quality,"));
        QCOMPARE(lines(bench.folder / "set.csv"), qsizetype{9});
    }

    void scoreGivesThePublishedNumbers()
    {
        const fs::path golden = fs::path(TW_TEST_DATA) / "golden";
        const Json cases = Json::parse(readBytes(golden / "eq_quality.json"))["cases"];
        QCOMPARE(cases.size(), std::size_t{4});
        const TemporaryFolder folder;
        for (const auto &[name, one] : cases.items()) {
            writeBytes(folder / "action.json", one["parameters"].dump());
            const Outcome outcome = run({"score", "eq_matching", "--raw", text(golden / "eq_raw.wav"), "--reference",
                                         text(golden / "eq_reference.wav"), "--action", text(folder / "action.json")});
            QCOMPARE(outcome.status, 0);
            const Json scored = Json::parse(outcome.out);
            for (const auto &[metric, value] : one["metrics"].items()) {
                QVERIFY2(scored.contains(metric), metric.c_str());
                if (value.is_number()) {
                    TW_COMPARE_NEAR(scored[metric].get<double>(), value.get<double>(), 1e-3);
                }
                const Json parts = value.is_object() ? Json(value) : Json::object();
                for (const auto &[part, number] : parts.items()) {
                    TW_COMPARE_NEAR(scored[metric][part].get<double>(), number.get<double>(), 1e-3);
                }
            }
        }
    }

    void badActionIsNamed()
    {
        const fs::path golden = fs::path(TW_TEST_DATA) / "golden";
        const TemporaryFolder folder;
        for (const char *action : {"{", "[]", "{\"low_shelf_freq\": 100}", "{\"cutoff\": 1}"}) {
            writeBytes(folder / "action.json", action);
            const Outcome outcome = run({"score", "eq_matching", "--raw", text(golden / "eq_raw.wav"), "--reference",
                                         text(golden / "eq_reference.wav"), "--action", text(folder / "action.json")});
            QCOMPARE(outcome.status, 3);
            QVERIFY2(outcome.says((folder / "action.json").string()), outcome.err.c_str());
        }
    }

    void distortionsDependOnTheSeedAlone()
    {
        const Bench bench;
        for (const char *name : {"a", "b", "c"}) {
            QCOMPARE(run({"distort", "--corpus", text(bench.folder / "music"), "--out", text(bench.folder / name),
                          "--seed", name == std::string("c") ? "2" : "1"})
                         .status,
                     0);
        }
        const std::string file = "rock/raw/rock.00001_distorted.wav";
        QCOMPARE(readBytes(bench.folder / "a" / file), readBytes(bench.folder / "b" / file));
        QVERIFY(readBytes(bench.folder / "a" / file) != readBytes(bench.folder / "c" / file));
        QCOMPARE(lines(bench.folder / "a/distortions.csv"), qsizetype{9});
        QVERIFY(probeAudio(bench.folder / "a/rock/reference/rock.00001.wav"));
    }

private:
    static void plantBadFile(const fs::path &file)
    {
        const std::string name = file.filename().string();
        if (name == "text.wav") {
            writeBytes(file, "I am a letter.");
        } else if (name == "none.wav") {
            QVERIFY(writeAs(file, AudioBuffer{.sampleRate = 8000, .channels = {{}}}, SF_FORMAT_WAV | SF_FORMAT_PCM_16));
        } else if (name == "silent.wav") {
            QVERIFY(writeWav(file, sine(440, 2.0, 22050, 1, 0.F)));
        } else {
            AudioBuffer audio = noise(77, 2.0);
            if (name == "nan.wav") {
                audio.channels[0][100] = std::numeric_limits<float>::quiet_NaN();
            }
            QVERIFY(writeWav(file, audio));
            if (name == "cut.wav") {
                fs::resize_file(file, fs::file_size(file) / 2);
            }
        }
    }

    static bool waitForRows(const fs::path &metrics, int rows)
    {
        return QTest::qWaitFor([&] { return lines(metrics) > rows; }, kTimeoutMs);
    }

    /// Resumes `name` up to `episodes` and compares with a run that was never stopped.
    static void compareWithUninterrupted(const Bench &bench, const std::string &name, int episodes)
    {
        const Outcome resumed = bench.train(name, episodes, {"--resume"});
        QVERIFY2(resumed.status == 0, resumed.err.c_str());
        QCOMPARE(bench.train("whole", episodes).status, 0);
        QCOMPARE(bench.metrics(name), bench.metrics("whole"));
        const auto runs = Project::open(bench.folder / name).value()->runs();
        QCOMPARE(toString(runs->front().state), std::string("completed"));
        QCOMPARE(runs->size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
