// How a SpectrogramView looks; what it shows and what the pointer does is in spectrogram_view.cpp.
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_view.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

// On the picture the theme doesn't count: the map is the same in both.
const QColor kOnPicture(255, 255, 255, 230);
const QColor kHairOnPicture(255, 255, 255, 120);
const QColor kShadow(0, 0, 0, 150);
const QColor kOutsideLoop(0, 0, 0, 90);

void drawTimeLine(QPainter &painter, double x, const QRect &area, const QColor &colour)
{
    painter.fillRect(QRectF(x - 1.5, area.top(), 3, area.height()), kShadow);
    painter.fillRect(QRectF(x - 0.5, area.top(), 1, area.height()), colour);
}

}  // namespace

void SpectrogramView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &colours = themeOf(palette());
    const QRect area = pictureArea();
    painter.fillRect(area, colours.colour(Ink::Window));
    paintFrequencyAxis(painter, QRectF(0, area.top(), area.left(), area.height()), m_settings, colours);
    if (m_picture.isNull()) {
        const QString sentence = m_analysing          ? tr("Analysing …")
                                 : m_clip             ? tr("This sound has no samples to show.")
                                 : m_notice.isEmpty() ? roleHint(m_role)
                                                      : m_notice;
        painter.setFont(textFont(TextSize::Text));
        painter.setPen(colours.colour(Ink::MutedText));
        painter.drawText(area.adjusted(kGrid, kGrid, -kGrid, -kGrid), Qt::AlignCenter | Qt::TextWordWrap, sentence);
    } else {
        paintPicture(painter);
        painter.save();
        painter.setClipRect(area, Qt::IntersectClip);
        paintTime(painter);
        painter.restore();
    }
    paintLabel(painter);
    paintReadout(painter);
}

void SpectrogramView::paintPicture(QPainter &painter) const
{
    const QRect area = pictureArea();
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    if (m_pictureRange == m_range) {
        painter.drawImage(area, m_picture);
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        const double left = xAt(m_pictureRange.begin);
        painter.drawImage(QRectF(left, area.top(), xAt(m_pictureRange.end) - left, area.height()), m_picture,
                          QRectF(m_picture.rect()));
    }
    painter.restore();
}

void SpectrogramView::paintTime(QPainter &painter) const
{
    const QRect area = pictureArea();
    if (m_loop && m_loop->length() > 0) {
        const double begin = std::clamp(xAt(m_loop->begin), double(area.left()), double(area.left() + area.width()));
        const double end = std::clamp(xAt(m_loop->end), double(area.left()), double(area.left() + area.width()));
        painter.fillRect(QRectF(area.left(), area.top(), begin - area.left(), area.height()), kOutsideLoop);
        painter.fillRect(QRectF(end, area.top(), area.left() + area.width() - end, area.height()), kOutsideLoop);
        painter.fillRect(QRectF(begin - 0.5, area.top(), 1, area.height()), kHairOnPicture);
        painter.fillRect(QRectF(end - 0.5, area.top(), 1, area.height()), kHairOnPicture);
    }
    if (std::isfinite(m_linkedHover))
        painter.fillRect(QRectF(xAt(m_linkedHover) - 0.5, area.top(), 1, area.height()), kHairOnPicture);
    if (m_hover && m_data) {
        painter.fillRect(QRectF(m_hover->x() - 0.5, area.top(), 1, area.height()), kHairOnPicture);
        painter.fillRect(QRectF(area.left(), m_hover->y() - 0.5, area.width(), 1), kHairOnPicture);
    }
    if (std::isfinite(m_playhead))
        drawTimeLine(painter, xAt(m_playhead), area, kOnPicture);
}

void SpectrogramView::paintLabel(QPainter &painter) const
{
    const Theme &colours = themeOf(palette());
    const QRect area = labelArea();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = textFont(TextSize::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(m_active ? roleFillInk(m_role) : Ink::Surface));
    painter.drawRoundedRect(area, 3, 3);
    painter.setPen(colours.colour(m_active ? roleOnFillInk(m_role) : roleTextInk(m_role)));
    painter.drawText(area, Qt::AlignCenter, roleName(m_role));
    painter.restore();
}

void SpectrogramView::paintReadout(QPainter &painter) const
{
    const QString text = m_hover ? readout(*m_hover) : QString();
    if (text.isEmpty())
        return;
    const Theme &colours = themeOf(palette());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(TextSize::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const QSize size(metrics.horizontalAdvance(text) + 2 * kGrid, metrics.height() + kGrid / 2);
    const QRect area = pictureArea();
    QRect box(QPoint(area.right() - kGrid / 2 - size.width() + 1, area.top() + kGrid / 2), size);
    if (box.adjusted(-kGrid, -kGrid, kGrid, kGrid).contains(m_hover->toPoint()))
        box.moveTop(area.bottom() - kGrid / 2 - size.height() + 1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(Ink::Surface));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(colours.colour(Ink::Text));
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

}  // namespace tonewright
