#pragma once

#include <QtCore/QPointF>
#include <cstddef>
#include <span>
#include <vector>

namespace tonewright
{

/// Points of a line in ascending x, append-only, drawn by minimum and maximum a pixel column: nothing is thrown away
/// and a single spike stays visible at any zoom. Extremes are kept for blocks of kBlock points, so drawing n points
/// costs about n / kBlock + columns · kBlock.
class SeriesBuffer
{
public:
    static constexpr std::size_t kBlock = 256;

    void clear();
    void assign(std::vector<double> x, std::vector<double> y);  ///< x ascending; a y of NaN is a gap
    void append(double x, double y);
    [[nodiscard]] std::size_t size() const { return m_x.size(); }
    [[nodiscard]] const std::vector<double> &x() const { return m_x; }
    [[nodiscard]] const std::vector<double> &y() const { return m_y; }

    struct Extent {
        double low = 0;
        double high = 0;
        bool valid = false;
    };
    [[nodiscard]] Extent yExtent(double xLow, double xHigh) const;  ///< of the finite points inside
    [[nodiscard]] Extent xExtent() const;
    /// The finite point nearest in x; −1 when there is none.
    [[nodiscard]] std::ptrdiff_t nearest(double x) const;

    /// The polyline for [xLow, xHigh] on `columns` pixel columns. At most four points a column (first, lowest, highest,
    /// last, in order of x), one point beyond either edge; points beside a gap aren't joined across it. `logarithmic`
    /// spaces the columns in log x.
    [[nodiscard]] std::vector<QPointF> decimated(double xLow, double xHigh, int columns,
                                                 bool logarithmic = false) const;

    /// What the points of a bin look like without their outliers.
    struct Band {
        double x = 0;     ///< the bin's middle
        double low = 0;   ///< 10 % of its points lie below …
        double high = 0;  ///< … and 10 % above
        bool valid = false;
    };
    static constexpr std::size_t kBandPoints = 256;  ///< a bin of more is sampled evenly: the cost stays bounded
    /// [xLow, xHigh] in `bins` equal parts; a part without finite points isn't valid. Where few points are finite all
    /// of them count.
    [[nodiscard]] std::vector<Band> bands(double xLow, double xHigh, int bins) const;
    /// Finite points inside [xLow, xHigh]: those that are seen.
    [[nodiscard]] std::size_t count(double xLow, double xHigh) const;

private:
    struct Range {
        std::ptrdiff_t low = -1;   ///< index of the smallest finite y
        std::ptrdiff_t high = -1;  ///< index of the largest
    };
    [[nodiscard]] Range range(std::size_t begin, std::size_t end) const;
    void extend(Range &range, std::size_t index) const;
    [[nodiscard]] std::size_t finite(std::size_t begin, std::size_t end) const;  ///< how many are

    std::vector<double> m_x;
    std::vector<double> m_y;
    std::vector<Range> m_blocks;
    std::vector<std::size_t> m_finite;  // [block]: how many are
};

}  // namespace tonewright
