#pragma once

#include <vector>

#include "widgets/spectrogram/spectrogram_settings.h"

namespace tonewright
{

/// Where a frequency lies on the settings' axis: 0 at the bottom, 1 at the top, and back.
double frequencyToUnit(double hertz, const SpectrogramSettings &settings);
double unitToFrequency(double unit, const SpectrogramSettings &settings);

/// Frequencies that read well and fit the axis of `height` px, at least `spacing` px apart, rising: 1, 2 or 5 · 10ⁿ on
/// Log and Mel (finer where somebody has zoomed in), multiples of one step on Linear.
std::vector<double> frequencyTicks(const SpectrogramSettings &settings, double height, double spacing);

/// What is shown after zooming by `factor` (< 1: nearer) round the frequency at `unit`, which stays where it is, within
/// 0 (Log: 10 Hz) … `highestHz`. Never less than kLeastHz wide.
FrequencyRange zoomedFrequencies(const SpectrogramSettings &settings, double unit, double factor, double highestHz);
/// After scrolling up by `units` heights; the length on the axis stays.
FrequencyRange scrolledFrequencies(const SpectrogramSettings &settings, double units, double highestHz);

inline constexpr double kLeastHz = 50;

}  // namespace tonewright
