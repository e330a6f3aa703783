#include "core/studies/eq_matching/eq_tools.h"

#include <fmt/format.h>

#include "core/base/atomic_file.h"
#include "core/base/csv.h"
#include "core/studies/eq_matching/eq_model.h"
#include "core/studies/eq_matching/eq_preview.h"
#include "core/studies/eq_matching/eq_study.h"
#include "core/studies/eq_matching/study.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kFramesJudged = 64;  // enough to see whether a pair is informative

}  // namespace

Result<Json> EqTools::score(const std::filesystem::path &raw, const std::filesystem::path &reference,
                            const Json &action) const
{
    const auto equaliser = equaliserFromJson(action, dsp::FilterMode::ZeroPhase);
    if (!equaliser)
        return fail(equaliser.error());
    const auto pair = readPair(raw, reference, Excerpt{});
    if (!pair)
        return fail(pair.error());
    const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
    if (!scorer)
        return fail(scorer.error().code, scorer.error().describe(), raw.string());
    return toJson(scorer->score(*equaliser));
}

Result<void> EqTools::makePairs(const Corpus &corpus, const std::filesystem::path &out, std::uint64_t seed,
                                RunContext &context) const
{
    context.phase("Making pairs");
    if (auto writable = ensureWritableFolder(out); !writable)
        return writable;
    const double depth = EqConfig::from(descriptor().defaultAlgorithm().parameters.defaults()).distortionGainDb;
    std::string csv = "genre,name,raw,reference";
    bool headerDone = false;
    std::size_t done = 0;
    for (const Track &track : corpus.tracks) {
        if (!context.advance(done++, corpus.tracks.size()))
            return fail(ErrorCode::Cancelled, "stopped while making pairs", out.string());
        const auto reference = readAudio(track.reference);
        if (!reference)
            return fail(reference.error());
        // By name: a track's distortion doesn't depend on what else lies in the folder.
        Rng rng = Rng(seed).fork(track.key());
        const Distortion distortion = drawInformativeDistortion(analyse(mixToMono(*reference), kFramesJudged),
                                                                RateTables(reference->sampleRate), depth, rng);
        const auto rawName = fmt::format("{}/raw/{}_distorted.wav", track.genre, track.name);
        const auto referenceName = fmt::format("{}/reference/{}.wav", track.genre, track.name);
        if (auto written = writeWav(out / rawName, distort(*reference, distortion)); !written)
            return written;
        if (auto written = writeWav(out / referenceName, *reference); !written)
            return written;
        const Json parameters = toJson(distortion);
        if (!headerDone) {
            for (const auto &[name, value] : parameters.items())
                csv += "," + name;
            csv += "\n";
            headerDone = true;
        }
        csv += fmt::format("{},{},{},{}", csvField(track.genre), csvField(track.name), csvField(rawName),
                           csvField(referenceName));
        for (const auto &[name, value] : parameters.items())
            csv += fmt::format(",{:.9g}", value.get<double>());
        csv += "\n";
    }
    (void)context.advance(done, done);
    return replaceFile(out / "distortions.csv", csv);
}

Result<EqualiserSetting> EqTools::equaliserOf(const Json &action, double sampleRate) const
{
    const auto equaliser = equaliserFromJson(action, dsp::FilterMode::ZeroPhase);
    if (!equaliser)
        return fail(equaliser.error());
    return toSetting(*equaliser, sampleRate);
}

Result<std::shared_ptr<const StudyModel>> EqTools::openModel(const std::filesystem::path &file) const
{
    auto model = EqModel::open(file);
    if (!model)
        return fail(model.error());
    return std::shared_ptr<const StudyModel>(std::move(*model));
}

StudyEntry entry()
{
    return {&descriptor(), [] { return std::make_unique<EqStudy>(); }, std::make_shared<EqTools>()};
}

}  // namespace tonewright::eq_matching
