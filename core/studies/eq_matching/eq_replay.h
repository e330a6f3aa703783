#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/learner.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/study/episode_replay.h"

namespace tonewright::eq_matching
{

/// What an episode is shown with.
struct ReplayMaterial {
    const PairSource &pairs;
    const Learner &learner;
    const EqConfig &config;
    std::string algorithm;
    /// The state of a track's fixed pair for agents that need the sound.
    std::function<Result<Observation>(const PreparedTrack &, const SpectralScene &)> observe;
};

/// An episode again: its pair from the recorded recipe, bit for bit; every look's state and choice; and beside each
/// choice
///   "Second best in one setting": the setting whose two most liked values are closest to each other, at the other of
///     them. Where the value of a decision is a sum over settings (DQN) no other decision is liked more; with
///     probabilities, closest means the smallest ratio.
///   "Second best in all settings": all settings at their second most liked value.
/// Rewards are the training environment's, on the episode's frames. Without a trace: the track's fixed pair and the
/// agent as it is.
Result<std::shared_ptr<const EpisodeReplay>> replayEpisode(const EpisodeRecord &record, const ReplayMaterial &material);

}  // namespace tonewright::eq_matching
