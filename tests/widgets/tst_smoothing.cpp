#include <QtTest/QTest>
#include <cmath>

#include "tests/support/near.h"
#include "widgets/training_graphs/smoothing.h"

using namespace tonewright;

class TestSmoothing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        // a = 0.5: m = 0.5, 1.25, 2.125…; shown m / (1 − 0.5ⁿ): 1, 5/3, 17/7.
        DebiasedEma ema(0.5);
        TW_COMPARE_NEAR(ema.add(1), 1.0, 1e-12);
        TW_COMPARE_NEAR(ema.add(2), 5.0 / 3.0, 1e-12);
        TW_COMPARE_NEAR(ema.add(3), 17.0 / 7.0, 1e-12);
    }

    void aConstantStaysItself()
    {
        DebiasedEma ema(0.98);
        for (int i = 0; i < 1000; ++i)
            TW_COMPARE_NEAR(ema.add(0.3), 0.3, 1e-12);
    }

    void noSmoothingIsTheData()
    {
        DebiasedEma ema(0);
        QCOMPARE(ema.add(4.0), 4.0);
        QCOMPARE(ema.add(-1.0), -1.0);
    }

    void whatWasNotMeasuredIsPassedOver()
    {
        DebiasedEma ema(0.5);
        QVERIFY(std::isnan(ema.add(NAN)));
        TW_COMPARE_NEAR(ema.add(1), 1.0, 1e-12);
        TW_COMPARE_NEAR(ema.add(NAN), 1.0, 1e-12);
        TW_COMPARE_NEAR(ema.add(2), 5.0 / 3.0, 1e-12);
    }

    void groupsByHand()
    {
        GroupStatistics groups(3);
        for (const double value : {1.0, 2.0, 3.0, 4.0})  // the window forgets the 1
            groups.add("jazz", value);
        groups.add("blues", 0.5);
        groups.add("blues", NAN);
        const auto rows = groups.rows();
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].group, std::string("blues"));
        QCOMPARE(rows[0].mean, 0.5);
        QCOMPARE(rows[0].deviation, 0.0);
        QCOMPARE(rows[0].count, std::size_t(1));
        TW_COMPARE_NEAR(rows[1].mean, 3.0, 1e-12);
        TW_COMPARE_NEAR(rows[1].deviation, 1.0, 1e-12);  // of 2, 3, 4 with n − 1
        QCOMPARE(rows[1].used, std::size_t(3));
        QCOMPARE(rows[1].count, std::size_t(4));
    }
};

QTEST_GUILESS_MAIN(TestSmoothing)
#include "tst_smoothing.moc"
