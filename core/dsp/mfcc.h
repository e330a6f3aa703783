#pragma once

#include "core/dsp/mel.h"

namespace tonewright::dsp
{

/// Mel-frequency cepstral coefficients 0 … coefficients−1: orthonormal DCT-II over the bands of a log-mel spectrogram
/// made with DbReference::One. librosa.feature.mfcc. Shape [frame][coefficient].
FeatureMatrix mfccOfLogMel(const FeatureMatrix &logMel, int coefficients = 20);
/// The same from a Power spectrogram, through 128 mel bands.
FeatureMatrix mfcc(const Spectrogram &power, int coefficients = 20);

/// Change a frame: the slope of a least-squares line through `width` frames around each (Savitzky–Golay), and near the
/// ends that of the first or last `width` frames. librosa.feature.delta(width, order=1, mode="interp"). `width` is odd
/// and at least 3. Departs from librosa, which refuses fewer than `width` frames: the width is then the largest odd
/// one that fits, and changes are 0 where not even 3 do. Shape as `values`.
FeatureMatrix deltas(const FeatureMatrix &values, int width = 9);

}  // namespace tonewright::dsp
