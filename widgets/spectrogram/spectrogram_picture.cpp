#include "widgets/spectrogram/spectrogram_picture.h"

#include <chrono>

namespace tonewright
{

namespace
{

using Clock = std::chrono::steady_clock;
constexpr auto kSlice = std::chrono::milliseconds(60);
constexpr int kCoarseColumns = 128;
// Frames that are made sooner than anybody notices: no coarse picture before. Seeking in a file costs more.
constexpr std::int64_t kSoonInMemory = 4000;
constexpr std::int64_t kSoonFromFile = 1000;

/// Frames of level 0 that have to be looked at before a sound is sharp.
std::int64_t missingFrames(const SpectrogramSound &sound, const TileSpan &span)
{
    std::int64_t missing = 0;
    for (std::int64_t index = span.first; index <= span.last; ++index)
        if (!sound.tileIfHere(span.level, index))
            missing += kTileFrames * framesPerFrame(span.level);
    return std::min(missing, sound.frames());
}

void makeTiles(SpectrogramSound &sound, const TileSpan &span, TileDetail detail, Clock::time_point until,
               std::vector<TilePtr> &held, const std::stop_token &stop)
{
    for (std::int64_t index = span.first; index <= span.last && !stop.stop_requested(); ++index) {
        TilePtr tile = sound.tileIfHere(span.level, index, detail);
        if (!tile && Clock::now() < until)
            tile = sound.tile(span.level, index, detail, stop);
        if (tile)
            held.push_back(std::move(tile));
    }
}

/// Whether all are there without a sample being read: then nothing coarse is needed before.
bool allKept(SpectrogramSound &sound, const TileSpan &span, std::vector<TilePtr> &held)
{
    for (std::int64_t index = span.first; index <= span.last; ++index) {
        TilePtr tile = sound.keptTile(span.level, index);
        if (!tile)
            return false;
        held.push_back(std::move(tile));
    }
    return true;
}

}  // namespace

SpectrogramPicture makePictureSlice(const PictureRequest &request, bool first, const std::stop_token &stop)
{
    SpectrogramPicture picture;
    picture.range = request.range;
    picture.frequencies = {request.settings.minimumHz, request.settings.maximumHz};
    picture.scale = request.settings.scale;
    const auto until = Clock::now() + kSlice;
    const int columns = request.pixels.width();
    for (const SoundPtr &sound : {request.sound, request.minus}) {
        if (!sound)
            continue;
        const TileSpan needed = neededTiles(*sound, columns, request.range);
        const std::int64_t soon = sound->source()->inMemory() ? kSoonInMemory : kSoonFromFile;
        if (first && missingFrames(*sound, needed) > soon && !allKept(*sound, needed, picture.held))
            makeTiles(*sound, coarseTiles(*sound, kCoarseColumns, request.range), TileDetail::Coarse,
                      Clock::time_point::max(), picture.held, stop);
        else
            makeTiles(*sound, needed, TileDetail::Sharp, until, picture.held, stop);
        if (!picture.error)
            picture.error = sound->error();
    }
    if (stop.stop_requested())
        return picture;
    LevelGrid grid = levelsInMemory(*request.sound, request.pixels, request.range, request.settings);
    if (request.minus) {
        grid = differenceOf(grid, levelsInMemory(*request.minus, request.pixels, request.range, request.settings),
                            request.settings.floorDb);
        picture.image =
            coloured(grid, differenceColours(), -request.settings.differenceDb, request.settings.differenceDb);
    } else {
        picture.image = coloured(grid, spectrogramColours(request.settings.colours), request.settings.floorDb,
                                 request.settings.ceilingDb);
        picture.extent = extentOf(grid);
    }
    picture.complete = grid.complete || picture.error;
    return picture;
}

}  // namespace tonewright
