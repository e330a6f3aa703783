#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace tonewright::test
{

inline constexpr double kBeatTolerance = 0.07;  ///< seconds, the field's usual one

/// F-measure of found against true times, each matched at most once within ± tolerance. No time is left out (mir_eval
/// leaves out the first five seconds). 0 where one of them is empty.
inline double fMeasure(const std::vector<double> &truth, const std::vector<double> &found,
                       double tolerance = kBeatTolerance)
{
    std::size_t hits = 0;
    for (std::size_t i = 0, j = 0; i < truth.size() && j < found.size();) {
        const double difference = found[j] - truth[i];
        if (std::abs(difference) <= tolerance) {
            ++hits;
            ++i;
            ++j;
        } else if (difference < 0) {
            ++j;
        } else {
            ++i;
        }
    }
    return truth.empty() || found.empty() ? 0.0 : 2.0 * double(hits) / double(truth.size() + found.size());
}

}  // namespace tonewright::test
