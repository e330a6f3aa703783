#include "widgets/spectrogram/colour_bar.h"

#include <QtCore/QEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>

#include "widgets/style/metrics.h"

namespace tonewright
{

ColourBar::ColourBar(const QString &name, QWidget *parent) : QWidget(parent)
{
    setFixedWidth(colourBarWidth());
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(name);
    setToolTip(tr("How loud a colour is, in dB. Wheel: change the nearer end; click: more."));
}

void ColourBar::setScale(const ColourScale &scale)
{
    m_scale = scale;
    setAccessibleDescription(
        tr("%1 to %2").arg(formatWithUnit(scale.floorDb, 0, tr("dB")), formatWithUnit(scale.ceilingDb, 0, tr("dB"))));
    update();
}

void ColourBar::paintEvent(QPaintEvent *)
{
    if (m_scale.map == nullptr)
        return;
    QPainter painter(this);
    const Theme &colours = themeOf(palette());
    QRectF bar = QRectF(rect()).adjusted(0, kGrid / 2.0, 0, -kGrid / 2.0);
    if (!m_unit.isEmpty()) {
        painter.setFont(textFont(TextSize::Small));
        painter.setPen(colours.colour(Ink::MutedText));
        const double line = painter.fontMetrics().height();
        painter.drawText(QRectF(0, bar.bottom() - line, width() - kGrid / 2.0, line), Qt::AlignRight | Qt::AlignVCenter,
                         m_unit);
        bar.setBottom(bar.bottom() - line - kGrid / 2.0);
    }
    paintColourBar(painter, bar, m_scale, colours);
}

void ColourBar::setUnit(const QString &unit)
{
    m_unit = unit;
    update();
}

void ColourBar::wheelEvent(QWheelEvent *event)
{
    m_wheel += event->angleDelta().y();
    const int notches = m_wheel / 120;
    m_wheel -= notches * 120;
    event->accept();
    if (notches == 0)
        return;
    if (event->position().y() < height() / 2.0)
        Q_EMIT ceilingStepped(notches);
    else
        Q_EMIT floorStepped(notches);
}

void ColourBar::mousePressEvent(QMouseEvent *event)
{
    Q_EMIT settingsRequested(event->globalPosition().toPoint());
}

void ColourBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        setFixedWidth(colourBarWidth());
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

TimeAxis::TimeAxis(QWidget *parent) : QWidget(parent), m_unit(tr("dBFS"))
{
    setFixedHeight(timeAxisHeight());
}

void TimeAxis::setRange(TimeRange range)
{
    m_range = range;
    update();
}

void TimeAxis::setUnit(const QString &unit)
{
    m_unit = unit;
    update();
}

void TimeAxis::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &colours = themeOf(palette());
    const QRectF axis(frequencyAxisWidth(), 0, width() - frequencyAxisWidth() - colourBarWidth(), height());
    if (axis.width() <= 0)
        return;
    paintTimeAxis(painter, axis, m_range, colours);
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(colours.colour(Ink::MutedText));
    painter.drawText(QRectF(axis.right(), 0, colourBarWidth() - kGrid / 2.0, height()),
                     Qt::AlignRight | Qt::AlignVCenter, m_unit);
    painter.drawText(QRectF(0, 0, frequencyAxisWidth() - 7, height()), Qt::AlignRight | Qt::AlignVCenter, tr("Hz"));
}

void TimeAxis::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        setFixedHeight(timeAxisHeight());
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

}  // namespace tonewright
