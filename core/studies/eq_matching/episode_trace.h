#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/studies/eq_matching/pair_source.h"

namespace tonewright::eq_matching
{

/// A training pair's recipe at the head of an episode's trace (EpisodeRecord::trace); what was seen and chosen, in the
/// learner's own form, follows. Always as long for the same `framesScored`.
std::string traceOf(const PairDraw &recipe, std::size_t framesScored);

struct OpenedTrace {
    PairDraw recipe;
    std::string_view looks;  ///< the rest, of the learner
};
/// None for anything that isn't a trace of this study. The result refers to `trace`.
std::optional<OpenedTrace> openTrace(std::string_view trace);

}  // namespace tonewright::eq_matching
