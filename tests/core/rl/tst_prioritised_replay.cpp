#include <QtTest/QTest>
#include <cmath>

#include "core/rl/prioritised_replay.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

ReplayConfig smallConfig()
{
    ReplayConfig config;
    config.episodes = 4;
    config.stepsPerEpisode = 2;
    config.observationSize = 3;
    config.branches = 2;
    config.alpha = 1.0;
    config.priorityFloor = 0.0;
    return config;
}

/// Episode n: observation {n, n, n}, actions {n, 0}, {n, 1}, rewards n and n + 0.5.
void add(PrioritisedReplay &replay, int n)
{
    const std::vector<float> observation(3, static_cast<float>(n));
    const std::vector<std::uint16_t> actions{static_cast<std::uint16_t>(n), 0, static_cast<std::uint16_t>(n), 1};
    const std::vector<float> rewards{static_cast<float>(n), static_cast<float>(n) + 0.5F};
    replay.addEpisode(observation, actions, rewards);
}

}  // namespace

class TestPrioritisedReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSampleHoldsMatchingParts()
    {
        PrioritisedReplay replay(smallConfig());
        for (int n = 0; n < 3; ++n)
            add(replay, n);
        QCOMPARE(replay.size(), std::size_t{6});
        Rng rng(1);
        const auto batch = replay.sample(6, 0.4, rng);  // stratified over equal priorities: each once
        for (std::size_t i = 0; i < 6; ++i) {
            const auto episode = static_cast<float>(i / 2);
            QCOMPARE(batch.slots[i], static_cast<std::uint32_t>(i));
            QCOMPARE(batch.observations[3 * i + 2], episode);
            QCOMPARE(batch.actions[2 * i], static_cast<std::uint16_t>(episode));
            QCOMPARE(batch.actions[2 * i + 1], static_cast<std::uint16_t>(i % 2));
            QCOMPARE(batch.rewards[i], episode + (i % 2 == 0 ? 0.0F : 0.5F));
            QCOMPARE(batch.notDone[i], i % 2 == 0 ? 1.0F : 0.0F);
            QCOMPARE(batch.importanceWeights[i], 1.0F);
        }
    }

    void theOldestEpisodeIsForgottenFirst()
    {
        PrioritisedReplay replay(smallConfig());
        for (int n = 0; n < 6; ++n)
            add(replay, n);
        QCOMPARE(replay.size(), std::size_t{8});
        Rng rng(1);
        const auto batch = replay.sample(8, 0.4, rng);
        QVERIFY(std::none_of(batch.rewards.begin(), batch.rewards.end(), [](float reward) { return reward < 2.0F; }));
    }

    void prioritiesAndImportanceWeightsFollowThePaper()
    {
        PrioritisedReplay replay(smallConfig());
        add(replay, 0);
        add(replay, 1);
        // |TD errors| 3, 1, 0, 0 with α = 1 and no floor: probabilities 3/4, 1/4, 0, 0.
        const std::vector<std::uint32_t> slots{0, 1, 2, 3};
        const std::vector<float> errors{-3.0F, 1.0F, 0.0F, 0.0F};
        replay.setPriorities(slots, errors);
        Rng rng(1);
        const auto batch = replay.sample(4, 0.5, rng);
        QCOMPARE(batch.slots, (std::vector<std::uint32_t>{0, 0, 0, 1}));
        // w = (N·P)^−β: (4·¾)^−½ = 0.5774, (4·¼)^−½ = 1; divided by the largest.
        TW_COMPARE_NEAR(batch.importanceWeights[0], 1.0 / std::sqrt(3.0), 1e-6);
        TW_COMPARE_NEAR(batch.importanceWeights[3], 1.0, 1e-6);
    }

    void newExperienceGetsTheLargestPriority()
    {
        PrioritisedReplay replay(smallConfig());
        add(replay, 0);
        const std::vector<std::uint32_t> slots{0, 1};
        const std::vector<float> errors{8.0F, 0.0F};
        replay.setPriorities(slots, errors);
        add(replay, 1);  // 8, 0, 8, 8
        Rng rng(1);
        QCOMPARE(replay.sample(3, 1.0, rng).slots, (std::vector<std::uint32_t>{0, 2, 3}));
    }

    void aRestoredReplayContinuesAlike()
    {
        PrioritisedReplay replay(smallConfig());
        for (int n = 0; n < 5; ++n)
            add(replay, n);
        const std::vector<std::uint32_t> slots{0, 5};
        const std::vector<float> errors{0.3F, 2.0F};
        replay.setPriorities(slots, errors);
        ByteWriter bytes;
        replay.save(bytes);

        PrioritisedReplay other(smallConfig());
        ByteReader reader(bytes.bytes());
        QVERIFY(other.load(reader).has_value());
        add(replay, 9);
        add(other, 9);
        Rng first(4);
        Rng second(4);
        const auto a = replay.sample(16, 0.7, first);
        const auto b = other.sample(16, 0.7, second);
        QCOMPARE(a.slots, b.slots);
        QCOMPARE(a.observations, b.observations);
        QCOMPARE(a.importanceWeights, b.importanceWeights);
    }

    void aReplayOfAnotherShapeIsRefused()
    {
        PrioritisedReplay replay(smallConfig());
        add(replay, 1);
        ByteWriter bytes;
        replay.save(bytes);
        auto config = smallConfig();
        config.observationSize = 4;
        PrioritisedReplay other(config);
        ByteReader reader(bytes.bytes());
        QVERIFY(!other.load(reader).has_value());
        ByteReader cut(std::string_view(bytes.bytes()).substr(0, 20));
        QVERIFY(!replay.load(cut).has_value());
        QCOMPARE(replay.size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestPrioritisedReplay)
#include "tst_prioritised_replay.moc"
