#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/decision_json.h"
#include "app/cli/evaluation_page.h"
#include "app/cli/output_file.h"
#include "app/cli/with_run.h"
#include "core/base/atomic_file.h"

namespace tonewright::cli
{

namespace
{

Result<void> writeRendering(const std::filesystem::path &out, const Preview &preview, const Rendering &rendering)
{
    if (auto writable = ensureWritableFolder(out); !writable) {
        return writable;
    }
    const std::array sounds = {std::pair("raw.wav", &rendering.raw), std::pair("processed.wav", &rendering.processed),
                               std::pair("reference.wav", &rendering.reference)};
    for (const auto &[name, audio] : sounds) {
        if (auto written = writeWav(out / name, *audio); !written) {
            return written;
        }
    }
    return writeJson(out / "decision.json", decisionJson(preview, rendering));
}

}  // namespace

Result<void> tellEvaluation(const Environment &environment, const EvaluateOptions &options,
                            const Evaluation &evaluation, Console &console)
{
    const Json json = evaluation.toJson();
    if (options.jsonFile) {
        if (auto written = writeJson(*options.jsonFile, json); !written) {
            return written;
        }
    }
    if (options.csvFile) {
        if (auto written = replaceFile(*options.csvFile, evaluation.toCsv()); !written) {
            return written;
        }
    }
    if (environment.json) {
        console.result(json.dump(2));
        return {};
    }
    console.say(fmt::format("{} item{}", evaluation.items.size(), evaluation.items.size() == 1 ? "" : "s"));
    for (const auto &[name, value] : evaluation.means) {
        console.say(fmt::format("{:<28} {:>9.4f}", name, value));
    }
    return {};
}

ExitStatus evaluate(const Environment &environment, const EvaluateOptions &options)
{
    for (const auto &file : {options.jsonFile, options.csvFile, options.htmlFolder}) {
        if (file && refusedFile(environment, *file)) {
            return kBadInput;
        }
    }
    if (std::error_code ignored; std::filesystem::is_regular_file(options.run, ignored)) {
        return evaluateModel(environment, options);
    }
    const RunSession::ResumeOptions where{
        .runId = {}, .episodes = {}, .minutes = {}, .corpus = options.corpus, .excerpt = {}};
    return withRun(environment, options.run, where, environment.volume,
                   [&](RunSession &session, RunContext &context, Console &console) -> Result<void> {
                       if (session.corpus().contentHash() != session.spec().corpusHash && !options.all) {
                           context.note("This isn't the material the run was trained on. Only its held-out share is "
                                        "judged; --all judges every track.");
                       }
                       EvaluationOptions how = options.how;
                       how.items = options.all ? EvaluationItems::All : EvaluationItems::HeldOut;
                       const auto judged = session.study().evaluate(how, context);
                       if (!judged) {
                           return fail(judged.error());
                       }
                       if (options.htmlFolder) {
                           const EvaluationPage page{session.study().descriptor(), session.spec(), how, *judged};
                           if (auto written = writeEvaluationPage(page, *options.htmlFolder, context); !written) {
                               return written;
                           }
                       }
                       if (auto told = tellEvaluation(environment, options, *judged, console); !told) {
                           return told;
                       }
                       if (options.htmlFolder && !environment.json) {
                           console.say(fmt::format("The page is {}", (*options.htmlFolder / "index.html").string()));
                       }
                       return {};
                   });
}

ExitStatus render(const Environment &environment, const RenderOptions &options)
{
    // The agent comes from the checkpoint; of the material only the given pair is needed.
    const RunSession::ResumeOptions where{
        .runId = {}, .episodes = {}, .minutes = {}, .corpus = options.reference, .excerpt = options.excerpt};
    return withRun(environment, options.run, where, Console::Volume::Quiet,
                   [&](RunSession &session, RunContext &context, Console &console) -> Result<void> {
                       context.phase("Rendering");
                       const auto preview = session.study().previewPair(options.raw, options.reference);
                       if (!preview) {
                           return fail(preview.error());
                       }
                       const auto rendering = (*preview)->render();
                       if (!rendering) {
                           return fail(rendering.error());
                       }
                       if (!context.advance(1, 1)) {
                           return fail(ErrorCode::Cancelled, "stopped; nothing was written");
                       }
                       if (auto written = writeRendering(options.out, **preview, *rendering); !written) {
                           return written;
                       }
                       if (environment.json) {
                           console.result(decisionJson(**preview, *rendering).dump(2));
                           return {};
                       }
                       if (rendering->raw.channels == rendering->reference.channels) {
                           console.say("raw already equals the reference: there is nothing to improve");
                       }
                       for (const auto &[name, value] : rendering->scores) {
                           console.say(fmt::format("{:<28} {:>9.4f}", name, value));
                       }
                       console.say(fmt::format("raw.wav, processed.wav, reference.wav and decision.json are in {}",
                                               options.out.string()));
                       return {};
                   });
}

ExitStatus exportDataset(const Environment &environment, const ExportOptions &options)
{
    if (refusedFile(environment, options.out)) {
        return kBadInput;
    }
    const RunSession::ResumeOptions where{
        .runId = {}, .episodes = {}, .minutes = {}, .corpus = options.corpus, .excerpt = {}};
    return withRun(environment, options.run, where, environment.volume,
                   [&](RunSession &session, RunContext &context, Console &console) -> Result<void> {
                       if (auto written = session.study().exportDataset(options.out, context); !written) {
                           return written;
                       }
                       if (environment.json) {
                           console.result(Json{{"file", options.out.string()}}.dump(2));
                       } else {
                           console.say(fmt::format("The data set is in {}", options.out.string()));
                       }
                       return {};
                   });
}

ExitStatus saveModel(const Environment &environment, const SaveModelOptions &options)
{
    if (refusedFile(environment, options.out)) {
        return kBadInput;
    }
    const RunSession::ResumeOptions where{
        .runId = {}, .episodes = {}, .minutes = {}, .corpus = options.corpus, .excerpt = {}};
    return withRun(environment, options.run, where, Console::Volume::Quiet,
                   [&](RunSession &session, RunContext &, Console &console) -> Result<void> {
                       if (auto written = session.study().saveModel(options.out); !written) {
                           return written;
                       }
                       if (environment.json) {
                           console.result(Json{{"file", options.out.string()}}.dump(2));
                       } else {
                           console.say(fmt::format("The model is in {}", options.out.string()));
                       }
                       return {};
                   });
}

}  // namespace tonewright::cli
