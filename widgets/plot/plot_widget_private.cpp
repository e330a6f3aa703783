#include "widgets/plot/plot_widget_private.h"

#include <QtGui/QMouseEvent>
#include <algorithm>
#include <cmath>

#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_items.h"
#include "widgets/plot/plot_overlay.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kDeepestZoom = 1e-4;  // of the whole range
constexpr int kDragThreshold = 4;      // px before a press becomes a drag
constexpr double kNearPixels = 12;     // a read-out names points at most so far away, in px

using Range = PlotWidget::Range;

double toScale(double value, bool logarithmic)
{
    return logarithmic ? std::log(value) : value;
}

double fromScale(double value, bool logarithmic)
{
    return logarithmic ? std::exp(value) : value;
}

/// Figures that tell neighbouring pixels apart, no more.
int decimalsFor(const Range &range)
{
    const double width = std::fabs(range.high - range.low);
    return width > 0 ? std::clamp(2 - int(std::floor(std::log10(width))), 0, 6) : 2;
}

}  // namespace

PlotWidget::Private::Private(PlotWidget *owner)
    : q(owner), canvas(new PlotCanvas(owner)), legend(new PlotLegend(owner)), overlay(new PlotOverlay(canvas->canvas()))
{
    replotTimer.setSingleShot(true);
    replotTimer.setInterval(0);
}

void PlotWidget::Private::changed()
{
    if (!replotTimer.isActive())
        replotTimer.start();
}

void PlotWidget::Private::ensureCurrent()
{
    if (!replotTimer.isActive())
        return;
    replotTimer.stop();
    update();
}

Range PlotWidget::Private::wholeX() const
{
    const AxisSpec &spec = specs[std::size_t(PlotAxis::X)];
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const SeriesItem *item : series)
        if (const auto extent = item->buffer().xExtent(); extent.valid && item->isVisible()) {
            low = std::min(low, extent.low);
            high = std::max(high, extent.high);
        }
    if (!(low <= high))
        low = spec.logarithmic ? 1 : 0, high = spec.logarithmic ? 10 : 1;
    if (std::isfinite(spec.minimum))
        low = spec.minimum;
    if (std::isfinite(spec.maximum))
        high = spec.maximum;
    if (high - low < spec.smallestRange)
        high = low + spec.smallestRange;
    if (!(high > low))
        high = low + 1;
    return {low, high};
}

Range PlotWidget::Private::fittedY(const Range &x) const
{
    const AxisSpec &spec = specs[std::size_t(PlotAxis::Y)];
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double y) {
        low = std::min(low, y);
        high = std::max(high, y);
    };
    for (const SeriesItem *item : series) {
        if (!item->isVisible())
            continue;
        const SeriesBuffer &buffer = item->buffer();
        if (const auto extent = buffer.yExtent(x.low, x.high); extent.valid) {
            include(extent.low);
            include(extent.high);
            continue;
        }
        // Zoomed in between two points: the line between them is what's seen.
        for (const double edge : {x.low, x.high})
            if (const std::ptrdiff_t point = buffer.nearest(edge); point >= 0)
                include(buffer.y()[std::size_t(point)]);
    }
    if (!(low <= high))
        low = spec.symmetric ? -1 : 0, high = 1;
    if (spec.symmetric) {
        high = std::max(std::fabs(low), std::fabs(high));
        low = -high;
    }
    if (high - low < spec.smallestRange) {
        const double middle = (low + high) / 2;
        low = middle - spec.smallestRange / 2;
        high = middle + spec.smallestRange / 2;
    }
    const double margin = high > low ? 0.06 * (high - low) : std::max(0.5, 0.1 * std::fabs(low));
    low = std::isfinite(spec.minimum) ? spec.minimum : low - margin;
    high = std::isfinite(spec.maximum) ? spec.maximum : high + margin;
    return high > low ? Range{low, high} : Range{low, low + 1};
}

void PlotWidget::Private::update()
{
    if (follows[0])
        range(PlotAxis::X) = wholeX();
    if (follows[1])
        range(PlotAxis::Y) = fittedY(range(PlotAxis::X));
    for (const PlotAxis axis : {PlotAxis::X, PlotAxis::Y})
        canvas->setScale(axis, spec(axis), range(axis));
    canvas->updateAxes();
    canvas->updateLayout();  // at once: places must be right for who asks next
    canvas->replot();
    updateDescription();
}

void PlotWidget::Private::restyle()
{
    const Theme &theme = themeOf(q->palette());
    canvas->setTheme(theme);
    for (SeriesItem *item : series)
        item->setTheme(theme);
    updateLegend();
    changed();
}

void PlotWidget::Private::updateLegend()
{
    std::vector<PlotLegend::Entry> entries;
    for (const SeriesItem *item : series)
        if (item->style().inLegend && item->isVisible())
            entries.push_back({item->name(), item->pen(themeOf(q->palette()))});
    legend->setEntries(std::move(entries));
}

void PlotWidget::Private::updateDescription()
{
    QStringList parts;
    for (const SeriesItem *item : series) {
        if (!item->style().inReadout || !item->isVisible())
            continue;
        const std::ptrdiff_t last = item->buffer().nearest(std::numeric_limits<double>::max());
        if (last < 0)
            continue;
        parts << PlotWidget::tr("%1: %2 at %3")
                     .arg(item->name(), valueText(PlotAxis::Y, item->buffer().y()[std::size_t(last)]),
                          valueText(PlotAxis::X, item->buffer().x()[std::size_t(last)]));
    }
    q->setAccessibleDescription(parts.isEmpty() ? PlotWidget::tr("No data yet.") : parts.join(QStringLiteral("; ")));
}

void PlotWidget::Private::setRange(PlotAxis axis, Range wanted)
{
    range(axis) = wanted;
    follows[std::size_t(axis)] = false;
    changed();
    Q_EMIT q->visibleRangeChanged();
}

void PlotWidget::Private::zoom(PlotAxis axis, double around, double factor)
{
    const bool logarithmic = spec(axis).logarithmic;
    const Range whole = axis == PlotAxis::X ? wholeX() : fittedY(range(PlotAxis::X));
    const Range now = range(axis);
    const double wholeLow = toScale(whole.low, logarithmic);
    const double wholeWidth = toScale(whole.high, logarithmic) - wholeLow;
    const double low = toScale(now.low, logarithmic);
    const double width = toScale(now.high, logarithmic) - low;
    const double newWidth = std::max(width * factor, wholeWidth * kDeepestZoom);
    if (newWidth >= wholeWidth) {
        follows[std::size_t(axis)] = true;
        changed();
        Q_EMIT q->visibleRangeChanged();
        return;
    }
    const double at = toScale(around, logarithmic);
    const double newLow = std::clamp(at - (at - low) / width * newWidth, wholeLow, wholeLow + wholeWidth - newWidth);
    setRange(axis, {fromScale(newLow, logarithmic), fromScale(newLow + newWidth, logarithmic)});
}

void PlotWidget::Private::pan(PlotAxis axis, const Range &from, double unitShift)
{
    if (follows[std::size_t(axis)])
        return;  // everything is visible already
    const bool logarithmic = spec(axis).logarithmic;
    const Range whole = axis == PlotAxis::X ? wholeX() : fittedY(range(PlotAxis::X));
    const double low = toScale(from.low, logarithmic);
    const double width = toScale(from.high, logarithmic) - low;
    const double lowest = toScale(whole.low, logarithmic);
    const double highest = std::max(lowest, toScale(whole.high, logarithmic) - width);
    const double newLow = std::clamp(low + unitShift * width, lowest, highest);
    setRange(axis, {fromScale(newLow, logarithmic), fromScale(newLow + width, logarithmic)});
}

QString PlotWidget::Private::valueText(PlotAxis axis, double value, int extraDecimals) const
{
    const AxisSpec &axisSpec = specs[std::size_t(axis)];
    if (axisSpec.frequency)
        return formatHz(value);
    if (axisSpec.integer)
        return formatCount(qint64(std::llround(value)));
    return formatWithUnit(value, decimalsFor(ranges[std::size_t(axis)]) + extraDecimals, axisSpec.unit);
}

void PlotWidget::Private::hover(QPointF canvasPosition)
{
    const double x = canvas->invert(PlotAxis::X, canvasPosition.x());
    const Theme &theme = themeOf(q->palette());
    std::vector<PlotOverlay::Mark> marks;
    std::vector<PlotOverlay::Row> rows;
    double snapped = canvasPosition.x();
    const bool snaps = spec(PlotAxis::X).integer;
    double shownX = x;
    for (const SeriesItem *item : series) {
        if (!item->isVisible() || !item->style().inReadout)
            continue;
        const std::ptrdiff_t index = item->buffer().nearest(x);
        if (index < 0)
            continue;
        const QPointF point(item->buffer().x()[std::size_t(index)], item->buffer().y()[std::size_t(index)]);
        const QPointF pixel(canvas->transform(PlotAxis::X, point.x()), canvas->transform(PlotAxis::Y, point.y()));
        if (std::fabs(pixel.x() - canvasPosition.x()) > std::max(kNearPixels, double(canvas->canvas()->width()) / 8))
            continue;
        if (snaps) {
            shownX = point.x();
            snapped = pixel.x();
        }
        marks.push_back({pixel, theme.colour(item->style().ink)});
        rows.push_back({item->name() + QStringLiteral("  ") + valueText(PlotAxis::Y, point.y()), item->pen(theme)});
    }
    if (rows.empty()) {
        overlay->clear();
    } else {
        const QString title = spec(PlotAxis::X).title;
        const QString at = valueText(PlotAxis::X, shownX);
        rows.insert(rows.begin(), {title.isEmpty() || spec(PlotAxis::X).frequency ? at : title + QLatin1Char(' ') + at,
                                   std::nullopt});
        overlay->show(snapped, std::move(marks), std::move(rows));
    }
    Q_EMIT q->hovered(x);
}

bool PlotWidget::Private::mouse(QMouseEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (event->button() != Qt::LeftButton)
            return false;
        pressed = event->position().toPoint();
        pressedRanges = ranges;
        dragging = false;
        q->setFocus(Qt::MouseFocusReason);
        return true;
    case QEvent::MouseMove: {
        ensureCurrent();
        if (!pressed || !(event->buttons() & Qt::LeftButton)) {
            hover(event->position());
            return true;
        }
        const QPointF moved = event->position() - *pressed;
        dragging = dragging || moved.manhattanLength() >= kDragThreshold;
        if (dragging) {
            overlay->clear();
            if (zoomable[0])
                pan(PlotAxis::X, pressedRanges[0], -moved.x() / std::max(1, canvas->canvas()->width()));
            if (zoomable[1])
                pan(PlotAxis::Y, pressedRanges[1], moved.y() / std::max(1, canvas->canvas()->height()));
        }
        return true;
    }
    case QEvent::MouseButtonRelease:
        pressed.reset();
        dragging = false;
        return true;
    case QEvent::MouseButtonDblClick:
        q->showAll();
        Q_EMIT q->visibleRangeChanged();
        return true;
    default:
        return false;
    }
}

bool PlotWidget::Private::wheel(QWheelEvent *event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0 || (!zoomable[0] && !zoomable[1]))
        return false;
    ensureCurrent();
    const double factor = std::pow(kZoomStep, notches);
    if (zoomable[0])
        zoom(PlotAxis::X, canvas->invert(PlotAxis::X, event->position().x()), factor);
    if (zoomable[1])
        zoom(PlotAxis::Y, canvas->invert(PlotAxis::Y, event->position().y()), factor);
    ensureCurrent();
    hover(event->position());
    event->accept();
    return true;
}

void PlotWidget::Private::zoomAtMiddle(double factor)
{
    const bool logarithmic = spec(PlotAxis::X).logarithmic;
    const Range now = range(PlotAxis::X);
    zoom(PlotAxis::X, fromScale((toScale(now.low, logarithmic) + toScale(now.high, logarithmic)) / 2, logarithmic),
         factor);
}

}  // namespace tonewright
