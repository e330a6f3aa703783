#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/rl/sarsa.h"
#include "core/rl/training_loop.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/core/rl/off_policy_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

namespace
{

const Space kTwoStates = Space::discrete(2);
const Space kTwoActions = Space::discrete(2);

/// Shows the agent one step: in `state` it chose `action` (whatever explore() said is overruled by ε = 0 and values).
struct Hand {
    SarsaAgent &agent;
    std::vector<float> action = {0};
    void step(float state, float reward, float next, bool terminated, bool truncated = false)
    {
        const std::vector<float> now = {state};
        const std::vector<float> then = {next};
        const std::vector<float> rewards = {reward};
        const std::vector<std::uint8_t> ended = {std::uint8_t(terminated)};
        const std::vector<std::uint8_t> cut = {std::uint8_t(truncated)};
        agent.explore({1, now, {}}, action);
        agent.observe({1, now, action, rewards, then, ended, cut, {}, {}});
        QVERIFY(agent.updateDue());
        QVERIFY(agent.update().has_value());
        QVERIFY(!agent.updateDue());
    }
};

SarsaConfig greedy()
{
    SarsaConfig config;
    config.epsilon = 0.0;
    config.learningRate = 0.5;
    config.gamma = 0.9;
    config.lambda = 0.5;
    return config;
}

std::unique_ptr<SarsaAgent> make(const SarsaConfig &config, const Space &observations = kTwoStates,
                                 const Space &actions = kTwoActions)
{
    return *SarsaAgent::create(observations, actions, config);
}

const EnvironmentFactory kGrid = [] { return std::make_unique<GridWalk>(); };

}  // namespace

class TestSarsa : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Two steps of one episode by hand: α = ½, γ = 0.9, λ = ½.
    void valuesAndTracesByHand()
    {
        const auto agent = make(greedy());
        Hand hand{*agent};
        hand.step(0, 2.0F, 1, false);  // Q(0,0) += ½ (2 + 0.9·0 − 0) = 1; its trace becomes 0.45
        TW_COMPARE_NEAR(agent->values(std::vector<float>{0})[0], 1.0, 1e-12);
        hand.step(1, 4.0F, 0, true);  // δ = 4: Q(1,0) = 2, Q(0,0) += ½ · 4 · 0.45 = 0.9
        TW_COMPARE_NEAR(agent->values(std::vector<float>{1})[0], 2.0, 1e-12);
        TW_COMPARE_NEAR(agent->values(std::vector<float>{0})[0], 1.9, 1e-12);
        hand.step(1, 0.0F, 0, false);  // a new episode: no trace of the old; δ = 0.9·1.9 − 2 = −0.29
        TW_COMPARE_NEAR(agent->values(std::vector<float>{1})[0], 2.0 - 0.145, 1e-12);
        TW_COMPARE_NEAR(agent->values(std::vector<float>{0})[0], 1.9, 1e-12);
    }

    /// Cut off, the next value still counts; ended, it doesn't.
    void truncationIsNotTermination()
    {
        for (const bool cutOff : {true, false}) {
            auto config = greedy();
            config.initialValue = 10.0;
            const auto agent = make(config);
            Hand hand{*agent};
            hand.step(0, 1.0F, 1, !cutOff, cutOff);
            TW_COMPARE_NEAR(agent->values(std::vector<float>{0})[0], 10.0 + 0.5 * (1.0 + (cutOff ? 9.0 : 0.0) - 10.0),
                            1e-12);
        }
    }

    void tracesReplaceOrAccumulate()
    {
        const auto valueAfter = [](bool replacing) {
            auto config = greedy();
            config.replacingTraces = replacing;
            config.learningRate = 0.1;
            const auto agent = make(config);
            Hand hand{*agent};
            hand.step(0, 1.0F, 0, false);  // Q = 0.1, trace 0.45
            hand.step(0, 1.0F, 0, true);   // δ = 0.9; the trace is 1, or 1.45
            return agent->values(std::vector<float>{0})[0];
        };
        TW_COMPARE_NEAR(valueAfter(true), 0.1 + 0.1 * 0.9, 1e-12);
        TW_COMPARE_NEAR(valueAfter(false), 0.1 + 0.1 * 0.9 * 1.45, 1e-12);
    }

    /// On the way that was planned: the action that the TD error was made with is the one that is taken.
    void theNextActionIsTheOneThatCounted()
    {
        auto config = greedy();
        config.epsilon = 1.0;
        config.learningRate = 1.0;
        config.lambda = 0.0;
        config.gamma = 1.0;
        const auto agent = make(config, kTwoStates, Space::discrete(5));
        Hand hand{*agent};
        for (float i = 1; i <= 5; ++i)  // Q(1, a) become different numbers
            for (int k = 0; k < 20; ++k)
                hand.step(1, i * (hand.action[0] + 1), 0, true);
        hand.step(0, 0.0F, 1, false);
        const double counted = agent->values(std::vector<float>{0})[std::size_t(hand.action[0])];
        std::vector<float> action(1);
        agent->explore({1, std::vector<float>{1}, {}}, action);
        QCOMPARE(counted, agent->values(std::vector<float>{1})[std::size_t(action[0])]);
    }

    void learnsTheShortestWay()
    {
        SarsaConfig config;
        config.gamma = 1.0;
        config.seed = 3;
        config.epsilon = Schedule::linear(0.3, 0.0, 0.8);
        const auto agent = make(config, Space::discrete(25), Space::discrete(4));
        RunListener listener;
        RunContext context(listener, {});
        TrainingConfig training;
        training.steps = 10'000;
        TrainingLoop loop(*agent, kGrid, {.seed = 3}, training);
        QVERIFY(loop.run(context).has_value());
        const auto result = evaluate(*agent, kGrid, {.episodes = 2});
        QCOMPARE(result->meanReward, GridWalk::kOptimum);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto run = [](std::uint64_t seed) {
            SarsaConfig config;
            config.seed = seed;
            const auto agent = make(config, Space::discrete(25), Space::discrete(4));
            return trainedBytes(*agent, kGrid, 300, 5);
        };
        QVERIFY(run(1) == run(1));
        QVERIFY(run(1) != run(2));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        continuesBitForBit([] { return make(SarsaConfig{}, Space::discrete(25), Space::discrete(4)); }, kGrid, 217, 3);
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto run = [](auto change) {
            SarsaConfig config;
            change(config);
            const auto agent = make(config, Space::discrete(25), Space::discrete(4));
            return trainedBytes(*agent, kGrid, 300, 5);
        };
        const auto before = run([](auto &) {});
        QVERIFY(run([](auto &) {}) == before);
        QVERIFY(run([](auto &c) { c.learningRate = 0.2; }) != before);
        QVERIFY(run([](auto &c) { c.gamma = 0.9; }) != before);
        QVERIFY(run([](auto &c) { c.lambda = 0.5; }) != before);
        QVERIFY(run([](auto &c) { c.epsilon = 0.3; }) != before);
        QVERIFY(run([](auto &c) { c.initialValue = 1.0; }) != before);
        QVERIFY(run([](auto &c) { c.replacingTraces = false; }) != before);
        QVERIFY(run([](auto &c) { c.seed = 9; }) != before);
    }

    void spacesItCanNotTakeAreRefused()
    {
        const auto refused = [](const Space &observations, const Space &actions) {
            const auto agent = SarsaAgent::create(observations, actions, {});
            return !agent.has_value() && agent.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(refused(Space::box(0, 1, 2), kTwoActions));
        QVERIFY(refused(kTwoStates, Space::box(0, 1, 1)));
        QVERIFY(refused(Space::multiDiscrete({5000, 5000}), kTwoActions));
        QVERIFY(!refused(Space::multiDiscrete({3, 2}), Space::multiDiscrete({2, 2})));
    }

    void aRewardThatIsNotANumberStops()
    {
        const auto agent = make(greedy());
        const std::vector<float> one = {1};
        std::vector<float> action(1);
        agent->explore({1, one, {}}, action);
        const std::vector<std::uint8_t> no = {0};
        agent->observe(
            {1, one, action, std::vector<float>{std::numeric_limits<float>::quiet_NaN()}, one, no, no, {}, {}});
        const auto updated = agent->update();
        QVERIFY(updated.error().code == ErrorCode::Diverged);
        QCOMPARE(updated.error().context, std::string("train/td_error"));
        QCOMPARE(agent->values(one)[0], 0.0);
    }
};

QTEST_GUILESS_MAIN(TestSarsa)
#include "tst_sarsa.moc"
