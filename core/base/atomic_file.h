#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "core/base/result.h"

namespace tonewright
{

/// Lets `write` fill a temporary file beside `target`, then flushes it to disk and renames it over `target`. If
/// anything fails, `target` stays as it was and the temporary file is removed. Missing parent folders are made.
Result<void> replaceFile(const std::filesystem::path &target,
                         const std::function<Result<void>(const std::filesystem::path &temporary)> &write);
Result<void> replaceFile(const std::filesystem::path &target, std::string_view content);

/// The whole file. NotFound, Unreadable.
Result<std::string> readTextFile(const std::filesystem::path &file);

/// Makes the folder and proves that it can be written to. Unwritable names it; InvalidArgument for an empty name.
Result<void> ensureWritableFolder(const std::filesystem::path &folder);

}  // namespace tonewright
