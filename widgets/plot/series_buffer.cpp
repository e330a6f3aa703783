#include "widgets/plot/series_buffer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tonewright
{

void SeriesBuffer::clear()
{
    m_x.clear();
    m_y.clear();
    m_blocks.clear();
    m_finite.clear();
}

void SeriesBuffer::assign(std::vector<double> x, std::vector<double> y)
{
    const std::size_t count = std::min(x.size(), y.size());
    x.resize(count);
    y.resize(count);
    m_x = std::move(x);
    m_y = std::move(y);
    m_blocks.assign((count + kBlock - 1) / kBlock, {});
    m_finite.assign(m_blocks.size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
        extend(m_blocks[i / kBlock], i);
        m_finite[i / kBlock] += std::isfinite(m_y[i]) ? 1 : 0;
    }
}

void SeriesBuffer::append(double x, double y)
{
    if (m_x.size() % kBlock == 0) {
        m_blocks.emplace_back();
        m_finite.push_back(0);
    }
    m_x.push_back(x);
    m_y.push_back(y);
    extend(m_blocks.back(), m_x.size() - 1);
    m_finite.back() += std::isfinite(y) ? 1 : 0;
}

void SeriesBuffer::extend(Range &range, std::size_t index) const
{
    const double y = m_y[index];
    if (!std::isfinite(y))
        return;
    if (range.low < 0 || y < m_y[std::size_t(range.low)])
        range.low = std::ptrdiff_t(index);
    if (range.high < 0 || y > m_y[std::size_t(range.high)])
        range.high = std::ptrdiff_t(index);
}

SeriesBuffer::Range SeriesBuffer::range(std::size_t begin, std::size_t end) const
{
    Range found;
    std::size_t i = begin;
    while (i < end) {
        if (i % kBlock == 0 && i + kBlock <= end) {
            const Range &block = m_blocks[i / kBlock];
            if (block.low >= 0) {
                extend(found, std::size_t(block.low));
                extend(found, std::size_t(block.high));
            }
            i += kBlock;
        } else {
            extend(found, i++);
        }
    }
    return found;
}

SeriesBuffer::Extent SeriesBuffer::yExtent(double xLow, double xHigh) const
{
    const auto begin = std::lower_bound(m_x.begin(), m_x.end(), xLow);
    const auto end = std::upper_bound(begin, m_x.end(), xHigh);
    const Range found = range(std::size_t(begin - m_x.begin()), std::size_t(end - m_x.begin()));
    if (found.low < 0)
        return {};
    return {m_y[std::size_t(found.low)], m_y[std::size_t(found.high)], true};
}

SeriesBuffer::Extent SeriesBuffer::xExtent() const
{
    return m_x.empty() ? Extent{} : Extent{m_x.front(), m_x.back(), true};
}

std::ptrdiff_t SeriesBuffer::nearest(double x) const
{
    const auto above = std::ptrdiff_t(std::lower_bound(m_x.begin(), m_x.end(), x) - m_x.begin());
    std::ptrdiff_t right = above;
    while (right < std::ptrdiff_t(m_x.size()) && !std::isfinite(m_y[std::size_t(right)]))
        ++right;
    std::ptrdiff_t left = above - 1;
    while (left >= 0 && !std::isfinite(m_y[std::size_t(left)]))
        --left;
    if (right == std::ptrdiff_t(m_x.size()))
        return left;
    if (left < 0)
        return right;
    return x - m_x[std::size_t(left)] <= m_x[std::size_t(right)] - x ? left : right;
}

std::vector<QPointF> SeriesBuffer::decimated(double xLow, double xHigh, int columns, bool logarithmic) const
{
    std::vector<QPointF> line;
    if (m_x.empty() || columns <= 0 || !(xLow < xHigh) || (logarithmic && xLow <= 0))
        return line;
    const auto first = std::lower_bound(m_x.begin(), m_x.end(), xLow);
    const auto last = std::upper_bound(first, m_x.end(), xHigh);
    // One point beyond either edge, so that the line reaches it.
    const auto begin = std::size_t(first - m_x.begin()) - (first != m_x.begin() ? 1 : 0);
    const auto end = std::size_t(last - m_x.begin()) + (last != m_x.end() ? 1 : 0);
    if (end - begin <= std::size_t(columns) * 4) {
        line.reserve(end - begin);
        for (std::size_t i = begin; i < end; ++i)
            line.emplace_back(m_x[i], m_y[i]);
        return line;
    }
    line.reserve(std::size_t(columns) * 4 + 2);
    std::size_t i = begin;
    for (int column = 0; column <= columns && i < end; ++column) {
        const double part = double(column + 1) / columns;
        const double edge = logarithmic ? xLow * std::pow(xHigh / xLow, part) : xLow + (xHigh - xLow) * part;
        const auto next = column == columns ? end
                                            : std::size_t(std::lower_bound(m_x.begin() + std::ptrdiff_t(i),
                                                                           m_x.begin() + std::ptrdiff_t(end), edge) -
                                                          m_x.begin());
        if (next == i)
            continue;
        const Range extremes = range(i, next);
        if (extremes.low < 0) {
            line.emplace_back(m_x[i], std::numeric_limits<double>::quiet_NaN());
        } else {
            std::array<std::size_t, 4> picks{i, std::size_t(extremes.low), std::size_t(extremes.high), next - 1};
            std::sort(picks.begin(), picks.end());
            for (std::size_t p = 0; p < picks.size(); ++p)
                if (p == 0 || picks[p] != picks[p - 1])
                    line.emplace_back(m_x[picks[p]], m_y[picks[p]]);
        }
        i = next;
    }
    return line;
}

std::size_t SeriesBuffer::count(double xLow, double xHigh) const
{
    const auto begin = std::lower_bound(m_x.begin(), m_x.end(), xLow);
    const auto end = std::upper_bound(begin, m_x.end(), xHigh);
    return finite(std::size_t(begin - m_x.begin()), std::size_t(end - m_x.begin()));
}

std::size_t SeriesBuffer::finite(std::size_t begin, std::size_t end) const
{
    std::size_t count = 0;
    for (std::size_t i = begin; i < end;) {
        if (i % kBlock == 0 && i + kBlock <= end) {
            count += m_finite[i / kBlock];
            i += kBlock;
        } else {
            count += std::isfinite(m_y[i++]) ? 1 : 0;
        }
    }
    return count;
}

std::vector<SeriesBuffer::Band> SeriesBuffer::bands(double xLow, double xHigh, int bins) const
{
    std::vector<Band> found;
    std::vector<double> values;
    auto begin = std::lower_bound(m_x.begin(), m_x.end(), xLow);
    for (int bin = 0; bin < bins; ++bin) {
        const double edge = xLow + (xHigh - xLow) * (bin + 1) / bins;
        const auto end =
            bin + 1 == bins ? std::upper_bound(begin, m_x.end(), xHigh) : std::lower_bound(begin, m_x.end(), edge);
        const auto from = std::size_t(begin - m_x.begin()), to = std::size_t(end - m_x.begin());
        // Few among many gaps: taking every so-manieth point would miss them.
        const std::size_t stride = finite(from, to) <= kBandPoints ? 1 : (to - from) / kBandPoints + 1;
        values.clear();
        for (std::size_t i = from; i < to; i += stride)
            if (std::isfinite(m_y[i]))
                values.push_back(m_y[i]);
        Band band;
        band.x = xLow + (xHigh - xLow) * (bin + 0.5) / bins;
        if (!values.empty()) {
            const auto tenth = std::ptrdiff_t(values.size() / 10);
            std::nth_element(values.begin(), values.begin() + tenth, values.end());
            band.low = values[std::size_t(tenth)];
            std::nth_element(values.begin(), values.end() - 1 - tenth, values.end());
            band.high = *(values.end() - 1 - tenth);
            band.valid = true;
        }
        found.push_back(band);
        begin = end;
    }
    return found;
}

}  // namespace tonewright
