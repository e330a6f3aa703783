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
const QColor kSelectionFill(255, 255, 255, 28);

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
    paintFrequencyAxis(painter, axisArea(), m_settings, colours);
    if (!hasPicture() || !m_sound || m_sound->frames() == 0 || m_picture.error) {
        const QString sentence =
            m_picture.error         ? QString::fromStdString(m_picture.error->describe())
            : !m_sound              ? (!m_notice.isEmpty()               ? m_notice
                                       : m_role == AudioRole::Difference ? tr("Processed minus reference, once both are there.")
                                                                         : roleHint(m_role))
            : m_sound->frames() > 0 ? tr("Analysing …")
                                    : tr("This sound has no samples to show.");
        painter.setFont(textFont(TextSize::Text));
        painter.setPen(colours.colour(Ink::MutedText));
        painter.drawText(area.adjusted(kGrid, kGrid, -kGrid, -kGrid), Qt::AlignCenter | Qt::TextWordWrap, sentence);
    } else {
        painter.save();
        painter.setClipRect(area, Qt::IntersectClip);
        paintPicture(painter);
        paintTime(painter);
        paintSelection(painter);
        paintHover(painter);
        painter.restore();
    }
    paintLabel(painter);
    const QRectF there(area);
    if (m_hover) {
        paintNote(painter, readout(*m_hover), *m_hover, false);
    } else if (m_linkedHover && m_sound) {
        const QPointF place(xAt(m_linkedHover->seconds), yAt(m_linkedHover->hertz));
        if (there.contains(place))
            paintNote(painter, readout(place), place, false);
    }
    if (m_selection && m_sound)
        paintNote(painter, selectionText(), {}, true);
}

void SpectrogramView::paintPicture(QPainter &painter) const
{
    const QRect area = pictureArea();
    const FrequencyRange shown{m_settings.minimumHz, m_settings.maximumHz};
    if (m_picture.range == m_range && m_picture.frequencies == shown && m_picture.scale == m_settings.scale) {
        painter.drawImage(area, m_picture.image);
        return;
    }
    // On one scale frequencies only move and stretch; a picture of another scale stands for a moment as it is.
    const bool movable = m_picture.scale == m_settings.scale;
    const double left = xAt(m_picture.range.begin);
    const double top = movable ? yAt(m_picture.frequencies.maximumHz) : area.top();
    const double bottom = movable ? yAt(m_picture.frequencies.minimumHz) : area.top() + area.height();
    // Only what is seen is stretched, and without smoothing: it is for some milliseconds.
    const QRectF target(left, top, xAt(m_picture.range.end) - left, bottom - top);
    const QRectF seen = target & QRectF(area);
    if (seen.isEmpty() || target.width() <= 0 || target.height() <= 0)
        return;
    const double xScale = m_picture.image.width() / target.width();
    const double yScale = m_picture.image.height() / target.height();
    painter.drawImage(seen, m_picture.image,
                      QRectF((seen.left() - target.left()) * xScale, (seen.top() - target.top()) * yScale,
                             seen.width() * xScale, seen.height() * yScale));
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
    if (std::isfinite(m_playhead))
        drawTimeLine(painter, xAt(m_playhead), area, kOnPicture);
}

void SpectrogramView::paintSelection(QPainter &painter) const
{
    if (!m_selection)
        return;
    const QRectF box(QPointF(xAt(m_selection->time.begin), yAt(m_selection->frequencies.maximumHz)),
                     QPointF(xAt(m_selection->time.end), yAt(m_selection->frequencies.minimumHz)));
    painter.fillRect(box, kSelectionFill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(kShadow, 3));
    painter.drawRect(box);
    painter.setPen(QPen(kOnPicture, 1));
    painter.drawRect(box);
}

void SpectrogramView::paintHover(QPainter &painter) const
{
    const QRect area = pictureArea();
    std::optional<QPointF> place = m_hover;
    if (!place && m_linkedHover)
        place = QPointF(xAt(m_linkedHover->seconds), yAt(m_linkedHover->hertz));
    if (!place)
        return;
    painter.fillRect(QRectF(place->x() - 0.5, area.top(), 1, area.height()), kHairOnPicture);
    painter.fillRect(QRectF(area.left(), place->y() - 0.5, area.width(), 1), kHairOnPicture);
}

void SpectrogramView::paintLabel(QPainter &painter) const
{
    const Theme &colours = themeOf(palette());
    const QRect area = labelArea();
    const bool filled = m_active;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = textFont(TextSize::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(filled ? roleFillInk(m_role) : Ink::Surface));
    painter.drawRoundedRect(area, 3, 3);
    painter.setPen(colours.colour(filled ? roleOnFillInk(m_role) : roleTextInk(m_role)));
    painter.drawText(area, Qt::AlignCenter, title());
    painter.restore();
}

/// A note in the right corner, above or `below`; one above makes room for the pointer.
void SpectrogramView::paintNote(QPainter &painter, const QString &text, QPointF avoid, bool below) const
{
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
    if (below || box.adjusted(-kGrid, -kGrid, kGrid, kGrid).contains(avoid.toPoint()))
        box.moveTop(area.bottom() - kGrid / 2 - size.height() + 1 -
                    (!below && m_selection ? size.height() + kGrid / 2 : 0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.colour(Ink::Surface));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(colours.colour(Ink::Text));
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

}  // namespace tonewright
