#pragma once

#include <span>
#include <vector>

/// What a filter does to each bin of a short-time spectrum. The gain at the bin's centre is not enough: where a gain
/// changes by tens of dB from one bin to the next (a shelf at 20 Hz, a narrow peak), what a bin shows comes from its
/// neighbours through the window.
namespace tonewright::eq_matching::scene
{

/// Applied power gains four times as dense as the 2048 grid, the 8192 grid's [4097], of linear amplitude gains [kBins]:
/// linear in dB between them. Gains must be above 0.
std::vector<double> finePowers(std::span<const float> gain);

/// What the power in each bin of a Hann window of `size` (512, 2048 or 8192) is multiplied by on average [size / 2 +
/// 1]: the mean of `fine` over the window's main lobe, weighted by the track's power there. `trackPower` is the mean
/// power of an 8192 window before the filter [4097]; where it is nothing, the gain at the bin's centre counts. Undoing
/// a gain gives exactly its inverse, if `trackPower` is the filtered one's.
std::vector<double> powersOfBins(std::span<const double> fine, std::span<const double> trackPower, int size);

}  // namespace tonewright::eq_matching::scene
