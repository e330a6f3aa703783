#include <QtTest/QTest>
#include <fmt/format.h>

#include "core/base/csv.h"
#include "core/study/dataset_folder.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
using Rows = std::vector<std::vector<std::string>>;

namespace
{

/// A set of three columns, its texts with commas and line breaks in them.
void writeSet(const std::filesystem::path &folder, int rows)
{
    std::string csv = "row,track,gain\n";
    for (int row = 0; row < rows; ++row)
        csv += fmt::format("{},{},{}\n", row, csvField(fmt::format("rock/a, \"b\"\n{}", row % 7)), row * 0.5);
    writeBytes(folder / "dataset.csv", csv);
    Json schema = Json::parse(R"({"kind": "generated data set", "study": "eq_matching", "study_version": 2,
        "split": {"column": "split", "by": "track", "train_tracks": 5, "test_tracks": 2},
        "files": {"csv": "dataset.csv"}, "settings": {"--seed": 1, "held_out": 0.25},
        "columns": [
            {"name": "row", "group": "key", "type": "integer", "unit": "", "minimum": 0, "maximum": null,
             "description": "Its number.", "role": "key"},
            {"name": "track", "group": "key", "type": "text", "unit": "", "minimum": null, "maximum": null,
             "description": "Its track.", "role": "key", "categories": ["a", "b"]},
            {"name": "gain", "group": "true", "type": "real", "unit": "dB", "minimum": -24.0, "maximum": 24.5,
             "description": "As declared: gain of one pass.", "role": "target"}]})");
    schema["rows"] = rows;
    writeBytes(folder / "schema.json", schema.dump());
}

}  // namespace

class TestDatasetFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // WISHES D12
    void theSchemaSaysWhatEachColumnIs()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 10);
        const auto set = DatasetFolder::open(folder.path());
        QVERIFY2(set, set ? "" : set.error().describe().c_str());
        QCOMPARE(set->rows(), std::int64_t(10));
        QCOMPARE(set->columns().size(), std::size_t(3));
        const DatasetFolderColumn &gain = set->columns()[2];
        QCOMPARE(gain.name, std::string("gain"));
        QCOMPARE(gain.group, std::string("true"));
        QCOMPARE(gain.role, std::string("target"));
        QCOMPARE(gain.type, std::string("real"));
        QCOMPARE(gain.unit, std::string("dB"));
        QCOMPARE(gain.range, std::string("-24 … 24.5"));
        QCOMPARE(gain.description, std::string("As declared: gain of one pass."));
        QCOMPARE(set->columns()[0].range, std::string("≥ 0"));
        QCOMPARE(set->columns()[1].range, std::string());
        QCOMPARE(set->columns()[1].categories, (std::vector<std::string>{"a", "b"}));
        const auto has = [&set](const char *name, const char *value) {
            return std::find(set->facts().begin(), set->facts().end(),
                             std::pair<std::string, std::string>(name, value)) != set->facts().end();
        };
        QVERIFY(has("study", "eq_matching") && has("split: by", "track") && has("split: test_tracks", "2") &&
                has("settings: --seed", "1") && has("settings: held_out", "0.25") && has("rows", "10"));
    }

    void anyRowsAreReadInAnyOrder()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 1000);
        auto set = DatasetFolder::open(folder.path());
        QVERIFY(set);
        for (const int first : {0, 700, 256, 255, 512, 0, 999, 3}) {
            const auto rows = set->read(first, 2);
            QVERIFY(rows);
            QCOMPARE(rows->size(), std::size_t(first == 999 ? 1 : 2));
            QCOMPARE(rows->front(),
                     (std::vector<std::string>{std::to_string(first), fmt::format("rock/a, \"b\"\n{}", first % 7),
                                               fmt::format("{}", first * 0.5)}));
        }
        QVERIFY(set->read(1000, 5)->empty());
        QVERIFY(set->read(5000, 5)->empty());
        QCOMPARE(set->read(990, 100)->size(), std::size_t(10));
    }

    void anotherTableUnderItsSchemasName()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 3);
        std::filesystem::rename(folder / "dataset.csv", folder / "tracks.csv");
        std::string schema = readBytes(folder / "schema.json");
        schema.replace(schema.find("dataset.csv"), 11, "tracks.csv");
        writeBytes(folder / "tracks.schema.json", schema);
        auto set = DatasetFolder::open(folder / "tracks.schema.json");
        QVERIFY2(set, set ? "" : set.error().describe().c_str());
        QCOMPARE(set->read(0, 9)->size(), std::size_t(3));
    }

    void badSetsAreRefusedWithTheReason()
    {
        const TemporaryFolder folder;
        const auto refusal = [&folder] {
            auto set = DatasetFolder::open(folder.path());
            if (!set)
                return set.error().describe();
            const auto rows = set->read(0, 10);
            return rows ? std::string("none") : rows.error().describe();
        };
        const auto says = [](const std::string &text, const char *part) {
            return text.find(part) != std::string::npos;
        };
        QVERIFY(says(refusal(), "schema.json"));
        writeBytes(folder / "schema.json", "{ no json");
        QVERIFY(says(refusal(), "schema.json"));
        writeBytes(folder / "schema.json", R"({"rows": 3})");
        QVERIFY(says(refusal(), "no columns"));
        writeBytes(folder / "schema.json", R"({"rows": 3, "columns": [1, 2]})");
        QVERIFY(says(refusal(), "isn't there"));
        writeSet(folder.path(), 5);
        std::filesystem::remove(folder / "dataset.csv");
        QVERIFY(says(refusal(), "dataset.csv"));
        writeBytes(folder / "dataset.csv", "");
        QVERIFY(says(refusal(), "3 columns"));
        writeBytes(folder / "dataset.csv", "row,track\n1,2\n");
        QVERIFY(says(refusal(), "2 names"));
        writeBytes(folder / "dataset.csv", "row,track,gain\n0,a,1\n1,b\n");
        QVERIFY(says(refusal(), "row 1 has 2 fields"));
        writeSet(folder.path(), 5);
        QCOMPARE(refusal(), std::string("none"));
    }

    void fewerRowsThanTheSchemaSays()
    {
        const TemporaryFolder folder;
        writeSet(folder.path(), 5);
        writeBytes(folder / "dataset.csv", "row,track,gain\n0,a,1\n");
        auto set = DatasetFolder::open(folder.path());
        QCOMPARE(set->read(0, 256)->size(), std::size_t(1));
        QVERIFY(set->read(300, 2)->empty());
    }
};

QTEST_GUILESS_MAIN(TestDatasetFolder)
#include "tst_dataset_folder.moc"
