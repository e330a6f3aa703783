#include "core/project/run_session.h"

#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <stdexcept>

#include "core/base/atomic_file.h"
#include "core/base/log.h"
#include "core/project/csv_log.h"
#include "core/project/run_recorder.h"
#include "core/project/run_setup.h"

namespace tonewright
{

namespace fs = std::filesystem;

struct RunSession::Private {
    Private(Project &p, const StudyRegistry &r, RunListener &forward) : project(p), registry(r), recorder(forward) {}

    Project &project;
    const StudyRegistry &registry;
    RunRecorder recorder;
    const StudyEntry *entry = nullptr;
    std::unique_ptr<Study> study;
    Corpus corpus;
    RunSpec spec;
    std::string id;
    bool recording = false;  ///< the run's row says "running" and this session must end it
    bool untouched = false;  ///< started, and train() not called yet

    [[nodiscard]] fs::path folder() const { return project.runFolder(id); }
    [[nodiscard]] fs::path checkpoint() const { return folder() / "checkpoint.bin"; }
    [[nodiscard]] fs::path tracesFile() const { return folder() / "decisions.bin"; }

    Result<void> scan(const fs::path &material, RunContext &context);
    Result<void> makeFolder();
    Result<EpisodeEvents> openEvents(const CsvLog &metrics, spdlog::logger &log) const;
    Result<void> startRecording(CsvLog metrics, CsvLog timing, const std::string &headline);
    Result<void> prepareAndSave(RunContext &context);
    Result<void> chooseRun(const std::string &wanted);
    Result<fs::path> corpusPath(const std::optional<fs::path> &moved) const;
    enum class Purpose { Train, Judge };
    Result<void> loadRun(const ResumeOptions &options, Purpose purpose, RunContext &context);
    [[nodiscard]] bool hasEpisodes() const;
    Result<void> takeUp(RunContext &context);
    Result<void> cutBack();
    void writeLogHead(spdlog::logger &log, const std::string &headline) const;
    Result<void> end(RunState state, const std::string &message);
};

RunSession::RunSession(Project &project, const StudyRegistry &registry, RunListener &forward)
    : d(std::make_unique<Private>(project, registry, forward))
{
}

RunSession::~RunSession()
{
    if (d->recording && d->untouched) {
        // Music was opened and looked at: there is nothing to keep.
        static_cast<void>(d->recorder.finish());
        static_cast<void>(d->project.forgetRun(d->id));
    } else if (d->recording) {
        static_cast<void>(d->end(RunState::Cancelled, "closed before training ended"));
    }
}

Result<void> RunSession::Private::scan(const fs::path &material, RunContext &context)
{
    auto found = scanCorpus(material, IntakeOptions{}, context);
    if (!found) {
        return fail(found.error());
    }
    corpus = std::move(*found);
    for (const IntakeProblem &problem : corpus.problems) {
        context.note(fmt::format("left out: {}: {}", problem.file.string(), problem.reason));
    }
    return {};
}

Result<void> RunSession::Private::makeFolder()
{
    if (auto made = ensureWritableFolder(folder()); !made) {
        return made;
    }
    if (auto written = writeJson(folder() / "spec.json", spec.toJson()); !written) {
        return written;
    }
    Json problems = Json::array();
    for (const IntakeProblem &problem : corpus.problems) {
        problems.push_back(
            {{"file", problem.file.lexically_relative(corpus.root).string()}, {"reason", problem.reason}});
    }
    return writeJson(folder() / "corpus.json", Json{{"folder", corpus.root.string()},
                                                    {"content_hash", corpus.contentHash()},
                                                    {"tracks", corpus.tracks.size()},
                                                    {"left_out", std::move(problems)}});
}

void RunSession::Private::writeLogHead(spdlog::logger &log, const std::string &headline) const
{
    log.info("{}", headline);
    log.info("program: {}", programVersion());
    log.info("libraries: {}", study->libraries());
    log.info("study: {} version {}, algorithm {}", spec.study, spec.studyVersion, spec.algorithm);
    log.info("corpus: {}, {} tracks, {} left out, content {}", corpus.root.string(), corpus.tracks.size(),
             corpus.problems.size(), corpus.contentHash());
    log.info("seed {}, episodes {}, environment steps {}, minutes {}, offset {} s, seconds {}, threads {}, device {}",
             spec.seed, spec.episodes, spec.envSteps, spec.minutes, spec.excerpt.offsetSeconds, spec.excerpt.seconds,
             spec.threads, spec.device);
    for (const ParameterSpec &parameter : (*entry->descriptor->algorithm(spec.algorithm))->parameters.specs()) {
        std::visit([&](const auto &value) { log.info("{} = {}", parameter.name, value); },
                   spec.parameters.at(parameter.name));
    }
}

/// TensorBoard's events up to the last row of metrics.csv. They follow from the run's other files: a damaged file is
/// begun anew.
Result<EpisodeEvents> RunSession::Private::openEvents(const CsvLog &metrics, spdlog::logger &log) const
{
    const auto &last = metrics.lastRow();
    std::int64_t steps = 0;
    if (last.size() > 1) {
        std::from_chars(last[1].data(), last[1].data() + last[1].size(), steps);
    }
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    auto file = EventFile::reopen(folder(), id, steps, now);
    if (!file && file.error().code == ErrorCode::BadData) {
        log.warn("{}", file.error().describe());
        file = EventFile::create(folder(), id, now);
    }
    if (!file) {
        return fail(file.error());
    }
    EpisodeEvents events(std::move(*file), RunRecorder::eventTags(*entry->descriptor));
    if (const auto rows = CsvLog::readRows(folder() / "metrics.csv")) {
        events.takeUp(*rows, RunRecorder::kFirstMetricColumn);
    }
    return events;
}

Result<void> RunSession::Private::startRecording(CsvLog metrics, CsvLog timing, const std::string &headline)
{
    auto log = openRunLog(folder() / "run.log");
    if (!log) {
        return fail(log.error());
    }
    writeLogHead(**log, headline);
    auto events = openEvents(metrics, **log);
    if (!events) {
        return fail(events.error());
    }
    auto traces = TraceFile::open(tracesFile(), study->episodesDone());
    if (!traces) {
        return fail(traces.error());
    }
    recorder.record({.project = &project,
                     .runId = id,
                     .metrics = std::move(metrics),
                     .timing = std::move(timing),
                     .traces = std::move(*traces),
                     .events = std::move(*events),
                     .log = std::move(*log)});
    return {};
}

Result<void> RunSession::Private::prepareAndSave(RunContext &context)
{
    if (auto made = makeFolder(); !made) {
        return made;
    }
    auto metrics = CsvLog::create(folder() / "metrics.csv", RunRecorder::metricColumns(*entry->descriptor));
    auto timing = CsvLog::create(folder() / "timing.csv", RunRecorder::timingColumns());
    if (!metrics || !timing) {
        return fail(metrics ? timing.error() : metrics.error());
    }
    if (auto started = startRecording(std::move(*metrics), std::move(*timing), "run " + id + " begins"); !started) {
        return started;
    }
    if (auto prepared = study->prepare(corpus, spec, context); !prepared) {
        return prepared;
    }
    return study->save(checkpoint());
}

Result<void> RunSession::Private::end(RunState state, const std::string &message)
{
    recording = false;
    auto stored = recorder.finish();
    if (recorder.log() != nullptr) {
        recorder.log()->info("ended: {}{}", toString(state), message.empty() ? "" : ": " + message);
    }
    const std::int64_t episodes = study ? study->episodesDone() : 0;
    auto ended = project.endRun(id, state, episodes, message);
    return stored ? ended : stored;
}

Result<void> RunSession::start(const RunRequest &request, RunContext &context)
{
    const auto entry = d->registry.find(request.study);
    if (!entry) {
        return fail(entry.error());
    }
    d->entry = *entry;
    auto spec = makeSpec(request, *d->entry->descriptor);
    if (!spec) {
        return fail(spec.error());
    }
    d->spec = std::move(*spec);
    d->study = d->entry->create();
    if (auto available = d->study->setDevice(d->spec.device); !available) {
        return available;
    }
    if (auto scanned = d->scan(request.corpus, context); !scanned) {
        return scanned;
    }
    d->spec.corpusHash = d->corpus.contentHash();
    d->spec.libraries = d->study->libraries();
    auto id = d->project.beginRun(d->spec.study, d->spec.seed, d->spec.toJson());
    if (!id) {
        return fail(id.error());
    }
    d->id = *id;
    d->recording = true;
    auto ready = d->project.setCorpusFolder(d->corpus.root);
    if (ready) {
        ready = d->prepareAndSave(context);
    }
    if (!ready) {
        const bool cancelled = ready.error().code == ErrorCode::Cancelled;
        static_cast<void>(d->end(cancelled ? RunState::Cancelled : RunState::Failed, ready.error().describe()));
    }
    d->untouched = ready.has_value();
    return ready;
}

Result<void> RunSession::Private::chooseRun(const std::string &wanted)
{
    auto run = findRun(project, wanted);
    if (!run) {
        return fail(run.error());
    }
    const auto known = registry.find(run->study);
    if (!known) {
        return fail(known.error());
    }
    id = run->id;
    entry = *known;
    return {};
}

Result<fs::path> RunSession::Private::corpusPath(const std::optional<fs::path> &moved) const
{
    if (moved) {
        return *moved;
    }
    std::error_code ignored;
    const auto stored = readJson(folder() / "corpus.json");
    if (stored && stored->is_object() && stored->value("folder", Json()).is_string()) {
        fs::path path = (*stored)["folder"].get<std::string>();
        if (fs::exists(path, ignored)) {
            return path;
        }
    }
    if (project.corpusFolder().empty()) {
        return fail(ErrorCode::NotFound, "doesn't know where its music lies. Give the corpus folder.", "run " + id);
    }
    return project.corpusFolder();
}

Result<void> RunSession::Private::loadRun(const ResumeOptions &options, Purpose purpose, RunContext &context)
{
    if (auto chosen = chooseRun(options.runId); !chosen) {
        return chosen;
    }
    auto read = readSpec(folder() / "spec.json", *entry->descriptor);
    if (!read) {
        return fail(read.error());
    }
    spec = std::move(*read);
    spec.episodes = options.episodes.value_or(spec.episodes);
    spec.minutes = options.minutes.value_or(spec.minutes);
    spec.envSteps = options.envSteps.value_or(spec.envSteps);
    study = entry->create();
    if (auto available = study->setDevice(spec.device); !available) {
        if (purpose == Purpose::Train) {
            return fail(available.error().code,
                        fmt::format("was begun with --device {} and keeps it, but that can't be had here. Go on where "
                                    "it can, or start a new run.",
                                    spec.device),
                        "run " + id);
        }
        spec.device = "cpu";
    }
    const auto material = corpusPath(options.corpus);
    if (!material) {
        return fail(material.error());
    }
    return scan(*material, context);
}

Result<void> RunSession::Private::cutBack()
{
    const std::int64_t done = study->episodesDone();
    if (auto dropped = project.dropEpisodesAfter(id, done); !dropped) {
        return dropped;
    }
    auto metrics = CsvLog::reopen(folder() / "metrics.csv", RunRecorder::metricColumns(*entry->descriptor), done);
    auto timing = CsvLog::reopen(folder() / "timing.csv", RunRecorder::timingColumns(), done);
    if (!metrics || !timing) {
        return fail(metrics ? timing.error() : metrics.error());
    }
    if (auto stored = storeMissingEpisodes(project, id); !stored) {
        return stored;
    }
    return startRecording(std::move(*metrics), std::move(*timing),
                          fmt::format("run {} continues after episode {}", id, done));
}

Result<RunSpec> RunSession::storedSpec(const Project &project, const StudyRegistry &registry, const std::string &runId)
{
    const auto run = findRun(project, runId);
    if (!run) {
        return fail(run.error());
    }
    const auto entry = registry.find(run->study);
    if (!entry) {
        return fail(entry.error());
    }
    return readSpec(project.runFolder(run->id) / "spec.json", *(*entry)->descriptor);
}

bool RunSession::Private::hasEpisodes() const
{
    const auto stored = project.episodes(id);
    const auto rows = CsvLog::readRows(folder() / "metrics.csv");
    return (stored && !stored->empty()) || (rows && !rows->empty());
}

Result<void> RunSession::Private::takeUp(RunContext &context)
{
    std::error_code ignored;
    if (!fs::exists(checkpoint(), ignored)) {
        // A checkpoint is saved before the first episode: this one was lost, and its results are still worth keeping.
        if (hasEpisodes()) {
            return fail(ErrorCode::BadData,
                        "is missing, but the run has episodes already. Restore the file or start a new run; the "
                        "results are left as they are.",
                        checkpoint().string());
        }
        context.note("This run was stopped before its first checkpoint: it begins anew.");
        return prepareAndSave(context);
    }
    if (auto prepared = study->prepare(corpus, spec, context); !prepared) {
        return prepared;
    }
    if (auto loaded = study->load(checkpoint()); !loaded) {
        return loaded;
    }
    if (auto made = makeFolder(); !made) {
        return made;
    }
    return cutBack();
}

Result<void> RunSession::resume(const ResumeOptions &options, RunContext &context)
{
    if (auto loaded = d->loadRun(options, Private::Purpose::Train, context); !loaded) {
        return loaded;
    }
    if (d->corpus.contentHash() != d->spec.corpusHash) {
        return fail(ErrorCode::BadData,
                    "isn't the material this run was trained on (files were added, removed or changed). Restore it or "
                    "start a new run.",
                    d->corpus.root.string());
    }
    if (d->spec.program != programVersion() || d->spec.libraries != d->study->libraries()) {
        context.note(fmt::format("This run was begun by {} with {}: from here on its last digits may differ.",
                                 d->spec.program, d->spec.libraries));
    }
    const auto before = d->project.episodes(d->id);
    if (auto taken = d->project.reopenRun(d->id); !taken) {
        return taken;
    }
    d->recording = true;
    auto ready = d->takeUp(context);
    if (!ready) {
        // What the run had reached stays true, whatever kept it from going on.
        const bool cancelled = ready.error().code == ErrorCode::Cancelled;
        const std::int64_t episodes = before && !before->empty() ? before->back().episode : 0;
        d->recording = false;
        static_cast<void>(d->project.endRun(d->id, cancelled ? RunState::Cancelled : RunState::Failed, episodes,
                                            ready.error().describe()));
    }
    return ready;
}

Result<void> RunSession::open(const ResumeOptions &options, RunContext &context)
{
    if (auto loaded = d->loadRun(options, Private::Purpose::Judge, context); !loaded) {
        return loaded;
    }
    d->spec.excerpt = options.excerpt.value_or(d->spec.excerpt);
    if (auto prepared = d->study->prepare(d->corpus, d->spec, context); !prepared) {
        return prepared;
    }
    return d->study->load(d->checkpoint());
}

Result<RunOutcome> RunSession::train(RunContext &context)
{
    if (!d->recording) {
        throw std::logic_error("RunSession::train needs a successful start or resume");
    }
    d->untouched = false;
    Result<TrainEnd> trained = TrainEnd::Completed;
    try {
        trained = d->study->train(d->checkpoint(), context);
        const bool cancelled = !trained && trained.error().code == ErrorCode::Cancelled;
        if (trained || cancelled) {
            if (auto saved = d->study->save(d->checkpoint()); !saved) {
                trained = fail(saved.error());
            } else if (cancelled) {
                trained = TrainEnd::Cancelled;
            }
        }
    } catch (const std::exception &error) {
        trained = fail(ErrorCode::Internal, std::string("training broke off: ") + error.what() +
                                                ". The last checkpoint is kept; please report this.");
    }
    if (!trained) {
        const Error error = trained.error();
        static_cast<void>(
            d->end(error.code == ErrorCode::Diverged ? RunState::Diverged : RunState::Failed, error.describe()));
        return fail(error);
    }
    const bool completed = *trained == TrainEnd::Completed;
    if (auto ended = d->end(completed ? RunState::Completed : RunState::Cancelled, ""); !ended) {
        return fail(ended.error());
    }
    return completed ? RunOutcome::Completed : RunOutcome::Cancelled;
}

Study &RunSession::study()
{
    return *d->study;
}

const Corpus &RunSession::corpus() const
{
    return d->corpus;
}

const RunSpec &RunSession::spec() const
{
    return d->spec;
}

const std::string &RunSession::runId() const
{
    return d->id;
}

std::int64_t RunSession::episodesDone() const
{
    return d->study->episodesDone();
}

fs::path RunSession::folder() const
{
    return d->folder();
}

Result<std::shared_ptr<const EpisodeReplay>> RunSession::replay(const EpisodeRecord &record) const
{
    auto trace = TraceFile::read(d->tracesFile(), record.episode);
    if (!trace) {
        return fail(trace.error());
    }
    EpisodeRecord whole = record;
    whole.trace = std::move(*trace).value_or("");
    return d->study->replay(whole);
}

RunListener &RunSession::listener()
{
    return d->recorder;
}

}  // namespace tonewright
