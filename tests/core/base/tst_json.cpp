#include <QtTest/QTest>

#include "core/base/json.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;

class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTripKeepsOrderAndNumbers()
    {
        const TemporaryFolder folder;
        const Json written{{"zebra", 1}, {"ape", 0.1}, {"seed", 18446744073709551615ULL}, {"text", "ä"}};
        QVERIFY(writeJson(folder / "a.json", written));
        const auto read = readJson(folder / "a.json");
        QVERIFY(read);
        QCOMPARE(read->dump(), written.dump());
        QCOMPARE(read->begin().key(), std::string("zebra"));
    }

    void errorHasLineAndColumn()
    {
        const TemporaryFolder folder;
        //                                 line 1   line 2        line 3: the x in column 8
        writeBytes(folder / "a.json", "{\n  \"a\": 1,\n  \"b\": x\n}\n");
        const auto read = readJson(folder / "a.json");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadData);
        QCOMPARE(read.error().context, (folder / "a.json").string());
        QVERIFY2(read.error().message.find("line 3, column 8") != std::string::npos, read.error().message.c_str());
    }

    void errorInTheFirstLine()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "a.json", "hello");
        QVERIFY(readJson(folder / "a.json").error().message.find("line 1, column 1") != std::string::npos);
    }

    void truncatedFileIsAnError()
    {
        const TemporaryFolder folder;
        writeBytes(folder / "a.json", "{\"a\": [1, 2");
        QCOMPARE(readJson(folder / "a.json").error().code, ErrorCode::BadData);
        writeBytes(folder / "b.json", "");
        QCOMPARE(readJson(folder / "b.json").error().code, ErrorCode::BadData);
    }

    void missingFile()
    {
        const TemporaryFolder folder;
        QCOMPARE(readJson(folder / "none.json").error().code, ErrorCode::NotFound);
    }

    void strangeBytesDontPreventSaving()
    {
        const TemporaryFolder folder;
        QVERIFY(writeJson(folder / "a.json", Json{{"file", "bad\xFFname"}}));
        QVERIFY(readJson(folder / "a.json"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
