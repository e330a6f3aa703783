#pragma once

#include <vector>

#include "core/dsp/mel.h"
#include "core/dsp/stft.h"

namespace tonewright::dsp
{

enum class OnsetAverage {
    Mean,    ///< over the bands: librosa's default
    Median,  ///< what more than half of the bands agree on: librosa's beat tracker takes this
};

struct OnsetConfig {
    int lagFrames = 1;  ///< each frame is compared with the one so many frames before, 1 … 2^20
    OnsetAverage average = OnsetAverage::Mean;
    bool centred = true;  ///< later by half a window, at whose end the sound is loudest: librosa's center=True
};

/// How much begins in each frame: rises of the log-mel bands in dB over `lagFrames`, falls counted as 0, averaged over
/// the bands. librosa.onset.onset_strength of a log-mel spectrogram (whose reference level doesn't matter) of frames
/// cut as `frames` says. One value a frame, ≥ 0; 0 in the first frames, for silence and for a matrix without bands.
std::vector<float> onsetStrength(const FeatureMatrix &logMel, const StftConfig &frames, const OnsetConfig &config = {});

}  // namespace tonewright::dsp
