#pragma once

#include <cmath>

#include "core/dsp/stft.h"

namespace tonewright
{

/// How frequencies are spread over a picture's height.
enum class FrequencyScale {
    Log,     ///< equal ratios are equally high: octaves
    Mel,     ///< Slaney's mel scale: even below 1 kHz, octaves above
    Linear,  ///< equal differences are equally high
};

enum class ColourMapKind {
    Ember,  ///< "Ember": blue-black over violet and red to pale yellow
    Grey,   ///< black to white
};

/// What decides how a spectrogram looks; shared by all panes that are compared.
struct SpectrogramSettings {
    int windowSamples = 2048;  ///< samples a frame; a power of two
    dsp::WindowShape window = dsp::WindowShape::Hann;
    int framesPerWindow = 4;  ///< 1, 2, 4 or 8: frames that begin within one window; 4 is an overlap of 75 %
    FrequencyScale scale = FrequencyScale::Log;
    ColourMapKind colours = ColourMapKind::Ember;
    double floorDb = -90;      ///< dBFS drawn darkest
    double ceilingDb = 0;      ///< dBFS drawn lightest
    bool autoLevels = false;   ///< floor and ceiling follow what is shown, the same for all panes
    double minimumHz = 40;     ///< at the bottom; Log takes 10 Hz for less
    double maximumHz = 20000;  ///< at the top
    double differenceDb = 24;  ///< differences of this many dB have the extreme colours

    [[nodiscard]] int hopSamples() const { return windowSamples / framesPerWindow; }
    [[nodiscard]] double overlap() const { return 1 - 1.0 / framesPerWindow; }  ///< 0 … 0.875
    bool operator==(const SpectrogramSettings &) const = default;
};

/// The part of the settings that levels depend on: one analysis.
struct SpectrogramAnalysis {
    int windowSamples = 2048;
    int hopSamples = 512;
    dsp::WindowShape window = dsp::WindowShape::Hann;

    bool operator==(const SpectrogramAnalysis &) const = default;
};

inline SpectrogramAnalysis analysisOf(const SpectrogramSettings &settings)
{
    return {settings.windowSamples, settings.hopSamples(), settings.window};
}

struct TimeRange {
    double begin = 0;  ///< s
    double end = 0;    ///< s
    [[nodiscard]] double length() const { return end - begin; }
    bool operator==(const TimeRange &) const = default;
};

struct FrequencyRange {
    double minimumHz = 0;
    double maximumHz = 0;
    bool operator==(const FrequencyRange &) const = default;
};

}  // namespace tonewright
