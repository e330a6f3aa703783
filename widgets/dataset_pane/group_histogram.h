#pragma once

#include <QtCore/QString>
#include <span>
#include <vector>

#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

/// How one number is spread over the tracks of one genre.
struct GroupHistogram {
    QString group;
    std::vector<int> counts;  ///< [bins]
    int tracks = 0;           ///< with a value
    double lowerQuartile = 0;
    double median = 0;
    double upperQuartile = 0;
};

/// The same bins for every genre, so that their shapes can be compared.
struct GroupHistograms {
    bool logarithmic = false;            ///< bins of equal ratio
    double low = 0;                      ///< lower edge of the first bin
    double high = 1;                     ///< upper edge of the last one
    int beyond = 0;                      ///< tracks outside, counted in the outermost bins
    int without = 0;                     ///< tracks without a value
    double largestShare = 0;             ///< of a genre in one bin, 0 … 1: what the bars are scaled by
    std::vector<GroupHistogram> groups;  ///< sorted by name; genres without a value are left out
};

/// Any thread. `values` [tracks]; NaN and infinite: none. Bins reach from the lowest to the highest value; where there
/// are 200 or more, from the 0.5th percentile to the 99.5th, so that one odd track does not squeeze all others. They
/// are logarithmic where all are above 0 and the highest is more than 50 times the lowest.
GroupHistograms histogramsOf(std::span<const float> values, const TrackList &tracks, int bins = 32);

}  // namespace tonewright
