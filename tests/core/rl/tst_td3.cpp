#include <QtTest/QTest>
#include <cmath>

#include "core/rl/td3.h"
#include "tests/core/rl/continuous_control_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

template <>
struct tonewright::rl::test::AgentOf<Td3Config> {
    using Type = Td3Agent;
};

class TestTd3 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Σ_k (y − Q_k)² with y = r + γ min Q'(s', μ'(s')), without noise on the target action; nothing follows an end.
    void targetsByHand_data()
    {
        QTest::addColumn<bool>("terminated");
        QTest::addRow("terminated") << true;
        QTest::addRow("going on") << false;
    }
    void targetsByHand()
    {
        QFETCH(bool, terminated);
        auto config = byHand<Td3Config>();
        config.targetNoise = 0.0;
        config.policyDelay = 1;
        config.tau = 0.5;
        const auto agent = make(config, kOne, kUnits);
        QVERIFY(!learnOneStep(*agent, 0.4F, terminated).empty());  // targets and networks are now different
        const auto q = agent->values(kHere, std::vector<float>{0.4F});
        const auto next = agent->policy(kThere, true);
        QVERIFY(next != agent->policy(kThere));
        const auto nextQ = agent->values(kThere, next, true);
        const double y = 0.25 + (terminated ? 0.0 : 0.9 * std::min(nextQ[0], nextQ[1]));
        const Metrics metrics = learnOneStep(*agent, 0.4F, terminated);
        TW_COMPARE_NEAR(metrics.at("train/critic_loss"), std::pow(y - q[0], 2) + std::pow(y - q[1], 2), 1e-5);
        TW_COMPARE_NEAR(metrics.at("train/q_mean"), 0.5 * (q[0] + q[1]), 1e-6);
    }

    void theActorLearnsEverySecondTime()
    {
        const auto agent = make(byHand<Td3Config>(), kOne, kUnits);
        const auto before = agent->policy(kHere);
        QVERIFY(!learnOneStep(*agent, 0.4F, true).contains("train/actor_loss"));
        QVERIFY(agent->policy(kHere) == before);
        const Metrics metrics = learnOneStep(*agent, 0.4F, true);
        QVERIFY(metrics.contains("train/actor_loss"));
        QVERIFY(agent->policy(kHere) != before);
    }

    void theRightActionIsLearnt()
    {
        auto config = tiny<Td3Config>();
        config.experience.batch = 32;
        config.hidden = {32};
        config.learningRate = 3e-3;
        config.explorationNoise = 0.3;
        learnsTheRightNumber(*make(config, kOne, kUnits));
    }

    void behavesAsEveryAgent() { commonBehaviour<Td3Config>(); }

    void everySettingChangesWhatIsLearnt()
    {
        commonSettingsChangeWhatIsLearnt<Td3Config>();
        const auto before = policyAfter<Td3Config>([](auto &) {});
        QVERIFY(policyAfter<Td3Config>([](auto &c) { c.policyDelay = 3; }) != before);
        QVERIFY(policyAfter<Td3Config>([](auto &c) { c.targetNoise = 0.4; }) != before);
        QVERIFY(policyAfter<Td3Config>([](auto &c) { c.targetNoiseClip = 0.1; }) != before);
        QVERIFY(policyAfter<Td3Config>([](auto &c) { c.explorationNoise = 0.3; }) != before);
    }

    void aRewardThatIsNotFiniteStopsWithinOneUpdate()
    {
        stopsAtAnInfiniteReward(*make(byHand<Td3Config>(), kOne, kUnits), "train/critic_loss");
    }

    void actionsAreInTheEnvironmentsUnits()
    {
        const auto agent = make(tiny<Td3Config>(), kOne, Space::box({-3.0F}, {1.0F}));
        Rng rng(1);
        std::vector<float> action(1);
        agent->act({1, kHere, {}}, true, rng, action);
        TW_COMPARE_NEAR(action[0], -1.0 + 2.0 * agent->policy(kHere)[0], 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestTd3)
#include "tst_td3.moc"
