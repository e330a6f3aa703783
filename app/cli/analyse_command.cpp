#include <algorithm>
#include <fmt/format.h>

#include "app/cli/analysis_arrays.h"
#include "app/cli/commands.h"
#include "app/cli/with_context.h"
#include "core/audio/audio_file.h"
#include "core/base/atomic_file.h"
#include "core/base/json.h"

namespace tonewright::cli
{

namespace
{

/// Says what the arrays beside it are of, and what can't be an array: the reasons why there is no pitch, key or rhythm.
constexpr const char *kSummaryFile = "analysis.json";

/// The arrays to write: those named, or all for which there is enough.
Result<std::vector<const AnalysisArray *>> chosenArrays(const AnalyseOptions &options)
{
    std::vector<const AnalysisArray *> chosen;
    for (const AnalysisArray &array : analysisArrays()) {
        const bool named = std::find(options.only.begin(), options.only.end(), array.name) != options.only.end();
        if (!named && !options.only.empty()) {
            continue;
        }
        if (array.needsReference && !options.reference) {
            if (named) {
                return fail(ErrorCode::InvalidArgument, "this needs a second sound. Give --reference.",
                            std::string(array.name));
            }
            continue;
        }
        chosen.push_back(&array);
    }
    return chosen;
}

Result<Clip> readReference(const AnalyseOptions &options, int sampleRate)
{
    auto reference = readMono(*options.reference, options.excerpt, options.rate);
    if (reference && reference->sampleRate != sampleRate) {
        return fail(ErrorCode::BadData,
                    fmt::format("its sample rate is {} Hz, the other sound's {} Hz. Give --rate to bring both to one.",
                                reference->sampleRate, sampleRate),
                    options.reference->string());
    }
    return reference;
}

/// How much of the sound has a pitch and where it lies, or why there is none.
Json summaryOf(const Result<dsp::PitchTrack> &pitch)
{
    if (!pitch) {
        return {{"reason", pitch.error().message}};
    }
    std::vector<float> voiced;
    for (const float hz : pitch->f0Hz) {
        if (hz > 0) {
            voiced.push_back(hz);
        }
    }
    Json summary{{"voiced_share", double(voiced.size()) / double(pitch->f0Hz.size())}};
    if (!voiced.empty()) {
        const auto middle = voiced.begin() + std::ptrdiff_t(voiced.size() / 2);
        std::nth_element(voiced.begin(), middle, voiced.end());
        summary["median_hz"] = double(*middle);
    }
    return summary;
}

Json summaryOf(const Result<dsp::KeyEstimate> &key)
{
    if (!key) {
        return {{"reason", key.error().message}};
    }
    return {{"name", dsp::keyName(key->key)},
            {"tonic", key->key.tonic},
            {"mode", key->key.mode == dsp::KeyMode::Major ? "major" : "minor"},
            {"strength", key->strength},
            {"clearness", key->clearness},
            {"tuning", key->tuning}};
}

Json summaryOf(const Result<dsp::RhythmAnalysis> &rhythm)
{
    if (!rhythm) {
        return {{"reason", rhythm.error().message}};
    }
    return {{"tempo_bpm", rhythm->tempoBpm},
            {"tempo_confidence", rhythm->tempoConfidence},
            {"beats_per_bar", rhythm->beatsPerBar},
            {"bar_confidence", rhythm->barConfidence}};
}

Json summaryOf(const AnalyseOptions &options, const AnalysedSound &sound, Json arrays)
{
    Json summary{{"file", options.file.string()},        {"folder", options.out.string()},
                 {"sample_rate", sound.clip.sampleRate}, {"seconds", sound.clip.seconds()},
                 {"frames", sound.description.frames},   {"hop_samples", sound.description.frameConfig.hopSamples},
                 {"arrays", std::move(arrays)}};
    if (sound.description.has.contains(dsp::Descriptor::Chroma)) {
        summary["tuning"] = sound.description.tuning;
    }
    if (sound.description.pitch) {
        summary["pitch"] = summaryOf(*sound.description.pitch);
    }
    if (sound.description.key) {
        summary["key"] = summaryOf(*sound.description.key);
    }
    if (sound.description.rhythm) {
        summary["rhythm"] = summaryOf(*sound.description.rhythm);
    }
    return summary;
}

/// What an earlier analysis left in the folder would be taken for this sound's: it goes, and nothing else.
Result<void> removeFormerArrays(const std::filesystem::path &folder)
{
    const auto former = readJson(folder / kSummaryFile);
    if (!former && former.error().code == ErrorCode::NotFound) {
        return {};
    }
    if (!former || !former->is_object() || !former->value("arrays", Json()).is_object()) {
        return fail(ErrorCode::BadData,
                    "this isn't what an earlier analysis wrote. Name another folder, or remove the file.",
                    (folder / kSummaryFile).string());
    }
    std::error_code ignored;  // what can't be removed can't be replaced either, and that is an error of its own
    for (const AnalysisArray &array : analysisArrays()) {
        if (former->at("arrays").contains(std::string(array.name))) {
            std::filesystem::remove(folder / (std::string(array.name) + ".npy"), ignored);
        }
    }
    std::filesystem::remove(folder / kSummaryFile, ignored);
    return {};
}

Result<void> analyseFile(const Environment &environment, const AnalyseOptions &options, RunContext &context,
                         Console &console)
{
    const auto chosen = chosenArrays(options);
    if (!chosen) {
        return fail(chosen.error());
    }
    const auto clip = readMono(options.file, options.excerpt, options.rate);
    if (!clip) {
        return fail(clip.error());
    }
    const auto reference = options.reference ? readReference(options, clip->sampleRate) : Result<Clip>{};
    if (!reference) {
        return fail(reference.error());
    }
    if (auto writable = ensureWritableFolder(options.out); !writable) {
        return writable;
    }

    dsp::DescriptorSet wanted;
    for (const AnalysisArray *array : *chosen) {
        wanted |= array->needs;
    }
    context.phase("Describing");
    auto description = dsp::describe(*clip, wanted, {}, environment.stop);
    if (!description && description.error().code == ErrorCode::Cancelled) {
        return fail(ErrorCode::Cancelled, "stopped; nothing was written");
    }
    if (!description) {
        Error error = description.error();
        error.context = options.file.string();
        return fail(std::move(error));
    }
    const AnalysedSound sound{*clip, options.reference ? &*reference : nullptr, *std::move(description)};

    context.phase("Writing");
    if (auto removed = removeFormerArrays(options.out); !removed) {
        return removed;
    }
    Json arrays = Json::object();
    for (const AnalysisArray *array : *chosen) {
        const std::string name(array->name);
        const auto shape = array->write(options.out / (name + ".npy"), sound);
        if (!shape) {
            return fail(shape.error());
        }
        arrays[name] = *shape;
        if (!context.advance(std::int64_t(arrays.size()), std::int64_t(chosen->size()))) {
            break;
        }
    }
    const std::size_t count = arrays.size();
    const Json summary = summaryOf(options, sound, std::move(arrays));
    if (auto written = writeJson(options.out / kSummaryFile, summary); !written) {
        return written;
    }
    if (count < chosen->size()) {
        return fail(ErrorCode::Cancelled, fmt::format("stopped; {} of {} arrays were written", count, chosen->size()));
    }
    if (environment.json) {
        console.result(summary.dump(2));
    } else {
        console.say(fmt::format("{} array{} of {:.2f} s at {} Hz in {}", chosen->size(), chosen->size() == 1 ? "" : "s",
                                clip->seconds(), clip->sampleRate, options.out.string()));
    }
    return {};
}

}  // namespace

ExitStatus analyse(const Environment &environment, const AnalyseOptions &options)
{
    return withContext(environment, [&](RunContext &context, Console &console) {
        return analyseFile(environment, options, context, console);
    });
}

}  // namespace tonewright::cli
