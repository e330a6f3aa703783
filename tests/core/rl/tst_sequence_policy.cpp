#include <QtTest/QTest>
#include <cmath>

#include "core/rl/behavioural_cloning.h"
#include "core/rl/ppo.h"
#include "core/rl/sequence_policy.h"
#include "core/rl/torch_runtime.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

constexpr int kLength = 5;
constexpr int kFeatures = 3;

SequencePolicyConfig tinyConfig()
{
    SequencePolicyConfig config;
    config.length = kLength;
    config.features = kFeatures;
    config.width = 8;
    config.attentionHeads = 2;
    config.feedForward = 12;
    return config;
}

std::unique_ptr<ActorCritic> make(const SequencePolicyConfig &config, std::size_t heads, std::uint64_t seed = 1)
{
    Rng rng(seed);
    return *makeSequencePolicy(config, heads, 0, rng);
}

/// `there` tokens of random features, then padding filled with `filler`.
std::vector<float> sequence(int there, Rng &rng, float filler = 0.0F)
{
    std::vector<float> result;
    for (int token = 0; token < kLength; ++token) {
        result.push_back(token < there ? 1.0F : 0.0F);
        for (int i = 0; i < kFeatures; ++i)
            result.push_back(token < there ? static_cast<float>(rng.normal()) : filler);
    }
    return result;
}

std::vector<float> headsOf(const ActorCritic &network, const std::vector<float> &observation, std::size_t heads)
{
    std::vector<float> result(heads);
    network.heads(observation, 1, result);
    return result;
}

/// Weights away from their small beginnings, so that every part matters.
void disturb(ActorCritic &network)
{
    Rng rng(9);
    for (const auto &block : network.blocks())
        for (float &value : block.values)
            value += 0.3F * static_cast<float>(rng.normal());
}

}  // namespace

class TestSequencePolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setTensorThreads(1); }

    void paddingChangesNothing()
    {
        for (const int perToken : {0, 2}) {
            auto config = tinyConfig();
            config.headsPerToken = perToken;
            const std::size_t heads = perToken > 0 ? 10 : 4;
            auto network = make(config, heads);
            disturb(*network);
            Rng a(2);
            Rng b(2);
            const auto zeros = headsOf(*network, sequence(3, a), heads);
            const auto nines = headsOf(*network, sequence(3, b, 9.0F), heads);
            QCOMPARE(zeros, nines);
            for (std::size_t i = 6; perToken > 0 && i < heads; ++i)
                QCOMPARE(zeros[i], 0.0F);
            Rng c(2);
            QVERIFY(headsOf(*network, sequence(4, c), heads) != zeros);  // a token more does
        }
    }

    void everyTokenSeesEveryOtherAndItsPlace()
    {
        auto config = tinyConfig();
        config.headsPerToken = 1;
        auto network = make(config, kLength);
        disturb(*network);
        Rng rng(3);
        auto observation = sequence(kLength, rng);
        const auto before = headsOf(*network, observation, kLength);
        observation[1] += 1.0F;  // the first token's first feature
        const auto after = headsOf(*network, observation, kLength);
        for (std::size_t i = 0; i < kLength; ++i)
            QVERIFY(before[i] != after[i]);
        // Equal tokens at different places differ.
        std::vector<float> same;
        for (int i = 0; i < kLength; ++i)
            same.insert(same.end(), {1.0F, 0.5F, 0.5F, 0.5F});
        const auto heads = headsOf(*network, same, kLength);
        QVERIFY(heads[0] != heads[1]);
    }

    /// Central differences of Σ weight · output over some of the weights of every tensor. Float: steps of 1e-2 give
    /// errors of third order of about 1e-4 · the third derivative, and rounding of 1e-7 / 1e-2.
    void gradientsAreTheDerivatives()
    {
        auto network = make(tinyConfig(), 4);
        disturb(*network);
        Rng rng(4);
        std::vector<float> observations = sequence(3, rng);
        const auto second = sequence(5, rng);
        observations.insert(observations.end(), second.begin(), second.end());
        std::vector<float> heads(8);
        std::vector<float> values(2);
        const std::vector<float> headWeights = {0.3F, -1, 0.7F, 0.2F, -0.4F, 0.5F, 1, -0.6F};
        const std::vector<float> valueWeights = {0.8F, -0.5F};
        Rng none(1);
        const auto loss = [&] {
            network->forward(observations, 2, heads, values, none);
            double sum = 0;
            for (std::size_t i = 0; i < 8; ++i)
                sum += static_cast<double>(heads[i]) * static_cast<double>(headWeights[i]);
            for (std::size_t i = 0; i < 2; ++i)
                sum += static_cast<double>(values[i]) * static_cast<double>(valueWeights[i]);
            return sum;
        };
        (void)loss();
        network->backward(headWeights, valueWeights);
        const auto block = network->blocks()[0];
        const std::vector<float> gradients(block.gradients.begin(), block.gradients.end());
        int different = 0;
        for (std::size_t i = 0; i < block.values.size(); i += 23) {
            const float before = block.values[i];
            (void)network->blocks();  // the change is noticed
            block.values[i] = before + 1e-2F;
            const double high = loss();
            (void)network->blocks();
            block.values[i] = before - 1e-2F;
            const double low = loss();
            (void)network->blocks();
            block.values[i] = before;
            const double expected = (high - low) / 2e-2;
            // A ReLU's kink between the two points would spoil a difference.
            different += std::fabs(static_cast<double>(gradients[i]) - expected) > 3e-3 + 0.02 * std::fabs(expected);
        }
        QVERIFY2(different <= 2, qPrintable(QString::number(different)));
    }

    /// Which tokens are larger than the sequence's mean: a question of each token about all others.
    void learnsWhatNeedsTheWholeSequence()
    {
        auto config = tinyConfig();
        config.width = 16;
        config.headsPerToken = 2;
        const Space observations = Space::box(-10.0F, 10.0F, kLength * (1 + kFeatures));
        const Space actions = Space::multiDiscrete(std::vector<int>(kLength, 2));
        Demonstrations data;
        Rng rng(5);
        for (data.count = 0; data.count < 400; ++data.count) {
            const auto observation = sequence(kLength, rng);
            data.observations.insert(data.observations.end(), observation.begin(), observation.end());
            float mean = 0;
            for (std::size_t i = 0; i < kLength; ++i)
                mean += observation[i * 4 + 1] / kLength;
            for (std::size_t i = 0; i < kLength; ++i)
                data.actions.push_back(observation[i * 4 + 1] > mean ? 1.0F : 0.0F);
        }
        CloningConfig cloning;
        cloning.learningRate = 5e-3;
        cloning.batch = 32;
        Rng initialisation(6);
        auto agent = *CloningAgent::create(cloning, observations, actions, data, 1,
                                           *makeSequencePolicy(config, 10, 0, initialisation));
        const double before = agent->validate().at("bc/validation_loss");
        for (int i = 0; i < 400; ++i)
            QVERIFY(agent->update().has_value());
        const auto after = agent->validate();
        // By chance all five are right in 3 % of the cases.
        QVERIFY2(after.at("bc/validation_accuracy") > 0.6,
                 qPrintable(QString::number(after.at("bc/validation_accuracy"))));
        QVERIFY(after.at("bc/validation_loss") < 0.5 * before);
    }

    void sameSeedSameBitsAndSavedWeightsAreReadBack()
    {
        const auto bytes = [](const ActorCritic &network) {
            ByteWriter out;
            network.save(out);
            return out.take();
        };
        auto one = make(tinyConfig(), 4);
        QVERIFY(bytes(*one) == bytes(*make(tinyConfig(), 4)));
        auto other = make(tinyConfig(), 4, 2);
        QVERIFY(bytes(*one) != bytes(*other));
        const std::string saved = bytes(*one);
        ByteReader in(saved);
        QVERIFY(other->load(in).has_value());
        Rng rng(1);
        const auto observation = sequence(4, rng);
        QCOMPARE(headsOf(*other, observation, 4), headsOf(*one, observation, 4));
        ByteReader cut(std::string_view(saved).substr(0, 50));
        QVERIFY(other->load(cut).error().code == ErrorCode::BadData);
    }

    /// An agent on a transformer, dropout included, stored and continued.
    void anAgentOnItContinuesBitForBit()
    {
        auto config = tinyConfig();
        config.dropout = 0.1;
        const auto agentOf = [&](std::uint64_t seed) {
            Demonstrations data;
            Rng rng(5);
            for (data.count = 0; data.count < 60; ++data.count) {
                const auto observation = sequence(3, rng);
                data.observations.insert(data.observations.end(), observation.begin(), observation.end());
                data.actions.push_back(observation[1] > 0 ? 1.0F : 0.0F);
            }
            CloningConfig cloning;
            cloning.batch = 8;
            Rng initialisation(seed);
            return *CloningAgent::create(cloning, Space::box(-10.0F, 10.0F, kLength * (1 + kFeatures)),
                                         Space::discrete(2), data, 3,
                                         *makeSequencePolicy(config, 2, 0, initialisation));
        };
        const auto bytes = [](CloningAgent &agent) {
            AgentState state;
            agent.save(state);
            return state.checkpoint.blocks;
        };
        auto one = agentOf(1);
        auto other = agentOf(2);
        for (int i = 0; i < 9; ++i)
            QVERIFY(one->update().has_value() && other->update().has_value());
        QVERIFY(bytes(*one) != bytes(*other));
        AgentState state;
        one->save(state);
        QVERIFY(other->load(state.checkpoint, {}).has_value());
        for (int i = 0; i < 9; ++i)
            QVERIFY(one->update().has_value() && other->update().has_value());
        QVERIFY(bytes(*one) == bytes(*other));
    }

    void everySettingChangesTheNetwork()
    {
        const auto output = [](const SequencePolicyConfig &config) {
            auto network = make(config, 4);
            Rng rng(1);
            Rng dropping(2);
            std::vector<float> heads(4);
            std::vector<float> values(1);
            std::vector<float> observation;
            for (int token = 0; token < config.length; ++token) {
                observation.push_back(1.0F);
                for (int i = 0; i < config.features; ++i)
                    observation.push_back(static_cast<float>(rng.normal()));
            }
            network->forward(observation, 1, heads, values, dropping);
            return heads;
        };
        const auto before = output(tinyConfig());
        const auto changed = [&](auto change) {
            auto config = tinyConfig();
            change(config);
            return output(config) != before;
        };
        QVERIFY(changed([](auto &c) { c.length = 6; }));
        QVERIFY(changed([](auto &c) { c.features = 4; }));
        QVERIFY(changed([](auto &c) { c.width = 16; }));
        QVERIFY(changed([](auto &c) { c.attentionHeads = 4; }));
        QVERIFY(changed([](auto &c) { c.layers = 1; }));
        QVERIFY(changed([](auto &c) { c.feedForward = 13; }));
        QVERIFY(changed([](auto &c) { c.dropout = 0.5; }));
        auto config = tinyConfig();
        config.initialLogDeviation = -1.0;
        Rng rng(1);
        const auto network = *makeSequencePolicy(config, 4, 1, rng);
        QCOMPARE(std::as_const(*network).logDeviations()[0], -1.0F);
    }

    void whatDoesNotFitIsRefused()
    {
        const auto refused = [](auto change) {
            auto config = tinyConfig();
            change(config);
            Rng rng(1);
            const auto made = makeSequencePolicy(config, 4, 0, rng);
            return !made && made.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(!refused([](auto &) {}));
        QVERIFY(refused([](auto &c) { c.attentionHeads = 3; }));
        QVERIFY(refused([](auto &c) { c.headsPerToken = 3; }));
        QVERIFY(refused([](auto &c) { c.dropout = 1.0; }));
        QVERIFY(refused([](auto &c) { c.layers = 0; }));
    }

    /// CUDA is used where LibTorch has it and refused with a reason where not.
    void devices()
    {
        QVERIFY(*deviceChoice("auto") == DeviceChoice::Auto);
        QVERIFY(*deviceChoice("cpu") == DeviceChoice::Cpu);
        QVERIFY(*deviceChoice("cuda") == DeviceChoice::Cuda);
        QVERIFY(deviceChoice("tpu").error().code == ErrorCode::InvalidArgument);
        QCOMPARE(*usesCuda(DeviceChoice::Cpu), false);
        const auto automatic = usesCuda(DeviceChoice::Auto);
        QVERIFY(automatic.has_value());
        const auto cuda = usesCuda(DeviceChoice::Cuda);
        QCOMPARE(cuda.has_value(), *automatic);
        if (!cuda) {
            QVERIFY(cuda.error().code == ErrorCode::Unsupported);
            QVERIFY(cuda.error().message.find("--device cpu") != std::string::npos);
            Rng rng(1);
            QVERIFY(makeSequencePolicy(tinyConfig(), 4, 0, rng, DeviceChoice::Cuda).error().code ==
                    ErrorCode::Unsupported);
        }
    }
};

QTEST_GUILESS_MAIN(TestSequencePolicy)
#include "tst_sequence_policy.moc"
