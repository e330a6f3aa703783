#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/npy.h"
#include "core/dsp/describe.h"

namespace tonewright::cli
{

/// What arrays are made from.
struct AnalysedSound {
    const Clip &clip;
    const Clip *reference;  ///< of the clip's rate; null when none was given
    dsp::Description description;
};

/// One kind of file that `analyse` writes.
struct AnalysisArray {
    std::string_view name;     ///< the file's, without .npy
    std::string_view meaning;  ///< for --help: unit and shape
    dsp::DescriptorSet needs;  ///< of the description
    bool needsReference = false;
    /// Writes the array and returns its shape.
    Result<NpyShape> (*write)(const std::filesystem::path &file, const AnalysedSound &sound);
};

/// All of them in the order of the help. A new descriptor is one more line there.
std::span<const AnalysisArray> analysisArrays();
/// Their names.
std::vector<std::string> analysisNames();
/// Names and meanings: for --help.
std::string analysisTable();

}  // namespace tonewright::cli
