#include "widgets/style/style_painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QWidget>

namespace tonewright::painting
{

namespace
{

constexpr double kRadius = 3;

}  // namespace

QColor inkOf(const QStyleOption &option, Ink ink)
{
    return themeOf(option.palette).colour(ink);
}

bool isEnabled(const QStyleOption &option)
{
    return option.state & QStyle::State_Enabled;
}

bool isHovered(const QStyleOption &option)
{
    return isEnabled(option) && (option.state & QStyle::State_MouseOver);
}

bool isPrimary(const QWidget *widget)
{
    return widget && widget->property("primary").toBool();
}

void drawBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, double width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    const double inset = border.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
    painter->restore();
}

void drawChevron(QPainter *painter, const QPointF &centre, double half, Qt::ArrowType direction, const QColor &colour)
{
    QPolygonF line{{-half, -half / 2}, {0, half / 2}, {half, -half / 2}};
    QTransform turn;
    turn.rotate(direction == Qt::UpArrow      ? 180
                : direction == Qt::RightArrow ? -90
                : direction == Qt::LeftArrow  ? 90
                                              : 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(centre);
    painter->drawPolyline(turn.map(line));
    painter->restore();
}

void drawField(QPainter *painter, const QStyleOption &option)
{
    const bool focused = (option.state & QStyle::State_HasFocus) && isEnabled(option);
    drawBox(painter, option.rect, inkOf(option, isEnabled(option) ? Ink::Surface : Ink::Window),
            inkOf(option, focused             ? Ink::Accent
                          : isEnabled(option) ? Ink::Border
                                              : Ink::Hairline),
            focused ? 1.5 : 1);
}

void drawPushButton(QPainter *painter, const QStyleOption &option, bool primary)
{
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool focused = (option.state & QStyle::State_HasFocus) && isEnabled(option);
    QColor fill = inkOf(option, down ? Ink::Selection : isHovered(option) ? Ink::Raised : Ink::Surface);
    QColor border = inkOf(option, isEnabled(option) ? Ink::Border : Ink::Hairline);
    if (!isEnabled(option))
        fill = inkOf(option, Ink::Window);
    if (primary && isEnabled(option)) {
        fill = inkOf(option, Ink::Accent);
        if (down)
            fill = fill.darker(115);
        else if (isHovered(option))
            fill = fill.lighter(112);
        border = focused ? inkOf(option, Ink::Text) : fill;
    } else if (focused) {
        border = inkOf(option, Ink::Accent);
    }
    drawBox(painter, option.rect, fill, border, focused ? 1.5 : 1);
}

void drawToolButton(QPainter *painter, const QStyleOption &option)
{
    if (!isEnabled(option) && !(option.state & QStyle::State_On))
        return;
    if (option.state & (QStyle::State_Sunken | QStyle::State_On))
        drawBox(painter, option.rect, inkOf(option, Ink::Selection), QColor());
    else if (option.state & QStyle::State_MouseOver)
        drawBox(painter, option.rect, inkOf(option, Ink::Raised), QColor());
}

void drawCheckBox(QPainter *painter, const QStyleOption &option)
{
    const bool on = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const Ink ink = isEnabled(option) ? Ink::Accent : Ink::Disabled;
    const bool focused = option.state & QStyle::State_HasFocus;
    drawBox(painter, option.rect, inkOf(option, on ? ink : Ink::Surface),
            inkOf(option, on || focused || isHovered(option) ? ink
                          : isEnabled(option)                ? Ink::Border
                                                             : Ink::Hairline));
    if (!on)
        return;
    const QRectF box = option.rect;
    QPolygonF mark;
    if (option.state & QStyle::State_NoChange)
        mark << QPointF(box.left() + box.width() * 0.25, box.center().y())
             << QPointF(box.left() + box.width() * 0.75, box.center().y());
    else
        mark << QPointF(box.left() + box.width() * 0.24, box.top() + box.height() * 0.53)
             << QPointF(box.left() + box.width() * 0.43, box.top() + box.height() * 0.71)
             << QPointF(box.left() + box.width() * 0.77, box.top() + box.height() * 0.31);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(inkOf(option, Ink::AccentText), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(mark);
    painter->restore();
}

void drawRadioButton(QPainter *painter, const QStyleOption &option)
{
    const bool on = option.state & QStyle::State_On;
    const Ink ink = isEnabled(option) ? Ink::Accent : Ink::Disabled;
    const bool marked = on || (option.state & QStyle::State_HasFocus) || isHovered(option);
    const QRectF ring = QRectF(option.rect).adjusted(0.75, 0.75, -0.75, -0.75);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(inkOf(option, marked ? ink : isEnabled(option) ? Ink::Border : Ink::Hairline), 1.5));
    painter->setBrush(inkOf(option, Ink::Surface));
    painter->drawEllipse(ring);
    if (on) {
        const double inset = ring.width() * 0.27;
        painter->setPen(Qt::NoPen);
        painter->setBrush(inkOf(option, ink));
        painter->drawEllipse(ring.adjusted(inset, inset, -inset, -inset));
    }
    painter->restore();
}

void drawTab(QPainter *painter, const QStyleOptionTab &tab)
{
    const bool selected = tab.state & QStyle::State_Selected;
    if (isHovered(tab) && !selected)
        painter->fillRect(tab.rect, inkOf(tab, Ink::Raised));
    painter->fillRect(QRect(tab.rect.left(), tab.rect.bottom(), tab.rect.width(), 1), inkOf(tab, Ink::Hairline));
    if (selected)
        painter->fillRect(QRect(tab.rect.left(), tab.rect.bottom() - 1, tab.rect.width(), 2), inkOf(tab, Ink::Accent));
}

}  // namespace tonewright::painting
