#pragma once

#include <QtCore/QSize>
#include <QtGui/QImage>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <vector>

#include "widgets/spectrogram/colour_map.h"
#include "widgets/spectrogram/frequency_scale.h"
#include "widgets/spectrogram/spectrogram_sound.h"

namespace tonewright
{

/// Levels of the pixels of a picture.
struct LevelGrid {
    static constexpr std::int16_t kNothing = std::numeric_limits<std::int16_t>::min();  ///< no sound or not known yet
    QSize pixels;
    std::vector<std::int16_t> centiDb;  ///< [column][row], row 0 at the top; hundredths of a dB
    bool complete = true;               ///< every column is sharp

    [[nodiscard]] const std::int16_t *column(int x) const
    {
        return centiDb.data() + std::size_t(x) * std::size_t(pixels.height());
    }
};

/// The tiles that a picture of `pixels` columns over `range` needs to be sharp.
struct TileSpan {
    int level = 0;
    std::int64_t first = 0;
    std::int64_t last = -1;  ///< < first: none
    [[nodiscard]] std::int64_t count() const { return last - first + 1; }
};
TileSpan neededTiles(const SpectrogramSound &sound, int columns, TimeRange range);
/// The level of Coarse tiles for a first picture: about `columns` frames over the range.
TileSpan coarseTiles(const SpectrogramSound &sound, int columns, TimeRange range);

/// What can be drawn with the tiles that are in memory. A pixel that covers several bins or frames shows the loudest;
/// one between bins or frames is interpolated. A column whose tile isn't there takes the next coarser that is. Times
/// outside the sound and frequencies above its Nyquist frequency are kNothing. Any thread.
LevelGrid levelsInMemory(const SpectrogramSound &sound, QSize pixels, TimeRange range,
                         const SpectrogramSettings &settings);
/// The same with every tile made that it needs. Empty pixels when stopped.
LevelGrid levelsOf(SpectrogramSound &sound, QSize pixels, TimeRange range, const SpectrogramSettings &settings,
                   const std::stop_token &stop = {});
/// `sound` − `other`, each raised to the floor first: what nobody hears in either makes no difference. kNothing where
/// one has nothing.
LevelGrid differenceOf(const LevelGrid &sound, const LevelGrid &other, double floorDb);

/// kNothing is transparent.
QImage coloured(const LevelGrid &grid, const ColourMap &map, double floorDb, double ceilingDb);

/// The bare picture of a sound (no axes), sharp. Null when stopped or without pixels.
QImage renderSpectrogramPixels(SpectrogramSound &sound, QSize pixels, TimeRange range,
                               const SpectrogramSettings &settings, const std::stop_token &stop = {});

/// How loud and how quiet a grid is: what levels fitted to the sound are made of.
struct LevelExtent {
    double quietDb = 0;  ///< a tenth of the pixels is quieter
    double loudDb = 0;   ///< none is louder
};
std::optional<LevelExtent> extentOf(const LevelGrid &grid);

}  // namespace tonewright
