#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/audio/file_levels.h"
#include "core/base/result.h"

namespace tonewright
{

/// Levels of files that were measured before, in one small file of the user's cache folder. A file counts as the same
/// while its path, size and time of change stay. One thread at a time.
class MeasureCache
{
public:
    /// Empty path: nothing is kept on disk.
    explicit MeasureCache(std::filesystem::path file) : m_file(std::move(file)) {}

    /// What decides whether a file is the same; empty where it can't be looked at.
    static std::string keyOf(const std::filesystem::path &audio);

    [[nodiscard]] std::optional<FileLevels> find(const std::string &key);
    void put(const std::string &key, const FileLevels &levels);
    /// Writes what was added. A cache that can't be written is none: the next start measures again.
    Result<void> save();

private:
    void load();

    std::filesystem::path m_file;
    std::unordered_map<std::string, FileLevels> m_known;
    bool m_loaded = false;
    bool m_changed = false;
};

}  // namespace tonewright
