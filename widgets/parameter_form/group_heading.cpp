#include "widgets/parameter_form/group_heading.h"

#include <QtGui/QAccessible>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QAccessibleWidget>

#include "widgets/style/metrics.h"
#include "widgets/style/style_painting.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr int kChevron = 2 * kGrid;  // room left of the words

QFont headingFont()
{
    QFont font = textFont(TextSize::Text);
    font.setWeight(QFont::DemiBold);
    return font;
}

class AccessibleHeading : public QAccessibleWidget
{
public:
    explicit AccessibleHeading(GroupHeading *heading) : QAccessibleWidget(heading, QAccessible::Button) {}

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        const bool open = heading()->isChecked();
        state.expandable = true;
        state.expanded = open;
        state.collapsed = !open;
        return state;
    }
    [[nodiscard]] QString text(QAccessible::Text which) const override
    {
        return which == QAccessible::Name ? heading()->text() : QAccessibleWidget::text(which);
    }
    [[nodiscard]] QStringList actionNames() const override
    {
        return QStringList{pressAction()} + QAccessibleWidget::actionNames();
    }
    void doAction(const QString &action) override
    {
        if (action == pressAction()) {
            heading()->click();
        } else {
            QAccessibleWidget::doAction(action);
        }
    }

private:
    [[nodiscard]] GroupHeading *heading() const { return static_cast<GroupHeading *>(widget()); }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *heading = qobject_cast<GroupHeading *>(object);
    return heading == nullptr ? nullptr : new AccessibleHeading(heading);
}

}  // namespace

GroupHeading::GroupHeading(const QString &title, QWidget *parent) : QAbstractButton(parent)
{
    static const bool kInstalled = (QAccessible::installFactory(&makeAccessible), true);
    Q_UNUSED(kInstalled)
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::toggled, this, [this](bool open) {
        QAccessible::State changed;
        changed.expanded = true;
        changed.collapsed = true;
        QAccessibleStateChangeEvent event(this, changed);
        QAccessible::updateAccessibility(&event);
        setToolTip(open ? tr("Fold this group") : tr("Show the settings of this group"));
    });
    setToolTip(tr("Show the settings of this group"));
}

void GroupHeading::setChanged(int settings)
{
    if (settings == m_changed) {
        return;
    }
    m_changed = settings;
    setAccessibleDescription(settings > 0 ? tr("%1 changed").arg(settings) : QString());
    update();
}

QSize GroupHeading::sizeHint() const
{
    const QFontMetrics metrics(headingFont());
    return {kChevron + metrics.horizontalAdvance(text()), kRow};
}

void GroupHeading::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &colours = themeOf(palette());
    painting::drawChevron(&painter, {kChevron / 2.0 - 2, height() / 2.0}, 4,
                          isChecked() ? Qt::DownArrow : Qt::RightArrow,
                          colours.colour(underMouse() ? Ink::Text : Ink::MutedText));
    painter.setFont(headingFont());
    painter.setPen(colours.colour(Ink::Text));
    const QRect words = rect().adjusted(kChevron, 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (m_changed > 0 && !isChecked()) {
        const int used = painter.fontMetrics().horizontalAdvance(text()) + kGrid;
        painter.setFont(textFont(TextSize::Small));
        painter.setPen(colours.colour(Ink::MutedText));
        painter.drawText(words.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("%1 changed").arg(m_changed));
    }
    if (hasFocus()) {
        painter.setPen(QPen(colours.colour(Ink::Accent), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GroupHeading::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return click();
    case Qt::Key_Right:
        return setChecked(true);
    case Qt::Key_Left:
        return setChecked(false);
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

}  // namespace tonewright
