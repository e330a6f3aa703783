#include "widgets/plot/plot_widget.h"

#include <QtGui/QMouseEvent>
#include <QtWidgets/QBoxLayout>
#include <algorithm>

#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_items.h"
#include "widgets/plot/plot_overlay.h"
#include "widgets/plot/plot_widget_private.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

PlotWidget::PlotWidget(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid / 2);
    auto *legendRow = new QHBoxLayout;
    legendRow->setContentsMargins(kGrid, kGrid / 2, kGrid, 0);
    legendRow->addWidget(d->legend, 1);
    layout->addLayout(legendRow);
    layout->addWidget(d->canvas, 1);
    d->legend->hide();
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(20 * kGrid, 8 * kGrid);
    d->canvas->canvas()->setMouseTracking(true);
    d->canvas->canvas()->installEventFilter(this);
    connect(&d->replotTimer, &QTimer::timeout, this, [this] { d->update(); });
    for (const PlotAxis axis : {PlotAxis::X, PlotAxis::Y})
        setAxis(axis, {});
    d->restyle();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::setAxis(PlotAxis axis, const AxisSpec &spec)
{
    d->spec(axis) = spec;
    d->canvas->setAxis(axis, spec);
    if (axis == PlotAxis::X)
        for (SeriesItem *item : d->series)
            item->setLogarithmicX(spec.logarithmic);
    d->changed();
}

void PlotWidget::setLegendVisible(bool visible)
{
    d->legend->setVisible(visible);
}

void PlotWidget::setZoomable(bool x, bool y)
{
    d->zoomable = {x, y};
}

PlotWidget::SeriesId PlotWidget::addSeries(const QString &name, const SeriesStyle &style)
{
    auto *item = new SeriesItem(name, style, d->spec(PlotAxis::X).logarithmic);
    item->setTheme(themeOf(palette()));
    item->setZ(double(d->series.size()));
    item->attach(d->canvas);
    d->series.push_back(item);
    d->updateLegend();
    return SeriesId(d->series.size()) - 1;
}

void PlotWidget::removeAllSeries()
{
    for (SeriesItem *item : d->series) {
        item->detach();
        delete item;
    }
    d->series.clear();
    d->overlay->clear();
    d->updateLegend();
    d->changed();
}

void PlotWidget::setSeriesVisible(SeriesId series, bool visible)
{
    d->series.at(std::size_t(series))->setVisible(visible);
    d->updateLegend();
    d->changed();
}

void PlotWidget::setData(SeriesId series, std::vector<double> x, std::vector<double> y)
{
    d->series.at(std::size_t(series))->buffer().assign(std::move(x), std::move(y));
    d->changed();
}

void PlotWidget::append(SeriesId series, std::span<const double> x, std::span<const double> y)
{
    SeriesBuffer &buffer = d->series.at(std::size_t(series))->buffer();
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        buffer.append(x[i], y[i]);
    d->changed();
}

void PlotWidget::clearData()
{
    for (SeriesItem *item : d->series)
        item->buffer().clear();
    d->overlay->clear();
    d->changed();
}

const SeriesBuffer &PlotWidget::data(SeriesId series) const
{
    return d->series.at(std::size_t(series))->buffer();
}

PlotWidget::Range PlotWidget::visibleRange(PlotAxis axis) const
{
    d->ensureCurrent();
    return d->range(axis);
}

std::vector<double> PlotWidget::ticks(PlotAxis axis) const
{
    d->ensureCurrent();
    return d->canvas->ticks(axis);
}

void PlotWidget::setVisibleRange(PlotAxis axis, Range range)
{
    if (!(range.high > range.low))
        return;
    d->range(axis) = range;
    d->follows[std::size_t(axis)] = false;
    d->changed();
}

void PlotWidget::showAll()
{
    d->follows = {true, true};
    d->changed();
}

bool PlotWidget::followsData() const
{
    return d->follows[0] && d->follows[1];
}

QPointF PlotWidget::toPixel(QPointF point) const
{
    d->ensureCurrent();
    return plotArea().topLeft() +
           QPointF(d->canvas->transform(PlotAxis::X, point.x()), d->canvas->transform(PlotAxis::Y, point.y()));
}

QPointF PlotWidget::fromPixel(QPointF pixel) const
{
    d->ensureCurrent();
    const QPointF inside = pixel - plotArea().topLeft();
    return {d->canvas->invert(PlotAxis::X, inside.x()), d->canvas->invert(PlotAxis::Y, inside.y())};
}

QRect PlotWidget::plotArea() const
{
    d->ensureCurrent();
    const QWidget *canvas = d->canvas->canvas();
    return {canvas->mapTo(this, QPoint(0, 0)), canvas->size()};
}

void PlotWidget::setMinimumLeftMargin(int px)
{
    d->canvas->setMinimumLabelWidth(px);
    d->changed();
}

QString PlotWidget::readout(double x) const
{
    d->ensureCurrent();
    QStringList parts;
    double at = x;
    for (const SeriesItem *item : d->series) {
        if (!item->isVisible() || !item->style().inReadout)
            continue;
        const std::ptrdiff_t index = item->buffer().nearest(x);
        if (index < 0)
            continue;
        at = item->buffer().x()[std::size_t(index)];
        parts << item->name() + QLatin1Char(' ') + d->valueText(PlotAxis::Y, item->buffer().y()[std::size_t(index)]);
    }
    if (parts.isEmpty())
        return {};
    const AxisSpec &spec = d->spec(PlotAxis::X);
    const QString position = d->valueText(PlotAxis::X, at);
    parts.prepend(spec.title.isEmpty() || spec.frequency ? position : spec.title + QLatin1Char(' ') + position);
    return parts.join(QStringLiteral(" · "));
}

QImage PlotWidget::toImage(QSize size, double pixelRatio, const Theme &theme) const
{
    // A second plot of the same data: what is on the screen stays as it is.
    PlotWidget copy;
    QPalette onPaper = paletteOf(theme);
    onPaper.setColor(QPalette::Window, theme.colour(Ink::Surface));
    copy.setPalette(onPaper);
    copy.setLegendVisible(!d->legend->isHidden());
    for (const PlotAxis axis : {PlotAxis::X, PlotAxis::Y}) {
        copy.setAxis(axis, d->spec(axis));
        copy.d->follows[std::size_t(axis)] = d->follows[std::size_t(axis)];
        copy.d->range(axis) = d->range(axis);
    }
    for (const SeriesItem *item : d->series) {
        const SeriesId id = copy.addSeries(item->name(), item->style());
        copy.d->series[std::size_t(id)]->buffer() = item->buffer();
        copy.d->series[std::size_t(id)]->setVisible(item->isVisible());
    }
    copy.d->restyle();
    copy.setAttribute(Qt::WA_DontShowOnScreen);
    copy.resize(size);
    copy.show();  // lays out; ticks are chosen for the size that comes out of it
    copy.d->update();
    QImage image(size * pixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(theme.colour(Ink::Surface));
    copy.render(&image);
    return image;
}

void PlotWidget::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::ApplicationFontChange)
        d->restyle();
}

void PlotWidget::keyPressEvent(QKeyEvent *event)
{
    d->ensureCurrent();
    const Range now = d->range(PlotAxis::X);
    switch (d->zoomable[0] ? event->key() : 0) {
    case Qt::Key_Left:
        return d->pan(PlotAxis::X, now, -Private::kPanStep);
    case Qt::Key_Right:
        return d->pan(PlotAxis::X, now, Private::kPanStep);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return d->zoomAtMiddle(Private::kZoomStep);
    case Qt::Key_Minus:
        return d->zoomAtMiddle(1 / Private::kZoomStep);
    case Qt::Key_0:
        showAll();
        Q_EMIT visibleRangeChanged();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool PlotWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != d->canvas->canvas())
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Resize:
        d->overlay->resize(d->canvas->canvas()->size());
        d->changed();
        break;
    case QEvent::Leave:
        d->overlay->clear();
        Q_EMIT hovered(std::numeric_limits<double>::quiet_NaN());
        break;
    case QEvent::Wheel:
        return d->wheel(static_cast<QWheelEvent *>(event));
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseMove:
        return d->mouse(static_cast<QMouseEvent *>(event));
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace tonewright
