#include "widgets/abc_player/seek_line.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

constexpr double kMargin = 8;       ///< px left and right: room for the handles and the knob
constexpr double kLoopTop = 2;      ///< px: the strip of the loop
constexpr double kLoopBottom = 12;  ///< px
constexpr double kLineY = 21;       ///< px: middle of the line
constexpr double kReach = 6;        ///< px: how near a handle is grabbed
constexpr int kHeight = 32;

/// A bracket that opens to the inside of the region.
void drawHandle(QPainter &painter, double x, int direction, const QColor &colour)
{
    const QPolygonF shape{{x, kLoopTop}, {x + direction * 6, kLoopTop}, {x, kLoopBottom - 2}};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(shape);
    painter.setPen(QPen(colour, 1.5));
    painter.drawLine(QPointF(x, kLoopTop), QPointF(x, kLineY + 5));
}

}  // namespace

SeekLine::SeekLine(QWidget *parent) : QAbstractSlider(parent)
{
    setOrientation(Qt::Horizontal);
    setSingleStep(1000);
    setPageStep(5000);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Position"));
    setToolTip(tr("Click to go there. Drag in the strip above the line to mark a loop region; drag its ends to change "
                  "it."));
    connect(this, &QAbstractSlider::actionTriggered, this, [this] { Q_EMIT seekRequested(sliderPosition() / 1000.0); });
    setDuration(0);
}

void SeekLine::setDuration(double seconds)
{
    m_duration = seconds;
    const QSignalBlocker quiet(this);
    setRange(0, static_cast<int>(std::lround(seconds * 1000)));
    setEnabled(seconds > 0);
    update();
}

void SeekLine::setPosition(double seconds)
{
    if (std::lround(xOf(seconds) * devicePixelRatioF()) != std::lround(xOf(m_position) * devicePixelRatioF()))
        update();
    m_position = seconds;
    const QSignalBlocker quiet(this);
    setValue(static_cast<int>(std::lround(seconds * 1000)));
}

void SeekLine::setLoop(const LoopRegion &region, bool on)
{
    m_loop = region;
    m_looping = on;
    setAccessibleDescription(
        region.isSet()
            ? tr("Loop region from %1 to %2").arg(formatSeconds(region.startSeconds), formatSeconds(region.endSeconds))
            : QString());
    update();
}

void SeekLine::setSource(AbcSource source)
{
    m_source = source;
    update();
}

double SeekLine::xOf(double seconds) const
{
    return m_duration > 0 ? kMargin + seconds / m_duration * (width() - 2 * kMargin) : kMargin;
}

double SeekLine::secondsAt(double x) const
{
    return std::clamp((x - kMargin) / std::max(1.0, width() - 2 * kMargin), 0.0, 1.0) * m_duration;
}

QSize SeekLine::sizeHint() const
{
    return {40 * kGrid, kHeight};
}

QSize SeekLine::minimumSizeHint() const
{
    return {15 * kGrid, kHeight};
}

SeekLine::Part SeekLine::partAt(QPointF point) const
{
    if (point.y() > kLoopBottom + 2)
        return Part::Line;
    if (m_loop.isSet()) {
        const double toStart = std::fabs(point.x() - xOf(m_loop.startSeconds));
        const double toEnd = std::fabs(point.x() - xOf(m_loop.endSeconds));
        if (std::min(toStart, toEnd) <= kReach)
            return toStart <= toEnd ? Part::LoopStart : Part::LoopEnd;
    }
    return Part::NewLoop;
}

void SeekLine::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_duration <= 0)
        return;
    m_dragged = partAt(event->position());
    m_anchor = secondsAt(event->position().x());
    if (m_dragged == Part::Line)
        dragTo(event->position().x());
}

void SeekLine::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragged != Part::Nothing) {
        dragTo(event->position().x());
        return;
    }
    const Part part = partAt(event->position());
    if (part != m_hovered)
        update();
    m_hovered = part;
    setCursor(part == Part::LoopStart || part == Part::LoopEnd ? Qt::SizeHorCursor
              : part == Part::NewLoop                          ? Qt::IBeamCursor
                                                               : Qt::ArrowCursor);
}

void SeekLine::mouseReleaseEvent(QMouseEvent *)
{
    m_dragged = Part::Nothing;
}

void SeekLine::leaveEvent(QEvent *event)
{
    m_hovered = Part::Nothing;
    update();
    QAbstractSlider::leaveEvent(event);
}

void SeekLine::dragTo(double x)
{
    const double here = secondsAt(x);
    switch (m_dragged) {
    case Part::Line:
        Q_EMIT seekRequested(here);
        return;
    case Part::LoopStart:
        Q_EMIT loopRegionRequested({std::min(here, m_loop.endSeconds), m_loop.endSeconds});
        return;
    case Part::LoopEnd:
        Q_EMIT loopRegionRequested({m_loop.startSeconds, std::max(here, m_loop.startSeconds)});
        return;
    case Part::NewLoop:
        // A press that was meant as a click must not leave a sliver.
        if (std::fabs(x - xOf(m_anchor)) > kReach)
            Q_EMIT loopRegionRequested({std::min(here, m_anchor), std::max(here, m_anchor)});
        return;
    case Part::Nothing:
        return;
    }
}

void SeekLine::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double left = kMargin;
    const double right = width() - kMargin;

    painter.setPen(Qt::NoPen);
    if (m_loop.isSet()) {
        QColor band = theme.colour(m_looping ? Ink::Accent : Ink::MutedText);
        band.setAlphaF(m_looping ? 0.22F : 0.12F);
        painter.setBrush(band);
        painter.drawRect(
            QRectF(QPointF(xOf(m_loop.startSeconds), kLoopTop), QPointF(xOf(m_loop.endSeconds), kLineY + 5)));
    }
    painter.setBrush(theme.colour(Ink::Border));
    painter.drawRoundedRect(QRectF(left, kLineY - 1.5, right - left, 3), 1.5, 1.5);
    if (m_duration > 0) {
        const double x = xOf(m_position);
        const QColor heard = theme.colour(roleInk(m_source));
        painter.setBrush(heard);
        painter.drawRoundedRect(QRectF(left, kLineY - 2, x - left, 4), 2, 2);
        if (m_loop.isSet()) {
            const QColor colour = theme.colour(m_looping ? Ink::Accent : Ink::MutedText);
            drawHandle(painter, xOf(m_loop.startSeconds), 1, colour);
            drawHandle(painter, xOf(m_loop.endSeconds), -1, colour);
        }
        painter.setPen(QPen(theme.colour(hasFocus() ? Ink::Text : Ink::Surface), hasFocus() ? 2 : 1.5));
        painter.setBrush(heard);
        painter.drawEllipse(QPointF(x, kLineY), 6, 6);
    }
}

}  // namespace tonewright
