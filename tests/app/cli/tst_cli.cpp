#include <QtCore/QProcess>
#include <QtTest/QTest>
#include <csignal>

#include "core/audio/audio_file.h"
#include "core/base/json.h"
#include "core/project/project.h"
#include "tests/app/cli/cli_process.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

/// A planted corpus of eight tracks and the settings that make training quick: the episodes mean nothing.
struct Bench {
    TemporaryFolder folder;

    Bench() { plantCorpus(folder / "music", 4, 1.5); }

    [[nodiscard]] QStringList trainArguments(const std::string &out, int episodes, const QStringList &more = {}) const
    {
        QStringList arguments{"train",       "eq_matching",
                              "--algorithm", "dqn",
                              "--corpus",    text(folder / "music"),
                              "--out",       text(folder / out),
                              "--episodes",  QString::number(episodes)};
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

}  // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // WISHES D10
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

    /// With a LibTorch or on a machine without CUDA; the processor and "auto" give the same bytes then.
    void cudaThatIsNotThereIsRefused()
    {
        const Bench bench;
        const Outcome cuda = bench.train("cuda", 8, {"--device", "cuda"});
        if (cuda.status == 0) {
            QSKIP("CUDA is here: nothing to refuse");
        }
        QCOMPARE(cuda.status, 2);
        QVERIFY2(cuda.says("--device: ") && cuda.says("or use --device cpu"), cuda.err.c_str());
        QVERIFY(!fs::exists(bench.folder / "cuda"));
        QCOMPARE(bench.train("auto", 40, {"--device", "auto"}).status, 0);
        QCOMPARE(bench.train("cpu", 40, {"--device", "cpu"}).status, 0);
        QCOMPARE(bench.metrics("auto"), bench.metrics("cpu"));
    }

    void interruptedRunIsSavedAndGoesOn()
    {
        const Bench bench;
        QProcess process;
        process.start(cliProgram(), bench.trainArguments("a", 100000));
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
        process.start(cliProgram(), bench.trainArguments("a", 100000));
        QVERIFY(waitForRows(bench.folder / "a/metrics.csv", 50));
        process.kill();
        process.waitForFinished();
        QCOMPARE(toString(Project::open(bench.folder / "a").value()->runs()->front().state), std::string("crashed"));
        const auto episodes = static_cast<int>(lines(bench.folder / "a/metrics.csv")) - 1;
        compareWithUninterrupted(bench, "a", episodes + 20);
    }

    void evaluateRenderScoreAndExport()
    {
        const Bench bench;
        QCOMPARE(bench.train("a", 8).status, 0);
        const QString folder = text(bench.folder / "a");

        const QStringList thoroughly{"--oracle-budget", "300", "--samples", "2", "--pairs-per-track", "2"};
        const Outcome judged =
            run(QStringList{"evaluate", folder, "--corpus", text(bench.folder / "music"), "--json",
                            text(bench.folder / "judged.json"), "--csv", text(bench.folder / "judged.csv"), "--html",
                            text(bench.folder / "page"), "--threads", "2"} +
                thoroughly);
        QVERIFY2(judged.status == 0, judged.err.c_str());
        const Json evaluation = Json::parse(readBytes(bench.folder / "judged.json"));
        for (const char *mean : {"greedy_reward_mean", "refined_reward_mean", "oracle_reward_mean",
                                 "nothing_reward_mean", "random_reward_mean", "inverse_reward_mean", "regret_mean"}) {
            QVERIFY2(evaluation[mean].is_number(), mean);
        }
        QCOMPARE(evaluation["items"].size(), std::size_t{4});
        QCOMPARE(evaluation["genres"]["rock"]["count"].get<int>(), 2);
        QCOMPARE(lines(bench.folder / "judged.csv"), qsizetype{5});
        const std::string page = readBytes(bench.folder / "page/index.html");
        for (const Json &item : evaluation["items"]) {
            QVERIFY(page.find(item["key"].get<std::string>()) != std::string::npos);
        }
        QCOMPARE(probeAudio(bench.folder / "page/item-0000-processed.flac").value().frames, std::int64_t{33075});
        const Outcome printed = run(QStringList{"evaluate", folder, "--json", "--quiet"} + thoroughly);
        QCOMPARE(Json::parse(printed.out).dump(), evaluation.dump());
        const Outcome quick = run({"evaluate", folder, "--json", "--quiet", "--oracle-budget", "0", "--samples", "0"});
        QVERIFY(!Json::parse(quick.out).contains("oracle_reward_mean"));
        QVERIFY(!Json::parse(quick.out).contains("refined_reward_mean"));

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
