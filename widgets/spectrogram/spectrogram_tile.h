#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/audio/sample_source.h"
#include "widgets/spectrogram/spectrogram_settings.h"

namespace tonewright
{

/// A spectrogram is made of tiles: kTileFrames frames side by side, in levels of detail. Level 0 holds the analysis'
/// own frames; a frame of level k stands for kLevelFactor^k of them and holds, for every bin, the loudest, so that no
/// click is lost by looking from afar.
inline constexpr int kTileFrames = 128;
inline constexpr int kLevelFactor = 4;
inline constexpr int kMaximumLevel = 10;

/// Which of the frames that a tile's frame stands for are looked at.
enum class TileDetail : std::uint8_t {
    Sharp,   ///< all: the loudest
    Coarse,  ///< the middle one alone: spaced reads, for a first picture at once
};

/// Levels in hundredths of a dBFS (a full-scale sine reads 0), kSilenceDb … 320 dB; a Nyquist or constant signal reads
/// up to 6 dB more than its peak.
struct SpectrogramTile {
    static constexpr double kSilenceDb = -160;

    int frames = 0;                     ///< ≤ kTileFrames: fewer at the end
    int bins = 0;                       ///< windowSamples / 2 + 1
    std::vector<std::int16_t> centiDb;  ///< [frame][bin]

    [[nodiscard]] const std::int16_t *frame(int index) const
    {
        return centiDb.data() + std::size_t(index) * std::size_t(bins);
    }
    [[nodiscard]] std::size_t bytes() const { return sizeof *this + centiDb.size() * sizeof(std::int16_t); }
};
using TilePtr = std::shared_ptr<const SpectrogramTile>;

/// Frames of a sound: one every hop, centred on its time, the last one within a hop of the end. None of an empty one.
std::int64_t spectrogramFrames(const SampleSource &source, const SpectrogramAnalysis &analysis);
/// kLevelFactor^level.
std::int64_t framesPerFrame(int level);
/// Frames of a level.
std::int64_t framesOfLevel(std::int64_t frames, int level);

/// Tile `index` of a level from the samples. Null without an error: stopped. Samples that aren't finite read as
/// silence. Any thread.
Result<TilePtr> computeTile(const SampleSource &source, const SpectrogramAnalysis &analysis, int level,
                            std::int64_t index, TileDetail detail, const std::stop_token &stop);
/// The same, sharp, from the up to kLevelFactor tiles of the level below that it stands for, in their order.
TilePtr foldTiles(const std::vector<TilePtr> &below);

/// How far a sine between two bins reads too low, in dB ≥ 0, from the ratio (0 … 1) of the second largest bin to the
/// largest: their distance to the sine follows from it and the window's transform, and from that the loss (Harris, "On
/// the use of windows for harmonic analysis" (1978): scalloping loss; Hann 0 … 1.42 dB).
double scallopingLossDb(dsp::WindowShape window, double ratio);

}  // namespace tonewright
