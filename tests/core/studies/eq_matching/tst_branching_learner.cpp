#include <QtTest/QTest>
#include <cmath>

#include "core/rl/torch_runtime.h"
#include "core/studies/eq_matching/branching_learner.h"
#include "tests/core/studies/eq_matching/learner_cases.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

/// Small enough for a test, with every part at work after a few iterations.
ParameterSet smallParameters(const std::vector<std::string> &more = {})
{
    std::vector<std::string> assignments{
        "pairs_per_update=4", "batch=16",           "hidden=16",  "frames_scored=4",
        "frames_kept=8",      "replay_episodes=64", "attempts=4", "schedule_steps=1000",
        "epsilon_steps=200",  "epsilon_start=0.9",  "gamma=0.3",  "demonstrations=8"};
    assignments.insert(assignments.end(), more.begin(), more.end());
    auto parsed = (*descriptor().algorithm("dqn"))->parameters.parse(assignments);
    if (!parsed)
        qFatal("%s", parsed.error().describe().c_str());
    return *parsed;
}

}  // namespace

class TestBranchingLearner : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    Corpus m_corpus;

    /// Twelve iterations: long enough for the replay to overflow and the schedule to move.
    std::string train(const ParameterSet &parameters, std::uint64_t seed = 1)
    {
        const EqConfig config = EqConfig::from(parameters);
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        if (auto prepared = source.prepare(m_corpus, context); !prepared)
            qFatal("%s", prepared.error().describe().c_str());
        BranchingLearner learner(config, seed);
        std::string text = test::csvOf(learner, source, 24);
        // What was learnt shows in the weights even where the metrics don't.
        const rl::Checkpoint checkpoint = test::saved(learner);
        return text + checkpoint.blocks.at("agent");
    }

private Q_SLOTS:
    void initTestCase()
    {
        rl::setTensorThreads(1);
        test::plantCorpus(m_folder.path(), 4, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        auto corpus = scanCorpus(m_folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        m_corpus = *corpus;
    }

    void sameSeedSameBytesAnotherSeedOthers()
    {
        QVERIFY(train(smallParameters(), 1) == train(smallParameters(), 1));
        QVERIFY(train(smallParameters(), 1) != train(smallParameters(), 2));
    }

    void continuesFromACheckpointAsIfItHadNotStopped()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        BranchingLearner whole(config, 1);
        (void)test::csvOf(whole, source, 10);
        const rl::Checkpoint checkpoint = test::saved(whole);
        const std::string expected = test::csvOf(whole, source, 10);

        BranchingLearner continued(config, 77);
        QVERIFY(continued.load(checkpoint, {}).has_value());
        QCOMPARE(continued.episodes(), std::int64_t{40});
        QVERIFY(test::csvOf(continued, source, 10) == expected);
    }

    void aStopInTheMiddleOfAGroupLeavesNoTrace()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        BranchingLearner learner(config, 1);
        BranchingLearner other(config, 1);
        (void)test::csvOf(learner, source, 3);
        (void)test::csvOf(other, source, 3);
        std::stop_source stop;
        stop.request_stop();
        RunContext stopping(silent, stop.get_token());
        const auto stopped = learner.iterate(source, stopping);
        QVERIFY(!stopped.has_value());
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(test::csvOf(learner, source, 3) == test::csvOf(other, source, 3));
    }

    /// The groups don't depend on where the run is stopped: what was asked for is handed over, the rest waits.
    void aLimitInTheMiddleOfAGroupChangesNothing()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        BranchingLearner whole(config, 1);
        const std::string expected = test::csvOf(whole, source, 8);

        BranchingLearner parts(config, 1);
        std::string text = test::csvOf(parts, source, 3);
        text += test::csvOf(parts, source, 1, 2);
        QCOMPARE(parts.episodes(), std::int64_t{14});
        QCOMPARE(parts.attempts(), std::int64_t{16 * 4});  // the group's other two have been tried as well
        const rl::Checkpoint checkpoint = test::saved(parts);
        BranchingLearner continued(config, 77);
        QVERIFY(continued.load(checkpoint, {}).has_value());
        text += test::csvOf(continued, source, 5);
        QCOMPARE(text, expected);
        QVERIFY(test::saved(continued).blocks == test::saved(whole).blocks);
    }

    void aCheckpointThatLacksPartsIsRefusedAndNothingChanges()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        BranchingLearner learner(config, 1);
        const rl::Checkpoint checkpoint = test::saved(learner);
        for (const char *part : {"agent", "replay", "rates"}) {
            auto broken = checkpoint;
            broken.blocks.erase(part);
            QVERIFY(!learner.load(broken, {}).has_value());
        }
        auto broken = checkpoint;
        broken.header["random"][1] = "no state";
        QVERIFY(!learner.load(broken, {}).has_value());
        const rl::Checkpoint after = test::saved(learner);
        QVERIFY(after.blocks == checkpoint.blocks);
    }

    /// No knob that does nothing: another value of each parameter gives another run. (checkpoint_seconds is tested with
    /// the study: it decides files, not learning; sample_rates with the pairs it
    /// makes: tst_pair_source.)
    void everyParameterChangesSomething_data()
    {
        QTest::addColumn<QString>("assignment");
        for (const char *text : {"attempts=5",
                                 "pairs_per_update=5",
                                 "updates=3",
                                 "batch=20",
                                 "hidden=17",
                                 "learning_rate=0.002",
                                 "learning_rate_end=0.001",
                                 "schedule_steps=2000",
                                 "weight_decay=0.5",
                                 "gradient_norm=0.01",
                                 "gamma=0",
                                 "target_tau=0.5",
                                 "symlog=false",
                                 "shaping=0",
                                 "replay_episodes=32",
                                 "replay_alpha=0.1",
                                 "replay_beta=0.9",
                                 "epsilon_start=0.5",
                                 "epsilon_end=0.5",
                                 "epsilon_steps=100",
                                 "nudge=0.1",
                                 "nudge_width=0.2",
                                 "demonstrations=9",
                                 "demonstration_weight=3",
                                 "demonstration_margin=5",
                                 "fresh_pairs=false",
                                 "distortion_gain_db=6",
                                 "level_noise_db=5",
                                 "held_out=0.6",
                                 "frames_kept=16",
                                 "frames_scored=6",
                                 "level_match=rms",
                                 "weight_spectral=0",
                                 "weight_perceptual=0",
                                 "weight_balance=1",
                                 "weight_centroid=1",
                                 "weight_flatness=0",
                                 "filter=causal"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void everyParameterChangesSomething()
    {
        QFETCH(QString, assignment);
        static const std::string before = train(smallParameters());
        QVERIFY(train(smallParameters({assignment.toStdString()})) != before);
    }

    void thatTableNamesEveryParameter()
    {
        QCOMPARE((*descriptor().algorithm("dqn"))->parameters.specs().size(), std::size_t{38 + 2});
    }

    void epsilonFallsLinearlyAndStays()
    {
        EqConfig config = EqConfig::from(smallParameters({"epsilon_start=1", "epsilon_end=0.2", "epsilon_steps=32"}));
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        BranchingLearner learner(config, 1);
        TW_COMPARE_NEAR(learner.epsilon(), 1.0, 1e-12);
        (void)test::csvOf(learner, source, 1);  // 4 pairs · 4 attempts
        TW_COMPARE_NEAR(learner.epsilon(), 0.6, 1e-12);
        (void)test::csvOf(learner, source, 3);
        TW_COMPARE_NEAR(learner.epsilon(), 0.2, 1e-12);
    }

    /// Beside rewards, demonstrations bring the greedy choice closer to what undoes distortions that weren't shown than
    /// as many updates by rewards alone do.
    void demonstrationsGeneralise()
    {
        const auto gainsOffDb = [this](const char *count) {
            const EqConfig config =
                EqConfig::from(smallParameters({count, "hidden=64", "gamma=0", "updates=8", "schedule_steps=1e6"}));
            RunListener silent;
            RunContext context(silent, {});
            PairSource source(config, {});
            if (!source.prepare(m_corpus, context))
                qFatal("no tracks");
            BranchingLearner learner(config, 1);
            (void)test::csvOf(learner, source, 60);
            Rng rng(99);
            double sum = 0.0;
            for (int i = 0; i < 50; ++i) {
                const auto lesson = source.drawLesson(rng);
                const auto chosen =
                    learner.policy().greedy({lesson.state, source.tracks().front().reference.sampleRate});
                for (std::size_t band = 0; band < 4; ++band)
                    sum += std::fabs(chosen.bands[band].gainDb - lesson.inverse.bands[band].gainDb) / 200;
            }
            return sum;
        };
        const double without = gainsOffDb("demonstrations=0");
        const double with = gainsOffDb("demonstrations=32");
        // Gains of ±12 dB: doing nothing is 6 dB off on average.
        QVERIFY2(with < 0.75 * without, qPrintable(QStringLiteral("%1 from %2").arg(with).arg(without)));
    }

    /// At 22.05 kHz the high shelf's frequency is limited to one value: whatever is learnt, its first choice is taken.
    void choicesThatMeanNothingAreNotTaken()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        BranchingLearner learner(config, 1);
        (void)test::csvOf(learner, source, 12);
        Rng rng(5);
        bool highShelfMoved = false;
        for (int i = 0; i < 200; ++i) {
            std::vector<float> state(kStateSize);
            for (float &value : state)
                value = static_cast<float>(rng.normal());
            for (const auto &equaliser :
                 {learner.policy().greedy({state, 22050}), learner.policy().sample({state, 22050}, rng)}) {
                QCOMPARE(equaliser.bands[3].frequencyHz, 12000.0);
                QVERIFY(equaliser.bands[2].frequencyHz <= 10600.0);
            }
            highShelfMoved |= learner.policy().sample({state, 44100}, rng).bands[3].frequencyHz > 12000.0;
        }
        QVERIFY(highShelfMoved);
    }

    void theLearningRewardIsWhatItsParametersSay()
    {
        dsp::MatchMetrics metrics;
        metrics.overallQuality = -3.0;
        metrics.reward = -1.0;
        EqConfig config;
        config.symlog = true;
        config.shaping = 0.5;
        TW_COMPARE_NEAR(learningReward(metrics, 10.0, config), -std::log(4.0) - 0.25, 1e-12);
        config.symlog = false;
        config.shaping = 0.0;
        TW_COMPARE_NEAR(learningReward(metrics, 10.0, config), -1.0, 1e-12);
    }

    void heldOutTracksAreNeverTrainedOn()
    {
        const EqConfig config = EqConfig::from(smallParameters());
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        int heldOut = 0;
        for (const auto &track : source.tracks())
            heldOut += track.heldOut;
        QCOMPARE(heldOut, 2);  // a quarter of four in each of two genres
        Rng rng(1);
        for (int i = 0; i < 500; ++i)
            QVERIFY(!source.draw(rng).track->heldOut);
    }
};

QTEST_GUILESS_MAIN(TestBranchingLearner)
#include "tst_branching_learner.moc"
