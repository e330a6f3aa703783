#include <QtTest/QTest>
#include <csignal>
#include <limits>
#include <sndfile.h>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "tests/app/cli/cli_process.h"
#include "tests/support/planted_audio.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{

struct Bench {
    TemporaryFolder folder;

    Bench() { plantCorpus(folder / "music", 2, 1.2, 8000); }

    [[nodiscard]] QStringList trainArguments(const std::string &out, int episodes, const QStringList &more = {}) const
    {
        return QStringList{"train",      "fake",
                           "--corpus",   text(folder / "music"),
                           "--out",      text(folder / out),
                           "--episodes", QString::number(episodes)} +
               more;
    }

    [[nodiscard]] Outcome train(const std::string &out, int episodes, const QStringList &more = {}) const
    {
        return run(trainArguments(out, episodes, more));
    }
};

}  // namespace

class TestCommandLine : public QObject
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
        for (const char *command : {"train", "evaluate", "render", "score", "demo-corpus", "distort", "export",
                                    "dataset", "fit", "studies"}) {
            QVERIFY2(help.out.find(command) != std::string::npos, command);
            const Outcome own = run({command, "--help"});
            QCOMPARE(own.status, 0);
            QVERIFY2(own.out.find("--quiet") != std::string::npos, command);
        }
        QVERIFY(help.out.find("130 interrupted") != std::string::npos);
    }

    void everyAgentIsInTheHelpAndEverySettingInTheList()
    {
        const Json studies = Json::parse(run({"studies", "--json"}).out);
        const std::string help = run({"train", "fake", "--help"}).out;
        for (const Json &algorithm : studies[0]["algorithms"]) {
            const auto id = algorithm["id"].get<std::string>();
            QVERIFY2(help.find("  " + id + " ") != std::string::npos, id.c_str());
            QVERIFY2(help.find(algorithm["summary"].get<std::string>()) != std::string::npos, id.c_str());
        }
        QVERIFY(help.find("studies --algorithm NAME") != std::string::npos);

        const Json &first = studies[0]["algorithms"][0];
        const Outcome listed = run({"studies", "--algorithm", QString::fromStdString(first["id"].get<std::string>())});
        QCOMPARE(listed.status, 0);
        QVERIFY(first["parameters"].size() == 3);
        for (const Json &parameter : first["parameters"]) {
            const auto name = parameter["name"].get<std::string>();
            QVERIFY2(listed.out.find("    " + name + " ") != std::string::npos, name.c_str());
            QVERIFY2(listed.out.find(parameter["hint"].get<std::string>()) != std::string::npos, name.c_str());
        }
        const Outcome unknown = run({"studies", "--algorithm", "qdn"});
        QCOMPARE(unknown.status, 2);
        QVERIFY(unknown.err.find("--algorithm: qdn can't be used. Known: ") != std::string::npos);
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");
        const QStringList train{"train", "fake", "--corpus", "/", "--out", "/nowhere/run"};
        QTest::newRow("no command") << QStringList{} << "Usage";
        QTest::newRow("unknown command") << QStringList{"trian"} << "trian";
        QTest::newRow("unknown option") << train + QStringList{"--epsiodes", "1"} << "epsiodes";
        QTest::newRow("unknown study") << QStringList{"train", "fak", "--corpus", "/", "--out", "/x"} << "fake";
        QTest::newRow("missing option") << QStringList{"train", "fake", "--corpus", "/"} << "--out";
        QTest::newRow("missing corpus") << QStringList{"train", "fake", "--out", "/nowhere/run"} << "--corpus";
        QTest::newRow("unknown parameter")
            << train + QStringList{"--set", "gian=1"} << "gian: there is no such parameter. Did you mean gain?";
        QTest::newRow("out of range") << train + QStringList{"--set", "gain=99"}
                                      << "gain: 99 can't be used. Give a number from 0.5 to 2 dB.";
        QTest::newRow("nothing like a parameter")
            << train + QStringList{"--set", "zzz=1"} << "zzz: there is no such parameter. Settings of ";
        QTest::newRow("empty file name") << QStringList{"apply", "raw.wav", "--like", "", "--out", "out.wav"}
                                         << "--like: an empty name can't be used. Give a file.";
        QTest::newRow("setting without value") << train + QStringList{"--set", "nokey"} << "Write NAME=VALUE";
        QTest::newRow("negative episodes") << train + QStringList{"--episodes", "-5"}
                                           << "tonewright-cli: --episodes: -5 can't be used. Give a whole number, 0 or";
        QTest::newRow("text for pieces") << QStringList{"demo-corpus", "--out", "/nowhere/x", "--pieces", "x"}
                                         << "--pieces: x can't be used. Give a whole number from 1 to 10000.";
        QTest::newRow("study") << QStringList{"train", "nostudy", "--corpus", "/", "--out", "/nowhere/x"}
                               << "there is no study nostudy; known: fake";
        QTest::newRow("text for a seed") << train + QStringList{"--seed", "abc"} << "--seed";
        QTest::newRow("unknown device") << train + QStringList{"--device", "tpu"}
                                        << "--device: tpu can't be used. Give auto, cpu or cuda.";
        QTest::newRow("device that isn't there")
            << train + QStringList{"--device", "cuda"} << "--device: dice know no CUDA. Use --device cpu";
        QTest::newRow("resumed on a device that isn't there")
            << train + QStringList{"--resume", "--device", "cuda"} << "--device: dice know no CUDA";
        for (const auto &[option, value] :
             {std::pair("--pairs-per-track", "0"), std::pair("--samples", "-1"), std::pair("--oracle-budget", "x"),
              std::pair("--threads", "0"), std::pair("--rate", "7")}) {
            QTest::newRow(option) << QStringList{"evaluate", "/", option, value}
                                  << QString("%1: %2 can't be used").arg(option, value);
        }
        QTest::newRow("no rows") << QStringList{"dataset", "fake",       "--corpus", "/nowhere",
                                                "--out",   "/nowhere/x", "--count",  "0"}
                                 << "--count";
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
    }

    void missingAndEmptyFolders()
    {
        const TemporaryFolder folder;
        fs::create_directory(folder / "empty");
        for (const char *name : {"missing", "empty"}) {
            const Outcome outcome =
                run({"train", "fake", "--corpus", text(folder / name), "--out", text(folder / "run")});
            QCOMPARE(outcome.status, 3);
            QVERIFY2(outcome.says((folder / name).string()), outcome.err.c_str());
        }
        const Outcome noRun = run({"evaluate", text(folder / "empty")});
        QCOMPARE(noRun.status, 3);
        QVERIFY(noRun.says((folder / "empty").string() + ": there is no project"));
        for (const QStringList &call :
             {QStringList{"evaluate", text(folder / "missing")},
              QStringList{"train", "fake", "--resume", "--out", text(folder / "missing")},
              QStringList{"evaluate", text(folder / "empty"), "--json", text(folder / "missing/e.json")},
              QStringList{"evaluate", text(folder / "empty"), "--csv", text(folder / "missing/e.csv")},
              QStringList{"evaluate", text(folder / "empty"), "--html", text(folder / "missing/page")},
              QStringList{"export", text(folder / "empty"), "--out", text(folder / "missing/ds.csv")}}) {
            const Outcome outcome = run(call);
            QCOMPARE(outcome.status, 3);
            QVERIFY2(outcome.says((folder / "missing").string() + ": there is no such folder"), outcome.err.c_str());
            QVERIFY(!fs::exists(folder / "missing"));
        }
    }

    void resumeWithNothingThereBeginsAndOtherSettingsAreRefused()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8, {"--resume", "--seed", "3"}).status, 0);
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
        const Outcome seed = bench.train("a", 16, {"--resume", "--seed", "4"});
        QCOMPARE(seed.status, 2);
        QVERIFY2(seed.says("--seed: the run was begun with 3"), seed.err.c_str());
        const Outcome setting = bench.train("a", 16, {"--resume", "--set", "gain=2"});
        QCOMPARE(setting.status, 2);
        QVERIFY2(setting.says("--set gain: the run was begun with 1"), setting.err.c_str());
        const Outcome threads = bench.train("a", 16, {"--resume", "--threads", "2"});
        QCOMPARE(threads.status, 2);
        QVERIFY2(threads.says("--threads: the run was begun with 1"), threads.err.c_str());
        const Outcome device = bench.train("a", 16, {"--resume", "--device", "cpu"});
        QCOMPARE(device.status, 2);
        QVERIFY2(device.says("--device: the run was begun with auto"), device.err.c_str());
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
    }

    void theDeviceMayBeRepeatedWhenResuming()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8, {"--device", "cpu"}).status, 0);
        QCOMPARE(Json::parse(readBytes(bench.folder / "a/runs/0001/spec.json"))["device"].get<std::string>(),
                 std::string("cpu"));
        QCOMPARE(bench.train("a", 16, {"--resume", "--device", "cpu"}).status, 0);
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{17});
    }

    void aFolderWithARunIsNotGivenASecondOne()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8).status, 0);
        const Outcome again = bench.train("a", 16);
        QCOMPARE(again.status, 2);
        QVERIFY2(again.says("holds run 0001: add --resume to go on with it, or choose another --out"),
                 again.err.c_str());
        QVERIFY(!fs::exists(bench.folder / "a/runs/0002"));
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{9});
    }

    void resumeSaysWhenNothingIsLeft()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 16).status, 0);
        const std::string spec = readBytes(bench.folder / "a/runs/0001/spec.json");
        const Outcome fewer = bench.train("a", 8, {"--resume"});
        QCOMPARE(fewer.status, 0);
        QVERIFY2(fewer.says("nothing left to do: 16 episodes are done already; raise --episodes"), fewer.err.c_str());
        QCOMPARE(readBytes(bench.folder / "a/runs/0001/spec.json"), spec);
        QCOMPARE(Json::parse(bench.train("a", 16, {"--resume", "--json"}).out)["episodes"].get<int>(), 16);
        QCOMPARE(bench.train("a", 20, {"--resume"}).status, 0);
        QCOMPARE(lines(bench.folder / "a/metrics.csv"), qsizetype{21});
    }

    void corruptCheckpointIsNamed()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8).status, 0);
        const fs::path checkpoint = bench.folder / "a/runs/0001/checkpoint.bin";
        const std::string good = readBytes(checkpoint);
        for (const std::string &bytes : {std::string("rubbish"), good.substr(0, good.size() / 2)}) {
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
        process.start(TW_CLI, bench.trainArguments("a", 100000, {"--set", "mode=slow"}));
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
        arguments[5] = text(bench.folder / "open/other");
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

    void settingsMayStandBeforeTheStudy()
    {
        const Bench bench;
        const Outcome outcome = run({"train", "--set", "gain=2", "fake", "--corpus", text(bench.folder / "music"),
                                     "--out", text(bench.folder / "a"), "--episodes", "1", "--json", "--quiet"});
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
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
