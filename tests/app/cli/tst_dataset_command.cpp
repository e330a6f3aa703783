// Data sets and models on the command line.

#include <QtCore/QProcess>
#include <QtTest/QTest>

#include "core/base/json.h"
#include "tests/app/cli/cli_process.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
namespace fs = std::filesystem;

namespace
{

struct Bench {
    TemporaryFolder folder;

    Bench() { plantCorpus(folder / "music", 4, 1.5); }

    [[nodiscard]] QStringList arguments(const std::string &out, int rows, const QStringList &more = {}) const
    {
        return QStringList{"dataset",     "eq_matching",
                           "--corpus",    text(folder / "music"),
                           "--out",       text(folder / out),
                           "--count",     QString::number(rows),
                           "--part-rows", "20",
                           "--seconds",   "0.5"} +
               more;
    }
    [[nodiscard]] std::string bytes(const std::string &out, const std::string &file) const
    {
        return readBytes(folder / out / file);
    }
};

}  // namespace

class TestDatasetCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedItGoesOn()
    {
        const Bench bench;
        QProcess process;
        process.start(cliProgram(), bench.arguments("killed", 200));
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(bench.folder / "killed/parts/part-000001.bin"), 60000);
        process.kill();
        process.waitForFinished();
        QVERIFY(!fs::exists(bench.folder / "killed/schema.json"));
        const Outcome rest = run(bench.arguments("killed", 200, {"--threads", "2", "--json"}));
        QVERIFY2(rest.status == 0, rest.err.c_str());
        QVERIFY(Json::parse(rest.out)["rows_made"].get<int>() <= 160);
        const Outcome whole = run(bench.arguments("whole", 200));
        QVERIFY2(whole.says("200 rows are in "), whole.err.c_str());
        for (const char *file : {"dataset.csv", "dataset.npy", "schema.json"})
            QCOMPARE(bench.bytes("killed", file), bench.bytes("whole", file));

        const Outcome refused = run(bench.arguments("whole", 200, {"--seed", "2"}));
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.says("--seed: ") && refused.says("was begun with 1, now it is 2"), refused.err.c_str());
    }

    void anAgentsDecisionsAreAdded()
    {
        const Bench bench;
        QStringList train{"train",      "eq_matching",
                          "--corpus",   text(bench.folder / "music"),
                          "--out",      text(bench.folder / "run"),
                          "--episodes", "8"};
        for (const char *setting : {"hidden=16", "batch=16", "attempts=2", "pairs_per_update=4", "frames_kept=16"})
            train << "--set" << setting;
        const Outcome trained = run(train);
        QVERIFY2(trained.status == 0, trained.err.c_str());
        const QStringList agent{"--run", text(bench.folder / "run")};
        const Outcome made = run(bench.arguments("a", 30, agent));
        QVERIFY2(made.status == 0, made.err.c_str());
        const Outcome again = run(bench.arguments("b", 30, agent + QStringList{"--threads", "2"}));
        QVERIFY2(again.status == 0, again.err.c_str());
        QCOMPARE(bench.bytes("a", "dataset.csv"), bench.bytes("b", "dataset.csv"));
        const std::string header =
            bench.bytes("a", "dataset.csv").substr(0, bench.bytes("a", "dataset.csv").find('\n'));
        QVERIFY(header.find(",true_reward,agent_low_shelf_freq,") != std::string::npos);
        QVERIFY(header.ends_with(",agent_reward"));
        const Outcome without = run(bench.arguments("a", 30));
        QCOMPARE(without.status, 2);
        QVERIFY2(without.says("--run: "), without.err.c_str());
        QCOMPARE(run(bench.arguments("c", 30, {"--run", text(bench.folder / "nothing")})).status, 3);
    }

    void aModelIsFittedAndJudged()
    {
        const Bench bench;
        QCOMPARE(run(bench.arguments("set", 120)).status, 0);
        const QString model = text(bench.folder / "model");
        const QStringList fit{"fit",   "eq_matching", "--dataset", text(bench.folder / "set"),
                              "--out", model,         "--epochs",  "2"};
        const Outcome fitted = run(fit + QStringList{"--json", text(bench.folder / "fitted.json")});
        QVERIFY2(fitted.status == 0, fitted.err.c_str());
        const Json told = Json::parse(fitted.out);
        QCOMPARE(told["inputs"].get<std::string>(), std::string("features"));
        QCOMPARE(told["parameters"].size(), std::size_t{12});
        QVERIFY(Json::parse(readBytes(bench.folder / "fitted.json")) == told);

        const Outcome judged = run({"evaluate", model, "--corpus", text(bench.folder / "music"), "--json", "--quiet"});
        QVERIFY2(judged.status == 0, judged.err.c_str());
        const Json evaluation = Json::parse(judged.out);
        QCOMPARE(evaluation["items"].size(), std::size_t{2});
        QVERIFY(evaluation.contains("greedy_reward_mean") && evaluation.contains("inverse_reward_mean"));

        QVERIFY(run({"evaluate", model}).says("--corpus: is needed"));
        const Outcome unknown = run(fit + QStringList{"--inputs", "everything"});
        QCOMPARE(unknown.status, 2);
        QVERIFY2(unknown.says("--inputs: "), unknown.err.c_str());
        fs::remove(bench.folder / "set/schema.json");
        const Outcome incomplete = run(fit);
        QCOMPARE(incomplete.status, 3);
        QVERIFY2(incomplete.says("holds no complete data set"), incomplete.err.c_str());
        writeBytes(bench.folder / "noise", "not a model");
        const Outcome foreign =
            run({"evaluate", text(bench.folder / "noise"), "--corpus", text(bench.folder / "music")});
        QCOMPARE(foreign.status, 3);
    }
};

QTEST_GUILESS_MAIN(TestDatasetCommand)
#include "tst_dataset_command.moc"
