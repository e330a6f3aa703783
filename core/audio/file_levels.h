#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>

#include "core/base/result.h"

namespace tonewright
{

/// How loud a file is as a whole.
struct FileLevels {
    double peakDb = -std::numeric_limits<double>::infinity();          ///< dBFS, largest sample; −∞: silence
    double integratedLufs = std::numeric_limits<double>::quiet_NaN();  ///< as LoudnessProfile's; NaN: undefined
    /// Samples in runs of three or more that lie at full scale (32767/32768 or beyond, of one sign, in one channel):
    /// flat tops, as clipping leaves them. A lone peak at full scale counts for nothing.
    std::int64_t clippedSamples = 0;
};

/// Peak and loudness as measureLoudness() has them, and what is clipped,, read from a file block by block: a file of
/// any length takes the memory of one block. `goOn` is asked before every block; false ends it with Cancelled. Other
/// errors: those of AudioReader.
Result<FileLevels> measureFileLevels(const std::filesystem::path &file, const std::function<bool()> &goOn);

}  // namespace tonewright
