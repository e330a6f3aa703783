#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/dsp/eq_state.h"
#include "core/rl/torch_runtime.h"
#include "core/studies/eq_matching/published_learner.h"
#include "tests/core/studies/eq_matching/learner_cases.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

EqConfig studyConfig(const std::vector<std::string> &more = {})
{
    std::vector<std::string> assignments{"hidden=8", "batch=8", "attempts=3", "frames_kept=8"};
    assignments.insert(assignments.end(), more.begin(), more.end());
    const auto algorithm = descriptor().algorithm("published");
    auto parsed = (*algorithm)->parameters.parse(assignments);
    if (!parsed)
        qFatal("%s", parsed.error().describe().c_str());
    return EqConfig::from(*parsed);
}

/// Small enough for a test, with everything at work after a few steps.
PublishedConfig smallConfig()
{
    PublishedConfig config = publishedConfig(studyConfig());
    config.replay = 10;
    config.networks.targetEvery = 3;
    config.networks.plateauPatience = 1;
    return config;
}

double threadCpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// A context that counts how often it is asked, and says stop from the `stopAt`-th time on (0: never).
class Asked
{
public:
    explicit Asked(int stopAt = 0) : m_context(m_silent, m_stop.get_token())
    {
        m_context.setPreviewHandler([this, stopAt](const std::string &) {
            const double now = threadCpuSeconds();
            m_longest = std::max(m_longest, now - m_last);
            m_last = now;
            if (++m_times == stopAt)
                m_stop.request_stop();
            m_context.requestPreview("again");
        });
        m_context.requestPreview("first");
    }
    RunContext &context() { return m_context; }
    [[nodiscard]] int times() const { return m_times; }
    [[nodiscard]] double longestSeconds() const { return m_longest; }  ///< CPU time between two questions

private:
    RunListener m_silent;
    std::stop_source m_stop;
    RunContext m_context;
    int m_times = 0;
    double m_last = threadCpuSeconds();
    double m_longest = 0;
};

std::string textOf(const std::vector<EpisodeRecord> &records)
{
    std::string text;
    for (const auto &record : records) {
        text += std::to_string(record.episode) + "," + std::to_string(record.steps) + "," + record.item;
        for (const double value : record.values)
            text += "," + std::to_string(value);
        text += "\n";
    }
    return text;
}

std::string everything(Learner &learner)
{
    const rl::Checkpoint checkpoint = test::saved(learner);
    std::string bytes = checkpoint.header.dump();
    for (const auto &[name, block] : checkpoint.blocks)
        bytes += name + block;
    return bytes;
}

std::vector<EpisodeRecord> steps(Learner &learner, const PairSource &source, int count)
{
    std::vector<EpisodeRecord> all;
    for (int i = 0; i < count; ++i) {
        RunListener silent;
        RunContext context(silent, {});
        const auto records = learner.iterate(source, context);
        if (!records)
            qFatal("%s", records.error().describe().c_str());
        all.insert(all.end(), records->begin(), records->end());
    }
    return all;
}

}  // namespace

class TestPublishedLearner : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    Corpus m_corpus;
    std::unique_ptr<PairSource> m_source;

    std::unique_ptr<PairSource> prepared(const EqConfig &config)
    {
        RunListener silent;
        RunContext context(silent, {});
        auto source = std::make_unique<PairSource>(config, Excerpt{});
        if (auto ready = source->prepare(m_corpus, context); !ready)
            qFatal("%s", ready.error().describe().c_str());
        return source;
    }

    std::string trained(const PublishedConfig &config, std::uint64_t seed = 1)
    {
        PublishedLearner learner(config, seed);
        const std::string records = textOf(steps(learner, *m_source, 14));
        return records + everything(learner);
    }

private Q_SLOTS:
    void initTestCase()
    {
        rl::setTensorThreads(1);
        test::plantCorpus(m_folder.path(), 2, 1.0);
        RunListener silent;
        RunContext context(silent, {});
        auto corpus = scanCorpus(m_folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        m_corpus = *corpus;
        m_source = prepared(studyConfig());
    }

    void theDefaultsAreThePublishedSettings()
    {
        const auto algorithm = descriptor().algorithm("published");
        const auto config = publishedConfig(EqConfig::from((*algorithm)->parameters.defaults()));
        QCOMPARE(config.networks.hidden, 512);
        QCOMPARE(config.networks.learningRate, 5e-4);
        QCOMPARE(config.networks.gamma, 0.99);
        QCOMPARE(config.batch, 128);
        QCOMPARE(config.replay, std::size_t{20000});
        QCOMPARE(config.replayAlpha, 0.6);
        QCOMPARE(config.replayBeta, 0.4);
        QCOMPARE(config.replayBetaStep, 0.001);
        QCOMPARE(config.epsilonStart, 1.0);
        QCOMPARE(config.epsilonDecay, 0.9995);
        QCOMPARE(config.epsilonEnd, 0.05);
        QCOMPARE(config.uniformChance, 0.7);
        QCOMPARE(config.nudge, 5);
        QCOMPARE(config.nudgeShare, 10);
        QCOMPARE(config.episodeSteps, 30);
        QCOMPARE(config.enoughReward, 0.95);
        QVERIFY(config.filter == dsp::FilterMode::ZeroPhase);
    }

    void exploringIsUniformOrNear()
    {
        constexpr int kDraws = 20000;
        Action greedy{};
        greedy[1] = 48;  // low_shelf_gain, 97 choices: moves by up to 5
        greedy[4] = 0;   // peak_low_gain, 97 choices, at the edge
        greedy[9] = 8;   // high_shelf_freq, 17 choices: moves by up to 1
        Rng rng(1);
        std::array<int, 4> hits{};
        for (int i = 0; i < kDraws; ++i) {
            const Action action = publishedExploration(greedy, 1.0, PublishedConfig(), rng);
            hits[0] += std::abs(action[1] - 48) > 5;
            hits[1] += action[1] == 48;
            hits[2] += action[4] == 0;
            hits[3] += std::abs(action[9] - 8) > 1;
            for (std::size_t p = 0; p < action.size(); ++p)
                QVERIFY(action[p] < actionGrid()[p].choices);
        }
        const auto share = [&hits](std::size_t i) { return hits[i] / static_cast<double>(kDraws); };
        // Five standard deviations of a share are at most 5 · √(¼ / 20000) = 0.018; of the second 0.007.
        TW_COMPARE_NEAR(share(0), 0.7 * 86 / 97, 0.018);
        TW_COMPARE_NEAR(share(1), 0.7 / 97 + 0.3 / 11, 0.007);
        TW_COMPARE_NEAR(share(2), 0.7 / 97 + 0.3 * 6 / 11, 0.018);  // moves below 0 end at 0
        TW_COMPARE_NEAR(share(3), 0.7 * 14 / 17, 0.018);
    }

    void epsilonDecidesForAllParametersTogether()
    {
        const Action greedy{};
        Rng rng(1);
        int kept = 0;
        for (int i = 0; i < 10000; ++i)
            kept += publishedExploration(greedy, 0.25, PublishedConfig(), rng) == greedy;
        TW_COMPARE_NEAR(kept / 10000.0, 0.75, 0.022);  // five standard deviations; twelve chances in a row are none
    }

    void learningBeginsWithAMinibatchAndSchedulesCountLearningSteps()
    {
        auto config = smallConfig();
        config.epsilonDecay = 0.5;
        PublishedLearner learner(config, 1);
        (void)steps(learner, *m_source, 7);
        QCOMPARE(learner.attempts(), std::int64_t{7});
        QCOMPARE(learner.learningSteps(), std::int64_t{0});
        QCOMPARE(learner.epsilon(), 1.0);
        QCOMPARE(learner.beta(), 0.4);
        (void)steps(learner, *m_source, 3);  // 8, 9, 10
        QCOMPARE(learner.learningSteps(), std::int64_t{3});
        QCOMPARE(learner.epsilon(), 0.125);
        TW_COMPARE_NEAR(learner.beta(), 0.403, 1e-12);
        (void)steps(learner, *m_source, 2);
        QCOMPARE(learner.epsilon(), 0.05);
    }

    void anEpisodeIsARecordOfItsAttempts()
    {
        PublishedLearner learner(smallConfig(), 1);
        QVERIFY(steps(learner, *m_source, 2).empty());
        const auto records = steps(learner, *m_source, 1);
        QCOMPARE(records.size(), std::size_t{1});
        QCOMPARE(records[0].episode, std::int64_t{1});
        QCOMPARE(records[0].steps, std::int64_t{3});
        QVERIFY(std::isnan(records[0].values[kLoss]));  // no minibatch yet
        QVERIFY(records[0].values[kBestReward] >= records[0].values[kExploringReward]);

        // The reward is the untrained agent's own choice, rendered.
        const PublishedLearner untrained(smallConfig(), 1);
        const PreparedTrack *track = m_source->find(records[0].item);
        QVERIFY(track && !track->heldOut);
        const auto pair = readPair(track->track, m_source->excerpt(), track->fixed);
        const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
        const Policy &policy = untrained.policy();
        const auto seen = policy.observe(*scorer);
        QCOMPARE(seen.state.size(), std::size_t{dsp::kPublishedStateSize});
        QCOMPARE(records[0].values[kReward], scorer->score(policy.greedy(seen)).reward);
        TW_COMPARE_NEAR(records[0].values[kValue], policy.expectedValue(seen), 1e-12);
    }

    void aRewardThatIsEnoughEndsTheEpisode()
    {
        auto config = smallConfig();
        config.enoughReward = -2.0;
        PublishedLearner learner(config, 1);
        QCOMPARE(steps(learner, *m_source, 4).size(), std::size_t{4});
    }

    void heldOutTracksAreNeverTrainedOn()
    {
        PublishedLearner learner(smallConfig(), 1);
        for (const auto &record : steps(learner, *m_source, 30))
            QVERIFY(!m_source->find(record.item)->heldOut);
    }

    void itsPolicyShowsWhatItPrefers()
    {
        const PublishedLearner learner(smallConfig(), 1);
        Observation seen{std::vector<float>(dsp::kPublishedStateSize, 0.1F), 22050};
        const auto insight = learner.policy().inspect(seen);
        QCOMPARE(insight.parameters.size(), std::size_t{kParameters});
        const auto greedy = toJson(learner.policy().greedy(seen));
        for (const auto &parameter : insight.parameters) {
            const auto best = std::max_element(parameter.scores.begin(), parameter.scores.end());
            QCOMPARE(parameter.values[static_cast<std::size_t>(best - parameter.scores.begin())], parameter.chosen);
            QCOMPARE(greedy[parameter.name].get<double>(), parameter.chosen);
            double sum = 0.0;
            for (const double score : parameter.scores)
                sum += score;
            TW_COMPARE_NEAR(sum, 0.0, 1e-4);  // float values, doubles summed
        }
        Rng rng(1);
        QVERIFY(toJson(learner.policy().sample(seen, rng)) != greedy);  // ε is 1
    }

    void sameSeedSameBitsAnotherSeedOthers()
    {
        QVERIFY(trained(smallConfig(), 1) == trained(smallConfig(), 1));
        QVERIFY(trained(smallConfig(), 1) != trained(smallConfig(), 2));
    }

    void settingsChangeWhatIsLearnt()
    {
        const std::string before = trained(smallConfig());
        const auto changed = [&](auto change) {
            auto config = smallConfig();
            change(config);
            return trained(config) != before;
        };
        QVERIFY(changed([](auto &c) { c.networks.hidden = 12; }));
        QVERIFY(changed([](auto &c) { c.batch = 6; }));
        QVERIFY(changed([](auto &c) { c.replay = 9; }));
        QVERIFY(changed([](auto &c) { c.replayAlpha = 0.1; }));
        QVERIFY(changed([](auto &c) { c.replayBeta = 0.9; }));
        QVERIFY(changed([](auto &c) { c.replayBetaStep = 0.1; }));
        QVERIFY(changed([](auto &c) { c.epsilonStart = 0.5; }));
        QVERIFY(changed([](auto &c) { c.epsilonDecay = 0.1; }));
        QVERIFY(changed([](auto &c) { c.epsilonEnd = 1.0; }));
        QVERIFY(changed([](auto &c) { c.uniformChance = 0.1; }));
        QVERIFY(changed([](auto &c) { c.nudge = 1; }));
        QVERIFY(changed([](auto &c) { c.nudgeShare = 40; }));
        QVERIFY(changed([](auto &c) { c.episodeSteps = 4; }));
        QVERIFY(changed([](auto &c) { c.enoughReward = -2.0; }));
        QVERIFY(changed([](auto &c) { c.filter = dsp::FilterMode::Causal; }));
    }

    /// The study's parameters of this algorithm. frames_kept and checkpoint_seconds decide previews and files.
    void parametersChangeWhatIsLearnt()
    {
        const auto train = [this](const std::vector<std::string> &more) {
            const EqConfig config = studyConfig(more);
            const auto source = prepared(config);
            PublishedLearner learner(publishedConfig(config), 1);
            return textOf(steps(learner, *source, 12)) + everything(learner);
        };
        const std::string before = train({});
        for (const char *text : {"attempts=4", "batch=9", "hidden=12", "learning_rate=0.01", "gamma=0", "held_out=0",
                                 "distortion_gain_db=6", "filter=causal"})
            QVERIFY2(train({text}) != before, text);
        const auto algorithm = descriptor().algorithm("published");
        QCOMPARE((*algorithm)->parameters.specs().size(), std::size_t{8 + 2});
    }

    /// Stopped wherever it asks, stored, loaded into another learner and continued: the same records and the same bits.
    void stoppedAnywhereItContinuesAsIfItHadNot()
    {
        PublishedLearner whole(smallConfig(), 1);
        const std::string records = textOf(steps(whole, *m_source, 12));
        const std::string expected = everything(whole);

        auto learner = std::make_unique<PublishedLearner>(smallConfig(), 1);
        std::vector<EpisodeRecord> seen;
        int stops = 0;
        for (int stopAt = 1;;) {
            Asked asked(stopAt);
            const auto result = learner->iterate(*m_source, asked.context());
            if (result) {
                seen.insert(seen.end(), result->begin(), result->end());
                stopAt = 1;
                if (learner->attempts() == 12)
                    break;
                continue;
            }
            QVERIFY(result.error().code == ErrorCode::Cancelled);
            ++stops;
            stopAt = stopAt % 5 + 1;
            const rl::Checkpoint checkpoint = test::saved(*learner);
            learner = std::make_unique<PublishedLearner>(smallConfig(), 77);
            QVERIFY(learner->load(checkpoint, {}).has_value());
        }
        QVERIFY2(stops > 40, qPrintable(QString::number(stops)));
        QVERIFY(textOf(seen) == records);
        QVERIFY(everything(*learner) == expected);
    }

    /// A learning step stopped before its first network, done by hand from what was stored.
    void prioritiesComeFromTheFirstNetworkAlone()
    {
        PublishedLearner learner(smallConfig(), 1);
        (void)steps(learner, *m_source, 9);
        (void)steps(learner, *m_source, 1);  // the tenth begins and ends no episode: one question, two for the reward
        Asked asked(4);
        QVERIFY(!learner.iterate(*m_source, asked.context()).has_value());
        const rl::Checkpoint before = test::saved(learner);
        QCOMPARE(learner.attempts(), std::int64_t{11});
        QCOMPARE(learner.learningSteps(), std::int64_t{3});
        (void)steps(learner, *m_source, 1);
        QCOMPARE(learner.attempts(), std::int64_t{11});
        QCOMPARE(learner.learningSteps(), std::int64_t{4});
        const rl::Checkpoint after = test::saved(learner);

        const auto config = smallConfig();
        auto networksConfig = config.networks;
        for (const GridAxis &axis : actionGrid())
            networksConfig.choices.push_back(axis.choices);
        Rng rng(5);
        rl::IndependentDqn networks(networksConfig, rng, rng);
        QVERIFY(networks.load(before.blocks.at("agent")).has_value());
        PublishedExperience experience(config.replay, config.replayAlpha);
        rl::ByteReader replay(before.blocks.at("replay"));
        QVERIFY(experience.load(replay).has_value());

        rl::ByteReader in(before.blocks.at("in_flight"));
        double number = 0;
        std::int64_t count = 0;
        std::uint8_t there = 0;
        std::string text;
        std::vector<double> rewards;
        PublishedExperience::Draw draw;
        in.value(number);
        in.value(there);
        in.text(text);
        in.text(text);
        in.value(number);
        in.value(number);
        in.array(rewards);
        in.value(number);
        in.value(count);
        in.value(there);
        QVERIFY(in.array(draw.slots) && in.array(draw.importanceWeights));
        QCOMPARE(draw.slots.size(), std::size_t{8});

        const auto stats = networks.learn(0, experience.batch(draw));
        QVERIFY(stats.has_value());
        experience.setPriorities(draw.slots, stats->tdErrors);
        rl::ByteWriter expected;
        experience.save(expected);
        QVERIFY(expected.bytes() != before.blocks.at("replay"));
        QVERIFY(expected.bytes() == after.blocks.at("replay"));
    }

    /// Full size networks. CPU time, so that a busy machine doesn't matter.
    void itAsksOftenEnoughToStopWithin250Ms()
    {
        PublishedConfig config;
        config.batch = 8;
        PublishedLearner learner(config, 1);
        Asked asked;
        for (int i = 0; i < 9; ++i)
            QVERIFY(learner.iterate(*m_source, asked.context()).has_value());
        QVERIFY(learner.learningSteps() > 0);
        QVERIFY2(asked.longestSeconds() < 0.25, qPrintable(QString::number(asked.longestSeconds())));
    }

    void divergingEndsIt()
    {
        auto config = smallConfig();
        config.networks.learningRate = 1e30;
        PublishedLearner learner(config, 1);
        for (int i = 0; i < 20; ++i) {
            Asked asked;
            const auto result = learner.iterate(*m_source, asked.context());
            if (result)
                continue;
            QVERIFY(result.error().code == ErrorCode::Diverged);
            QCOMPARE(result.error().context, std::string("network 1"));
            return;
        }
        QFAIL("a learning rate of 1e30 was survived");
    }

    void aCheckpointThatLacksPartsIsRefusedAndNothingChanges()
    {
        PublishedLearner learner(smallConfig(), 1);
        (void)steps(learner, *m_source, 10);
        Asked asked(4);
        (void)learner.iterate(*m_source, asked.context());  // a learning step in flight
        const std::string before = everything(learner);
        const rl::Checkpoint checkpoint = test::saved(learner);
        for (const char *part : {"agent", "in_flight", "replay"}) {
            auto broken = checkpoint;
            broken.blocks.erase(part);
            QVERIFY2(!learner.load(broken, {}).has_value(), part);
            broken = checkpoint;
            broken.blocks[part].pop_back();
            QVERIFY2(!learner.load(broken, {}).has_value(), part);
            broken.blocks[part] += "xx";
            QVERIFY2(!learner.load(broken, {}).has_value(), part);
        }
        auto broken = checkpoint;
        broken.header["random"][1] = "no state";
        QVERIFY(!learner.load(broken, {}).has_value());
        auto config = smallConfig();
        config.batch = 7;
        PublishedLearner other(config, 1);
        QVERIFY(!other.load(checkpoint, {}).has_value());  // its minibatch is of another size
        QVERIFY(everything(learner) == before);
    }

    void experienceIsDrawnByPriority()
    {
        PublishedExperience experience(3, 0.5);
        experience.addTrack("a", std::vector<float>(dsp::kPublishedStateSize, 1.0F));
        experience.addTrack("b", std::vector<float>(dsp::kPublishedStateSize, 2.0F));
        for (int i = 0; i < 4; ++i) {  // the fourth takes the first one's place
            PublishedTransition transition;
            transition.track = static_cast<std::uint32_t>(i % 2);
            transition.action[0] = static_cast<std::uint16_t>(i);
            transition.reward = static_cast<float>(i);
            transition.done = i == 2;
            experience.add(transition);
        }
        QCOMPARE(experience.size(), std::size_t{3});
        experience.setPriorities({0, 1, 2}, {-9.0F, 1.0F, 4.0F});  // with α = ½: 3, 1, 2
        Rng rng(1);
        const auto draw = experience.draw(60000, 1.0, rng);
        std::array<int, 3> hits{};
        for (const auto slot : draw.slots)
            ++hits[slot];
        // Five standard deviations: 5 · √(¼ / 60000).
        TW_COMPARE_NEAR(hits[0] / 60000.0, 3.0 / 6.0, 0.011);
        TW_COMPARE_NEAR(hits[1] / 60000.0, 1.0 / 6.0, 0.011);
        TW_COMPARE_NEAR(hits[2] / 60000.0, 2.0 / 6.0, 0.011);
        // (N·P)^−1: 2/3, 2, 1; over the largest.
        const std::vector<double> weights{1.0 / 3.0, 1.0, 0.5};
        for (std::size_t i = 0; i < draw.slots.size(); ++i)
            TW_COMPARE_NEAR(draw.importanceWeights[i], weights[draw.slots[i]], 1e-5);

        const auto batch = experience.batch({{0, 2, 1}, {1.0F, 0.5F, 0.25F}});
        QCOMPARE(batch.rewards, (std::vector<float>{3.0F, 2.0F, 1.0F}));
        QCOMPARE(batch.notDone, (std::vector<float>{1.0F, 0.0F, 1.0F}));
        QCOMPARE(batch.rows, (std::vector<std::int64_t>{0, 1, 0}));  // tracks b, a, b
        QCOMPARE(batch.observations.size(), std::size_t{2 * dsp::kPublishedStateSize});
        QCOMPARE(batch.observations.front(), 2.0F);
        QCOMPARE(batch.actions[0], std::uint16_t{3});
        QCOMPARE(batch.importanceWeights, (std::vector<float>{1.0F, 0.5F, 0.25F}));
    }
};

QTEST_GUILESS_MAIN(TestPublishedLearner)
#include "tst_published_learner.moc"
