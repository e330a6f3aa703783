// What every study must keep, whatever it learns. A new study is checked without a change here.

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>
#include <cmath>
#include <ctime>
#include <set>
#include <thread>

#include "core/studies/all_studies.h"
#include "tests/support/near.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

using namespace tonewright;
using namespace tonewright::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace
{

constexpr std::int64_t kEpisodes = 48;
constexpr std::int64_t kHalfway = 20;  ///< in no round relation to groups a study may train in

struct Listener : RunListener {
    std::vector<EpisodeRecord> episodes;
    std::stop_source stop;
    std::int64_t stopAt = -1;

    void onEpisode(const EpisodeRecord &record) override
    {
        episodes.push_back(record);
        if (record.episode == stopAt) {
            stop.request_stop();
        }
    }
};

/// Bit for bit, NaN included.
std::string fingerprint(const std::vector<EpisodeRecord> &records)
{
    std::string text;
    for (const EpisodeRecord &record : records) {
        text += std::to_string(record.episode) + " " + std::to_string(record.steps) + " " + record.item;
        for (const double value : record.values) {
            const std::string bytes(reinterpret_cast<const char *>(&value), sizeof value);
            text +=
                " " + (std::isnan(value) ? std::string("nan") : QByteArray::fromStdString(bytes).toHex().toStdString());
        }
        text += "\n";
    }
    return text;
}

bool isSnakeCase(const std::string &name)
{
    static const QRegularExpression pattern("^[a-z][a-z0-9]*(_[a-z0-9]+)*$");
    return pattern.match(QString::fromStdString(name)).hasMatch();
}

bool isSentence(const std::string &text)
{
    return text.size() > 10 && (text.ends_with('.') || text.ends_with(')'));
}

double threadCpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

class TestConformance : public QObject
{
    Q_OBJECT

private:
    StudyRegistry m_registry = allStudies();
    TemporaryFolder m_folder;
    Corpus m_corpus;

    void everyStudy() const
    {
        QTest::addColumn<QString>("id");
        for (const StudyEntry &entry : m_registry.entries()) {
            QTest::newRow(entry.descriptor->id.c_str()) << QString::fromStdString(entry.descriptor->id);
        }
    }

    [[nodiscard]] const StudyEntry &entry() const
    {
        const QString id = *static_cast<QString *>(QTest::qData("id", qMetaTypeId<QString>()));
        return **m_registry.find(id.toStdString());
    }

    [[nodiscard]] RunSpec spec(std::uint64_t seed, std::int64_t episodes = kEpisodes) const
    {
        const StudyDescriptor &descriptor = *entry().descriptor;
        return RunSpec{.study = descriptor.id,
                       .studyVersion = descriptor.version,
                       .algorithm = descriptor.defaultAlgorithm().id,
                       .parameters = descriptor.defaultAlgorithm().parameters.defaults(),
                       .corpusHash = m_corpus.contentHash(),
                       .seed = seed,
                       .episodes = episodes,
                       .minutes = 0,
                       .excerpt = {},
                       .threads = 1,
                       .program = "test",
                       .libraries = "test"};
    }

    [[nodiscard]] std::unique_ptr<Study> prepared(const RunSpec &spec) const
    {
        auto study = entry().create();
        RunListener silent;
        RunContext context(silent, {});
        const auto ready = study->prepare(m_corpus, spec, context);
        return ready ? std::move(study) : nullptr;
    }

    /// Trains until the spec's end or `stopAt`; adds what was reported to `records`.
    Result<TrainEnd> train(Study &study, std::vector<EpisodeRecord> &records, std::int64_t stopAt = -1) const
    {
        Listener listener;
        listener.stopAt = stopAt;
        RunContext context(listener, listener.stop.get_token());
        auto end = study.train(m_folder / "interval.bin", context);
        records.insert(records.end(), listener.episodes.begin(), listener.episodes.end());
        return end;
    }

    [[nodiscard]] std::vector<EpisodeRecord> wholeRun(std::uint64_t seed) const
    {
        std::vector<EpisodeRecord> records;
        const auto study = prepared(spec(seed));
        return study && train(*study, records) ? records : std::vector<EpisodeRecord>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        plantCorpus(m_folder / "music", 4, 2.0);
        RunListener silent;
        RunContext context(silent, {});
        m_corpus = scanCorpus(m_folder / "music", {}, context).value();
        QVERIFY(!m_registry.entries().empty());
    }

    void descriptorIsComplete_data() { everyStudy(); }
    void descriptorIsComplete()
    {
        const StudyDescriptor &descriptor = *entry().descriptor;
        QVERIFY(isSnakeCase(descriptor.id));
        QVERIFY(fs::is_directory(fs::path(TW_SOURCE_DIR) / "core/studies" / descriptor.id));
        QVERIFY(descriptor.version >= 1);
        QVERIFY(!descriptor.title.empty());
        QVERIFY(isSentence(descriptor.summary));
        QVERIFY(!descriptor.algorithms.empty());
        QVERIFY(!descriptor.metrics.empty());
        QVERIFY(!descriptor.views.empty());
        for (const DataSlot &slot : descriptor.slots) {
            QVERIFY(isSnakeCase(slot.name) && !slot.hint.empty());
        }
        std::set<std::string> metrics;
        for (const MetricSpec &metric : descriptor.metrics) {
            QVERIFY2(isSnakeCase(metric.name) && metrics.insert(metric.name).second, metric.name.c_str());
            QVERIFY2(!metric.label.empty() && isSentence(metric.hint), metric.name.c_str());
            QVERIFY2(metric.minimum < metric.maximum, metric.name.c_str());
        }
        for (const ViewSpec &view : descriptor.views) {
            QVERIFY2(!view.title.empty(), "a view without a title");
            if (view.kind == ViewKind::MetricGraph || view.kind == ViewKind::MetricByGenre) {
                QVERIFY2(metrics.contains(view.metric), view.metric.c_str());
            }
        }
        for (const AlgorithmSpec &algorithm : descriptor.algorithms) {
            for (const std::string &name : algorithm.withoutMetrics) {
                QVERIFY2(metrics.contains(name), (algorithm.id + ": " + name).c_str());
            }
            // The first metric is the one that every run is told by.
            QVERIFY2(algorithm.hasMetric(descriptor.metrics.front().name), algorithm.id.c_str());
        }
    }

    void settingsAreUsable_data() { everyStudy(); }
    void settingsAreUsable()
    {
        for (const AlgorithmSpec &algorithm : entry().descriptor->algorithms) {
            QVERIFY2(isSnakeCase(algorithm.id) && !algorithm.title.empty(), algorithm.id.c_str());
            QVERIFY2(isSentence(algorithm.summary) && algorithm.episodes > 0, algorithm.id.c_str());
            checkSettings(algorithm.parameters);
        }
    }

    static void checkSettings(const ParameterSchema &schema)
    {
        std::set<std::string> names;
        std::set<std::string> groups;
        std::string group;
        for (const ParameterSpec &spec : schema.specs()) {
            const char *name = spec.name.c_str();
            // A form has one heading a group.
            QVERIFY2(spec.group == group || groups.insert(spec.group).second, name);
            group = spec.group;
            QVERIFY2(isSnakeCase(spec.name) && names.insert(spec.name).second, name);
            QVERIFY2(!spec.label.empty() && !spec.group.empty() && isSentence(spec.hint), name);
            QVERIFY2(schema.check(spec.name, spec.defaultValue), name);
            if (spec.type == ParameterType::Choice) {
                QVERIFY2(spec.choices.size() >= 2, name);
            } else if (spec.type != ParameterType::Bool) {
                QVERIFY2(spec.minimum < spec.maximum, name);
                QVERIFY2(!spec.logarithmic || spec.minimum > 0, name);
            }
        }
        QVERIFY(schema.fromJson(schema.defaults().toJson()).value() == schema.defaults());
    }

    void recordsAreGapless_data() { everyStudy(); }
    void recordsAreGapless()
    {
        std::vector<EpisodeRecord> records;
        const auto study = prepared(spec(1));
        QVERIFY(study);
        QVERIFY(study->descriptor().id == entry().descriptor->id);
        QVERIFY(!study->libraries().empty());
        const auto end = train(*study, records);
        QVERIFY2(end, end ? "" : end.error().describe().c_str());
        QVERIFY(*end == TrainEnd::Completed);
        QCOMPARE(study->episodesDone(), kEpisodes);
        QCOMPARE(records.size(), static_cast<std::size_t>(kEpisodes));
        std::set<std::string> keys;
        for (const Track &track : m_corpus.tracks) {
            keys.insert(track.key());
        }
        const auto &metrics = entry().descriptor->metrics;
        std::int64_t steps = 0;
        for (std::size_t i = 0; i < records.size(); ++i) {
            QCOMPARE(records[i].episode, static_cast<std::int64_t>(i + 1));
            QVERIFY(records[i].steps > steps);
            steps = records[i].steps;
            QVERIFY2(keys.contains(records[i].item), records[i].item.c_str());
            QCOMPARE(records[i].values.size(), metrics.size());
            for (std::size_t m = 0; m < metrics.size(); ++m) {
                const double value = records[i].values[m];
                QVERIFY2(std::isnan(value) || (value >= metrics[m].minimum && value <= metrics[m].maximum),
                         metrics[m].name.c_str());
            }
        }
    }

    void seedDecidesEverything_data() { everyStudy(); }
    void seedDecidesEverything()
    {
        const std::string first = fingerprint(wholeRun(1));
        QVERIFY(!first.empty());
        QCOMPARE(fingerprint(wholeRun(1)), first);
        QVERIFY(fingerprint(wholeRun(2)) != first);
    }

    void checkpointHoldsEverything_data() { everyStudy(); }
    void checkpointHoldsEverything()
    {
        const fs::path file = m_folder / "checkpoint.bin";
        std::vector<EpisodeRecord> records;
        {
            const auto study = prepared(spec(1));
            const auto end = train(*study, records, kHalfway);
            QVERIFY(end && *end == TrainEnd::Cancelled);
            QVERIFY(study->episodesDone() >= kHalfway && study->episodesDone() < kEpisodes);
            QVERIFY(study->save(file));
        }
        const auto study = prepared(spec(1));
        QVERIFY(study->load(file));
        QCOMPARE(study->episodesDone(), static_cast<std::int64_t>(records.size()));
        QVERIFY(train(*study, records));
        QCOMPARE(fingerprint(records), fingerprint(wholeRun(1)));
    }

    void equalStatesGiveEqualCheckpoints_data() { everyStudy(); }
    void equalStatesGiveEqualCheckpoints()
    {
        std::array<std::string, 2> bytes;
        for (std::string &one : bytes) {
            std::vector<EpisodeRecord> records;
            const auto study = prepared(spec(1));
            QVERIFY(train(*study, records));
            QVERIFY(study->save(m_folder / "equal.bin"));
            one = readBytes(m_folder / "equal.bin");
        }
        QVERIFY(bytes[0] == bytes[1]);
    }

    void lookingDoesNotChangeTraining_data() { everyStudy(); }
    void lookingDoesNotChangeTraining()
    {
        std::vector<EpisodeRecord> records;
        const auto study = prepared(spec(1));
        QVERIFY(train(*study, records, kHalfway));
        RunListener silent;
        RunContext context(silent, {});
        const auto evaluation = study->evaluate(EvaluationItems::HeldOut, context);
        QVERIFY2(evaluation, evaluation ? "" : evaluation.error().describe().c_str());
        QVERIFY(study->preview(study->itemKeys(EvaluationItems::All).front()));
        QVERIFY(study->exportDataset(m_folder / "looking.csv", context));
        QVERIFY(train(*study, records));
        QCOMPARE(fingerprint(records), fingerprint(wholeRun(1)));
        QVERIFY(!evaluation->items.empty());
        QVERIFY(!evaluation->means.empty());
        // Greedy and on fixed material: asked twice, the same answer.
        QCOMPARE(study->evaluate(EvaluationItems::All, context)->toJson().dump(),
                 study->evaluate(EvaluationItems::All, context)->toJson().dump());
    }

    void itemsAreTheCorpus_data() { everyStudy(); }
    void itemsAreTheCorpus()
    {
        const auto study = prepared(spec(1));
        const auto all = study->itemKeys(EvaluationItems::All);
        const auto heldOut = study->itemKeys(EvaluationItems::HeldOut);
        QCOMPARE(std::set<std::string>(all.begin(), all.end()).size(), m_corpus.tracks.size());
        QVERIFY(!heldOut.empty() && heldOut.size() < all.size());
        QVERIFY2(std::equal(heldOut.begin(), heldOut.end(), all.begin()), "the held-out items come first");
        // What is held out is never trained on.
        for (const EpisodeRecord &record : wholeRun(3)) {
            QVERIFY2(std::find(heldOut.begin(), heldOut.end(), record.item) == heldOut.end(), record.item.c_str());
        }
    }

    void stopIsHeededWithin250Ms_data() { everyStudy(); }
    void stopIsHeededWithin250Ms()
    {
        const auto study = prepared(spec(1, 0));
        Listener listener;
        RunContext context(listener, listener.stop.get_token());
        std::chrono::steady_clock::time_point asked;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(400ms);
            asked = std::chrono::steady_clock::now();
            listener.stop.request_stop();
        });
        const auto end = study->train(m_folder / "stop.bin", context);
        const auto took = std::chrono::steady_clock::now() - asked;
        QVERIFY(end && *end == TrainEnd::Cancelled);
        QVERIFY2(took < 250ms, qPrintable(QString::number(std::chrono::duration<double>(took).count())));
        QVERIFY(study->save(m_folder / "stop.bin"));
        QVERIFY(prepared(spec(1))->load(m_folder / "stop.bin"));
    }

    void damagedCheckpointsChangeNothing_data() { everyStudy(); }
    void damagedCheckpointsChangeNothing()
    {
        const fs::path file = m_folder / "damaged.bin";
        std::vector<EpisodeRecord> records;
        const auto study = prepared(spec(1));
        QVERIFY(train(*study, records, kHalfway));
        QVERIFY(study->save(file));
        const std::string good = readBytes(file);
        std::string bent = good;
        bent[bent.size() / 3] = static_cast<char>(bent[bent.size() / 3] ^ 1);
        for (const std::string &bytes :
             {std::string(), std::string("rubbish"), good.substr(0, good.size() / 2), bent, good + "x"}) {
            writeBytes(file, bytes);
            const auto loaded = study->load(file);
            QVERIFY2(!loaded, "a damaged checkpoint was accepted");
            QCOMPARE(loaded.error().code, ErrorCode::BadData);
            QCOMPARE(loaded.error().context, file.string());
        }
        QCOMPARE(study->load(m_folder / "none.bin").error().code, ErrorCode::NotFound);
        QVERIFY(train(*study, records));
        QCOMPARE(fingerprint(records), fingerprint(wholeRun(1)));
    }

    void previewShowsAndRenders_data() { everyStudy(); }
    void previewShowsAndRenders()
    {
        const auto study = prepared(spec(1));
        const std::string key = study->itemKeys(EvaluationItems::All).front();
        QVERIFY(study->preview(key));
        const double before = threadCpuSeconds();
        const auto preview = study->preview(key);
        QVERIFY2(threadCpuSeconds() - before < 0.05, "a preview must be quick");
        QVERIFY(preview);
        QCOMPARE((*preview)->itemKey, key);
        QVERIFY(!(*preview)->decision.empty());
        QCOMPARE((*preview)->total.x.size(), (*preview)->total.y.size());
        for (const Curve &band : (*preview)->bands) {
            QCOMPARE(band.x.size(), band.y.size());
        }
        const auto rendering = (*preview)->render();
        QVERIFY2(rendering, rendering ? "" : rendering.error().describe().c_str());
        for (const AudioBuffer *audio : {&rendering->raw, &rendering->processed, &rendering->reference}) {
            QCOMPARE(audio->frames(), rendering->raw.frames());
            QCOMPARE(audio->sampleRate, rendering->raw.sampleRate);
            QVERIFY(audio->frames() > 0);
        }
        QVERIFY(!rendering->scores.empty());
        QCOMPARE(study->preview("no/such item").error().code, ErrorCode::NotFound);
    }

    void toolsScoreWhatWasRendered_data() { everyStudy(); }
    void toolsScoreWhatWasRendered()
    {
        RunListener silent;
        RunContext context(silent, {});
        const fs::path pairs = m_folder / ("pairs-" + entry().descriptor->id);
        const auto made = entry().tools->makePairs(m_corpus, pairs, 1, context);
        QVERIFY2(made, made ? "" : made.error().describe().c_str());
        const auto given = scanCorpus(pairs, {}, context);
        QVERIFY2(given, given ? "" : given.error().describe().c_str());
        QCOMPARE(given->tracks.size(), m_corpus.tracks.size());
        const Track &pair = given->tracks.front();
        QVERIFY(pair.isPair());

        const auto study = prepared(spec(1));
        const auto preview = study->previewPair(pair.raw, pair.reference);
        QVERIFY2(preview, preview ? "" : preview.error().describe().c_str());
        const auto rendering = (*preview)->render();
        QVERIFY(rendering);
        const auto scored = entry().tools->score(pair.raw, pair.reference, Json::parse((*preview)->action));
        QVERIFY2(scored, scored ? "" : scored.error().describe().c_str());
        QCOMPARE(rendering->scores.front().first, std::string("reward"));
        TW_COMPARE_NEAR((*scored)["reward"].get<double>(), rendering->scores.front().second, 1e-9);
        QVERIFY(!entry().tools->score(pair.raw, pair.reference, Json::array()));
        QVERIFY(!entry().tools->score(m_folder / "none.wav", pair.reference, Json::parse((*preview)->action)));
    }

    void dataSetHasHeaderAndRows_data() { everyStudy(); }
    void dataSetHasHeaderAndRows()
    {
        const auto study = prepared(spec(1));
        RunListener silent;
        RunContext context(silent, {});
        const auto written = study->exportDataset(m_folder / "set.csv", context);
        QVERIFY2(written, written ? "" : written.error().describe().c_str());
        const auto rows = QByteArray::fromStdString(readBytes(m_folder / "set.csv")).trimmed().split('\n');
        QCOMPARE(rows.size(), static_cast<qsizetype>(m_corpus.tracks.size() + 1));
        for (const QByteArray &row : rows) {
            QCOMPARE(row.count(','), rows.front().count(','));
        }
        QVERIFY(rows.front().count(',') >= 3);
        fs::create_directory(m_folder / "in the way");
        QCOMPARE(study->exportDataset(m_folder / "in the way", context).error().code, ErrorCode::Unwritable);
    }
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
