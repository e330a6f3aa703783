#pragma once

#include <array>
#include <span>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// Weights of the five improvements in the order of MatchMetrics: the published ones. Their sum is 1.
inline constexpr std::array<double, 5> kMatchWeights{0.25, 0.30, 0.20, 0.15, 0.10};

/// Whether raw and processed are brought to the reference's level before they are compared. The published metrics don't
/// and so count a difference in level, which the peak normalisation leaves, as an error of the equaliser.
enum class LevelMatch {
    None,  ///< as published
    Rms,   ///< same root mean square
    Lufs,  ///< same integrated loudness (EBU R 128), measured at the reference's RMS
};

/// How a pair is compared. The defaults are the published project's.
struct MatchOptions {
    LevelMatch level = LevelMatch::None;
    /// Finite, at least 0, not all 0. They are relative: a perfect match earns 1 whatever their sum.
    std::array<double, 5> weights = kMatchWeights;

    bool operator==(const MatchOptions &) const = default;
};

/// InvalidArgument ("reward weights") for weights out of range.
Result<void> checkMatchOptions(const MatchOptions &options);

/// Σ weight · improvement / Σ weight. Where a weight is 0 the improvement may be anything, NaN too.
double weightedQuality(const std::array<double, 5> &improvements, const std::array<double, 5> &weights);

/// A reference's level, and what brings others to it.
class LevelTarget
{
public:
    LevelTarget() = default;
    /// Errors: BadData with "reference" as context where its loudness is asked for and undefined (shorter than 0.4 s,
    /// or below −70 LUFS throughout), Unsupported where libebur128 doesn't take the sample rate.
    static Result<LevelTarget> of(std::span<const float> reference, LevelMatch match, double sampleRate);

    [[nodiscard]] bool asksForNothing() const { return m_match == LevelMatch::None; }
    /// What `signal` is to be multiplied with; 1 for silence. What has no loudness though the reference has one (all
    /// of it below what hearing weighs) is matched by its RMS.
    [[nodiscard]] double gainFor(std::span<const float> signal) const;

private:
    LevelMatch m_match = LevelMatch::None;
    double m_sampleRate = 0;
    double m_rms = 0;
    double m_lufs = 0;
};

}  // namespace tonewright::dsp
