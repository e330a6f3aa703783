#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "widgets/spectrogram/spectrogram_tile.h"

namespace tonewright
{

/// Tiles on disk, one file each, named after everything that decides their content: what a program computes once, the
/// next one finds. Files are written under another name first; one that is damaged, cut short or of another version
/// isn't used and is written anew. Together at most so many bytes: those that weren't used longest go first. A folder
/// that can't be written to holds nothing, and nobody minds. Any thread, any number of programs.
class TileFiles
{
public:
    static constexpr std::uintmax_t kMostBytes = std::uintmax_t{512} << 20U;

    explicit TileFiles(std::filesystem::path folder, std::uintmax_t mostBytes = kMostBytes);
    /// userCacheFolder()/spectrograms; empty where there is no such folder: holds nothing.
    static std::filesystem::path defaultFolder();

    /// The file's name follows from these; `content` as SampleSource::contentKey().
    struct Key {
        std::string content;
        SpectrogramAnalysis analysis;
        int level = 0;
        std::int64_t index = 0;
    };
    [[nodiscard]] TilePtr find(const Key &key);
    void insert(const Key &key, const SpectrogramTile &tile);
    [[nodiscard]] std::filesystem::path fileOf(const Key &key) const;

    /// What a sound of this identity (SampleSource) contained; empty: not known.
    [[nodiscard]] std::string contentOf(const std::string &identity);
    void rememberContent(const std::string &identity, const std::string &content);

private:
    [[nodiscard]] std::filesystem::path contentFile(const std::string &identity) const;
    void makeRoom();

    const std::filesystem::path m_folder;
    const std::uintmax_t m_mostBytes;
    std::mutex m_mutex;
    std::uintmax_t m_sinceLook = 0;  // bytes written since the folder was last measured
    bool m_looked = false;
};

}  // namespace tonewright
