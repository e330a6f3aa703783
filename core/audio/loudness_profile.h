#pragma once

#include <limits>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/frame_reader.h"
#include "core/base/result.h"

namespace tonewright
{

/// How loud a piece is, as a whole and along its time line, in steps of 0.1 s (EBU R 128 / ITU-R BS.1770-4, with
/// libebur128's K-weighting). What a meter shows while the piece plays is looked up here: nothing is measured while
/// playing, and every source has its reading whichever is heard.
///
/// One channel counts twice, because it is played on two: a mono file is as loud as the same sound on both channels of
/// a stereo file. Silence has −∞ LUFS and −∞ dB.
struct LoudnessProfile {
    static constexpr double kStepSeconds = 0.1;
    static constexpr float kSilent = -std::numeric_limits<float>::infinity();

    /// One step: what a meter shows when the step ends.
    struct Reading {
        float momentaryLufs = kSilent;  ///< of the last 400 ms
        float shortTermLufs = kSilent;  ///< of the last 3 s
        float peakDb = kSilent;         ///< dBFS, largest sample of the step
    };

    /// Gated (−70 LUFS, −10 LU); NaN when undefined: less than 0.4 s, or nothing above −70 LUFS.
    double integratedLufs = std::numeric_limits<double>::quiet_NaN();
    double peakDb = kSilent;  ///< dBFS, largest sample of the piece
    std::vector<Reading> steps;

    /// The step that a time lies in; silence outside of the piece.
    [[nodiscard]] Reading at(double seconds) const;
};

/// Any rate and length; of more than two channels the first two count. Silent for a rate that libebur128 refuses.
/// Memory: a tenth of a second of sound.
LoudnessProfile measureLoudness(const AudioBuffer &audio);
/// The same, read on the way. Errors as the reader's.
Result<LoudnessProfile> measureLoudness(FrameReader &sound);

}  // namespace tonewright
