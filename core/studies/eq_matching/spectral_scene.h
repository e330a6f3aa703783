#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/end_frames.h"
#include "core/studies/eq_matching/frame_comparison.h"
#include "core/studies/eq_matching/response_grid.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{

/// One raw/reference pair as the training environment sees it: some frames, and the score of any equaliser without
/// rendering audio. A linear filter scales each bin of the short-time spectrum, so the processed track's magnitudes are
/// the raw one's times the applied gain (what a bin hears of it: bin_gains.h); everything after that is
/// dsp::MatchScorer's own arithmetic, with its floors and its normalisations, in single precision.
///
/// Where it departs from the exact reward (dsp::MatchScorer):
///  - a filter that rings longer than a frame smears over its neighbours (narrow peaks, shelves at 20 Hz);
///  - spectral, mel, MFCC, centroid and flatness terms see only the given frames. Convergence and balance see all; so
///    does what levels are relative to, the loudest bin and mel band (a band's is raised as its mean power is);
///  - DTW follows the diagonal within ±scene::kWarpFrames if the frames are all of the track's, one after the other. Of
///    a few frames from here and there it takes the mean distance at equal times / 2, which is an upper bound;
///  - a click where a track begins or ends abruptly is scaled, too, though a filter doesn't hear it; unless those
///    frames are rendered (score() of an equaliser). For convergence it always is.
/// With all frames of a given pair, the reward of random settings stays within 0.02 of the rendered one in more than
/// 95 % of cases: see the README for the measurement.
class SpectralScene
{
public:
    /// Frames `frames` (indices into the spectra's kept ones), at least one: of none nothing can be compared, every
    /// metric is NaN but the reward, which is −1, as dsp::MatchScorer has it. `rawGain` [kBins] turns the reference
    /// into the raw track. `options` must pass dsp::checkMatchOptions; terms whose weight is 0 are not measured: NaN.
    /// Where levels are matched, mean powers say how loud a track is (level_weights.h).
    SpectralScene(const SignalSpectra &reference, std::span<const float> rawGain, std::span<const int> frames,
                  std::shared_ptr<const scene::MelBank> mel, const dsp::MatchOptions &options = {});
    /// A given pair: `raw` was analysed like `reference`, with its cross powers.
    SpectralScene(const SignalSpectra &reference, const SignalSpectra &raw, std::span<const int> frames,
                  std::shared_ptr<const scene::MelBank> mel, const dsp::MatchOptions &options = {});

    /// Scores the applied linear amplitude gain `gain` [kBins]. Gains are kept within −160 and +200 dB.
    [[nodiscard]] dsp::MatchMetrics score(std::span<const float> gain) const;
    /// The same for an equaliser, and closer: of a given pair with every frame, the few frames that reach beyond the
    /// ends are rendered. `grid` is of the scene's rate.
    [[nodiscard]] dsp::MatchMetrics score(const dsp::Equaliser &equaliser, const ResponseGrid &grid) const;

    /// What doing nothing measures: the raw halves of every term.
    [[nodiscard]] const dsp::MatchMetrics &untouched() const { return m_rawMetrics; }

    [[nodiscard]] int sampleRate() const { return m_sampleRate; }
    [[nodiscard]] const std::vector<float> &state() const { return m_state; }  ///< [kStateSize]
    /// RMS over the state's bands of what the gain leaves of the level difference to the reference, in dB. Where
    /// levels are matched, less what is the same in all bands.
    [[nodiscard]] double remainingMismatchDb(std::span<const float> gain) const;

private:
    enum Term : std::size_t { kSpectral, kPerceptual, kBalance, kCentroid, kFlatness };  // as the weights are ordered
    struct Terms;
    void setReference(const SignalSpectra &reference, std::span<const int> frames);
    void raisePower(double factor);
    void setLoudest(const SignalSpectra &track, std::span<const float> heard);
    void finishRaw(const SignalSpectra &reference);
    [[nodiscard]] bool measures(Term term) const { return m_options.weights[term] > 0.0; }
    [[nodiscard]] double levelOf(std::span<const double> meanPower) const;
    [[nodiscard]] double toReferenceLevel(std::span<const double> meanPower) const;
    [[nodiscard]] std::optional<Loudest> loudestThrough(const scene::SettingGains &gains,
                                                        std::span<const double> meanPower) const;
    [[nodiscard]] Terms measure(std::span<const float> gain, const scene::EndFrames &ends) const;
    void exchangePower(const scene::SettingGains &gains, const scene::EndFrames &ends, std::span<double> power) const;
    [[nodiscard]] double convergence(const scene::SettingGains &gains) const;
    void fill(const Terms &terms, bool raw, dsp::MatchMetrics &metrics) const;

    dsp::MatchOptions m_options;
    std::vector<double> m_levelWeights;  // [kBins]; none where levels are left as they are
    double m_referenceLevel = 0;         // Σ weight · mean power
    int m_sampleRate = 0;
    std::size_t m_frames = 0;
    bool m_wholeTrack = false;  // the frames are all of the track's, in order
    std::shared_ptr<const scene::MelBank> m_mel;
    scene::FrameComparison m_comparison;
    std::vector<double> m_rawPower;  // [kBins]: mean over all frames
    scene::HeardPower m_rawHeard;
    TrackEnds m_rawEnds;                // of a given pair with every frame
    std::vector<float> m_largestPower;  // raw, [kBins]: largest of all frames; none where all are here
    std::vector<float> m_melCrest;      // raw, [kMelBands]: largest of all frames over mean
    PerScale m_rawSquared, m_cross;     // the last scale in rows (scene::fineIndex)
    std::array<double, kScaleSizes.size()> m_referenceSquared{};  // summed over bins
    std::array<std::size_t, 8> m_balanceBins{};                   // first and past-the-end bin of each band
    std::array<double, 4> m_referenceShares{};
    std::vector<float> m_state;
    std::vector<int> m_stateBins;    // the bin at each present band's centre, −1 where the band is above Nyquist
    dsp::MatchMetrics m_rawMetrics;  // the raw halves
};

/// The mel filters that a scene of this rate needs; build once a rate and share.
std::shared_ptr<const scene::MelBank> melFiltersFor(int sampleRate);

}  // namespace tonewright::eq_matching
