#pragma once

#include <QtGui/QImage>
#include <QtWidgets/QWidget>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "widgets/plot/series_buffer.h"
#include "widgets/style/theme.h"

namespace tonewright
{

enum class PlotAxis { X, Y };

struct AxisSpec {
    QString title;
    QString unit;  ///< shown after the title and in read-outs
    bool logarithmic = false;
    bool integer = false;                                       ///< ticks at whole numbers only
    double minimum = std::numeric_limits<double>::quiet_NaN();  ///< NaN: follows the data
    double maximum = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> ticks;  ///< given major ticks; empty: chosen
    bool frequency = false;     ///< numbers as 50, 1k, 20k
    bool symmetric = false;     ///< an automatic range that is centred on 0
    double smallestRange = 0;   ///< an automatic range is never narrower
};

struct SeriesStyle {
    Ink ink = Ink::Text;
    Qt::PenStyle line = Qt::SolidLine;
    double width = 1.5;    ///< logical px
    double opacity = 1.0;  ///< faint raw data behind its smoothed line: 0.25
    bool inLegend = true;
    bool inReadout = true;
    /// Where points are denser than pixels can show (x linear): the middle 80 % of them as a band, all extremes
    /// fainter.
    bool bandWhenDense = false;
    bool fillToZero = false;  ///< a faint area between the line and y = 0
};

/// Lines over two axes, live or still: drag pans, the wheel zooms round the pointer, double click (or key 0) shows all
/// again, arrow keys pan, + and − zoom. A legend names the lines and a read-out follows the pointer. Each line's last
/// value is in the accessible description.
class PlotWidget : public QWidget
{
    Q_OBJECT
public:
    explicit PlotWidget(QWidget *parent = nullptr);
    ~PlotWidget() override;

    void setAxis(PlotAxis axis, const AxisSpec &spec);
    void setLegendVisible(bool visible);
    void setZoomable(bool x, bool y);  ///< default: x alone; y then fits what is visible

    using SeriesId = int;
    SeriesId addSeries(const QString &name, const SeriesStyle &style);
    void removeAllSeries();
    void setSeriesVisible(SeriesId series, bool visible);
    void setData(SeriesId series, std::vector<double> x, std::vector<double> y);
    void append(SeriesId series, std::span<const double> x, std::span<const double> y);
    void clearData();
    [[nodiscard]] const SeriesBuffer &data(SeriesId series) const;

    struct Range {
        double low = 0;
        double high = 1;
    };
    [[nodiscard]] Range visibleRange(PlotAxis axis) const;
    [[nodiscard]] std::vector<double> ticks(PlotAxis axis) const;  ///< the numbers along the axis
    void setVisibleRange(PlotAxis axis, Range range);
    void showAll();  ///< follows the data again
    [[nodiscard]] bool followsData() const;

    /// Widget coordinates of a data point, and back.
    [[nodiscard]] QPointF toPixel(QPointF point) const;
    [[nodiscard]] QPointF fromPixel(QPointF pixel) const;
    [[nodiscard]] QRect plotArea() const;
    /// Aligns the plot areas of stacked plots: at least so many px left of the canvas.
    void setMinimumLeftMargin(int px);

    /// The read-out for a data x: "episode 120 · Reward 0.31". Empty when there is nothing near.
    [[nodiscard]] QString readout(double x) const;
    /// The plot as a picture in a theme of its own (reports are light whatever the window is).
    [[nodiscard]] QImage toImage(QSize size, double pixelRatio, const Theme &theme) const;

    /// A plot fills what it is given; its legend alone would ask for a height.
    bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void visibleRangeChanged();  ///< by the person
    void hovered(double x);      ///< NaN when the pointer left

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright
