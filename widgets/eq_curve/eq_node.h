#pragma once

#include <QtWidgets/QWidget>

#include "widgets/eq_curve/eq_document.h"
#include "widgets/style/theme.h"

namespace tonewright
{

class PlotWidget;

/// One band as a point on the plot, to be dragged (frequency and gain), turned by the wheel (Q) or nudged by keys: left
/// and right a twelfth of an octave, up and down half a dB, Page Up and Page Down a tenth of the Q, finer with Shift; M
/// mutes, S solos, Delete sets the gain to 0; Escape gives up a drag. A focusable child of the plot.
class EqNode : public QWidget
{
    Q_OBJECT
public:
    EqNode(EqDocument &document, std::size_t band, PlotWidget &plot);

    void follow();  ///< to where the band is now
    void setName(const QString &name) { m_name = name; }
    [[nodiscard]] static Ink inkOf(std::size_t band);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] const EqualiserSetting::Band *band() const;
    void put(const EqualiserSetting::Band &band, const QString &what, int series);
    bool nudge(int key, bool fine, bool repeated);
    void dragTo(QPointF inPlot);

    EqDocument &m_document;
    const std::size_t m_band;
    PlotWidget &m_plot;
    QString m_name;
    QPointF m_grab;  // of the pointer from the node's middle
};

}  // namespace tonewright
