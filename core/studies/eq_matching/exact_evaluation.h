#pragma once

#include <functional>

#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"
#include "core/study/study.h"

namespace tonewright::eq_matching
{

/// Asked between the steps of long work: false = stop (Cancelled).
using GoOn = std::function<bool()>;

/// The state of a rendered pair, from all frames of both signals (MatchScorer's, so peak-normalised).
std::vector<float> exactState(const dsp::MatchScorer &scorer);

/// The metrics as the published project's JSON has them ("spectral_distance": {"raw_ref", "proc_ref", "improvement"}
/// …).
Json toJson(const dsp::MatchMetrics &metrics);

/// What the agent, chance and the known inverse get on one pair, on rendered audio.
/// Scores: reward (agent, greedy), nothing_reward (0 by definition, measured all the same), random_reward (mean of
/// three uniform settings, fixed by the track's name), inverse_reward (where Tonewright made the pair), then the
/// agent's five improvements.
Result<EvaluationItem> evaluateTrack(const PreparedTrack &track, const Excerpt &excerpt, const EqConfig &config,
                                     const Policy &policy, const GoOn &goOn);

/// Means over the items of every score that an item has: "reward" becomes greedy_reward_mean, "random_reward"
/// random_reward_mean … and greedy_reward_minimum.
void addMeans(Evaluation &evaluation);

/// One row of the data set: path, name, genre, reward, quality, 40 features of the raw track, 12 parameters.
Result<std::string> datasetRow(const PreparedTrack &track, const Excerpt &excerpt, const Policy &policy,
                               const GoOn &goOn);
std::string datasetHeader();

}  // namespace tonewright::eq_matching
