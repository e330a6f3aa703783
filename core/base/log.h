#pragma once

#include <filesystem>
#include <memory>
#include <spdlog/logger.h>
#include <string>

#include "core/base/result.h"

namespace tonewright
{

/// A log file of one run (spdlog): appended to, every line of level info and above reaches
/// the file at once. Thread-safe. Error: Unwritable.
Result<std::shared_ptr<spdlog::logger>> openRunLog(const std::filesystem::path &file);

/// "Tonewright 0.1.0 (a1b2c3d)": version and source revision of this build.
std::string programVersion();

}  // namespace tonewright
