#include "tests/core/rl/on_policy_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using test::bytesOf;
using test::play;

namespace
{

PpoConfig tinyConfig()
{
    PpoConfig config;
    config.copies = 2;
    config.rolloutSteps = 16;
    config.batch = 8;
    config.epochs = 3;
    config.learningRate = 1e-2;
    config.network.policyHidden = {8};
    config.network.valueHidden = {8};
    return config;
}

const EnvironmentFactory kCartPole = [] { return std::make_unique<test::CartPole>(); };

VectorEnvironment environmentsFor(const EnvironmentFactory &factory, std::size_t copies, std::uint64_t seed = 1,
                                  std::size_t copiesPerSeed = 1)
{
    auto result = *VectorEnvironment::create(factory, {.copies = copies, .seed = seed, .copiesPerSeed = copiesPerSeed});
    (void)result.reset();
    return result;
}

}  // namespace

class TestPpo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The clipped objective by hand on one rollout of a bandit, γ = 0: advantages are rewards minus values, and the
    /// first minibatch has ratio 1, so that its losses follow from rewards and values alone.
    void lossesOfTheFirstMinibatchByHand()
    {
        PpoConfig config;
        config.copies = 1;
        config.rolloutSteps = 4;
        config.batch = 4;
        config.epochs = 1;
        config.gamma = 0.0;
        config.normaliseAdvantages = false;
        config.entropyWeight = 0.1;
        auto environments = environmentsFor([] { return std::make_unique<test::Bandit>(); }, 1);
        PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 5);
        const std::vector<float> one = {1.0F};
        const double value = agent.value(one);
        double entropy = 0;
        for (float a = 0; a < 3; ++a) {
            const double log = agent.logProbability(one, {}, std::vector<float>{a});
            entropy -= std::exp(log) * log;
        }
        std::vector<float> action(1);
        double policyLoss = 0;
        double valueLoss = 0;
        for (int i = 0; i < 4; ++i) {
            agent.explore({1, one, {}}, action);
            const std::vector<float> reward = {2.0F * action[0] - 1.0F};
            const std::vector<std::uint8_t> yes = {1};
            const std::vector<std::uint8_t> no = {0};
            agent.observe({1, one, action, reward, one, yes, no, {}, {}});
            policyLoss -= (static_cast<double>(reward[0]) - value) / 4;
            valueLoss += std::pow(static_cast<double>(reward[0]) - value, 2) / 4;
        }
        QVERIFY(agent.updateDue());
        QVERIFY(agent.update().has_value());
        const auto metrics = agent.takeMetrics();
        TW_COMPARE_NEAR(metrics.at("train/policy_gradient_loss"), policyLoss, 1e-6);  // log-probabilities kept as float
        TW_COMPARE_NEAR(metrics.at("train/value_loss"), valueLoss, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/entropy_loss"), -entropy, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/loss"), policyLoss + 0.5 * valueLoss - 0.1 * entropy, 1e-6);
        TW_COMPARE_NEAR(metrics.at("train/approx_kl"), 0.0, 1e-7);
        TW_COMPARE_NEAR(metrics.at("train/clip_fraction"), 0.0, 0.0);
        TW_COMPARE_NEAR(metrics.at("train/clip_range"), 0.2, 0.0);
        QCOMPARE(agent.updates(), std::int64_t{1});
    }

    void theProbabilityOfTheRightActionRises()
    {
        const Space spaces[] = {Space::discrete(3), Space::multiDiscrete({3, 2}), Space::box(-1.0F, 1.0F, 1)};
        for (const Space &space : spaces) {
            auto environments = environmentsFor([&] { return std::make_unique<test::Bandit>(space); }, 2);
            PpoAgent agent(tinyConfig(), environments.observationSpace(), space, 3);
            const std::vector<float> one = {1.0F};
            const std::vector<float> right(space.size(), space.branches().empty() ? 0.5F : 1.0F);
            const double before = agent.logProbability(one, {}, right);
            const double valueBefore = agent.value(one);
            QVERIFY(play(agent, environments, 16 * 12).has_value());
            QVERIFY2(agent.logProbability(one, {}, right) > before + 0.3,
                     qPrintable(QStringLiteral("%1 → %2").arg(before).arg(agent.logProbability(one, {}, right))));
            // Rewards are negative at first and near 0 later; the value follows them.
            QVERIFY(std::fabs(agent.value(one) - valueBefore) > 0.0);
        }
    }

    void forbiddenActionsAreNeverTried()
    {
        auto config = tinyConfig();
        auto environments = environmentsFor([] { return std::make_unique<test::HybridToy>(true); }, 2);
        PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 3);
        std::vector<float> actions(4);
        Rng rng(1);
        for (int i = 0; i < 200; ++i) {
            const std::vector<float> o(environments.observations().begin(), environments.observations().end());
            const std::vector<std::uint8_t> masks(environments.masks().begin(), environments.masks().end());
            for (const bool deterministic : {true, false}) {
                agent.act({2, o, masks}, deterministic, rng, actions);
                QVERIFY(masks[static_cast<std::size_t>(actions[0])] == 1);
                QVERIFY(masks[4 + static_cast<std::size_t>(actions[2])] == 1);
            }
            QVERIFY(play(agent, environments, 1).has_value());
        }
    }

    /// Several actions a state: the right one's probability rises without any help of a value estimate.
    void severalActionsAStateAreComparedWithOneAnother()
    {
        auto config = tinyConfig();
        config.copies = 8;
        config.rolloutSteps = 4;
        config.actionsPerState = 4;
        config.valueWeight = 0.0;
        const EnvironmentFactory bandit = [] { return std::make_unique<test::Bandit>(); };
        auto environments = environmentsFor(bandit, 8, 1, 4);
        PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 3);
        const double before = agent.logProbability(std::vector<float>{1.0F}, {}, std::vector<float>{1.0F});
        QVERIFY(play(agent, environments, 4 * 12).has_value());
        QVERIFY(agent.logProbability(std::vector<float>{1.0F}, {}, std::vector<float>{1.0F}) > before + 0.3);
        // A minibatch holds whole states: of 32 rows, 15 at a time are as 12 are, and make a step more than 16.
        const auto steps = [&bandit](std::size_t batch) {
            auto whole = tinyConfig();
            whole.copies = 8;
            whole.rolloutSteps = 4;
            whole.actionsPerState = 4;
            whole.batch = batch;
            auto played = environmentsFor(bandit, 8, 1, 4);
            PpoAgent one(whole, played.observationSpace(), played.actionSpace(), 3);
            return play(one, played, 4 * 4) ? one.updates() : -1;
        };
        QCOMPARE(steps(15), steps(12));
        QVERIFY(steps(15) > steps(16));
        // It needs a problem of one step.
        auto longer = environmentsFor(kCartPole, 8, 1, 4);
        PpoAgent other(config, longer.observationSpace(), longer.actionSpace(), 3);
        QVERIFY(play(other, longer, 4).error().code == ErrorCode::InvalidArgument);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto run = [](std::uint64_t seed) { return test::trained<PpoAgent>(tinyConfig(), seed, kCartPole, 40); };
        QVERIFY(run(7) == run(7));
        QVERIFY(run(7) != run(8));
    }

    /// Stopped in the middle of a rollout, and between two minibatches of its use.
    void savedAndLoadedItContinuesBitForBit()
    {
        auto config = tinyConfig();
        config.normaliseObservations = true;
        config.normaliseRewards = true;
        config.network.dropout = 0.1;
        for (const int steps : {21, 32}) {
            auto environments = environmentsFor(kCartPole, 2);
            PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 5);
            QVERIFY(play(agent, environments, steps - 1).has_value());
            // One step more by hand, and of a full rollout's use two minibatches.
            std::vector<float> actions(2);
            const std::vector<float> o(environments.observations().begin(), environments.observations().end());
            agent.explore({2, o, {}}, actions);
            QVERIFY(environments.step(actions).has_value());
            agent.observe({2,
                           o,
                           actions,
                           environments.rewards(),
                           environments.nextObservations(),
                           environments.terminated(),
                           environments.truncated(),
                           {},
                           {}});
            for (int i = 0; i < 2 && agent.updateDue(); ++i)
                QVERIFY(agent.update().has_value());
            QCOMPARE(agent.updateDue(), steps == 32);

            AgentState state;
            agent.save(state);
            ByteWriter episodes;
            environments.save(episodes);
            auto others = environmentsFor(kCartPole, 2);
            ByteReader in(episodes.bytes());
            QVERIFY(others.load(in).has_value());
            PpoAgent other(config, environments.observationSpace(), environments.actionSpace(), 99);
            QVERIFY(other.load(state.checkpoint, {}).has_value());
            while (agent.updateDue())
                QVERIFY(agent.update().has_value() && other.update().has_value());
            QVERIFY(play(agent, environments, 50).has_value());
            QVERIFY(play(other, others, 50).has_value());
            QVERIFY(bytesOf(agent) == bytesOf(other));
        }
    }

    void damagedCheckpointsAreRefused()
    {
        auto environments = environmentsFor(kCartPole, 2);
        PpoAgent agent(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 5);
        QVERIFY(play(agent, environments, 20).has_value());
        AgentState state;
        agent.save(state);
        for (const char *name : {"policy", "learning"}) {
            const auto &bytes = state.checkpoint.blocks.at(name);
            for (std::size_t length = 0; length < bytes.size(); length += 97) {
                auto cut = state.checkpoint;
                cut.blocks[name] = bytes.substr(0, length);
                PpoAgent other(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 6);
                Checkpoint before;
                Checkpoint after;
                other.savePolicy(before);
                QVERIFY(other.load(cut, {}).error().code == ErrorCode::BadData);
                if (std::string(name) == "policy") {
                    QVERIFY(!other.loadPolicy(cut).has_value());
                    other.savePolicy(after);
                    QVERIFY(before.blocks == after.blocks);
                }
            }
        }
    }

    void everySettingChangesWhatIsLearnt()
    {
        auto base = tinyConfig();
        base.entropyWeight = 0.01;
        base.normaliseRewards = true;
        const auto run = [](const PpoConfig &config, std::size_t perSeed = 1) {
            return test::trained<PpoAgent>(
                config, 4, [] { return std::make_unique<test::HybridToy>(); }, 64, perSeed);
        };
        const auto before = run(base);
        const auto changed = [&](auto change) {
            auto config = base;
            change(config);
            return run(config) != before;
        };
        QVERIFY(run(base) == before);
        QVERIFY(changed([](auto &c) { c.copies = 3; }));
        QVERIFY(changed([](auto &c) { c.rolloutSteps = 20; }));
        QVERIFY(changed([](auto &c) { c.gamma = 0.5; }));
        QVERIFY(changed([](auto &c) { c.lambda = 0.5; }));
        QVERIFY(changed([](auto &c) { c.learningRate = 1e-3; }));
        QVERIFY(changed([](auto &c) { c.learningRate = Schedule::linear(1e-2, 0); }));
        QVERIFY(changed([](auto &c) { c.entropyWeight = 0.1; }));
        QVERIFY(changed([](auto &c) { c.valueWeight = 0.1; }));
        QVERIFY(changed([](auto &c) { c.largestGradient = 0.05; }));
        QVERIFY(changed([](auto &c) { c.normaliseAdvantages = false; }));
        QVERIFY(changed([](auto &c) { c.normaliseObservations = true; }));
        QVERIFY(changed([](auto &c) { c.normaliseRewards = false; }));
        QVERIFY(changed([](auto &c) { c.batch = 16; }));
        QVERIFY(changed([](auto &c) { c.epochs = 4; }));
        QVERIFY(changed([](auto &c) { c.clip = 0.01; }));
        QVERIFY(changed([](auto &c) { c.valueClip = 0.01; }));
        QVERIFY(changed([](auto &c) { c.targetKl = 1e-4; }));
        QVERIFY(changed([](auto &c) { c.network.policyHidden = {9}; }));
        QVERIFY(changed([](auto &c) { c.network.valueHidden = {9}; }));
        QVERIFY(changed([](auto &c) { c.network.activation = Activation::Relu; }));
        QVERIFY(changed([](auto &c) { c.network.layerNorm = true; }));
        QVERIFY(changed([](auto &c) { c.network.dropout = 0.5; }));
        QVERIFY(changed([](auto &c) { c.network.initialLogDeviation = -1.0; }));
        QVERIFY(changed([](auto &c) { c.optimiser.kind = OptimiserConfig::Kind::RmsProp; }));
        QVERIFY(changed([](auto &c) { c.optimiser.beta1 = 0.5; }));
        QVERIFY(changed([](auto &c) { c.optimiser.beta2 = 0.9; }));
        QVERIFY(changed([](auto &c) { c.optimiser.epsilon = 1e-2; }));
        QVERIFY(changed([](auto &c) { c.optimiser.weightDecay = 0.1; }));
        const auto bandit = [](std::size_t actionsPerState) {
            auto config = tinyConfig();
            config.actionsPerState = actionsPerState;
            return test::trained<PpoAgent>(
                config, 4, [] { return std::make_unique<test::Bandit>(); }, 64, 2);
        };
        QVERIFY(bandit(1) != bandit(2));
        const auto normalised = [](bool perState) {
            auto config = tinyConfig();
            config.copies = 8;
            config.actionsPerState = 4;
            config.normalisePerState = perState;
            return test::trained<PpoAgent>(
                config, 4, [] { return std::make_unique<test::Bandit>(); }, 64, 4);
        };
        QVERIFY(normalised(false) != normalised(true));
    }

    /// The actions of one state are explored from one pass, so neighbours must be in one state.
    void neighboursInDifferentStatesAreRefused()
    {
        auto config = tinyConfig();
        config.copies = 2;
        config.rolloutSteps = 1;
        config.actionsPerState = 2;
        PpoAgent agent(config, Space::box(-1.0F, 1.0F, 1), Space::discrete(3), 5);
        std::vector<float> actions(2);
        const std::vector<float> states = {0.5F, -0.5F};
        const std::vector<float> rewards = {1.0F, 0.0F};
        const std::vector<std::uint8_t> yes = {1, 1};
        const std::vector<std::uint8_t> no = {0, 0};
        agent.explore({2, states, {}}, actions);
        agent.observe({2, states, actions, rewards, states, yes, no, {}, {}});
        QVERIFY(agent.updateDue());
        QCOMPARE(agent.update().error().context, std::string("actionsPerState"));
    }

    void aDivergenceThatIsTooLargeEndsTheRolloutsUse()
    {
        auto config = tinyConfig();
        config.targetKl = 1e-6;
        config.learningRate = 0.1;
        auto environments = environmentsFor(kCartPole, 2);
        PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 5);
        QVERIFY(play(agent, environments, 16).has_value());
        QCOMPARE(agent.updates(), std::int64_t{1});  // the second minibatch is past the limit
        QVERIFY(agent.takeMetrics().at("train/approx_kl") > 0.0);
    }

    void aRewardThatIsNotANumberStopsWithinOneUpdate()
    {
        auto config = tinyConfig();
        config.copies = 1;
        config.rolloutSteps = 2;
        PpoAgent agent(config, Space::box(-1.0F, 1.0F, 1), Space::discrete(3), 5);
        const std::vector<float> one = {1.0F};
        std::vector<float> action(1);
        const std::vector<std::uint8_t> no = {0};
        for (const float reward : {1.0F, std::numeric_limits<float>::quiet_NaN()}) {
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

    /// A rate so large that one step leaves the floats' range: said at once, with the weight's name.
    void aStepThatMakesAWeightInfiniteIsNamed()
    {
        auto config = tinyConfig();
        config.learningRate = std::numeric_limits<float>::max();
        config.optimiser.epsilon = 1e-30;
        config.normaliseRewards = false;
        auto environments = environmentsFor(kCartPole, 2);
        PpoAgent agent(config, environments.observationSpace(), environments.actionSpace(), 5);
        const auto played = play(agent, environments, 40);
        QVERIFY(!played.has_value());
        QVERIFY(played.error().code == ErrorCode::Diverged);
        QVERIFY2(played.error().context.starts_with("policy layer") ||
                     played.error().context.starts_with("value layer"),
                 played.error().context.c_str());
        QCOMPARE(agent.updates(), std::int64_t{0});
    }

    void settingsOutOfTheirRangeAreRefusedByName()
    {
        const auto refused = [](auto change) {
            auto config = tinyConfig();
            change(config);
            const auto made = PpoAgent::create(config, Space::box(-1.0F, 1.0F, 1), Space::discrete(2), 1);
            return made ? QString() : QString::fromStdString(made.error().context);
        };
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(refused([](auto &) {}), QString());
        QCOMPARE(refused([](auto &c) { c.copies = 0; }), QStringLiteral("copies"));
        QCOMPARE(refused([](auto &c) { c.rolloutSteps = 0; }), QStringLiteral("rolloutSteps"));
        QCOMPARE(refused([](auto &c) { c.gamma = 1.01; }), QStringLiteral("gamma"));
        QCOMPARE(refused([&](auto &c) { c.lambda = nan; }), QStringLiteral("lambda"));
        QCOMPARE(refused([](auto &c) { c.learningRate = Schedule::linear(1e-3, -1e-3); }),
                 QStringLiteral("learningRate"));
        QCOMPARE(refused([](auto &c) { c.learningRate = Schedule::exponential(1e-3, 0); }),
                 QStringLiteral("learningRate"));
        QCOMPARE(refused([&](auto &c) { c.entropyWeight = nan; }), QStringLiteral("entropyWeight"));
        QCOMPARE(refused([](auto &c) { c.valueWeight = -1; }), QStringLiteral("valueWeight"));
        QCOMPARE(refused([](auto &c) { c.largestGradient = -1; }), QStringLiteral("largestGradient"));
        QCOMPARE(refused([](auto &c) { c.actionsPerState = 3; }), QStringLiteral("actionsPerState"));
        QCOMPARE(refused([](auto &c) { c.batch = 0; }), QStringLiteral("batch"));
        QCOMPARE(refused([](auto &c) { c.epochs = 0; }), QStringLiteral("epochs"));
        QCOMPARE(refused([](auto &c) { c.clip = -0.1; }), QStringLiteral("clip"));
        QCOMPARE(refused([&](auto &c) { c.valueClip = nan; }), QStringLiteral("valueClip"));
        QCOMPARE(refused([](auto &c) { c.targetKl = -1; }), QStringLiteral("targetKl"));
        QCOMPARE(refused([](auto &c) { c.network.policyHidden = {8, 0}; }), QStringLiteral("network.policyHidden"));
        QCOMPARE(refused([](auto &c) { c.network.valueHidden = {0}; }), QStringLiteral("network.valueHidden"));
        QCOMPARE(refused([](auto &c) { c.network.dropout = 1; }), QStringLiteral("network.dropout"));
        QCOMPARE(refused([](auto &c) { c.network.initialLogDeviation = 100; }),
                 QStringLiteral("network.initialLogDeviation"));
        QCOMPARE(refused([](auto &c) { c.optimiser.beta1 = 1; }), QStringLiteral("optimiser.beta1"));
        QCOMPARE(refused([](auto &c) { c.optimiser.beta2 = -0.1; }), QStringLiteral("optimiser.beta2"));
        QCOMPARE(refused([](auto &c) { c.optimiser.epsilon = 0; }), QStringLiteral("optimiser.epsilon"));
        QCOMPARE(refused([](auto &c) { c.optimiser.weightDecay = -1; }), QStringLiteral("optimiser.weightDecay"));
    }

    void aDiscreteObservationIsOneHot()
    {
        auto environments = environmentsFor([] { return std::make_unique<test::GridWalk>(); }, 2);
        PpoAgent agent(tinyConfig(), environments.observationSpace(), environments.actionSpace(), 5);
        QVERIFY(play(agent, environments, 40).has_value());
        QVERIFY(agent.value(std::vector<float>{3}) != agent.value(std::vector<float>{4}));
    }
};

QTEST_GUILESS_MAIN(TestPpo)
#include "tst_ppo.moc"
