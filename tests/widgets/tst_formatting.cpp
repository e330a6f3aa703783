#include <QtGui/QFontMetricsF>
#include <QtTest/QTest>
#include <limits>

#include "tests/support/near.h"
#include "widgets/style/metrics.h"

using namespace tonewright;

class TestFormatting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settingsAreWrittenByTheirUnit()
    {
        QCOMPARE(formatQuantity(220, QStringLiteral("Hz")), QStringLiteral("220\u2009Hz"));
        QCOMPARE(formatQuantity(15500, QStringLiteral("Hz")), QStringLiteral("15.5\u2009kHz"));
        QCOMPARE(formatQuantity(3, QStringLiteral("dB")), QStringLiteral("+3.0\u2009dB"));
        QCOMPARE(formatQuantity(0.94, {}), QStringLiteral("0.9"));
        QCOMPARE(formatQuantity(12, QStringLiteral("ms")), QStringLiteral("12.0\u2009ms"));
    }

    void numbers()
    {
        QCOMPARE(formatNumber(-3.24, 1), QString::fromUtf8("−3.2"));
        QCOMPARE(formatNumber(-0.04, 1), QStringLiteral("0.0"));  // never "−0.0"
        QCOMPARE(formatNumber(std::numeric_limits<double>::quiet_NaN(), 1), QString::fromUtf8("–"));
        QCOMPARE(formatNumber(std::numeric_limits<double>::infinity(), 1), QString::fromUtf8("–"));
        QCOMPARE(formatSigned(1.5, 1), QStringLiteral("+1.5"));
        QCOMPARE(formatSigned(-1.5, 1), QString::fromUtf8("−1.5"));
        QCOMPARE(formatSigned(0.04, 1), QStringLiteral("0.0"));
        QCOMPARE(formatWithUnit(-20, 1, QStringLiteral("dB")), QString::fromUtf8("−20.0\u2009dB"));
        QCOMPARE(formatWithUnit(2, 0, QString()), QStringLiteral("2"));
    }

    void frequencies()
    {
        QCOMPARE(formatHz(220), QString::fromUtf8("220\u2009Hz"));
        QCOMPARE(formatHz(999.4), QString::fromUtf8("999\u2009Hz"));
        QCOMPARE(formatHz(999.7), QString::fromUtf8("1.00\u2009kHz"));
        QCOMPARE(formatHz(1260), QString::fromUtf8("1.26\u2009kHz"));
        QCOMPARE(formatHz(12000), QString::fromUtf8("12.0\u2009kHz"));
        QCOMPARE(formatHzTick(50), QStringLiteral("50"));
        QCOMPARE(formatHzTick(20000), QStringLiteral("20k"));
    }

    void times()
    {
        QCOMPARE(formatSeconds(7.25), QStringLiteral("0:07.25"));
        QCOMPARE(formatSeconds(59.999), QStringLiteral("1:00.00"));  // the minute carries
        QCOMPARE(formatSeconds(-1.5), QString::fromUtf8("−0:01.50"));
        QCOMPARE(formatSeconds(754.1), QStringLiteral("12:34.10"));
    }

    void figuresAreEquallyWide()
    {
        for (const TextSize size : {TextSize::Small, TextSize::Text, TextSize::Title}) {
            const QFontMetricsF metrics(figureFont(size));
            for (char digit = '1'; digit <= '9'; ++digit)
                TW_COMPARE_NEAR(metrics.horizontalAdvance(QLatin1Char(digit)),
                                metrics.horizontalAdvance(QLatin1Char('0')), 0.01);
        }
    }

    void threeSizes()
    {
        const auto height = [](TextSize size) { return QFontMetricsF(textFont(size)).height(); };
        QVERIFY(height(TextSize::Small) < height(TextSize::Text));
        QVERIFY(height(TextSize::Text) <= height(TextSize::Title));
        QCOMPARE(textFont(TextSize::Title).weight(), QFont::DemiBold);
    }
};

QTEST_MAIN(TestFormatting)
#include "tst_formatting.moc"
