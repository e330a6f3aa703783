#pragma once

#include <QtWidgets/QWidget>

namespace tonewright
{

/// The levels of the spectra behind an equaliser, as small numbers at the right of its plot.
class EqLevelScale : public QWidget
{
    Q_OBJECT
public:
    explicit EqLevelScale(QWidget *parent);
    /// `topDb` at the top of the plot's area, `spanDb` down to its bottom; a span of 0 shows nothing.
    void setRange(double topDb, double spanDb);
    void setArea(int top, int height);  ///< of the plot's area, from this widget's top

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_topDb = 0;
    double m_spanDb = 0;
    int m_top = 0;
    int m_height = 0;
};

}  // namespace tonewright
