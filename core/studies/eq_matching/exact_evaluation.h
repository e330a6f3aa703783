#pragma once

#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/go_on.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"

namespace tonewright::eq_matching
{

/// The state of a rendered pair, from all frames of both signals (MatchScorer's, so peak-normalised).
std::vector<float> exactState(const dsp::MatchScorer &scorer);

/// The metrics as the published project's JSON has them ("spectral_distance": {"raw_ref", "proc_ref", "improvement"}
/// …).
Json toJson(const dsp::MatchMetrics &metrics);

/// One row of the data set: path, name, genre, reward, quality, 40 features of the raw track, 12 parameters.
Result<std::string> datasetRow(const PreparedTrack &track, const Excerpt &excerpt, const Policy &policy,
                               const GoOn &goOn);
std::string datasetHeader();

}  // namespace tonewright::eq_matching
