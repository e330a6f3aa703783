#pragma once

#include <span>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// Wasserstein-1 ("earth mover's") distance of two distributions on a line: how far, on average, mass has to be moved
/// to turn one into the other; ∫ |F_a − F_b| with the cumulative distributions F. In the unit of the values, ≥ 0.
/// Vallender 1974; scipy.stats.wasserstein_distance.

/// Of two samples, each value weighing the same; they may differ in number and come in any order.
/// Undefined (BadData, contexts "first" and "second"): no values, or values that are not finite numbers.
Result<double> wassersteinDistance(std::span<const double> first, std::span<const double> second);

/// Of two distributions over the same positions `step` apart, given by weights ≥ 0 that need not sum to 1: spectra,
/// histograms. In the unit of `step`. Undefined (BadData): weights that are negative, not finite or all 0; different
/// numbers of them (InvalidArgument).
Result<double> wassersteinDistance(std::span<const double> firstWeights, std::span<const double> secondWeights,
                                   double step);

}  // namespace tonewright::dsp
