#pragma once

#include <QtWidgets/QWidget>

#include "widgets/spectrogram/spectrogram_axes.h"

namespace tonewright
{

inline constexpr double kLowestFloorDb = -140;
inline constexpr double kHighestCeilingDb = 20;
inline constexpr double kLeastLevelsDb = 10;  ///< between floor and ceiling
inline constexpr double kLevelStepDb = 5;

/// The dB scale of pictures beside it. The wheel moves the nearer end of it, a click (or Enter) asks for its settings.
class ColourBar : public QWidget
{
    Q_OBJECT
public:
    explicit ColourBar(const QString &name, QWidget *parent = nullptr);
    void setScale(const ColourScale &scale);
    void setUnit(const QString &unit);  ///< below the colours; empty (at first): it stands elsewhere

Q_SIGNALS:
    void floorStepped(int steps);  ///< of kLevelStepDb
    void ceilingStepped(int steps);
    void settingsRequested(QPoint globalPlace);

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    ColourScale m_scale;
    QString m_unit;
    int m_wheel = 0;
};

/// The one time axis below the pictures, and the unit of the colour bar at its right.
class TimeAxis : public QWidget
{
    Q_OBJECT
public:
    explicit TimeAxis(QWidget *parent = nullptr);
    void setRange(TimeRange range);
    void setUnit(const QString &unit);  ///< of the bar above it

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    TimeRange m_range{0, 1};
    QString m_unit;
};

}  // namespace tonewright
