#include <QtTest/QTest>

#include "core/base/csv.h"

using tonewright::csvField;

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
};

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
