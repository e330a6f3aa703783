#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace tonewright
{

/// Keeps keys in the order they were written: files stay readable and diffs small.
using Json = nlohmann::ordered_json;

/// NotFound, Unreadable, BadData (with line and column).
Result<Json> readJson(const std::filesystem::path &file);
/// Indented; written to a temporary name, flushed and renamed. Unwritable on failure.
Result<void> writeJson(const std::filesystem::path &file, const Json &json);

}  // namespace tonewright
