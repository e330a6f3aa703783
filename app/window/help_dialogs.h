#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <utility>

class QAction;
class QDialog;
class QWidget;

namespace tonewright
{

/// Every key of the window in one list: its actions, then the player's. Not modal.
QDialog *makeShortcutSheet(QWidget *window, const QList<QAction *> &actions);

/// Version, licence, what Tonewright is made of. Not modal. `libraries`: the tensor library, told by who knows it.
QDialog *makeAboutDialog(QWidget *window, const QString &libraries);

}  // namespace tonewright
