#include "widgets/style/pane.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QToolButton>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kEmptyIcon = 4 * kGrid;
constexpr int kSentenceWidth = 44 * kGrid;

void mute(QLabel *label)
{
    const QColor muted = themeOf(label->palette()).colour(Ink::MutedText);
    if (label->palette().color(QPalette::WindowText) == muted)
        return;
    QPalette own;  // this one role: the others go on following the application's
    own.setColor(QPalette::WindowText, muted);
    label->setPalette(own);
}

/// QSplitterHandle itself reaches two pixels over its neighbours when it is one pixel wide; only its look is ours.
class HairlineHandle : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(contentsRect(), themeOf(palette()).colour(Ink::Hairline));
    }
};

}  // namespace

MutedLabel::MutedLabel(QWidget *parent) : QLabel(parent)
{
    mute(this);
}

void MutedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mute(this);
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_iconLabel(new QLabel), m_sentence(new MutedLabel), m_button(new QPushButton)
{
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setMaximumWidth(kSentenceWidth);
    m_iconLabel->hide();
    m_button->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, kGrid, 2 * kGrid, kGrid);
    layout->setSpacing(kGrid);
    layout->addStretch(1);
    layout->addWidget(m_iconLabel, 0, Qt::AlignHCenter);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_sentence, 100);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setIcon(Icon icon)
{
    m_icon = icon;
    m_iconLabel->setPixmap(
        tonewright::icon(icon, Ink::Border).pixmap(QSize(kEmptyIcon, kEmptyIcon), devicePixelRatioF()));
    m_iconLabel->show();
}

void EmptyState::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
}

void EmptyState::setAction(const QString &text)
{
    m_button->setText(text);
    m_button->setAccessibleName(text);
    m_button->setVisible(!text.isEmpty());
}

QString EmptyState::sentence() const
{
    return m_sentence->text();
}

QString EmptyState::actionText() const
{
    return m_button->text();
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_icon)
        setIcon(*m_icon);
}

PaneHeader::PaneHeader(const QString &title, QWidget *parent)
    : QWidget(parent), m_title(new QLabel(title)), m_detail(new MutedLabel), m_controls(new QHBoxLayout)
{
    m_title->setFont(textFont(TextSize::Title));
    m_detail->setMinimumWidth(0);
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_controls->setContentsMargins(0, 0, 0, 0);
    m_controls->setSpacing(kGrid / 2);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGrid, kGrid / 2, kGrid / 2, kGrid / 2);
    layout->setSpacing(kGrid);
    layout->addWidget(m_title);
    layout->addWidget(m_detail, 1);
    layout->addLayout(m_controls);
    setMinimumHeight(kRow + kGrid);
}

void PaneHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PaneHeader::setDetail(const QString &text)
{
    m_detail->setText(text);
    m_detail->setToolTip(text);
}

void PaneHeader::addControl(QWidget *control)
{
    m_controls->insertWidget(m_controls->count() - (m_menuButton ? 1 : 0), control);
}

QMenu *PaneHeader::menu()
{
    if (m_menu)
        return m_menu;
    m_menu = new QMenu(this);
    m_menuButton = new QToolButton;
    m_menuButton->setIcon(icon(Icon::Menu));
    m_menuButton->setAutoRaise(true);
    m_menuButton->setFocusPolicy(Qt::TabFocus);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setMenu(m_menu);
    m_menuButton->setToolTip(tr("More"));
    m_menuButton->setAccessibleName(tr("More of %1").arg(m_title->text()));
    m_controls->addWidget(m_menuButton);
    return m_menu;
}

Pane::Pane(const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent), m_header(new PaneHeader(title)), m_content(content), m_empty(new EmptyState),
      m_stack(new QStackedLayout)
{
    setAccessibleName(title);
    m_stack->addWidget(content);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addLayout(m_stack, 1);
}

void Pane::setEmpty(bool empty)
{
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_content);
}

bool Pane::isEmpty() const
{
    return m_stack->currentWidget() == m_empty;
}

HairlineSplitter::HairlineSplitter(Qt::Orientation orientation, QWidget *parent) : QSplitter(orientation, parent)
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
}

QSplitterHandle *HairlineSplitter::createHandle()
{
    return new HairlineHandle(orientation(), this);
}

Hairline::Hairline(Qt::Orientation orientation, QWidget *parent) : QWidget(parent)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), themeOf(palette()).colour(Ink::Hairline));
}

}  // namespace tonewright
