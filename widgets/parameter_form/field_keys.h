#pragma once

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtWidgets/QAbstractSpinBox>

namespace tonewright
{

/// Lets the window's keys work while a number has the focus. A line of text keeps more keys to itself than a number
/// needs: undo and redo, though nothing was typed (what was typed last is an edit of the document by then), and what
/// Emacs has on Ctrl+letter. Return takes the number and Escape forgets what was typed; both give the focus to `home`,
/// so that the keys of playing work again.
class FieldKeys : public QObject
{
    Q_OBJECT
public:
    /// Belongs to `box`.
    FieldKeys(QAbstractSpinBox &box, QWidget *home);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void forget();  ///< what was typed: the number that it was is shown again

    QAbstractSpinBox &m_box;
    QPointer<QWidget> m_home;
    bool m_typing = false;  ///< something that was not taken yet
};

}  // namespace tonewright
