#pragma once

#include <vector>

#include "core/dsp/mel.h"

namespace tonewright::dsp
{

/// Octave-based spectral contrast (Jiang et al. 2002): difference in dB between the mean of the strongest and of the
/// weakest 2 % of the magnitudes in 0–200 Hz and the octaves above 200, 400, … 6400 Hz, the last reaching to Nyquist.
/// librosa.feature.spectral_contrast, its 80 dB floors included. Takes a Magnitude spectrogram. Shape [frame][7].
///
/// Departs from librosa, which refuses rates up to 12.8 kHz: bands that begin above Nyquist are 0 here.
FeatureMatrix spectralContrast(const Spectrogram &magnitude);

/// spectralContrast of a spectrogram that arrives part by part, all parts of one rate and size.
class ContrastAnalyser
{
public:
    void add(const Spectrogram &magnitude);
    FeatureMatrix finish() &&;

private:
    FeatureMatrix m_peak, m_valley;  // means of the strongest and weakest magnitudes
    struct Band {
        int begin = 0;
        int end = 0;   // behind the last bin
        int take = 0;  // as many are averaged at each end; 0 = the band lies above Nyquist
    };
    static std::vector<Band> bandsOf(const Spectrogram &magnitude);
    std::vector<Band> m_bands;
};

}  // namespace tonewright::dsp
