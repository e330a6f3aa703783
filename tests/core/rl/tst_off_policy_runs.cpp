#include <QTemporaryDir>
#include <QtTest/QTest>
#include <chrono>
#include <cmath>
#include <csignal>
#include <ctime>
#include <malloc.h>
#include <sys/wait.h>
#include <thread>
#include <type_traits>
#include <unistd.h>

#include "core/rl/dqn.h"
#include "core/rl/sac.h"
#include "core/rl/sarsa.h"
#include "core/rl/td3.h"
#include "core/rl/training_loop.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"
#include "tests/core/rl/off_policy_cases.h"

using namespace tonewright;
using namespace tonewright::rl;
using namespace tonewright::rl::test;

namespace
{

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kHeapCanBeMeasured = false;  // the sanitizer has its own, and looks for leaks itself
#else
constexpr bool kHeapCanBeMeasured = true;
#endif

double heapInUse()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

double threadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// The reward is so large from some step on that its square is no number any more.
template <class Problem>
class Overflowing : public Problem
{
public:
    explicit Overflowing(std::shared_ptr<int> left) : m_left(std::move(left)) {}
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        auto outcome = Problem::step(action, observation);
        if (--*m_left < 0)
            outcome->reward = 3e38F;
        return outcome;
    }

private:
    std::shared_ptr<int> m_left;
};

template <class Config>
Config small()
{
    Config config;
    config.experience.capacity = 2000;
    config.experience.batch = 8;
    config.experience.learningStarts = 20;
    config.experience.trainEvery = 1;
    config.experience.nStep = 3;
    config.experience.prioritised = true;
    config.hidden = {8};
    return config;
}

template <class AgentType, class Problem, class Config>
std::unique_ptr<AgentType> make(const Config &config)
{
    const Problem problem;
    return *AgentType::create(problem.observationSpace(), problem.actionSpace(), config);
}

/// Memory in use after 2,000 updates (the replay is full then) and after 12,000.
template <class AgentType, class Problem, class Config>
void memoryStaysFlat()
{
    const auto agent = make<AgentType, Problem>(small<Config>());
    auto environments = *VectorEnvironment::create([] { return std::make_unique<Problem>(); }, {.seed = 1});
    QVERIFY(environments.reset().has_value());
    QVERIFY(playSteps(*agent, environments, 2100).has_value());
    const double before = heapInUse();
    QVERIFY(playSteps(*agent, environments, 10'000).has_value());
    QVERIFY(agent->updates() >= 12'000);
    const double after = heapInUse();
    QVERIFY2(std::abs(after - before) <= 0.01 * before, qPrintable(QStringLiteral("%1 → %2").arg(before).arg(after)));
}

template <class AgentType, class Problem, class Config>
void divergingKeepsTheLastGoodCheckpoint(const std::string &named)
{
    const QTemporaryDir folder;
    const auto agent = make<AgentType, Problem>(small<Config>());
    TrainingConfig training;
    training.steps = 1000;
    training.checkpointEvery = 100;
    training.folder = folder.path().toStdString();
    const auto left = std::make_shared<int>(250);
    TrainingLoop loop(
        *agent, [left] { return std::make_unique<Overflowing<Problem>>(left); }, {.seed = 4}, training);
    RunListener listener;
    RunContext context(listener, {});
    const auto result = loop.run(context);
    QVERIFY(result.has_value());
    QVERIFY(result->end == TrainingEnd::Diverged);
    QCOMPARE(result->why->context, named);
    QVERIFY(result->steps < 300);  // as soon as one of the 8 rows drawn is such a one
    const auto checkpoint = readCheckpoint(training.folder / "checkpoint.twc");
    QVERIFY(checkpoint.has_value());
    QCOMPARE(checkpoint->header["steps"].template get<int>(), 200);
    const auto restored = make<AgentType, Problem>(small<Config>());
    QVERIFY(restored->load(*checkpoint, training.folder).has_value());
    auto environments = *VectorEnvironment::create([] { return std::make_unique<Problem>(); }, {.seed = 1});
    QVERIFY(environments.reset().has_value());
    QVERIFY(playSteps(*restored, environments, 50).has_value());  // learns on
}

using Maker = std::function<std::unique_ptr<Agent>()>;

Result<void> trainIn(const std::filesystem::path &folder, const Maker &make, const EnvironmentFactory &factory)
{
    const auto agent = make();
    TrainingConfig training;
    training.steps = 1500;
    training.checkpointEvery = 50;
    training.folder = folder;
    TrainingLoop loop(*agent, factory, {.copies = 2, .seed = 4}, training);
    if (std::filesystem::exists(folder / "checkpoint.twc"))
        if (auto resumed = loop.resume(); !resumed)
            return resumed;
    RunListener listener;
    RunContext context(listener, {});
    const auto result = loop.run(context);
    return result ? Result<void>{} : fail(result.error());
}

/// A process that trains in `folder` is killed at once after a checkpoint of its own, or while it writes the next.
void trainUntilKilled(const std::filesystem::path &folder, const Maker &make, const EnvironmentFactory &factory,
                      std::chrono::milliseconds later)
{
    const auto file = folder / "checkpoint.twc";
    const auto written = [&] {
        std::error_code none;
        const auto time = std::filesystem::last_write_time(file, none);
        return none ? std::filesystem::file_time_type{} : time;
    };
    const auto before = written();
    const pid_t child = fork();
    if (child == 0) {
        (void)trainIn(folder, make, factory);
        _exit(0);
    }
    QTRY_VERIFY_WITH_TIMEOUT(written() != before, 60'000);
    std::this_thread::sleep_for(later);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

/// Killed three times, continued to the end: as if nothing had been.
void killedItContinues(const Maker &make, const EnvironmentFactory &factory)
{
    const QTemporaryDir whole;
    const QTemporaryDir broken;
    const std::filesystem::path folder = broken.path().toStdString();
    QVERIFY(trainIn(whole.path().toStdString(), make, factory).has_value());
    for (const int milliseconds : {0, 5, 20})
        trainUntilKilled(folder, make, factory, std::chrono::milliseconds(milliseconds));
    QVERIFY(trainIn(folder, make, factory).has_value());
    const auto a = readCheckpoint(std::filesystem::path(whole.path().toStdString()) / "checkpoint.twc");
    const auto b = readCheckpoint(folder / "checkpoint.twc");
    QVERIFY(a.has_value() && b.has_value());
    QVERIFY(a->blocks.at("agent") == b->blocks.at("agent"));
    QVERIFY(a->blocks.at("training") == b->blocks.at("training"));
}

}  // namespace

/// What holds for every agent that learns from a replay.
class TestOffPolicyRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandUpdatesLeakNothing()
    {
        if (!kHeapCanBeMeasured)
            QSKIP("measured without the sanitizer");
        memoryStaysFlat<DqnAgent, CartPole, DqnConfig>();
        memoryStaysFlat<SacAgent, Pendulum, SacConfig>();
        memoryStaysFlat<Td3Agent, Pendulum, Td3Config>();
    }

    /// What ends up in TensorBoard's files: the names of Stable-Baselines3, at the steps they belong to.
    void metricsHaveStableBaselinesNames()
    {
        struct Listener : RunListener {
            std::map<std::string, std::vector<std::int64_t>> steps;
            void onMetrics(std::int64_t step, const std::map<std::string, double> &values) override
            {
                for (const auto &[name, value] : values)
                    steps[name].push_back(step);
            }
        } listener;
        const auto agent = make<DqnAgent, CartPole>(small<DqnConfig>());
        TrainingConfig training;
        training.steps = 600;
        training.logEvery = 200;
        training.evaluateEvery = 300;
        training.evaluation.episodes = 2;
        TrainingLoop loop(
            *agent, [] { return std::make_unique<CartPole>(); }, {.seed = 4}, training);
        RunContext context(listener, {});
        QVERIFY(loop.run(context).has_value());
        const std::vector<std::int64_t> logged = {200, 400, 600};
        for (const char *name :
             {"rollout/ep_rew_mean", "rollout/ep_len_mean", "rollout/exploration_rate", "train/loss",
              "train/learning_rate", "train/n_updates", "time/fps", "time/iterations", "time/time_elapsed"})
            QVERIFY2(listener.steps[name] == logged, name);
        for (const char *name : {"eval/mean_reward", "eval/mean_ep_length"})
            QVERIFY2((listener.steps[name] == std::vector<std::int64_t>{300, 600}), name);
    }

    /// Each of these is refused by name; the settings as they are aren't.
    void settingsOutOfTheirRangeAreNamed()
    {
        const auto refuses = [](auto agentType, const Space &observations, const Space &actions, auto config,
                                auto change, const std::string &name) {
            using AgentType = typename decltype(agentType)::type;
            QVERIFY(AgentType::create(observations, actions, config).has_value());
            change(config);
            const auto agent = AgentType::create(observations, actions, config);
            QVERIFY2(!agent.has_value(), name.c_str());
            QVERIFY(agent.error().code == ErrorCode::InvalidArgument);
            QCOMPARE(agent.error().context, name);
        };
        const double nan = std::nan("");
        const auto dqn = [&](auto change, const std::string &name) {
            refuses(std::type_identity<DqnAgent>{}, Space::box(-1, 1, 2), Space::discrete(3), small<DqnConfig>(),
                    change, name);
        };
        dqn([](auto &c) { c.experience.capacity = 0; }, "experience.capacity");
        dqn([](auto &c) { c.experience.batch = 0; }, "experience.batch");
        dqn([](auto &c) { c.experience.learningStarts = -1; }, "experience.learningStarts");
        dqn([](auto &c) { c.experience.trainEvery = 0; }, "experience.trainEvery");
        dqn([](auto &c) { c.experience.updates = 0; }, "experience.updates");
        dqn([](auto &c) { c.experience.gamma = 1.01; }, "experience.gamma");
        dqn([](auto &c) { c.experience.nStep = 0; }, "experience.nStep");
        dqn([&](auto &c) { c.experience.alpha = nan; }, "experience.alpha");
        dqn([](auto &c) { c.experience.priorityFloor = 0; }, "experience.priorityFloor");
        dqn([](auto &c) { c.experience.beta = Schedule::linear(0.4, 1.1); }, "experience.beta");
        dqn([](auto &c) { c.hidden = {8, 0}; }, "hidden");
        dqn([](auto &c) { c.learningRate = -1e-3; }, "learningRate");
        dqn([&](auto &c) { c.gradientNorm = nan; }, "gradientNorm");
        dqn([](auto &c) { c.epsilon = 1.5; }, "epsilon");
        dqn([](auto &c) { c.ordinalCentres = 1; }, "ordinalCentres");
        dqn([](auto &c) { c.targetTau = 0; }, "targetTau");
        dqn([](auto &c) { c.targetEvery = 0; }, "targetEvery");
        dqn([](auto &c) { c.huberDelta = 0; }, "huberDelta");
        const auto sac = [&](auto change, const std::string &name) {
            refuses(std::type_identity<SacAgent>{}, Space::box(-1, 1, 2), Space::box(-1, 1, 1), small<SacConfig>(),
                    change, name);
        };
        sac([](auto &c) { c.experience.batch = 0; }, "experience.batch");
        sac([](auto &c) { c.tau = 1.5; }, "tau");
        sac([](auto &c) { c.entropyCoefficient = 0; }, "entropyCoefficient");
        sac([&](auto &c) { c.targetEntropy = nan; }, "targetEntropy");
        sac([](auto &c) { c.noiseCorrelation = 1; }, "noiseCorrelation");
        const auto td3 = [&](auto change, const std::string &name) {
            refuses(std::type_identity<Td3Agent>{}, Space::box(-1, 1, 2), Space::box(-1, 1, 1), small<Td3Config>(),
                    change, name);
        };
        td3([](auto &c) { c.hidden = {0}; }, "hidden");
        td3([](auto &c) { c.tau = 0; }, "tau");
        td3([](auto &c) { c.policyDelay = 0; }, "policyDelay");
        td3([](auto &c) { c.targetNoise = -1; }, "targetNoise");
        td3([&](auto &c) { c.targetNoiseClip = nan; }, "targetNoiseClip");
        td3([](auto &c) { c.explorationNoise = -1; }, "explorationNoise");
        td3([](auto &c) { c.noiseCorrelation = -0.1; }, "noiseCorrelation");
        const auto sarsa = [&](auto change, const std::string &name) {
            refuses(std::type_identity<SarsaAgent>{}, Space::discrete(4), Space::discrete(2), SarsaConfig{}, change,
                    name);
        };
        sarsa([&](auto &c) { c.learningRate = nan; }, "learningRate");
        sarsa([](auto &c) { c.gamma = -0.1; }, "gamma");
        sarsa([](auto &c) { c.lambda = 1.1; }, "lambda");
        sarsa([](auto &c) { c.epsilon = -0.1; }, "epsilon");
        sarsa([&](auto &c) { c.initialValue = nan; }, "initialValue");
    }

    /// The first step is so long that weights leave the floats' range: it is caught in this very update, by name.
    void aStepOutOfTheFloatsRangeIsCaughtAtOnce()
    {
        const auto firstError = [](Agent &agent, const EnvironmentFactory &factory) {
            auto environments = *VectorEnvironment::create(factory, {.seed = 1});
            (void)environments.reset();
            const auto played = playSteps(agent, environments, 100);
            return played || agent.updates() != 0 ? std::string("none") : played.error().context;
        };
        auto dqn = small<DqnConfig>();
        dqn.learningRate = 3.4e38;  // Adam divides it by 1 − 0.9 in its first step
        dqn.hidden = {64};
        const auto pole = [] { return std::make_unique<CartPole>(); };
        const auto pendulum = [] { return std::make_unique<Pendulum>(); };
        QVERIFY2(firstError(*make<DqnAgent, CartPole>(dqn), pole).starts_with("network layer"),
                 firstError(*make<DqnAgent, CartPole>(dqn), pole).c_str());
        auto sac = small<SacConfig>();
        sac.learningRate = 3.4e38;
        QVERIFY2(firstError(*make<SacAgent, Pendulum>(sac), pendulum).starts_with("critic 1 layer"),
                 firstError(*make<SacAgent, Pendulum>(sac), pendulum).c_str());
    }

    void killedItContinuesBitForBit()
    {
        killedItContinues([] { return make<SacAgent, Pendulum>(small<SacConfig>()); },
                          [] { return std::make_unique<Pendulum>(); });
        killedItContinues([] { return make<Td3Agent, Pendulum>(small<Td3Config>()); },
                          [] { return std::make_unique<Pendulum>(); });
        killedItContinues([] { return make<SarsaAgent, GridWalk>(SarsaConfig{}); },
                          [] { return std::make_unique<GridWalk>(); });
    }

    void aRunThatDivergesKeepsItsLastGoodCheckpoint()
    {
        divergingKeepsTheLastGoodCheckpoint<DqnAgent, CartPole, DqnConfig>("train/loss");
        divergingKeepsTheLastGoodCheckpoint<SacAgent, Pendulum, SacConfig>("train/critic_loss");
        divergingKeepsTheLastGoodCheckpoint<Td3Agent, Pendulum, Td3Config>("train/critic_loss");
    }

    /// The worst case: a million transitions, none of them stored yet. CPU time of this thread, so that a busy machine
    /// doesn't count; sanitizers and debug builds are several times slower.
    void aMillionTransitionsHoldTheThreadBriefly()
    {
        TransitionReplay replay({.capacity = 1'000'000, .observationSize = 4, .prioritised = true});
        const std::vector<float> numbers = {1, 2, 3, 4};
        const std::vector<float> action = {0};
        for (int i = 0; i < 1'000'000; ++i)
            replay.add({numbers, action, 1.0F, 0.99F, numbers});
        ByteWriter out;
        AgentState state;
        const double before = threadSeconds();
        replay.save(out, state, "replay");
        const double seconds = threadSeconds() - before;
        QVERIFY(state.appends.size() > 1);
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
        QVERIFY2(seconds < 0.1, qPrintable(QString::number(seconds)));
#else
        QVERIFY2(seconds < 2.0, qPrintable(QString::number(seconds)));
#endif
    }
};

QTEST_GUILESS_MAIN(TestOffPolicyRuns)
#include "tst_off_policy_runs.moc"
