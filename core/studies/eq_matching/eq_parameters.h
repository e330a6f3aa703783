#pragma once

#include <array>
#include <vector>

#include "core/dsp/match_options.h"
#include "core/study/study_descriptor.h"

namespace tonewright::eq_matching
{

/// Names of the settings that weigh the reward's five terms, in their order.
inline constexpr std::array kWeightNames{"weight_spectral", "weight_perceptual", "weight_balance", "weight_centroid",
                                         "weight_flatness"};

/// The study's agents with their settings and defaults; the first is the study's default.
std::vector<AlgorithmSpec> allAlgorithms();

}  // namespace tonewright::eq_matching
