#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/json.h"
#include "core/base/result.h"

namespace tonewright::rl
{

/// A checkpoint: a JSON header (what it is, counters, random states) and named blocks of bytes (weights, replay …).
struct Checkpoint {
    Json header;
    std::map<std::string, std::string> blocks;
};

/// Layout: "TWCHECK1", header length, header, then per block name, length, bytes; at the end a 64-bit FNV-1a sum of
/// everything before it. Written to a temporary name, flushed, renamed. Error: Unwritable.
Result<void> writeCheckpoint(const std::filesystem::path &file, const Checkpoint &checkpoint);

/// NotFound; BadData when it isn't a checkpoint, is cut short or its sum doesn't fit.
Result<Checkpoint> readCheckpoint(const std::filesystem::path &file);

}  // namespace tonewright::rl
