#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/rl/branching_dqn.h"
#include "core/rl/torch_runtime.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

std::vector<double> evenly(int choices)
{
    std::vector<double> positions;
    for (int i = 0; i < choices; ++i)
        positions.push_back(static_cast<double>(i) / (choices - 1));
    return positions;
}

BranchingDqnConfig toyConfig()
{
    BranchingDqnConfig config;
    config.observationSize = 2;
    config.branches = {{{evenly(9), 6}}, {{evenly(5), 4}}};
    config.hidden = 32;
    config.learningRate = 3e-3;
    return config;
}

/// A one-shot problem with a known answer: the best first choice is at the first observation, the best second choice at
/// the second; the reward falls with the distance of both.
float toyReward(const float *observation, const std::uint16_t *action)
{
    return 1.0F - std::fabs(observation[0] - static_cast<float>(action[0]) / 8.0F) -
           std::fabs(observation[1] - static_cast<float>(action[1]) / 4.0F);
}

/// Highest, 1.1, at (1, 4), and 1 at (7, 0) of 9 × 5. Each alone, 1 is the best first choice, and 0 the best second
/// one, because it is right for five of the nine first choices: a sum's best is (1, 0), worth 0.1. The third's best
/// is 2.
float pairReward(const std::uint16_t *a)
{
    const bool low = a[0] < 3;
    const float first = std::fabs(static_cast<float>(a[0]) - (low ? 1.0F : 7.0F)) / 8.0F;
    const float second = std::fabs(static_cast<float>(a[1]) - (low ? 4.0F : 0.0F)) / 4.0F;
    return (low ? 1.3F : 1.0F) - first - second - std::fabs(static_cast<float>(a[2]) - 2.0F) / 4.0F;
}

ReplayBatch toyBatch(std::size_t size, Rng &rng)
{
    ReplayBatch batch;
    for (std::size_t i = 0; i < size; ++i) {
        const float observation[2] = {static_cast<float>(rng.below(9)) / 8.0F, static_cast<float>(rng.below(5)) / 4.0F};
        const std::uint16_t action[2] = {static_cast<std::uint16_t>(rng.below(9)),
                                         static_cast<std::uint16_t>(rng.below(5))};
        batch.observations.insert(batch.observations.end(), observation, observation + 2);
        batch.actions.insert(batch.actions.end(), action, action + 2);
        batch.rewards.push_back(toyReward(observation, action));
        batch.notDone.push_back(0.0F);
        batch.importanceWeights.push_back(1.0F);
    }
    return batch;
}

/// Q(s, a) by the definition in the header: value of the greedy action plus differences of advantages.
double valueOf(const BranchingDqn &agent, const std::vector<float> &state, const std::vector<std::uint16_t> &action)
{
    const auto best = agent.greedy(state, 1);
    const auto advantages = agent.advantages(state);
    double q = agent.greedyValues(state, 1)[0];
    for (std::size_t d = 0; d < action.size(); ++d)
        q += advantages[d][action[d]] - advantages[d][best[d]];
    return q;
}

}  // namespace

class TestBranchingDqn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setTensorThreads(1); }

    void solvesAProblemWhoseComponentsMustBothBeRight()
    {
        Rng rng(1);
        BranchingDqn agent(toyConfig(), rng);
        for (int i = 0; i < 600; ++i)
            QVERIFY(agent.update(toyBatch(128, rng)).has_value());
        double regret = 0.0;
        for (int a = 0; a < 9; ++a) {
            for (int b = 0; b < 5; ++b) {
                const std::vector<float> state{static_cast<float>(a) / 8.0F, static_cast<float>(b) / 4.0F};
                regret += (1.0 - toyReward(state.data(), agent.greedy(state, 1).data())) / 45.0;
            }
        }
        // One step off in the first component is 0.125; random choices lose 0.8 on average.
        QVERIFY2(regret < 0.06, qPrintable(QString::number(regret)));
    }

    /// The observation says nothing; a third component stands beside the pair.
    void aJointBranchKnowsWhatASumCannotSay()
    {
        const auto regret = [](const std::vector<std::vector<BranchAxis>> &branches) {
            auto config = toyConfig();
            config.branches = branches;
            Rng rng(1);
            BranchingDqn agent(config, rng);
            for (int i = 0; i < 300; ++i) {
                ReplayBatch batch;
                for (int k = 0; k < 64; ++k) {
                    const std::uint16_t a[3] = {static_cast<std::uint16_t>(rng.below(9)),
                                                static_cast<std::uint16_t>(rng.below(5)),
                                                static_cast<std::uint16_t>(rng.below(5))};
                    batch.observations.insert(batch.observations.end(), {0.5F, 0.5F});
                    batch.actions.insert(batch.actions.end(), a, a + 3);
                    batch.rewards.push_back(pairReward(a));
                    batch.notDone.push_back(0.0F);
                    batch.importanceWeights.push_back(1.0F);
                }
                if (!agent.update(batch))
                    return 1e9F;
            }
            return 1.3F - pairReward(agent.greedy(std::vector<float>{0.5F, 0.5F}, 1).data());
        };
        const BranchAxis nine{evenly(9), 9};
        const BranchAxis five{evenly(5), 5};
        QVERIFY2(regret({{nine, five}, {five}}) < 0.13F, "one step off in the first is 0.125");
        QVERIFY(regret({{nine}, {five}, {five}}) > 0.8F);
    }

    /// Q of a joint branch by its definition, from the values of its two axes' bases: seen in the TD error.
    void aJointHeadsChoicesAreTheProductOfItsAxes()
    {
        auto config = toyConfig();
        config.branches = {{{evenly(9), 6}, {evenly(5), 4}}};
        Rng rng(3);
        BranchingDqn agent(config, rng);
        const std::vector<float> state{0.25F, 0.75F};
        QCOMPARE(agent.components(), 2);
        const auto tdErrors = [&] {  // of a reward of 0: −Q, for all 45 pairs; a learning rate of 0 keeps them
            ReplayBatch batch;
            for (std::uint16_t a = 0; a < 9; ++a) {
                for (std::uint16_t b = 0; b < 5; ++b) {
                    batch.observations.insert(batch.observations.end(), state.begin(), state.end());
                    batch.actions.insert(batch.actions.end(), {a, b});
                    batch.rewards.push_back(0.0F);
                    batch.notDone.push_back(0.0F);
                    batch.importanceWeights.push_back(1.0F);
                }
            }
            return agent.update(batch)->tdErrors;
        };
        agent.setLearningRate(0.0);
        const auto errors = tdErrors();
        const auto least = std::min_element(errors.begin(), errors.end()) - errors.begin();
        const auto greedy = agent.greedy(state, 1);
        QCOMPARE(static_cast<int>(greedy[0]), static_cast<int>(least / 5));
        QCOMPARE(static_cast<int>(greedy[1]), static_cast<int>(least % 5));
        TW_COMPARE_NEAR(agent.greedyValues(state, 1)[0], -errors[static_cast<std::size_t>(least)], 1e-5);
        // What is shown of an axis: the other one at its greedy choice.
        const auto shown = agent.advantages(state);
        QCOMPARE(shown[0].size(), std::size_t{9});
        QCOMPARE(shown[1].size(), std::size_t{5});
        for (std::size_t a = 0; a < 9; ++a)
            TW_COMPARE_NEAR(shown[0][a] - shown[0][greedy[0]],
                            -errors[a * 5 + greedy[1]] + errors[static_cast<std::size_t>(least)], 1e-5);
        for (std::size_t b = 0; b < 5; ++b)
            TW_COMPARE_NEAR(shown[1][b] - shown[1][greedy[1]],
                            -errors[greedy[0] * 5 + b] + errors[static_cast<std::size_t>(least)], 1e-5);
        // Duelling: the mean over all pairs is V. Trunk and V get the same first weights whatever the branches.
        double mean = 0.0;
        for (const float error : errors)
            mean -= error / 45.0;
        Rng same(3);
        config.branches = {{{evenly(9), 6}}};
        const BranchingDqn plain(config, same);
        double plainMean = plain.greedyValues(state, 1)[0];
        const auto advantages = plain.advantages(state)[0];
        plainMean -= *std::max_element(advantages.begin(), advantages.end());
        TW_COMPARE_NEAR(mean, plainMean, 1e-6);
    }

    /// Choices that may not be taken are passed over for the best of the others, row by row, in joint heads too.
    void forbiddenChoicesAreNotTaken()
    {
        auto config = toyConfig();
        config.branches = {{{evenly(9), 6}, {evenly(5), 4}}, {{evenly(4), 3}}};
        Rng rng(3);
        BranchingDqn agent(config, rng);
        const std::vector<float> state{0.25F, 0.75F};
        const auto free = agent.greedy(state, 1);
        const std::vector<std::uint8_t> all(9 + 5 + 4, 1);
        QVERIFY(agent.greedy(state, 1, all) == free);
        QCOMPARE(agent.greedyValues(state, 1, all)[0], agent.greedyValues(state, 1)[0]);

        auto without = all;
        without[free[0]] = 0;
        without[9U + 5U + free[2]] = 0;
        // Two rows, of which only the second is restricted.
        std::vector<float> states = state;
        states.insert(states.end(), state.begin(), state.end());
        auto allowed = all;
        allowed.insert(allowed.end(), without.begin(), without.end());
        const auto both = agent.greedy(states, 2, allowed);
        QVERIFY(std::equal(free.begin(), free.end(), both.begin()));
        QVERIFY(both[3] != free[0]);
        QVERIFY(both[5] != free[2]);
        QVERIFY(agent.greedyValues(states, 2, allowed)[1] < agent.greedyValues(state, 1)[0]);

        // One choice left an axis: that one.
        std::vector<std::uint8_t> one(all.size(), 0);
        one[7] = one[9 + 2] = one[9 + 5 + 3] = 1;
        QVERIFY((agent.greedy(state, 1, one) == std::vector<std::uint16_t>{7, 2, 3}));
    }

    /// J by the header's formula, from the advantages before the step.
    void theMarginLossIsThatOfTheDefinition()
    {
        Rng rng(3);
        BranchingDqn agent(toyConfig(), rng);
        const std::vector<float> state{0.25F, 0.75F};
        const std::vector<std::uint16_t> known{7, 1};
        const std::vector<float> matters{1.0F, 0.5F};
        const auto advantages = agent.advantages(state);
        double expected = 0.0;
        for (std::size_t d = 0; d < 2; ++d) {
            double best = -1e9;
            const double last = static_cast<double>(advantages[d].size() - 1);
            for (std::size_t a = 0; a < advantages[d].size(); ++a) {
                const double distance = std::fabs(static_cast<double>(a) - known[d]) / last;
                best = std::max(best, advantages[d][a] + 2.0 * static_cast<double>(matters[d]) * distance);
            }
            expected += best - advantages[d][known[d]];
        }
        QVERIFY(expected > 0.5);
        const auto stats = agent.update(toyBatch(8, rng), {state, known, matters, 2.0, 1.0});
        QVERIFY(stats.has_value());
        TW_COMPARE_NEAR(stats->demonstrationLoss, expected, 1e-5);
        QCOMPARE(agent.update(toyBatch(8, rng))->demonstrationLoss, 0.0);
    }

    /// A joint head's margin is for the distances along both of its axes. Q of every pair of choices: as the only one
    /// allowed.
    void inAJointHeadTheMarginAddsBothDistances()
    {
        auto config = toyConfig();
        config.branches = {{config.branches[0][0], config.branches[1][0]}};
        Rng rng(3);
        BranchingDqn agent(config, rng);
        const std::vector<float> state{0.25F, 0.75F};
        const std::vector<std::uint16_t> known{7, 1};
        const std::vector<float> matters{1.0F, 0.5F};
        double best = -1e9;
        double ofKnown = 0.0;
        for (int a = 0; a < 9; ++a) {
            for (int b = 0; b < 5; ++b) {
                std::vector<std::uint8_t> only(9 + 5, 0);
                only[static_cast<std::size_t>(a)] = only[static_cast<std::size_t>(9 + b)] = 1;
                const double q = static_cast<double>(agent.greedyValues(state, 1, only).front());
                best = std::max(best, q + 2.0 * (1.0 * std::abs(a - 7) / 8.0 + 0.5 * std::abs(b - 1) / 4.0));
                if (a == 7 && b == 1)
                    ofKnown = q;
            }
        }
        const auto stats = agent.update(toyBatch(8, rng), {state, known, matters, 2.0, 1.0});
        QVERIFY(stats.has_value());
        TW_COMPARE_NEAR(stats->demonstrationLoss, best - ofKnown, 1e-5);
    }

    /// Rewards that say nothing, demonstrations that do: the greedy choice becomes the demonstrated one; in a joint
    /// head both of its axes.
    void demonstrationsAreFollowed()
    {
        for (const bool joint : {false, true}) {
            auto config = toyConfig();
            if (joint)
                config.branches = {{config.branches[0][0], config.branches[1][0]}};
            Rng rng(1);
            BranchingDqn agent(config, rng);
            std::vector<float> states;
            std::vector<std::uint16_t> known;
            for (std::uint16_t a = 0; a < 9; ++a) {
                states.insert(states.end(), {static_cast<float>(a) / 8.0F, 0.0F});
                known.insert(known.end(), {a, static_cast<std::uint16_t>(a / 2)});
            }
            const std::vector<float> matters(known.size(), 1.0F);
            for (int i = 0; i < 400; ++i) {
                auto batch = toyBatch(16, rng);
                std::fill(batch.rewards.begin(), batch.rewards.end(), 0.0F);
                QVERIFY(agent.update(batch, {states, known, matters, 2.0, 1.0}).has_value());
            }
            double off = 0.0;
            const auto chosen = agent.greedy(states, 9);
            for (std::size_t i = 0; i < chosen.size(); ++i)
                off += std::abs(chosen[i] - known[i]) / static_cast<double>(chosen.size());
            QVERIFY2(off < 0.5, qPrintable(QString::number(off)));  // a random choice is 2.3 off on average
        }
    }

    void theValueOfTheRightActionRises()
    {
        Rng rng(2);
        BranchingDqn agent(toyConfig(), rng);
        const std::vector<float> state{0.5F, 0.5F};
        const double before = valueOf(agent, state, {4, 2}) - valueOf(agent, state, {0, 0});
        for (int i = 0; i < 100; ++i)
            QVERIFY(agent.update(toyBatch(64, rng)).has_value());
        const double after = valueOf(agent, state, {4, 2}) - valueOf(agent, state, {0, 0});
        QVERIFY2(after > before + 0.3, qPrintable(QStringLiteral("%1 → %2").arg(before).arg(after)));
    }

    /// With one transition, loss and TD error follow by hand from the value before the update.
    void lossAndTdErrorAreThoseOfTheDefinition()
    {
        Rng rng(3);
        BranchingDqn agent(toyConfig(), rng);
        const std::vector<float> state{0.25F, 0.75F};
        const std::vector<std::uint16_t> action{7, 1};
        const double q = valueOf(agent, state, action);
        ReplayBatch batch;
        batch.observations = state;
        batch.actions = action;
        batch.rewards = {static_cast<float>(q) + 0.5F};
        batch.notDone = {0.0F};
        batch.importanceWeights = {0.5F};
        auto stats = agent.update(batch);
        QVERIFY(stats.has_value());
        TW_COMPARE_NEAR(stats->tdErrors[0], 0.5, 1e-5);
        TW_COMPARE_NEAR(stats->meanQ, q, 1e-5);
        TW_COMPARE_NEAR(stats->loss, 0.5 * 0.5 * 0.5 * 0.5, 1e-5);  // weight · ½·error²

        BranchingDqn other(toyConfig(), rng);
        batch.rewards = {static_cast<float>(valueOf(other, state, action)) + 3.0F};
        stats = other.update(batch);
        TW_COMPARE_NEAR(stats->loss, 0.5 * (3.0 - 0.5), 1e-4);  // Huber: |error| − ½ beyond 1
    }

    /// r + γ·Q'(s, argmax Q): right after construction the target network equals the online one.
    void withADiscountTheNextValueIsAdded()
    {
        Rng rng(4);
        auto config = toyConfig();
        config.gamma = 0.9;
        BranchingDqn agent(config, rng);
        const std::vector<float> state{0.25F, 0.75F};
        const std::vector<std::uint16_t> action{3, 3};
        const double q = valueOf(agent, state, action);
        const double next = agent.greedyValues(state, 1)[0];
        ReplayBatch batch;
        batch.observations = {state[0], state[1], state[0], state[1]};
        batch.actions = {3, 3, 3, 3};
        batch.rewards = {0.2F, 0.2F};
        batch.notDone = {1.0F, 0.0F};
        batch.importanceWeights = {1.0F, 1.0F};
        const auto stats = agent.update(batch);
        TW_COMPARE_NEAR(stats->tdErrors[0], 0.2 + 0.9 * next - q, 1e-5);
        TW_COMPARE_NEAR(stats->tdErrors[1], 0.2 - q, 1e-5);

        // Where the first row's next action may not be the greedy one, the best of the others counts.
        Rng again(4);
        BranchingDqn other(config, again);
        std::vector<std::uint8_t> allowed(9 + 5, 1);
        allowed[other.greedy(state, 1)[0]] = 0;
        const double second = other.greedyValues(state, 1, allowed)[0];
        QVERIFY(second < next);
        batch.allowedNext = allowed;
        batch.allowedNext.insert(batch.allowedNext.end(), 9 + 5, 1);
        TW_COMPARE_NEAR(other.update(batch)->tdErrors[0], 0.2 + 0.9 * second - q, 1e-6);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto train = [](std::uint64_t seed) {
            Rng rng(seed);
            BranchingDqn agent(toyConfig(), rng);
            for (int i = 0; i < 20; ++i)
                (void)agent.update(toyBatch(32, rng));
            return agent.save();
        };
        QVERIFY(train(7) == train(7));
        QVERIFY(train(7) != train(8));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        Rng rng(5);
        BranchingDqn agent(toyConfig(), rng);
        for (int i = 0; i < 10; ++i)
            (void)agent.update(toyBatch(32, rng));
        Rng other(99);
        BranchingDqn restored(toyConfig(), other);
        QVERIFY(restored.load(agent.save()).has_value());
        Rng a(6);
        Rng b(6);
        for (int i = 0; i < 10; ++i) {
            (void)agent.update(toyBatch(32, a));
            (void)restored.update(toyBatch(32, b));
        }
        QVERIFY(agent.save() == restored.save());
    }

    /// What CUDA learnt goes on on the processor, from the same first weights to nearly the same values.
    void onCudaItLearnsTheSame()
    {
        if (!*usesCuda(DeviceChoice::Auto))
            QSKIP("there is no CUDA here");
        const auto train = [](bool cuda) {
            Rng rng(5);
            auto config = toyConfig();
            config.cuda = cuda;
            config.gamma = 0.5;
            BranchingDqn agent(config, rng);
            for (int i = 0; i < 10; ++i)
                if (!agent.update(toyBatch(32, rng)))
                    return std::string();
            return agent.save();
        };
        Rng rng(99);
        BranchingDqn processor(toyConfig(), rng);
        auto config = toyConfig();
        config.cuda = true;
        BranchingDqn cuda(config, rng);
        QVERIFY(processor.load(train(false)).has_value());
        QVERIFY(cuda.load(train(true)).has_value());
        const std::vector<float> state{0.3F, 0.6F};
        // Ten steps of Adam with another order of summing: differences of rounding, enlarged by its division.
        TW_COMPARE_NEAR(cuda.greedyValues(state, 1)[0], processor.greedyValues(state, 1)[0], 1e-3);
        // The same bytes on the other device: the same weights, so rounding alone.
        const std::string stored = cuda.save();
        QVERIFY(processor.load(stored).has_value());
        QVERIFY(processor.save() == stored);
        TW_COMPARE_NEAR(cuda.greedyValues(state, 1)[0], processor.greedyValues(state, 1)[0], 1e-5);
        QVERIFY(cuda.greedy(state, 1) == processor.greedy(state, 1));
        QVERIFY(cuda.advantages(state).size() == processor.advantages(state).size());
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto train = [](const BranchingDqnConfig &config) {
            Rng rng(5);
            BranchingDqn agent(config, rng);
            for (int i = 0; i < 5; ++i) {
                auto batch = toyBatch(32, rng);
                for (float &notDone : batch.notDone)
                    notDone = 1.0F;
                (void)agent.update(batch);
            }
            return agent.greedyValues(std::vector<float>{0.3F, 0.6F}, 1)[0];
        };
        auto base = toyConfig();
        base.gamma = 0.5;
        const float before = train(base);
        const auto changed = [&](auto change) {
            auto config = base;
            change(config);
            return train(config) != before;
        };
        QVERIFY(changed([](auto &c) { c.hidden = 16; }));
        QVERIFY(changed([](auto &c) { c.learningRate = 1e-3; }));
        QVERIFY(changed([](auto &c) { c.weightDecay = 0.1; }));
        QVERIFY(changed([](auto &c) { c.gradientNorm = 0.01; }));
        QVERIFY(changed([](auto &c) { c.gamma = 0.0; }));
        QVERIFY(changed([](auto &c) { c.targetTau = 1.0; }));
        QVERIFY(changed([](auto &c) { c.branches[0][0].centres = 3; }));
        QVERIFY(changed([](auto &c) { c.branches[1][0].positions = {0.0, 0.1, 0.2, 0.3, 1.0}; }));
        QVERIFY(changed([](auto &c) { c.branches = {{c.branches[0][0], c.branches[1][0]}}; }));
    }

    void aRewardThatIsNotANumberStopsWithinOneUpdate()
    {
        Rng rng(5);
        BranchingDqn agent(toyConfig(), rng);
        const std::string before = agent.save();
        auto batch = toyBatch(8, rng);
        batch.rewards[3] = std::nanf("");
        const auto stats = agent.update(batch);
        QVERIFY(!stats.has_value());
        QVERIFY(stats.error().code == ErrorCode::Diverged);
        QCOMPARE(stats.error().context, std::string("loss"));
        QVERIFY(agent.save() == before);
    }

    void damagedWeightsAreRefusedAndTheAgentStays()
    {
        Rng rng(5);
        BranchingDqn agent(toyConfig(), rng);
        const std::string before = agent.save();
        QVERIFY(!agent.load("nonsense").has_value());
        auto wider = toyConfig();
        wider.hidden = 64;
        const BranchingDqn other(wider, rng);
        QVERIFY(!agent.load(other.save()).has_value());
        QVERIFY(agent.save() == before);
    }
};

QTEST_GUILESS_MAIN(TestBranchingDqn)
#include "tst_branching_dqn.moc"
