#include <QtTest/QTest>
#include <cmath>

#include "core/rl/rollout.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

class TestRollout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Two copies, three steps, γ = ½, λ = ½. Copy 0: rewards 1, 2, 3, values 4, 6, 8, after the last step 2; no end.
    ///   δ₂ = 3 + ½·2 − 8 = −4;  δ₁ = 2 + ½·8 − 6 = 0;  δ₀ = 1 + ½·6 − 4 = 0
    ///   A₂ = −4;  A₁ = 0 + ¼·(−4) = −1;  A₀ = 0 + ¼·(−1) = −0.25
    /// Copy 1: rewards 1, 1, 1, values 0, 2, 4; terminated after step 0, truncated after step 1 at a value of 10:
    ///   A₂ = 1 + ½·6 − 4 = 0;  A₁ = 1 + ½·10 − 2 = 4 (cut);  A₀ = 1 − 0 = 1 (cut)
    void advantagesByHand()
    {
        const std::vector<float> rewards = {1, 1, 2, 1, 3, 1};
        const std::vector<float> values = {4, 0, 6, 2, 8, 4};
        const std::vector<float> next = {6, 0, 8, 10, 2, 6};
        const std::vector<std::uint8_t> done = {0, 1, 0, 1, 0, 0};
        std::vector<float> advantages(6);
        std::vector<float> returns(6);
        generalisedAdvantages({3, 2, rewards, values, next, done, 0.5, 0.5}, advantages, returns);
        QCOMPARE(advantages, (std::vector<float>{-0.25F, 1, -1, 4, -4, 0}));
        QCOMPARE(returns, (std::vector<float>{3.75F, 1, 5, 6, 4, 4}));
    }

    /// λ = 1: discounted rewards plus the discounted last value, minus the value.
    void withLambdaOneTheyAreDiscountedReturns()
    {
        const std::vector<float> rewards = {1, 2, 3};
        const std::vector<float> values = {9, -5, 7};
        const std::vector<float> next = {-5, 7, 8};
        const std::vector<std::uint8_t> done = {0, 0, 0};
        std::vector<float> advantages(3);
        std::vector<float> returns(3);
        generalisedAdvantages({3, 1, rewards, values, next, done, 0.5, 1.0}, advantages, returns);
        TW_COMPARE_NEAR(returns[0], 1 + 0.5 * 2 + 0.25 * 3 + 0.125 * 8, 1e-6);
        generalisedAdvantages({3, 1, rewards, values, next, done, 0.5, 0.0}, advantages, returns);
        TW_COMPARE_NEAR(advantages[0], 1 + 0.5 * -5 - 9, 1e-6);  // one-step error
    }

    void leaveOneOutComparesWithTheOthers()
    {
        std::vector<float> advantages(6);
        leaveOneOutAdvantages(std::vector<float>{1, 2, 6, 0, 0, 3}, 3, advantages);
        QCOMPARE(advantages, (std::vector<float>{-3, -1.5F, 4.5F, -1.5F, -1.5F, 3}));
    }

    /// 3 and −4 have a root mean square of √12.5; a group without differences has nothing to be scaled.
    void advantagesAreScaledWithinTheirState()
    {
        std::vector<float> advantages = {3, -4, 0, 0};
        scalePerState(2, advantages);
        QCOMPARE(advantages, (std::vector<float>{3 / std::sqrt(12.5F), -4 / std::sqrt(12.5F), 0, 0}));
    }

    void whereEpisodesAreCutOffTheLastObservationIsKept()
    {
        Rollout rollout(2, 2, 1, 1, 0);
        const std::vector<float> zero = {0, 0};
        const auto add = [&](std::vector<float> next, std::vector<std::uint8_t> terminated,
                             std::vector<std::uint8_t> truncated) {
            rollout.add({zero, zero, zero, {}, zero, next, terminated, truncated});
        };
        add({5, 6}, {1, 0}, {1, 1});  // terminated wins over truncated
        QVERIFY(!rollout.full());
        add({7, 8}, {0, 1}, {0, 0});  // the rollout's own end
        QVERIFY(rollout.full());
        QCOMPARE(rollout.cutOff, (std::vector<float>{6, 7}));
        QCOMPARE(rollout.cutOffRows, (std::vector<std::uint32_t>{1, 2}));
        QCOMPARE(rollout.done, (std::vector<std::uint8_t>{1, 1, 0, 1}));
    }

    void savedHalfFullItGoesOn()
    {
        Rollout one(2, 1, 2, 1, 3);
        const std::vector<float> o = {1, 2};
        const std::vector<float> x = {3};
        const std::vector<std::uint8_t> mask = {1, 0, 1};
        const std::vector<std::uint8_t> yes = {1};
        const std::vector<std::uint8_t> no = {0};
        one.add({o, x, x, mask, x, o, no, yes});
        ByteWriter out;
        one.save(out);
        Rollout two(2, 1, 2, 1, 3);
        ByteReader in(out.bytes());
        QVERIFY(two.load(in).has_value());
        QCOMPARE(two.filled(), std::size_t{1});
        QCOMPARE(two.observations, one.observations);
        QCOMPARE(two.cutOff, one.cutOff);
        for (std::size_t length = 0; length < out.bytes().size(); length += 7) {
            ByteReader cut(std::string_view(out.bytes()).substr(0, length));
            QVERIFY(!Rollout(2, 1, 2, 1, 3).load(cut).has_value());
        }
        ByteReader again(out.bytes());
        QVERIFY(!Rollout(3, 1, 2, 1, 3).load(again).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRollout)
#include "tst_rollout.moc"
