#include <chrono>
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/output_file.h"
#include "app/cli/with_context.h"
#include "core/base/atomic_file.h"
#include "core/base/rng.h"
#include "core/project/project.h"
#include "core/project/run_session.h"

namespace tonewright::cli
{

namespace
{

Result<Corpus> readCorpus(const std::filesystem::path &folder, RunContext &context)
{
    auto corpus = scanCorpus(folder, IntakeOptions{}, context);
    if (corpus) {
        for (const IntakeProblem &problem : corpus->problems) {
            context.note(fmt::format("left out: {}: {}", problem.file.string(), problem.reason));
        }
    }
    return corpus;
}

/// Opens the run whose agent is asked for its decisions, on this corpus.
Result<void> openAgent(RunSession &session, const DatasetOptions &options, RunContext &context)
{
    return session.open({.runId = {}, .episodes = {}, .minutes = {}, .corpus = options.corpus, .excerpt = {}}, context);
}

}  // namespace

ExitStatus generateDataset(const Environment &environment, const DatasetOptions &options)
{
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        const auto entry = environment.registry.find(options.study);
        if (!entry) {
            return fail(entry.error());
        }
        DatasetRequest request = options.request;
        const auto corpus = readCorpus(options.corpus, context);
        if (!corpus) {
            return fail(corpus.error());
        }
        std::unique_ptr<Project> project;
        std::unique_ptr<RunSession> session;
        Console silent(Console::Volume::Quiet);
        if (options.run) {
            auto opened = Project::open(*options.run);
            if (!opened) {
                return fail(opened.error());
            }
            project = std::move(*opened);
            session = std::make_unique<RunSession>(*project, environment.registry, silent);
            if (auto ready = openAgent(*session, options, context); !ready) {
                return ready;
            }
            if (session->spec().study != options.study) {
                return fail(ErrorCode::InvalidArgument,
                            fmt::format("its agent is of the study {}", session->spec().study), options.run->string());
            }
            const auto weights = readTextFile(session->folder() / "checkpoint.bin");
            if (!weights) {
                return fail(weights.error());
            }
            request.agentName = fmt::format("{:016x}", stableHash(*weights));
        }
        const auto started = std::chrono::steady_clock::now();
        auto made = (*entry)->tools->generateDataset(*corpus, request, session ? &session->study() : nullptr, context);
        if (!made) {
            return fail(made.error());
        }
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        if (environment.json) {
            (*made)["seconds"] = seconds;
            console.result(made->dump(2));
            return {};
        }
        const auto rowsMade = made->value("rows_made", std::int64_t{0});
        console.say(
            fmt::format("{} row{} in {}; ", request.rows, request.rows == 1 ? " is" : "s are", request.out.string()) +
            (rowsMade == 0 ? std::string("there was nothing left to make")
                           : fmt::format("{} made now in {}, {:.1f} a second", rowsMade, clockText(seconds),
                                         static_cast<double>(rowsMade) / std::max(1e-9, seconds))));
        return {};
    });
}

ExitStatus fitModel(const Environment &environment, const FitOptions &options)
{
    for (const auto &file : {std::optional(options.request.out), options.jsonFile}) {
        if (file && refusedFile(environment, *file)) {
            return kBadInput;
        }
    }
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        if (std::error_code ignored; std::filesystem::is_directory(options.request.out, ignored)) {
            return fail(ErrorCode::InvalidArgument, "is a folder. Name a file for the model.",
                        options.request.out.string());
        }
        const auto entry = environment.registry.find(options.study);
        if (!entry) {
            return fail(entry.error());
        }
        const auto fitted = (*entry)->tools->fitModel(options.request, context);
        if (!fitted) {
            return fail(fitted.error());
        }
        if (options.jsonFile) {
            if (auto written = writeJson(*options.jsonFile, *fitted); !written) {
                return written;
            }
        }
        console.result(fitted->dump(2));
        return {};
    });
}

ExitStatus evaluateModel(const Environment &environment, const EvaluateOptions &options)
{
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        if (!options.corpus) {
            return fail(ErrorCode::InvalidArgument, "is needed: a model knows no music of its own.", "--corpus");
        }
        if (options.htmlFolder) {
            return fail(ErrorCode::InvalidArgument, "a page is made of runs alone. Leave the option out.", "--html");
        }
        const auto corpus = readCorpus(*options.corpus, context);
        if (!corpus) {
            return fail(corpus.error());
        }
        EvaluationOptions how = options.how;
        how.items = options.all ? EvaluationItems::All : EvaluationItems::HeldOut;
        Result<Evaluation> judged = fail(ErrorCode::Unsupported, "no study fits models", options.run.string());
        for (const StudyEntry &entry : environment.registry.entries()) {
            if (!judged && judged.error().code == ErrorCode::Unsupported) {
                judged = entry.tools->evaluateModel(options.run, *corpus, how, context);
            }
        }
        return judged ? tellEvaluation(environment, options, *judged, console) : fail(judged.error());
    });
}

}  // namespace tonewright::cli
