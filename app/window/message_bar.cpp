#include "app/window/message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    layout->setSpacing(kGrid);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_close);
    m_icon->setAccessibleName(tr("Kind of message"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTextFormat(Qt::PlainText);
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close the message"));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::clear);
    restyle();
}

void MessageBar::showError(const QString &text)
{
    set(text, true);
}

void MessageBar::showNote(const QString &text)
{
    if (!m_isError || text.isEmpty())
        set(text, false);
}

void MessageBar::clear()
{
    m_isError = false;
    m_text->clear();
    Q_EMIT shownChanged(false);
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::set(const QString &text, bool error)
{
    m_isError = error;
    m_text->setText(text);
    m_text->setAccessibleName(text);
    restyle();
    Q_EMIT shownChanged(true);
    fitHeight();
}

void MessageBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

/// A tool bar asks for no height for its width, so the words' lines are counted here.
void MessageBar::fitHeight()
{
    // By the window's width, which is known: this row and its parts have theirs only after they were laid out, and a
    // height for the width before would make the window grow.
    const int beside = m_icon->sizeHint().width() + m_close->sizeHint().width() + 6 * kGrid;
    const int words = std::max(window()->width() - beside, 20 * kGrid);
    setFixedHeight(std::max(kRow, m_text->heightForWidth(words)) + kGrid);
    // Called while the row is being laid out for another height.
    layout()->invalidate();
    layout()->activate();
}

void MessageBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void MessageBar::restyle()
{
    const Ink ink = m_isError ? Ink::Error : Ink::Text;
    m_icon->setPixmap(icon(m_isError ? Icon::Warning : Icon::Note, ink).pixmap(16, 16));
    m_close->setIcon(icon(Icon::Clear));
    QPalette colours = m_text->palette();
    colours.setColor(QPalette::WindowText, themeOf(palette()).colour(ink));
    m_text->setPalette(colours);
}

}  // namespace tonewright
