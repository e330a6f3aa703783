#include "widgets/abc_player/source_button.h"

#include <QtGui/QPainter>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kDot = 8;  ///< px: the mark in the role's colour

QString letterOf(AudioRole role)
{
    return QString(QChar(QLatin1Char(static_cast<char>('A' + indexOf(role)))));
}

}  // namespace

SourceButton::SourceButton(AudioRole role, QWidget *parent) : QAbstractButton(parent), m_role(role)
{
    setCheckable(true);
    setText(roleName(role));
    setAccessibleName(tr("Listen to %1").arg(roleName(role)));
    setFont(textFont(TextSize::Text));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setPresent(false);
}

void SourceButton::setPresent(bool present)
{
    m_present = present;
    const QString key = tr("key %1").arg(indexOf(m_role) + 1);
    setToolTip(present ? QStringLiteral("%1 (%2)").arg(roleHint(m_role), key)
                       : QStringLiteral("%1 (%2)\n%3").arg(roleHint(m_role), key, tr("Not there yet: silent.")));
    setAccessibleDescription(present ? QString() : tr("Not there yet: silent."));
    update();
}

QSize SourceButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int width = kGrid + kDot + kGrid + metrics.horizontalAdvance(QStringLiteral("A ")) +
                      metrics.horizontalAdvance(text()) + kGrid + kGrid / 2;
    return {width, std::max(kRow + kGrid / 2, metrics.height() + kGrid)};
}

void SourceButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    const bool on = isChecked();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    QColor fill = theme.colour(underMouse() ? Ink::Raised : Ink::Surface);
    QColor border = theme.colour(Ink::Border);
    QColor words = theme.colour(m_present ? Ink::Text : Ink::MutedText);
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
    const QColor mark = on && m_present ? words : theme.colour(roleInk(m_role));
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
    painter.drawText(label.adjusted(QFontMetrics(font()).horizontalAdvance(QStringLiteral("A ")) + 2, 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, text());
}

}  // namespace tonewright
