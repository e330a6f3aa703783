#include "core/dsp/feature_meanings.h"

namespace tonewright::dsp
{

const std::array<FeatureMeaning, 40> &featureMeanings()
{
    // Bands as everywhere: bass 20 … 600 Hz, mid … 6 kHz, upper mid … 12 kHz, treble … 20 kHz.
    static constexpr std::array<FeatureMeaning, 40> kMeanings{{
        {"energy_bass", "Bass energy", "", "Mean energy from 20 to 600 Hz, after the peak is set to full scale."},
        {"energy_mid", "Mid energy", "", "Mean energy from 600 Hz to 6 kHz, after the peak is set to full scale."},
        {"energy_upper_mid", "Upper mid energy", "",
         "Mean energy from 6 to 12 kHz, after the peak is set to full scale."},
        {"energy_treble", "Treble energy", "", "Mean energy from 12 to 20 kHz, after the peak is set to full scale."},
        {"energy_ratio_bass", "Bass share", "", "Part of the energy of all four bands that is below 600 Hz."},
        {"energy_ratio_mid", "Mid share", "", "Part of the energy of all four bands that is from 600 Hz to 6 kHz."},
        {"energy_ratio_upper_mid", "Upper mid share", "",
         "Part of the energy of all four bands that is from 6 to 12 kHz."},
        {"energy_ratio_treble", "Treble share", "", "Part of the energy of all four bands that is from 12 to 20 kHz."},
        {"bass_to_mid_ratio", "Bass to mid", "", "Energy below 600 Hz, divided by that from 600 Hz to 6 kHz."},
        {"mid_to_upper_ratio", "Mid to upper mid", "",
         "Energy from 600 Hz to 6 kHz, divided by that from 6 to 12 kHz."},
        {"upper_to_treble_ratio", "Upper mid to treble", "",
         "Energy from 6 to 12 kHz, divided by that above. Without meaning below a sample rate of 24 kHz."},
        {"bass_to_treble_ratio", "Bass to treble", "",
         "Energy below 600 Hz, divided by that above 12 kHz. Without meaning below a sample rate of 24 kHz."},
        {"spectral_centroid_mean", "Centroid", "Hz",
         "The spectrum's centre of gravity: how bright it sounds, on average."},
        {"spectral_centroid_std", "Centroid, changes", "Hz", "How much the brightness changes over the track."},
        {"spectral_flatness_mean", "Flatness", "", "0: a few tones; 1: noise."},
        {"spectral_contrast_0", "Contrast, lowest octaves", "dB",
         "How far peaks stand out of what lies between them, below 200 Hz."},
        {"spectral_contrast_1", "Contrast, 200 to 400 Hz", "dB", "How far peaks stand out of what lies between them."},
        {"spectral_contrast_2", "Contrast, 400 to 800 Hz", "dB", "How far peaks stand out of what lies between them."},
        {"spectral_contrast_3", "Contrast, 800 Hz to 1.6 kHz", "dB",
         "How far peaks stand out of what lies between them."},
        {"spectral_contrast_4", "Contrast, 1.6 to 3.2 kHz", "dB", "How far peaks stand out of what lies between them."},
        {"spectral_contrast_5", "Contrast, 3.2 to 6.4 kHz", "dB", "How far peaks stand out of what lies between them."},
        {"spectral_contrast_6", "Contrast, above 6.4 kHz", "dB", "How far peaks stand out of what lies between them."},
        {"spectral_rolloff_mean", "Rolloff", "Hz", "Below it lie 85 % of the spectrum's magnitude, on average."},
        {"spectral_slope_mean", "Slope", "dB/decade", "How fast the spectrum falls with frequency, on average."},
        {"spectral_slope_std", "Slope, changes", "dB/decade", "How much the fall of the spectrum changes."},
        {"spectral_sharpness", "Centre of the mean spectrum", "Hz",
         "The centre of gravity of the spectrum averaged over the track; loud parts count more."},
        {"spectral_variance", "Width of the mean spectrum", "Hz^2",
         "The variance of the mean spectrum about its centre."},
        {"spectral_skewness", "Skewness of the mean spectrum", "", "Above 0: a tail towards high frequencies."},
        {"spectral_kurtosis", "Kurtosis of the mean spectrum", "", "How peaked it is; a normal distribution has 3."},
        {"mel_bass_mean", "Mel level, bass", "dB", "Mean level of the mel bands of the bass, below the loudest one."},
        {"mel_bass_std", "Mel level, bass, changes", "dB",
         "How much the levels of the bass differ, in time and pitch."},
        {"mel_mid_mean", "Mel level, mid", "dB", "Mean level of the mel bands of the mids, below the loudest one."},
        {"mel_mid_std", "Mel level, mid, changes", "dB", "How much the levels of the mids differ, in time and pitch."},
        {"mel_upper_mid_mean", "Mel level, upper mid", "dB",
         "Mean level of the mel bands of the upper mids, below the loudest one."},
        {"mel_upper_mid_std", "Mel level, upper mid, changes", "dB",
         "How much the levels of the upper mids differ, in time and pitch."},
        {"mel_treble_mean", "Mel level, treble", "dB",
         "Mean level of the mel bands of the treble, below the loudest one."},
        {"mel_treble_std", "Mel level, treble, changes", "dB",
         "How much the levels of the treble differ, in time and pitch."},
        {"rms_mean", "Level", "", "Root mean square of the samples, the peak being 1, on average."},
        {"rms_std", "Level, changes", "", "How much the level changes over the track, the peak being 1."},
        {"rms_dynamic_range", "Level, range", "",
         "The loudest frame's level less the quietest one's, the peak being 1."},
    }};
    return kMeanings;
}

}  // namespace tonewright::dsp
