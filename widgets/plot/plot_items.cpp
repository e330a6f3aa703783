#include "widgets/plot/plot_items.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <cmath>
#include <qwt_scale_map.h>
#include <qwt_text.h>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

/// A line that travels up and down by more than so many pixels a column is a band of noise: it's drawn as vertical
/// strokes, which are 20 times faster than an anti-aliased outline and look the same.
constexpr double kNoiseTravel = 4.0;

constexpr double kDensePoints = 2.0;   // a logical px from which bandWhenDense shows a band
constexpr double kBandBin = 4.0;       // logical px a bin of the band is wide
constexpr double kExtremesPart = 0.3;  // of a series' opacity, for what lies outside its band
constexpr double kLeastDot = 3.0;      // logical px

double travelPerColumn(const std::vector<QPointF> &line, int columns, double ratio)
{
    double travel = 0;
    for (std::size_t i = 1; i < line.size(); ++i)
        if (const double step = std::fabs(line[i].y() - line[i - 1].y()); std::isfinite(step))
            travel += step;
    return travel * ratio / columns;
}

void drawColumns(QPainter *painter, const std::vector<QPointF> &line, double columnWidth)
{
    QList<QLineF> strokes;
    std::size_t i = 0;
    QPointF previous;
    bool joined = false;
    while (i < line.size()) {
        if (!std::isfinite(line[i].y())) {
            joined = false;
            ++i;
            continue;
        }
        const double column = std::floor(line[i].x() / columnWidth);
        double low = line[i].y();
        double high = low;
        std::size_t next = i + 1;
        for (; next < line.size() && std::floor(line[next].x() / columnWidth) == column; ++next) {
            if (!std::isfinite(line[next].y()))
                break;
            low = std::min(low, line[next].y());
            high = std::max(high, line[next].y());
        }
        if (joined) {
            low = std::min(low, previous.y());
            high = std::max(high, previous.y());
        }
        const double x = (column + 0.5) * columnWidth;
        strokes.append(QLineF(x, low, x, std::max(high, low + columnWidth)));
        previous = line[next - 1];
        joined = true;
        i = next;
    }
    painter->drawLines(strokes);
}

void drawPolylines(QPainter *painter, const std::vector<QPointF> &line)
{
    std::size_t begin = 0;
    while (begin < line.size()) {
        std::size_t end = begin;
        while (end < line.size() && std::isfinite(line[end].y()))
            ++end;
        if (end - begin == 1) {
            // Alone between gaps: a dot that is seen.
            painter->save();
            painter->setPen(QPen(painter->pen().color(), std::max(kLeastDot, painter->pen().widthF()), Qt::SolidLine,
                                 Qt::RoundCap));
            painter->drawPoint(line[begin]);
            painter->restore();
        }
        if (end - begin > 1)
            painter->drawPolyline(line.data() + begin, int(end - begin));
        begin = end + 1;
    }
}

}  // namespace

SeriesItem::SeriesItem(const QString &name, const SeriesStyle &style, bool logarithmicX)
    : m_name(name), m_style(style), m_logarithmicX(logarithmicX), m_theme(&theme(ThemeKind::Light))
{
    setItemAttribute(QwtPlotItem::AutoScale, false);
    setItemAttribute(QwtPlotItem::Legend, false);
}

QPen SeriesItem::pen(const Theme &theme) const
{
    QColor colour = theme.colour(m_style.ink);
    colour.setAlphaF(float(m_style.opacity));
    QPen pen(colour, m_style.width, m_style.line);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::BevelJoin);
    if (m_style.line == Qt::DashLine)
        pen.setDashPattern({5, 3});
    return pen;
}

bool SeriesItem::isDense(const QwtScaleMap &xMap) const
{
    return m_style.bandWhenDense && !m_logarithmicX &&
           double(m_buffer.count(xMap.s1(), xMap.s2())) > kDensePoints * std::fabs(xMap.p2() - xMap.p1());
}

void SeriesItem::drawBand(QPainter *painter, const QwtScaleMap &xMap, const QwtScaleMap &yMap) const
{
    const int bins = std::max(2, int(std::fabs(xMap.p2() - xMap.p1()) / kBandBin));
    const std::vector<SeriesBuffer::Band> bands = m_buffer.bands(xMap.s1(), xMap.s2(), bins);
    const double half = (xMap.s2() - xMap.s1()) / bins / 2;
    painter->setPen(Qt::NoPen);
    painter->setBrush(pen(*m_theme).color());
    painter->setRenderHint(QPainter::Antialiasing);
    for (std::size_t begin = 0; begin < bands.size(); ++begin) {
        std::size_t end = begin;
        while (end < bands.size() && bands[end].valid)
            ++end;
        if (end == begin)
            continue;
        // There along the upper edge, back along the lower; a run of bins reaches its outer edges.
        QPolygonF area;
        area << QPointF(xMap.transform(bands[begin].x - half), yMap.transform(bands[begin].high));
        for (std::size_t i = begin; i < end; ++i)
            area << QPointF(xMap.transform(bands[i].x), yMap.transform(bands[i].high));
        area << QPointF(xMap.transform(bands[end - 1].x + half), yMap.transform(bands[end - 1].high));
        area << QPointF(xMap.transform(bands[end - 1].x + half), yMap.transform(bands[end - 1].low));
        for (std::size_t i = end; i-- > begin;)
            area << QPointF(xMap.transform(bands[i].x), yMap.transform(bands[i].low));
        area << QPointF(xMap.transform(bands[begin].x - half), yMap.transform(bands[begin].low));
        painter->drawPolygon(area);
        begin = end;
    }
}

void SeriesItem::draw(QPainter *painter, const QwtScaleMap &xMap, const QwtScaleMap &yMap,
                      const QRectF &canvasRect) const
{
    const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    const int columns = int(std::ceil(canvasRect.width() * ratio));
    std::vector<QPointF> line = m_buffer.decimated(xMap.s1(), xMap.s2(), columns, m_logarithmicX);
    if (line.empty())
        return;
    // Far outside the canvas nothing is seen, and huge coordinates overflow the rasteriser.
    const double reach = 4 * canvasRect.height() + 100;
    for (QPointF &point : line) {
        const double y = point.y();
        point = QPointF(xMap.transform(point.x()),
                        std::isfinite(y)
                            ? std::clamp(yMap.transform(y), canvasRect.top() - reach, canvasRect.bottom() + reach)
                            : y);
    }
    painter->save();
    QPen linePen = pen(*m_theme);
    if (m_style.fillToZero) {
        QPolygonF area(QList<QPointF>(line.begin(), line.end()));
        const double zero = yMap.transform(0.0);
        area << QPointF(area.last().x(), zero) << QPointF(area.first().x(), zero);
        QColor wash = linePen.color();
        wash.setAlphaF(m_theme->isDark() ? 0.14F : 0.10F);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(wash);
        painter->drawPolygon(area);
    }
    if (isDense(xMap)) {
        drawBand(painter, xMap, yMap);
        QColor faint = linePen.color();
        faint.setAlphaF(faint.alphaF() * float(kExtremesPart));
        linePen.setColor(faint);
    }
    painter->setBrush(Qt::NoBrush);
    if (int(line.size()) > columns && travelPerColumn(line, columns, ratio) > kNoiseTravel) {
        linePen.setWidthF(1.0 / ratio);
        linePen.setCosmetic(false);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(linePen);
        drawColumns(painter, line, 1.0 / ratio);
    } else {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(linePen);
        drawPolylines(painter, line);
    }
    painter->restore();
}

AxisDraw::AxisDraw(bool frequency, const QString &unit) : m_frequency(frequency), m_unit(unit)
{
    enableComponent(QwtAbstractScaleDraw::Backbone, false);
    setTickLength(QwtScaleDiv::MinorTick, 0);
    setTickLength(QwtScaleDiv::MediumTick, 0);
    setTickLength(QwtScaleDiv::MajorTick, 4);
    setSpacing(3);
}

QwtText AxisDraw::label(double value) const
{
    if (m_frequency)
        return formatHzTick(value);
    if (std::fabs(value) < 1e-12)
        value = 0;
    QString text = std::fabs(value) >= 1e4 && std::fabs(value) < 1e7 && value == std::round(value)
                       ? formatCount(qint64(value))
                       : QString::number(value, 'g', 6);
    return QwtText(text.replace(QLatin1Char('-'), QChar(0x2212)), QwtText::PlainText);
}

}  // namespace tonewright
