#include "widgets/plot/plot_overlay.h"

#include <QtGui/QPainter>
#include <algorithm>

#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr int kSample = 2 * kGrid;  // length of a line sample
constexpr int kGap = kGrid / 2;

}  // namespace

PlotOverlay::PlotOverlay(QWidget *canvas) : QWidget(canvas)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void PlotOverlay::show(double x, std::vector<Mark> marks, std::vector<Row> rows)
{
    m_x = x;
    m_marks = std::move(marks);
    m_rows = std::move(rows);
    update();
}

void PlotOverlay::clear()
{
    if (m_rows.empty())
        return;
    m_rows.clear();
    m_marks.clear();
    update();
}

void PlotOverlay::paintEvent(QPaintEvent *)
{
    if (m_rows.empty())
        return;
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.setPen(QPen(theme.colour(Ink::MutedText), 1, Qt::DotLine));
    painter.drawLine(QPointF(m_x, 0), QPointF(m_x, height()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Mark &mark : m_marks) {
        painter.setPen(QPen(theme.colour(Ink::Surface), 1.5));
        painter.setBrush(mark.colour);
        painter.drawEllipse(mark.position, 3.5, 3.5);
    }

    painter.setFont(figureFont(TextSize::Small));
    const QFontMetricsF metrics = painter.fontMetrics();
    const double rowHeight = metrics.height() + 1;
    double width = 0;
    for (const Row &row : m_rows)
        width = std::max(width, metrics.horizontalAdvance(row.text) + (row.sample ? kSample + kGap : 0));
    QRectF box(0, kGap, width + 2 * kGap + kGap, rowHeight * double(m_rows.size()) + kGap);
    // Beside the hair line, on whichever side there is room.
    box.moveLeft(m_x + kGrid + box.width() > this->width() ? m_x - kGrid - box.width() : m_x + kGrid);
    box.moveLeft(std::max(0.0, box.left()));
    QColor ground = theme.colour(Ink::Raised);
    ground.setAlphaF(0.94F);
    painter.setPen(QPen(theme.colour(Ink::Hairline), 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    double y = box.top() + kGap / 2.0;
    for (const Row &row : m_rows) {
        double x = box.left() + kGap + kGap / 2.0;
        if (row.sample) {
            painter.setPen(*row.sample);
            painter.drawLine(QPointF(x, y + rowHeight / 2), QPointF(x + kSample, y + rowHeight / 2));
            x += kSample + kGap;
        }
        painter.setPen(theme.colour(Ink::Text));
        painter.drawText(QPointF(x, y + metrics.ascent()), row.text);
        y += rowHeight;
    }
}

PlotLegend::PlotLegend(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFont(textFont(TextSize::Small));
}

void PlotLegend::setEntries(std::vector<Entry> entries)
{
    if (entries == m_entries)
        return;
    m_entries = std::move(entries);
    QStringList names;
    for (const Entry &entry : m_entries)
        names << entry.name;
    setAccessibleName(tr("Legend: %1").arg(names.join(QStringLiteral(", "))));
    updateGeometry();
    update();
}

template <class Place>
int PlotLegend::layOut(int width, Place place) const
{
    const QFontMetrics metrics(textFont(TextSize::Small));
    const int row = metrics.height() + 2;
    int x = 0;
    int y = 0;
    for (const Entry &entry : m_entries) {
        const int needed = kSample + kGap + metrics.horizontalAdvance(entry.name);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += row;
        }
        place(entry, QRect(x, y, needed, row));
        x += needed + 2 * kGrid;
    }
    return m_entries.empty() ? 0 : y + row;
}

int PlotLegend::heightForWidth(int width) const
{
    return layOut(width, [](const Entry &, const QRect &) {});
}

QSize PlotLegend::sizeHint() const
{
    return {20 * kGrid, heightForWidth(width())};
}

void PlotLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(textFont(TextSize::Small));
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor text = themeOf(palette()).colour(Ink::MutedText);
    layOut(width(), [&](const Entry &entry, const QRect &rect) {
        painter.setPen(entry.pen);
        painter.drawLine(QPointF(rect.left(), rect.center().y() + 0.5),
                         QPointF(rect.left() + kSample, rect.center().y() + 0.5));
        painter.setPen(text);
        painter.drawText(rect.adjusted(kSample + kGap, 0, 1, 0), Qt::AlignVCenter | Qt::AlignLeft, entry.name);
    });
}

}  // namespace tonewright
