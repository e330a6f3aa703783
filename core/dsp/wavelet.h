#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tonewright::dsp
{

/// Length of the Daubechies filter with eight vanishing moments.
inline constexpr int kDb8Length = 16;

/// What a decomposition splits a signal into. Where a level's input has odd length its last value counts twice, so that
/// every level holds ⌈input / 2⌉ values (PyWavelets' "periodization").
struct WaveletCoefficients {
    std::size_t length = 0;                    ///< samples of the signal
    std::vector<double> approximation;         ///< what is left below the coarsest details
    std::vector<std::vector<double>> details;  ///< coarsest first, as pywt.wavedec returns them

    [[nodiscard]] int levels() const { return int(details.size()); }
};

/// The deepest level at which at least one coefficient is free of the wrap-around: ⌊log2(length / 15)⌋, or 0 for fewer
/// than 15 samples. pywt.dwt_max_level.
int maxDb8Levels(std::size_t length);

/// The orthonormal decomposition with Daubechies' db8 (Daubechies, "Ten Lectures on Wavelets", table 6.1) of a signal
/// continued periodically: pywt.wavedec(signal, "db8", mode="periodization", level=levels). Without `levels`, as many
/// as maxDb8Levels() says; negative counts as 0, and a signal of one sample or none is not split further.
///
/// Departs from PyWavelets in the filter: its published digits are good to 5e-13, ours are from the spectral
/// factorisation carried to 80 digits, so that reconstruction is exact to rounding. Finite input gives finite output.
WaveletCoefficients decomposeDb8(std::span<const double> signal, std::optional<int> levels = std::nullopt);
WaveletCoefficients decomposeDb8(std::span<const float> signal, std::optional<int> levels = std::nullopt);

/// The signal of these coefficients, `length` samples: pywt.waverec. Undoes decomposeDb8 to 1e-12 of the peak. Levels
/// whose sizes don't follow from `length` give an empty signal.
std::vector<double> reconstructDb8(const WaveletCoefficients &coefficients);

/// Moves every value towards 0 by `threshold` (≥ 0) and no further: pywt.threshold(mode="soft").
void softThreshold(std::span<double> values, double threshold);

/// Standard deviation of white noise behind the finest details, whatever few large values the signal put among them:
/// median of the magnitudes / 0.6745 (Donoho & Johnstone 1994). 0 for none.
double waveletNoiseDeviation(std::span<const double> finestDetails);

/// deviation · √(2 ln length): below it lies, with probability tending to 1, all of the noise (Donoho & Johnstone 1994,
/// "universal threshold"). 0 for fewer than two samples.
double universalThreshold(double deviation, std::size_t length);

}  // namespace tonewright::dsp
