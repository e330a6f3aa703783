#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/decision_json.h"
#include "app/cli/output_file.h"
#include "app/cli/with_context.h"

namespace tonewright::cli
{

namespace
{

/// A model's own errors already name it.
Result<std::shared_ptr<const StudyModel>> modelFor(const Environment &environment, const ApplyOptions &options)
{
    const auto entry = environment.registry.find(options.study);
    if (!entry) {
        return fail(entry.error());
    }
    if (options.model) {
        return (*entry)->tools->openModel(*options.model);
    }
    const auto file = defaultModelFile(options.study);
    if (!file) {
        return fail(file.error());
    }
    return (*entry)->tools->openModel(*file);
}

void say(Console &console, const Preview &preview, const Rendering &rendering, const WholeTrack &whole,
         const std::filesystem::path &out)
{
    for (const DecisionValue &value : preview.decision) {
        console.say(fmt::format("{:<12} {:<14} {:>10.2f} {}", value.group, value.name, value.value, value.unit));
    }
    for (const auto &[name, value] : rendering.scores) {
        console.say(fmt::format("{:<28} {:>9.4f}", name, value));
    }
    if (whole.gainDb < 0) {
        console.say(fmt::format("Turned down by {:.1f} dB so that it doesn't clip", -whole.gainDb));
    }
    console.say(fmt::format("The processed track is {}", out.string()));
}

}  // namespace

ExitStatus apply(const Environment &environment, const ApplyOptions &options)
{
    if (refusedFile(environment, options.out)) {
        return kBadInput;
    }
    return withContext(environment, [&](RunContext &context, Console &console) -> Result<void> {
        const auto model = modelFor(environment, options);
        if (!model) {
            return fail(model.error());
        }
        ModelTask task = options.task;
        task.sameMusic = options.reference.has_value();
        task.reference = task.sameMusic ? *options.reference : *options.like;
        task.amount = options.amountPercent / 100.0;
        context.phase("Listening");
        const auto preview = (*model)->decide(task);
        if (!preview) {
            return fail(preview.error());
        }
        if (!context.poll()) {
            return fail(ErrorCode::Cancelled, "stopped; nothing was written");
        }
        context.phase("Rendering");
        const auto rendering = (*preview)->render();
        if (!rendering) {
            return fail(rendering.error());
        }
        const auto whole = (*preview)->renderWhole();
        if (!whole) {
            return fail(whole.error());
        }
        if (!context.advance(1, 1)) {
            return fail(ErrorCode::Cancelled, "stopped; nothing was written");
        }
        if (auto written = writeWav(options.out, whole->audio); !written) {
            return written;
        }
        if (environment.json) {
            Json json = decisionJson(**preview, *rendering);
            json["file"] = options.out.string();
            json["gain_db"] = whole->gainDb;
            console.result(json.dump(2));
        } else {
            say(console, **preview, *rendering, *whole, options.out);
        }
        return {};
    });
}

}  // namespace tonewright::cli
