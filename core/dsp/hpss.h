#pragma once

#include <span>
#include <vector>

#include "core/dsp/stft.h"

/// What sustains and what strikes: Fitzgerald, "Harmonic/percussive separation using median filtering" (DAFx 2010).
/// Tones are horizontal lines of a spectrogram and survive a median over time; strokes are vertical lines and survive a
/// median over frequency. Numerically librosa.decompose.hpss and librosa.effects.hpss.
namespace tonewright::dsp
{

struct HpssConfig {
    int frames = 31;     ///< width of the median over time; an even one counts as the next odd one
    int bins = 31;       ///< width of the median over frequency; likewise
    double power = 2.0;  ///< of the soft masks h^p / (h^p + q^p), above 0; larger separates harder
    /// How many times stronger than the other a part must be, ≥ 1. Above 1 the parts no longer add up to the whole:
    /// what is neither is left out (Driedger, Müller, Disch 2014).
    double harmonicMargin = 1.0, percussiveMargin = 1.0;
};

struct HarmonicPercussiveSpectrum {
    Spectrogram harmonic, percussive;  ///< magnitudes
};
struct HarmonicPercussiveSignal {
    std::vector<float> harmonic, percussive;  ///< as many samples as the input
};

/// Parts of a Magnitude spectrogram. Edges are mirrored. Bins where nothing sounds are halved, or 0 with margins.
HarmonicPercussiveSpectrum splitHarmonicPercussive(const Spectrogram &magnitude, const HpssConfig &config = {});

/// Parts of a signal, through the masks and the inverse transform. Some 30 MB of memory besides the results for 2048
/// samples a frame, whatever the length. Finite for finite samples; silence gives silence.
HarmonicPercussiveSignal splitHarmonicPercussive(std::span<const float> signal, const HpssConfig &config = {},
                                                 const StftConfig &frames = kDescriptorFrames);

/// Running medians of a matrix [row][column] over `width` rows, or columns; edges mirrored as ( … b a | a b … ).
/// `out` has the input's size and is not the input.
void medianOverRows(std::span<const float> in, int rows, int columns, int width, std::span<float> out);
void medianOverColumns(std::span<const float> in, int rows, int columns, int width, std::span<float> out);

}  // namespace tonewright::dsp
