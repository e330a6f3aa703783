#include <QtTest/QTest>
#include <cmath>

#include "core/study/preview.h"

using namespace tonewright;

namespace
{

double runnerUp(std::vector<double> values, std::vector<double> scores, double chosen)
{
    ValuePreference preference;
    preference.values = std::move(values);
    preference.scores = std::move(scores);
    preference.chosen = chosen;
    setRunnerUp(preference);
    return preference.runnerUp;
}

}  // namespace

class TestPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRunnerUpIsTheBestOfTheOthers()
    {
        QCOMPARE(runnerUp({10, 20, 30}, {0.2, 0.5, 0.3}, 20), 30.0);
        QCOMPARE(runnerUp({10, 20, 30}, {0.2, 0.5, 0.3}, 30), 20.0);  // even where the choice isn't the best
        QCOMPARE(runnerUp({10, 20, 30}, {-3, -1, -2}, 20), 30.0);
    }

    void aChoiceBetweenTwoValuesTakesTheNearerOne()
    {
        QCOMPARE(runnerUp({10, 20, 30}, {0.2, 0.5, 0.3}, 21.5), 30.0);
        QCOMPARE(runnerUp({10, 20, 30}, {0.2, 0.5, 0.3}, 28.0), 20.0);
    }

    void ofEqualsTheLowest() { QCOMPARE(runnerUp({10, 20, 30}, {1, 1, 1}, 20), 10.0); }

    void withoutAnotherValueThereIsNone()
    {
        QVERIFY(std::isnan(runnerUp({10}, {1}, 10)));
        QVERIFY(std::isnan(runnerUp({}, {}, 10)));
    }
};

QTEST_GUILESS_MAIN(TestPreview)
#include "tst_preview.moc"
