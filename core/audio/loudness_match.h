#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/frame_reader.h"
#include "core/base/result.h"

namespace tonewright
{

/// The gains in dB, each ≤ 0, that bring every sound to the integrated loudness of the quietest: nothing is turned up,
/// so nothing can clip. NaN (loudness undefined) gets 0 dB and decides nothing.
std::vector<double> matchLoudnessDb(std::span<const double> integratedLufs);

/// How `first` − `second` is made.
struct DifferenceLevels {
    double firstDb = 0;   ///< attenuation of each before the subtraction: the louder one is brought down
    double secondDb = 0;  ///< to the quieter one
    double gainDb = 0;    ///< ≤ 0: what keeps the difference within full scale
};

/// `lufs`: of both, NaN where undefined. Both sounds have one rate; the shorter one goes on with silence, and one
/// channel counts for both.
DifferenceLevels levelDifference(const AudioBuffer &first, const AudioBuffer &second,
                                 const std::array<double, 2> &lufs);
/// The same, read on the way. Errors as the readers'.
Result<DifferenceLevels> levelDifference(FrameReader &first, FrameReader &second, const std::array<double, 2> &lufs);

}  // namespace tonewright
