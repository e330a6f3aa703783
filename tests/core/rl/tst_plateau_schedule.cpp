#include <QtTest/QTest>
#include <cmath>
#include <vector>

#include "core/rl/plateau_schedule.h"
#include "tests/support/near.h"

using tonewright::rl::PlateauSchedule;

namespace
{

std::vector<double> ratesAfter(PlateauSchedule &schedule, const std::vector<double> &losses)
{
    std::vector<double> rates;
    for (const double loss : losses) {
        schedule.observe(loss);
        rates.push_back(schedule.rate());
    }
    return rates;
}

}  // namespace

class TestPlateauSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fallsOncePatienceIsUsedUp()
    {
        PlateauSchedule schedule(1.0, 0.5, 2);
        // The first loss is the best; two may be no better; the third lowers the rate, and counting begins anew.
        QCOMPARE(ratesAfter(schedule, {3.0, 3.0, 4.0, 3.0, 3.0, 3.0, 3.0}),
                 (std::vector<double>{1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25}));
    }

    void aBetterLossStartsCountingAnew()
    {
        PlateauSchedule schedule(1.0, 0.5, 1);
        QCOMPARE(ratesAfter(schedule, {3.0, 3.0, 2.0, 2.5, 2.5}), (std::vector<double>{1.0, 1.0, 1.0, 1.0, 0.5}));
    }

    void betterMeansByMoreThanATenThousandth()
    {
        PlateauSchedule schedule(1.0, 0.5, 0);
        QCOMPARE(ratesAfter(schedule, {1.0, 0.99995, 0.9998, 0.99979}), (std::vector<double>{1.0, 0.5, 0.5, 0.25}));
    }

    void aFallOfAtMostTenBillionthsIsLeftOut()
    {
        PlateauSchedule schedule(6e-8, 0.8, 0);  // 6e-8 · 0.8 is 1.2e-8 lower; the next fall would be 9.6e-9
        const auto rates = ratesAfter(schedule, {1.0, 1.0, 1.0, 1.0});
        TW_COMPARE_NEAR(rates[1], 4.8e-8, 1e-15);
        QCOMPARE(rates[3], rates[1]);
    }

    void aLossThatIsNotANumberIsNeverBetter()
    {
        PlateauSchedule schedule(1.0, 0.5, 0);
        QCOMPARE(ratesAfter(schedule, {std::nan(""), 5.0}), (std::vector<double>{0.5, 0.5}));
    }

    void itsStateIsAllOfIt()
    {
        PlateauSchedule schedule(1.0, 0.5, 2);
        (void)ratesAfter(schedule, {3.0, 3.0, 3.0});
        PlateauSchedule other(7.0, 0.5, 2);
        other.restore(schedule.state());
        QCOMPARE(ratesAfter(other, {3.0, 3.0}), ratesAfter(schedule, {3.0, 3.0}));
        QCOMPARE(other.rate(), 0.5);
    }
};

QTEST_GUILESS_MAIN(TestPlateauSchedule)
#include "tst_plateau_schedule.moc"
