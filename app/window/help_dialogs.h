#pragma once

#include <QString>

class QDialog;
class QWidget;

namespace tonewright
{

/// Version, licence, what Tonewright is made of. Not modal. `libraries`: the tensor library, told by who knows it.
QDialog *makeAboutDialog(QWidget *window, const QString &libraries);

}  // namespace tonewright
