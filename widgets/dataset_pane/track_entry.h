#pragma once

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <memory>
#include <vector>

namespace tonewright
{

/// One line of the table of tracks: what is known of a track without reading its sound.
struct TrackEntry {
    QString key;  ///< Track::key()
    QString genre;
    QString name;
    QString file;       ///< of the reference
    bool pair = false;  ///< the corpus brings its own raw version
    bool heldOut = false;
    double seconds = 0;
    int sampleRate = 0;  ///< Hz
    int channels = 0;
    QString problem;  ///< what is remarkable about it, in words; empty: nothing
};

/// All tracks and what is looked up in them; never changes.
struct TrackList {
    std::vector<TrackEntry> tracks;
    QHash<QString, int> rowOfKey;  ///< of `tracks`
    QStringList genres;            ///< sorted, unique
    QList<QString> problems;       ///< [tracks]
    int problemCount = 0;          ///< tracks with one
};
using TrackEntries = std::shared_ptr<const TrackList>;

/// Makes the look-ups (not on the GUI thread where tracks are many).
TrackEntries makeTrackEntries(std::vector<TrackEntry> tracks);

/// A sample rate as the table shows it: exact, "44.1", "22.05", "11.025".
QString kilohertzText(int hertz);

/// The columns, in the order shown.
enum class TrackColumn { Name, Genre, Kind, Split, Length, Rate, Channels, Peak, Loudness, Problem, Count };

/// What was measured of a track's sound.
struct TrackMeasure {
    int row = 0;  ///< in TrackEntries
    double peakDb = 0;
    double integratedLufs = 0;  ///< NaN: undefined
    QString problem;            ///< what measuring found; empty: nothing
};

}  // namespace tonewright
