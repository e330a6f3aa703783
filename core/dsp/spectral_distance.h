#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// Distances between the spectra of an estimate and a reference, as the published equaliser project defines its parts
/// (tests/golden/RECIPES.md, "Spectra"). All compare the signals *at equal peak*: each is divided by its largest
/// magnitude first, so that a mere change of level costs nothing. 0 = alike.
///
/// Signals of different length are cut to the shorter. Undefined (BadData with the reason): fewer than 2048 samples,
/// silence, samples that are no numbers; InvalidArgument: a rate outside 1 Hz … 1 GHz.
///
/// Time: five double transforms of 2048 for every 512 samples for all but the convergence, which takes as much again.
/// Memory: 9 bytes a sample of the reference (ten minutes at 44.1 kHz: 240 MB), whatever is asked for.
class SpectralComparison
{
public:
    /// Shortest usable signal: one frame.
    static constexpr int kMinimumSamples = 2048;

    static Result<SpectralComparison> create(std::span<const float> reference, std::span<const float> estimate,
                                             double sampleRate);
    SpectralComparison(SpectralComparison &&) noexcept;
    SpectralComparison &operator=(SpectralComparison &&) noexcept;
    ~SpectralComparison();

    /// Log-spectral distance in dB: mean over frames of the root mean square over bins of the difference of the two
    /// 2048/512 spectrograms in dB, each relative to its own maximum and floored 80 dB below. Gray and Markel,
    /// "Distance measures for speech processing", IEEE TASSP 1976; with the recipe's reference and floor, where the
    /// paper takes gain-normalised models and no floor. 0 … 80; some dB for what sounds alike.
    [[nodiscard]] double logSpectralDistanceDb() const;

    /// Mean over transforms of 512, 2048 and 8192 (hop 256) of ‖P_e − P_r‖ / ‖P_e‖ with the power spectra P and the
    /// Frobenius norm: strong parts count most. ≥ 0, without upper limit where the estimate lacks what the reference
    /// has. Note the *estimate* in the denominator and powers instead of magnitudes: as published, not as in Arık, Jun,
    /// Diamos 2018.
    [[nodiscard]] double multiScaleSpectralConvergence() const;

    /// Root of the mean squared difference, over frames and 128 bands, of the log-mel spectrograms in dB, each relative
    /// to its own maximum and floored 80 dB below: the root of the recipe's M. 0 … 80.
    [[nodiscard]] double melDistanceDb() const;

    /// Exact dynamic time warping over 13 MFCCs, divided by the sum of the two frame counts: the recipe's D, which
    /// takes an approximation. Like melDistanceDb it hears timbre, but forgives what comes early or late. ≥ 0.
    /// Undefined (Unsupported) beyond kMostDtwPairs. Time: a few ns a pair, a quarter of a minute for ten minutes;
    /// Cancelled soon after a stop is asked for.
    [[nodiscard]] Result<double> dtwMfcc(const std::stop_token &stop = {}) const;
    /// The same inside a Sakoe–Chiba band of 1 s (dtw.h): for signals that run side by side.
    [[nodiscard]] double bandedDtwMfcc() const;
    /// The same by FastDTW, radius 1 (dtw.h): the published project's own, an upper bound of the exact one.
    [[nodiscard]] double fastDtwMfcc() const;

    /// 63,000 frames against as many: 11 minutes at 48 kHz.
    static constexpr double kMostDtwPairs = 4e9;

    /// Wasserstein distance in Hz of the two mean power spectra (2048/512), each as a distribution over frequency: how
    /// far energy has to be moved. 0 … Nyquist. A shift of everything by 100 Hz is 100.
    [[nodiscard]] double spectrumWassersteinHz() const;

private:
    struct Data;
    explicit SpectralComparison(std::unique_ptr<const Data> data);
    std::unique_ptr<const Data> m_data;
};

}  // namespace tonewright::dsp
