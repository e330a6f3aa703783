#pragma once

#include <QString>
#include <QStringList>

#include "tests/arch/rules/finding.h"

namespace tonewright::arch
{

// The dependency direction of the architecture as data. A file belongs to the layer with the longest matching prefix.
struct Layer {
    QString prefix;      // folder of the layer; "core/studies/*" stands for each study's folder
    QStringList mayUse;  // folders it may include from and link, itself aside
    QStringList mayNot;  // exceptions from mayUse
};
const QList<Layer> &layers();

// The layer of a file or folder (relative to the root), with * replaced by the study's id; an empty prefix where none.
Layer layerOf(const QString &path);

// Whether a file of `layer` may use the file or folder `path`.
bool mayUse(const Layer &layer, const QString &path);

// The files with main(), the only ones that may name the studies.
bool isMainFile(const QString &file);

// Reads every #include of core, widgets and app: direction of the layers, where torch, Qt and Qwt may appear, and
// that project headers are included from the root.
QList<Finding> checkIncludes(const QString &root);

}  // namespace tonewright::arch
