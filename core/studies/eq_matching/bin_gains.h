#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/studies/eq_matching/track_spectra.h"

/// What a filter does to each bin of a short-time spectrum. The gain at the bin's centre is not enough: where a gain
/// changes by tens of dB from one bin to the next (a shelf at 20 Hz, a narrow peak), what a bin shows comes from its
/// neighbours through the window.
namespace tonewright::eq_matching::scene
{

/// Bins of a window of 8192 in four rows beside the 2048 grid, [kFine][kFineStride]: bin 4b + j lies in row j at
/// kFinePad + b. Zeros around, so that sums over neighbours need no ends; a row's loop is one vector operation.
constexpr std::size_t kFine = kScaleSizes.back() / kFftSize;
constexpr std::size_t kFineBins = kFine * (kBins - 1) + 1;
constexpr std::size_t kFinePad = 8;
constexpr std::size_t kFineStride = kFinePad + kBins + 15;
constexpr std::size_t kFineSize = kFine * kFineStride;
constexpr std::size_t kBroadBins = kScaleSizes.front() / 2 + 1;

constexpr std::size_t fineIndex(std::size_t bin)
{
    return bin % kFine * kFineStride + kFinePad + bin / kFine;
}
/// [kFineBins] one after the other → rows.
std::vector<double> toFineRows(std::span<const double> bins);

/// Applied power gains as windows of three sizes hear them.
struct HeardGains {
    std::array<float, kFineSize> fine{};    ///< rows of 8192: linear in dB between the bins of 2048
    std::array<float, kBins> power{};       ///< 2048
    std::array<float, kBroadBins> broad{};  ///< 512
};

/// Gains are kept within this.
constexpr float kSmallestGain = 1e-8F, kLargestGain = 1e10F;

/// One track's power, as far as it decides what a window hears of a gain: the mean of the gain over the window's main
/// lobe, weighted by the power there. Where there is none, the gain at the bin's centre counts. Undoing a gain gives
/// exactly its inverse, if the power is the filtered track's. Single precision: 1e-6 of a gain.
class HeardPower
{
public:
    HeardPower() = default;
    /// `trackPower`: mean power of an 8192 window before the filter [kFineBins].
    explicit HeardPower(std::span<const double> trackPower);

    /// Of linear amplitude gains [kBins].
    void hear(std::span<const float> gain, HeardGains &heard) const;
    /// The filtered track's.
    [[nodiscard]] HeardPower through(const HeardGains &heard) const;
    /// As if the track were so much more powerful.
    void scale(double power);

private:
    void weigh();
    std::vector<float> m_power;           // [kFineSize]
    std::vector<float> m_perWeight;       // [kBins]: 1 / Σ weights, 0 for nothing there
    std::vector<float> m_perBroadWeight;  // [kBroadBins]
};

}  // namespace tonewright::eq_matching::scene
