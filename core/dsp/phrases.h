#pragma once

#include <span>
#include <vector>

#include "core/dsp/rhythm_features.h"

namespace tonewright::dsp
{

struct PhraseConfig {
    int kernelBeats = 16;    ///< the past and the future that are compared, each so long, 2 …
    double threshold = 0.3;  ///< of a boundary's novelty: standard deviations above the mean
    int shortestBeats = 12;  ///< between boundaries
};

/// How much changes at each beat: Foote, "Automatic audio segmentation using a measure of audio novelty" (2000), on the
/// self-similarity of beats: each beat's pitch classes, bass and timbre; a Gaussian-tapered checkerboard of
/// 2 · kernelBeats on the diagonal. Only the band that the kernel covers is computed, so memory grows with the length.
/// One value a beat, ≥ 0. `beats` in seconds, ascending.
std::vector<double> beatNovelty(const RhythmFeatures &features, std::span<const double> beats,
                                const PhraseConfig &config = {});

/// Downbeats where a phrase begins: local maxima of the novelty, moved to the nearest downbeat. The first downbeat is
/// one always. Seconds, ascending; empty without downbeats.
std::vector<double> phraseBoundaries(const RhythmFeatures &features, std::span<const double> beats,
                                     std::span<const double> downbeats, const PhraseConfig &config = {});

}  // namespace tonewright::dsp
