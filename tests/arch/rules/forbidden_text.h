#pragma once

#include <QString>
#include <QStringList>

#include "tests/arch/rules/finding.h"

namespace tonewright::arch
{

// Reads the text files of core, widgets, app, tests and packaging (and the build files of the root) for names of
// package-source hosts and absolute paths of one machine, and the code for what the architecture forbids: event loops
// run from inside handlers, singletons, message boxes outside app.
QList<Finding> checkForbiddenText(const QString &root);

// Tests that no CMakeLists.txt registers, and study folders that are not registered: both would never run.
QList<Finding> checkRegistration(const QString &root);

// Source files of more than `limit` lines, "file (lines)". A hint, no breach.
QStringList longFiles(const QString &root, int limit);

}  // namespace tonewright::arch
