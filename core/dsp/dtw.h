#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/dsp/mel.h"

/// Dynamic time warping: the smallest sum of Euclidean distances between paired frames along a path from the first to
/// the last pair whose steps are (1,0), (0,1) or (1,1), each counting once. Both matrices have the same number of bands
/// and finite values; the distance is 0 if either is empty.
namespace tonewright::dsp
{

/// Exact, no band. Time O(n·m), memory O(n + m): ten minutes of frames at 44.1 kHz against as many are 2.7·10⁹ pairs.
/// NaN if a stop is asked for before the end: it is looked for once a row.
double dtwDistance(const FeatureMatrix &a, const FeatureMatrix &b, const std::stop_token &stop = {});

/// Exact among the paths that keep to a band of `radius` frames on either side of the straight line from the first to
/// the last pair, measured along the shorter series (Sakoe and Chiba, "Dynamic programming algorithm optimization for
/// spoken word recognition", IEEE TASSP 1978; their band |i − j| ≤ r where both are of one length). At least the exact
/// distance, and equal to it from radius = the shorter length on; both but for rounding: dtwDistance() works distances
/// out in single precision, this in double, so that the exact one can come out larger by some 1e-7 of itself. Series of
/// different length take a radius of at least 1. Time O(radius · longer length), memory O(n + m).
double bandedDtwDistance(const FeatureMatrix &a, const FeatureMatrix &b, int radius);

struct DtwAlignment {
    double distance = 0;
    std::vector<std::pair<int, int>> path;  ///< (frame of a, frame of b), first to last; empty if either series is
};

/// FastDTW: Salvador and Chan, "Toward accurate dynamic time warping in linear time and space", Intelligent Data
/// Analysis 2007. The path of the series at half resolution (neighbours averaged), widened by `radius` frames there, is
/// where the path at full resolution is looked for. An upper bound of the exact distance (but for rounding, as
/// there), usually within some per cent; time and memory O((n + m) · radius). `radius` below 1 counts as 1, the
/// published equaliser project's.
DtwAlignment fastDtw(const FeatureMatrix &a, const FeatureMatrix &b, int radius = 1);

}  // namespace tonewright::dsp
