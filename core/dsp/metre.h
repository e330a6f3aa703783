#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "core/dsp/rhythm_features.h"
#include "core/dsp/tempo.h"

/// Which of several ways to count a piece is the right one: how much speaks for a tempo, a beat phase, a metre and a
/// bar phase together.
namespace tonewright::dsp
{

/// What is looked at. Each is about −1 … 1 unless said otherwise; "a against b" is (a − b) / (a + b) of the means.
/// Between = strongest onset from 0.29 to 0.71 of a beat (where straight and swung eighths fall); sixteenths = at a
/// quarter and three quarters.
enum MetreEvidence {
    kCombStrength,         ///< ln of the comb
    kFast,                 ///< octaves above 120 BPM
    kFastSquared,          ///< its square
    kThree,                ///< 1 for three beats a bar
    kLowBeats,             ///< low onsets on beats against between
    kMiddleBeats,          ///< …
    kHighBeats,            ///< …
    kLowSixteenths,        ///< low onsets on beats against sixteenths
    kMiddleSixteenths,     ///< …
    kHighSixteenths,       ///< …
    kMiddleDownbeat,       ///< middle onsets on the first beat against the bar's other beats
    kLowOdd,               ///< in four: low onsets on beats 1, 3 against 2, 4; in three: 0
    kHighOdd,              ///< … of high onsets: below 0 for a snare on 2 and 4
    kLowDownbeatThree,     ///< in three: low onsets on the first beat against the others; in four: 0
    kMiddleDownbeatThree,  ///< …
    kHighDownbeatThree,    ///< …
    kChangeBeats,          ///< change of harmony at beats against halfway between them
    kChangeDownbeat,       ///< change of harmony at the first beat against the bar's other beats
    kChangeOdd,            ///< in four: at beats 1, 3 against 2, 4; in three: 0
    kChangeDownbeatThree,  ///< in three: as kChangeDownbeat; in four: 0
    kChange,               ///< mean change of harmony from beat to beat, 0 … 2: a beat too fast has little
    kHalfBeat,             ///< autocorrelation at half a beat,
    kOneBeat,              ///< at one,
    kTwoBeats,             ///< two,
    kThreeBeats,           ///< three
    kFourBeats,            ///< and four
    kMetreEvidence
};
std::string_view nameOf(MetreEvidence evidence);

/// One way to count: beats, how many a bar, and which of the first ones begins a bar.
struct MetreHypothesis {
    TempoCandidate tempo;
    std::vector<double> beats;  ///< frames of RhythmFeatures::frameRate
    int beatsPerBar = 4;        ///< 3 or 4
    int firstDownbeat = 0;      ///< index into beats, 0 … beatsPerBar − 1
    std::array<double, kMetreEvidence> evidence{};
    double score = 0;  ///< Σ weight · evidence
};

/// Collects evidence for the ways to count one signal.
class MetreJudge
{
public:
    MetreJudge(const RhythmFeatures &features, const PulseCorrelation &correlation);

    /// The seven ways to count these beats (three phases of three, four of four), scored. Fewer than two beats: none.
    [[nodiscard]] std::vector<MetreHypothesis> hypotheses(const TempoCandidate &tempo,
                                                          const std::vector<double> &beats) const;

    /// 1 − cosine of the harmony of `span` seconds before and after a moment, of pitch classes plus of the bass: 0 … 2.
    [[nodiscard]] double harmonyChange(double seconds, double span) const;

private:
    const RhythmFeatures &m_features;
    const PulseCorrelation &m_correlation;
    std::vector<double> m_chroma, m_bass;  ///< running sums over frames. [frame + 1][band]
};

/// Weights of the evidence: conditional logit (McFadden 1974) over all hypotheses of a piece, fitted by `fit_rhythm`
/// (in tests/bench) to demo music that isn't in the table of the README.
///
/// The prior over tempo is in them: with weights a of kFast and b of kFastSquared it is log-normal round
/// 120 · 2^(−a/2b) = 126 BPM, with a standard deviation of 1/√(−2b) = 0.36 octaves, the prior over metre e^weight of
/// kThree = 0.18 times as many waltzes as pieces in four, everything else being equal.
std::span<const double, kMetreEvidence> metreWeights();

}  // namespace tonewright::dsp
