#include "widgets/eq_curve/eq_curve_view.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <array>

#include "widgets/eq_curve/decision_table.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr std::array kBandInks{Ink::Band1, Ink::Band2, Ink::Band3, Ink::Band4};
constexpr double kSmallestRangeDb = 12;

void prepareAxes(PlotWidget &plot)
{
    AxisSpec frequency;
    frequency.title = EqCurveView::tr("Frequency");
    frequency.unit = QStringLiteral("Hz");
    frequency.logarithmic = true;
    frequency.frequency = true;
    frequency.minimum = 20;
    frequency.maximum = 20000;
    frequency.ticks = {20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
    plot.setAxis(PlotAxis::X, frequency);
    AxisSpec gain;
    gain.title = EqCurveView::tr("Gain");
    gain.unit = QStringLiteral("dB");
    gain.symmetric = true;
    gain.smallestRange = kSmallestRangeDb;
    plot.setAxis(PlotAxis::Y, gain);
    plot.setLegendVisible(true);
}

}  // namespace

EqCurveView::EqCurveView(QWidget *parent)
    : QWidget(parent), m_plot(new PlotWidget(this)), m_table(new DecisionTable(this))
{
    prepareAxes(*m_plot);
    m_plot->setAccessibleName(tr("Applied response of the equaliser"));
    // Beside the plot, not below it: the pane is wide and low.
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_table, 0, Qt::AlignVCenter);
}

void EqCurveView::setCurves(const ResponseCurves &curves)
{
    m_plot->removeAllSeries();
    m_bandSeries.clear();
    for (std::size_t i = 0; i < curves.bands.size(); ++i) {
        const Curve &band = curves.bands[i];
        const int series = m_plot->addSeries(studyText(band.label), {.ink = kBandInks[i % kBandInks.size()],
                                                                     .line = decisionLine(curves.decidedBy),
                                                                     .width = 1.0,
                                                                     .inLegend = false,
                                                                     .fillToZero = true});
        m_plot->setData(series, band.x, band.y);
        m_plot->setSeriesVisible(series, m_bandsVisible);
        m_bandSeries.push_back(series);
    }
    if (curves.ideal) {
        const int series =
            m_plot->addSeries(studyText(curves.ideal->label), {.ink = Ink::Reference, .line = Qt::DashLine});
        m_plot->setData(series, curves.ideal->x, curves.ideal->y);
    }
    const int total = m_plot->addSeries(studyText(curves.total.label),
                                        {.ink = Ink::Processed, .line = decisionLine(curves.decidedBy), .width = 2.5});
    m_plot->setData(total, curves.total.x, curves.total.y);
    m_table->setValues(curves.decision);
    m_empty = curves.total.x.empty();
}

void EqCurveView::clear()
{
    m_plot->removeAllSeries();
    m_bandSeries.clear();
    m_table->setValues({});
    m_empty = true;
}

void EqCurveView::setBandsVisible(bool visible)
{
    m_bandsVisible = visible;
    for (const int series : m_bandSeries) {
        m_plot->setSeriesVisible(series, visible);
    }
}

void EqCurveView::setTableVisible(bool visible)
{
    m_table->setVisible(visible);
}

QStringList EqCurveView::tableRows() const
{
    return m_table->rows();
}

QImage EqCurveView::render(const ResponseCurves &curves, QSize size, double pixelRatio, ThemeKind kind)
{
    EqCurveView view;
    QPalette onPaper = paletteOf(theme(kind));
    onPaper.setColor(QPalette::Window, theme(kind).colour(Ink::Surface));  // the legend's strip, too
    view.setPalette(onPaper);
    view.setCurves(curves);
    view.m_table->resize(view.m_table->sizeHint());
    const int tableHeight = view.m_table->sizeHint().height();
    QImage image(size * pixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(theme(kind).colour(Ink::Surface));
    QPainter painter(&image);
    painter.drawImage(0, 0, view.m_plot->toImage({size.width(), size.height() - tableHeight}, pixelRatio, theme(kind)));
    view.m_table->render(&painter, QPoint(0, size.height() - tableHeight), {}, QWidget::DrawChildren);
    return image;
}

}  // namespace tonewright
