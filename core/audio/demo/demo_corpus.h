#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/run_context.h"

namespace tonewright
{

struct DemoOptions {
    int piecesPerGenre = 3;  ///< ≥ 1; GTZAN's ten genres, plus as many solo piano pieces (genre "piano")
    std::uint64_t seed = 1;
    double seconds = 30.0;
    int sampleRate = 44100;  ///< Hz
};

/// Composes and renders the demo corpus into `folder` as GENRE/GENRE.NNNNN.wav with GENRE.NNNNN.json (the truth: tempo,
/// beats, downbeats, key, notes) beside each piece. Deterministic: same options, same bytes. Pieces that are already
/// there and complete are kept. Errors: Unsupported (no soundfont: names the package), Unwritable, Cancelled.
Result<void> renderDemoCorpus(const std::filesystem::path &folder, const DemoOptions &options, RunContext &context);

/// The embedded default corpus: rendered once into the user's cache folder ($XDG_CACHE_HOME/tonewright/demo-…),
/// afterwards only looked up. Returns its folder.
Result<std::filesystem::path> cachedDemoCorpus(const DemoOptions &options, RunContext &context);

}  // namespace tonewright
