#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/dsp/mel.h"

/// What tempo, beats, bars and phrases are found from: how much begins at each moment, low, middle and high, and which
/// harmony sounds.
namespace tonewright::dsp
{

/// The parts of the spectrum whose onsets are kept apart: a bass drum and a bass, chords and snare, cymbals.
enum RhythmBand { kLowBand, kMiddleBand, kHighBand, kAllBands, kRhythmBands };

struct RhythmFeatures {
    double frameRate = 0;  ///< frames a second, about 100
    double durationSeconds = 0;
    /// Onset strength of each band: half-wave rectified differences of the compressed mel spectrum, local mean removed,
    /// divided by the standard deviation. Frame t is the time t / frameRate. All zero where nothing ever begins.
    std::array<std::vector<float>, kRhythmBands> onsets;
    std::vector<float> loudness;  ///< dB re the loudest frame, ≥ −80. [frame]

    double harmonyRate = 0;  ///< frames a second of the two below, about 20
    FeatureMatrix chroma;    ///< pitch classes, 100–2000 Hz, compressed. [frame][12]
    FeatureMatrix bass;      ///< bins of 40–260 Hz, compressed. [frame][bin]
    FeatureMatrix timbre;    ///< compressed mel bands. [frame][band]
};

/// Frames of 46 ms every 10 ms (186 ms every 50 ms for the harmony) at any rate from 2 kHz on, so that what is found
/// doesn't depend on the rate. An empty or silent signal gives zeros.
RhythmFeatures rhythmFeatures(std::span<const float> signal, double sampleRate);

}  // namespace tonewright::dsp
