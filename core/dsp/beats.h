#pragma once

#include <span>
#include <vector>

namespace tonewright::dsp
{

/// Beats by dynamic programming (Ellis, "Beat Tracking by Dynamic Programming", 2007, equation 1): the sequence of
/// frames b that maximises Σ onset(b_i) − tightness · Σ ln²((b_i − b_{i−1}) / period(b_i)), with steps of 0.6 to 1.67
/// periods. It begins within the first period and ends within the last.
///
/// Departures: the period may change from frame to frame, so that a steady pulse can be followed tightly although the
/// tempo drifts; and the beats go on through rests instead of being trimmed, for the pulse does, too.
///
/// `onset`: a curve with deviations of about 1. `periods`: frames, one a frame of `onset`, each ≥ 1. Ascending frames;
/// empty for an empty curve.
std::vector<double> trackBeats(std::span<const float> onset, std::span<const double> periods, double tightness);

/// The same beats moved by a share of the way to the next one, 0 … 1, those outside 0 … frames − 1 left out.
std::vector<double> shiftedBeats(std::span<const double> beats, double share, int frames);

}  // namespace tonewright::dsp
