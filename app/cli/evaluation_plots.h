#pragma once

#include <string>

#include "core/study/evaluation.h"

/// Pictures of an evaluation as inline SVG: text is text, colours come from the page's custom properties (so light and
/// dark need one picture), line style says who decided (agent solid, oracle dashed).
namespace tonewright::cli
{

/// One row a genre: a bar for the mean of the agent's reward, a whisker for ± one standard deviation, a dot for the
/// lowest, dashed marks for the oracle's mean.
std::string genreBars(const Evaluation &evaluation);

/// A point an item: the oracle's reward to the right, the agent's upwards; on the diagonal the agent is as good as the
/// search. Each point leads to the item's row, "#item-N". Empty where no item has an oracle.
std::string agentAgainstOracle(const Evaluation &evaluation);

/// The applied responses of an item's decisions, 20 Hz … 20 kHz, in dB. Empty where there is none.
std::string decisionCurves(const EvaluationItem &item);

}  // namespace tonewright::cli
