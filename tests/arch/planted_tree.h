#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

namespace tonewright::arch
{

// A small source tree in a temporary folder, to plant breaches in.
class PlantedTree
{
public:
    QString root() const { return m_folder.path(); }

    void write(const QString &file, const QString &text) const
    {
        const QString path = m_folder.filePath(file);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text.toUtf8());
    }

private:
    QTemporaryDir m_folder;
};

}  // namespace tonewright::arch
