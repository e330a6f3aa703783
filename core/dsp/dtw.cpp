#include "core/dsp/dtw.h"

#include <algorithm>
#include <limits>

#include "core/dsp/multiversion.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

/// out[j] = min(row[j], row[j−1]): the better of coming from below and diagonally. row[−1] counts as infinite.
TW_MULTIVERSION
void betterPredecessor(std::span<const double> row, std::span<double> out)
{
    const double *__restrict p = row.data();
    double *__restrict o = out.data();
    o[0] = p[0];
    for (std::size_t j = 1, n = row.size(); j < n; ++j)
        o[j] = p[j] < p[j - 1] ? p[j] : p[j - 1];
}

}  // namespace

double dtwDistance(const FeatureMatrix &a, const FeatureMatrix &b)
{
    const auto n = std::size_t(a.frames), m = std::size_t(b.frames), dimensions = std::size_t(b.bands);
    if (n == 0 || m == 0)
        return 0.0;
    std::vector<float> columns(m * dimensions);  // b transposed: [dimension][frame]
    for (std::size_t j = 0; j < m; ++j)
        for (std::size_t k = 0; k < dimensions; ++k)
            columns[k * m + j] = b.values[j * dimensions + k];

    std::vector<float> distance(m);
    std::vector<double> row(m), best(m);
    for (std::size_t i = 0; i < n; ++i) {
        loops::distances(a.frame(int(i)), columns, distance);
        if (i == 0)
            std::fill(best.begin(), best.end(), std::numeric_limits<double>::infinity());
        else
            betterPredecessor(row, best);
        double left = i == 0 ? 0.0 : std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < m; ++j) {
            left = std::min(left, best[j]) + double(distance[j]);
            row[j] = left;
        }
    }
    return row.back();
}

}  // namespace tonewright::dsp
