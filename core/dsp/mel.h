#pragma once

#include <span>
#include <vector>

#include "core/dsp/decibel.h"
#include "core/dsp/stft.h"

namespace tonewright::dsp
{

/// Slaney's mel scale (Auditory Toolbox): linear below 1 kHz, logarithmic above.
double hzToMel(double hz);
double melToHz(double mel);

/// One value a band and frame: mel powers, log-mel, MFCC, chroma, contrast.
struct FeatureMatrix {
    int frames = 0;
    int bands = 0;
    std::vector<float> values;  ///< [frame][band]

    [[nodiscard]] std::span<const float> frame(int index) const
    {
        return {values.data() + std::size_t(index) * std::size_t(bands), std::size_t(bands)};
    }
    [[nodiscard]] std::span<float> frame(int index)
    {
        return {values.data() + std::size_t(index) * std::size_t(bands), std::size_t(bands)};
    }
    [[nodiscard]] float at(int frameIndex, int band) const
    {
        return values[std::size_t(frameIndex) * std::size_t(bands) + std::size_t(band)];
    }
};

/// Triangular filters on Slaney's scale from 0 Hz to Nyquist, each of unit area: librosa.filters.mel. Stored sparse.
/// A filter narrower than a bin can be empty (all zero) at low rates, as it is in librosa.
class MelFilters
{
public:
    MelFilters(double sampleRate, int fftSize, int bands = 128);

    [[nodiscard]] int bands() const { return int(m_first.size()); }
    [[nodiscard]] int bins() const { return m_bins; }
    /// `power`: bins() values; `out`: bands() values.
    void apply(std::span<const float> power, std::span<float> out) const;
    /// Several frames at once, many times faster a frame; sums may differ from apply()'s in the last bits.
    /// `power` [frame][bin], `out` [frame][band].
    void applyAll(std::span<const float> power, std::span<float> out) const;
    /// Weight of one bin in one filter, for tests and pictures.
    [[nodiscard]] float weight(int band, int bin) const;

private:
    int m_bins = 0;
    std::vector<int> m_first;   // first bin of each filter
    std::vector<int> m_offset;  // where its weights begin; one more entry than bands
    std::vector<float> m_weights;
};

/// Mel powers of a Power spectrogram. Shape [frame][band].
FeatureMatrix melSpectrogram(const Spectrogram &power, int bands = 128);
FeatureMatrix melSpectrogram(const Spectrogram &power, const MelFilters &filters);
/// melSpectrogram in dB. Maximum is librosa.power_to_db(…, ref=np.max).
FeatureMatrix logMelSpectrogram(const Spectrogram &power, int bands = 128,
                                DbReference reference = DbReference::Maximum);

}  // namespace tonewright::dsp
