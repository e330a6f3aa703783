#include "widgets/abc_player/seek_line.h"

#include <QtCore/QScopedValueRollback>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QMenu>
#include <algorithm>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr int kLineHeight = 4;
constexpr double kHandleReach = 6;  // px to either side of a handle
constexpr double kLeastDrag = 3;    // px
constexpr int kStepMilliseconds = 1000;
constexpr int kPageMilliseconds = 5000;

int milliseconds(double seconds)
{
    return int(std::lround(seconds * 1000));
}

}  // namespace

SeekLine::SeekLine(QWidget *parent) : QAbstractSlider(parent)
{
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setRange(0, 0);
    setSingleStep(kStepMilliseconds);
    setPageStep(kPageMilliseconds);
    connect(this, &QAbstractSlider::valueChanged, this, [this](int value) {
        if (!m_following)
            Q_EMIT seekRequested(value / 1000.0);
    });
}

void SeekLine::setDuration(double seconds)
{
    m_duration = std::max(0.0, seconds);
    const QScopedValueRollback following(m_following, true);
    setRange(0, milliseconds(m_duration));
    setEnabled(m_duration > 0);
    update();
}

void SeekLine::setPosition(double seconds)
{
    m_position = seconds;
    const QScopedValueRollback following(m_following, true);
    setValue(milliseconds(seconds));
    update();
}

void SeekLine::setRegion(LoopRegion region)
{
    m_region = region;
    update();
}

void SeekLine::setLooping(bool on)
{
    m_looping = on;
    update();
}

QRect SeekLine::track() const
{
    return {kGrid, (height() - kLineHeight) / 2, std::max(1, width() - 2 * kGrid), kLineHeight};
}

double SeekLine::xAt(double seconds) const
{
    return track().left() + (m_duration > 0 ? seconds / m_duration : 0.0) * track().width();
}

double SeekLine::secondsAt(double x) const
{
    return std::clamp((x - track().left()) / track().width(), 0.0, 1.0) * m_duration;
}

QSize SeekLine::sizeHint() const
{
    return {40 * kGrid, kRow};
}

QSize SeekLine::minimumSizeHint() const
{
    return {12 * kGrid, kRow};
}

// ---- painting ----

void SeekLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &colours = themeOf(palette());
    const QRectF line = track();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(Ink::Border));
    painter.drawRoundedRect(line, 2, 2);
    if (m_duration <= 0)
        return;
    paintRegion(painter);
    const double here = xAt(m_position);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(Ink::MutedText));
    painter.drawRoundedRect(QRectF(line.left(), line.top(), here - line.left(), line.height()), 2, 2);
    painter.setBrush(colours.colour(Ink::Text));
    painter.drawRoundedRect(QRectF(here - 1.5, line.center().y() - 8, 3, 16), 1.5, 1.5);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colours.colour(Ink::Accent), 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

/// A band behind the line, and at each end a handle that points inwards. Muted while looping is off.
void SeekLine::paintRegion(QPainter &painter) const
{
    if (!m_region.isSet())
        return;
    const Theme &colours = themeOf(palette());
    const double begin = xAt(m_region.startSeconds);
    const double end = xAt(m_region.endSeconds);
    const QRectF band(begin, track().center().y() - 9, end - begin, 20);
    painter.setPen(Qt::NoPen);
    QColor fill = colours.colour(Ink::Accent);
    fill.setAlphaF(m_looping ? 0.25F : 0.1F);
    painter.setBrush(fill);
    painter.drawRect(band);
    painter.setBrush(colours.colour(m_looping ? Ink::Accent : Ink::MutedText));
    constexpr double kFlag = 5;
    painter.drawRect(QRectF(begin - 1, band.top(), 2, band.height()));
    painter.drawRect(QRectF(end - 1, band.top(), 2, band.height()));
    painter.drawPolygon(QPolygonF({{begin, band.top()}, {begin + kFlag, band.top()}, {begin, band.top() + kFlag}}));
    painter.drawPolygon(QPolygonF({{end, band.top()}, {end - kFlag, band.top()}, {end, band.top() + kFlag}}));
}

void SeekLine::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QAbstractSlider::changeEvent(event);
}

// ---- mouse ----

SeekLine::Drag SeekLine::handleAt(QPointF place) const
{
    if (!m_region.isSet() || m_duration <= 0)
        return Drag::None;
    const double toStart = std::fabs(place.x() - xAt(m_region.startSeconds));
    const double toEnd = std::fabs(place.x() - xAt(m_region.endSeconds));
    if (std::min(toStart, toEnd) > kHandleReach)
        return Drag::None;
    if (toStart == toEnd)
        return place.x() < xAt(m_region.startSeconds) ? Drag::Start : Drag::End;
    return toStart < toEnd ? Drag::Start : Drag::End;
}

void SeekLine::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_duration <= 0) {
        event->ignore();
        return;
    }
    m_pressedX = event->position().x();
    m_drag = event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Mark : handleAt(event->position());
    if (m_drag == Drag::None) {
        m_drag = Drag::Seek;
        dragTo(m_pressedX);
    }
}

void SeekLine::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None)
        dragTo(event->position().x());
    else
        setCursor(handleAt(event->position()) != Drag::None ? Qt::SizeHorCursor : Qt::ArrowCursor);
}

void SeekLine::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_drag = Drag::None;
}

void SeekLine::dragTo(double x)
{
    switch (m_drag) {
    case Drag::Seek:
        Q_EMIT seekRequested(secondsAt(x));
        break;
    case Drag::Start:  // the ends don't pass each other
        Q_EMIT regionRequested(std::min(secondsAt(x), m_region.endSeconds), m_region.endSeconds);
        break;
    case Drag::End:
        Q_EMIT regionRequested(m_region.startSeconds, std::max(secondsAt(x), m_region.startSeconds));
        break;
    case Drag::Mark:
        if (std::fabs(x - m_pressedX) >= kLeastDrag)
            Q_EMIT regionRequested(std::min(secondsAt(m_pressedX), secondsAt(x)),
                                   std::max(secondsAt(m_pressedX), secondsAt(x)));
        break;
    case Drag::None:
        break;
    }
}

void SeekLine::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const double here = secondsAt(event->pos().x());
    const double begin = m_region.isSet() && m_region.startSeconds < here ? m_region.startSeconds : 0;
    const double end = m_region.isSet() && m_region.endSeconds > here ? m_region.endSeconds : m_duration;
    menu->addAction(tr("Loop from here"), this, [this, here, end] { Q_EMIT regionRequested(here, end); });
    menu->addAction(tr("Loop to here"), this, [this, here, begin] { Q_EMIT regionRequested(begin, here); });
    QAction *clear = menu->addAction(tr("Clear the loop region"), this, &SeekLine::regionClearRequested);
    clear->setEnabled(m_region.isSet());
    menu->popup(event->globalPos());
}

}  // namespace tonewright
