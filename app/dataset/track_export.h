#pragma once

#include <QList>
#include <QString>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

/// The table of tracks at one moment, to be written on any thread.
struct TrackTableCopy {
    TrackEntries entries;
    std::vector<int> rows;        ///< of the entries: which and in which order
    QList<QString> problems;      ///< [entries]
    std::vector<float> peakDb;    ///< [entries], NaN: not measured
    std::vector<float> lufs;      ///< [entries], NaN: not measured or undefined
    std::vector<float> features;  ///< [entries][40], or empty: none were computed
};

/// The three files that belong together: tracks.csv → tracks.csv, tracks.npy, tracks.schema.json.
struct TrackExportFiles {
    std::filesystem::path csv, npy, schema;
    explicit TrackExportFiles(const std::filesystem::path &chosen);
};

/// Writes the table as CSV (RFC 4180, UTF-8, decimal points, an empty field where there is no value), the same numbers
/// as a float32 matrix (of a text column the index of its category), and what each column is as JSON. The schema is
/// written last and has the form of generated data sets'. Unwritable.
Result<void> exportTracks(const TrackTableCopy &table, const std::filesystem::path &chosen);

}  // namespace tonewright
