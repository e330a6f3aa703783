#pragma once

#include <QtTest/QTest>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/rl/space.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/off_policy_cases.h"
#include "tests/support/near.h"

/// What the tests of the actor-critics for continuous actions (SAC, TD3) share.
namespace tonewright::rl::test
{

inline const EnvironmentFactory kPendulum = [] { return std::make_unique<Pendulum>(); };
inline const Space kOne = Space::box(-1.0F, 1.0F, 1);
inline const Space kUnits = Space::box(-1.0F, 1.0F, 1);

/// Learns from every step as soon as there is one.
template <class Config>
Config tiny()
{
    Config config;
    config.experience.capacity = 500;
    config.experience.batch = 8;
    config.experience.learningStarts = 10;
    config.hidden = {12};
    config.learningRate = 1e-2;
    return config;
}

/// The agent of a configuration; an algorithm's test says which one (AgentOf).
template <class Config>
struct AgentOf;
template <class Config>
std::unique_ptr<typename AgentOf<Config>::Type> make(const Config &config,
                                                     const Space &observations = Space::box(-8.0F, 8.0F, 3),
                                                     const Space &actions = Space::box(-2.0F, 2.0F, 1))
{
    return *AgentOf<Config>::Type::create(observations, actions, config);
}

inline const std::vector<float> kHere = {0.3F};
inline const std::vector<float> kThere = {-0.8F};

/// The agent remembers one transition only, and learns from it once.
inline Metrics learnOneStep(Agent &agent, float action, bool terminated)
{
    std::vector<float> chosen(1);
    agent.explore({1, kHere, {}}, chosen);
    const std::vector<std::uint8_t> ended = {std::uint8_t(terminated)};
    const std::vector<std::uint8_t> no = {0};
    agent.observe({1, kHere, std::vector<float>{action}, std::vector<float>{0.25F}, kThere, ended, no, {}, {}});
    if (!agent.updateDue() || !agent.update())
        return {};
    return agent.takeMetrics();
}

template <class Config>
Config byHand()
{
    auto config = tiny<Config>();
    config.experience.learningStarts = 0;
    config.experience.gamma = 0.9;
    return config;
}

/// One step, one observation; the reward falls with the distance from +0.5.
inline void learnsTheRightNumber(Agent &agent)
{
    const std::vector<float> one = {1.0F};
    const std::vector<std::uint8_t> yes = {1};
    const std::vector<std::uint8_t> no = {0};
    std::vector<float> action(1);
    for (int i = 0; i < 1500; ++i) {
        agent.setProgress(i / 1500.0);
        agent.explore({1, one, {}}, action);
        QVERIFY(std::fabs(action[0]) <= 1.0F);
        agent.observe({1, one, action, std::vector<float>{-std::fabs(action[0] - 0.5F)}, one, yes, no, {}, {}});
        while (agent.updateDue())
            QVERIFY(agent.update().has_value());
    }
    Rng rng(1);
    agent.act({1, one, {}}, true, rng, action);
    TW_COMPARE_NEAR(action[0], 0.5, 0.15);  // within the width that exploring leaves unsettled
}

inline void stopsAtAnInfiniteReward(Agent &agent, const std::string &name)
{
    Checkpoint before;
    Checkpoint after;
    agent.savePolicy(before);
    std::vector<float> action(1);
    const std::vector<std::uint8_t> no = {0};
    agent.explore({1, kHere, {}}, action);
    agent.observe(
        {1, kHere, action, std::vector<float>{std::numeric_limits<float>::infinity()}, kThere, no, no, {}, {}});
    const auto updated = agent.update();
    QVERIFY(updated.error().code == ErrorCode::Diverged);
    QCOMPARE(updated.error().context, name);
    agent.savePolicy(after);
    QVERIFY(before.blocks == after.blocks);
}

template <class Config, class Change>
std::string policyAfter(Change change)
{
    auto config = tiny<Config>();
    config.experience.prioritised = true;
    config.experience.priorityFloor = 1e-2;
    change(config);
    const auto agent = make(config);
    (void)trainedBytes(*agent, kPendulum, 220, 5);
    Checkpoint policy;
    agent->savePolicy(policy);
    return policy.blocks.at("policy");
}

/// What both algorithms' settings have in common.
template <class Config>
void commonSettingsChangeWhatIsLearnt()
{
    const auto run = [](auto change) { return policyAfter<Config>(change); };
    const auto before = run([](auto &) {});
    QVERIFY(run([](auto &) {}) == before);
    QVERIFY(run([](auto &c) { c.experience.capacity = 50; }) != before);
    QVERIFY(run([](auto &c) { c.experience.batch = 9; }) != before);
    QVERIFY(run([](auto &c) { c.experience.learningStarts = 20; }) != before);
    QVERIFY(run([](auto &c) { c.experience.trainEvery = 2; }) != before);
    QVERIFY(run([](auto &c) { c.experience.updates = 2; }) != before);
    QVERIFY(run([](auto &c) { c.experience.gamma = 0.5; }) != before);
    QVERIFY(run([](auto &c) { c.experience.nStep = 2; }) != before);
    QVERIFY(run([](auto &c) { c.experience.prioritised = false; }) != before);
    QVERIFY(run([](auto &c) { c.experience.alpha = 0.3; }) != before);
    QVERIFY(run([](auto &c) { c.experience.priorityFloor = 5.0; }) != before);
    QVERIFY(run([](auto &c) { c.experience.beta = 1.0; }) != before);
    QVERIFY(run([](auto &c) { c.hidden = {13}; }) != before);
    QVERIFY(run([](auto &c) { c.activation = Activation::Tanh; }) != before);
    QVERIFY(run([](auto &c) { c.learningRate = 1e-3; }) != before);
    QVERIFY(run([](auto &c) { c.learningRate = Schedule::linear(1e-2, 0); }) != before);
    QVERIFY(run([](auto &c) { c.tau = 0.5; }) != before);
    QVERIFY(run([](auto &c) { c.gradientNorm = 0.1; }) != before);
    QVERIFY(run([](auto &c) { c.noiseCorrelation = 0.9; }) != before);
    QVERIFY(run([](auto &c) { c.seed = 7; }) != before);
}

template <class Config>
void commonBehaviour()
{
    const auto run = [](std::uint64_t seed) {
        auto config = tiny<Config>();
        config.seed = seed;
        const auto agent = make(config);
        return trainedBytes(*agent, kPendulum, 60, 5);
    };
    QVERIFY(run(1) == run(1));
    QVERIFY(run(1) != run(2));
    auto config = tiny<Config>();
    config.experience.nStep = 3;
    config.experience.prioritised = true;
    config.noiseCorrelation = 0.9;
    continuesBitForBit([&] { return make(config); }, kPendulum, 300, 3);
    const auto agent = make(config);
    QVERIFY(!trainedBytes(*agent, kPendulum, 60, 5).empty());
    refusesDamage([&] { return make(config); }, *agent);
    for (const Space &actions : {Space::discrete(2), Space::hybrid({2}, {0}, {1}),
                                 Space::box(0.0F, std::numeric_limits<float>::infinity(), 1)}) {
        const auto refused = std::remove_cvref_t<decltype(*agent)>::create(kOne, actions, config);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().code == ErrorCode::InvalidArgument);
    }
    QVERIFY(!std::remove_cvref_t<decltype(*agent)>::create(Space::discrete(3), kUnits, config).has_value());
}

}  // namespace tonewright::rl::test
