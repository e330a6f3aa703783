#pragma once

#include <array>
#include <string_view>

namespace tonewright::dsp
{

/// What one of the forty features is, for a person who looks at its numbers. English; views translate it.
struct FeatureMeaning {
    std::string_view name;     ///< as datasetFeatureNames() has it
    std::string_view title;    ///< "Bass share"
    std::string_view unit;     ///< "" for a plain number
    std::string_view meaning;  ///< one sentence
};

/// All forty, in the order of datasetFeatureNames().
const std::array<FeatureMeaning, 40> &featureMeanings();

}  // namespace tonewright::dsp
