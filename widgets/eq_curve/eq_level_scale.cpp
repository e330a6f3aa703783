#include "widgets/eq_curve/eq_level_scale.h"

#include <QtGui/QPainter>
#include <cmath>

#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{
constexpr double kStepDb = 20;
}

EqLevelScale::EqLevelScale(QWidget *parent) : QWidget(parent)
{
    setFixedWidth(6 * kGrid);
    setToolTip(tr("Level of the spectra: mean of each band, full scale is 0 dB"));
    setAccessibleName(tr("Levels of the spectra"));
}

void EqLevelScale::setRange(double topDb, double spanDb)
{
    m_topDb = topDb;
    m_spanDb = spanDb;
    update();
}

void EqLevelScale::setArea(int top, int height)
{
    m_top = top;
    m_height = height;
    update();
}

void EqLevelScale::paintEvent(QPaintEvent *)
{
    if (m_spanDb <= 0)
        return;
    QPainter painter(this);
    painter.setFont(figureFont(TextSize::Small));
    painter.setPen(themeOf(palette()).colour(Ink::MutedText));
    const int line = painter.fontMetrics().height();
    for (double level = std::floor(m_topDb / kStepDb) * kStepDb; level > m_topDb - m_spanDb; level -= kStepDb) {
        const double y = (m_topDb - level) / m_spanDb * m_height;
        if (y < line / 2.0 || y > m_height - line / 2.0)
            continue;
        painter.drawText(QRectF(kGrid / 2.0, m_top + y - line / 2.0, width() - kGrid / 2.0, line),
                         Qt::AlignLeft | Qt::AlignVCenter, formatWithUnit(level, 0, QStringLiteral("dB")));
    }
}

}  // namespace tonewright
