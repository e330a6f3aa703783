#include <QtTest/QTest>

#include "tests/learn/trials/off_policy_trials.h"

using namespace tonewright::rl;
using namespace tonewright::rl::test;

/// DQN, SAC, TD3 and SARSA(λ) reach their goals from the seeds tried here; learning_table_off_policy tries five of
/// each. The reward model's goal is in tst_reward_model.
class TestOffPolicyLearns : public QObject
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

    /// What `Summed` reaches, a network a branch does not, in as many steps.
    void independentNetworksDoNot()
    {
        const auto reward = runTrial(dqnMultiDiscrete(Branches::Independent, 0), 1, false).finalReward;
        QVERIFY2(reward < 0.9, qPrintable(QString::number(reward)));
    }

private:
    static std::vector<Trial> trials()
    {
        return {dqnCartPole(), dqnMultiDiscrete(Branches::Summed, 0.95), sacPendulum(), td3Pendulum(), sacMountainCar(),
                sarsaGrid()};
    }
};

QTEST_GUILESS_MAIN(TestOffPolicyLearns)
#include "tst_off_policy_learns.moc"
