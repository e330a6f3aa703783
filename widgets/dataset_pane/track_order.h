#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <vector>

#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

/// Which rows are wanted and how they are to be sorted.
struct TrackOrderRequest {
    TrackEntries entries;
    QList<QString> problems;     ///< [entries]
    std::vector<float> measure;  ///< [entries], of the column sorted by where it is a measured one; else empty
    TrackColumn column = TrackColumn::Name;
    bool descending = false;
    QString text;   ///< in key or problem, whatever the case; empty: all
    QString genre;  ///< empty: all
    bool onlyProblems = false;
};

struct TrackOrder {
    std::vector<int> rows;       ///< [position] → row of the entries
    std::vector<int> positions;  ///< [row] → position; −1: filtered away
};

/// Filters and sorts. Pure: runs on any thread, and takes too long for the GUI's. Equal rows keep the entries' order;
/// what isn't measured comes last, whichever the direction. Names as a person sorts them: 2 before 10.
TrackOrder orderTracks(const TrackOrderRequest &request);

}  // namespace tonewright
