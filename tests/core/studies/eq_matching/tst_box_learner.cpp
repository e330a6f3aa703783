#include <QtTest/QTest>
#include <cmath>

#include "core/rl/checkpoint_writer.h"
#include "core/studies/eq_matching/box_learner.h"
#include "core/studies/eq_matching/refinement.h"
#include "tests/core/studies/eq_matching/learner_cases.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

/// Small enough for a test, with every part at work after a few iterations: "imitation_ppo" imitates for three
/// iterations, then practises; a rollout is two groups of pairs.
EqConfig smallConfig(const std::string &algorithm, const std::vector<std::string> &more = {})
{
    const auto spec = descriptor().algorithm(algorithm);
    if (!spec)
        qFatal("%s", spec.error().describe().c_str());
    std::vector<std::string> assignments;
    for (const char *assignment :
         {algorithm == "sac" || algorithm == "td3" ? "pairs_per_update=8" : "pairs_per_update=16", "batch=16",
          "hidden=16", "layers=1", "frames_scored=4", "frames_kept=8", "attempts=4", "schedule_steps=1000",
          "imitation_steps=12", "imitation_batch=8", "replay_episodes=16", "updates=1"}) {
        const std::string name = std::string(assignment).substr(0, std::string(assignment).find('='));
        if ((*spec)->parameters.find(name) != nullptr)
            assignments.emplace_back(assignment);
    }
    assignments.insert(assignments.end(), more.begin(), more.end());
    const auto parsed = (*spec)->parameters.parse(assignments);
    if (!parsed)
        qFatal("%s", parsed.error().describe().c_str());
    return EqConfig::from(*parsed);
}

/// "ppo steps=3" → that algorithm with that setting.
EqConfig configOfRow(const QString &row)
{
    const QStringList words = row.split(QLatin1Char(' '));
    return words.size() == 1 ? smallConfig(row.toStdString())
                             : smallConfig(words[0].toStdString(), {words[1].toStdString()});
}

void everyAlgorithm()
{
    QTest::addColumn<QString>("algorithm");
    for (const char *name : {"imitation_ppo", "ppo", "imitation", "sac", "td3"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

}  // namespace

class TestBoxLearner : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    Corpus m_corpus;

    PairSource source(const EqConfig &config)
    {
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(config, {});
        if (auto prepared = source.prepare(m_corpus, context); !prepared)
            qFatal("%s", prepared.error().describe().c_str());
        return source;
    }

    std::string train(const std::string &algorithm, const EqConfig &config, std::uint64_t seed = 1, int threads = 1)
    {
        const PairSource pairs = source(config);
        BoxLearner learner(algorithm, config, seed, threads);
        const std::string text = test::csvOf(learner, pairs, 40);
        std::string weights;
        for (const auto &[name, bytes] : test::saved(learner).blocks)
            weights += bytes;
        return text + weights;
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder.path(), 4, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        auto corpus = scanCorpus(m_folder.path(), {}, context);
        QVERIFY(corpus.has_value());
        m_corpus = *corpus;
    }

    void sameSeedSameBytesAnotherSeedOthers_data() { everyAlgorithm(); }
    void sameSeedSameBytesAnotherSeedOthers()
    {
        QFETCH(QString, algorithm);
        const std::string name = algorithm.toStdString();
        const EqConfig config = smallConfig(name);
        const std::string once = train(name, config, 1);
        QVERIFY(once == train(name, config, 1));
        QVERIFY(once != train(name, config, 2));
    }

    void threadsChangeNoBit_data()
    {
        everyAlgorithm();
        QTest::newRow("ppo, three looks") << QStringLiteral("ppo steps=3");
    }
    void threadsChangeNoBit()
    {
        QFETCH(QString, algorithm);
        const std::string name = algorithm.section(QLatin1Char(' '), 0, 0).toStdString();
        const EqConfig config = configOfRow(algorithm);
        QVERIFY(train(name, config, 1, 1) == train(name, config, 1, 5));
    }

    void continuesFromACheckpointAsIfItHadNotStopped_data()
    {
        everyAlgorithm();
        QTest::newRow("ppo, three looks") << QStringLiteral("ppo steps=3");
        QTest::newRow("sac, two looks") << QStringLiteral("sac steps=2");
    }
    /// At any point: while imitating, at the change to practice, with a rollout half full, with episodes not yet handed
    /// over.
    void continuesFromACheckpointAsIfItHadNotStopped()
    {
        QFETCH(QString, algorithm);
        const std::string name = algorithm.section(QLatin1Char(' '), 0, 0).toStdString();
        const EqConfig config = configOfRow(algorithm);
        const PairSource pairs = source(config);
        for (const int before : {1, 3, 5, 7}) {
            BoxLearner whole(name, config, 1);
            (void)test::csvOf(whole, pairs, before, 3);
            test::TemporaryFolder folder;
            rl::AgentState state;
            whole.save(state);
            QVERIFY(rl::writeAgentState(folder / "checkpoint.bin", state).has_value());
            const std::string expected = test::csvOf(whole, pairs, 12, 5);
            BoxLearner continued(name, config, 77);
            const auto loaded = continued.load(*rl::readCheckpoint(folder / "checkpoint.bin"), folder.path());
            QVERIFY2(loaded, loaded ? "" : loaded.error().describe().c_str());
            QVERIFY(test::csvOf(continued, pairs, 12, 5) == expected);
            QCOMPARE(continued.episodes(), whole.episodes());
            QCOMPARE(continued.attempts(), whole.attempts());
        }
    }

    void aStopLeavesNoTrace()
    {
        const EqConfig config = smallConfig("imitation_ppo");
        const PairSource pairs = source(config);
        BoxLearner learner("imitation_ppo", config, 1);
        BoxLearner other("imitation_ppo", config, 1);
        std::stop_source stop;
        stop.request_stop();
        for (int i = 0; i < 6; ++i) {
            RunListener silent;
            RunContext stopping(silent, stop.get_token());
            const auto stopped = learner.iterate(pairs, stopping);
            QVERIFY(!stopped.has_value());
            QVERIFY(stopped.error().code == ErrorCode::Cancelled);
            QVERIFY(test::csvOf(learner, pairs, 1) == test::csvOf(other, pairs, 1));
        }
    }

    void episodesAreHandedOverAsManyAsAreWanted()
    {
        const EqConfig config = smallConfig("ppo");
        const PairSource pairs = source(config);
        BoxLearner learner("ppo", config, 1);
        BoxLearner other("ppo", config, 1);
        const std::string one = test::csvOf(learner, pairs, 16, 1);
        QCOMPARE(learner.episodes(), std::int64_t{16});
        QVERIFY(one == test::csvOf(other, pairs, 2));
    }

    void aCheckpointThatDoesNotFitIsRefusedAndNothingChanges()
    {
        const EqConfig config = smallConfig("imitation_ppo");
        const PairSource pairs = source(config);
        BoxLearner learner("imitation_ppo", config, 1);
        BoxLearner other("imitation_ppo", config, 1);
        (void)test::csvOf(learner, pairs, 5);
        (void)test::csvOf(other, pairs, 5);
        const rl::Checkpoint good = test::saved(learner);
        for (const auto &[name, bytes] : good.blocks) {
            rl::Checkpoint broken = good;
            broken.blocks.erase(name);
            QVERIFY2(!learner.load(broken, {}).has_value(), name.c_str());
        }
        for (const char *name : {"episodes", "unreported", "attempts", "taught", "random", "earned"}) {
            rl::Checkpoint broken = good;
            broken.header[name] = "nonsense";
            QVERIFY2(!learner.load(broken, {}).has_value(), name);
        }
        rl::Checkpoint broken = good;
        broken.header["unreported"] = Json::array({Json{{"episode", 1}}});
        QVERIFY(!learner.load(broken, {}).has_value());
        BoxLearner wider("imitation_ppo", smallConfig("imitation_ppo", {"hidden=17"}), 1);
        QVERIFY(!wider.load(good, {}).has_value());
        QVERIFY(test::csvOf(learner, pairs, 5) == test::csvOf(other, pairs, 5));
    }

    void everySettingChangesSomething_data()
    {
        QTest::addColumn<QString>("algorithm");
        QTest::addColumn<QString>("assignment");
        for (const char *assignment : {"imitation_steps=8",
                                       "imitation_batch=9",
                                       "imitation_rate=0.01",
                                       "imitation_level=0.9",
                                       "imitation_parameters=0.7",
                                       "attempts=5",
                                       "steps=1",
                                       "pairs_per_update=8",
                                       "epochs=4",
                                       "batch=32",
                                       "learning_rate=0.02",
                                       "learning_rate_end=0.000001",
                                       "schedule_steps=2000",
                                       "gradient_norm=0.01",
                                       "clip=0.01",
                                       "entropy=0.1",
                                       "normalise_per_state=false",
                                       "initial_spread=0.2",
                                       "hidden=17",
                                       "layers=2",
                                       "symlog=false",
                                       "shaping=3",
                                       "values=grid",
                                       "largest_gain_db=5",
                                       "filter=causal",
                                       "frames_kept=12",
                                       "frames_scored=6",
                                       "distortion_gain_db=3",
                                       "level_noise_db=6",
                                       "held_out=0.7",
                                       "level_match=rms",
                                       "level_match=lufs",
                                       "weight_spectral=0",
                                       "weight_perceptual=0",
                                       "weight_balance=1",
                                       "weight_centroid=1",
                                       "weight_flatness=0",
                                       "fresh_pairs=false",
                                       "curriculum=weakest_genres"})
            QTest::newRow(assignment) << QStringLiteral("imitation_ppo") << QString::fromLatin1(assignment);
        for (const char *assignment : {"replay_episodes=17", "updates=2", "steps=2"})
            for (const char *algorithm : {"sac", "td3"})
                QTest::addRow("%s, %s", algorithm, assignment)
                    << QString::fromLatin1(algorithm) << QString::fromLatin1(assignment);
    }
    void everySettingChangesSomething()
    {
        QFETCH(QString, algorithm);
        QFETCH(QString, assignment);
        const std::string name = algorithm.toStdString();
        static std::map<std::string, std::string> unchanged;
        if (!unchanged.contains(name))
            unchanged[name] = train(name, smallConfig(name));
        QVERIFY(train(name, smallConfig(name, {assignment.toStdString()})) != unchanged[name]);
    }

    /// Further choices lie around the first one, `sample_spread` times as wide as the attempts of practice.
    void furtherChoicesAreSpreadAsAskedFor()
    {
        const auto lowShelfGains = [this](const char *spread) {
            const EqConfig config = smallConfig("ppo", {spread, "initial_spread=0.005"});
            const PairSource pairs = source(config);
            const BoxLearner learner("ppo", config, 1);
            const Observation seen = learner.policy().observe(pairs.fixedScene(pairs.tracks().front()));
            const double first = parameter(learner.policy().greedy(seen), 1);
            double squares = 0.0;
            Rng rng(4);
            for (int i = 0; i < 400; ++i)
                squares += std::pow(parameter(learner.policy().sample(seen, rng), 1) - first, 2.0) / 400;
            return std::sqrt(squares);
        };
        // 0.5 % of a range of 48 dB; the same draws in both cases, so only the last digits differ.
        TW_COMPARE_NEAR(lowShelfGains("sample_spread=1"), 0.24, 0.03);
        TW_COMPARE_NEAR(lowShelfGains("sample_spread=4") / lowShelfGains("sample_spread=1"), 4.0, 1e-3);
    }

    /// Imitation brings the policy's own curve closer to what undoes distortions that it hasn't seen.
    void imitationGeneralises()
    {
        EqConfig config = smallConfig("imitation", {"imitation_steps=400", "imitation_batch=32", "hidden=64"});
        const PairSource pairs = source(config);
        BoxLearner learner("imitation", config, 1);
        const auto distance = [&] {
            Rng rng(99);
            const EqualiserBox box(EqualiserBox::Values::Continuous, 24.0, config.filter);
            double sum = 0.0;
            for (int i = 0; i < 50; ++i) {
                const auto lesson = pairs.drawLesson(rng);
                const Observation seen{lesson.state, pairs.tracks().front().reference.sampleRate};
                std::array<double, kParameters> unused{};
                const auto action = box.action(learner.policy().greedy(seen));
                sum += lesson.curve->loss(action, {lesson.wantedDb, 24.0, 0.0, config.filter}, unused) / 50;
            }
            return sum;
        };
        const double before = distance();
        (void)test::csvOf(learner, pairs, 100);
        // From some 4.1 (16 % of the variance explained is 0.17 less) to below 3: measured 2.5 with this seed.
        QVERIFY2(distance() < before - 0.8, qPrintable(QStringLiteral("%1 from %2").arg(distance()).arg(before)));
    }

    /// A second look sees what the first has left, and one setting of four bands comes out of both.
    void aSecondLookCorrectsTheFirst()
    {
        const EqConfig once = smallConfig("ppo");
        EqConfig twice = once;
        twice.steps = 2;
        const PairSource pairs = source(once);
        BoxLearner one("ppo", once, 1);
        BoxLearner two("ppo", twice, 1);
        const Observation seen = one.policy().observe(pairs.fixedScene(pairs.tracks().front()));
        const auto first = one.policy().greedy(seen);
        const Observation left{stateAfter(seen.state, seen.sampleRate, first), seen.sampleRate};
        const auto further = one.policy().greedy(left);
        const auto expected = inSeries(first, further, seen.sampleRate, SettingSpace(once.filter));
        const auto decided = two.policy().greedy(seen);
        QVERIFY(parametersOf(decided) == parametersOf(expected));
        QVERIFY(parametersOf(decided) != parametersOf(first));
        // On the grid as asked for, and within the gentle moves.
        twice.continuous = false;
        twice.largestGainDb = 2.0;
        BoxLearner gentle("ppo", twice, 1);
        const auto onGrid = gentle.policy().greedy(seen);
        for (const auto &band : onGrid.bands) {
            TW_COMPARE_NEAR(band.gainDb, std::round(2.0 * band.gainDb) / 2.0, 1e-9);
            QVERIFY(std::fabs(band.gainDb) <= 2.0);
        }
    }

    /// An episode of several looks costs the attempts of all; its reward is that of the one setting that they decide
    /// on.
    void anEpisodeOfSeveralLooks()
    {
        for (const int looks : {2, 3}) {
            // Always the same pair of a track on all of its frames; nothing is learnt before the last look.
            const EqConfig config = smallConfig("ppo", {"steps=" + std::to_string(looks), "pairs_per_update=32",
                                                        "fresh_pairs=false", "frames_scored=8", "level_noise_db=0"});
            const PairSource pairs = source(config);
            BoxLearner learner("ppo", config, 1);
            std::map<std::string, double> expected;
            for (const auto &track : pairs.tracks()) {
                const SpectralScene scene = pairs.fixedScene(track);
                const auto decided = learner.policy().greedy(learner.policy().observe(scene));
                expected[track.track.key()] =
                    scene.score(pairs.grid(scene.sampleRate()).gains(decided.bands, decided.mode)).reward;
            }
            RunListener silent;
            RunContext context(silent, {});
            const auto records = learner.iterate(pairs, context);
            QVERIFY(records.has_value());
            QCOMPARE(records->size(), std::size_t{8});
            QCOMPARE(learner.attempts(), std::int64_t{8} * looks * 4);
            for (const auto &record : *records) {
                TW_COMPARE_NEAR(record.values[kReward], expected.at(record.item), 1e-6);
                QVERIFY(record.values[kBestReward] >= record.values[kReward]);
            }
        }
    }

    /// Practice alone finds settings that are better than doing nothing where random ones ruin the track.
    void practiceEarnsMore()
    {
        const EqConfig config = smallConfig(
            "ppo", {"hidden=64", "learning_rate=0.002", "batch=64", "schedule_steps=20000", "distortion_gain_db=12"});
        const PairSource pairs = source(config);
        BoxLearner learner("ppo", config, 1);
        const auto mean = [](const std::vector<EpisodeRecord> &records) {
            double sum = 0.0;
            for (const auto &record : records)
                sum += record.values[kExploringReward] / static_cast<double>(records.size());
            return sum;
        };
        std::vector<EpisodeRecord> all;
        for (int i = 0; i < 400; ++i) {
            RunListener silent;
            RunContext context(silent, {});
            const auto records = learner.iterate(pairs, context);
            QVERIFY(records.has_value());
            all.insert(all.end(), records->begin(), records->end());
        }
        const double first = mean({all.begin(), all.begin() + 400});
        const double last = mean({all.end() - 400, all.end()});
        QVERIFY2(last > first + 0.1, qPrintable(QStringLiteral("%1 from %2").arg(last).arg(first)));
    }

    void whatThePolicyLikesIsAboutItsChoice_data() { everyAlgorithm(); }
    void whatThePolicyLikesIsAboutItsChoice()
    {
        QFETCH(QString, algorithm);
        const EqConfig config = smallConfig(algorithm.toStdString(), {"largest_gain_db=6"});
        const PairSource pairs = source(config);
        BoxLearner learner(algorithm.toStdString(), config, 1);
        (void)test::csvOf(learner, pairs, 4);
        Rng rng(3);
        const SpectralScene scene = pairs.fixedScene(pairs.tracks().front());
        const Policy &policy = learner.policy();
        const Observation seen = policy.observe(scene);
        const dsp::Equaliser greedy = policy.greedy(seen);
        const PolicyInsight insight = policy.inspect(seen);
        QVERIFY(insight.scoresAre == PolicyInsight::Scores::Probabilities);
        QCOMPARE(insight.parameters.size(), std::size_t{kParameters});
        for (std::size_t i = 0; i < kParameters; ++i) {
            const auto &preference = insight.parameters[i];
            QCOMPARE(preference.name, std::string(actionGrid()[i].name));
            QCOMPARE(preference.values.size(), preference.scores.size());
            TW_COMPARE_NEAR(preference.chosen, parameter(greedy, i), 1e-9);
            double sum = 0.0;
            for (const double score : preference.scores)
                sum += score;
            TW_COMPARE_NEAR(sum, 1.0, 1e-6);
            if (actionGrid()[i].isGain())
                QVERIFY(preference.values.front() >= -6.0 && preference.values.back() <= 6.0);
        }
        for (int i = 0; i < 50; ++i) {
            const dsp::Equaliser drawn = policy.sample(seen, rng);
            for (std::size_t k = 0; k < kParameters; ++k) {
                const GridAxis &axis = actionGrid()[k];
                const double limit = axis.isGain() ? 6.0 : axis.value(axis.choices - 1);
                QVERIFY(parameter(drawn, k) >= (axis.isGain() ? -6.0 : axis.first) - 1e-9);
                QVERIFY(parameter(drawn, k) <= limit + 1e-9);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestBoxLearner)
#include "tst_box_learner.moc"
