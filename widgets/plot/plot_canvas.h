#pragma once

#include <qwt_plot.h>

#include "widgets/plot/plot_widget.h"

class QwtPlotGrid;

namespace tonewright
{

/// Qwt's plot in our look: scales from an AxisSpec, a grid, no frames.
class PlotCanvas : public QwtPlot
{
    Q_OBJECT
public:
    explicit PlotCanvas(QWidget *parent);

    void setAxis(PlotAxis axis, const AxisSpec &spec);
    void setScale(PlotAxis axis, const AxisSpec &spec, PlotWidget::Range range);
    void setTheme(const Theme &theme);
    void setMinimumLabelWidth(int px);
    [[nodiscard]] std::vector<double> ticks(PlotAxis axis) const;
    [[nodiscard]] double transform(PlotAxis axis, double value) const;  ///< canvas px
    [[nodiscard]] double invert(PlotAxis axis, double pixel) const;

private:
    QwtPlotGrid *m_grid;
    int m_minimumLabelWidth;
};

}  // namespace tonewright
