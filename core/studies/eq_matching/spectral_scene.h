#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/dsp/match_quality.h"
#include "core/dsp/mel.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{

/// One raw/reference pair as the training environment sees it: some frames, and the score of any equaliser without
/// rendering audio. A linear filter scales each bin of the short-time spectrum, so the processed track's magnitudes are
/// the raw one's times the applied gain (DESIGN.md §7).
///
/// Where it departs from the exact reward (dsp::MatchScorer): only the given frames count; DTW is the mean distance of
/// frames at equal times / 2 (an upper bound: the path along the diagonal); convergence takes raw and reference as
/// fully correlated within a bin; the floor under flatness is applied to the raw track only.
class SpectralScene
{
public:
    /// Frames `frames` (indices into the spectra's kept ones). `rawGain` [kBins] turns the reference into the raw
    /// track.
    SpectralScene(const SignalSpectra &reference, std::span<const float> rawGain, std::span<const int> frames,
                  std::shared_ptr<const dsp::MelFilters> mel);
    /// A given pair: `raw` was analysed like `reference`.
    SpectralScene(const SignalSpectra &reference, const SignalSpectra &raw, std::span<const int> frames,
                  std::shared_ptr<const dsp::MelFilters> mel);

    /// Scores the applied linear amplitude gain `gain` [kBins].
    [[nodiscard]] dsp::MatchMetrics score(std::span<const float> gain) const;

    /// What doing nothing measures: the raw halves of every term.
    [[nodiscard]] const dsp::MatchMetrics &untouched() const { return m_rawMetrics; }

    [[nodiscard]] const std::vector<float> &state() const { return m_state; }  ///< [kStateSize]
    /// RMS over the state's bands of what the gain leaves of the level difference to the reference, in dB.
    [[nodiscard]] double remainingMismatchDb(std::span<const float> gain) const;

private:
    struct Terms;
    void initialise(const SignalSpectra &reference, std::span<const int> frames, std::span<const double> rawPower);
    [[nodiscard]] Terms measure(std::span<const float> gain) const;
    void fill(const Terms &terms, bool raw, dsp::MatchMetrics &metrics) const;

    int m_sampleRate = 0;
    int m_frames = 0;
    std::shared_ptr<const dsp::MelFilters> m_mel;
    std::vector<float> m_rawMagnitude;    // [frames, kBins]
    std::vector<float> m_rawDb;           // [frames, kBins]: 20 log10 max(1e-5, magnitude)
    std::vector<float> m_referenceDb;     // [frames, kBins]: re maximum, ≥ −80
    std::vector<float> m_referenceMelDb;  // [frames, 128]: absolute, floored 80 dB below its maximum
    float m_referenceMelMaximum = 0;
    std::vector<float> m_meanLogPower;  // [frames]: mean over bins of ln max(1e-10, raw power)
    std::vector<double> m_rawPower;     // [kBins]: mean over all frames
    std::vector<std::vector<double>> m_rawSquared, m_cross, m_referenceSquared;  // [3][kBins]
    std::vector<double> m_referenceShares;                                       // [4]
    double m_referenceCentroid = 0;
    double m_referenceFlatness = 0;
    std::vector<float> m_state;
    std::vector<int> m_stateBins;    // the bin at each present band's centre, −1 where the band is above Nyquist
    dsp::MatchMetrics m_rawMetrics;  // the raw halves
};

/// The mel filters that a scene of this rate needs; build once a rate and share.
std::shared_ptr<const dsp::MelFilters> melFiltersFor(int sampleRate);

}  // namespace tonewright::eq_matching
