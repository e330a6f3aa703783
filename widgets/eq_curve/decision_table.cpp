#include "widgets/eq_curve/decision_table.h"

#include <QtGui/QPainter>
#include <array>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr std::array kBandInks{Ink::Band1, Ink::Band2, Ink::Band3, Ink::Band4};
constexpr int kSwatch = kGrid;
constexpr int kTitleWidth = 9 * kGrid;
constexpr int kCellWidth = 8 * kGrid;
constexpr int kLine = 2 * kGrid + kGrid / 2;

QString cellText(const DecisionValue &value)
{
    const QString text = formatQuantity(value.value, studyText(value.unit));
    // A plain number needs its name to be understood.
    return value.unit.empty() ? studyText(value.name) + QChar(' ') + text : text;
}

}  // namespace

DecisionTable::DecisionTable(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Settings chosen"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void DecisionTable::setValues(const std::vector<DecisionValue> &values)
{
    const std::size_t before = m_rows.size();
    m_rows.clear();
    for (const DecisionValue &value : values) {
        const QString title = studyText(value.group);
        if (m_rows.empty() || m_rows.back().title != title) {
            m_rows.push_back({title, {}});
        }
        m_rows.back().cells.push_back(cellText(value));
    }
    setAccessibleDescription(rows().join(QLatin1Char('\n')));
    if (m_rows.size() != before) {
        updateGeometry();
    }
    update();
}

QStringList DecisionTable::rows() const
{
    QStringList texts;
    for (const Row &row : m_rows) {
        QString text = row.title;
        for (const QString &cell : row.cells) {
            text += QStringLiteral("  ") + cell;
        }
        texts.append(text);
    }
    return texts;
}

QSize DecisionTable::sizeHint() const
{
    std::size_t columns = 0;
    for (const Row &row : m_rows) {
        columns = std::max(columns, row.cells.size());
    }
    return {3 * kGrid + kTitleWidth + int(columns) * kCellWidth, int(m_rows.size()) * kLine + kGrid};
}

void DecisionTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &current = themeOf(palette());
    int y = kGrid / 2;
    for (std::size_t i = 0; i < m_rows.size(); ++i, y += kLine) {
        // The same swatches as the bands' lines above.
        painter.setPen(QPen(current.colour(kBandInks[i % kBandInks.size()]), 2));
        painter.drawLine(QPointF(kGrid, y + kLine / 2.0), QPointF(kGrid + kSwatch, y + kLine / 2.0));
        painter.setFont(textFont(TextSize::Small));
        painter.setPen(current.colour(Ink::MutedText));
        int x = kGrid + kSwatch + kGrid;
        painter.drawText(QRect(x, y, kTitleWidth, kLine), Qt::AlignVCenter | Qt::AlignLeft, m_rows[i].title);
        x += kTitleWidth;
        painter.setFont(figureFont(TextSize::Small));
        painter.setPen(current.colour(Ink::Text));
        for (const QString &cell : m_rows[i].cells) {
            painter.drawText(QRect(x, y, kCellWidth - kGrid, kLine), Qt::AlignVCenter | Qt::AlignRight, cell);
            x += kCellWidth;
        }
    }
}

}  // namespace tonewright
