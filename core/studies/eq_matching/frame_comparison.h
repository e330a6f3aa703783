#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/studies/eq_matching/end_frames.h"
#include "core/studies/eq_matching/scene_loops.h"
#include "core/studies/eq_matching/setting_gains.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching::scene
{

/// What frames of the processed track differ in from the reference's.
struct FrameTerms {
    double spectralDistance = 0;
    double mfccDistance = 0;
    double melMeanSquare = 0;
    double centroid = 0;  ///< of the processed track alone, in Hz
    double flatness = 0;  ///< of the processed track alone
};

/// Which of them are wanted; the others stay 0.
struct WantedTerms {
    bool spectral = true;
    bool mel = true;  ///< and MFCC
    bool centroid = true;
    bool flatness = true;
};

/// Some frames of a raw track beside the reference's, in blocks for the loops (scene_loops.h), and what is measured of
/// them for any gain: dsp::MatchScorer's own arithmetic in single precision.
class FrameComparison
{
public:
    FrameComparison() = default;
    /// At least one frame. `wholeTrack`: they are all of the track's, one after the other. The raw track is the
    /// reference's through `rawGains`.
    FrameComparison(const SignalSpectra &reference, std::span<const int> frames, bool wholeTrack,
                    const SettingGains &rawGains, std::shared_ptr<const MelBank> mel);
    /// The raw track's frames are `raw`'s, times `level`.
    FrameComparison(const SignalSpectra &reference, std::span<const int> frames, bool wholeTrack,
                    const SignalSpectra &raw, float level, std::shared_ptr<const MelBank> mel);

    /// `ends` stand instead of the raw track's frames times the gains. Without `loudest` it is the frames' own.
    [[nodiscard]] FrameTerms measure(const SettingGains &gains, const std::optional<Loudest> &loudest,
                                     const EndFrames &ends, const WantedTerms &wanted) const;

    [[nodiscard]] const FrameTerms &reference() const { return m_referenceTerms; }  ///< centroid and flatness
    /// |STFT| of a raw frame.
    [[nodiscard]] float rawMagnitude(std::size_t frame, std::size_t bin) const
    {
        return m_rawMagnitude[(frame / kLanes * kBins + bin) * kLanes + frame % kLanes];
    }

private:
    struct Measured;
    struct Seen;
    void addReference(const SignalSpectra &reference, std::vector<float> magnitude);
    [[nodiscard]] std::vector<std::vector<float>> replaceEnds(const SettingGains &gains, const EndFrames &ends,
                                                              Seen &seen) const;
    void firstPass(const SettingGains &gains, const Seen &seen, bool mel, Measured &measured, FrameTerms &terms) const;
    void comparePass(const SettingGains &gains, const Seen &seen, const Measured &measured, FrameTerms &terms) const;
    void compareMel(Measured &measured, FrameTerms &terms) const;
    [[nodiscard]] std::size_t blocks() const { return (m_frames + kLanes - 1) / kLanes; }
    [[nodiscard]] std::size_t lanesOf(std::size_t block) const { return std::min(kLanes, m_frames - block * kLanes); }

    std::size_t m_frames = 0;
    bool m_wholeTrack = false;
    std::shared_ptr<const MelBank> m_mel;
    // Frames in blocks, [blocks][rows][kLanes].
    std::vector<float> m_rawMagnitude;    // kBins rows
    std::vector<float> m_rawDb;           // kBins rows: 20 log10, not floored (but −200 dB for nothing)
    std::vector<float> m_referenceDb;     // kBins rows: re maximum, ≥ −80
    std::vector<float> m_referenceMelDb;  // kMelBands rows: re maximum, ≥ −80
    std::vector<float> m_referenceMfcc;   // whole track: [kMfcc][kWarpFrames + frames + kWarpFrames]; else blocks
    FrameTerms m_referenceTerms;
};

}  // namespace tonewright::eq_matching::scene
