#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"
#include "core/dsp/equaliser.h"
#include "core/dsp/match_options.h"

namespace tonewright::dsp
{

/// One measure of raw against reference and of processed against reference, and what processing improved.
struct MatchTerm {
    double raw = 0;
    double processed = 0;
    double improvement = 0;  ///< 1 = nothing left to improve, 0 = no change, negative = worse; not limited below
};

/// The published equaliser's quality metrics (tests/golden/RECIPES.md, "Equaliser"); names and meaning as in its
/// `metrics` object.
struct MatchMetrics {
    MatchTerm spectralDistance;      ///< mean squared dB difference of the spectrograms, ≥ 0
    MatchTerm perceptualSimilarity;  ///< 0 … 1, higher is closer (the others are errors)
    MatchTerm energyBalance;         ///< Σ squared differences of four bands' energy shares
    MatchTerm spectralCentroid;      ///< relative error of the mean centroid
    MatchTerm spectralFlatness;      ///< relative error of the mean flatness
    double overallQuality = 0;       ///< weighted sum of the five improvements, not limited
    double reward = 0;               ///< overallQuality limited to −1 … 1

    /// What perceptualSimilarity.processed is made of.
    double mfccDistance = 0;           ///< DTW over 13 MFCCs / sum of the frame counts
    double melMeanSquare = 0;          ///< mean squared difference of 128-band log-mel, dB²
    double multiScaleConvergence = 0;  ///< mean of three spectral convergences
};

/// The four bands of energy balance, both ends inclusive.
inline constexpr std::array<std::array<double, 2>, 4> kMatchBandsHz{
    {{20.0, 600.0}, {600.0, 6000.0}, {6000.0, 12000.0}, {12000.0, 20000.0}}};

/// Divides by the largest absolute value, as the published project does before anything else. Silence stays silence.
std::vector<float> peakNormalised(std::span<const float> signal);

/// Improvement of the three errors: (raw − processed)/(raw + 1e-8), and 0 where raw is 0.
double errorImprovement(double raw, double processed);
/// Fills improvements, overallQuality and reward from the raw and processed values of the five terms. `weights` are
/// MatchOptions'.
void finishMatchMetrics(MatchMetrics &metrics, const std::array<double, 5> &weights = kMatchWeights);

/// Scores processed versions of one raw track against one reference, exactly as the published project (distances on
/// rendered audio). Raw and reference are normalised to their own peaks, cut to the shorter length and analysed once;
/// scoring is const and may be done from several threads at once.
///
/// Departs from the source in one place: DTW is exact instead of fastdtw with radius 1, whose distance is an upper
/// bound of ours (equal on the golden signals).
///
/// Memory: about 92 bytes a sample (30 s at 44.1 kHz: 120 MB), because the reference's spectra at three resolutions
/// are kept.
class MatchScorer
{
public:
    /// Shortest usable signal: one frame of 2048 samples.
    static constexpr int kMinimumSamples = 2048;

    /// Errors: InvalidArgument (sample rates differ, or outside 1 Hz … 1 GHz); BadData with "raw" or "reference" as
    /// context (fewer than kMinimumSamples, silent as far as the shorter one reaches, NaN or infinite samples); those
    /// of checkMatchOptions and LevelTarget::of.
    static Result<MatchScorer> create(const Clip &raw, const Clip &reference, const MatchOptions &options = {});
    static Result<MatchScorer> create(std::span<const float> raw, std::span<const float> reference, double sampleRate,
                                      const MatchOptions &options = {});

    MatchScorer(MatchScorer &&) noexcept;
    MatchScorer &operator=(MatchScorer &&) noexcept;
    ~MatchScorer();

    [[nodiscard]] double sampleRate() const;
    [[nodiscard]] const MatchOptions &options() const;
    [[nodiscard]] std::span<const float>
    raw() const;  ///< peak-normalised, cut, brought to the reference's level if asked
    [[nodiscard]] std::span<const float> reference() const;  ///< peak-normalised, cut

    /// `processed`: a filtered raw() of the same length, not renormalised; its level is matched here if that was asked
    /// for. A wrong length or samples that are not finite cannot be compared: every value is then NaN except reward,
    /// which is −1.
    [[nodiscard]] MatchMetrics score(std::span<const float> processed) const;
    /// Renders raw() through the equaliser, then scores.
    [[nodiscard]] MatchMetrics score(const Equaliser &equaliser) const;
    [[nodiscard]] std::vector<float> render(const Equaliser &equaliser) const;

private:
    struct Data;
    explicit MatchScorer(std::unique_ptr<const Data> data);
    std::unique_ptr<const Data> m_data;
};

}  // namespace tonewright::dsp
