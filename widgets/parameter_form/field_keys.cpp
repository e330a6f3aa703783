#include "widgets/parameter_form/field_keys.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLineEdit>

namespace tonewright
{

namespace
{

bool isEditing(const QKeyEvent &key)
{
    for (const auto known : {QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste, QKeySequence::SelectAll})
        if (key.matches(known))
            return true;
    return false;
}

bool isLetter(const QKeyEvent &key)
{
    return key.key() >= Qt::Key_A && key.key() <= Qt::Key_Z;
}

}  // namespace

FieldKeys::FieldKeys(QAbstractSpinBox &box, QWidget *home) : QObject(&box), m_box(box), m_home(home)
{
    m_box.installEventFilter(this);
    connect(m_box.findChild<QLineEdit *>(), &QLineEdit::textEdited, this, [this] { m_typing = true; });
    connect(&m_box, &QAbstractSpinBox::editingFinished, this, [this] { m_typing = false; });
}

void FieldKeys::forget()
{
    if (auto *number = qobject_cast<QDoubleSpinBox *>(&m_box))
        number->setValue(number->value());
    else if (auto *whole = qobject_cast<QSpinBox *>(&m_box))
        whole->setValue(whole->value());
}

bool FieldKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != &m_box)
        return false;
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = static_cast<const QKeyEvent &>(*event);
        const bool history = key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo);
        const bool command = key.modifiers().testFlag(Qt::ControlModifier) && isLetter(key) && !isEditing(key);
        if (history ? !m_typing : command) {
            event->ignore();
            return true;
        }
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<const QKeyEvent &>(*event).key();
    if (key != Qt::Key_Return && key != Qt::Key_Enter && key != Qt::Key_Escape)
        return false;
    if (key == Qt::Key_Escape && m_typing)
        forget();
    m_box.interpretText();
    m_typing = false;
    if (m_home)
        m_home->setFocus(Qt::OtherFocusReason);
    else
        m_box.clearFocus();
    return true;
}

}  // namespace tonewright
