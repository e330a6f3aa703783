#pragma once

#include <QtGui/QImage>
#include <optional>
#include <stop_token>
#include <vector>

#include "widgets/spectrogram/spectrogram_render.h"

namespace tonewright
{

/// What a view wants to show.
struct PictureRequest {
    SoundPtr sound;
    SoundPtr minus;  ///< if set: sound − minus, on the map for differences
    QSize pixels;
    TimeRange range;
    SpectrogramSettings settings;
};

/// What it gets.
struct SpectrogramPicture {
    QImage image;
    TimeRange range;
    FrequencyRange frequencies;
    FrequencyScale scale = FrequencyScale::Log;
    bool complete = false;              ///< nothing more to come
    std::optional<LevelExtent> extent;  ///< of the levels shown
    std::optional<Error> error;
    std::vector<TilePtr> held;  ///< what it is made of: stays in memory as long as it is shown
};

/// One slice of the work: makes missing tiles for some tens of milliseconds, then the picture from all that there are.
/// Where much is missing, the `first` slice of a request only looks here and there: a coarse picture at once. Slices of
/// several views take turns on a pool, so that none waits for another's last detail. Any thread.
SpectrogramPicture makePictureSlice(const PictureRequest &request, bool first, const std::stop_token &stop);

}  // namespace tonewright
