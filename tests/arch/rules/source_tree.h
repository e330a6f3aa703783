#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace tonewright::arch
{

struct Include {
    int line = 0;
    QString path;
    bool quoted = false;
};

// Paths, relative to root and sorted, of the files under the given folders whose name ends in one of the suffixes
// (all files for an empty list). Hidden files and folders named golden are included, symbolic links are not followed.
QStringList filesUnder(const QString &root, const QStringList &folders, const QStringList &suffixes = {});

// The file's text; empty for a binary file (one with a NUL byte) or an unreadable one.
QString readText(const QString &root, const QString &file);

// The text with comments blanked, line numbers kept. Strings are kept, as include paths are strings.
QString withoutComments(const QString &text);

// The #include lines outside comments.
QList<Include> includesOf(const QString &text);

}  // namespace tonewright::arch
