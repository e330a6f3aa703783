#include "widgets/spectrogram/tile_files.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

#include "core/base/content_hash.h"
#include "core/base/user_folders.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::string_view kMagic = "TWSPEC01";
constexpr int kLargestBins = 1 << 20;

/// What stands before the levels.
struct Header {
    std::array<char, 8> magic{};
    std::uint64_t key = 0;       // hash of the name: a file that was renamed isn't believed
    std::uint64_t checksum = 0;  // of the levels
    std::int32_t frames = 0;
    std::int32_t bins = 0;
};
static_assert(sizeof(Header) == 32);
// Files are read on the machine that wrote them; this one is little-endian as everywhere Qt 6 runs.
static_assert(std::endian::native == std::endian::little);

std::string nameOf(const TileFiles::Key &key)
{
    return fmt::format("{}-{}-{}-{}-{}-{}", key.content, key.analysis.windowSamples, key.analysis.hopSamples,
                       int(key.analysis.window), key.level, key.index);
}

std::uint64_t hashOf(std::span<const std::byte> bytes)
{
    ContentHash hash;
    hash.add(bytes);
    return hash.value();
}

std::uint64_t hashOf(const std::string &text)
{
    return hashOf(std::as_bytes(std::span(text)));
}

std::uint64_t checksumOf(const SpectrogramTile &tile)
{
    return hashOf(std::as_bytes(std::span(tile.centiDb)));
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

File openFile(const fs::path &path, const char *mode)
{
    return {std::fopen(path.c_str(), mode), &std::fclose};
}

}  // namespace

TileFiles::TileFiles(fs::path folder, std::uintmax_t mostBytes) : m_folder(std::move(folder)), m_mostBytes(mostBytes) {}

fs::path TileFiles::defaultFolder()
{
    const auto folder = userCacheFolder();
    return folder ? *folder / "spectrograms" : fs::path();
}

fs::path TileFiles::fileOf(const Key &key) const
{
    // Sixteen folders a sound's first digit: none grows beyond what file systems like.
    return m_folder / key.content.substr(0, 1) / (nameOf(key) + ".tile");
}

TilePtr TileFiles::find(const Key &key)
{
    if (m_folder.empty() || key.content.empty())
        return nullptr;
    const fs::path path = fileOf(key);
    const File file = openFile(path, "rb");
    Header header;
    if (!file || std::fread(&header, sizeof header, 1, file.get()) != 1 ||
        std::memcmp(header.magic.data(), kMagic.data(), kMagic.size()) != 0 || header.key != hashOf(nameOf(key)) ||
        header.frames < 1 || header.frames > kTileFrames || header.bins < 1 || header.bins > kLargestBins ||
        header.bins != key.analysis.windowSamples / 2 + 1)
        return nullptr;
    auto tile = std::make_shared<SpectrogramTile>();
    tile->frames = header.frames;
    tile->bins = header.bins;
    tile->centiDb.resize(std::size_t(header.frames) * std::size_t(header.bins));
    if (std::fread(tile->centiDb.data(), sizeof(std::int16_t), tile->centiDb.size(), file.get()) !=
            tile->centiDb.size() ||
        std::fgetc(file.get()) != EOF || checksumOf(*tile) != header.checksum)
        return nullptr;
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);  // used: goes last
    return tile;
}

void TileFiles::insert(const Key &key, const SpectrogramTile &tile)
{
    if (m_folder.empty() || key.content.empty() || tile.frames < 1)
        return;
    const fs::path path = fileOf(key);
    const std::uintmax_t bytes = sizeof(Header) + tile.centiDb.size() * sizeof(std::int16_t);
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    if (failed || bytes > m_mostBytes)
        return;
    const fs::path temporary =
        path.parent_path() / fmt::format("{}.{}-{}", path.filename().string(), ::getpid(), fmt::ptr(&tile));
    Header header{.key = hashOf(nameOf(key)),
                  .checksum = checksumOf(tile),
                  .frames = std::int32_t(tile.frames),
                  .bins = std::int32_t(tile.bins)};
    std::memcpy(header.magic.data(), kMagic.data(), kMagic.size());
    File file = openFile(temporary, "wb");
    // Not flushed to the platter: what a power cut leaves behind is told by its checksum.
    const bool written = file && std::fwrite(&header, sizeof header, 1, file.get()) == 1 &&
                         std::fwrite(tile.centiDb.data(), sizeof(std::int16_t), tile.centiDb.size(), file.get()) ==
                             tile.centiDb.size() &&
                         std::fflush(file.get()) == 0;
    file.reset();
    if (written)
        fs::rename(temporary, path, failed);
    if (!written || failed) {
        fs::remove(temporary, failed);
        return;
    }
    const std::lock_guard lock(m_mutex);
    m_sinceLook += bytes;
    if (!m_looked || m_sinceLook > m_mostBytes / 16)
        makeRoom();
}

fs::path TileFiles::contentFile(const std::string &identity) const
{
    return m_folder / identity.substr(0, 1) / (identity + ".content");
}

std::string TileFiles::contentOf(const std::string &identity)
{
    if (m_folder.empty() || identity.empty())
        return {};
    const fs::path path = contentFile(identity);
    const File file = openFile(path, "rb");
    std::array<char, 17> text{};
    const std::size_t got = file ? std::fread(text.data(), 1, text.size(), file.get()) : 0;
    const std::string content(text.data(), got);
    if (got != 16 || content.find_first_not_of("0123456789abcdef") != std::string::npos)
        return {};
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
    return content;
}

void TileFiles::rememberContent(const std::string &identity, const std::string &content)
{
    if (m_folder.empty() || identity.empty() || content.empty())
        return;
    const fs::path path = contentFile(identity);
    const fs::path temporary =
        path.parent_path() / fmt::format("{}.{}-{}", path.filename().string(), ::getpid(), fmt::ptr(&content));
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    File file = openFile(temporary, "wb");
    const bool written = file && std::fwrite(content.data(), 1, content.size(), file.get()) == content.size() &&
                         std::fflush(file.get()) == 0;
    file.reset();
    if (written)
        fs::rename(temporary, path, failed);
    if (!written || failed)
        fs::remove(temporary, failed);
}

void TileFiles::makeRoom()
{
    struct Found {
        fs::file_time_type used;
        std::uintmax_t bytes;
        fs::path path;
    };
    m_looked = true;
    m_sinceLook = 0;
    std::vector<Found> files;
    std::uintmax_t sum = 0;
    std::error_code failed;
    for (fs::recursive_directory_iterator it(m_folder, failed), end; !failed && it != end; it.increment(failed)) {
        std::error_code gone;
        if (!it->is_regular_file(gone))
            continue;
        const std::uintmax_t bytes = it->file_size(gone);
        const auto used = it->last_write_time(gone);
        if (gone)
            continue;
        files.push_back({used, bytes, it->path()});
        sum += bytes;
    }
    // A sixteenth less, as much as may be written before the next look.
    const std::uintmax_t aim = m_mostBytes - m_mostBytes / 16;
    if (sum <= aim)
        return;
    std::sort(files.begin(), files.end(), [](const Found &a, const Found &b) { return a.used < b.used; });
    for (const Found &one : files) {
        if (sum <= aim)
            break;
        std::error_code gone;
        if (fs::remove(one.path, gone))
            sum -= one.bytes;
    }
}

}  // namespace tonewright
