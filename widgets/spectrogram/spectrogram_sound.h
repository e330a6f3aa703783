#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>

#include "widgets/spectrogram/spectrogram_settings.h"
#include "widgets/spectrogram/spectrogram_tile.h"
#include "widgets/spectrogram/tile_cache.h"
#include "widgets/spectrogram/tile_files.h"

namespace tonewright
{

/// Where tiles are kept; shared by everything that shows sounds side by side.
struct TileStore {
    TileStore(std::size_t mostBytes, std::filesystem::path folder) : memory(mostBytes), files(std::move(folder)) {}
    TileCache memory;
    TileFiles files;
};
using TileStorePtr = std::shared_ptr<TileStore>;
/// In memory alone, as much as it takes: for pictures that are made at once.
TileStorePtr makeTemporaryStore();
/// Bounded in memory and on disk, in the person's cache folder.
TileStorePtr makeSharedStore();

/// Mean level of a part of a sound.
struct MeanLevel {
    double db = 0;           ///< of the mean power of all bins and frames, dBFS
    std::int64_t cells = 0;  ///< bins × frames
};

/// One analysis of one sound, tile by tile as they are asked for: from memory, from disk, else from the samples. Any
/// thread; a tile that two ask for at once is made once.
class SpectrogramSound
{
public:
    /// All not null; window even, ≥ 16, hop ≥ 1.
    SpectrogramSound(std::shared_ptr<const SampleSource> source, const SpectrogramAnalysis &analysis,
                     TileStorePtr store);
    ~SpectrogramSound();  ///< its tiles leave the memory
    SpectrogramSound(const SpectrogramSound &) = delete;
    SpectrogramSound &operator=(const SpectrogramSound &) = delete;

    [[nodiscard]] const std::shared_ptr<const SampleSource> &source() const { return m_source; }
    [[nodiscard]] const SpectrogramAnalysis &analysis() const { return m_analysis; }
    [[nodiscard]] int sampleRate() const { return m_source->sampleRate(); }
    [[nodiscard]] double seconds() const { return m_source->seconds(); }
    [[nodiscard]] int bins() const { return m_analysis.windowSamples / 2 + 1; }
    [[nodiscard]] double binHz() const { return double(sampleRate()) / m_analysis.windowSamples; }
    [[nodiscard]] double frameSeconds() const { return double(m_analysis.hopSamples) / sampleRate(); }
    [[nodiscard]] std::int64_t frames(int level = 0) const { return framesOfLevel(m_frames, level); }
    [[nodiscard]] std::int64_t tiles(int level) const { return (frames(level) + kTileFrames - 1) / kTileFrames; }
    /// The level whose frames are as long as `seconds` or up to four times shorter.
    [[nodiscard]] int levelFor(double seconds) const;

    /// What is in memory already; null: not.
    [[nodiscard]] TilePtr tileIfHere(int level, std::int64_t index, TileDetail detail = TileDetail::Sharp) const;
    /// What is in memory or on disk already, if that can be told without reading the sound; null: not.
    TilePtr keptTile(int level, std::int64_t index);
    /// Made if need be: milliseconds to a second. Null when stopped, or when the samples can't be read: see error().
    TilePtr tile(int level, std::int64_t index, TileDetail detail = TileDetail::Sharp,
                 const std::stop_token &stop = {});
    /// Why samples couldn't be read; where that is so, what is missing stays empty.
    [[nodiscard]] std::optional<Error> error() const;

    /// The level a read-out shows, from the tiles of `level` that are in memory (NaN: none there, or outside the
    /// sound): at a spectral peak the level of a sine that would give it (a window reads one between two bins too low,
    /// Hann by up to 1.4 dB; corrected, less than 0.05 dB remains), elsewhere linear between bins.
    [[nodiscard]] double levelDb(double seconds, double hertz, int level = 0) const;

    /// Over the frames and bins whose centres lie in the ranges (at least the nearest one). Makes what it needs: up to
    /// seconds for long ranges. Nothing when stopped or unreadable.
    [[nodiscard]] std::optional<MeanLevel> meanLevel(TimeRange time, FrequencyRange frequencies,
                                                     const std::stop_token &stop = {});

private:
    [[nodiscard]] TilePtr make(const TileCache::Key &key, const std::stop_token &stop);
    [[nodiscard]] TilePtr folded(const TileCache::Key &key, bool makeMissing, const std::stop_token &stop);
    [[nodiscard]] std::string contentKey();

    const std::shared_ptr<const SampleSource> m_source;
    const SpectrogramAnalysis m_analysis;
    const TileStorePtr m_store;
    const std::uint64_t m_number;
    const std::int64_t m_frames;

    mutable std::mutex m_mutex;  // guards what follows
    std::condition_variable m_finished;
    std::set<TileCache::Key> m_busy;  // being made
    std::optional<Error> m_error;
};
using SoundPtr = std::shared_ptr<SpectrogramSound>;

}  // namespace tonewright
