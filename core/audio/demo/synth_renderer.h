#pragma once

#include <filesystem>
#include <stop_token>

#include "core/audio/audio_buffer.h"
#include "core/audio/demo/score.h"
#include "core/base/result.h"

namespace tonewright::demo
{

/// Where TimGM6mb lies: $TONEWRIGHT_SOUNDFONT, or the places where packages put it.
/// Unsupported names the package that is missing.
[[nodiscard]] Result<std::filesystem::path> findSoundfont();

/// Plays a score with FluidSynth (one thread, chorus off, fixed reverb): stereo, score.seconds long, not normalised.
/// The same score gives the same samples. Errors: Unsupported (the soundfont can't be used), Cancelled.
[[nodiscard]] Result<AudioBuffer> synthesise(const Score &score, const std::filesystem::path &soundfont,
                                             const std::stop_token &stop);

}  // namespace tonewright::demo
