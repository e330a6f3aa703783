#include <QtTest/QTest>
#include <cmath>
#include <limits>

#include "core/rl/reward_model.h"
#include "tests/core/rl/person_with_taste.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

class TestRewardModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// 1500 votes, of which the person's uncertainty and slips make about every tenth go against the true order; 1000
    /// other pairs whose true returns differ by at least 0.1 (the median difference is 1.0).
    void ordersPairsItHasNotSeen()
    {
        const auto training = votes(1500, 1, true);
        const auto heldOut = votes(1000, 2, false, 0.1);
        double wrong = 0;
        for (const Preference &vote : training)
            wrong += (trueReturn(vote.first) > trueReturn(vote.second)) != (vote.firstIsBetter > 0.5) ? 1.0 : 0.0;
        QVERIFY2(wrong > 100, qPrintable(QString::number(wrong)));
        RewardModel model(tasteConfig());
        QVERIFY(shareInOrder(model, heldOut) < 0.7);
        const auto fit = model.fit(training, kPasses);
        QVERIFY(fit.has_value());
        const double share = shareInOrder(model, heldOut);
        QVERIFY2(share >= 0.95, qPrintable(QStringLiteral("%1 (loss %2)").arg(share).arg(fit->loss)));
    }

    /// Far from everything that was compared the members disagree more.
    void uncertaintyIsLargeWhereNothingWasCompared()
    {
        RewardModel model(tasteConfig());
        QVERIFY(model.fit(votes(600, 1, true), 20).has_value());
        Rng rng(3);
        double within = 0;
        double beyond = 0;
        for (int i = 0; i < 200; ++i) {
            auto near = someSegment(rng, 1);
            within += model.moment(near).uncertainty / 200;
            for (float &value : near)
                value *= 4.0F;
            beyond += model.moment(near).uncertainty / 200;
        }
        QVERIFY2(beyond > 1.5 * within, qPrintable(QStringLiteral("%1 against %2").arg(beyond).arg(within)));
    }

    /// One vote, one member, no hidden layer: w starts random, the first loss is −log(0.95 σ(Δ) + 0.025).
    void theLossIsBradleyAndTerrys()
    {
        RewardModelConfig tiny;
        tiny.features = 1;
        tiny.hidden = {};
        tiny.members = 1;
        tiny.weightDecay = 0.0;
        RewardModel model(tiny);
        const Preference vote{{1.0F, 2.0F}, {-1.0F}, 1.0};
        const double p = model.preference(vote.first, vote.second).reward;
        const auto fit = model.fit(std::vector{vote}, 1);
        TW_COMPARE_NEAR(fit->loss, -std::log(0.95 * p + 0.025), 1e-6);
        QVERIFY(model.preference(vote.first, vote.second).reward > p);  // the right order became likelier
        Preference tie = vote;
        tie.firstIsBetter = 0.5;
        RewardModel other(tiny);
        TW_COMPARE_NEAR(other.fit(std::vector{tie}, 1)->loss,
                        -0.5 * std::log(0.95 * p + 0.025) - 0.5 * std::log(1 - 0.95 * p - 0.025), 1e-6);
    }

    void rewardsAreStandardisedOverWhatWasCompared()
    {
        auto single = tasteConfig();
        single.members = 1;
        RewardModel model(single);
        const auto pairs = votes(50, 4, true);
        QVERIFY(model.fit(pairs, 5).has_value());
        double sum = 0;
        double squares = 0;
        for (const Preference &pair : pairs) {
            for (const auto *segment : {&pair.first, &pair.second}) {
                for (std::size_t i = 0; i < segment->size(); i += kFeatures) {
                    const double reward = model.moment(std::span(*segment).subspan(i, kFeatures)).reward;
                    sum += reward / 500;
                    squares += reward * reward / 500;
                }
            }
        }
        TW_COMPARE_NEAR(sum, 0.0, 1e-6);
        TW_COMPARE_NEAR(squares, 1.0, 1e-6);
    }

    void sameSeedSameBitsAndContinuesBitForBit()
    {
        const auto pairs = votes(60, 5, true);
        const auto run = [&](std::uint64_t seed) {
            auto settings = tasteConfig();
            settings.seed = seed;
            RewardModel model(settings);
            (void)model.fit(pairs, 4);
            return model.save();
        };
        QVERIFY(run(1) == run(1));
        QVERIFY(run(1) != run(2));
        RewardModel model(tasteConfig());
        (void)model.fit(pairs, 2);
        auto other = tasteConfig();
        other.seed = 77;
        RewardModel restored(other);
        QVERIFY(restored.load(model.save()).has_value());
        (void)model.fit(pairs, 2);
        (void)restored.fit(pairs, 2);
        QVERIFY(model.save() == restored.save());
        for (std::size_t length = 0; length < 2000; length += 97)
            QVERIFY(!restored.load(model.save().substr(0, length)).has_value());
        QVERIFY(model.save() == restored.save());
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto pairs = votes(60, 5, true);
        const auto run = [&](auto change) {
            auto settings = tasteConfig();
            change(settings);
            RewardModel model(settings);
            (void)model.fit(pairs, 2);
            return model.segment(pairs[0].first).reward;
        };
        const double before = run([](auto &) {});
        QCOMPARE(run([](auto &) {}), before);
        QVERIFY(run([](auto &c) { c.hidden = {16}; }) != before);
        QVERIFY(run([](auto &c) { c.activation = Activation::Relu; }) != before);
        QVERIFY(run([](auto &c) { c.members = 2; }) != before);
        QVERIFY(run([](auto &c) { c.learningRate = 1e-3; }) != before);
        QVERIFY(run([](auto &c) { c.weightDecay = 0.5; }) != before);
        QVERIFY(run([](auto &c) { c.batch = 7; }) != before);
        QVERIFY(run([](auto &c) { c.mistakes = 0.3; }) != before);
        QVERIFY(run([](auto &c) { c.bootstrap = false; }) != before);
        QVERIFY(run([](auto &c) { c.seed = 3; }) != before);
        QVERIFY(run([](auto &c) { c.features = 2; }) != before);
    }

    void votesThatCanNotBeUsedAreNamed()
    {
        RewardModel model(tasteConfig());
        const std::string before = model.save();
        const auto refused = [&](const std::vector<Preference> &pairs) {
            const auto fit = model.fit(pairs, 1);
            return !fit.has_value() && fit.error().code == ErrorCode::InvalidArgument && model.save() == before;
        };
        const RewardSegment good(kFeatures, 0.5F);
        QVERIFY(refused({}));
        QVERIFY(refused({{good, {}, 1.0}}));
        QVERIFY(refused({{good, {1.0F}, 1.0}}));
        QVERIFY(refused({{good, RewardSegment(kFeatures, std::numeric_limits<float>::infinity()), 1.0}}));
        QVERIFY(refused({{good, good, 1.5}}));
        QVERIFY(refused({{good, good, std::nan("")}}));
        QCOMPARE(model.fit(std::vector<Preference>{{good, good, 1.0}, {good, {}, 1.0}}, 1).error().context,
                 std::string("pair 2"));
    }

    void numbersThatAreTooLargeStop()
    {
        RewardModel model(tasteConfig());
        const std::string before = model.save();
        const std::vector<Preference> pairs = {
            {RewardSegment(kFeatures, 3e38F), RewardSegment(kFeatures, -3e38F), 1.0}};
        auto relu = tasteConfig();
        relu.activation = Activation::Relu;
        RewardModel open(relu);
        const auto fit = open.fit(pairs, 3);
        QVERIFY(!fit.has_value());
        QVERIFY(fit.error().code == ErrorCode::Diverged);
    }
};

QTEST_GUILESS_MAIN(TestRewardModel)
#include "tst_reward_model.moc"
