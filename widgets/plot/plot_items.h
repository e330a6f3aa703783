#pragma once

#include <qwt_plot_item.h>
#include <qwt_scale_draw.h>

#include "widgets/plot/plot_widget.h"
#include "widgets/plot/series_buffer.h"

namespace tonewright
{

/// A line: its points, and how to draw them in the theme of the moment.
class SeriesItem : public QwtPlotItem
{
public:
    SeriesItem(const QString &name, const SeriesStyle &style, bool logarithmicX);

    [[nodiscard]] SeriesBuffer &buffer() { return m_buffer; }
    [[nodiscard]] const SeriesBuffer &buffer() const { return m_buffer; }
    [[nodiscard]] const SeriesStyle &style() const { return m_style; }
    [[nodiscard]] const QString &name() const { return m_name; }
    void setLogarithmicX(bool logarithmic) { m_logarithmicX = logarithmic; }
    void setTheme(const Theme &theme) { m_theme = &theme; }
    [[nodiscard]] QPen pen(const Theme &theme) const;

    [[nodiscard]] int rtti() const override { return Rtti_PlotUserItem; }
    void draw(QPainter *painter, const QwtScaleMap &xMap, const QwtScaleMap &yMap,
              const QRectF &canvasRect) const override;

private:
    [[nodiscard]] bool isDense(const QwtScaleMap &xMap) const;
    void drawBand(QPainter *painter, const QwtScaleMap &xMap, const QwtScaleMap &yMap) const;

    QString m_name;
    SeriesStyle m_style;
    SeriesBuffer m_buffer;
    bool m_logarithmicX;
    const Theme *m_theme;
};

/// Axis numbers without a backbone: 50 100 … 20k on a frequency axis, a real minus sign everywhere.
class AxisDraw : public QwtScaleDraw
{
public:
    AxisDraw(bool frequency, const QString &unit);
    [[nodiscard]] QwtText label(double value) const override;

private:
    bool m_frequency;
    QString m_unit;
};

}  // namespace tonewright
