#pragma once

#include <filesystem>

#include "app/cli/commands.h"

namespace tonewright::cli
{

/// A file is written into a folder that is there: a mistyped one isn't made. Says what is missing and returns true;
/// asked before the work begins, which may be long.
bool refusedFile(const Environment &environment, const std::filesystem::path &file);

}  // namespace tonewright::cli
