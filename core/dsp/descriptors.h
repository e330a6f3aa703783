#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/dsp/mel.h"
#include "core/dsp/stft.h"

/// Descriptors of a frame, numerically those of librosa.feature with its defaults. Every function returns one value a
/// frame, is defined for silence (0, or 1 for flatness) and never gives NaN for finite input.
namespace tonewright::dsp
{

/// Mean frequency in Hz weighted by magnitude; 0 for a silent frame. Takes a Magnitude spectrogram.
std::vector<double> spectralCentroid(const Spectrogram &magnitude);
/// Standard deviation of frequency in Hz weighted by magnitude. Takes a Magnitude spectrogram.
std::vector<double> spectralBandwidth(const Spectrogram &magnitude);
/// The lowest bin frequency in Hz below which at least `share` of the frame's summed magnitude lies. Magnitude.
std::vector<double> spectralRolloff(const Spectrogram &magnitude, double share = 0.85);
/// Largest magnitude / mean magnitude: 1 = flat, the number of bins = one bin alone; 0 for a silent frame. Magnitude.
/// Peeters, "A large set of audio features" (2004), 6.6.2, over the whole spectrum.
std::vector<double> spectralCrest(const Spectrogram &magnitude);
/// Geometric / arithmetic mean of the powers, each raised to 1e-10 first: 1 = noise or silence, near 0 = tonal. Power.
std::vector<double> spectralFlatness(const Spectrogram &power);
/// Slope of a least-squares line through dB (re the spectrogram's maximum, floored 80 dB below) over log10 of
/// frequency, bins above `lowestHz`. dB a decade. Power.
std::vector<double> spectralSlope(const Spectrogram &power, double lowestHz = 20.0);
/// The same of a part of a spectrogram whose largest power is `loudest`.
std::vector<double> spectralSlope(const Spectrogram &power, double lowestHz, float loudest);

/// Σ over bins from `lowHz` to `highHz` (both inclusive) of a mean power spectrum (see meanOverFrames).
double bandEnergy(std::span<const double> meanPower, double binHz, double lowHz, double highHz);

/// Moments of *frequency* with a spectrum as weights (tests/golden/RECIPES.md, "Forty features").
struct SpectralMoments {
    double centroidHz = 0;
    double variance = 0;  ///< Hz²
    double skewness = 0;
    double kurtosis = 0;  ///< 3 for a normal distribution (not minus 3)
};
SpectralMoments spectralMoments(std::span<const double> meanMagnitude, double binHz);
/// The same of each frame, all 0 for a silent one. √variance is spectralBandwidth. Takes a Magnitude spectrogram.
std::vector<SpectralMoments> spectralMoments(const Spectrogram &magnitude);
/// Σ |X|² of each frame over the bins of each band, both ends inclusive. Power. Shape [frame][band].
FeatureMatrix bandEnergies(const Spectrogram &power, std::span<const std::array<double, 2>> bandsHz);

/// Root of the mean square of each frame; frames centred, zero-padded. librosa.feature.rms(y=…).
std::vector<double> rms(std::span<const float> signal, const StftConfig &frames = {});
/// Share of samples of a frame at which the sign changes; frames centred, padded with the edge values; values within
/// ±1e-10 count as zero, zero counts as positive. librosa.feature.zero_crossing_rate.
std::vector<double> zeroCrossingRate(std::span<const float> signal, const StftConfig &frames = {});

}  // namespace tonewright::dsp
