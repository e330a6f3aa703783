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

    [[nodiscard]] double minutes() const { return options.minutes > 0 ? options.minutes : kDefaultMinutes; }
    Result<fs::path> findCorpus(RunContext &context);
    Result<void> prepare();
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
    const fs::path path = options.paths.front();
    auto target = openTarget(path, out);
    if (!target)
        return fail(target.error());
    if (!target->run.corpus.empty()) {
        corpusName = target->run.corpus.filename().string();
        return target->run.corpus;
    }
    auto opened = Project::open(path);
    if (!opened)
        return fail(opened.error());
    if ((*opened)->corpusFolder().empty())
        return fail(ErrorCode::NotFound, "this project has no music yet.", path.string());
    corpusName = (*opened)->corpusFolder().filename().string();
    return (*opened)->corpusFolder();
}

Result<void> Job::prepare()
{
    RunContext context(printer, signal.token());
    auto corpus = findCorpus(context);
    if (!corpus)
        return fail(corpus.error());
    auto parameters = entry.descriptor->parameters.parse(options.settings);
    if (!parameters)
        return fail(parameters.error());
    auto opened = Project::openOrCreate(out / "project");
    if (!opened)
        return fail(opened.error());
    project = std::move(*opened);
    session = std::make_unique<RunSession>(*project, registry, printer);
    RunContext sessionContext(session->listener(), signal.token());
    return session->start({.study = entry.descriptor->id,
                           .corpus = *corpus,
                           .parameters = std::move(*parameters),
                           .seed = options.seed,
                           .episodes = 0,
                           .minutes = minutes(),
                           .excerpt = {},
                           .threads = 1},
                          sessionContext);
}

Result<RunOutcome> Job::train()
{
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
    if (auto written = writeGraphs(*entry.descriptor, printer.episodes(), out); !written)
        return written;
    const auto text = [](const char *source) { return QCoreApplication::translate("Report", source).toStdString(); };
    return writeReportPage(
        {.study = entry.descriptor,
         .spec = session->spec(),
         .corpus = corpusName,
         .trackCount = session->corpus().tracks.size(),
         .evaluation = evaluation,
         .episodes = printer.episodes(),
         .trainedSeconds = trainedSeconds,
         .tracks = std::move(*tracks),
         .files = {{"metrics.csv", text(QT_TRANSLATE_NOOP("Report", "every episode, every number"))},
                   {"dataset.csv", text(QT_TRANSLATE_NOOP("Report", "the agent's decision for every track"))},
                   {"evaluation.json", text(QT_TRANSLATE_NOOP("Report", "the scores above, and the run's settings"))},
                   {"training.png", text(QT_TRANSLATE_NOOP("Report", "the graphs"))},
                   {"tracks/", text(QT_TRANSLATE_NOOP("Report", "sound and pictures"))},
                   {"project/",
                    text(QT_TRANSLATE_NOOP("Report", "the run itself: open this folder with Tonewright to go on"))}}},
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

int runJob(Job &job)
{
    if (auto prepared = job.prepare(); !prepared)
        return say(job.printer, prepared.error());
    auto outcome = job.train();
    if (!outcome)
        return say(job.printer, outcome.error());
    if (*outcome == RunOutcome::Cancelled) {
        job.printer.line(fmt::format("Interrupted after episode {}. The run is saved in {}; `tonewright {}` goes on.",
                                     job.session->study().episodesDone(), (job.out / "project").string(),
                                     (job.out / "project").string()));
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
        if (!options.paths.empty())
            if (const auto target = openTarget(options.paths.front(), out); !target)
                return say(printer, target.error());
        if (auto writable = ensureWritableFolder(out); !writable)
            return say(printer, writable.error());
        Job job{
            .registry = registry, .options = options, .entry = entry, .out = out, .signal = signal, .printer = printer};
        return runJob(job);
    } catch (const std::exception &exception) {
        return say(printer, {ErrorCode::Internal, std::string("Tonewright made a mistake: ") + exception.what(), {}});
    }
}

}  // namespace tonewright
