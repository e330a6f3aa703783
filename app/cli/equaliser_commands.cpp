#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/output_file.h"
#include "app/cli/with_context.h"
#include "core/base/atomic_file.h"
#include "core/eq_exchange/device_profile.h"
#include "core/eq_exchange/equalizer_apo.h"
#include "core/eq_exchange/export_file.h"

namespace tonewright::cli
{

namespace
{

using eq_exchange::ExportFormat;

Result<EqualiserSetting> settingOf(const Json &decision, const Environment &environment,
                                   const ExportEqualiserOptions &options)
{
    if (decision.is_object() && decision.contains("equaliser"))
        return EqualiserSetting::fromJson(decision["equaliser"]);
    if (decision.is_object() && decision.contains("bands"))
        return EqualiserSetting::fromJson(decision);
    const auto entry = environment.registry.find(options.study);
    if (!entry)
        return fail(entry.error());
    const bool wrapped = decision.is_object() && decision.contains("parameters");
    auto setting = (*entry)->tools->equaliserOf(wrapped ? decision["parameters"] : decision, options.soundRate);
    if (setting && options.causal)
        setting->passes = 1;
    return setting;
}

Result<ExportFormat> formatOf(const ExportEqualiserOptions &options)
{
    std::string suffix = options.out.extension().string();
    if (!suffix.empty())
        suffix.erase(0, 1);
    if (suffix == "yaml")
        suffix = "yml";
    if (!options.format.empty()) {
        if (const auto format = eq_exchange::formatOf(options.format))
            return *format;
        return fail(ErrorCode::InvalidArgument, "there is no such format. --help lists them", options.format);
    }
    for (const auto &info : eq_exchange::exportFormats())
        if (info.suffix == suffix)
            return info.format;
    return fail(ErrorCode::InvalidArgument, "its name tells no format. Add --format", options.out.string());
}

/// Errors about a decision name its file.
tl::unexpected<Error> about(const std::filesystem::path &file, const Error &error)
{
    return fail(error.code, error.describe(), file.string());
}

}  // namespace

std::string exportFormatsHelp()
{
    std::string help = "Formats:\n";
    for (const auto &info : eq_exchange::exportFormats())
        help += fmt::format("  {:<12} .{:<5} {}\n", info.id, info.suffix, info.hint);
    help += "Device profiles:\n";
    for (const auto &profile : eq_exchange::deviceProfiles())
        help += fmt::format("  {:<12} {}: {} bands, gains up to {:.0f} dB\n", profile.id, profile.title,
                            profile.places.size(), profile.mostGainDb);
    return help;
}

ExitStatus exportEqualiser(const Environment &environment, const ExportEqualiserOptions &options)
{
    if (refusedFile(environment, options.out))
        return kBadInput;
    return withContext(environment, [&](RunContext &, Console &console) -> Result<void> {
        const auto format = formatOf(options);
        if (!format)
            return fail(format.error());
        const auto decision = readJson(options.decision);
        if (!decision)
            return fail(decision.error());
        const auto setting = settingOf(*decision, environment, options);
        if (!setting)
            return about(options.decision, setting.error());
        const auto report = eq_exchange::exportEqualiser(
            *setting, *format, options.out, {options.title, options.rate, options.minimumPhase, options.profile});
        if (!report)
            return fail(report.error());
        if (environment.json) {
            console.result(Json{{"file", options.out.string()},
                                {"equaliser", setting->toJson()},
                                {"residual_db", report->residualDb},
                                {"notes", report->notes}}
                               .dump(2));
            return {};
        }
        for (const std::string &note : report->notes)
            console.say(note);
        console.say(fmt::format("The equaliser is {}", options.out.string()));
        return {};
    });
}

ExitStatus importEqualiser(const Environment &environment, const ImportEqualiserOptions &options)
{
    if (refusedFile(environment, options.out))
        return kBadInput;
    return withContext(environment, [&](RunContext &, Console &console) -> Result<void> {
        const auto text = readTextFile(options.file);
        if (!text)
            return fail(text.error());
        const auto content = eq_exchange::readEqualizerApo(*text, options.soundRate);
        if (!content)
            return about(options.file, content.error());
        const EqualiserSetting setting = eq_exchange::settingOf(content->chain, options.soundRate);
        const Json result{
            {"equaliser", setting.toJson()}, {"preamp_db", content->chain.preampDb}, {"notes", content->notes}};
        if (auto written = writeJson(options.out, result); !written)
            return written;
        if (environment.json)
            console.result(result.dump(2));
        for (const std::string &note : content->notes)
            console.say(note);
        console.say(fmt::format("{} bands; the decision is {}", setting.bands.size(), options.out.string()));
        return {};
    });
}

}  // namespace tonewright::cli
