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
    /// Widths of the medians over time and over frequency. An even one counts as the next odd one, below 1 as 1, above
    /// 4095 as that.
    int frames = 31, bins = 31;
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

/// Parts of a signal, through the masks and the inverse transform. Memory besides the results: 32 bytes a sample for
/// the sums of the two inverse transforms (16 where frames are transformed in single precision), and 20 a bin for 512 +
/// config.frames frames (11 MB at 2048 samples a frame). Finite for finite samples; silence gives silence.
HarmonicPercussiveSignal splitHarmonicPercussive(std::span<const float> signal, const HpssConfig &config = {},
                                                 const StftConfig &frames = kDescriptorFrames);

/// Running medians of a matrix [row][column] over `width` (as HpssConfig's) rows, or columns; edges mirrored as ( … b a
/// | a b … ). `out` has the input's size and is not the input.
void medianOverRows(std::span<const float> in, int rows, int columns, int width, std::span<float> out);
void medianOverColumns(std::span<const float> in, int rows, int columns, int width, std::span<float> out);

}  // namespace tonewright::dsp
