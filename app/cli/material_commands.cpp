#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/with_context.h"
#include "core/audio/demo/demo_corpus.h"
#include "core/base/json.h"

namespace tonewright::cli
{

namespace
{

void tellWhere(const Environment &environment, Console &console, const std::filesystem::path &folder,
               std::string_view what)
{
    if (environment.json) {
        console.result(Json{{"folder", folder.string()}}.dump(2));
    } else {
        console.say(fmt::format("{} {}", what, folder.string()));
    }
}

}  // namespace

ExitStatus score(const Environment &environment, const ScoreOptions &options)
{
    return withContext(environment, [&](RunContext &, Console &console) -> Result<void> {
        const auto entry = environment.registry.find(options.study);
        if (!entry) {
            return fail(entry.error());
        }
        auto action = readJson(options.action);
        if (!action) {
            return fail(action.error());
        }
        // decision.json of `render` holds the action among other things.
        if (action->is_object() && action->contains("parameters")) {
            action = Json((*action)["parameters"]);
        }
        const auto scored = (*entry)->tools->score(options.raw, options.reference, *action);
        if (!scored) {
            Error error = scored.error();
            if (error.code == ErrorCode::InvalidArgument) {
                // The value stands in a file that was given: bad input, not a wrong option.
                error.code = ErrorCode::BadData;
                error.context = options.action.string() + (error.context.empty() ? "" : ": " + error.context);
            }
            return fail(std::move(error));
        }
        console.result(scored->dump(2));
        return {};
    });
}

ExitStatus demoCorpus(const Environment &environment, const DemoCorpusOptions &options)
{
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        DemoOptions demo;
        demo.piecesPerGenre = options.pieces;
        demo.seed = options.seed;
        if (auto rendered = renderDemoCorpus(options.out, demo, context); !rendered) {
            return rendered;
        }
        tellWhere(environment, console, options.out, "The demo corpus is in");
        return {};
    });
}

ExitStatus distort(const Environment &environment, const DistortOptions &options)
{
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        const auto entry = environment.registry.find(options.study);
        if (!entry) {
            return fail(entry.error());
        }
        const auto corpus = scanCorpus(options.corpus, IntakeOptions{}, context);
        if (!corpus) {
            return fail(corpus.error());
        }
        for (const IntakeProblem &problem : corpus->problems) {
            context.note(fmt::format("left out: {}: {}", problem.file.string(), problem.reason));
        }
        if (auto made = (*entry)->tools->makePairs(*corpus, options.out, options.seed, context); !made) {
            return made;
        }
        tellWhere(environment, console, options.out, "The pairs are in");
        return {};
    });
}

}  // namespace tonewright::cli
