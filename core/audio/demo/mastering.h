#pragma once

#include <stop_token>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"

namespace tonewright::demo
{

struct MasteringSettings {
    double targetLufs = -16.0;  ///< integrated loudness (EBU R 128)
    double ceilingDbfs = -1.2;  ///< no sample's magnitude is above
    double lookaheadSeconds = 0.004;
    double releaseSeconds = 0.12;
    double fadeOutSeconds = 0.35;
    double highPassHz = 28.0;   ///< second order: some of the soundfont's samples have an offset
    double exciterDb = -14.0;   ///< harmonics made from the upper middle, relative to it
    double roomToneDbfs = -78;  ///< level of the quiet noise that every recording has
};

/// Makes a recording of the synthesiser's output: an exciter (the octave above 3–9 kHz; many of TimGM6mb's samples end
/// at 11 kHz) and room tone, always the same, so that there is something at all frequencies. Then brings it to the
/// target loudness under the ceiling with a look-ahead peak limiter: gain reduction is the windowed minimum of what
/// each sample allows, smoothed, so that it never lets a peak through and never steps. A piece that is too short or too
/// quiet to have a loudness is brought to the ceiling instead.
/// Returns early, with the work half done, when `stop` is requested.
void master(AudioBuffer &audio, const MasteringSettings &settings = {}, const std::stop_token &stop = {});

}  // namespace tonewright::demo
