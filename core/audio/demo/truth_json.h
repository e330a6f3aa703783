#pragma once

#include "core/audio/demo/score.h"
#include "core/base/json.h"

namespace tonewright::demo
{

/// Raised whenever the same options give other music or another file layout.
inline constexpr int kDemoVersion = 3;

/// What is known about a piece, as it is written beside its audio. Times are seconds from the file's first sample.
[[nodiscard]] Json truthOf(const Score &score);

}  // namespace tonewright::demo
