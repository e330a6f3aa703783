// The tools of the study that make a data set and fit models to it.

#include <algorithm>

#include "core/base/log.h"
#include "core/studies/eq_matching/dataset_generator.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/eq_tools.h"
#include "core/studies/eq_matching/held_out.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr int kSchemaVersion = 1;

std::vector<bool> heldOutOf(const Corpus &corpus, double share)
{
    std::vector<const Track *> tracks;
    for (const Track &track : corpus.tracks)
        tracks.push_back(&track);
    return heldOutTracks(tracks, share);
}

/// By the names of the options, so that a refusal names the one to look at.
Json settingsOf(const Corpus &corpus, const DatasetRequest &request, const EqConfig &config)
{
    return {{"--corpus", corpus.contentHash()},
            {"--seed", request.seed},
            {"--seconds", request.excerptSeconds},
            {"--part-rows", request.rowsPerPart},
            {"--oracle-budget", request.oracleBudget},
            {"--run", request.agentName},
            {"distortion_gain_db", config.distortionGainDb},
            {"held_out", config.heldOut},
            {"frames_kept", config.framesKept},
            {"filter", config.filter == dsp::FilterMode::ZeroPhase ? "zero_phase" : "causal"},
            {"study_version", descriptor().version},
            {"schema_version", kSchemaVersion}};
}

Json schemaOf(const std::vector<bool> &heldOut, const EqConfig &config)
{
    const auto test = std::count(heldOut.begin(), heldOut.end(), true);
    return {{"kind", "generated data set"},
            {"schema_version", kSchemaVersion},
            {"study", descriptor().id},
            {"study_version", descriptor().version},
            {"program", programVersion()},
            {"rows", 0},
            {"split",
             {{"column", "split"},
              {"by", "track"},
              {"rule", "Of each genre the share held_out of its tracks, at least one of two, chosen by a hash of the "
                       "name: the study's held-out tracks."},
              {"held_out", config.heldOut},
              {"train_tracks", static_cast<std::int64_t>(heldOut.size()) - test},
              {"test_tracks", test}}}};
}

Result<void> checkRequest(const DatasetRequest &request)
{
    const auto within = [](std::int64_t value, std::int64_t most) { return value >= 1 && value <= most; };
    if (!within(request.rows, kMostDatasetRows))
        return fail(ErrorCode::InvalidArgument, "a data set has 1 to 16777216 rows", "--count");
    if (!within(request.rowsPerPart, kMostDatasetRows))
        return fail(ErrorCode::InvalidArgument, "a part has 1 to 16777216 rows", "--part-rows");
    if (!within(request.threads, 256))
        return fail(ErrorCode::InvalidArgument, "1 to 256 threads can work", "--threads");
    if (!(request.excerptSeconds >= 0.5 && request.excerptSeconds <= 600.0))
        return fail(ErrorCode::InvalidArgument, "an excerpt lasts 0.5 to 600 s", "--seconds");
    return {};
}

}  // namespace

Result<Json> EqTools::generateDataset(const Corpus &corpus, const DatasetRequest &request, const Study *agent,
                                      RunContext &context) const
{
    (void)agent;
    if (auto checked = checkRequest(request); !checked)
        return fail(checked.error());
    const EqConfig config = EqConfig::from(descriptor().parameters.defaults());
    DatasetRules rules;
    rules.seed = request.seed;
    rules.excerptSeconds = request.excerptSeconds;
    rules.distortionGainDb = config.distortionGainDb;
    rules.framesKept = config.framesKept;
    const std::vector<bool> heldOut = heldOutOf(corpus, config.heldOut);
    if (std::count(heldOut.begin(), heldOut.end(), true) == 0)
        context.note("no genre has two tracks, so none is held out: every row is of the training split");
    const RowMaker maker(corpus.tracks, heldOut, std::move(rules));
    const DatasetJob job{request.out,
                         request.rows,
                         request.rowsPerPart,
                         request.threads,
                         settingsOf(corpus, request, config),
                         schemaOf(heldOut, config)};
    return eq_matching::generateDataset(job, maker, datasetColumns(corpus.tracks, maker.decisions()), context);
}

}  // namespace tonewright::eq_matching
