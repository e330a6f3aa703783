#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace tonewright::dsp
{

/// Length of the published agent's state: 4 bands × 3 + 5 blocks × (128 + 20 + 12 + 7 + 1 + 1).
inline constexpr int kPublishedStateSize = 857;

/// The published equaliser agent's state vector (tests/golden/RECIPES.md, "State vector"), in its order: per band
/// energy of raw, of reference and reference − raw; then for log-mel 128, standardised MFCC 20, chroma 12, contrast 7,
/// centroid and flatness each: mean and standard deviation over frames of raw, of reference, mean of reference − raw.
///
/// Both signals are divided by their own peaks and cut to the shorter length first (a normalised signal stays as it
/// is). 1 Hz … 1 GHz; contrast bands and energies above Nyquist are 0. Silence and very short signals give finite
/// numbers. Shape [kPublishedStateSize].
std::vector<double> publishedState(std::span<const float> raw, std::span<const float> reference, double sampleRate);

struct NamedValue {
    std::string_view name;
    double value = 0;
};

/// The forty columns that the published data set keeps of a raw track, names and order as there (`energy_bass` …
/// `rms_dynamic_range`). The signal is divided by its peak first.
///
/// `upper_to_treble_ratio` and `bass_to_treble_ratio` divide by an energy + 1e-8: where Nyquist is below 12 kHz the
/// treble energy is 0 and they are energy · 1e8, a number without meaning.
std::array<NamedValue, 40> datasetFeatures(std::span<const float> raw, double sampleRate);

/// The forty names alone, in order: a table's header.
std::array<std::string_view, 40> datasetFeatureNames();

}  // namespace tonewright::dsp
