#include "core/dsp/dtw.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/multiversion.h"
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

double dtwDistance(const FeatureMatrix &a, const FeatureMatrix &b, const std::stop_token &stop)
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
        if (stop.stop_requested())
            return std::numeric_limits<double>::quiet_NaN();
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

namespace
{

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// The columns of one row that a path may use, both included.
struct Window {
    int first = 0;
    int last = 0;
};

/// The frames of a series in double precision. Shape [frame][band].
struct Series {
    int frames = 0;
    int bands = 0;
    std::vector<double> values;

    explicit Series(const FeatureMatrix &m) : frames(m.frames), bands(m.bands), values(m.values.begin(), m.values.end())
    {
    }
    /// Neighbours averaged; an odd last frame is left out.
    explicit Series(const Series &fine, int)
        : frames(fine.frames / 2), bands(fine.bands), values(std::size_t(frames) * std::size_t(bands))
    {
        const auto width = std::size_t(bands);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t at = i / width * 2 * width + i % width;
            values[i] = (fine.values[at] + fine.values[at + width]) / 2.0;
        }
    }
    [[nodiscard]] const double *frame(int index) const { return values.data() + std::ptrdiff_t(index) * bands; }
};

double distanceOf(const double *a, const double *b, int bands)
{
    double squares = 0;
    for (int k = 0; k < bands; ++k)
        squares += (a[k] - b[k]) * (a[k] - b[k]);
    return std::sqrt(squares);
}

enum class Step : std::uint8_t { FromAbove, FromLeft, Diagonal };

/// Costs of one row's window, from the row before. `steps`, if wanted, gets the step that led to each cell; of equally
/// good ones the first of the enumeration (as the fastdtw package does).
void relaxRow(const Series &a, const Series &b, int row, Window window, Window before,
              const std::vector<double> &costsBefore, std::vector<double> &costs, std::uint8_t *steps)
{
    const auto above = [&](int column) {
        return row > 0 && column >= before.first && column <= before.last
                   ? costsBefore[std::size_t(column - before.first)]
                   : kInfinite;
    };
    costs.resize(std::size_t(window.last - window.first + 1));
    double left = kInfinite;
    for (int column = window.first; column <= window.last; ++column) {
        const double distance = distanceOf(a.frame(row), b.frame(column), a.bands);
        const bool start = row == 0 && column == 0;
        double best = above(column) + distance;
        Step step = Step::FromAbove;
        if (left + distance < best) {
            best = left + distance;
            step = Step::FromLeft;
        }
        if (const double diagonal = start ? distance : above(column - 1) + distance; diagonal < best) {
            best = diagonal;
            step = Step::Diagonal;
        }
        left = costs[std::size_t(column - window.first)] = best;
        if (steps != nullptr)
            steps[column - window.first] = std::uint8_t(step);
    }
}

/// The best path inside the windows, one a row of `a`.
DtwAlignment alignInside(const Series &a, const Series &b, const std::vector<Window> &windows)
{
    std::vector<std::size_t> begin(windows.size() + 1, 0);  // where each row's steps begin
    for (std::size_t row = 0; row < windows.size(); ++row)
        begin[row + 1] = begin[row] + std::size_t(windows[row].last - windows[row].first + 1);
    std::vector<std::uint8_t> steps(begin.back());
    std::vector<double> costs, before;
    for (int row = 0; row < a.frames; ++row) {
        std::swap(costs, before);
        const Window window = windows[std::size_t(row)];
        relaxRow(a, b, row, window, row > 0 ? windows[std::size_t(row) - 1] : window, before, costs,
                 steps.data() + begin[std::size_t(row)]);
    }
    DtwAlignment result{costs.back(), {}};
    for (int row = a.frames - 1, column = b.frames - 1; row >= 0 && column >= 0;) {
        result.path.emplace_back(row, column);
        const std::size_t at = begin[std::size_t(row)] + std::size_t(column - windows[std::size_t(row)].first);
        const Step step = Step(steps[at]);
        row -= step == Step::FromLeft ? 0 : 1;
        column -= step == Step::FromAbove ? 0 : 1;
    }
    std::reverse(result.path.begin(), result.path.end());
    return result;
}

/// Each row's window at full resolution: the path's cells at half resolution and all within `radius` of them.
std::vector<Window> widened(const std::vector<std::pair<int, int>> &path, int rows, int columns, int radius)
{
    const int coarseRows = path.back().first + 1;
    std::vector<Window> spans(std::size_t(coarseRows), Window{columns, -1});  // of the path
    for (const auto &[row, column] : path) {
        Window &span = spans[std::size_t(row)];
        span = {std::min(span.first, column), std::max(span.last, column)};
    }
    std::vector<Window> windows;
    for (int row = 0; row < rows; ++row) {
        // The path rises: the lowest column is that of the first row within reach, the highest that of the last.
        const auto first = std::size_t(std::clamp(row / 2 - radius, 0, coarseRows - 1));
        const auto last = std::size_t(std::clamp(row / 2 + radius, 0, coarseRows - 1));
        windows.push_back({std::max(0, 2 * (spans[first].first - radius)),
                           std::min(columns - 1, 2 * (spans[last].last + radius) + 1)});
    }
    return windows;
}

DtwAlignment fastAlignment(const Series &a, const Series &b, int radius)
{
    if (a.frames < radius + 2 || b.frames < radius + 2)
        return alignInside(a, b, std::vector<Window>(std::size_t(a.frames), Window{0, b.frames - 1}));
    const DtwAlignment coarse = fastAlignment(Series(a, 0), Series(b, 0), radius);
    return alignInside(a, b, widened(coarse.path, a.frames, b.frames, radius));
}

}  // namespace

double bandedDtwDistance(const FeatureMatrix &a, const FeatureMatrix &b, int radius)
{
    if (a.frames == 0 || b.frames == 0)
        return 0.0;
    if (a.frames > b.frames)
        return bandedDtwDistance(b, a, radius);  // rows are the shorter series: windows of neighbours then overlap
    const Series rows(a), columns(b);
    const std::int64_t lastRow = a.frames - 1, lastColumn = b.frames - 1;
    const std::int64_t width = std::clamp<std::int64_t>(radius, a.frames == b.frames ? 0 : 1, a.frames);
    // Column j belongs to row i where |j·lastRow − i·lastColumn| ≤ radius·lastColumn.
    const auto windowOf = [&](std::int64_t row) {
        if (lastRow == 0)
            return Window{0, int(lastColumn)};
        const std::int64_t low = std::max<std::int64_t>(0, (row - width) * lastColumn);
        return Window{int((low + lastRow - 1) / lastRow),
                      int(std::min(lastColumn, (row + width) * lastColumn / lastRow))};
    };
    std::vector<double> costs, before;
    for (int row = 0; row < a.frames; ++row) {
        std::swap(costs, before);
        relaxRow(rows, columns, row, windowOf(row), windowOf(std::max(0, row - 1)), before, costs, nullptr);
    }
    return costs.back();
}

DtwAlignment fastDtw(const FeatureMatrix &a, const FeatureMatrix &b, int radius)
{
    if (a.frames == 0 || b.frames == 0)
        return {};
    return fastAlignment(Series(a), Series(b), std::max(1, radius));
}

}  // namespace tonewright::dsp
