#pragma once

#include <QtCore/QList>
#include <QtWidgets/QWidget>

#include "widgets/style/role.h"

class QActionGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace tonewright
{

class SpectrogramPanel;

/// The row of controls of a SpectrogramPanel, for a pane's header: axis, window, levels, difference; and the rest for
/// its menu. Panel and controls follow each other.
class SpectrogramControls : public QWidget
{
    Q_OBJECT
public:
    /// `panel` must outlive this.
    explicit SpectrogramControls(SpectrogramPanel &panel, QWidget *parent = nullptr);

    /// Window shape, overlap, colours, frequencies, selection, exports.
    void fillMenu(QMenu &menu);
    void showLevels(QPoint globalPlace);  ///< the sliders of floor and ceiling
    [[nodiscard]] QSlider *floorSlider() const { return m_floor; }
    [[nodiscard]] QSlider *ceilingSlider() const { return m_ceiling; }

Q_SIGNALS:
    void pictureExportRequested(const QString &ending, double scale);  ///< "png" or "svg"
    void numbersExportRequested(tonewright::AudioRole role);

private:
    void makeLevels();
    void follow();
    void refreshWindows();
    void addExports(QMenu &menu);
    template <class Value, class Choose>
    QActionGroup *addChoice(QMenu &menu, const QString &title, const QList<std::pair<QString, Value>> &values,
                            Choose choose);

    SpectrogramPanel &m_panel;
    QComboBox *m_scale;
    QComboBox *m_window;
    QToolButton *m_levels;
    QToolButton *m_difference;
    QWidget *m_levelBox;
    int m_windowRate = 0;  // that the window lengths are shown for
    QSlider *m_floor;
    QSlider *m_ceiling;
    QLabel *m_floorText;
    QLabel *m_ceilingText;
    QCheckBox *m_fit;
    QActionGroup *m_shapes = nullptr;
    QActionGroup *m_overlaps = nullptr;
    QActionGroup *m_colours = nullptr;
};

}  // namespace tonewright
