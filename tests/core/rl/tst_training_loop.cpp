#include <QTemporaryDir>
#include <QtTest/QTest>
#include <atomic>
#include <filesystem>
#include <limits>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/rl/a2c.h"
#include "core/rl/checkpoint_writer.h"
#include "core/rl/ppo.h"
#include "core/rl/training_loop.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

const EnvironmentFactory kCartPole = [] { return std::make_unique<test::CartPole>(); };

PpoConfig tinyConfig()
{
    PpoConfig config;
    config.copies = 2;
    config.rolloutSteps = 32;
    config.batch = 16;
    config.epochs = 2;
    config.network.policyHidden = {8};
    config.network.valueHidden = {8};
    return config;
}

std::unique_ptr<PpoAgent> tinyAgent(std::uint64_t seed = 1)
{
    const test::CartPole pole;
    return std::make_unique<PpoAgent>(tinyConfig(), pole.observationSpace(), pole.actionSpace(), seed);
}

std::unique_ptr<Agent> tinyA2c(std::uint64_t seed = 1)
{
    const test::CartPole pole;
    A2cConfig config;
    config.copies = 2;
    config.network.policyHidden = {8};
    config.network.valueHidden = {8};
    return std::make_unique<A2cAgent>(config, pole.observationSpace(), pole.actionSpace(), seed);
}

std::string policyOf(const Agent &agent)
{
    Checkpoint checkpoint;
    agent.savePolicy(checkpoint);
    return checkpoint.blocks.at("policy");
}

/// Asks to stop after some progress reports or episodes.
class Listener : public RunListener
{
public:
    void onEpisode(const EpisodeRecord &record) override
    {
        episodes.push_back(record);
        if (static_cast<int>(episodes.size()) == stopAfter)
            stop.request_stop();
    }
    void onCheckpoint(const std::string &file) override { checkpoints.push_back(file); }
    std::vector<EpisodeRecord> episodes;
    std::vector<std::string> checkpoints;
    int stopAfter = -1;
    std::stop_source stop;
};

/// A pole whose reward becomes NaN after so many steps of all copies of this test.
class Poisoned : public test::CartPole
{
public:
    explicit Poisoned(std::shared_ptr<int> left) : m_left(std::move(left)) {}
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        auto outcome = CartPole::step(action, observation);
        if (--*m_left < 0)
            outcome->reward = std::numeric_limits<float>::quiet_NaN();
        return outcome;
    }

private:
    std::shared_ptr<int> m_left;
};

}  // namespace

class TestTrainingLoop : public QObject
{
    Q_OBJECT

    static TrainingResult train(Agent &agent, const TrainingConfig &config, Listener &listener, bool resume = false,
                                const TrainingHooks &hooks = {})
    {
        TrainingLoop loop(agent, kCartPole, {.copies = 2, .seed = 4}, config);
        if (resume && !loop.resume())
            qFatal("can't resume");
        RunContext context(listener, listener.stop.get_token());
        auto result = loop.run(context, hooks);
        if (!result)
            qFatal("%s", result.error().describe().c_str());
        return *result;
    }

private Q_SLOTS:
    void runsToTheEndAndTellsEverything()
    {
        auto agent = tinyAgent();
        Listener listener;
        std::vector<Metrics> metrics;
        TrainingHooks hooks;
        hooks.onMetrics = [&](std::int64_t, const Metrics &m) -> Result<void> {
            metrics.push_back(m);
            return {};
        };
        hooks.episodeValues = [](const EpisodeSummary &episode) { return std::vector<double>{episode.reward, 7.0}; };
        TrainingConfig config;
        config.steps = 400;
        config.logEvery = 128;
        config.evaluateEvery = 200;
        config.evaluation = {.episodes = 3, .seed = 1};
        config.choosing = {.episodes = 2, .seed = 2};
        const auto result = train(*agent, config, listener, false, hooks);
        QVERIFY(result.end == TrainingEnd::Completed);
        QCOMPARE(result.steps, std::int64_t{400});
        QCOMPARE(static_cast<std::size_t>(result.episodes), listener.episodes.size());
        QVERIFY(result.bestSteps == 200 || result.bestSteps == 400);
        std::int64_t expected = 1;
        for (const auto &episode : listener.episodes) {
            QCOMPARE(episode.episode, expected++);
            QCOMPARE(episode.values.size(), std::size_t{2});
            QCOMPARE(episode.values[1], 7.0);
        }
        QCOMPARE(metrics.size(), std::size_t{3 + 2});  // logs at 128, 256, 384; evaluations at 200, 400
        for (const char *name : {"rollout/ep_rew_mean", "rollout/ep_len_mean", "time/fps", "time/iterations",
                                 "time/time_elapsed", "time/total_timesteps", "train/loss", "train/learning_rate",
                                 "train/n_updates", "train/explained_variance", "train/approx_kl"})
            QVERIFY2(metrics[0].contains(name), name);
        QVERIFY(metrics[1].contains("eval/mean_reward") && metrics[1].contains("eval/mean_ep_length"));
    }

    /// Evaluation plays fixed episodes of its own and leaves no trace in what is learnt.
    void lookingAtARunDoesNotChangeIt()
    {
        TrainingConfig config;
        config.steps = 300;
        Listener listener;
        auto quiet = tinyAgent();
        (void)train(*quiet, config, listener);
        config.evaluateEvery = 50;
        config.evaluation = {.episodes = 5, .seed = 3, .deterministic = false};
        auto watched = tinyAgent();
        (void)train(*watched, config, listener);
        QVERIFY(policyOf(*quiet) == policyOf(*watched));

        const auto one = evaluate(*quiet, kCartPole, {.episodes = 9, .seed = 3});
        const auto again = evaluate(*quiet, kCartPole, {.episodes = 9, .seed = 3});
        const auto others = evaluate(*quiet, kCartPole, {.episodes = 9, .seed = 4});
        QCOMPARE(one->rewards, again->rewards);
        QVERIFY(one->rewards != others->rewards);
        double mean = 0;
        for (const double reward : one->rewards)
            mean += reward / 9;
        QCOMPARE(one->meanReward, mean);
        // Which episodes there are doesn't depend on how many are played together.
        QCOMPARE(evaluate(*quiet, kCartPole, {.episodes = 9, .seed = 3, .copies = 2})->rewards, one->rewards);
        QCOMPARE(evaluate(*quiet, kCartPole, {.episodes = 0})->rewards.size(), std::size_t{0});
    }

    void stoppedAndResumedItIsTheSameRun()
    {
        QTemporaryDir folder;
        TrainingConfig config;
        config.steps = 500;
        Listener listener;
        auto whole = tinyAgent();
        (void)train(*whole, config, listener);

        config.folder = folder.path().toStdString();
        Listener stopping;
        stopping.stopAfter = 7;
        auto first = tinyAgent();
        const auto stopped = train(*first, config, stopping);
        QVERIFY(stopped.end == TrainingEnd::Cancelled);
        QVERIFY(stopped.steps < 500);
        Listener rest;
        auto second = tinyAgent(99);
        const auto resumed = train(*second, config, rest, true);
        QVERIFY(resumed.end == TrainingEnd::Completed);
        QCOMPARE(resumed.steps, std::int64_t{500});
        QVERIFY(policyOf(*second) == policyOf(*whole));
        QCOMPARE(stopping.episodes.size() + rest.episodes.size(), listener.episodes.size());
        QCOMPARE(rest.episodes.back().values, listener.episodes.back().values);
        // policy.twc is the policy at the end.
        const auto policy = readCheckpoint(config.folder / "policy.twc");
        QVERIFY(policy.has_value());
        QVERIFY(policy->blocks.at("policy") == policyOf(*whole));
        QCOMPARE(policy->header["algorithm"].get<std::string>(), std::string("ppo"));
    }

    /// kill −9 at any moment: what the last checkpoint holds continues as if nothing had happened.
    void killedItContinues_data()
    {
        QTest::addColumn<bool>("a2c");
        QTest::newRow("PPO") << false;
        QTest::newRow("A2C") << true;
    }
    void killedItContinues()
    {
        QFETCH(bool, a2c);
        const auto make = [a2c](std::uint64_t seed) { return a2c ? tinyA2c(seed) : tinyAgent(seed); };
        TrainingConfig config;
        config.steps = 3000;
        Listener listener;
        auto whole = make(1);
        (void)train(*whole, config, listener);
        for (const int milliseconds : {15, 40}) {
            QTemporaryDir folder;
            config.folder = folder.path().toStdString();
            config.checkpointEvery = 64;
            const pid_t child = fork();
            if (child == 0) {
                Listener quiet;
                auto agent = make(1);
                (void)train(*agent, config, quiet);
                _exit(0);
            }
            while (!std::filesystem::exists(config.folder / "checkpoint.twc"))
                usleep(1000);
            usleep(static_cast<useconds_t>(milliseconds) * 1000);
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            Listener rest;
            auto agent = make(99);
            const auto resumed = train(*agent, config, rest, true);
            QCOMPARE(resumed.steps, std::int64_t{3000});
            QVERIFY(policyOf(*agent) == policyOf(*whole));
        }
    }

    void aRunThatDivergesKeepsTheLastGoodCheckpoint()
    {
        QTemporaryDir folder;
        TrainingConfig config;
        config.steps = 1000;
        config.folder = folder.path().toStdString();
        config.checkpointEvery = 100;
        auto agent = tinyAgent();
        auto left = std::make_shared<int>(450);
        TrainingLoop loop(
            *agent, [left] { return std::make_unique<Poisoned>(left); }, {.copies = 2, .seed = 4}, config);
        Listener listener;
        RunContext context(listener, {});
        const auto result = loop.run(context);
        QVERIFY(result.has_value());
        QVERIFY(result->end == TrainingEnd::Diverged);
        QCOMPARE(result->why->context, std::string("reward"));
        QVERIFY(result->steps <= 452);
        const auto checkpoint = readCheckpoint(config.folder / "checkpoint.twc");
        QVERIFY(checkpoint.has_value());
        QCOMPARE(checkpoint->header["steps"].get<int>(), 400);
        QVERIFY(!std::filesystem::exists(config.folder / "policy.twc"));
        auto restored = tinyAgent(5);
        QVERIFY(restored->load(*checkpoint, config.folder).has_value());
    }

    void theBestPolicyIsKept()
    {
        QTemporaryDir folder;
        TrainingConfig config;
        config.steps = 600;
        config.evaluateEvery = 100;
        config.choosing = {.episodes = 5, .seed = 8};
        config.evaluation.episodes = 0;
        config.folder = folder.path().toStdString();
        auto agent = tinyAgent();
        Listener listener;
        const auto result = train(*agent, config, listener);
        const auto best = readCheckpoint(config.folder / "best.twc");
        QVERIFY(best.has_value());
        QCOMPARE(best->header["steps"].get<std::int64_t>(), result.bestSteps);
        QVERIFY(agent->loadPolicy(*best).has_value());
        QCOMPARE(evaluate(*agent, kCartPole, config.choosing)->meanReward, result.bestReward);
        QVERIFY(!listener.checkpoints.empty());
    }

    /// A checkpoint holds the training thread for the copying alone: under 100 ms even where the disk is slow.
    void checkpointsHardlyHoldTraining()
    {
        QTemporaryDir folder;
        TrainingConfig config;
        config.steps = 2000;
        config.checkpointEvery = 500;
        config.folder = folder.path().toStdString();
        auto agent = tinyAgent();
        Listener listener;
        const auto result = train(*agent, config, listener);
        QVERIFY2(result.slowestCheckpointSeconds < 0.1, qPrintable(QString::number(result.slowestCheckpointSeconds)));
        QVERIFY(result.slowestCheckpointSeconds > 0.0);
    }

    void checkpointsByTimeAndTheEpisodeWindow()
    {
        QTemporaryDir folder;
        TrainingConfig config;
        config.steps = 600;
        config.logEvery = 300;
        std::vector<double> means;
        TrainingHooks hooks;
        hooks.onMetrics = [&](std::int64_t, const Metrics &metrics) -> Result<void> {
            means.push_back(metrics.at("rollout/ep_rew_mean"));
            return {};
        };
        Listener listener;
        auto first = tinyAgent();
        (void)train(*first, config, listener, false, hooks);
        config.episodeWindow = 1;
        config.checkpointSeconds = 1e-9;  // at every step
        config.folder = folder.path().toStdString();
        Listener other;
        auto second = tinyAgent();
        (void)train(*second, config, other, false, hooks);
        QCOMPARE(means.size(), std::size_t{4});
        QCOMPARE(means[3], other.episodes.back().values[0]);  // of the last episode alone
        double all = 0;
        for (const auto &episode : listener.episodes)
            all += episode.values[0] / static_cast<double>(listener.episodes.size());
        TW_COMPARE_NEAR(means[1], all, 1e-9);                      // fewer than 100
        QCOMPARE(other.checkpoints.size(), std::size_t{301 + 2});  // round 300 steps of two copies; the end, policy.twc
        QVERIFY(listener.checkpoints.empty());
        // Drawn from the policy instead of its likeliest actions.
        QVERIFY(evaluate(*first, kCartPole, {.episodes = 9, .seed = 3, .deterministic = false})->rewards !=
                evaluate(*first, kCartPole, {.episodes = 9, .seed = 3})->rewards);
    }

    void aFailingHookOrFolderEndsTheRun()
    {
        auto agent = tinyAgent();
        TrainingConfig config;
        config.steps = 200;
        config.logEvery = 64;
        TrainingHooks hooks;
        hooks.onMetrics = [](std::int64_t, const Metrics &) -> Result<void> {
            return fail(ErrorCode::Unwritable, "the disk is full", "metrics");
        };
        Listener listener;
        RunContext context(listener, {});
        TrainingLoop loop(*agent, kCartPole, {.copies = 2, .seed = 4}, config);
        QVERIFY(loop.run(context, hooks).error().code == ErrorCode::Unwritable);
        config.folder = "/proc/nowhere";
        TrainingLoop other(*agent, kCartPole, {.copies = 2, .seed = 4}, config);
        QVERIFY(other.run(context).error().code == ErrorCode::Unwritable);
        QVERIFY(other.resume().error().code == ErrorCode::NotFound);
    }

    void segmentsAreAppendedBeforeTheCheckpoint()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        CheckpointWriter writer;
        AgentState state;
        state.checkpoint.header["steps"] = 1;
        state.appends = {{"replay.0", 0, "abcdef"}, {"old", 0, "x"}};
        QVERIFY(writer.submit(path / "checkpoint.twc", state).has_value());
        // An interrupted run left more behind the fourth byte than the next checkpoint knows of.
        state.appends = {{"replay.0", 4, "XY"}};
        state.obsolete = {"old"};
        QVERIFY(writer.submit(path / "checkpoint.twc", state).has_value());
        QVERIFY(writer.finish().has_value());
        QCOMPARE(*readTextFile(path / "replay.0"), std::string("abcdXY"));
        QVERIFY(!std::filesystem::exists(path / "old"));
        QCOMPARE(writer.takeCompleted().size(), std::size_t{2});
        QVERIFY(writer.takeCompleted().empty());
    }
};

QTEST_GUILESS_MAIN(TestTrainingLoop)
#include "tst_training_loop.moc"
