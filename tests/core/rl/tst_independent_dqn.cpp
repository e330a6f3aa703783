#include <QtTest/QTest>
#include <algorithm>
#include <cmath>

#include "core/rl/byte_stream.h"
#include "core/rl/independent_dqn.h"
#include "core/rl/torch_runtime.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

constexpr int kObservations = 6;

IndependentDqnConfig toyConfig()
{
    IndependentDqnConfig config;
    config.observationSize = kObservations;
    config.choices = {5, 3};
    config.hidden = 8;
    config.gamma = 0.0;
    return config;
}

IndependentDqn makeAgent(const IndependentDqnConfig &config, std::uint64_t seed = 1)
{
    Rng initialisation(seed);
    return {config, initialisation, Rng(seed).fork("dropout")};
}

std::vector<float> observation(std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> values;
    for (int i = 0; i < kObservations; ++i)
        values.push_back(static_cast<float>(rng.normal()));
    return values;
}

/// `size` transitions, two in a row of one episode.
IndependentBatch toyBatch(std::size_t size, Rng &rng)
{
    IndependentBatch batch;
    for (std::size_t i = 0; i < size; ++i) {
        if (i % 2 == 0) {
            const auto seen = observation(rng.next());
            batch.observations.insert(batch.observations.end(), seen.begin(), seen.end());
        }
        batch.rows.push_back(static_cast<std::int64_t>(i / 2));
        batch.actions.push_back(static_cast<std::uint16_t>(rng.below(5)));
        batch.actions.push_back(static_cast<std::uint16_t>(rng.below(3)));
        batch.rewards.push_back(static_cast<float>(rng.uniform(-1.0, 1.0)));
        batch.notDone.push_back(i % 2 == 0 ? 1.0F : 0.0F);
        batch.importanceWeights.push_back(1.0F);
    }
    return batch;
}

/// The arrays of one network's online and slow weights, as save() has them: weight, bias of a layer, scale and shift of
/// its norm, … , weight and bias of the values.
struct Weights {
    std::vector<std::vector<float>> online;
    std::vector<std::vector<float>> target;
};

Weights firstNetworksWeights(const IndependentDqn &agent)
{
    const std::string bytes = agent.save();
    ByteReader in(bytes);
    std::int64_t steps = 0;
    std::string generator;
    in.value(steps);
    in.text(generator);
    Weights weights;
    for (auto *side : {&weights.online, &weights.target}) {
        side->resize(4 * 4 + 2);
        for (auto &array : *side)
            in.array(array);
    }
    if (!in.ok())
        qFatal("the stored weights are shorter than four layers and the values");
    return weights;
}

/// y = W x + b.
std::vector<double> linear(const std::vector<double> &x, const std::vector<float> &weight,
                           const std::vector<float> &bias)
{
    std::vector<double> y(bias.begin(), bias.end());
    for (std::size_t row = 0; row < y.size(); ++row)
        for (std::size_t i = 0; i < x.size(); ++i)
            y[row] += weight[row * x.size() + i] * x[i];
    return y;
}

/// The definition in the header, by loops.
std::vector<double> valuesByHand(const std::vector<std::vector<float>> &weights, const std::vector<float> &seen)
{
    std::vector<double> x(seen.begin(), seen.end());
    for (std::size_t layer = 0; layer < 4; ++layer) {
        x = linear(x, weights[4 * layer], weights[4 * layer + 1]);
        const double count = static_cast<double>(x.size());
        double mean = 0.0;
        double variance = 0.0;
        for (const double value : x)
            mean += value / count;
        for (const double value : x)
            variance += (value - mean) * (value - mean) / count;
        for (double &value : x)
            value = std::max(0.0, (value - mean) / std::sqrt(variance + 1e-5));
    }
    return linear(x, weights[16], weights[17]);
}

}  // namespace

class TestIndependentDqn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setTensorThreads(1); }

    void theDefaultsAreThePublishedSettings()
    {
        const IndependentDqnConfig config;
        QCOMPARE(config.observationSize, 857);
        QCOMPARE(config.hidden, 512);
        QCOMPARE(config.dropout, 0.2);
        QCOMPARE(config.learningRate, 5e-4);
        QCOMPARE(config.weightDecay, 1e-4);
        QCOMPARE(config.plateauFactor, 0.8);
        QCOMPARE(config.plateauPatience, 10);
        QCOMPARE(config.gradientNorm, 1.0);
        QCOMPARE(config.gamma, 0.99);
        QCOMPARE(config.targetTau, 0.005);
        QCOMPARE(config.targetEvery, 100);
    }

    void layersHaveTheirWidthsAndFirstWeights()
    {
        const auto agent = makeAgent(toyConfig());
        QCOMPARE(agent.networks(), 2);
        const auto weights = firstNetworksWeights(agent);
        QVERIFY(weights.online == weights.target);
        const std::vector<std::size_t> inputs{6, 8, 8, 4, 2};
        const std::vector<std::size_t> outputs{8, 8, 4, 2, 5};
        for (std::size_t layer = 0; layer < 5; ++layer) {
            const auto &weight = weights.online[4 * layer];
            QCOMPARE(weight.size(), inputs[layer] * outputs[layer]);
            const float bound = std::sqrt(6.0F / static_cast<float>(inputs[layer]));  // Kaiming uniform
            const auto [lowest, highest] = std::minmax_element(weight.begin(), weight.end());
            QVERIFY(*lowest >= -bound && *highest <= bound);
            QVERIFY(std::max(-*lowest, *highest) > 0.6F * bound);
            QCOMPARE(weights.online[4 * layer + 1], std::vector<float>(outputs[layer], 0.0F));
            if (layer == 4)
                break;
            QCOMPARE(weights.online[4 * layer + 2], std::vector<float>(outputs[layer], 1.0F));
            QCOMPARE(weights.online[4 * layer + 3], std::vector<float>(outputs[layer], 0.0F));
        }
    }

    void valuesAreThoseOfTheDefinition()
    {
        const auto agent = makeAgent(toyConfig());
        const auto seen = observation(5);
        const auto expected = valuesByHand(firstNetworksWeights(agent).online, seen);
        const auto values = agent.values(seen);
        QCOMPARE(values[0].size(), std::size_t{5});
        QCOMPARE(values[1].size(), std::size_t{3});
        for (std::size_t i = 0; i < expected.size(); ++i)
            TW_COMPARE_NEAR(values[0][i], expected[i], 1e-5);  // float against double over four small layers
        const auto best = std::max_element(expected.begin(), expected.end()) - expected.begin();
        QCOMPARE(agent.greedy(seen)[0], static_cast<std::uint16_t>(best));
    }

    /// Two transitions of one episode, no dropout: r + γ · notDone · max Q (right after construction both networks are
    /// the same) minus Q, and Huber's loss of it.
    void targetsAndLossAreThoseOfTheDefinition()
    {
        auto config = toyConfig();
        config.gamma = 0.9;
        config.dropout = 0.0;
        auto agent = makeAgent(config);
        IndependentBatch batch;
        batch.observations = observation(5);
        batch.rows = {0, 0};
        batch.actions = {4, 0, 2, 1};
        const auto q = agent.values(batch.observations)[0];
        const float best = *std::max_element(q.begin(), q.end());
        batch.rewards = {0.25F, q[2] + 3.0F};
        batch.notDone = {1.0F, 0.0F};
        batch.importanceWeights = {0.5F, 1.0F};
        const auto stats = agent.learn(0, batch);
        QVERIFY(stats.has_value());
        const double first = 0.25 + 0.9 * best - q[4];
        TW_COMPARE_NEAR(stats->tdErrors[0], first, 1e-5);
        TW_COMPARE_NEAR(stats->tdErrors[1], 3.0, 1e-5);
        const double huber = std::fabs(first) < 1.0 ? 0.5 * first * first : std::fabs(first) - 0.5;
        TW_COMPARE_NEAR(stats->loss, (0.5 * huber + 1.0 * 2.5) / 2.0, 1e-5);
    }

    /// Double Q-learning: the network chooses what the slow one values.
    void theSlowNetworkValuesWhatTheOtherChooses()
    {
        auto config = toyConfig();
        config.gamma = 0.9;
        config.dropout = 0.0;
        config.learningRate = 0.05;
        auto agent = makeAgent(config);
        IndependentBatch batch;
        batch.observations = observation(5);
        const auto slow = agent.values(batch.observations)[0];
        batch.rows = {0};
        const auto worst = std::min_element(slow.begin(), slow.end()) - slow.begin();
        batch.actions = {static_cast<std::uint16_t>(worst), 0};
        batch.rewards = {5.0F};
        batch.notDone = {0.0F};
        batch.importanceWeights = {1.0F};
        for (int i = 0; i < 50; ++i)
            QVERIFY(agent.learn(0, batch).has_value());
        const auto now = agent.values(batch.observations)[0];
        QCOMPARE(std::max_element(now.begin(), now.end()) - now.begin(), worst);
        batch.notDone = {1.0F};
        const auto stats = agent.learn(0, batch);
        TW_COMPARE_NEAR(stats->tdErrors[0], 5.0 + 0.9 * slow[static_cast<std::size_t>(worst)] - now[worst], 1e-4);
    }

    void aFifthIsDroppedAndTheRestRaisedToTheSameMean()
    {
        Rng rng(1);
        std::vector<float> mask(40001);
        fillDropoutMask(mask, 0.2, rng);
        int dropped = 0;
        for (const float value : mask) {
            QVERIFY(value == 0.0F || value == 1.25F);
            dropped += value == 0.0F;
        }
        // Five standard deviations of a share: 5 · √(0.2 · 0.8 / 40001).
        TW_COMPARE_NEAR(dropped / 40001.0, 0.2, 0.01);
    }

    /// Transitions of one row have each their own mask; without dropout they are all alike.
    void everyTransitionHasItsOwnMask()
    {
        const auto errors = [](double dropout) {
            auto config = toyConfig();
            config.hidden = 64;
            config.dropout = dropout;
            auto agent = makeAgent(config);
            IndependentBatch batch;
            batch.observations = observation(5);
            batch.rows = {0, 0, 0, 0};
            batch.actions = {3, 0, 3, 0, 3, 0, 3, 0};
            batch.rewards.assign(4, 0.0F);
            batch.notDone.assign(4, 0.0F);
            batch.importanceWeights.assign(4, 1.0F);
            auto stats = agent.learn(0, batch);
            if (!stats)
                qFatal("%s", stats.error().describe().c_str());
            std::sort(stats->tdErrors.begin(), stats->tdErrors.end());
            return std::unique(stats->tdErrors.begin(), stats->tdErrors.end()) - stats->tdErrors.begin();
        };
        QCOMPARE(errors(0.2), 4);
        QCOMPARE(errors(0.0), 1);
    }

    void learningIsOfOneNetworkAlone()
    {
        auto agent = makeAgent(toyConfig());
        Rng rng(3);
        const auto batch = toyBatch(16, rng);
        const auto seen = observation(9);
        const auto before = agent.values(seen);
        QVERIFY(agent.learn(1, batch).has_value());
        const auto after = agent.values(seen);
        QVERIFY(after[0] == before[0]);
        QVERIFY(after[1] != before[1]);
    }

    void whatIsRewardedGainsValue()
    {
        auto config = toyConfig();
        config.learningRate = 5e-3;
        auto agent = makeAgent(config);
        Rng rng(3);
        for (int i = 0; i < 200; ++i) {
            auto batch = toyBatch(32, rng);
            for (std::size_t k = 0; k < batch.rewards.size(); ++k)
                batch.rewards[k] = batch.actions[2 * k] == 3 ? 1.0F : -1.0F;
            QVERIFY(agent.learn(0, batch).has_value());
        }
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            QCOMPARE(agent.greedy(observation(seed))[0], std::uint16_t{3});
    }

    void theSlowNetworksFollowAtEverySoManyLearningSteps()
    {
        auto config = toyConfig();
        config.targetEvery = 3;
        config.targetTau = 0.25;
        auto agent = makeAgent(config);
        Rng rng(3);
        const auto first = firstNetworksWeights(agent).target;
        for (int i = 0; i < 2; ++i) {
            QVERIFY(agent.learn(0, toyBatch(16, rng)).has_value());
            agent.endStep();
        }
        QVERIFY(firstNetworksWeights(agent).target == first);
        QVERIFY(firstNetworksWeights(agent).online != first);
        agent.endStep();
        QCOMPARE(agent.learningSteps(), std::int64_t{3});
        const auto weights = firstNetworksWeights(agent);
        for (std::size_t array = 0; array < first.size(); ++array)
            for (std::size_t i = 0; i < first[array].size(); ++i)
                TW_COMPARE_NEAR(weights.target[array][i], 0.75F * first[array][i] + 0.25F * weights.online[array][i],
                                1e-6);
    }

    void eachNetworksRateFallsByItsOwnLoss()
    {
        auto config = toyConfig();
        config.dropout = 0.0;
        config.learningRate = 1e-6;  // so little that the loss stays as it is
        config.plateauPatience = 3;
        auto agent = makeAgent(config);
        Rng rng(3);
        const auto batch = toyBatch(16, rng);
        for (int i = 0; i < 4; ++i)
            QVERIFY(agent.learn(0, batch).has_value());
        QCOMPARE(agent.learningRate(0), 1e-6);
        QVERIFY(agent.learn(0, batch).has_value());
        TW_COMPARE_NEAR(agent.learningRate(0), 0.8e-6, 1e-15);
        QCOMPARE(agent.learningRate(1), 1e-6);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto train = [](std::uint64_t seed) {
            auto agent = makeAgent(toyConfig(), seed);
            Rng rng(seed);
            for (int i = 0; i < 10; ++i)
                (void)agent.learn(i % 2, toyBatch(16, rng));
            return agent.save();
        };
        QVERIFY(train(7) == train(7));
        QVERIFY(train(7) != train(8));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        auto config = toyConfig();
        config.plateauPatience = 1;
        config.targetEvery = 4;
        const auto steps = [](IndependentDqn &agent, Rng &rng, int count) {
            for (int i = 0; i < count; ++i) {
                const auto batch = toyBatch(16, rng);
                for (int network = 0; network < 2; ++network)
                    (void)agent.learn(network, batch);
                agent.endStep();
            }
        };
        auto agent = makeAgent(config);
        Rng rng(2);
        steps(agent, rng, 10);
        auto restored = makeAgent(config, 99);
        QVERIFY(restored.load(agent.save()).has_value());
        QVERIFY(restored.learningRate(0) < config.learningRate);
        Rng same(rng);
        steps(agent, rng, 10);
        steps(restored, same, 10);
        QVERIFY(agent.save() == restored.save());
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto train = [](const IndependentDqnConfig &config) {
            auto agent = makeAgent(config);
            Rng rng(5);
            for (int i = 0; i < 12; ++i) {
                (void)agent.learn(0, toyBatch(16, rng));
                agent.endStep();
            }
            return agent.values(observation(1))[0];
        };
        auto base = toyConfig();
        base.gamma = 0.5;
        base.plateauPatience = 1;
        base.targetEvery = 4;
        const auto before = train(base);
        const auto changed = [&](auto change) {
            auto config = base;
            change(config);
            return train(config) != before;
        };
        QVERIFY(changed([](auto &c) { c.choices = {6, 3}; }));
        QVERIFY(changed([](auto &c) { c.hidden = 12; }));
        QVERIFY(changed([](auto &c) { c.dropout = 0.1; }));
        QVERIFY(changed([](auto &c) { c.learningRate = 1e-3; }));
        QVERIFY(changed([](auto &c) { c.weightDecay = 0.5; }));
        QVERIFY(changed([](auto &c) { c.plateauFactor = 0.1; }));
        QVERIFY(changed([](auto &c) { c.plateauPatience = 2; }));
        QVERIFY(changed([](auto &c) { c.gradientNorm = 1e-6; }));
        QVERIFY(changed([](auto &c) { c.gamma = 0.0; }));
        QVERIFY(changed([](auto &c) { c.targetTau = 1.0; }));
        QVERIFY(changed([](auto &c) { c.targetEvery = 2; }));
    }

    void aRewardThatIsNotANumberStopsAndChangesNothing()
    {
        auto agent = makeAgent(toyConfig());
        const std::string before = agent.save();
        Rng rng(5);
        auto batch = toyBatch(8, rng);
        batch.rewards[3] = std::nanf("");
        const auto stats = agent.learn(1, batch);
        QVERIFY(!stats.has_value());
        QVERIFY(stats.error().code == ErrorCode::Diverged);
        QCOMPARE(stats.error().context, std::string("network 2"));
        QVERIFY(agent.save() == before);
    }

    void damagedBytesAreRefusedAndTheAgentStays()
    {
        auto agent = makeAgent(toyConfig());
        const std::string before = agent.save();
        QVERIFY(!agent.load("nonsense").has_value());
        QVERIFY(!agent.load(before.substr(0, before.size() - 1)).has_value());
        QVERIFY(!agent.load(before + "x").has_value());
        auto wider = toyConfig();
        wider.hidden = 16;
        QVERIFY(!agent.load(makeAgent(wider).save()).has_value());
        QVERIFY(agent.save() == before);
    }
};

QTEST_GUILESS_MAIN(TestIndependentDqn)
#include "tst_independent_dqn.moc"
