#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace tonewright
{

/// Where the program may keep what it can make again: $XDG_CACHE_HOME/tonewright, else $HOME/.cache/tonewright. Not
/// made here. Unwritable where neither variable says anything.
Result<std::filesystem::path> userCacheFolder();

}  // namespace tonewright
