// What the pointer does in a SpectrogramView.
#include <QtGui/QMouseEvent>
#include <QtGui/QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/spectrogram_view.h"

namespace tonewright
{

namespace
{

constexpr int kLeastDrag = 3;       // px: a shorter drag marks nothing
constexpr double kWheelZoom = 0.8;  // a notch of the wheel
constexpr double kWheelScroll = 0.1;

}  // namespace

TimeRange SpectrogramView::zoomed(double around, double factor) const
{
    return {around - (around - m_range.begin) * factor, around + (m_range.end - around) * factor};
}

void SpectrogramView::mousePressEvent(QMouseEvent *event)
{
    const QPoint place = event->position().toPoint();
    const bool left = event->button() == Qt::LeftButton;
    if (left && labelArea().contains(place)) {
        Q_EMIT roleActivated(m_role);
        return;
    }
    const bool onAxis = axisArea().contains(place);
    if (m_drag != Drag::None || (!left && event->button() != Qt::MiddleButton) ||
        (!onAxis && !pictureArea().contains(place))) {
        event->ignore();
        return;
    }
    m_pressed = m_dragged = event->position();
    m_pressedButton = event->button();
    m_pressedRange = m_range;
    m_drag = onAxis                                             ? Drag::Axis
             : !left                                            ? Drag::Pan
             : event->modifiers().testFlag(Qt::ShiftModifier)   ? Drag::Loop
             : event->modifiers().testFlag(Qt::ControlModifier) ? Drag::Select
                                                                : Drag::Seek;
    if (m_drag == Drag::Select)
        Q_EMIT selectionRequested(std::nullopt);
    if (m_drag == Drag::Seek && m_sound)
        Q_EMIT seekRequested(std::max(0.0, secondsAt(event->position().x())));
}

void SpectrogramView::dragTo(QPointF place)
{
    const QRect area = pictureArea();
    const double x = std::clamp(place.x(), double(area.left()), double(area.left() + area.width()));
    const double y = std::clamp(place.y(), double(area.top()), double(area.top() + area.height()));
    const double from = secondsAt(m_pressed.x());
    const TimeRange times{std::max(0.0, std::min(from, secondsAt(x))), std::max(from, secondsAt(x))};
    switch (m_drag) {
    case Drag::None:
        return;
    case Drag::Seek:
        if (m_sound)
            Q_EMIT seekRequested(std::max(0.0, secondsAt(x)));
        return;
    case Drag::Loop:
        if (std::fabs(x - m_pressed.x()) >= kLeastDrag)
            Q_EMIT loopRegionRequested(times);
        return;
    case Drag::Select:
        if (std::fabs(x - m_pressed.x()) >= kLeastDrag && std::fabs(y - m_pressed.y()) >= kLeastDrag) {
            const double low = hertzAt(std::max(y, m_pressed.y())), high = hertzAt(std::min(y, m_pressed.y()));
            Q_EMIT selectionRequested(SpectrogramSelection{times, {low, high}});
        }
        return;
    case Drag::Pan: {
        const double shift = (m_pressed.x() - place.x()) / std::max(1, area.width()) * m_pressedRange.length();
        Q_EMIT timeRangeRequested({m_pressedRange.begin + shift, m_pressedRange.end + shift});
        break;
    }
    case Drag::Axis:
        break;
    }
    Q_EMIT frequencyScrollRequested((place.y() - m_dragged.y()) / std::max(1, area.height()));
}

void SpectrogramView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF place = event->position();
    dragTo(place);
    m_dragged = place;
    const bool onLabel = labelArea().contains(place.toPoint());
    const bool onPicture = pictureArea().contains(place.toPoint()) && !onLabel;
    setCursor(onLabel                                ? Qt::PointingHandCursor
              : onPicture && m_sound                 ? Qt::CrossCursor
              : axisArea().contains(place.toPoint()) ? Qt::SizeVerCursor
                                                     : Qt::ArrowCursor);
    m_hover = onPicture ? std::optional(place) : std::nullopt;
    update();
    Q_EMIT hovered(onPicture ? std::optional(pointAt(place)) : std::nullopt);
}

void SpectrogramView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None && event->button() == m_pressedButton)
        m_drag = Drag::None;
}

void SpectrogramView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && axisArea().contains(event->position().toPoint()))
        Q_EMIT frequencyResetRequested();
    else
        mousePressEvent(event);
}

void SpectrogramView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const QPoint place = event->position().toPoint();
    const bool onAxis = axisArea().contains(place);
    const bool sideways = std::abs(angle.x()) > std::abs(angle.y());
    const double notches = (sideways ? angle.x() : angle.y()) / 120.0;
    if ((!onAxis && !pictureArea().contains(place)) || notches == 0) {
        event->ignore();
        return;
    }
    event->accept();
    const bool scrolls = event->modifiers().testFlag(Qt::ShiftModifier);
    if (onAxis || event->modifiers().testFlag(Qt::ControlModifier)) {
        if (scrolls)
            Q_EMIT frequencyScrollRequested(notches * kWheelScroll);
        else
            Q_EMIT frequencyZoomRequested(frequencyToUnit(hertzAt(event->position().y()), m_settings),
                                          std::pow(kWheelZoom, notches));
    } else if (sideways || scrolls) {
        const double shift = -notches * kWheelScroll * m_range.length();
        Q_EMIT timeRangeRequested({m_range.begin + shift, m_range.end + shift});
    } else {
        Q_EMIT timeRangeRequested(zoomed(secondsAt(event->position().x()), std::pow(kWheelZoom, notches)));
    }
}

void SpectrogramView::leaveEvent(QEvent *)
{
    m_hover.reset();
    update();
    Q_EMIT hovered(std::nullopt);
}

}  // namespace tonewright
