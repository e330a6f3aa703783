#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <map>
#include <set>
#include <sstream>
#include <sys/resource.h>

#include "core/audio/corpus.h"
#include "core/base/json.h"
#include "core/studies/eq_matching/eq_tools.h"
#include "core/studies/eq_matching/pair_source.h"
#include "tests/support/npy.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
namespace fs = std::filesystem;

namespace
{

/// Asks to stop once so many rows are made.
struct StoppingListener : RunListener {
    explicit StoppingListener(std::uint64_t after) : m_after(after) {}
    void onProgress(const Progress &progress) override
    {
        if (progress.phase == "Making rows" && progress.done >= m_after)
            stop.request_stop();
    }
    std::stop_source stop;
    std::uint64_t m_after;
};

struct Bench {
    Bench()
    {
        test::plantCorpus(folder / "corpus", 4, 1.5);
        RunListener silent;
        RunContext context(silent, {});
        corpus = *scanCorpus(folder / "corpus", {}, context);
    }
    [[nodiscard]] DatasetRequest request(const std::string &name, std::int64_t rows = 25) const
    {
        DatasetRequest wanted;
        wanted.out = folder / name;
        wanted.rows = rows;
        wanted.excerptSeconds = 0.5;
        wanted.rowsPerPart = 10;
        return wanted;
    }
    [[nodiscard]] Result<Json> make(const DatasetRequest &wanted) const
    {
        RunListener silent;
        RunContext context(silent, {});
        return EqTools().generateDataset(corpus, wanted, nullptr, context);
    }
    [[nodiscard]] std::string bytes(const std::string &name, const std::string &file) const
    {
        return test::readBytes(folder / name / file);
    }

    test::TemporaryFolder folder;
    Corpus corpus;
};

std::vector<std::string> linesOf(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::vector<std::string> fieldsOf(const std::string &line)
{
    std::istringstream stream(line);
    std::vector<std::string> fields;
    for (std::string field; std::getline(stream, field, ',');)
        fields.push_back(field);
    return fields;
}

}  // namespace

class TestDatasetGenerator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameBytesWithOneAndTwoThreads()
    {
        const Bench bench;
        const auto one = bench.make(bench.request("one"));
        QVERIFY2(one.has_value(), one ? "" : one.error().describe().c_str());
        QCOMPARE((*one)["rows_made"].get<int>(), 25);
        auto parallel = bench.request("two");
        parallel.threads = 2;
        QVERIFY(bench.make(parallel).has_value());
        for (const char *file : {"dataset.csv", "dataset.npy", "schema.json", "settings.json"})
            QCOMPARE(bench.bytes("two", file), bench.bytes("one", file));
    }

    void goesOnWhereItWasInterrupted()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("whole")).has_value());
        QVERIFY(bench.make(bench.request("killed")).has_value());
        // As a killed process leaves it: some parts, one of them damaged, nothing joined.
        const auto parts = bench.folder / "killed" / "parts";
        fs::remove(parts / "part-000002.bin");
        fs::resize_file(parts / "part-000001.bin", 100);
        for (const char *file : {"dataset.csv", "dataset.npy", "schema.json"})
            fs::remove(bench.folder / "killed" / file);
        const auto again = bench.make(bench.request("killed"));
        QVERIFY(again.has_value());
        QCOMPARE((*again)["rows_made"].get<int>(), 15);
        for (const char *file : {"dataset.csv", "dataset.npy", "schema.json"})
            QCOMPARE(bench.bytes("killed", file), bench.bytes("whole", file));
        QCOMPARE((*bench.make(bench.request("killed")))["rows_made"].get<int>(), 0);
    }

    void stopsSoonAndKeepsWhatIsComplete()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("whole", 120)).has_value());
        StoppingListener listener(15);
        RunContext context(listener, listener.stop.get_token());
        const auto stopped = EqTools().generateDataset(bench.corpus, bench.request("stopped", 120), nullptr, context);
        QVERIFY(!stopped.has_value());
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(fs::exists(bench.folder / "stopped/parts/part-000000.bin"));
        QVERIFY(!fs::exists(bench.folder / "stopped/dataset.csv"));
        const auto rest = bench.make(bench.request("stopped", 120));
        QVERIFY(rest.has_value());
        const int made = (*rest)["rows_made"].get<int>();
        QVERIFY2(made > 0 && made <= 110, qPrintable(QString::number(made)));
        QCOMPARE(bench.bytes("stopped", "dataset.csv"), bench.bytes("whole", "dataset.csv"));
    }

    /// Whatever a person does to the files: what is there and whole is used, the rest is made again.
    void removedSettingsDontMixRowsAndCutTablesAreJoinedAgain()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("set")).has_value());
        const std::string table = bench.bytes("set", "dataset.npy");
        for (const char *name : {"dataset.csv", "dataset.npy"}) {
            fs::resize_file(bench.folder / "set" / name, 1000);
            QCOMPARE((*bench.make(bench.request("set")))["rows_made"].get<int>(), 0);
            QVERIFY(fs::file_size(bench.folder / "set" / name) > 1000);
        }
        QCOMPARE(bench.bytes("set", "dataset.npy"), table);

        for (const std::string settings : {"[]", "{}", "no JSON"}) {
            test::writeBytes(bench.folder / "set/settings.json", settings);
            const auto refused = bench.make(bench.request("set"));
            QVERIFY(!refused && refused.error().code == ErrorCode::BadData);
            QVERIFY(refused.error().context.ends_with("settings.json"));
        }
        fs::remove(bench.folder / "set/settings.json");
        auto other = bench.request("set");
        other.seed = 2;
        QCOMPARE((*bench.make(other))["rows_made"].get<int>(), 25);
        other.out = bench.folder / "fresh";
        QVERIFY(bench.make(other).has_value());
        QCOMPARE(bench.bytes("set", "dataset.csv"), bench.bytes("fresh", "dataset.csv"));
    }

    void moreRowsAreAddedToThoseThere()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("grown", 25)).has_value());
        const auto before = linesOf(bench.bytes("grown", "dataset.csv"));
        const auto more = bench.make(bench.request("grown", 35));
        QVERIFY(more.has_value());
        QCOMPARE((*more)["rows_made"].get<int>(), 15);  // the third part, which had five rows, and the fourth
        const auto after = linesOf(bench.bytes("grown", "dataset.csv"));
        QCOMPARE(after.size(), std::size_t{36});
        for (std::size_t i = 0; i < before.size(); ++i)
            QCOMPARE(after[i], before[i]);
        QCOMPARE(test::readNpy(bench.folder / "grown/dataset.npy").rows(), std::size_t{35});
    }

    void changedSettingsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("option");
        for (const char *option : {"--seed", "--seconds", "--part-rows", "--run", "--corpus"})
            QTest::newRow(option) << option;
    }
    void changedSettingsAreRefusedByName()
    {
        QFETCH(QString, option);
        Bench bench;
        QVERIFY(bench.make(bench.request("set", 5)).has_value());
        const std::string before = bench.bytes("set", "dataset.csv");
        auto changed = bench.request("set", 5);
        if (option == "--seed")
            changed.seed = 2;
        else if (option == "--seconds")
            changed.excerptSeconds = 0.6;
        else if (option == "--part-rows")
            changed.rowsPerPart = 5;
        else if (option == "--run")
            changed.agentName = "another agent";
        else
            bench.corpus.tracks.pop_back();
        const auto refused = bench.make(changed);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(refused.error().context), option);
        QCOMPARE(bench.bytes("set", "dataset.csv"), before);
    }

    void impossibleRequestsAreNamed()
    {
        const Bench bench;
        const auto refused = [&bench](auto change) {
            auto wanted = bench.request("never");
            change(wanted);
            const auto made = bench.make(wanted);
            return made ? std::string() : made.error().context;
        };
        QCOMPARE(refused([](auto &wanted) { wanted.rows = 0; }), std::string("--count"));
        QCOMPARE(refused([](auto &wanted) { wanted.rows = kMostDatasetRows + 1; }), std::string("--count"));
        QCOMPARE(refused([](auto &wanted) { wanted.rowsPerPart = 0; }), std::string("--part-rows"));
        QCOMPARE(refused([](auto &wanted) { wanted.threads = 0; }), std::string("--threads"));
        QCOMPARE(refused([](auto &wanted) { wanted.excerptSeconds = std::nan(""); }), std::string("--seconds"));
        QVERIFY(!fs::exists(bench.folder / "never"));
    }

    void aPlaceThatCannotBeWrittenToIsNamed()
    {
        const Bench bench;
        test::writeBytes(bench.folder / "file", "not a folder");
        auto wanted = bench.request("file");
        const auto made = bench.make(wanted);
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().code, ErrorCode::Unwritable);
        QVERIFY(made.error().describe().find((bench.folder / "file").string()) != std::string::npos);
    }

    void aFullDiskEndsItAndTheSameCommandGoesOn()
    {
        if (!test::kThreadsAfterFork)
            QSKIP("needs threads after a fork");
        // In a child: the limit on file sizes is the process's own and stands in for a full disk. Parts (7 kB) fit, the
        // joined table doesn't.
        const Bench bench;
        fs::permissions(bench.folder.path(), fs::perms(0777));
        const std::string result = test::asUnprivileged([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit small{.rlim_cur = 20000, .rlim_max = 20000};
            ::setrlimit(RLIMIT_FSIZE, &small);
            const auto made = bench.make(bench.request("full"));
            return made ? std::string("made") : made.error().describe();
        });
        QVERIFY2(result.find("dataset.csv") != std::string::npos, result.c_str());
        QVERIFY2(result.find("can't be written") != std::string::npos, result.c_str());
        QVERIFY(fs::exists(bench.folder / "full/parts/part-000002.bin"));
        QVERIFY(!fs::exists(bench.folder / "full/dataset.csv"));
        const auto rest = bench.make(bench.request("full"));
        QVERIFY(rest.has_value());
        QCOMPARE((*rest)["rows_made"].get<int>(), 0);
        QVERIFY(fs::exists(bench.folder / "full/schema.json"));
    }

    /// What pandas.read_csv needs, and the schema that explains it.
    void schemaTableAndMatrixAgree()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("set")).has_value());
        const Json schema = *readJson(bench.folder / "set/schema.json");
        const auto lines = linesOf(bench.bytes("set", "dataset.csv"));
        const auto matrix = test::readNpy(bench.folder / "set/dataset.npy");
        const auto header = fieldsOf(lines.front());
        QCOMPARE(lines.size(), std::size_t{26});
        QCOMPARE(schema["rows"].get<int>(), 25);
        QCOMPARE(schema["settings"]["--seed"].get<int>(), 1);
        QCOMPARE(matrix.rows(), std::size_t{25});
        QCOMPARE(matrix.columns(), header.size());
        QCOMPARE(schema["columns"].size(), header.size());
        std::map<std::string, int> roles;
        for (std::size_t column = 0; column < header.size(); ++column) {
            const Json &told = schema["columns"][column];
            QCOMPARE(told["name"].get<std::string>(), header[column]);
            ++roles[told["role"].get<std::string>()];
            for (std::size_t row = 0; row < matrix.rows(); ++row) {
                const std::string field = fieldsOf(lines[row + 1])[column];
                const double value = matrix.at(row, column);
                if (told["type"] == "text")
                    QCOMPARE(field, told["categories"][static_cast<std::size_t>(value)].get<std::string>());
                else
                    QCOMPARE(static_cast<double>(std::stof(field)), value);
            }
        }
        QCOMPARE(roles["input"], 40 + 96);
        QCOMPARE(roles["target"], 12);
    }

    void theOraclesChoiceIsAtLeastAsGoodAsTheInverse()
    {
        const Bench bench;
        auto wanted = bench.request("searched", 3);
        wanted.oracleBudget = 60;
        const auto made = bench.make(wanted);
        QVERIFY2(made.has_value(), made ? "" : made.error().describe().c_str());
        const auto lines = linesOf(bench.bytes("searched", "dataset.csv"));
        const auto header = fieldsOf(lines.front());
        const auto at = [&](std::size_t row, const std::string &name) {
            const auto found = std::find(header.begin(), header.end(), name);
            return std::stod(fieldsOf(lines[row]).at(static_cast<std::size_t>(found - header.begin())));
        };
        // The search begins at the inverse and renders it.
        for (std::size_t row = 1; row <= 3; ++row)
            QVERIFY(at(row, "oracle_reward") >= at(row, "true_reward") - 1e-6);
        wanted.oracleBudget = 61;
        QCOMPARE(bench.make(wanted).error().context, std::string("--oracle-budget"));
        wanted.oracleBudget = -1;
        QCOMPARE(bench.make(wanted).error().context, std::string("--oracle-budget"));
    }

    /// As the study holds tracks out when it trains.
    void theSplitIsTheStudys()
    {
        const Bench bench;
        QVERIFY(bench.make(bench.request("set", 60)).has_value());
        const EqConfig config = EqConfig::from(descriptor().defaultAlgorithm().parameters.defaults());
        PairSource source(config, {});
        RunListener silent;
        RunContext context(silent, {});
        QVERIFY(source.prepare(bench.corpus, context).has_value());
        std::map<std::string, std::set<std::string>> splits;
        const auto lines = linesOf(bench.bytes("set", "dataset.csv"));
        for (std::size_t i = 1; i < lines.size(); ++i)
            splits[fieldsOf(lines[i])[1]].insert(fieldsOf(lines[i])[3]);
        QCOMPARE(splits.size(), bench.corpus.tracks.size());
        for (const auto &[track, sides] : splits)
            QCOMPARE(sides, std::set<std::string>{source.find(track)->heldOut ? "test" : "train"});
    }
};

QTEST_GUILESS_MAIN(TestDatasetGenerator)
#include "tst_dataset_generator.moc"
