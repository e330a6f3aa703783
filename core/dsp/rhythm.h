#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/dsp/metre.h"
#include "core/dsp/rhythm_features.h"

/// Tempo, beats, bars and phrases of a piece of music.
namespace tonewright::dsp
{

struct RhythmConfig {
    double slowestBpm = 40;   ///< tempi that are considered, 20 …
    double fastestBpm = 240;  ///< … 400, the first below the second
    double tightness = 1000;  ///< of beats to the local tempo (see trackBeats()), 0 … 1e9
    int candidates = 5;       ///< tempi that are followed and compared, ≥ 1
};

struct RhythmAnalysis {
    double tempoBpm = 0;            ///< the middle one of the tempi over four beats each
    double tempoConfidence = 0;     ///< probability of this tempo ± 4 % among those considered, 0 … 1
    std::vector<double> beats;      ///< seconds, ascending, first to last audible bar
    int beatsPerBar = 4;            ///< 3 or 4
    double barConfidence = 0;       ///< probability of this metre and bar phase, given the beats, 0 … 1
    std::vector<double> downbeats;  ///< seconds, a subset of beats
    std::vector<double> phrases;    ///< seconds where sections begin, a subset of downbeats; see phrases.h
};

/// Every way to count a piece that is worth considering, unsorted: candidate tempi, their beats shifted by 0, 1/4, 1/3,
/// 1/2, 2/3 and 3/4 of a beat, and the seven bar phases of each. For analyseRhythm() and for fitting the weights.
std::vector<MetreHypothesis> countings(const RhythmFeatures &features, const RhythmConfig &config = {},
                                       const std::stop_token &stop = {});

/// The likeliest way to count, with beats, bars and phrases in seconds. How: onset curves → tempi whose combs stand out
/// → local tempo path and dynamic programming for each → the likeliest of all tempi, beat phases and bar phases
/// together (see metre.h, which also states the prior that half and double tempo are told apart by) → the last bar is
/// the one in which something last began.
///
/// Any rate from 2 kHz on, any length: memory grows with the length, not with its square. One tempo within ± 16 % and
/// one metre and bar phase for the whole signal. Errors: InvalidArgument (rate, config); BadData where there is no
/// rhythm to be found: NaN or infinite samples, silence, too short for six beats of the fastest tempo, nothing
/// that repeats; Cancelled soon after a stop is asked for. In a short signal only tempi count of which six beats fit
/// in.
Result<RhythmAnalysis> analyseRhythm(std::span<const float> samples, double sampleRate, const RhythmConfig &config = {},
                                     const std::stop_token &stop = {});

}  // namespace tonewright::dsp
