#include <QtTest/QTest>

#include <sstream>

#include "core/base/csv.h"

using tonewright::csvField;
using tonewright::readCsvRecord;

class TestCsv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainTextStaysPlain() { QCOMPARE(csvField("blues.00001"), std::string("blues.00001")); }
    void whatWouldBreakARowIsQuoted()
    {
        QCOMPARE(csvField("Bach, J. S."), std::string("\"Bach, J. S.\""));
        QCOMPARE(csvField("12\" mix"), std::string("\"12\"\" mix\""));
        QCOMPARE(csvField("two\nlines"), std::string("\"two\nlines\""));
    }

    void recordsAreReadBack()
    {
        const std::vector<std::string> fields{"Bach, J. S.", "12\" mix", "two\nlines", "", "ä", "\"", "end"};
        std::string line;
        for (const std::string &field : fields)
            line += (line.empty() ? "" : ",") + csvField(field);
        std::istringstream stream("a,b\r\n\n" + line + "\nlast,line");
        std::vector<std::string> read;
        using Fields = std::vector<std::string>;
        QVERIFY(readCsvRecord(stream, read));
        QCOMPARE(read, (Fields{"a", "b"}));
        QVERIFY(readCsvRecord(stream, read));
        QCOMPARE(read, (Fields{""}));  // an empty line is one empty field
        QVERIFY(readCsvRecord(stream, read));
        QCOMPARE(read, fields);
        QVERIFY(readCsvRecord(stream, read));
        QCOMPARE(read, (Fields{"last", "line"}));
        QVERIFY(!readCsvRecord(stream, read));
        QVERIFY(read.empty());
    }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
