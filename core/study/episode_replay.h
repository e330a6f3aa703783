#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/study/preview.h"

namespace tonewright
{

/// One setting of a decision that is another.
struct DecisionChange {
    std::string group{};  ///< group, name and unit as in DecisionValue
    std::string name{};
    std::string unit{};
    double from = 0;  ///< as it was chosen
    double to = 0;
};

/// What was chosen at one step of an episode, or what might have been instead.
struct EpisodeChoice {
    std::string label{};                    ///< "Chosen", "Second best"
    std::vector<DecisionChange> changes{};  ///< from what was chosen; none for that itself
    /// The decision as it stands after the step. estimatedReward is the training environment's; the insight is the
    /// step's: the state before the choice, and the preferences behind it, the same in all choices of the step.
    std::shared_ptr<const Preview> preview{};
};

/// One look at the item and the choice that followed. The first choice is what was chosen; others come after it, best
/// first as the agent saw it.
struct EpisodeStep {
    std::vector<EpisodeChoice> choices{};
};

/// An episode of training again, to look at and to hear.
struct EpisodeReplay {
    std::int64_t episode = 0;
    std::string track{};     ///< Track::key()
    std::string itemKey{};   ///< of the previews: not the track's, because the episode's item is another one
    bool itemIsKept = true;  ///< the very item of the episode; else another of the same track, which can't be had again
    bool recorded = true;    ///< the choices are those made then; else those the agent would make now
    double rewardThen = std::numeric_limits<double>::quiet_NaN();   ///< as the episode reported it
    double rewardAgain = std::numeric_limits<double>::quiet_NaN();  ///< of the rebuilt item and the first choices
    std::vector<EpisodeStep> steps{};                               ///< at least one
};

}  // namespace tonewright
