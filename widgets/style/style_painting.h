#pragma once

#include <QtCore/QRect>
#include <QtGui/QColor>
#include <QtWidgets/QStyleOption>

#include "widgets/style/theme.h"

class QPainter;
class QWidget;

/// The shapes that WorkbenchStyle is made of.
namespace tonewright::painting
{

QColor inkOf(const QStyleOption &option, Ink ink);
bool isEnabled(const QStyleOption &option);
bool isHovered(const QStyleOption &option);
bool isPrimary(const QWidget *widget);
/// A rectangle whose border lies on whole device pixels.
void drawBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, double width = 1);
void drawChevron(QPainter *painter, const QPointF &centre, double half, Qt::ArrowType direction, const QColor &colour);
void drawField(QPainter *painter, const QStyleOption &option);
void drawPushButton(QPainter *painter, const QStyleOption &option, bool primary);
void drawToolButton(QPainter *painter, const QStyleOption &option);
void drawCheckBox(QPainter *painter, const QStyleOption &option);
void drawRadioButton(QPainter *painter, const QStyleOption &option);
/// A tab: words, and a line below the one that is open.
void drawTab(QPainter *painter, const QStyleOptionTab &tab);

}  // namespace tonewright::painting
