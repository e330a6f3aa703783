#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/audio/demo/score.h"

namespace tonewright::demo
{

struct PieceRequest {
    std::string genre;  ///< one of demoGenres()
    int index = 0;      ///< ≥ 0
    std::uint64_t seed = 1;
    double seconds = 30;  ///< > 0
    int sampleRate = 44100;
};

/// Composes a piece. It depends on the request alone: more pieces, or other genres, don't change it.
/// An unknown genre gives a score without parts.
[[nodiscard]] Score composePiece(const PieceRequest &request);

}  // namespace tonewright::demo
