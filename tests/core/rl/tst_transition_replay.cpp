#include <QTemporaryDir>
#include <QtTest/QTest>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>

#include "core/base/atomic_file.h"
#include "core/rl/checkpoint_writer.h"
#include "core/rl/transition_replay.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

TransitionReplayConfig small(std::size_t capacity, bool prioritised = false)
{
    return {.capacity = capacity, .observationSize = 2, .actionSize = 1, .maskSize = 3, .prioritised = prioritised};
}

/// Everything in it says its number.
void addNumber(TransitionReplay &replay, float number)
{
    const float observation[] = {number, -number};
    const float next[] = {number + 0.5F, number};
    const float action[] = {number * 2};
    const std::uint8_t mask[] = {1, std::uint8_t(int(number) % 2), 1};
    replay.add({observation, action, number * 10, 0.9F, next, mask});
}

std::vector<float> rewardsIn(TransitionReplay &replay, std::uint64_t seed, std::size_t count)
{
    Rng rng(seed);
    TransitionBatch batch;
    replay.sample(count, 0.4, rng, batch);
    return batch.rewards;
}

/// One checkpoint of a replay alone.
AgentState saved(TransitionReplay &replay)
{
    AgentState state;
    ByteWriter out;
    replay.save(out, state, "replay");
    state.checkpoint.header["algorithm"] = "none";
    state.checkpoint.blocks["replay"] = out.take();
    return state;
}

Result<void> restore(TransitionReplay &replay, const std::filesystem::path &file)
{
    const auto checkpoint = readCheckpoint(file);
    if (!checkpoint)
        return fail(checkpoint.error());
    ByteReader in(checkpoint->blocks.at("replay"));
    return replay.load(in, file.parent_path(), "replay");
}

std::size_t bytesOf(const AgentState &state)
{
    return std::accumulate(state.appends.begin(), state.appends.end(), std::size_t(0),
                           [](std::size_t sum, const SegmentAppend &append) { return sum + append.bytes.size(); });
}

}  // namespace

class TestTransitionReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDrawnBelongsTogether()
    {
        TransitionReplay replay(small(10));
        for (int i = 0; i < 4; ++i)
            addNumber(replay, float(i));
        Rng rng(1);
        TransitionBatch batch;
        replay.sample(50, 0.4, rng, batch);
        QCOMPARE(batch.count, std::size_t(50));
        for (std::size_t i = 0; i < batch.count; ++i) {
            const float number = batch.observations[2 * i];
            QCOMPARE(batch.observations[2 * i + 1], -number);
            QCOMPARE(batch.nextObservations[2 * i], number + 0.5F);
            QCOMPARE(batch.actions[i], number * 2);
            QCOMPARE(batch.rewards[i], number * 10);
            QCOMPARE(batch.discounts[i], 0.9F);
            QCOMPARE(int(batch.nextMasks[3 * i + 1]), int(number) % 2);
            QCOMPARE(batch.importanceWeights[i], 1.0F);
        }
    }

    void theOldestAreOverwritten()
    {
        TransitionReplay replay(small(4));
        for (int i = 0; i < 7; ++i)
            addNumber(replay, float(i));
        QCOMPARE(replay.size(), std::size_t(4));
        for (const float reward : rewardsIn(replay, 2, 200))
            QVERIFY(reward >= 30.0F && reward <= 60.0F);
    }

    /// Four transitions, 4000 draws: each 1000 ± 5 standard deviations of √(4000 · ¼ · ¾) = 27.
    void uniformDrawsAreUniform()
    {
        TransitionReplay replay(small(10));
        for (int i = 0; i < 4; ++i)
            addNumber(replay, float(i));
        std::map<float, int> counts;
        for (const float reward : rewardsIn(replay, 3, 4000))
            ++counts[reward];
        QCOMPARE(counts.size(), std::size_t(4));
        for (const auto &[reward, count] : counts)
            QVERIFY2(std::abs(count - 1000) < 135, qPrintable(QString::number(count)));
    }

    /// Priorities (|δ| + floor)^α = 1, 2, 3, 4 of 10; importance (N·P)^−β over the largest, β = ½.
    void prioritisedDrawsAndWeightsAreThePapers()
    {
        auto config = small(4, true);
        config.alpha = 0.5;
        config.priorityFloor = 0.0;
        TransitionReplay replay(config);
        for (int i = 0; i < 4; ++i)
            addNumber(replay, float(i));
        replay.setPriorities(std::vector<std::uint32_t>{0, 1, 2, 3}, std::vector<float>{1, -4, 9, 16});
        Rng rng(4);
        TransitionBatch batch;
        replay.sample(10, 0.5, rng, batch);  // strata of mass 1: 1, 2, 3 and 4 draws, whatever the random numbers
        const std::vector<std::uint32_t> expected = {0, 1, 1, 2, 2, 2, 3, 3, 3, 3};
        QCOMPARE(batch.slots, expected);
        for (std::size_t i = 0; i < batch.count; ++i)
            TW_COMPARE_NEAR(batch.importanceWeights[i], std::pow(double(expected[i]) + 1.0, -0.5), 1e-6);
        addNumber(replay, 9.0F);  // overwrites slot 0 with the largest priority so far
        TW_COMPARE_NEAR(replay.priority(0), 4.0, 1e-12);
    }

    void everySettingChangesWhatIsDrawn()
    {
        const auto draw = [](auto change) {
            auto config = small(8, true);
            change(config);
            TransitionReplay replay(config);
            for (int i = 0; i < 12; ++i)
                addNumber(replay, float(i));
            std::vector<std::uint32_t> slots;
            std::vector<float> errors;
            for (std::uint32_t i = 0; i < std::min<std::size_t>(replay.size(), 6); ++i) {
                slots.push_back(i);
                errors.push_back(float(i * i));
            }
            replay.setPriorities(slots, errors);
            Rng rng(6);
            TransitionBatch batch;
            replay.sample(20, 0.5, rng, batch);
            return std::pair(batch.rewards, batch.importanceWeights);
        };
        const auto before = draw([](auto &) {});
        QVERIFY(draw([](auto &) {}) == before);
        QVERIFY(draw([](auto &c) { c.capacity = 9; }) != before);
        QVERIFY(draw([](auto &c) { c.prioritised = false; }) != before);
        QVERIFY(draw([](auto &c) { c.alpha = 0.2; }) != before);
        QVERIFY(draw([](auto &c) { c.priorityFloor = 1.0; }) != before);
    }

    /// n = 3, γ = ½: rewards 1, 2, 4, 8 then the end.
    void nStepReturnsByHand_data()
    {
        QTest::addColumn<bool>("terminated");
        QTest::addRow("terminated") << true;
        QTest::addRow("cut off") << false;
    }
    void nStepReturnsByHand()
    {
        QFETCH(bool, terminated);
        const TransitionReplayConfig config{.capacity = 10, .observationSize = 1, .actionSize = 1};
        TransitionReplay replay(config);
        NStepGatherer gatherer(config, 3, 0.5);
        const float rewards[] = {1, 2, 4, 8};
        for (int i = 0; i < 4; ++i) {
            const float observation[] = {float(i)};
            const float next[] = {float(i + 1)};
            const float action[] = {float(10 * i)};
            gatherer.add({observation, action, rewards[i], 0, next, {}}, terminated && i == 3, !terminated && i == 3,
                         replay);
            QCOMPARE(replay.size(), std::size_t(i < 2 ? 0 : i == 2 ? 1 : 4));
        }
        struct Expected {
            float reward, discount, next;
        };
        // From step 0: 1 + 2/2 + 4/4, then V(3)/8. From step 1: 2 + 4/2 + 8/4. From 2: 4 + 8/2. From 3: 8.
        const Expected expected[] = {{3, 0.125F, 3}, {6, 0.125F, 4}, {8, 0.25F, 4}, {8, 0.5F, 4}};
        Rng rng(1);
        TransitionBatch batch;
        replay.sample(100, 0, rng, batch);
        for (std::size_t i = 0; i < batch.count; ++i) {
            const Expected &e = expected[std::size_t(batch.observations[i])];
            QCOMPARE(batch.actions[i], 10 * batch.observations[i]);
            QCOMPARE(batch.rewards[i], e.reward);
            QCOMPARE(batch.nextObservations[i], e.next);
            const bool reachesTheEnd = e.next == 4;
            QCOMPARE(batch.discounts[i], terminated && reachesTheEnd ? 0.0F : e.discount);
        }
    }

    void halfGatheredStepsAreStored()
    {
        const TransitionReplayConfig config{.capacity = 10, .observationSize = 1, .actionSize = 1};
        const auto step = [](NStepGatherer &gatherer, TransitionReplay &replay, float number, bool last) {
            const float values[] = {number};
            gatherer.add({values, values, number, 0, values, {}}, last, false, replay);
        };
        TransitionReplay replay(config);
        NStepGatherer gatherer(config, 3, 0.9);
        step(gatherer, replay, 1, false);
        step(gatherer, replay, 2, false);
        ByteWriter out;
        gatherer.save(out);
        NStepGatherer restored(config, 3, 0.9);
        ByteReader in(out.bytes());
        QVERIFY(restored.load(in).has_value());
        TransitionReplay other(config);
        step(gatherer, replay, 3, true);
        step(restored, other, 3, true);
        QCOMPARE(other.size(), std::size_t(3));
        QCOMPARE(rewardsIn(other, 1, 30), rewardsIn(replay, 1, 30));
        NStepGatherer single(config, 1, 0.9);
        ByteReader again(out.bytes());
        QVERIFY(!single.load(again).has_value());
    }

    /// Stored at four moments and read back: the same draws afterwards, priorities included. Each checkpoint hands over
    /// only what is new.
    void storedInSegmentsAndReadBack_data()
    {
        QTest::addColumn<bool>("prioritised");
        QTest::addRow("uniform") << false;
        QTest::addRow("prioritised") << true;
    }
    void storedInSegmentsAndReadBack()
    {
        QFETCH(bool, prioritised);
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("checkpoint.twc").toStdString();
        constexpr std::size_t capacity = 100'000;  // segments of this width hold 65536
        TransitionReplay replay(small(capacity, prioritised));
        int number = 0;
        for (const int more : {1000, 10, 98'990, 70'000}) {
            for (int i = 0; i < more; ++i)
                addNumber(replay, float(number++ % 4096));
            if (prioritised)
                replay.setPriorities(std::vector<std::uint32_t>{1, 5, 9}, std::vector<float>{3, 0.1F, 50});
            const AgentState state = saved(replay);
            const std::size_t rowBytes = (2 + 2 + 1 + 2 + 1) * sizeof(float);
            QVERIFY(bytesOf(state) >= std::size_t(more) * rowBytes);
            QVERIFY(bytesOf(state) <= std::size_t(more) * rowBytes + 4 * 32);  // a header a block
            QVERIFY(writeAgentState(file, state).has_value());
            TransitionReplay other(small(capacity, prioritised));
            QVERIFY(restore(other, file).has_value());
            QCOMPARE(other.added(), replay.added());
            QCOMPARE(rewardsIn(other, 7, 500), rewardsIn(replay, 7, 500));
        }
        // 170,000 were added, 70,000 are gone: the first segment's 65,536 among them.
        QVERIFY(!std::filesystem::exists(file.parent_path() / "replay-000000.seg"));
        QVERIFY(std::filesystem::exists(file.parent_path() / "replay-000001.seg"));
    }

    /// A process that dies after its segments grew and before its checkpoint was in place leaves the checkpoint before.
    void whatLiesBehindTheCheckpointIsIgnoredAndOverwritten()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("checkpoint.twc").toStdString();
        TransitionReplay replay(small(100));
        for (int i = 0; i < 20; ++i)
            addNumber(replay, float(i));
        QVERIFY(writeAgentState(file, saved(replay)).has_value());
        const auto before = rewardsIn(replay, 7, 50);
        for (int i = 20; i < 30; ++i)
            addNumber(replay, float(i));
        AgentState lost = saved(replay);
        const auto segment = file.parent_path() / lost.appends[0].file;
        QVERIFY(replaceFile(segment, *readTextFile(segment) + lost.appends[0].bytes.substr(0, 77)).has_value());
        TransitionReplay other(small(100));
        QVERIFY(restore(other, file).has_value());
        QCOMPARE(rewardsIn(other, 7, 50), before);
        for (int i = 20; i < 30; ++i)
            addNumber(other, float(i));
        QVERIFY(writeAgentState(file, saved(other)).has_value());
        TransitionReplay again(small(100));
        QVERIFY(restore(again, file).has_value());
        QCOMPARE(rewardsIn(again, 7, 50), rewardsIn(replay, 7, 50));
    }

    void damageIsFoundAndNamed()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("checkpoint.twc").toStdString();
        TransitionReplay replay(small(100));
        for (int i = 0; i < 5; ++i)
            addNumber(replay, float(i));
        QVERIFY(writeAgentState(file, saved(replay)).has_value());
        const auto segment = file.parent_path() / "replay-000000.seg";
        const std::string good = *readTextFile(segment);
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = char(bad[i] ^ 0x40);
            QVERIFY(replaceFile(segment, bad).has_value());
            TransitionReplay other(small(100));
            const auto result = restore(other, file);
            QVERIFY2(!result.has_value(), qPrintable(QStringLiteral("byte %1").arg(i)));
            QVERIFY(result.error().code == ErrorCode::BadData);
        }
        QVERIFY(replaceFile(segment, good.substr(0, good.size() - 1)).has_value());
        TransitionReplay other(small(100));
        QCOMPARE(QString::fromStdString(restore(other, file).error().context),
                 QString::fromStdString(segment.string()));
        std::filesystem::remove(segment);
        QVERIFY(restore(other, file).error().code == ErrorCode::BadData);
        TransitionReplay larger(small(200));
        QVERIFY(restore(larger, file).error().code == ErrorCode::BadData);
    }
};

QTEST_GUILESS_MAIN(TestTransitionReplay)
#include "tst_transition_replay.moc"
