#pragma once

#include <QtCore/QTimer>
#include <array>
#include <optional>
#include <vector>

#include "widgets/plot/plot_widget.h"

class QMouseEvent;
class QWheelEvent;

namespace tonewright
{

class PlotCanvas;
class PlotLegend;
class PlotOverlay;
class SeriesItem;

/// What a PlotWidget shows and how it answers to the pointer: ranges that follow the data or stay where a person put
/// them, zooming, panning and the read-out.
struct PlotWidget::Private {
    static constexpr double kZoomStep = 0.8;  // of the visible range, a wheel notch or a key
    static constexpr double kPanStep = 0.1;   // of the visible range, an arrow key

    explicit Private(PlotWidget *owner);

    AxisSpec &spec(PlotAxis axis) { return specs[std::size_t(axis)]; }
    PlotWidget::Range &range(PlotAxis axis) { return ranges[std::size_t(axis)]; }
    void changed();
    void update();
    void ensureCurrent();
    [[nodiscard]] PlotWidget::Range wholeX() const;
    [[nodiscard]] PlotWidget::Range fittedY(const PlotWidget::Range &x) const;
    void restyle();
    void updateLegend();
    void updateDescription();
    void zoom(PlotAxis axis, double around, double factor);
    void pan(PlotAxis axis, const PlotWidget::Range &from, double unitShift);
    void setRange(PlotAxis axis, PlotWidget::Range wanted);
    void hover(QPointF canvasPosition);
    bool mouse(QMouseEvent *event);
    bool wheel(QWheelEvent *event);
    void zoomAtMiddle(double factor);
    [[nodiscard]] QString valueText(PlotAxis axis, double value, int extraDecimals = 0) const;

    PlotWidget *q;
    PlotCanvas *canvas;
    PlotLegend *legend;
    PlotOverlay *overlay;
    std::vector<SeriesItem *> series;  // owned by the plot
    std::array<AxisSpec, 2> specs;
    std::array<PlotWidget::Range, 2> ranges;
    std::array<bool, 2> zoomable{true, false};
    std::array<bool, 2> follows{true, true};
    QTimer replotTimer;
    std::optional<QPoint> pressed;
    std::array<PlotWidget::Range, 2> pressedRanges;
    bool dragging = false;
};

}  // namespace tonewright
