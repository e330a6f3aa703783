#pragma once

#include <span>

#include "core/studies/eq_matching/equaliser_box.h"
#include "core/studies/eq_matching/policy.h"

namespace tonewright::eq_matching
{

/// A policy over EqualiserBox as independent Gaussians.
struct BoxGaussian {
    std::span<const float> means;       ///< [kParameters], in the box's unit; with `squashed` before tanh
    std::span<const float> deviations;  ///< [kParameters], likewise
    bool squashed = false;
};

/// The probability that a draw lies nearest to each of an axis' choices, within the gains' limit.
PolicyInsight insightOf(const BoxGaussian &policy, const dsp::Equaliser &greedy, double largestGainDb);

}  // namespace tonewright::eq_matching
