#include "app/headless/headless_run.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QString>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <unistd.h>

#include "app/headless/progress_printer.h"
#include "app/headless/signal_stop.h"
#include "app/report/report.h"
#include "app/window/open_target.h"
#include "core/audio/demo/demo_corpus.h"
#include "core/base/atomic_file.h"
#include "core/base/json.h"
#include "core/project/project.h"
#include "core/project/run_session.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr double kDefaultMinutes = 4;     // leaves room in five minutes for judging and the report
constexpr std::size_t kReportTracks = 6;  // of different genres

/// Everything of one headless run that outlives a step.
struct Job {
    const StudyRegistry &registry;
    const ProgramOptions &options;
    const StudyEntry &entry;
    fs::path out;
    SignalStop &signal;
    ProgressPrinter &printer;

    std::unique_ptr<Project> project = {};
    std::unique_ptr<RunSession> session = {};
    std::string corpusName = {};
    Evaluation evaluation = {};
    double trainedSeconds = 0;
    bool givenProject = false;
    std::int64_t continuedAfter = 0;  ///< episodes of the run that goes on

    [[nodiscard]] double minutes() const { return options.minutes > 0 ? options.minutes : kDefaultMinutes; }
    Result<fs::path> findCorpus(RunContext &context);
    Result<void> openProject();
    [[nodiscard]] Result<std::string> earlierRun() const;
    Result<void> resume(const std::string &runId);
    Result<void> prepare(ParameterSet parameters);
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> files() const;
    Result<RunOutcome> train();
    Result<void> judge();
    Result<void> report();
    Result<std::vector<ReportTrack>> reportTracks(RunContext &context);
};

Result<fs::path> Job::findCorpus(RunContext &context)
{
    if (options.paths.empty()) {
        corpusName = "Tonewright's demo pieces";
        return cachedDemoCorpus(DemoOptions{}, context);
    }
    auto target = openTarget(options.paths.front(), out);
    if (!target)
        return fail(target.error());
    if (!target->run.corpus.empty())
        return target->run.corpus;
    if (project->corpusFolder().empty())
        return fail(ErrorCode::NotFound, "this project has no music yet.", options.paths.front());
    return project->corpusFolder();
}

/// A project that was given is gone on with where it lies; music gets a project inside the report's folder.
Result<void> Job::openProject()
{
    givenProject = !options.paths.empty() && Project::isProject(options.paths.front());
    auto opened =
        givenProject ? Project::open(fs::absolute(options.paths.front())) : Project::openOrCreate(out / "project");
    if (!opened)
        return fail(opened.error());
    project = std::move(*opened);
    session = std::make_unique<RunSession>(*project, registry, printer);
    return {};
}

/// The given project's latest run; empty when there is none to go on with.
Result<std::string> Job::earlierRun() const
{
    if (!givenProject)
        return std::string();
    const auto runs = project->runs();
    if (!runs)
        return fail(runs.error());
    const auto latest = std::find_if(runs->rbegin(), runs->rend(),
                                     [this](const RunInfo &info) { return info.study == entry.descriptor->id; });
    if (latest == runs->rend())
        return std::string();
    if (options.seed || !options.settings.empty())
        return fail(ErrorCode::InvalidArgument,
                    "--seed and --set belong to a new run; this project's run goes on with its own settings. Give the "
                    "folder of music to begin anew.",
                    options.paths.front());
    return latest->id;
}

Result<void> Job::resume(const std::string &runId)
{
    RunContext context(session->listener(), signal.token());
    if (auto resumed = session->resume(
            {.runId = runId, .episodes = {}, .minutes = minutes(), .corpus = {}, .excerpt = {}}, context);
        !resumed)
        return resumed;
    auto earlier = project->episodes(runId);
    if (!earlier)
        return fail(earlier.error());
    continuedAfter = session->episodesDone();
    printer.setEarlier(std::move(*earlier));
    return {};
}

Result<void> Job::prepare(ParameterSet parameters)
{
    if (auto opened = openProject(); !opened)
        return opened;
    const auto earlier = earlierRun();
    if (!earlier)
        return fail(earlier.error());
    if (!earlier->empty()) {
        if (auto resumed = resume(*earlier); !resumed)
            return resumed;
    } else {
        RunContext context(printer, signal.token());
        auto corpus = findCorpus(context);
        if (!corpus)
            return fail(corpus.error());
        RunContext sessionContext(session->listener(), signal.token());
        if (auto started = session->start({.study = entry.descriptor->id,
                                           .corpus = *corpus,
                                           .algorithm = options.algorithm,
                                           .parameters = std::move(parameters),
                                           .seed = options.seed.value_or(1),
                                           .episodes = 0,
                                           .minutes = minutes(),
                                           .excerpt = {},
                                           .threads = 1},
                                          sessionContext);
            !started)
            return started;
    }
    if (corpusName.empty())
        corpusName = session->corpus().root.filename().string();
    if (session->spec().libraries.find("slower") != std::string::npos)
        printer.line(session->spec().libraries);
    return {};
}

Result<RunOutcome> Job::train()
{
    if (continuedAfter > 0)
        printer.line(fmt::format("Going on with run {} of {} after episode {}.", session->runId(),
                                 project->folder().string(), continuedAfter));
    printer.line(fmt::format("Training on {} ({} tracks) for at most {:g} minutes. Ctrl-C saves and ends.", corpusName,
                             session->corpus().tracks.size(), minutes()));
    RunContext context(session->listener(), signal.token());
    printer.setTraining(true);
    auto outcome = session->train(context);
    printer.setTraining(false);
    trainedSeconds = context.workedSeconds();
    return outcome;
}

Result<void> Job::judge()
{
    RunContext context(printer, signal.token());
    auto judged = session->study().evaluate(EvaluationItems::HeldOut, context);
    if (!judged)
        return fail(judged.error());
    evaluation = std::move(*judged);
    Json json = evaluation.toJson();
    json["spec"] = session->spec().toJson();
    return writeJson(out / "evaluation.json", json);
}

/// Held-out tracks, one a genre first.
Result<std::vector<ReportTrack>> Job::reportTracks(RunContext &context)
{
    std::map<std::string, int> seen;
    std::vector<std::pair<int, std::string>> order;
    for (const std::string &key : session->study().itemKeys(EvaluationItems::HeldOut))
        order.emplace_back(seen[key.substr(0, key.find('/'))]++, key);
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    order.resize(std::min(order.size(), kReportTracks));

    std::vector<ReportTrack> tracks;
    context.phase("Writing sound and pictures");
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (!context.advance(i, order.size()))
            return fail(ErrorCode::Cancelled, "stopped while writing the report.");
        auto preview = session->study().preview(order[i].second);
        if (!preview)
            return fail(preview.error());
        auto track = writeReportTrack(**preview, *entry.descriptor, out);
        if (!track)
            return fail(track.error());
        tracks.push_back(std::move(*track));
    }
    return tracks;
}

std::vector<std::pair<std::string, std::string>> Job::files() const
{
    const auto text = [](const char *source) { return QCoreApplication::translate("Report", source).toStdString(); };
    std::vector<std::pair<std::string, std::string>> files = {
        {"metrics.csv", text(QT_TRANSLATE_NOOP("Report", "every episode, every number"))},
        {"dataset.csv", text(QT_TRANSLATE_NOOP("Report", "the agent's decision for every track"))},
        {"evaluation.json", text(QT_TRANSLATE_NOOP("Report", "the scores above, and the run's settings"))},
        {"training.png", text(QT_TRANSLATE_NOOP("Report", "the graphs"))},
        {"tracks/", text(QT_TRANSLATE_NOOP("Report", "sound and pictures"))}};
    // A project that was given stays where it is.
    if (!givenProject)
        files.emplace_back(
            "project/", text(QT_TRANSLATE_NOOP("Report", "the run itself: open this folder with Tonewright to go on")));
    return files;
}

Result<void> Job::report()
{
    RunContext context(printer, signal.token());
    auto tracks = reportTracks(context);
    if (!tracks)
        return fail(tracks.error());
    if (auto written = session->study().exportDataset(out / "dataset.csv", context); !written)
        return written;
    auto metrics = readTextFile(session->folder() / "metrics.csv");
    if (!metrics)
        return fail(metrics.error());
    if (auto written = replaceFile(out / "metrics.csv", *metrics); !written)
        return written;
    if (auto written = writeGraphs(*entry.descriptor, session->spec().algorithm, printer.episodes(), out); !written)
        return written;
    return writeReportPage({.study = entry.descriptor,
                            .spec = session->spec(),
                            .corpus = corpusName,
                            .trackCount = session->corpus().tracks.size(),
                            .evaluation = evaluation,
                            .episodes = printer.episodes(),
                            .trainedSeconds = trainedSeconds,
                            .continuedAfter = continuedAfter,
                            .tracks = std::move(*tracks),
                            .files = files()},
                           out);
}

int say(ProgressPrinter &printer, const Error &error)
{
    printer.line("");
    if (error.code == ErrorCode::Cancelled)
        std::fprintf(stderr, "tonewright: interrupted\n");
    else
        std::fprintf(stderr, "tonewright: %s\n", error.describe().c_str());
    return exitStatusOf(error);
}

int runJob(Job &job, ParameterSet parameters)
{
    if (auto prepared = job.prepare(std::move(parameters)); !prepared)
        return say(job.printer, prepared.error());
    auto outcome = job.train();
    if (!outcome)
        return say(job.printer, outcome.error());
    if (*outcome == RunOutcome::Cancelled) {
        job.printer.line(fmt::format("Interrupted after episode {}. The run is saved in {}; `tonewright {}` goes on.",
                                     job.session->study().episodesDone(), job.project->folder().string(),
                                     job.project->folder().string()));
        return kExitInterrupted;
    }
    if (auto judged = job.judge(); !judged)
        return say(job.printer, judged.error());
    for (const auto &[name, value] : job.evaluation.means)
        job.printer.line(fmt::format("{:32} {:+.3f}", name, value));
    if (auto written = job.report(); !written)
        return say(job.printer, written.error());
    job.printer.line(
        fmt::format("The report is in {}: open {} in a browser.", job.out.string(), (job.out / "index.html").string()));
    return kExitDone;
}

}  // namespace

int exitStatusOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return kExitUsage;
    case ErrorCode::NotFound:
    case ErrorCode::Unreadable:
    case ErrorCode::BadData:
        return kExitBadInput;
    case ErrorCode::Cancelled:
        return kExitInterrupted;
    default:
        return kExitFailed;
    }
}

int runHeadless(const StudyRegistry &registry, const ProgramOptions &options)
{
    SignalStop signal;
    const StudyEntry &entry = registry.entries().front();
    const fs::path out =
        options.out.empty()
            ? fs::current_path() /
                  ("tonewright-report-" +
                   QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString())
            : fs::absolute(options.out);
    ProgressPrinter printer(stdout, isatty(STDOUT_FILENO) != 0, *entry.descriptor,
                            {.episodes = 0, .minutes = options.minutes > 0 ? options.minutes : kDefaultMinutes});
    try {
        // Before anything is composed, read or written: a typing mistake costs nothing.
        const auto algorithm = entry.descriptor->algorithm(options.algorithm);
        if (!algorithm)
            return say(printer, algorithm.error());
        auto parameters = (*algorithm)->parameters.parse(options.settings);
        if (!parameters)
            return say(printer, parameters.error());
        if (options.paths.size() > 1)
            printer.line("Only the first path is used: one corpus at a time.");
        if (!options.paths.empty())
            if (const auto target = openTarget(options.paths.front(), out); !target)
                return say(printer, target.error());
        if (auto writable = ensureWritableFolder(out); !writable)
            return say(printer, writable.error());
        Job job{
            .registry = registry, .options = options, .entry = entry, .out = out, .signal = signal, .printer = printer};
        return runJob(job, std::move(*parameters));
    } catch (const std::exception &exception) {
        return say(printer, {ErrorCode::Internal, std::string("Tonewright made a mistake: ") + exception.what(), {}});
    }
}

}  // namespace tonewright
