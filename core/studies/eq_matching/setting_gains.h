#pragma once

#include <array>
#include <span>

#include "core/studies/eq_matching/bin_gains.h"

namespace tonewright::eq_matching::scene
{

/// One setting's gains in the forms that the scene's loops want: what windows of a given track hear of them.
struct SettingGains {
    /// `amplitude`: applied linear gains [kBins], kept within kSmallestGain … kLargestGain.
    SettingGains(std::span<const float> amplitude, const HeardPower &track, int sampleRate);
    /// `amplitude` more over all.
    void scale(double amplitude);

    HeardGains heard;
    std::array<float, kBins> gain;   ///< amplitude, of windows of 2048
    std::array<float, kBins> hertz;  ///< gain · frequency
    std::array<float, kBins> db;
    float level = 1;  ///< what scale() did
};

}  // namespace tonewright::eq_matching::scene
