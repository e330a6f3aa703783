#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "app/cli/commands.h"
#include "core/project/project.h"
#include "core/project/run_session.h"

namespace tonewright::cli
{

namespace
{

tl::unexpected<Error> differs(const std::string &option, const std::string &stored)
{
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("the run was begun with {}. A resumed run keeps its settings; leave the option out.", stored),
        option);
}

/// Settings differ from agent to agent: which one's they are belongs to the message.
Error ofAlgorithm(Error error, const AlgorithmSpec &algorithm)
{
    error.message += fmt::format(" Settings of {0}: tonewright-cli studies --algorithm {0}", algorithm.id);
    return error;
}

/// A resumed run keeps what decides its numbers. Repeating the options of the first call is fine.
Result<void> checkUnchanged(const RunSpec &spec, const TrainOptions &options, const StudyDescriptor &descriptor)
{
    if (spec.study != options.study) {
        return differs("STUDY", spec.study);
    }
    if (!options.algorithm.empty() && options.algorithm != spec.algorithm) {
        return differs("--algorithm", spec.algorithm);
    }
    const auto algorithm = descriptor.algorithm(spec.algorithm);
    if (!algorithm) {
        return fail(algorithm.error());
    }
    const auto parameters = (*algorithm)->parameters.parse(options.assignments, spec.parameters);
    if (!parameters) {
        return fail(ofAlgorithm(parameters.error(), **algorithm));
    }
    for (const ParameterSpec &parameter : (*algorithm)->parameters.specs()) {
        if (parameters->at(parameter.name) != spec.parameters.at(parameter.name)) {
            return differs("--set " + parameter.name, spec.parameters.toJson()[parameter.name].dump());
        }
    }
    if (options.seed.value_or(spec.seed) != spec.seed) {
        return differs("--seed", std::to_string(spec.seed));
    }
    if (options.seconds.value_or(spec.excerpt.seconds) != spec.excerpt.seconds) {
        return differs("--seconds", fmt::format("{}", spec.excerpt.seconds));
    }
    if (options.offset.value_or(spec.excerpt.offsetSeconds) != spec.excerpt.offsetSeconds) {
        return differs("--offset", fmt::format("{}", spec.excerpt.offsetSeconds));
    }
    if (options.threads.value_or(spec.threads) != spec.threads) {
        return differs("--threads", std::to_string(spec.threads));
    }
    if (options.device.value_or(spec.device) != spec.device) {
        return differs("--device", spec.device);
    }
    return {};
}

/// A limit given as --set NAME=VALUE moves to the option of that name.
template <class Number>
Result<void> takeLimit(const std::string &text, std::string_view name, std::optional<Number> &option)
{
    Number value{};
    const char *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end || !(value >= 0) || !std::isfinite(static_cast<double>(value))) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} can't be used. Give a number, 0 or more.", text),
                    fmt::format("--set {}", name));
    }
    if (option && *option != value) {
        return fail(ErrorCode::InvalidArgument, "was given twice with different values.", std::string(name));
    }
    option = value;
    return {};
}

/// Takes the run's limits out of the assignments: `--set minutes=10` is the same as `--minutes 10`.
Result<void> takeLimits(TrainOptions &options)
{
    std::vector<std::string> settings;
    for (const std::string &assignment : options.assignments) {
        const std::size_t equals = assignment.find('=');
        const std::string_view name = std::string_view(assignment).substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : assignment.substr(equals + 1);
        Result<void> taken;
        if (name == "minutes") {
            taken = takeLimit(value, name, options.minutes);
        } else if (name == "episodes") {
            taken = takeLimit(value, name, options.episodes);
        } else if (name == "env_steps") {
            taken = takeLimit(value, name, options.envSteps);
        } else {
            settings.push_back(assignment);
        }
        if (!taken) {
            return taken;
        }
    }
    options.assignments = std::move(settings);
    return {};
}

Result<RunRequest> makeRequest(const TrainOptions &options, const StudyDescriptor &descriptor)
{
    if (!options.corpus) {
        return fail(ErrorCode::InvalidArgument, "is needed: the folder with the music.", "--corpus");
    }
    std::error_code ignored;
    if (std::filesystem::status(*options.corpus, ignored).type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no such folder or file. Check its name.", options.corpus->string());
    }
    const auto algorithm = descriptor.algorithm(options.algorithm);
    if (!algorithm) {
        Error error = algorithm.error();
        error.message = error.context + " " + error.message;
        error.context = "--algorithm";
        return fail(std::move(error));
    }
    auto parameters = (*algorithm)->parameters.parse(options.assignments);
    if (!parameters) {
        return fail(ofAlgorithm(parameters.error(), **algorithm));
    }
    const std::int64_t unlimited = options.minutes || options.envSteps ? 0 : (*algorithm)->episodes;
    return RunRequest{.study = options.study,
                      .corpus = *options.corpus,
                      .algorithm = (*algorithm)->id,
                      .parameters = std::move(*parameters),
                      .seed = options.seed.value_or(1),
                      .episodes = options.episodes.value_or(unlimited),
                      .minutes = options.minutes.value_or(0),
                      .envSteps = options.envSteps.value_or(0),
                      .excerpt = {.offsetSeconds = options.offset.value_or(0), .seconds = options.seconds.value_or(0)},
                      .threads = options.threads.value_or(1),
                      .device = options.device.value_or("auto")};
}

/// A folder with results isn't given a second run by accident. One that is being trained now is left to beginRun, which
/// names the process; one that failed before it had anything to resume is no obstacle.
Result<void> checkHoldsNoRun(const Project &project)
{
    const auto runs = project.runs();
    if (!runs) {
        return fail(runs.error());
    }
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
        std::error_code ignored;
        const bool hasResults =
            run->episodes > 0 || std::filesystem::exists(project.runFolder(run->id) / "checkpoint.bin", ignored);
        if (run->state != RunState::Running && hasResults) {
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("holds run {}: add --resume to go on with it, or choose another --out", run->id),
                        project.folder().string());
        }
    }
    return {};
}

/// The run to be resumed when it has as many episodes as are wanted. Not for a crashed one: it goes back to its
/// checkpoint, whatever its last rows say.
std::optional<RunInfo> completeAlready(const RunInfo &run, const RunSpec &spec, const TrainOptions &options)
{
    const std::int64_t wanted = options.episodes.value_or(spec.episodes);
    const bool ended = run.state == RunState::Completed || run.state == RunState::Cancelled;
    return ended && wanted > 0 && run.episodes >= wanted ? std::optional(run) : std::nullopt;
}

/// Begins or takes up the run, as the options ask. The run, when there is nothing left to do in it.
Result<std::optional<RunInfo>> begin(RunSession &session, Project &project, const Environment &environment,
                                     const TrainOptions &options, const RunRequest *request, RunContext &context)
{
    const auto ready = [](const Result<void> &result) -> Result<std::optional<RunInfo>> {
        return result ? Result<std::optional<RunInfo>>(std::nullopt) : fail(result.error());
    };
    if (!options.resume) {
        const auto free = checkHoldsNoRun(project);
        return ready(free ? session.start(*request, context) : free);
    }
    const auto runs = project.runs();
    if (!runs) {
        return fail(runs.error());
    }
    if (runs->empty() && request != nullptr) {
        context.note("There is no run to resume yet: starting a new one.");
        return ready(session.start(*request, context));
    }
    const auto spec = RunSession::storedSpec(project, environment.registry, {});
    if (!spec) {
        return fail(spec.error());
    }
    const auto entry = environment.registry.find(spec->study);
    if (auto same = checkUnchanged(*spec, options, *(*entry)->descriptor); !same) {
        return fail(same.error());
    }
    if (auto complete = completeAlready(runs->back(), *spec, options)) {
        return complete;
    }
    return ready(session.resume({.runId = {},
                                 .episodes = options.episodes,
                                 .minutes = options.minutes,
                                 .envSteps = options.envSteps,
                                 .corpus = options.corpus,
                                 .excerpt = {}},
                                context));
}

/// What a program reads with --json.
Json outcomeJson(const Project &project, const std::string &runId, bool completed, std::int64_t episodes, double mean,
                 double seconds)
{
    return Json{{"outcome", completed ? "completed" : "cancelled"},
                {"episodes", episodes},
                {"recent_reward_mean", std::isnan(mean) ? Json(nullptr) : Json(mean)},
                {"seconds", seconds},
                {"run", project.folder().string()},
                {"run_id", runId},
                {"metrics", (project.runFolder(runId) / "metrics.csv").string()}};
}

void reportNothingToDo(const Environment &environment, Console &console, const Project &project, const RunInfo &run)
{
    if (environment.json) {
        const double mean = std::numeric_limits<double>::quiet_NaN();
        console.result(outcomeJson(project, run.id, true, run.episodes, mean, 0).dump(2));
    }
    console.say(fmt::format("nothing left to do: {} episodes are done already; raise --episodes", run.episodes));
}

void report(const Environment &environment, Console &console, const RunSession &session, const Project &project,
            RunOutcome outcome, double seconds, std::int64_t newEpisodes)
{
    const bool completed = outcome == RunOutcome::Completed;
    const double mean = console.recentMean();
    if (environment.json) {
        console.result(outcomeJson(project, session.runId(), completed, session.episodesDone(), mean, seconds).dump(2));
        return;
    }
    const std::string reward = std::isnan(mean) ? "" : fmt::format(", mean reward of the last ones {:.3f}", mean);
    console.say(fmt::format("{} after {} episodes ({} in {}){}.", completed ? "Done" : "Interrupted and saved",
                            session.episodesDone(), newEpisodes, clockText(seconds), reward));
    console.say(fmt::format("Run {} in {}", session.runId(), project.folder().string()));
}

ExitStatus trainRun(const Environment &environment, const TrainOptions &options, Console &console,
                    const RunRequest *request)
{
    auto project =
        options.resume && request == nullptr ? Project::open(options.out) : Project::openOrCreate(options.out);
    if (!project) {
        console.error(project.error());
        return exitStatusOf(project.error().code);
    }
    RunSession session(**project, environment.registry, console);
    RunContext context(session.listener(), environment.stop);
    const auto begun = begin(session, **project, environment, options, request, context);
    if (begun && *begun) {
        reportNothingToDo(environment, console, **project, **begun);
        return kDone;
    }
    Result<void> ready;
    if (begun) {
        console.say(fmt::format("{}, {}", session.spec().program, session.spec().libraries));
        ready = (*project)->linkRunFiles(session.runId());
    } else {
        ready = fail(begun.error());
    }
    if (!ready) {
        console.error(ready.error());
        return exitStatusOf(ready.error().code);
    }
    const std::int64_t before = session.episodesDone();
    const auto started = std::chrono::steady_clock::now();
    const auto outcome = session.train(context);
    if (!outcome) {
        console.error(outcome.error());
        return exitStatusOf(outcome.error().code);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    report(environment, console, session, **project, *outcome, seconds, session.episodesDone() - before);
    return *outcome == RunOutcome::Completed ? kDone : kInterrupted;
}

}  // namespace

ExitStatus train(const Environment &environment, const TrainOptions &given)
{
    TrainOptions options = given;
    const auto entry = environment.registry.find(options.study);
    const bool known = entry.has_value() && !(*entry)->descriptor->metrics.empty();
    Console console(environment.volume, known ? (*entry)->descriptor->metrics.front().name : "");
    if (!entry) {
        console.error(entry.error());
        return kUsage;
    }
    // Checked before anything is made on disk, also for a run that is going to be resumed.
    if (const auto available = (*entry)->create()->setDevice(options.device.value_or("auto")); !available) {
        console.error({available.error().code, available.error().message, "--device"});
        return kUsage;
    }
    if (const auto taken = takeLimits(options); !taken) {
        console.error(taken.error());
        return kUsage;
    }
    const auto request = makeRequest(options, *(*entry)->descriptor);
    const bool corpusMissing = options.resume && !options.corpus;
    if (!request && !corpusMissing) {
        console.error(request.error());
        return exitStatusOf(request.error().code);
    }
    return trainRun(environment, options, console, request ? &*request : nullptr);
}

}  // namespace tonewright::cli
