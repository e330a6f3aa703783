#include "core/studies/eq_matching/exact_evaluation.h"

#include <fmt/format.h>

#include "core/base/csv.h"
#include "core/dsp/eq_state.h"
#include "core/dsp/stft.h"

namespace tonewright::eq_matching
{
namespace
{

tl::unexpected<Error> stopped(const PreparedTrack &track)
{
    return fail(ErrorCode::Cancelled, "stopped while judging; nothing was written", track.track.key());
}

/// A pair ready to be scored.
struct OpenedPair {
    dsp::MatchScorer scorer;
    std::optional<Distortion> distortion;
};

/// Reading, analysing and everything after take a moment each: asks before every step.
Result<OpenedPair> openPair(const PreparedTrack &track, const Excerpt &excerpt, const GoOn &goOn)
{
    if (!goOn())
        return stopped(track);
    auto pair = readPair(track.track, excerpt, track.fixed);
    if (!pair)
        return fail(pair.error());
    if (!goOn())
        return stopped(track);
    auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
    if (!scorer)
        return fail(scorer.error().code, scorer.error().describe(), track.track.reference.string());
    if (!goOn())
        return stopped(track);
    return OpenedPair{std::move(*scorer), pair->distortion};
}

Json termToJson(const dsp::MatchTerm &term, const char *rawName, const char *processedName)
{
    return {{rawName, term.raw}, {processedName, term.processed}, {"improvement", term.improvement}};
}

}  // namespace

std::vector<float> exactState(const dsp::MatchScorer &scorer)
{
    const auto mean = [&scorer](std::span<const float> signal) {
        return dsp::meanOverFrames(dsp::powerSpectrogram(signal, scorer.sampleRate(), {kFftSize, 512}));
    };
    return matchState(mean(scorer.raw()), mean(scorer.reference()), static_cast<int>(scorer.sampleRate()));
}

Json toJson(const dsp::MatchMetrics &m)
{
    return {{"spectral_distance", termToJson(m.spectralDistance, "raw_ref", "proc_ref")},
            {"perceptual_similarity", termToJson(m.perceptualSimilarity, "raw_ref", "proc_ref")},
            {"energy_balance", termToJson(m.energyBalance, "raw_error", "proc_error")},
            {"spectral_centroid", termToJson(m.spectralCentroid, "raw_error", "proc_error")},
            {"spectral_flatness", termToJson(m.spectralFlatness, "raw_error", "proc_error")},
            {"overall_quality", m.overallQuality},
            {"reward", m.reward}};
}

std::string datasetHeader()
{
    std::string header = "path,name,genre,reward,quality";
    for (const auto name : dsp::datasetFeatureNames())
        header += fmt::format(",{}", name);
    for (const GridAxis &axis : actionGrid())
        header += fmt::format(",{}", axis.name);
    return header + "\n";
}

Result<std::string> datasetRow(const PreparedTrack &track, const Excerpt &excerpt, const Policy &policy,
                               const GoOn &goOn)
{
    const auto opened = openPair(track, excerpt, goOn);
    if (!opened)
        return fail(opened.error());
    const dsp::MatchScorer &scorer = opened->scorer;
    const dsp::Equaliser choice = policy.greedy(policy.observe(scorer));
    const auto metrics = scorer.score(choice);
    const auto &file = track.track.isPair() ? track.track.raw : track.track.reference;
    std::string row = fmt::format("{},{},{},{:.9g},{:.9g}", csvField(file.string()), csvField(track.track.name),
                                  csvField(track.track.genre), metrics.reward, metrics.overallQuality);
    for (const auto &feature : dsp::datasetFeatures(scorer.raw(), scorer.sampleRate()))
        row += fmt::format(",{:.9g}", feature.value);
    const Json parameters = toJson(choice);
    for (const GridAxis &axis : actionGrid())
        row += fmt::format(",{:.9g}", parameters.at(std::string(axis.name)).get<double>());
    return row + "\n";
}

}  // namespace tonewright::eq_matching
