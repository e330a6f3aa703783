#pragma once

#include "core/dsp/mel.h"

namespace tonewright::dsp
{

/// Mel-frequency cepstral coefficients 0 … coefficients−1: orthonormal DCT-II over the bands of a log-mel spectrogram
/// made with DbReference::One. librosa.feature.mfcc. Shape [frame][coefficient].
FeatureMatrix mfccOfLogMel(const FeatureMatrix &logMel, int coefficients = 20);
/// The same from a Power spectrogram, through 128 mel bands.
FeatureMatrix mfcc(const Spectrogram &power, int coefficients = 20);

}  // namespace tonewright::dsp
