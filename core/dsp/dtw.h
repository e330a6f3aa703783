#pragma once

#include "core/dsp/mel.h"

namespace tonewright::dsp
{

/// Dynamic time warping distance: the smallest sum of Euclidean distances between paired frames along a path from the
/// first to the last pair whose steps are (1,0), (0,1) or (1,1), each counting once. Exact (no band), what
/// fastdtw approaches from above. Both matrices have the same number of bands; time O(n·m), memory O(m).
/// 0 if either is empty.
double dtwDistance(const FeatureMatrix &a, const FeatureMatrix &b);

}  // namespace tonewright::dsp
