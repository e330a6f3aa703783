#pragma once

#include <QString>
#include <QStringList>

#include "tests/arch/rules/finding.h"

namespace tonewright::arch
{

// A target as the build system knows it (packaging/cmake/TonewrightBuildGraph.cmake writes the file).
struct BuildTarget {
    QString name;
    QString type;             // STATIC_LIBRARY, EXECUTABLE, INTERFACE_LIBRARY …
    QString folder;           // relative to the root
    QStringList links;        // what it links itself, public and private
    QStringList publicLinks;  // what whoever links it links too
    QStringList sources;      // relative to the root; generated ones are absolute
};

// The targets of the file, none where it can't be read. One a line: name, type, folder, links, interface links,
// sources, separated by tabs; lists by semicolons.
QList<BuildTarget> readBuildGraph(const QString &path);

// The layers' direction in the links; torch, Qt and Qwt where they belong and private; studies linked by the
// executables alone.
QList<Finding> checkLinks(const QList<BuildTarget> &targets);

// Source files of core, widgets and app that no target compiles.
QList<Finding> checkEverythingIsBuilt(const QString &root, const QList<BuildTarget> &targets);

}  // namespace tonewright::arch
