#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/dsp/mel.h"
#include "core/dsp/stft.h"

namespace tonewright::dsp
{

/// What the match metrics need to know of one signal, from its 2048/512 power frames.
struct TrackAnalysis {
    FeatureMatrix logPower;  ///< log2 of max(1e-10, |X|²), not yet floored. Shape [frame][bin]
    float loudest = 0;       ///< largest of logPower
    FeatureMatrix logMel;    ///< 128 bands, dB re own maximum, floored at −80
    FeatureMatrix mfcc;      ///< 13 coefficients
    std::array<double, 4> bandShares{};
    double meanCentroidHz = 0;
    double meanFlatness = 0;
};

/// Takes the frames one after the other, while each is still in the cache.
class TrackAnalyser
{
public:
    TrackAnalyser(double sampleRate, const StftConfig &config, int frames);

    void addFrame(std::span<const float> power);
    TrackAnalysis finish() &&;

private:
    double m_binHz;
    int m_next = 0;
    MelFilters m_filters;
    std::vector<float> m_binIndex, m_work;
    std::vector<double> m_powerSum;  // [bin]
    TrackAnalysis m_result;
};

/// Mean over bins and frames of the squared difference of two spectrograms in dB, each re its own maximum and floored
/// 80 dB below. Both of one shape.
double spectralDistance(const TrackAnalysis &a, const TrackAnalysis &b);

}  // namespace tonewright::dsp
