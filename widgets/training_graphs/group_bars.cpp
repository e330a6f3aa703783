#include "widgets/training_graphs/group_bars.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr std::array kParts{0.25, 0.5, 1.0};
constexpr double kNameWidth = 9 * kGrid;
constexpr double kNumberWidth = 6 * kGrid;
constexpr double kCountWidth = 5 * kGrid;
constexpr double kDigits = 0.68;     // of a line: digits reach neither to its top nor to its bottom
constexpr double kLeastFont = 0.75;  // of the small font, where many groups share little room
constexpr double kRoomForCount = 30 * kGrid;
constexpr double kAxisHeight = 2 * kGrid;
constexpr double kLargestRow = 3 * kGrid;
constexpr double kSmallestRow = 1.5 * kGrid;
constexpr int kReservedRows = 6;  // asked for whatever is shown: the panes above must not jump when genres appear

}  // namespace

GroupBars::GroupBars(const MetricSpec &metric, QWidget *parent) : QWidget(parent), m_metric(metric)
{
    setAccessibleName(tr("%1 by group").arg(studyText(metric.label)));
    chooseScale();
}

void GroupBars::setRows(std::vector<GroupStatistics::Row> rows)
{
    m_rows = std::move(rows);
    if (m_rows.empty())
        m_part = 0;
    chooseScale();
    QStringList texts;
    for (const auto &row : m_rows) {
        texts.append(describe(row));
    }
    setAccessibleDescription(texts.join(QLatin1Char('\n')));
    update();
}

void GroupBars::chooseScale()
{
    double low = 0;
    double high = 0;
    for (const auto &row : m_rows) {
        low = std::min(low, row.mean - row.deviation);
        high = std::max(high, row.mean + row.deviation);
    }
    if (!std::isfinite(m_metric.minimum) || !std::isfinite(m_metric.maximum)) {
        m_low = low;
        m_high = std::max(high, low + 1e-9);
        return;
    }
    // A quarter, half or all of the metric's range: bars are long enough to compare, and the scale only ever grows.
    while (m_part + 1 < kParts.size() &&
           (low < m_metric.minimum * kParts[m_part] || high > m_metric.maximum * kParts[m_part]))
        ++m_part;
    const bool astride = m_metric.minimum < 0 && m_metric.maximum > 0;
    m_low = astride ? m_metric.minimum * kParts[m_part] : m_metric.minimum;
    m_high = astride ? m_metric.maximum * kParts[m_part] : m_metric.maximum;
}

QString GroupBars::describe(const GroupStatistics::Row &row) const
{
    return tr("%1: %2 ± %3 over the latest %4 of %5 episodes")
        .arg(QString::fromStdString(row.group), formatSigned(row.mean, 2), formatNumber(row.deviation, 2),
             formatCount(qint64(row.used)), formatCount(qint64(row.count)));
}

QSize GroupBars::minimumSizeHint() const
{
    return {int(kNameWidth + kNumberWidth + 8 * kGrid), int(kReservedRows * kSmallestRow + kAxisHeight)};
}

QRectF GroupBars::barsArea(const QRectF &area) const
{
    return area.adjusted(kNameWidth, 0, -kNumberWidth - (area.width() < kRoomForCount ? 0 : kCountWidth), -kAxisHeight);
}

double GroupBars::rowHeight(const QRectF &area) const
{
    const double fit = barsArea(area).height() / std::max<double>(1.0, double(m_rows.size()));
    return std::clamp(fit, 4.0, kLargestRow);
}

double GroupBars::xOf(double value, const QRectF &area) const
{
    const QRectF bars = barsArea(area);
    return bars.left() + (std::clamp(value, m_low, m_high) - m_low) / (m_high - m_low) * bars.width();
}

void GroupBars::paint(QPainter &painter, const QRectF &area, const Theme &theme) const
{
    const QRectF bars = barsArea(area);
    const double height = rowHeight(area);
    const double bottom = bars.top() + height * double(m_rows.size());
    const double zero = xOf(0, area);
    painter.setFont(figureFont(TextSize::Small));
    for (const double tick : {m_low, (m_low + m_high) / 2, m_high}) {
        const double x = std::round(xOf(tick, area)) + 0.5;
        painter.setPen(theme.colour(Ink::Grid));
        painter.drawLine(QPointF(x, bars.top()), QPointF(x, bottom));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QRectF(x - 3 * kGrid, bottom, 6 * kGrid, kAxisHeight), Qt::AlignCenter,
                         QString::number(tick, 'g', 3).replace(QLatin1Char('-'), QChar(0x2212)));
    }
    double y = bars.top();
    // Many groups in little room have smaller words; beyond that only every so-manieth has any.
    const double line = QFontMetricsF(figureFont(TextSize::Small)).height();
    const double scale = std::clamp(height / (kDigits * line), kLeastFont, 1.0);
    const auto every = std::size_t(std::max(1.0, std::ceil(scale * kDigits * line / height - 1e-9)));
    QFont words = textFont(TextSize::Small), figures = figureFont(TextSize::Small);
    for (QFont *font : {&words, &figures}) {
        if (font->pointSizeF() > 0)
            font->setPointSizeF(scale * font->pointSizeF());
        else
            font->setPixelSize(std::max(1, int(std::lround(scale * font->pixelSize()))));
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const GroupStatistics::Row &row = m_rows[i];
        const double thick = std::min(height * 0.6, 1.5 * kGrid);
        const double top = y + (height - thick) / 2;
        const double x = xOf(row.mean, area);
        painter.fillRect(QRectF(std::min(x, zero), top, std::fabs(x - zero), thick), theme.colour(Ink::Processed));
        painter.setPen(QPen(theme.colour(Ink::Text), 1));
        const double middle = std::round(y + height / 2) + 0.5;
        painter.drawLine(QPointF(xOf(row.mean - row.deviation, area), middle),
                         QPointF(xOf(row.mean + row.deviation, area), middle));
        if (i % every != 0) {
            y += height;
            continue;
        }
        painter.setFont(words);
        painter.drawText(QRectF(area.left(), y, kNameWidth - kGrid, height),
                         Qt::AlignVCenter | Qt::AlignRight | Qt::TextDontClip,
                         painter.fontMetrics().elidedText(QString::fromStdString(row.group), Qt::ElideRight,
                                                          int(kNameWidth - kGrid)));
        painter.setFont(figures);
        painter.drawText(QRectF(bars.right(), y, kNumberWidth - kGrid / 2.0, height),
                         Qt::AlignVCenter | Qt::AlignRight | Qt::TextDontClip, formatSigned(row.mean, 2));
        if (area.width() >= kRoomForCount) {
            painter.setPen(theme.colour(Ink::MutedText));
            painter.drawText(QRectF(bars.right() + kNumberWidth, y, kCountWidth - kGrid / 2.0, height),
                             Qt::AlignVCenter | Qt::AlignRight | Qt::TextDontClip, formatCount(qint64(row.count)));
        }
        y += height;
    }
    painter.setPen(theme.colour(Ink::MutedText));
    painter.drawLine(QPointF(std::round(zero) + 0.5, bars.top()), QPointF(std::round(zero) + 0.5, bottom));
}

void GroupBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, rect(), themeOf(palette()));
}

bool GroupBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto row = static_cast<std::size_t>(std::max(0.0, help->pos().y() / rowHeight(rect())));
        if (row < m_rows.size()) {
            QToolTip::showText(help->globalPos(), describe(m_rows[row]), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace tonewright
