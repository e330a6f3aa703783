#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace tonewright
{

/// Where the program may keep what it can make again: $XDG_CACHE_HOME/tonewright, else $HOME/.cache/tonewright. Not
/// made here. Unwritable where neither variable says anything.
Result<std::filesystem::path> userCacheFolder();

/// A file that comes with the program, as "models/eq_matching.twmodel": below $TONEWRIGHT_DATA_DIR if that is set, else
/// below share/tonewright beside the program's own folder (as installed, and as built). NotFound says where it was
/// looked for.
Result<std::filesystem::path> programData(const std::filesystem::path &name);

}  // namespace tonewright
