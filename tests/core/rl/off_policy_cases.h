#pragma once

#include <QTemporaryDir>
#include <QtTest/QTest>
#include <functional>
#include <memory>
#include <string>

#include "core/rl/checkpoint_writer.h"
#include "core/rl/training_loop.h"
#include "core/rl/vector_environment.h"

/// What the tests of the agents that learn from single steps share.
namespace tonewright::rl::test
{

/// Steps `agent` in `environments` by hand, as TrainingLoop does.
inline Result<void> playSteps(Agent &agent, VectorEnvironment &environments, int steps, double progress = 0.3)
{
    std::vector<float> actions(environments.copies() * environments.actionSpace().size());
    for (int i = 0; i < steps; ++i) {
        agent.setProgress(progress);
        const std::vector<float> before(environments.observations().begin(), environments.observations().end());
        const std::vector<std::uint8_t> masks(environments.masks().begin(), environments.masks().end());
        agent.explore({environments.copies(), before, masks}, actions);
        if (auto stepped = environments.step(actions); !stepped)
            return stepped;
        agent.observe({environments.copies(), before, actions, environments.rewards(), environments.nextObservations(),
                       environments.terminated(), environments.truncated(), masks, environments.nextMasks()});
        while (agent.updateDue())
            if (auto updated = agent.update(); !updated)
                return updated;
    }
    return {};
}

/// Every block of a checkpoint, joined.
inline std::string bytesOf(const AgentState &state)
{
    std::string all;
    for (const auto &[name, bytes] : state.checkpoint.blocks)
        all += name + bytes;
    return all;
}

/// Everything the agent is after so many steps of `copies` copies, what it remembers included.
inline std::string trainedBytes(Agent &agent, const EnvironmentFactory &factory, int steps, std::uint64_t seed,
                                std::size_t copies = 1)
{
    auto environments = *VectorEnvironment::create(factory, {.copies = copies, .seed = seed});
    if (!environments.reset() || !playSteps(agent, environments, steps))
        return {};
    AgentState state;
    agent.save(state);
    std::string all = bytesOf(state);
    for (const SegmentAppend &append : state.appends)
        all += append.bytes;
    return all;
}

/// Stopped after `steps` steps of two copies, stored, loaded into another agent and continued: the same bits as without
/// stopping, and two checkpoints in a row hand over the experience only once.
inline void continuesBitForBit(const std::function<std::unique_ptr<Agent>()> &make, const EnvironmentFactory &factory,
                               int steps, std::uint64_t seed)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("checkpoint.twc").toStdString();
    const auto agent = make();
    auto environments = *VectorEnvironment::create(factory, {.copies = 2, .seed = seed});
    QVERIFY(environments.reset().has_value());
    for (const int part : {steps / 3, steps - steps / 3}) {
        QVERIFY(playSteps(*agent, environments, part).has_value());
        AgentState state;
        agent->save(state);
        state.checkpoint.header["algorithm"] = agent->algorithm();
        QVERIFY(writeAgentState(file, state).has_value());
    }
    ByteWriter episodes;
    environments.save(episodes);
    auto others = *VectorEnvironment::create(factory, {.copies = 2, .seed = seed});
    ByteReader in(episodes.bytes());
    QVERIFY(others.load(in).has_value());
    const auto other = make();
    const auto checkpoint = readCheckpoint(file);
    QVERIFY(checkpoint.has_value());
    const auto loaded = other->load(*checkpoint, file.parent_path());
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().describe().c_str());
    QVERIFY(playSteps(*agent, environments, 60).has_value());
    QVERIFY(playSteps(*other, others, 60).has_value());
    AgentState a;
    AgentState b;
    agent->save(a);
    other->save(b);
    QVERIFY(bytesOf(a) == bytesOf(b));
    QCOMPARE(a.appends.size(), b.appends.size());
    for (std::size_t i = 0; i < a.appends.size(); ++i)
        QVERIFY(a.appends[i].bytes == b.appends[i].bytes && a.appends[i].offset == b.appends[i].offset);
    const Metrics one = agent->takeMetrics();
    QVERIFY(one == other->takeMetrics());
}

/// A checkpoint with one block cut short at many places is refused; a policy that doesn't fit leaves the agent as it
/// is.
inline void refusesDamage(const std::function<std::unique_ptr<Agent>()> &make, Agent &trained)
{
    AgentState state;
    trained.save(state);
    trained.savePolicy(state.checkpoint);
    for (const auto &[name, bytes] : state.checkpoint.blocks) {
        for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 40) {
            auto cut = state.checkpoint;
            cut.blocks[name] = bytes.substr(0, length);
            const auto other = make();
            if (name != "policy") {
                QVERIFY(other->load(cut, {}).error().code == ErrorCode::BadData);
                continue;
            }
            Checkpoint before;
            Checkpoint after;
            other->savePolicy(before);
            QVERIFY(other->loadPolicy(cut).error().code == ErrorCode::BadData);
            other->savePolicy(after);
            QVERIFY(before.blocks == after.blocks);
        }
    }
}

}  // namespace tonewright::rl::test
