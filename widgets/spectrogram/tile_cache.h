#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <mutex>

#include "widgets/spectrogram/spectrogram_tile.h"

namespace tonewright
{

/// Tiles in memory, together at most so many bytes: the ones that weren't asked for longest go first. A tile that
/// somebody holds lives on and is found, but counts no more: what a picture is made of is held by it, however large.
/// Any thread.
class TileCache
{
public:
    struct Key {
        std::uint64_t sound = 0;  ///< of newSound()
        std::int64_t index = 0;
        int level = 0;
        TileDetail detail = TileDetail::Sharp;
        auto operator<=>(const Key &) const = default;
    };

    explicit TileCache(std::size_t mostBytes = kMostBytes) : m_mostBytes(mostBytes) {}

    /// Three long stereo recordings at full width take some 25 MB; the rest is for looking closer.
    static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

    [[nodiscard]] std::uint64_t newSound();  ///< a number that no other sound of this cache has
    [[nodiscard]] TilePtr find(const Key &key);
    void insert(const Key &key, TilePtr tile);
    void forget(std::uint64_t sound);  ///< all its tiles
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Entry {
        TilePtr tile;  // null: left to those who hold it
        std::weak_ptr<const SpectrogramTile> held;
        std::list<Key>::iterator used;  // if `tile`
    };
    void release(Entry &entry);
    void makeRoom();

    const std::size_t m_mostBytes;
    mutable std::mutex m_mutex;
    std::map<Key, Entry> m_tiles;
    std::list<Key> m_used;  // the latest first
    std::size_t m_bytes = 0;
    std::uint64_t m_sounds = 0;
};

}  // namespace tonewright
