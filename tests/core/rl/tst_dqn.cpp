#include <QCoreApplication>
#include <QProcess>
#include <QtTest/QTest>
#include <cmath>
#include <limits>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/rl/dqn.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/core/rl/off_policy_cases.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

namespace
{

constexpr auto kChildFolder = "TW_DQN_TEST_FOLDER";

const EnvironmentFactory kCartPole = [] { return std::make_unique<CartPole>(); };
const EnvironmentFactory kMulti = [] { return std::make_unique<MultiDiscreteToy>(); };
const EnvironmentFactory kMasked = [] { return std::make_unique<HybridToy>(true); };

const Space kOne = Space::box(-1.0F, 1.0F, 1);

/// Learns from every step as soon as there is one.
DqnConfig tiny()
{
    DqnConfig config;
    config.experience.capacity = 500;
    config.experience.batch = 8;
    config.experience.learningStarts = 10;
    config.experience.trainEvery = 1;
    config.hidden = {12};
    config.learningRate = 1e-2;
    config.epsilon = 0.2;
    config.targetEvery = 20;
    config.targetTau = 0.5;
    return config;
}

std::unique_ptr<DqnAgent> make(const DqnConfig &config, const Space &actions = Space::discrete(2),
                               const Space &observations = Space::box(-1.0F, 1.0F, 4))
{
    return *DqnAgent::create(observations, actions, config);
}

/// One transition is all that the agent knows; its first update then has a loss that can be worked out by hand.
struct OneStep {
    std::vector<float> observation = {0.3F};
    std::vector<float> next = {-0.8F};
    std::vector<float> action;
    float reward = 0.25F;
    bool terminated = false;
    std::vector<std::uint8_t> nextMask{};

    double lossOf(DqnAgent &agent) const
    {
        std::vector<float> chosen(action.size());
        agent.explore({1, observation, {}}, chosen);
        const std::vector<std::uint8_t> ended = {std::uint8_t(terminated)};
        const std::vector<std::uint8_t> no = {0};
        agent.observe({1, observation, action, std::vector<float>{reward}, next, ended, no, {}, nextMask});
        if (!agent.updateDue() || !agent.update())
            return std::nan("");
        return agent.takeMetrics().at("train/loss");
    }
};

DqnConfig byHand()
{
    auto config = tiny();
    config.experience.learningStarts = 0;
    config.experience.gamma = 0.9;
    config.targetEvery = 1'000'000;
    config.epsilon = 0.0;
    config.huberDelta = 0.1;  // so that errors lie on both sides of it
    return config;
}

double huber(double error)
{
    return std::fabs(error) <= 0.1 ? 0.5 * error * error : 0.1 * (std::fabs(error) - 0.05);
}

std::size_t argmax(std::span<const float> values)
{
    return std::size_t(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace

class TestDqn : public QObject
{
    Q_OBJECT

    /// A run of 3000 steps that keeps checkpoints in `folder`; continues where one is.
    static Result<void> train(const std::filesystem::path &folder)
    {
        auto config = tiny();
        config.experience.capacity = 1000;
        config.experience.nStep = 3;
        config.experience.prioritised = true;
        const auto agent = make(config);
        RunListener listener;
        RunContext context(listener, {});
        TrainingConfig training;
        training.steps = 3000;
        training.checkpointEvery = 50;
        training.folder = folder;
        TrainingLoop loop(*agent, kCartPole, {.copies = 2, .seed = 4}, training);
        if (std::filesystem::exists(folder / "checkpoint.twc"))
            if (auto resumed = loop.resume(); !resumed)
                return resumed;
        const auto result = loop.run(context);
        return result ? Result<void>{} : fail(result.error());
    }

private Q_SLOTS:
    /// r + γ · Q'(s', argmax Q(s')) with double Q-learning, γ · max Q' without; nothing follows an end.
    void targetsByHand_data()
    {
        QTest::addColumn<bool>("doubleQ");
        QTest::addColumn<bool>("duelling");
        QTest::addColumn<bool>("terminated");
        for (const bool doubleQ : {false, true})
            for (const bool duelling : {false, true})
                for (const bool terminated : {false, true})
                    QTest::addRow("double %d duelling %d terminated %d", doubleQ, duelling, terminated)
                        << doubleQ << duelling << terminated;
    }
    void targetsByHand()
    {
        QFETCH(bool, doubleQ);
        QFETCH(bool, duelling);
        QFETCH(bool, terminated);
        auto config = byHand();
        config.doubleQ = doubleQ;
        config.duelling = duelling;
        const auto agent = make(config, Space::discrete(3), kOne);
        OneStep step{.action = {2}, .terminated = terminated};
        QVERIFY(std::isfinite(step.lossOf(*agent)));  // online and target networks are now different
        const auto now = agent->values(step.observation);
        const auto online = agent->values(step.next);
        const auto target = agent->values(step.next, true);
        QVERIFY(online != target);
        const double nextValue = target[argmax(doubleQ ? online : target)];
        const double wanted = 0.25 + (terminated ? 0.0 : 0.9 * nextValue);
        TW_COMPARE_NEAR(step.lossOf(*agent), huber(wanted - now[2]), 1e-6);
    }

    /// The three ways to make one value of two branches.
    void branchesByHand_data()
    {
        QTest::addColumn<int>("branches");
        QTest::addColumn<bool>("duelling");
        for (const bool duelling : {false, true}) {
            QTest::addRow("summed %d", duelling) << int(Branches::Summed) << duelling;
            QTest::addRow("averaged %d", duelling) << int(Branches::Averaged) << duelling;
            QTest::addRow("independent %d", duelling) << int(Branches::Independent) << duelling;
        }
    }
    void branchesByHand()
    {
        QFETCH(int, branches);
        QFETCH(bool, duelling);
        auto config = byHand();
        config.branches = Branches(branches);
        config.duelling = duelling;
        const auto agent = make(config, Space::multiDiscrete({3, 2}), kOne);
        OneStep step{.action = {1, 0}};
        QVERIFY(std::isfinite(step.lossOf(*agent)));
        const auto now = agent->values(step.observation);
        const auto online = agent->values(step.next);
        const auto target = agent->values(step.next, true);
        const double first = target[argmax(std::span(online).first(3))];
        const double second = target[3 + argmax(std::span(online).subspan(3))];
        double expected = 0;
        if (Branches(branches) == Branches::Summed)
            expected = huber(0.25 + 0.9 * (first + second) - (double(now[1]) + now[3]));
        else if (Branches(branches) == Branches::Averaged)
            expected = 0.5 * (huber(0.25 + 0.9 * 0.5 * (first + second) - now[1]) +
                              huber(0.25 + 0.9 * 0.5 * (first + second) - now[3]));
        else
            expected = 0.5 * (huber(0.25 + 0.9 * first - now[1]) + huber(0.25 + 0.9 * second - now[3]));
        TW_COMPARE_NEAR(step.lossOf(*agent), expected, 1e-6);
    }

    /// An ordinal head of 2 centres over 3 choices: its middle choice is worth the mean of the outer two, so learning
    /// about one of those moves it by half as much; the loss is as without.
    void ordinalHeadsByHand()
    {
        for (const bool duelling : {false, true}) {
            auto config = byHand();
            config.ordinalCentres = 2;
            config.duelling = duelling;
            const auto agent = make(config, Space::discrete(3), kOne);
            OneStep step{.action = {2}};
            QVERIFY(std::isfinite(step.lossOf(*agent)));
            const auto now = agent->values(step.observation);
            TW_COMPARE_NEAR(now[1], (double(now[0]) + now[2]) / 2, 1e-6);
            QVERIFY(now[0] != now[2]);
            const auto online = agent->values(step.next);
            const double nextValue = agent->values(step.next, true)[argmax(online)];
            TW_COMPARE_NEAR(step.lossOf(*agent), huber(0.25 + 0.9 * nextValue - now[2]), 1e-6);
        }
        QVERIFY(!DqnAgent::create(kOne, Space::discrete(3), {.ordinalCentres = 1}).has_value());
    }

    /// Only every second of 31 choices is ever tried; what the ones between are worth (rewards rise to the middle and
    /// fall again) is known with ordinal heads, and not without.
    void neighboursShareWhatIsLearnt()
    {
        const auto worst = [](std::size_t centres) {
            auto config = byHand();
            config.experience.gamma = 0;
            config.huberDelta = 1.0;
            config.hidden = {};
            config.ordinalCentres = centres;
            const auto agent = make(config, Space::discrete(31), kOne);
            const auto reward = [](std::size_t choice) { return float(std::sin(0.1 * double(choice))); };
            for (std::size_t i = 0; i < 1600; ++i) {
                const std::size_t choice = 2 * (i % 16);
                OneStep step{.observation = {0.0F}, .action = {float(choice)}, .reward = reward(choice)};
                (void)step.lossOf(*agent);
            }
            const auto values = agent->values(std::vector<float>{0.0F});
            double result = 0;
            for (std::size_t between = 1; between < 31; between += 2)
                result = std::max(result, std::fabs(double(values[between] - reward(between))));
            return result;
        };
        const double shared = worst(8);
        const double alone = worst(0);
        QVERIFY2(shared < 0.1 && alone > 0.5, qPrintable(QStringLiteral("%1, %2").arg(shared).arg(alone)));
    }

    void forbiddenChoicesAreNotCountedOn()
    {
        const auto agent = make(byHand(), Space::discrete(3), kOne);
        OneStep step{.action = {0}};
        QVERIFY(std::isfinite(step.lossOf(*agent)));
        const auto now = agent->values(step.observation);
        const auto online = agent->values(step.next);
        const std::size_t best = argmax(online);
        step.nextMask = {1, 1, 1};
        step.nextMask[best] = 0;
        const std::size_t a = (best + 1) % 3;
        const std::size_t b = (best + 2) % 3;
        const double second = agent->values(step.next, true)[online[a] > online[b] ? a : b];
        // The batch of eight draws from two transitions: with and without the mask.
        const double loss = step.lossOf(*agent);
        const double open = huber(0.25 + 0.9 * agent->values(step.next, true)[best] - now[0]);
        const double masked = huber(0.25 + 0.9 * second - now[0]);
        bool found = false;
        for (int i = 1; i <= 8; ++i)
            found = found || std::fabs(loss - (i * masked + (8 - i) * open) / 8) < 1e-6;
        QVERIFY2(found, qPrintable(QStringLiteral("%1 of %2, %3").arg(loss).arg(open).arg(masked)));
    }

    void forbiddenChoicesAreNeverTaken()
    {
        auto config = tiny();
        const Space actions = Space::discrete(4);
        const auto agent = make(config, actions, Space::box(-1.0F, 1.0F, 2));
        Rng rng(1);
        std::vector<float> action(1);
        for (int i = 0; i < 200; ++i) {
            const std::vector<float> o = {float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))};
            std::vector<std::uint8_t> mask(4, 0);
            mask[rng.below(4)] = 1;
            for (const bool deterministic : {true, false}) {
                agent->act({1, o, mask}, deterministic, rng, action);
                QCOMPARE(int(mask[std::size_t(action[0])]), 1);
            }
            agent->explore({1, o, mask}, action);
            QCOMPARE(int(mask[std::size_t(action[0])]), 1);
        }
    }

    /// One step, one observation; action 1 is right.
    void theValueOfTheRightActionRises()
    {
        auto config = tiny();
        config.targetEvery = 1;
        const auto agent = make(config, Space::discrete(3), kOne);
        const std::vector<float> one = {1.0F};
        std::vector<float> action(1);
        const std::vector<std::uint8_t> yes = {1};
        const std::vector<std::uint8_t> no = {0};
        for (int i = 0; i < 400; ++i) {
            agent->explore({1, one, {}}, action);
            const std::vector<float> reward = {action[0] == 1.0F ? 1.0F : 0.0F};
            agent->observe({1, one, action, reward, one, yes, no, {}, {}});
            while (agent->updateDue())
                QVERIFY(agent->update().has_value());
        }
        const auto values = agent->values(one);
        TW_COMPARE_NEAR(values[1], 1.0, 0.1);  // what the rewards are, up to the last steps' noise
        TW_COMPARE_NEAR(values[0], 0.0, 0.1);
        TW_COMPARE_NEAR(values[2], 0.0, 0.1);
        Rng rng(1);
        agent->act({1, one, {}}, true, rng, action);
        QCOMPARE(action[0], 1.0F);
    }

    void exploresAsOftenAsItShould()
    {
        auto config = tiny();
        config.experience.learningStarts = 0;
        config.epsilon = Schedule::linear(1.0, 0.2, 0.5);
        const auto agent = make(config, Space::discrete(10), kOne);
        std::vector<float> action(1);
        const std::vector<float> one = {1.0F};
        Rng rng(1);
        agent->act({1, one, {}}, true, rng, action);
        const float greedy = action[0];
        // Of 2000 draws other than greedy: ε · 9/10, ± 4.5 standard deviations.
        for (const auto &[progress, epsilon] : {std::pair{0.0, 1.0}, {0.25, 0.6}, {0.9, 0.2}}) {
            agent->setProgress(progress);
            int others = 0;
            for (int i = 0; i < 2000; ++i) {
                agent->explore({1, one, {}}, action);
                others += action[0] != greedy ? 1 : 0;
            }
            TW_COMPARE_NEAR(others / 2000.0, 0.9 * epsilon, 0.05);
        }
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        const auto run = [](std::uint64_t seed) {
            auto config = tiny();
            config.seed = seed;
            const auto agent = make(config);
            return trainedBytes(*agent, kCartPole, 100, 5);
        };
        QVERIFY(run(1) == run(1));
        QVERIFY(run(1) != run(2));
    }

    void savedAndLoadedItContinuesBitForBit()
    {
        auto config = tiny();
        config.experience.nStep = 3;
        for (const bool prioritised : {false, true}) {
            config.experience.prioritised = prioritised;
            continuesBitForBit([&] { return make(config); }, kCartPole, 400, 3);
        }
        config.branches = Branches::Independent;
        config.duelling = true;
        continuesBitForBit(
            [&] {
                return make(config, Space::multiDiscrete({7, 5, 3}), Space::box(0.0F, 1.0F, 3));
            },
            kMulti, 100, 3);
    }

    void damagedCheckpointsAreRefused()
    {
        const auto agent = make(tiny());
        QVERIFY(!trainedBytes(*agent, kCartPole, 50, 5).empty());
        refusesDamage([] { return make(tiny()); }, *agent);
        auto wider = tiny();
        wider.hidden = {13};
        Checkpoint policy;
        agent->savePolicy(policy);
        QVERIFY(!make(wider)->loadPolicy(policy).has_value());
    }

    void aPolicyCanBeStoredAlone()
    {
        const auto agent = make(tiny());
        QVERIFY(!trainedBytes(*agent, kCartPole, 50, 5).empty());
        Checkpoint policy;
        agent->savePolicy(policy);
        auto other = tiny();
        other.seed = 99;
        const auto restored = make(other);
        QVERIFY(restored->loadPolicy(policy).has_value());
        const std::vector<float> o = {0.1F, -0.2F, 0.3F, 0.4F};
        QVERIFY(agent->values(o) == restored->values(o));
    }

    void everySettingChangesWhatIsLearnt()
    {
        const auto run = [](auto change, std::size_t copies = 1) {
            auto config = tiny();
            config.experience.prioritised = true;
            config.experience.priorityFloor = 1e-2;
            change(config);
            const auto agent = make(config, Space::multiDiscrete({7, 5, 3}), Space::box(0.0F, 1.0F, 3));
            (void)trainedBytes(*agent, kMulti, 200, 5, copies);
            Checkpoint policy;
            agent->savePolicy(policy);
            return policy.blocks.at("policy");
        };
        const auto before = run([](auto &) {});
        QVERIFY(run([](auto &) {}) == before);
        QVERIFY(run([](auto &c) { c.experience.capacity = 50; }) != before);
        QVERIFY(run([](auto &c) { c.experience.batch = 9; }) != before);
        QVERIFY(run([](auto &c) { c.experience.learningStarts = 20; }) != before);
        QVERIFY(run([](auto &c) { c.experience.trainEvery = 2; }) != before);
        QVERIFY(run([](auto &c) { c.experience.updates = 2; }) != before);
        QVERIFY(run([](auto &c) { c.experience.prioritised = false; }) != before);
        QVERIFY(run([](auto &c) { c.experience.alpha = 0.3; }) != before);
        QVERIFY(run([](auto &c) { c.experience.priorityFloor = 1.0; }) != before);
        QVERIFY(run([](auto &c) { c.experience.beta = 1.0; }) != before);
        QVERIFY(run([](auto &c) { c.hidden = {13}; }) != before);
        QVERIFY(run([](auto &c) { c.activation = Activation::Tanh; }) != before);
        QVERIFY(run([](auto &c) { c.learningRate = 1e-3; }) != before);
        QVERIFY(run([](auto &c) { c.learningRate = Schedule::linear(1e-2, 0); }) != before);
        QVERIFY(run([](auto &c) { c.epsilon = 0.4; }) != before);
        QVERIFY(run([](auto &c) { c.duelling = true; }) != before);
        QVERIFY(run([](auto &c) { c.branches = Branches::Averaged; }) != before);
        QVERIFY(run([](auto &c) { c.ordinalCentres = 4; }) != before);
        QVERIFY(run([](auto &c) { c.huberDelta = 0.1; }) != before);
        QVERIFY(run([](auto &c) { c.gradientNorm = 0.1; }) != before);
        QVERIFY(run([](auto &c) { c.seed = 7; }) != before);
        // What concerns the next state needs one.
        const auto longer = [](auto change) {
            auto config = tiny();
            change(config);
            const auto agent = make(config);
            (void)trainedBytes(*agent, kCartPole, 200, 5);
            return agent->values(std::vector<float>{0.1F, 0.0F, 0.0F, 0.1F});
        };
        const auto reference = longer([](auto &) {});
        QVERIFY(longer([](auto &c) { c.experience.gamma = 0.5; }) != reference);
        QVERIFY(longer([](auto &c) { c.experience.nStep = 2; }) != reference);
        QVERIFY(longer([](auto &c) { c.doubleQ = false; }) != reference);
        QVERIFY(longer([](auto &c) { c.targetTau = 1.0; }) != reference);
        QVERIFY(longer([](auto &c) { c.targetEvery = 10; }) != reference);
    }

    void aRewardThatIsNotANumberStopsWithinOneUpdate()
    {
        const auto agent = make(byHand(), Space::discrete(3), kOne);
        Checkpoint before;
        Checkpoint after;
        agent->savePolicy(before);
        std::vector<float> action(1);
        const std::vector<float> one = {1.0F};
        const std::vector<std::uint8_t> no = {0};
        agent->explore({1, one, {}}, action);
        agent->observe(
            {1, one, action, std::vector<float>{std::numeric_limits<float>::infinity()}, one, no, no, {}, {}});
        const auto updated = agent->update();
        QVERIFY(updated.error().code == ErrorCode::Diverged);
        QCOMPARE(updated.error().context, std::string("train/loss"));
        agent->savePolicy(after);
        QVERIFY(before.blocks == after.blocks);
    }

    void actionSpacesItCanNotTakeAreRefused()
    {
        for (const Space &actions : {Space::box(0, 1, 2), Space::hybrid({2}, {0}, {1})}) {
            const auto agent = DqnAgent::create(kOne, actions, {});
            QVERIFY(!agent.has_value());
            QVERIFY(agent.error().code == ErrorCode::InvalidArgument);
        }
    }

    void aDiscreteObservationIsOneHot()
    {
        const auto agent = make(tiny(), Space::discrete(4), Space::discrete(25));
        QVERIFY(!trainedBytes(
                     *agent, [] { return std::make_unique<GridWalk>(); }, 50, 5)
                     .empty());
        QVERIFY(agent->values(std::vector<float>{3}) != agent->values(std::vector<float>{4}));
    }

    void metricsHaveTheirNames()
    {
        const auto agent = make(tiny());
        QVERIFY(!trainedBytes(*agent, kCartPole, 60, 5).empty());
        const Metrics metrics = agent->takeMetrics();
        for (const char *name :
             {"train/loss", "train/q_mean", "train/gradient_norm", "train/learning_rate", "rollout/exploration_rate"})
            QVERIFY2(metrics.contains(name), name);
        QVERIFY(!agent->takeMetrics().contains("train/loss"));
    }

    /// Of the process that is killed.
    void childTrains()
    {
        const QByteArray folder = qgetenv(kChildFolder);
        if (folder.isEmpty())
            return;
        QVERIFY(train(folder.toStdString()).has_value());
    }

    /// Killed three times while it trains and stores, then continued to the end: as if nothing had been.
    void killedAndContinued()
    {
        const QTemporaryDir whole;
        const QTemporaryDir broken;
        QVERIFY(train(whole.path().toStdString()).has_value());
        const std::filesystem::path folder = broken.path().toStdString();
        for (int kill = 0; kill < 3; ++kill) {
            QProcess child;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(kChildFolder, broken.path());
            child.setProcessEnvironment(environment);
            child.start(QCoreApplication::applicationFilePath(), {"childTrains"});
            QVERIFY(child.waitForStarted());
            const auto file = folder / "checkpoint.twc";
            const auto before = std::filesystem::exists(file) ? std::filesystem::last_write_time(file)
                                                              : std::filesystem::file_time_type{};
            QTRY_VERIFY_WITH_TIMEOUT(
                child.state() == QProcess::NotRunning ||
                    (std::filesystem::exists(file) && std::filesystem::last_write_time(file) != before),
                60'000);
            std::this_thread::sleep_for(std::chrono::milliseconds(7 * kill));
            child.kill();
            child.waitForFinished();
        }
        QVERIFY(train(folder).has_value());
        const auto a = readCheckpoint(std::filesystem::path(whole.path().toStdString()) / "checkpoint.twc");
        const auto b = readCheckpoint(folder / "checkpoint.twc");
        QVERIFY(a.has_value() && b.has_value());
        QVERIFY(a->blocks.at("agent") == b->blocks.at("agent"));
        QVERIFY(a->blocks.at("training") == b->blocks.at("training"));
        // The segments' blocks were cut at other places; what they hold is compared by drawing from them: continue
        // both.
        const auto continued = [](const std::filesystem::path &from, const Checkpoint &checkpoint) {
            auto config = tiny();
            config.experience.capacity = 1000;
            config.experience.nStep = 3;
            config.experience.prioritised = true;
            const auto agent = make(config);
            if (!agent->load(checkpoint, from))
                return std::string();
            auto environments = *VectorEnvironment::create(kCartPole, {.copies = 2, .seed = 11});
            (void)environments.reset();
            (void)playSteps(*agent, environments, 200);
            AgentState state;
            agent->save(state);
            return state.checkpoint.blocks.at("agent");
        };
        const auto first = continued(whole.path().toStdString(), *a);
        QVERIFY(!first.empty());
        QVERIFY(first == continued(folder, *b));
    }
};

QTEST_GUILESS_MAIN(TestDqn)
#include "tst_dqn.moc"
