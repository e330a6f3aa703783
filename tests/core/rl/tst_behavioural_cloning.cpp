#include <QTemporaryDir>
#include <QtTest/QTest>
#include <cmath>
#include <filesystem>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

#include "core/rl/behavioural_cloning.h"
#include "core/rl/checkpoint_writer.h"
#include "core/rl/ppo.h"
#include "core/rl/training_loop.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

const Space kObservations = Space::box(-1.0F, 1.0F, 2);

/// The right choice is whether the first number is positive; the right number the second one times 5.
Demonstrations examples(std::size_t count, const Space &actions, std::uint64_t seed = 1)
{
    Demonstrations data;
    data.count = count;
    Rng rng(seed);
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = static_cast<float>(rng.uniform(-1, 1));
        const auto y = static_cast<float>(rng.uniform(-1, 1));
        data.observations.insert(data.observations.end(), {x, y});
        if (!actions.branches().empty())
            data.actions.push_back(x > 0 ? 1.0F : 0.0F);
        if (actions.continuous() > 0)
            data.actions.push_back(5.0F * y);
    }
    return data;
}

std::unique_ptr<CloningAgent> agentFor(const CloningConfig &config, const Space &actions, Demonstrations data,
                                       std::uint64_t seed = 3)
{
    return *CloningAgent::create(config, kObservations, actions, std::move(data), seed);
}

CloningConfig tinyConfig()
{
    CloningConfig config;
    config.batch = 16;
    config.network.policyHidden = {16};
    config.network.valueHidden = {4};
    config.learningRate = 1e-2;
    return config;
}

}  // namespace

class TestBehaviouralCloning : public QObject
{
    Q_OBJECT

    const Space m_hybrid = Space::hybrid({2}, {-5.0F}, {5.0F});

private Q_SLOTS:
    /// One demonstration in the batch counts three times as much as the other.
    void lossByHand()
    {
        auto config = tinyConfig();
        config.entropyWeight = 0.0;
        config.validationShare = 0.0;
        auto data = examples(2, m_hybrid);
        data.weights = {3.0F, 1.0F};
        const auto o = data.observations;
        const auto a = data.actions;
        auto agent = agentFor(config, m_hybrid, std::move(data));
        const double log0 = agent->logProbability(std::span(o).first(2), std::span(a).first(2));
        const double log1 = agent->logProbability(std::span(o).last(2), std::span(a).last(2));
        QVERIFY(agent->update().has_value());
        TW_COMPARE_NEAR(agent->takeMetrics().at("bc/loss"), -(0.75 * log0 + 0.25 * log1), 1e-6);  // float logits
        QCOMPARE(agent->epochs(), std::int64_t{1});
    }

    void theDemonstratedActionsBecomeTheLikeliest()
    {
        auto agent = agentFor(tinyConfig(), m_hybrid, examples(500, m_hybrid));
        const double before = agent->validate().at("bc/validation_loss");
        for (int i = 0; i < 600; ++i)
            QVERIFY(agent->update().has_value());
        const auto after = agent->validate();
        QVERIFY(after.at("bc/validation_loss") < before - 1.0);
        QVERIFY2(after.at("bc/validation_accuracy") >= 0.9,
                 qPrintable(QString::number(after.at("bc/validation_accuracy"))));
        // On what it hasn't seen: the number within a tenth of its range on average.
        const auto fresh = examples(100, m_hybrid, 77);
        std::vector<float> actions(200);
        Rng rng(1);
        agent->act({100, fresh.observations, {}}, true, rng, actions);
        double off = 0;
        for (std::size_t i = 0; i < 100; ++i)
            off += std::fabs(static_cast<double>(actions[2 * i + 1]) - static_cast<double>(fresh.actions[2 * i + 1])) /
                   100;
        QVERIFY2(off < 1.0, qPrintable(QString::number(off)));
    }

    /// Imitating a hand-written controller balances the pole for all 500 steps; and PPO can go on from there.
    void imitatesAControllerAndHandsOverToPpo()
    {
        test::CartPole pole;
        Demonstrations data;
        std::vector<float> o(4);
        Rng rng(5);
        for (std::uint64_t episode = 0; episode < 20; ++episode) {
            QVERIFY(pole.reset(episode, o).has_value());
            for (int step = 0; step < 200; ++step) {
                const float right = o[2] + 0.5F * o[3] + 0.05F * o[1] + 0.05F * o[0] > 0 ? 1.0F : 0.0F;
                data.observations.insert(data.observations.end(), o.begin(), o.end());
                data.actions.push_back(right);
                ++data.count;
                // Sometimes disturbed, so that there is something to put right.
                const float done = rng.chance(0.2) ? 1.0F - right : right;
                if (pole.step(std::vector<float>{done}, o)->done())
                    break;
            }
        }
        CloningConfig config;
        config.learningRate = 3e-3;
        auto agent = *CloningAgent::create(config, pole.observationSpace(), pole.actionSpace(), data, 1);
        while (agent->epochs() < 10)
            QVERIFY(agent->update().has_value());
        const EnvironmentFactory factory = [] { return std::make_unique<test::CartPole>(); };
        const auto result = evaluate(*agent, factory, {.episodes = 20, .seed = 5});
        QVERIFY2(result->meanReward >= 475, qPrintable(QString::number(result->meanReward)));

        Checkpoint policy;
        agent->savePolicy(policy);
        PpoAgent ppo(PpoConfig{}, pole.observationSpace(), pole.actionSpace(), 9);
        QVERIFY(ppo.loadPolicy(policy).has_value());
        QCOMPARE(evaluate(ppo, factory, {.episodes = 20, .seed = 5})->meanReward, result->meanReward);
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto run = [this](std::uint64_t seed) {
            auto agent = agentFor(tinyConfig(), m_hybrid, examples(100, m_hybrid), seed);
            for (int i = 0; i < 20; ++i)
                (void)agent->update();
            Checkpoint policy;
            agent->savePolicy(policy);
            return policy.blocks.at("policy");
        };
        QVERIFY(run(7) == run(7));
        QVERIFY(run(7) != run(8));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        auto config = tinyConfig();
        config.network.dropout = 0.2;
        config.normaliseObservations = true;
        auto agent = agentFor(config, m_hybrid, examples(100, m_hybrid));
        for (int i = 0; i < 8; ++i)
            QVERIFY(agent->update().has_value());
        AgentState state;
        agent->save(state);
        auto other = agentFor(config, m_hybrid, examples(100, m_hybrid));
        QVERIFY(other->load(state.checkpoint, {}).has_value());
        for (int i = 0; i < 20; ++i)
            QVERIFY(agent->update().has_value() && other->update().has_value());
        AgentState a;
        AgentState b;
        agent->save(a);
        other->save(b);
        QVERIFY(a.checkpoint.blocks == b.checkpoint.blocks);
        for (const char *name : {"policy", "learning"}) {
            auto cut = state.checkpoint;
            cut.blocks[name].resize(cut.blocks[name].size() - 1);
            QVERIFY(other->load(cut, {}).error().code == ErrorCode::BadData);
        }
    }

    /// kill −9 while it learns and stores: the last checkpoint continues to the same bits.
    void killedItContinues()
    {
        constexpr int updates = 3000;
        const auto learn = [](CloningAgent &agent, const std::filesystem::path &file) {
            while (agent.updates() < updates) {
                if (!agent.update())
                    qFatal("can't learn");
                AgentState state;
                agent.save(state);
                state.checkpoint.header["algorithm"] = agent.algorithm();
                if (!file.empty() && agent.updates() % 50 == 0 && !writeAgentState(file, state))
                    qFatal("can't write");
            }
        };
        auto whole = agentFor(tinyConfig(), m_hybrid, examples(100, m_hybrid));
        learn(*whole, {});
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("checkpoint.twc").toStdString();
        const pid_t child = fork();
        if (child == 0) {
            auto agent = agentFor(tinyConfig(), m_hybrid, examples(100, m_hybrid));
            learn(*agent, file);
            _exit(0);
        }
        while (!std::filesystem::exists(file))
            usleep(1000);
        usleep(5000);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        const auto checkpoint = readCheckpoint(file);
        QVERIFY(checkpoint.has_value());
        auto rest = agentFor(tinyConfig(), m_hybrid, examples(100, m_hybrid));
        QVERIFY(rest->load(*checkpoint, {}).has_value());
        learn(*rest, {});
        Checkpoint a;
        Checkpoint b;
        whole->savePolicy(a);
        rest->savePolicy(b);
        QVERIFY(a.blocks == b.blocks);
    }

    void whatIsNotFiniteStopsIt()
    {
        auto config = tinyConfig();
        config.learningRate = std::numeric_limits<float>::max();
        auto agent = agentFor(config, m_hybrid, examples(100, m_hybrid));
        Result<void> updated;
        for (int i = 0; i < 3 && updated; ++i)
            updated = agent->update();
        QVERIFY(!updated.has_value());
        QVERIFY(updated.error().code == ErrorCode::Diverged);
        QVERIFY2(updated.error().context == "loss" || updated.error().context.starts_with("policy layer"),
                 updated.error().context.c_str());
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto run = [this](const CloningConfig &config) {
            auto agent = agentFor(config, m_hybrid, examples(100, m_hybrid));
            for (int i = 0; i < 12; ++i)
                (void)agent->update();
            Checkpoint policy;
            agent->savePolicy(policy);
            return policy.blocks.at("policy");
        };
        const auto before = run(tinyConfig());
        const auto changed = [&](auto change) {
            auto config = tinyConfig();
            change(config);
            return run(config) != before;
        };
        QVERIFY(changed([](auto &c) { c.batch = 8; }));
        QVERIFY(changed([](auto &c) { c.learningRate = 1e-3; }));
        QVERIFY(changed([](auto &c) { c.entropyWeight = 0.1; }));
        QVERIFY(changed([](auto &c) { c.largestGradient = 0.01; }));
        QVERIFY(changed([](auto &c) { c.validationShare = 0.5; }));
        QVERIFY(changed([](auto &c) { c.normaliseObservations = true; }));
        QVERIFY(changed([](auto &c) { c.network.policyHidden = {8}; }));
        QVERIFY(changed([](auto &c) { c.network.valueHidden = {8}; }));
        QVERIFY(changed([](auto &c) { c.network.activation = Activation::Relu; }));
        QVERIFY(changed([](auto &c) { c.network.layerNorm = true; }));
        QVERIFY(changed([](auto &c) { c.network.dropout = 0.5; }));
        QVERIFY(changed([](auto &c) { c.network.initialLogDeviation = -1.0; }));
        QVERIFY(changed([](auto &c) { c.optimiser.kind = OptimiserConfig::Kind::RmsProp; }));
        QVERIFY(changed([](auto &c) { c.optimiser.beta1 = 0.5; }));
        QVERIFY(changed([](auto &c) { c.optimiser.beta2 = 0.9; }));
        QVERIFY(changed([](auto &c) { c.optimiser.epsilon = 1e-2; }));
        QVERIFY(changed([](auto &c) { c.optimiser.weightDecay = 0.1; }));
    }

    void whatDoesNotFitIsRefused()
    {
        const auto refused = [this](auto change) {
            auto data = examples(20, m_hybrid);
            change(data);
            const auto made = CloningAgent::create(tinyConfig(), kObservations, m_hybrid, std::move(data), 1);
            return !made && made.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(!refused([](Demonstrations &) {}));
        QVERIFY(refused([](Demonstrations &data) { data.actions.pop_back(); }));
        QVERIFY(refused([](Demonstrations &data) { data.actions[0] = 2.0F; }));
        QVERIFY(refused([](Demonstrations &data) { data.actions[1] = 5.5F; }));
        QVERIFY(refused([](Demonstrations &data) { data.observations[3] = std::nanf(""); }));
        QVERIFY(refused([](Demonstrations &data) { data.masks.assign(40, 0); }));
        QVERIFY(refused([](Demonstrations &data) { data.weights.assign(20, -1.0F); }));
        QVERIFY(refused([](Demonstrations &data) { data = {}; }));
        const auto refusedFor = [this](auto change) {
            auto config = tinyConfig();
            change(config);
            const auto made = CloningAgent::create(config, kObservations, m_hybrid, examples(20, m_hybrid), 1);
            return made ? QString() : QString::fromStdString(made.error().context);
        };
        QCOMPARE(refusedFor([](auto &c) { c.batch = 0; }), QStringLiteral("batch"));
        QCOMPARE(refusedFor([](auto &c) { c.learningRate = -1.0; }), QStringLiteral("learningRate"));
        QCOMPARE(refusedFor([](auto &c) { c.entropyWeight = INFINITY; }), QStringLiteral("entropyWeight"));
        QCOMPARE(refusedFor([](auto &c) { c.largestGradient = -1; }), QStringLiteral("largestGradient"));
        QCOMPARE(refusedFor([](auto &c) { c.validationShare = 1; }), QStringLiteral("validationShare"));
        QCOMPARE(refusedFor([](auto &c) { c.network.dropout = -1; }), QStringLiteral("network.dropout"));
        QCOMPARE(refusedFor([](auto &c) { c.optimiser.epsilon = 0; }), QStringLiteral("optimiser.epsilon"));
    }
};

QTEST_GUILESS_MAIN(TestBehaviouralCloning)
#include "tst_behavioural_cloning.moc"
