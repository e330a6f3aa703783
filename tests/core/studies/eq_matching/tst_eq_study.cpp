#include <QtTest/QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <thread>

#include "core/audio/audio_file.h"
#include "core/rl/checkpoint_file.h"
#include "core/rl/torch_runtime.h"
#include "core/studies/eq_matching/eq_study.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::eq_matching;

namespace
{

class Recorder : public RunListener
{
public:
    void onPreview(std::shared_ptr<const void> preview) override
    {
        previews.push_back(std::static_pointer_cast<const Preview>(preview));
    }
    void onCheckpoint(const std::string &file) override { checkpoints.push_back(file); }
    void onEpisode(const EpisodeRecord &record) override
    {
        rewards.push_back(record.values[kReward]);
        for (std::size_t i = 0; i < kMetricCount; ++i)
            measured[i] += std::isfinite(record.values[i]) ? 1 : 0;
    }
    std::array<int, kMetricCount> measured{};  // episodes that had a number
    std::vector<std::shared_ptr<const Preview>> previews;
    std::vector<std::string> checkpoints;
    std::vector<double> rewards;
};

RunSpec smallSpec(std::int64_t episodes, const std::vector<std::string> &more = {})
{
    std::vector<std::string> assignments{"pairs_per_update=4", "batch=16",      "hidden=16",
                                         "frames_scored=4",    "frames_kept=8", "attempts=4"};
    assignments.insert(assignments.end(), more.begin(), more.end());
    RunSpec spec;
    spec.study = "eq_matching";
    spec.algorithm = "dqn";
    spec.seed = 3;
    spec.episodes = episodes;
    spec.parameters = *(*descriptor().algorithm("dqn"))->parameters.parse(assignments);
    return spec;
}

}  // namespace

class TestEqStudy : public QObject
{
    Q_OBJECT

    test::TemporaryFolder m_folder;
    Corpus m_corpus;

    void prepare(EqStudy &study, const RunSpec &spec)
    {
        RunListener silent;
        RunContext context(silent, {});
        QVERIFY(study.prepare(m_corpus, spec, context).has_value());
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::plantCorpus(m_folder / "corpus", 4, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        auto corpus = scanCorpus(m_folder / "corpus", {}, context);
        QVERIFY(corpus.has_value());
        m_corpus = *corpus;
    }

    void theFixedPairsSayWhetherTheAgentIsAnyGood()
    {
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(EqConfig::from(smallSpec(1).parameters), {});
        QVERIFY(source.prepare(m_corpus, context).has_value());
        for (const auto &track : source.tracks())
            QVERIFY(isInformative(source.fixedScene(track).untouched()));
        dsp::MatchMetrics matched;
        matched.spectralCentroid.raw = 0.019;
        matched.spectralFlatness.raw = 0.5;
        matched.energyBalance.raw = 0.1;
        QVERIFY(!isInformative(matched));
        matched.spectralCentroid.raw = 0.02;
        QVERIFY(isInformative(matched));
    }

    /// A raw file of 1 s and a reference that sounds only after 2 s share nothing but silence: the pair is left out.
    void aPairMustSoundWhereItIsCompared()
    {
        const auto write = [&](const char *name, double silentSeconds, double seconds) {
            AudioBuffer audio = test::noise(5, silentSeconds + seconds);
            std::fill_n(audio.channels[0].begin(), std::size_t(silentSeconds * audio.sampleRate), 0.0F);
            const auto file = m_folder / name;
            return writeWav(file, audio) ? file : std::filesystem::path();
        };
        Corpus corpus;
        const auto pair = [&](const char *name, const char *reference, double silentSeconds) {
            Track track;
            track.genre = "blues";
            track.name = name;
            track.reference = write(reference, silentSeconds, 1.0);
            track.raw = write("raw.wav", 0.0, 1.0);
            return track;
        };
        corpus.tracks = {pair("late", "late.wav", 2.0), pair("soon", "soon.wav", 0.5)};
        RunListener silent;
        RunContext context(silent, {});
        PairSource source(EqConfig::from(smallSpec(1).parameters), {});
        QVERIFY(source.prepare(corpus, context).has_value());
        QCOMPARE(source.tracks().size(), std::size_t{1});
        QVERIFY(source.find("blues/soon") && !source.find("blues/late"));
    }

    /// The published agent's state can't be had without the sound: its previews read the pair.
    void anAgentThatNeedsTheSoundHasPreviewsToo()
    {
        RunSpec spec = smallSpec(1);
        spec.algorithm = "published";
        const auto algorithm = descriptor().algorithm(spec.algorithm);
        spec.parameters = *(*algorithm)->parameters.parse({"hidden=8", "batch=8", "attempts=3"});
        EqStudy study;
        prepare(study, spec);
        const auto key = study.itemKeys(EvaluationItems::All).front();
        const auto preview = study.preview(key);
        QVERIFY(preview.has_value());
        RunListener silent;
        RunContext context(silent, {});
        const auto evaluation = study.evaluate(EvaluationItems::All, context);
        QVERIFY(evaluation.has_value());
        // The same decision as on the rendered pair, which evaluation scores. Rendered once more from stereo at another
        // level, so only nearly the same reward.
        const auto rendering = (*preview)->render();
        QVERIFY(rendering.has_value());
        QCOMPARE(evaluation->items.front().key, key);
        TW_COMPARE_NEAR(rendering->scores.front().second, evaluation->items.front().scores.front().second, 1e-3);
    }

    void aPreviewTellsTheDecisionAndRendersIt()
    {
        EqStudy study;
        prepare(study, smallSpec(4));
        const auto keys = study.itemKeys(EvaluationItems::All);
        QCOMPARE(keys.size(), m_corpus.tracks.size());
        const auto preview = study.preview(keys.front());
        QVERIFY(preview.has_value());
        QCOMPARE((*preview)->decision.size(), std::size_t{12});
        QCOMPARE((*preview)->bands.size(), std::size_t{4});
        // The bands add up to the total, in dB.
        const auto &total = (*preview)->total;
        for (std::size_t i = 0; i < total.x.size(); i += 37) {
            double sum = 0.0;
            for (const auto &band : (*preview)->bands)
                sum += band.y[i];
            TW_COMPARE_NEAR(sum, total.y[i], 1e-9);
        }
        const DecisionInsight &insight = (*preview)->insight;
        QVERIFY(insight.scores == PreferenceScores::Advantages);
        QCOMPARE(insight.preferences.size(), std::size_t{12});
        QCOMPARE(insight.preferences[4].chosen, (*preview)->decision[4].value);
        QCOMPARE(insight.observed.size(), std::size_t{2});
        QVERIFY(std::isfinite(insight.expectation.reward));
        const auto rendering = (*preview)->render();
        QVERIFY(rendering.has_value());
        QCOMPARE(rendering->raw.frames(), rendering->processed.frames());
        QCOMPARE(rendering->raw.frames(), rendering->reference.frames());
        float peak = 0.0F;
        for (const auto *side : {&rendering->raw, &rendering->processed, &rendering->reference})
            for (const float sample : side->channels[0])
                peak = std::max(peak, std::fabs(sample));
        QVERIFY(peak <= 0.981F);
        QCOMPARE(rendering->scores.front().first, std::string("reward"));
        QVERIFY(!study.preview("blues/no such track").has_value());
        // What was done to the track is known. Undoing it comes closer to the reference; doing it once more, further.
        QVERIFY((*preview)->truth.has_value());
        EqualiserSetting truth = *(*preview)->truth;
        const auto earned = [&preview](const EqualiserSetting &setting) {
            return (*(*preview)->bench->preview(setting))->render()->scores.front().second;
        };
        QVERIFY(earned(truth) > 0.0);
        for (auto &band : truth.bands)
            band.gainDb = -band.gainDb;
        QVERIFY(earned(truth) < 0.0);
    }

    /// What an agent says it has no metric for stays empty, so its graph is rightly hidden; every other has numbers.
    void metricsAreThoseThatTheAlgorithmHas_data()
    {
        QTest::addColumn<QString>("algorithm");
        for (const AlgorithmSpec &algorithm : descriptor().algorithms)
            QTest::newRow(algorithm.id.c_str()) << QString::fromStdString(algorithm.id);
    }
    void metricsAreThoseThatTheAlgorithmHas()
    {
        QFETCH(QString, algorithm);
        RunSpec spec = smallSpec(64);  // regret is measured in the last one
        spec.algorithm = algorithm.toStdString();
        const AlgorithmSpec &about = **descriptor().algorithm(spec.algorithm);
        std::vector<std::string> settings;
        for (const char *setting : {"hidden=8", "layers=1", "batch=8", "attempts=2", "pairs_per_update=4", "epochs=1",
                                    "frames_kept=8", "frames_scored=4", "imitation_steps=8", "imitation_batch=8"})
            if (about.parameters.find(std::string(setting).substr(0, std::string(setting).find('='))))
                settings.emplace_back(setting);
        const auto parameters = about.parameters.parse(settings);
        QVERIFY2(parameters.has_value(), parameters ? "" : parameters.error().describe().c_str());
        spec.parameters = *parameters;
        EqStudy study;
        prepare(study, spec);
        Recorder recorder;
        RunContext context(recorder, {});
        QVERIFY(study.train(m_folder / "m.bin", context).has_value());
        for (std::size_t i = 0; i < kMetricCount; ++i) {
            const std::string &name = descriptor().metrics[i].name;
            QVERIFY2(about.hasMetric(name) == (recorder.measured[i] > 0), name.c_str());
        }
    }

    void trainingShowsTheTrackThatWasAskedFor()
    {
        EqStudy study;
        prepare(study, smallSpec(40));
        Recorder recorder;
        RunContext context(recorder, {});
        const std::string wanted = study.itemKeys(EvaluationItems::All).back();
        context.requestPreview(wanted);
        QVERIFY(study.train(m_folder / "a.bin", context).has_value());
        QVERIFY(!recorder.previews.empty());
        QCOMPARE(recorder.previews.back()->itemKey, wanted);
        QCOMPARE(recorder.previews.back()->episode, std::int64_t{40});
    }

    void aPausedRunShowsTheTrackThatIsAskedFor()
    {
        EqStudy study;
        prepare(study, smallSpec(100000));
        Recorder recorder;
        std::stop_source stop;
        PauseLatch latch;
        latch.set(true);
        RunContext context(recorder, stop.get_token(), &latch);
        const std::string wanted = study.itemKeys(EvaluationItems::All).back();
        std::jthread worker([&] { (void)study.train(m_folder / "p.bin", context); });
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        context.requestPreview(wanted);
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        stop.request_stop();
        worker.join();
        QVERIFY(recorder.rewards.empty());  // it never left the pause
        QCOMPARE(recorder.previews.size(), std::size_t{1});
        QCOMPARE(recorder.previews.front()->itemKey, wanted);
    }

    void rawAndReferenceSoundTheSameWhateverTheAgentChooses()
    {
        EqStudy first;
        EqStudy second;
        prepare(first, smallSpec(4));
        prepare(second, smallSpec(64, {"distortion_gain_db=12"}));
        Recorder recorder;
        RunContext context(recorder, {});
        QVERIFY(second.train(m_folder / "r.bin", context).has_value());
        const std::string key = first.itemKeys(EvaluationItems::All).front();
        const auto a = (*first.preview(key))->render();
        const auto b = (*second.preview(key))->render();
        QVERIFY(a.has_value() && b.has_value());
        QVERIFY(a->raw.channels == b->raw.channels);
        QVERIFY(a->reference.channels == b->reference.channels);
        QVERIFY(a->processed.channels != b->processed.channels);
    }

    void wherePairAlreadyMatchesNoImprovementIsClaimed()
    {
        EqStudy study;
        prepare(study, smallSpec(4));
        const auto file = m_corpus.tracks.front().reference;
        const auto preview = study.previewPair(file, file);
        QVERIFY(preview.has_value());
        const auto rendering = (*preview)->render();
        QVERIFY(rendering.has_value());
        QCOMPARE(rendering->scores.size(), std::size_t{1});
        QCOMPARE(rendering->scores.front().first, std::string("reward"));
    }

    void trainsExactlyAsManyEpisodesAsAskedFor()
    {
        EqStudy study;
        prepare(study, smallSpec(10));  // not a multiple of the four pairs between updates
        Recorder recorder;
        RunContext context(recorder, {});
        QVERIFY(study.train(m_folder / "e.bin", context).has_value());
        QCOMPARE(recorder.rewards.size(), std::size_t{10});
        QCOMPARE(study.episodesDone(), std::int64_t{10});
    }

    void cudaIsUsedOrRefusedAndAutomaticIsTheProcessorWhereThereIsNone()
    {
        RunListener silent;
        RunContext context(silent, {});
        RunSpec spec = smallSpec(24);
        EqStudy study;
        QCOMPARE(study.setDevice("tpu").error().code, ErrorCode::InvalidArgument);
        if (*rl::usesCuda(rl::DeviceChoice::Auto)) {
            QVERIFY(study.setDevice("cuda").has_value());
            QVERIFY(study.libraries().find(", CUDA") != std::string::npos);
            QSKIP("CUDA is here: nothing to refuse");
        }
        spec.device = "cuda";
        const auto refused = study.prepare(m_corpus, spec, context);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY(refused.error().message.find("--device cpu") != std::string::npos);

        const auto learnt = [&](const char *device) {
            EqStudy trained;
            spec.device = device;
            prepare(trained, spec);
            const auto file = m_folder / (std::string(device) + ".bin");
            if (!trained.train(file, context) || !trained.save(file))
                qFatal("training failed");
            QVERIFY(trained.libraries().find("CUDA") == std::string::npos);
        };
        learnt("auto");
        learnt("cpu");
        const auto automatic = rl::readCheckpoint(m_folder / "auto.bin");
        const auto processor = rl::readCheckpoint(m_folder / "cpu.bin");
        QVERIFY(automatic && processor);
        QVERIFY(automatic->blocks == processor->blocks);
    }

    void checkpointsComeAsOftenAsAskedFor()
    {
        const auto count = [this](const char *seconds) {
            EqStudy study;
            prepare(study, smallSpec(400, {seconds}));
            Recorder recorder;
            RunContext context(recorder, {});
            if (!study.train(m_folder / "b.bin", context))
                qFatal("training failed");
            return recorder.checkpoints.size();
        };
        QCOMPARE(count("checkpoint_seconds=3600"), std::size_t{0});
        QVERIFY(count("checkpoint_seconds=0.1") >= 1);
    }

    void judgingLeavesTrainingAlone()
    {
        const auto rewards = [this](bool judge) {
            EqStudy study;
            prepare(study, smallSpec(20));
            Recorder recorder;
            RunContext context(recorder, {});
            (void)study.train(m_folder / "c.bin", context);
            (void)study.save(m_folder / "c.bin");
            if (judge)
                (void)study.evaluate(EvaluationItems::HeldOut, context);
            EqStudy continued;
            prepare(continued, smallSpec(60));
            (void)continued.load(m_folder / "c.bin");
            (void)continued.train(m_folder / "c.bin", context);
            return recorder.rewards;
        };
        QCOMPARE(rewards(true), rewards(false));
    }

    void anEvaluationIsTheSameForTheSameAgentAndKnowsWhatNothingAndChanceGet()
    {
        EqStudy study;
        prepare(study, smallSpec(4));
        RunListener silent;
        RunContext context(silent, {});
        const auto first = study.evaluate(EvaluationItems::HeldOut, context);
        const auto second = study.evaluate(EvaluationItems::HeldOut, context);
        QVERIFY(first.has_value() && second.has_value());
        QVERIFY(first->toJson() == second->toJson());
        QCOMPARE(first->items.size(), std::size_t{2});
        for (const auto &item : first->items) {
            QVERIFY(item.heldOut);
            QCOMPARE(item.scores[1].first, std::string("nothing_reward"));
            TW_COMPARE_NEAR(item.scores[1].second, 0.0, 1e-5);
            QCOMPARE(item.scores[3].first, std::string("inverse_reward"));
            QVERIFY(item.scores[3].second > 0.5);
        }
    }

    void aCheckpointOfAnotherStudyOrVersionIsRefusedByName()
    {
        EqStudy study;
        prepare(study, smallSpec(4));
        const auto file = m_folder / "d.bin";
        for (const auto &[key, value] : {std::pair<const char *, Json>{"study", "denoising"}, {"study_version", 99}}) {
            QVERIFY(study.save(file).has_value());
            auto checkpoint = *rl::readCheckpoint(file);
            checkpoint.header[key] = value;
            QVERIFY(rl::writeCheckpoint(file, checkpoint).has_value());
            const auto loaded = study.load(file);
            QVERIFY(!loaded.has_value());
            QVERIFY(loaded.error().code == ErrorCode::BadData);
            QCOMPARE(loaded.error().context, file.string());
        }
    }

    void theDataSetHasThePublishedColumns()
    {
        EqStudy study;
        prepare(study, smallSpec(4));
        RunListener silent;
        RunContext context(silent, {});
        QVERIFY(study.exportDataset(m_folder / "dataset.csv", context).has_value());
        std::istringstream csv(test::readBytes(m_folder / "dataset.csv"));
        std::string header;
        std::getline(csv, header);
        QVERIFY(header.starts_with("path,name,genre,reward,quality,energy_bass,"));
        QVERIFY(
            header.ends_with("rms_dynamic_range,low_shelf_freq,low_shelf_gain,low_shelf_q,peak_low_freq,peak_low_gain,"
                             "peak_low_q,peak_high_freq,peak_high_gain,peak_high_q,high_shelf_freq,high_shelf_gain,"
                             "high_shelf_q"));
        const auto columns = std::count(header.begin(), header.end(), ',') + 1;
        QCOMPARE(columns, std::ptrdiff_t{5 + 40 + 12});
        std::string row;
        std::size_t rows = 0;
        while (std::getline(csv, row)) {
            QCOMPARE(std::count(row.begin(), row.end(), ',') + 1, columns);
            ++rows;
        }
        QCOMPARE(rows, m_corpus.tracks.size());
    }
};

QTEST_GUILESS_MAIN(TestEqStudy)
#include "tst_eq_study.moc"
