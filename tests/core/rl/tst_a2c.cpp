#include "tests/core/rl/on_policy_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using test::bytesOf;
using test::play;

namespace
{

A2cConfig tinyConfig()
{
    A2cConfig config;
    config.copies = 2;
    config.learningRate = 1e-2;
    config.network.policyHidden = {8};
    config.network.valueHidden = {8};
    return config;
}

const EnvironmentFactory kCartPole = [] { return std::make_unique<test::CartPole>(); };

}  // namespace

class TestA2c : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Two steps, γ = ½, λ = 1: returns are r₀ + ½ r₁ + ¼ v and r₁ + ½ v, with v the value of where the rollout ended.
    void lossesByHand()
    {
        auto config = tinyConfig();
        config.copies = 1;
        config.rolloutSteps = 2;
        config.gamma = 0.5;
        config.entropyWeight = 0.2;
        A2cAgent agent(config, Space::box(-5.0F, 5.0F, 1), Space::discrete(2), 5);
        const std::vector<std::vector<float>> o = {{1.0F}, {2.0F}, {-3.0F}};
        const double rewards[] = {1.5, -0.5};
        double logs[2];
        double entropy = 0;
        std::vector<float> action(1);
        for (std::size_t i = 0; i < 2; ++i) {
            agent.explore({1, o[i], {}}, action);
            logs[i] = agent.logProbability(o[i], {}, action);
            for (float a = 0; a < 2; ++a) {
                const double log = agent.logProbability(o[i], {}, std::vector<float>{a});
                entropy -= std::exp(log) * log / 2;
            }
            const std::vector<std::uint8_t> no = {0};
            agent.observe(
                {1, o[i], action, std::vector<float>{static_cast<float>(rewards[i])}, o[i + 1], no, no, {}, {}});
        }
        const double last = agent.value(o[2]);
        const double error0 = rewards[0] + 0.5 * rewards[1] + 0.25 * last - agent.value(o[0]);
        const double error1 = rewards[1] + 0.5 * last - agent.value(o[1]);
        while (agent.updateDue())
            QVERIFY(agent.update().has_value());
        const auto metrics = agent.takeMetrics();
        const double policyLoss = -(error0 * logs[0] + error1 * logs[1]) / 2;
        const double valueLoss = (error0 * error0 + error1 * error1) / 2;
        TW_COMPARE_NEAR(metrics.at("train/policy_loss"), policyLoss, 1e-6);  // values and advantages kept as float
        TW_COMPARE_NEAR(metrics.at("train/value_loss"), valueLoss, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/entropy_loss"), -entropy, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/loss"), policyLoss + 0.5 * valueLoss - 0.2 * entropy, 1e-6);
        QCOMPARE(agent.updates(), std::int64_t{1});
    }

    void theProbabilityOfTheRightActionRises()
    {
        auto environments =
            *VectorEnvironment::create([] { return std::make_unique<test::Bandit>(); }, {.copies = 2, .seed = 1});
        QVERIFY(environments.reset().has_value());
        A2cAgent agent(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 3);
        const double before = agent.logProbability(std::vector<float>{1.0F}, {}, std::vector<float>{1.0F});
        QVERIFY(play(agent, environments, 500).has_value());
        QVERIFY(agent.logProbability(std::vector<float>{1.0F}, {}, std::vector<float>{1.0F}) > before + 0.3);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto run = [](std::uint64_t seed) { return test::trained<A2cAgent>(tinyConfig(), seed, kCartPole, 40); };
        QVERIFY(run(7) == run(7));
        QVERIFY(run(7) != run(8));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        auto environments = *VectorEnvironment::create(kCartPole, {.copies = 2, .seed = 1});
        QVERIFY(environments.reset().has_value());
        A2cAgent agent(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 5);
        QVERIFY(play(agent, environments, 33).has_value());  // in the middle of a rollout
        AgentState state;
        agent.save(state);
        ByteWriter episodes;
        environments.save(episodes);
        auto others = *VectorEnvironment::create(kCartPole, {.copies = 2, .seed = 1});
        ByteReader in(episodes.bytes());
        QVERIFY(others.load(in).has_value());
        A2cAgent other(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 99);
        QVERIFY(other.load(state.checkpoint, {}).has_value());
        QVERIFY(play(agent, environments, 50).has_value());
        QVERIFY(play(other, others, 50).has_value());
        QVERIFY(bytesOf(agent) == bytesOf(other));
    }

    /// Adam's own settings are tested in tst_ppo.
    void everySettingChangesWhatIsLearnt()
    {
        const auto run = [](const A2cConfig &config) {
            return test::trained<A2cAgent>(
                config, 4, [] { return std::make_unique<test::HybridToy>(); }, 60);
        };
        const auto base = tinyConfig();
        const auto before = run(base);
        const auto changed = [&](auto change) {
            auto config = base;
            change(config);
            return run(config) != before;
        };
        QVERIFY(run(base) == before);
        QVERIFY(changed([](auto &c) { c.copies = 3; }));
        QVERIFY(changed([](auto &c) { c.normaliseObservations = true; }));
        QVERIFY(changed([](auto &c) { c.normaliseRewards = true; }));
        QVERIFY(changed([](auto &c) { c.network.policyHidden = {9}; }));
        QVERIFY(changed([](auto &c) { c.network.valueHidden = {9}; }));
        QVERIFY(changed([](auto &c) { c.network.activation = Activation::Relu; }));
        QVERIFY(changed([](auto &c) { c.network.layerNorm = true; }));
        QVERIFY(changed([](auto &c) { c.network.dropout = 0.5; }));
        QVERIFY(changed([](auto &c) { c.network.initialLogDeviation = -1.0; }));
        QVERIFY(changed([](auto &c) { c.rolloutSteps = 6; }));
        QVERIFY(changed([](auto &c) { c.lambda = 0.5; }));
        QVERIFY(changed([](auto &c) { c.gamma = 0.5; }));
        QVERIFY(changed([](auto &c) { c.learningRate = Schedule::exponential(1e-2, 1e-4); }));
        QVERIFY(changed([](auto &c) { c.entropyWeight = 0.1; }));
        QVERIFY(changed([](auto &c) { c.valueWeight = 0.1; }));
        QVERIFY(changed([](auto &c) { c.largestGradient = 0.05; }));
        QVERIFY(changed([](auto &c) { c.normaliseAdvantages = true; }));
        QVERIFY(changed([](auto &c) { c.optimiser.kind = OptimiserConfig::Kind::Adam; }));
        QVERIFY(changed([](auto &c) { c.optimiser.beta2 = 0.9; }));
        QVERIFY(changed([](auto &c) { c.optimiser.epsilon = 1e-2; }));
        const auto bandit = [](std::size_t actionsPerState) {
            auto config = tinyConfig();
            config.actionsPerState = actionsPerState;
            return test::trained<A2cAgent>(
                config, 4, [] { return std::make_unique<test::Bandit>(); }, 60, 2);
        };
        QVERIFY(bandit(1) != bandit(2));
        QCOMPARE(A2cConfig().rolloutSteps, std::size_t{5});
        auto none = base;
        none.rolloutSteps = 0;
        const auto made = A2cAgent::create(none, Space::box(-1.0F, 1.0F, 1), Space::discrete(2), 1);
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().context, std::string("rolloutSteps"));
    }

    void aRewardThatIsNotANumberStopsWithinOneUpdate()
    {
        auto config = tinyConfig();
        config.copies = 1;
        config.rolloutSteps = 2;
        A2cAgent agent(config, Space::box(-1.0F, 1.0F, 1), Space::discrete(3), 5);
        const std::vector<float> one = {1.0F};
        std::vector<float> action(1);
        const std::vector<std::uint8_t> no = {0};
        for (const float reward : {1.0F, std::numeric_limits<float>::infinity()}) {
            agent.explore({1, one, {}}, action);
            agent.observe({1, one, action, std::vector<float>{reward}, one, no, no, {}, {}});
        }
        Checkpoint before;
        Checkpoint after;
        agent.savePolicy(before);
        const auto updated = agent.update();
        QVERIFY(updated.error().code == ErrorCode::Diverged);
        QCOMPARE(updated.error().context, std::string("loss"));
        agent.savePolicy(after);
        QVERIFY(before.blocks == after.blocks);
    }
};

QTEST_GUILESS_MAIN(TestA2c)
#include "tst_a2c.moc"
