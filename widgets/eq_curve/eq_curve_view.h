#pragma once

#include <QtGui/QImage>
#include <QtWidgets/QWidget>
#include <optional>
#include <vector>

#include "core/study/preview.h"
#include "widgets/style/role.h"

class QLabel;

namespace tonewright
{

class DecisionTable;
class PlotWidget;

/// A frequency response to look at: x in Hz, y in dB.
struct ResponseCurves {
    Curve total;                          ///< applied, all bands
    std::vector<Curve> bands;             ///< applied, each band
    std::optional<Curve> ideal;           ///< what would undo the distortion, where that is known
    std::vector<DecisionValue> decision;  ///< the settings behind it
    DecidedBy decidedBy = DecidedBy::Agent;
};

/// The applied response (in processed green, line style by who decided), its bands as thin lines, the ideal dashed, and
/// the settings as a table at its right: one row a group. 20 Hz … 20 kHz, dB symmetric about 0.
class EqCurveView : public QWidget
{
    Q_OBJECT
public:
    explicit EqCurveView(QWidget *parent = nullptr);

    void setCurves(const ResponseCurves &curves);
    void clear();
    [[nodiscard]] bool isEmpty() const { return m_empty; }
    void setBandsVisible(bool visible);
    void setTableVisible(bool visible);

    [[nodiscard]] PlotWidget *plot() const { return m_plot; }
    [[nodiscard]] QStringList tableRows() const;  ///< "Low shelf  220 Hz  −3.5 dB  Q 0.9": also the accessible text
    /// Plot above table, for reports. `size` in logical px.
    [[nodiscard]] static QImage render(const ResponseCurves &curves, QSize size, double pixelRatio = 1,
                                       ThemeKind theme = ThemeKind::Light);

private:
    PlotWidget *m_plot;
    DecisionTable *m_table;
    bool m_empty = true;
    bool m_bandsVisible = true;
    std::vector<int> m_bandSeries;
};

}  // namespace tonewright
