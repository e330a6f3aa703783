#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/dsp/wasserstein.h"
#include "tests/core/dsp/golden.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::dsp;
using namespace tonewright::test;

using Values = std::vector<double>;

class TestWasserstein : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byHand()
    {
        QCOMPARE(wassersteinDistance(Values{1}, Values{4}).value(), 3.0);
        QCOMPARE(wassersteinDistance(Values{0, 1, 3}, Values{5, 6, 8}).value(), 5.0);
        QCOMPARE(wassersteinDistance(Values{3, 0, 1}, Values{6, 8, 5}).value(), 5.0);  // order doesn't count
        QCOMPARE(wassersteinDistance(Values{0, 1}, Values{0, 0, 1, 1}).value(), 0.0);  // nor how often all is repeated
        QCOMPARE(wassersteinDistance(Values{0, 4}, Values{2}).value(), 2.0);
        QCOMPARE(wassersteinDistance(Values{-1, 1}, Values{-1, 3}).value(), 1.0);
    }

    /// Both compute in double.
    void equalsTheReferenceTool()
    {
        const auto a = golden("wasserstein.a").values, b = golden("wasserstein.b").values;
        TW_COMPARE_NEAR(wassersteinDistance(a, b).value(), golden("wasserstein.distance").values[0], 1e-12);
        TW_COMPARE_NEAR(wassersteinDistance(b, a).value(), golden("wasserstein.distance").values[0], 1e-12);
    }

    void ofWeights()
    {
        // All mass from position 0 to position 3, positions 10 apart.
        QCOMPARE(wassersteinDistance(Values{2, 0, 0, 0}, Values{0, 0, 0, 7}, 10.0).value(), 30.0);
        QCOMPARE(wassersteinDistance(Values{1, 1, 0}, Values{0, 1, 1}, 1.0).value(), 1.0);
        QCOMPARE(wassersteinDistance(Values{1, 2, 1}, Values{2, 4, 2}, 1.0).value(), 0.0);
        // The same distributions as samples.
        QCOMPARE(wassersteinDistance(Values{1, 0, 3}, Values{0, 2, 2}, 0.5).value(),
                 wassersteinDistance(Values{0, 1, 1, 1}, Values{0.5, 0.5, 1, 1}).value());
    }

    void undefinedHasAReason()
    {
        constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(wassersteinDistance(Values{}, Values{1}).error().context, std::string("first"));
        QCOMPARE(wassersteinDistance(Values{1}, Values{}).error().context, std::string("second"));
        QCOMPARE(wassersteinDistance(Values{1}, Values{1, kNan}).error().context, std::string("second"));
        QVERIFY(!wassersteinDistance(Values{INFINITY}, Values{1}));
        QVERIFY(!wassersteinDistance(Values{1, 2}, Values{1}, 1.0));
        QVERIFY(!wassersteinDistance(Values{0, 0}, Values{1, 1}, 1.0));
        QVERIFY(!wassersteinDistance(Values{1, 1}, Values{2, -1}, 1.0));
        QVERIFY(!wassersteinDistance(Values{1, 1}, Values{kNan, 1}, 1.0));
        QVERIFY(!wassersteinDistance(Values{}, Values{}, 1.0));
    }
};

QTEST_GUILESS_MAIN(TestWasserstein)
#include "tst_wasserstein.moc"
