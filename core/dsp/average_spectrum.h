#pragma once

#include <span>
#include <vector>

#include "core/dsp/equaliser.h"

namespace tonewright::dsp
{

/// How loud a sound is on average at each frequency (Welch, 1967): mean |X|² over frames of 8192 samples (Hann, half
/// overlap, full-scale sine = 1/4 at its bin; the end is filled with zeros).
struct AverageSpectrum {
    double sampleRate = 0;      ///< Hz
    std::vector<double> power;  ///< [bins 0 … 4096]; empty where there is no sound
};

/// Empty for an empty signal or a rate that isn't above 0; samples that aren't finite count as 0.
AverageSpectrum averageSpectrum(std::span<const float> signal, double sampleRate);

/// What a linear filter makes of it: each bin times the equaliser's applied |H|².
AverageSpectrum filtered(const AverageSpectrum &spectrum, const Equaliser &equaliser);

/// A spectrum as it is drawn: levels of bands of equal width on a logarithmic scale.
struct LevelCurve {
    std::vector<double> hertz;    ///< band centres, kLevelsPerOctave an octave, 20 Hz up to 0.95 · Nyquist or 20 kHz
    std::vector<double> levelDb;  ///< mean power density of the band; −∞ where it is 0
};
inline constexpr int kLevelsPerOctave = 12;
/// `octaves`: width of each band, above 0. Bands narrower than a bin interpolate between bins.
LevelCurve levelCurve(const AverageSpectrum &spectrum, double octaves);

/// How far one curve is from another, by shape: their mean difference (volume) is taken out first.
struct ShapeDifference {
    double rmsDb = 0;
    double largestDb = 0;  ///< of the absolute differences
    double largestHz = 0;
    double volumeDb = 0;  ///< the mean difference
    int bands = 0;        ///< compared; 0: nothing to compare
};
/// Over the bands of both within `lowHz` … `highHz` that lie at most 60 dB below their curve's loudest. The curves are
/// of one rate.
ShapeDifference shapeDifference(const LevelCurve &curve, const LevelCurve &wanted, double lowHz, double highHz);

}  // namespace tonewright::dsp
