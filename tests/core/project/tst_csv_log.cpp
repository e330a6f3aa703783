#include <QtTest/QTest>
#include <limits>

#include "core/project/csv_log.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

namespace
{
const std::vector<std::string> kColumns = {"episode", "item", "reward"};
}

class TestCsvLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAreInTheFileAtOnce()
    {
        const TemporaryFolder folder;
        auto log = CsvLog::create(folder / "m.csv", kColumns);
        QVERIFY(log);
        QVERIFY(log->append({"1", CsvLog::cell(std::string("blues/a")), CsvLog::cell(0.1)}));
        // Nothing was flushed or closed: kill -9 here loses nothing.
        QCOMPARE(readBytes(folder / "m.csv"), std::string("episode,item,reward\n1,blues/a,0.1\n"));
    }

    void cells()
    {
        QCOMPARE(CsvLog::cell(1.0 / 3.0), std::string("0.333333333"));
        QCOMPARE(CsvLog::cell(1e-12), std::string("1e-12"));
        QCOMPARE(CsvLog::cell(-2.0), std::string("-2"));
        QCOMPARE(CsvLog::cell(std::numeric_limits<double>::quiet_NaN()), std::string());
        QCOMPARE(CsvLog::cell(std::string("a, \"b\"\nc")), std::string("\"a, \"\"b\"\" c\""));
    }

    void quotedCellsAreReadBack()
    {
        const TemporaryFolder folder;
        auto log = CsvLog::create(folder / "m.csv", kColumns);
        QVERIFY(log->append({"1", CsvLog::cell(std::string("blues/a, \"live\"")), ""}));
        const auto rows = CsvLog::readRows(folder / "m.csv");
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t{1});
        QCOMPARE(rows->front(), (std::vector<std::string>{"1", "blues/a, \"live\"", ""}));
    }

    void reopenCutsBack()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "m.csv", "episode,item,reward\n1,a,0.1\n2,b,0.2\n3,c,0.3\n4,d,0.");
        {
            auto log = CsvLog::reopen(folder / "m.csv", kColumns, 2);
            QVERIFY(log);
            QCOMPARE(log->lastRow(), (std::vector<std::string>{"2", "b", "0.2"}));
            QVERIFY(log->append({"3", "x", "0.9"}));
        }
        QCOMPARE(readBytes(folder / "m.csv"), std::string("episode,item,reward\n1,a,0.1\n2,b,0.2\n3,x,0.9\n"));
    }

    void reopenDropsAHalfWrittenRow()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "m.csv", "episode,item,reward\n1,a,0.1\n2,b,0.");
        QVERIFY(CsvLog::reopen(folder / "m.csv", kColumns, 100));
        QCOMPARE(readBytes(folder / "m.csv"), std::string("episode,item,reward\n1,a,0.1\n"));
    }

    void otherColumnsAreRefused()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "m.csv", "episode,item,loss\n1,a,0.1\n");
        const auto log = CsvLog::reopen(folder / "m.csv", kColumns, 1);
        QVERIFY(!log);
        QCOMPARE(log.error().code, ErrorCode::BadData);
        QCOMPARE(log.error().context, (folder / "m.csv").string());
        QCOMPARE(CsvLog::reopen(folder / "none.csv", kColumns, 1).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestCsvLog)
#include "tst_csv_log.moc"
