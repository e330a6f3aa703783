#pragma once

#include <optional>
#include <vector>

#include "core/dsp/mel.h"

namespace tonewright::dsp
{

/// Deviation from A = 440 Hz in fractions of a semitone, [−0.5, 0.5), in steps of 0.01: the most frequent residual of
/// the spectral peaks (150–4000 Hz, parabolic interpolation) that are at least as strong as their median.
/// librosa.estimate_tuning on a Power spectrogram. 0 where there are no peaks (silence).
double estimateTuning(const Spectrogram &power);

/// estimateTuning of a spectrogram that arrives part by part, all parts of one rate and size.
class TuningEstimator
{
public:
    void add(const Spectrogram &power);
    [[nodiscard]] double tuning() const;

private:
    struct Peak {
        float hz = 0;
        float strength = 0;
    };
    void addFrame(std::span<const float> frame, double binHz, int first, int last);
    std::vector<Peak> m_peaks;
};

/// Gaussian pitch-class filters, C = 0: librosa.filters.chroma (12 classes, centre octave 5, width 2 octaves, L2
/// normalised columns). Shape [class][bin].
std::vector<float> chromaFilters(double sampleRate, int fftSize, double tuning);

/// Energy a pitch class, each frame divided by its largest: librosa.feature.chroma_stft. Takes a Power spectrogram.
/// Without `tuning` it is estimated. Silent frames are 0. Shape [frame][12].
FeatureMatrix chroma(const Spectrogram &power, std::optional<double> tuning = std::nullopt);
/// The same through filters that are there already.
FeatureMatrix chroma(const Spectrogram &power, std::span<const float> filters);

}  // namespace tonewright::dsp
