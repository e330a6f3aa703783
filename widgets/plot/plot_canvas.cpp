#include "widgets/plot/plot_canvas.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <qwt_plot_canvas.h>
#include <qwt_plot_grid.h>
#include <qwt_plot_layout.h>
#include <qwt_scale_div.h>
#include <qwt_scale_engine.h>
#include <qwt_scale_map.h>
#include <qwt_scale_widget.h>
#include <qwt_text.h>
#include <qwt_transform.h>

#include "widgets/plot/plot_items.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kTickSpacingX = 7 * kGrid;
constexpr int kTickSpacingY = 4 * kGrid;
constexpr int kGivenTickSpacingX = 3 * kGrid;  // of given ticks, which are short: "200", "10k"
constexpr int kFinestSearch = 10;              // steps asked for at most, where fewer leave a single number
constexpr int kLabelWidth = 4 * kGrid;         // room for "−0.25": the canvas doesn't move while somebody zooms

QwtAxisId axisId(PlotAxis axis)
{
    return axis == PlotAxis::X ? QwtAxis::XBottom : QwtAxis::YLeft;
}

QString axisTitle(const AxisSpec &spec)
{
    if (spec.title.isEmpty() || spec.unit.isEmpty())
        return spec.title.isEmpty() ? spec.unit : spec.title;
    return spec.title + QStringLiteral(" (") + spec.unit + QLatin1Char(')');
}

/// Where the step that gives two numbers gives more than there's room for: every other one, or every third …, as long
/// as two are left.
void thinOut(QwtScaleDiv &division, int most)
{
    const QList<double> ticks = division.ticks(QwtScaleDiv::MajorTick);
    if (ticks.size() <= most + 1)
        return;
    const double step = ticks[1] - ticks[0];
    for (int every = 2; every < ticks.size(); ++every) {
        QList<double> kept;
        for (const double tick : ticks)
            if (std::llround(tick / step) % every == 0)
                kept.append(tick);
        if (kept.size() < 2)
            return;
        division.setTicks(QwtScaleDiv::MajorTick, kept);
        if (kept.size() <= most + 1)
            return;
    }
}

/// Of given ticks those in the range; where there are more than `most`, every other one, or every third …. Which ones
/// doesn't depend on the range, so that they stay while somebody scrolls.
QList<double> ticksWithin(const std::vector<double> &ticks, PlotWidget::Range range, int most)
{
    QList<double> kept;
    for (std::size_t every = 1; every <= ticks.size(); ++every) {
        kept.clear();
        for (std::size_t i = 0; i < ticks.size(); i += every)
            if (ticks[i] >= range.low * (1 - 1e-9) && ticks[i] <= range.high * (1 + 1e-9))
                kept.append(ticks[i]);
        if (kept.size() <= std::max(3, most))
            break;
    }
    return kept;
}

}  // namespace

PlotCanvas::PlotCanvas(QWidget *parent) : QwtPlot(parent), m_grid(new QwtPlotGrid), m_minimumLabelWidth(kLabelWidth)
{
    auto *surface = new QwtPlotCanvas(this);
    surface->setFrameStyle(QFrame::NoFrame);
    surface->setBorderRadius(0);
    surface->setPaintAttribute(QwtPlotCanvas::BackingStore, true);
    surface->setFocusPolicy(Qt::NoFocus);
    surface->setCursor(Qt::CrossCursor);
    setCanvas(surface);
    setFocusPolicy(Qt::NoFocus);
    plotLayout()->setCanvasMargin(0);
    plotLayout()->setAlignCanvasToScales(true);
    plotLayout()->setSpacing(2);
    setContentsMargins(kGrid / 2, 0, kGrid, 0);
    m_grid->setItemAttribute(QwtPlotItem::Legend, false);
    m_grid->setZ(-1);
    m_grid->attach(this);
}

void PlotCanvas::setAxis(PlotAxis axis, const AxisSpec &spec)
{
    const QwtAxisId id = axisId(axis);
    if (spec.logarithmic)
        setAxisScaleEngine(id, new QwtLogScaleEngine);
    else
        setAxisScaleEngine(id, new QwtLinearScaleEngine);
    setAxisScaleDraw(id, new AxisDraw(spec.frequency, spec.unit));
    axisScaleDraw(id)->setMinimumExtent(axis == PlotAxis::Y ? m_minimumLabelWidth : 0);
    axisWidget(id)->setMargin(0);
    axisWidget(id)->setSpacing(2);
    QwtText title(tonewright::axisTitle(spec), QwtText::PlainText);
    title.setFont(textFont(TextSize::Small));
    setAxisTitle(id, title);
    setAxisFont(id, figureFont(TextSize::Small));
    // Qwt makes a transformation for whoever asks; linear scales have none.
    const std::unique_ptr<QwtTransform> logarithmic(axisScaleEngine(QwtAxis::XBottom)->transformation());
    m_grid->enableXMin(logarithmic != nullptr && spec.ticks.empty());
}

void PlotCanvas::setScale(PlotAxis axis, const AxisSpec &spec, PlotWidget::Range range)
{
    const QwtAxisId id = axisId(axis);
    const int length = axis == PlotAxis::X ? canvas()->width() : canvas()->height();
    const QList<double> given =
        ticksWithin(spec.ticks, range, length / (axis == PlotAxis::X ? kGivenTickSpacingX : kTickSpacingY));
    if (given.size() >= 3) {
        setAxisScaleDiv(id, QwtScaleDiv(range.low, range.high, {}, {}, given));
        return;
    }
    const int most = std::clamp(length / (axis == PlotAxis::X ? kTickSpacingX : kTickSpacingY), 2, 12);
    double step = 0;
    if (spec.integer && (range.high - range.low) / most < 1)
        step = 1;
    QwtScaleDiv division = axisScaleEngine(id)->divideScale(range.low, range.high, most, 5, step);
    // The next rounder step may leave a single number; a scale needs two to be read.
    for (int more = most + 1; division.ticks(QwtScaleDiv::MajorTick).size() < 2 && more <= kFinestSearch && step == 0;
         ++more)
        division = axisScaleEngine(id)->divideScale(range.low, range.high, more, 5, step);
    if (!spec.logarithmic)
        thinOut(division, most);
    setAxisScaleDiv(id, division);
}

void PlotCanvas::setTheme(const Theme &theme)
{
    setCanvasBackground(theme.colour(Ink::Surface));
    const QPalette own = paletteOf(theme);
    setPalette(own);
    m_grid->setMajorPen(theme.colour(Ink::Grid), 1);
    QColor faint = theme.colour(Ink::Grid);
    faint.setAlphaF(0.5F);
    m_grid->setMinorPen(faint, 1);
    for (const QwtAxisId id : {QwtAxisId(QwtAxis::XBottom), QwtAxisId(QwtAxis::YLeft)}) {
        QPalette axis = own;
        axis.setColor(QPalette::WindowText, theme.colour(Ink::Border));
        axis.setColor(QPalette::Text, theme.colour(Ink::MutedText));
        axisWidget(id)->setPalette(axis);
        setAxisFont(id, figureFont(TextSize::Small));
        QwtText title = axisTitle(id);
        title.setFont(textFont(TextSize::Small));
        title.setColor(theme.colour(Ink::MutedText));
        setAxisTitle(id, title);
    }
}

void PlotCanvas::setMinimumLabelWidth(int px)
{
    m_minimumLabelWidth = px;
    axisScaleDraw(QwtAxis::YLeft)->setMinimumExtent(px);
    axisWidget(QwtAxis::YLeft)->updateGeometry();
}

std::vector<double> PlotCanvas::ticks(PlotAxis axis) const
{
    const QList<double> ticks = axisScaleDiv(axisId(axis)).ticks(QwtScaleDiv::MajorTick);
    return {ticks.begin(), ticks.end()};
}

double PlotCanvas::transform(PlotAxis axis, double value) const
{
    return canvasMap(axisId(axis)).transform(value);
}

double PlotCanvas::invert(PlotAxis axis, double pixel) const
{
    return canvasMap(axisId(axis)).invTransform(pixel);
}

}  // namespace tonewright
