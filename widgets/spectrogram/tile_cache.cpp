#include "widgets/spectrogram/tile_cache.h"

namespace tonewright
{

std::uint64_t TileCache::newSound()
{
    const std::lock_guard lock(m_mutex);
    return ++m_sounds;
}

TilePtr TileCache::find(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_tiles.find(key);
    if (found == m_tiles.end())
        return nullptr;
    if (!found->second.tile)
        return found->second.held.lock();
    m_used.splice(m_used.begin(), m_used, found->second.used);
    return found->second.tile;
}

void TileCache::insert(const Key &key, TilePtr tile)
{
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_tiles[key];
    release(entry);
    m_bytes += tile->bytes();
    m_used.push_front(key);
    entry = {tile, tile, m_used.begin()};
    makeRoom();
}

void TileCache::makeRoom()
{
    while (m_bytes > m_mostBytes && m_used.size() > 1)
        release(m_tiles.find(m_used.back())->second);
    constexpr std::size_t kSpare = 64;
    if (m_tiles.size() > 2 * m_used.size() + kSpare)
        std::erase_if(m_tiles, [](const auto &one) { return !one.second.tile && one.second.held.expired(); });
}

void TileCache::forget(std::uint64_t sound)
{
    const std::lock_guard lock(m_mutex);
    auto entry = m_tiles.lower_bound(Key{sound, INT64_MIN, INT32_MIN, TileDetail::Sharp});
    while (entry != m_tiles.end() && entry->first.sound == sound) {
        release(entry->second);
        entry = m_tiles.erase(entry);
    }
}

std::size_t TileCache::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

void TileCache::release(Entry &entry)
{
    if (!entry.tile)
        return;
    m_bytes -= entry.tile->bytes();
    m_used.erase(entry.used);
    entry.tile.reset();
}

}  // namespace tonewright
