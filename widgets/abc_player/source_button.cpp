#include "widgets/abc_player/source_button.h"

#include <QtGui/QPainter>
#include <cmath>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kDot = 8;  ///< px: the mark in the role's colour

QString letterOf(AudioRole role)
{
    return role == AudioRole::Difference ? QStringLiteral("Δ")
                                         : QString(QChar(QLatin1Char(static_cast<char>('A' + indexOf(role)))));
}

}  // namespace

SourceButton::SourceButton(AudioRole role, QWidget *parent) : QAbstractButton(parent), m_role(role)
{
    setCheckable(true);
    setText(roleName(role));
    setAccessibleName(tr("Listen to %1").arg(roleName(role)));
    setFont(textFont(TextSize::Text));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setPresent(false);
}

void SourceButton::setPresent(bool present)
{
    m_present = present;
    updateHint();
    update();
}

void SourceButton::setGainDb(std::optional<double> gainDb)
{
    if (gainDb && std::fabs(*gainDb) < 0.05)
        gainDb = 0;
    if (m_gainDb == gainDb)
        return;
    m_gainDb = gainDb;
    updateHint();
    update();
}

void SourceButton::setKeyText(const QString &keys)
{
    m_keys = keys;
    updateHint();
}

void SourceButton::setBlind(bool blind)
{
    m_blind = blind;
    setEnabled(!blind);
    updateHint();
    update();
}

void SourceButton::updateHint()
{
    QStringList lines{m_keys.isEmpty() ? roleHint(m_role)
                                       : tr("%1 (key %2)", "hint, key").arg(roleHint(m_role), m_keys)};
    if (!m_present)
        lines << tr("Not there yet: silent.");
    else if (m_gainDb && !m_blind)
        lines << (*m_gainDb < 0 ? tr("Turned down by %1 dB for equal loudness.").arg(formatNumber(-*m_gainDb, 1))
                                : tr("Played as it is: none is quieter."));
    setToolTip(m_blind ? tr("Hidden during the blind test.") : lines.join(QLatin1Char('\n')));
    setAccessibleDescription(m_blind ? toolTip() : lines.mid(1).join(QLatin1Char(' ')));
}

int SourceButton::gainWidth() const
{
    return QFontMetrics(figureFont(TextSize::Small)).horizontalAdvance(QStringLiteral("−00.0")) + kGrid;
}

QSize SourceButton::sizeHint() const
{
    return {minimumSizeHint().width() + QFontMetrics(font()).horizontalAdvance(text()) + kGrid / 2,
            minimumSizeHint().height()};
}

QSize SourceButton::minimumSizeHint() const
{
    const QFontMetrics metrics(font());
    const int width = kGrid + kDot + kGrid + metrics.horizontalAdvance(QStringLiteral("A ")) + gainWidth() + kGrid / 2;
    return {width, std::max(kRow + kGrid / 2, metrics.height() + kGrid)};
}

void SourceButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    const bool on = isChecked() && !m_blind;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    QColor fill = theme.colour(underMouse() ? Ink::Raised : Ink::Surface);
    QColor border = theme.colour(Ink::Border);
    QColor words = theme.colour(m_blind ? Ink::Disabled : m_present ? Ink::Text : Ink::MutedText);
    if (on && m_present) {
        fill = theme.colour(roleFillInk(m_role));
        border = fill;
        words = theme.colour(roleOnFillInk(m_role));
    } else if (on) {
        border = theme.colour(roleInk(m_role));
    }
    if (hasFocus())
        border = theme.colour(on && m_present ? Ink::Text : Ink::Accent);
    const double pen = hasFocus() || on ? 1.5 : 1;
    painter.setPen(QPen(border, pen));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 3, 3);

    const QRectF dot(kGrid, (height() - kDot) / 2.0, kDot, kDot);
    const QColor mark = (on && m_present) || m_blind ? words : theme.colour(roleInk(m_role));
    painter.setPen(QPen(mark, 1.5));
    painter.setBrush(m_present ? QBrush(mark) : QBrush(Qt::NoBrush));
    painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75));

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QRect label = rect().adjusted(kGrid + kDot + kGrid, 0, -kGrid / 2, 0);
    painter.setPen(words);
    painter.setFont(bold);
    const QString letter = letterOf(m_role);
    painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft, letter);
    painter.setFont(font());
    const QRect name = label.adjusted(QFontMetrics(font()).horizontalAdvance(QStringLiteral("A ")) + 2, 0,
                                      m_gainDb ? -gainWidth() : 0, 0);
    if (QFontMetrics(font()).horizontalAdvance(text()) <= name.width())
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (m_gainDb && m_present && !m_blind) {
        painter.setFont(figureFont(TextSize::Small));
        painter.drawText(label.adjusted(0, 0, -kGrid / 4, 0), Qt::AlignVCenter | Qt::AlignRight,
                         formatSigned(*m_gainDb, 1));
    }
}

}  // namespace tonewright
