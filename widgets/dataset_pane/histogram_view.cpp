#include "widgets/dataset_pane/histogram_view.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kNameWidth = 11 * kGrid;
constexpr double kNumberWidth = 9 * kGrid;
constexpr double kHeadHeight = 2 * kGrid;
constexpr double kAxisHeight = 2.5 * kGrid;
constexpr double kSmallestRow = 2 * kGrid;
constexpr double kLargestRow = 6 * kGrid;
constexpr double kTickDistance = 9 * kGrid;

/// 1, 2 or 5 times a power of ten, the least that is not below `step`.
double roundStep(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

}  // namespace

HistogramView::HistogramView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Histogram by genre"));
}

void HistogramView::setHistograms(GroupHistograms histograms, const QString &title, const QString &unit)
{
    m_histograms = std::move(histograms);
    m_title = title;
    m_unit = unit;
    m_row = std::min(m_row, int(m_histograms.groups.size()) - 1);
    setAccessibleName(tr("%1 by genre").arg(title));
    tell();
    updateGeometry();
    update();
}

void HistogramView::setMark(double value)
{
    m_mark = value;
    update();
}

void HistogramView::tell()
{
    QStringList lines;
    for (int row = 0; row < int(m_histograms.groups.size()); ++row)
        if (m_row < 0 || row == m_row)
            lines << describe(row);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
}

QString HistogramView::number(double value) const
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    // Three figures, and whole numbers in full: 0.25, 12.5, 1312. Only what is tiny or huge gets a power of ten.
    const double size = std::abs(value);
    const bool plain = size >= 1e-3 && size < 1e6;
    const int decimals = plain ? std::clamp(2 - int(std::floor(std::log10(size))), 0, 5) : 0;
    QString text = plain ? QString::number(value, 'f', decimals) : QString::number(value, 'g', 3);
    if (plain && decimals > 0) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString HistogramView::describe(int row) const
{
    const GroupHistogram &group = m_histograms.groups[std::size_t(row)];
    return tr("%1: median %2, half of %3 tracks between %4 and %5")
        .arg(group.group, withUnit(group.median), formatCount(group.tracks), number(group.lowerQuartile),
             withUnit(group.upperQuartile));
}

QSize HistogramView::minimumSizeHint() const
{
    return {int(kNameWidth + kNumberWidth + 16 * kGrid),
            int(kHeadHeight + double(m_histograms.groups.size()) * kSmallestRow + kAxisHeight)};
}

QRectF HistogramView::barsArea() const
{
    return QRectF(rect()).adjusted(kNameWidth, kHeadHeight, -2 * kNumberWidth, -kAxisHeight);
}

double HistogramView::rowHeight() const
{
    return std::clamp(barsArea().height() / std::max<double>(1, double(m_histograms.groups.size())), kSmallestRow,
                      kLargestRow);
}

int HistogramView::rowAt(double y) const
{
    const int row = int(std::floor((y - barsArea().top()) / rowHeight()));
    return row < 0 || row >= int(m_histograms.groups.size()) ? -1 : row;
}

double HistogramView::xOf(double value) const
{
    const QRectF bars = barsArea();
    const auto scaled = [this](double x) { return m_histograms.logarithmic ? std::log(x) : x; };
    const double inside = std::clamp(value, m_histograms.low, m_histograms.high);
    const double low = scaled(m_histograms.low), high = scaled(m_histograms.high);
    return bars.left() + (scaled(inside) - low) / (high - low) * bars.width();
}

std::vector<double> HistogramView::ticks() const
{
    std::vector<double> values;
    const double most = std::max(2.0, barsArea().width() / kTickDistance);
    if (m_histograms.logarithmic) {
        const double decades = std::log10(m_histograms.high / m_histograms.low);
        const double step = std::max(1.0, std::ceil(decades / most));
        for (double power = std::ceil(std::log10(m_histograms.low) - 1e-9);
             power <= std::log10(m_histograms.high) + 1e-9; power += step)
            values.push_back(std::pow(10, power));
        if (values.size() >= 2)
            return values;
        return {m_histograms.low, m_histograms.high};
    }
    const double step = roundStep((m_histograms.high - m_histograms.low) / most);
    for (double index = std::ceil(m_histograms.low / step - 1e-9); index * step <= m_histograms.high + 1e-9 * step;
         ++index)
        values.push_back(index == 0 ? 0 : index * step);
    return values;
}

void HistogramView::paintAxis(QPainter &painter, const Theme &theme) const
{
    const QRectF bars = barsArea();
    const double head = seen().top(), bottom = axisTop();
    painter.setFont(figureFont(TextSize::Small));
    for (const double tick : ticks()) {
        const double x = std::round(xOf(tick)) + 0.5;
        painter.setPen(theme.colour(Ink::Grid));
        painter.drawLine(QPointF(x, head + kHeadHeight), QPointF(x, bottom));
        painter.setPen(theme.colour(Ink::MutedText));
        painter.drawText(QRectF(x - 5 * kGrid, bottom, 10 * kGrid, kAxisHeight), Qt::AlignCenter, number(tick));
    }
    painter.setFont(textFont(TextSize::Small));
    painter.drawText(QRectF(bars.right() + kGrid, bottom, 2 * kNumberWidth - kGrid, kAxisHeight),
                     Qt::AlignVCenter | Qt::AlignLeft, m_unit);
    const double right = width() - kGrid / 2.0;
    painter.drawText(QRectF(right - 2 * kNumberWidth + kGrid, head, kNumberWidth - kGrid, kHeadHeight),
                     Qt::AlignVCenter | Qt::AlignRight, tr("Median"));
    painter.drawText(QRectF(right - kNumberWidth, head, kNumberWidth, kHeadHeight), Qt::AlignVCenter | Qt::AlignRight,
                     tr("Tracks"));
    // What the upright line in every row is.
    const QString median = tr("median");
    const double from = kNameWidth - kGrid - painter.fontMetrics().horizontalAdvance(median);
    painter.drawText(QRectF(from, bottom, kNameWidth - kGrid - from + 1, kAxisHeight),
                     Qt::AlignVCenter | Qt::AlignRight, median);
    painter.setPen(QPen(theme.colour(Ink::Text), 1));
    const double x = std::round(from - kGrid) + 0.5;
    painter.drawLine(QPointF(x, bottom + 0.25 * kAxisHeight), QPointF(x, bottom + 0.75 * kAxisHeight));
}

QRectF HistogramView::seen() const
{
    const QWidget *around = parentWidget();
    return around ? QRectF(rect() & around->rect().translated(-pos())) : QRectF(rect());
}

double HistogramView::axisTop() const
{
    const double below = barsArea().top() + rowHeight() * double(m_histograms.groups.size());
    return std::min(below, seen().bottom() - kAxisHeight);
}

bool HistogramView::isRowSeen(int row) const
{
    constexpr double kSlack = 0.5;
    const double top = barsArea().top() + row * rowHeight();
    return top >= seen().top() + kHeadHeight - kSlack && top + rowHeight() <= axisTop() + kSlack;
}

QString HistogramView::withUnit(double value) const
{
    return m_unit.isEmpty() || !std::isfinite(value) ? number(value) : number(value) + QChar(0x202F) + m_unit;
}

/// What stays in sight while the rest is moved.
void HistogramView::moveEvent(QMoveEvent *)
{
    update();
}

void HistogramView::paintRow(QPainter &painter, int row, const Theme &theme) const
{
    const GroupHistogram &group = m_histograms.groups[std::size_t(row)];
    const QRectF bars = barsArea();
    const double height = rowHeight();
    const QRectF line(0, bars.top() + row * height, width(), height);
    if (row == m_row && hasFocus())
        painter.fillRect(line, theme.colour(Ink::Selection));
    const double base = line.bottom() - 1;
    const double scale = (height - 3) / std::max(1e-9, m_histograms.largestShare * group.tracks);
    const double step = bars.width() / double(group.counts.size());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t bin = 0; bin < group.counts.size(); ++bin) {
        if (group.counts[bin] == 0)
            continue;
        const double left = std::round(bars.left() + double(bin) * step);
        const double right = std::round(bars.left() + double(bin + 1) * step);
        const double top = std::min(base - 1, base - group.counts[bin] * scale);  // one track is seen, too
        painter.fillRect(QRectF(left, top, std::max(1.0, right - left - 1), base - top), theme.colour(Ink::Reference));
    }
    painter.setPen(theme.colour(Ink::Hairline));
    painter.drawLine(QPointF(bars.left(), base), QPointF(bars.right(), base));
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double median = std::round(xOf(group.median)) + 0.5;
    painter.setPen(QPen(theme.colour(Ink::Text), 1));
    painter.drawLine(QPointF(median, line.top() + 2), QPointF(median, base));
    painter.setFont(textFont(TextSize::Small));
    painter.drawText(QRectF(0, line.top(), kNameWidth - kGrid, height), Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(group.group, Qt::ElideRight, int(kNameWidth - 2 * kGrid)));
    painter.setFont(figureFont(TextSize::Small));
    const double right = width() - kGrid / 2.0;
    painter.drawText(QRectF(right - 2 * kNumberWidth + kGrid, line.top(), kNumberWidth - kGrid, height),
                     Qt::AlignVCenter | Qt::AlignRight, withUnit(group.median));
    painter.setPen(theme.colour(Ink::MutedText));
    painter.drawText(QRectF(right - kNumberWidth, line.top(), kNumberWidth, height), Qt::AlignVCenter | Qt::AlignRight,
                     formatCount(group.tracks));
}

void HistogramView::paintEvent(QPaintEvent *)
{
    if (m_histograms.groups.empty())
        return;
    QPainter painter(this);
    const Theme &theme = themeOf(palette());
    paintAxis(painter, theme);
    for (int row = 0; row < int(m_histograms.groups.size()); ++row)
        if (isRowSeen(row))
            paintRow(painter, row, theme);
    if (!std::isfinite(m_mark))
        return;
    const QRectF bars = barsArea();
    const double x = std::round(xOf(m_mark)) + 0.5;
    painter.setPen(QPen(theme.colour(Ink::Text), 1.5, Qt::DashLine));
    const double head = seen().top();
    painter.drawLine(QPointF(x, head + kHeadHeight), QPointF(x, axisTop()));
    painter.setFont(textFont(TextSize::Small));
    const QString label = tr("this track: %1").arg(withUnit(m_mark));
    const double width = painter.fontMetrics().horizontalAdvance(label) + kGrid;
    const double left = std::clamp(x - width / 2, bars.left(), bars.right() - width);
    painter.drawText(QRectF(left, head, width, kHeadHeight), Qt::AlignCenter, label);
}

void HistogramView::keyPressEvent(QKeyEvent *event)
{
    const int rows = int(m_histograms.groups.size());
    const int by = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (by == 0 || rows == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_row = std::clamp(m_row + by, 0, rows - 1);
    tell();
    const double top = barsArea().top() + m_row * rowHeight();
    if (auto *area = parentWidget() ? qobject_cast<QScrollArea *>(parentWidget()->parentWidget()) : nullptr) {
        const double head = top - kHeadHeight, axis = top + rowHeight() + kAxisHeight;
        area->ensureVisible(0, int(std::floor(head)), 0, 0);
        area->ensureVisible(0, int(std::ceil(axis)), 0, 0);
    }
    const QPoint at(int(barsArea().left()), int(top + rowHeight()));
    QToolTip::showText(mapToGlobal(at), describe(m_row), this);
    update();
}

bool HistogramView::event(QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int row = rowAt(help->pos().y());
    if (row >= 0)
        QToolTip::showText(help->globalPos(), describe(row), this);
    else
        QToolTip::hideText();
    return true;
}

}  // namespace tonewright
