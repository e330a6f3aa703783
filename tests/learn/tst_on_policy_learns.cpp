#include <QtTest/QTest>

#include "tests/learn/trials/on_policy_trials.h"

using namespace tonewright::rl::test;

/// PPO and A2C reach their goals from the seeds tried here; learning_table_on_policy tries five of each.
class TestOnPolicyLearns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesItsGoal_data()
    {
        QTest::addColumn<int>("trial");
        for (int i = 0; i < static_cast<int>(trials().size()); ++i)
            QTest::newRow(trials()[static_cast<std::size_t>(i)].name.c_str()) << i;
    }
    void reachesItsGoal()
    {
        QFETCH(int, trial);
        const auto chosen = trials()[static_cast<std::size_t>(trial)];
        double mean = 0;
        for (const int seed : {1, 2})
            mean += runTrial(chosen, static_cast<std::uint64_t>(seed), false).finalReward / 2;
        QVERIFY2(mean >= chosen.goal, qPrintable(QStringLiteral("%1 of %2").arg(mean).arg(chosen.goal)));
    }

private:
    static std::vector<Trial> trials()
    {
        return {ppoCartPole(), a2cCartPole(), ppoAcrobot(), ppoHybrid(), ppoMultiDiscrete(), ppoSeveralActions()};
    }
};

QTEST_GUILESS_MAIN(TestOnPolicyLearns)
#include "tst_on_policy_learns.moc"
