#pragma once

#include <QObject>
#include <QString>
#include <cstddef>
#include <filesystem>

#include "core/study/equaliser_setting.h"

class QWidget;

namespace tonewright
{

class EqDocument;

/// Takes the equaliser that is looked at to other programs' files and reads one from them: dialogs, and the work in a
/// thread of its own.
class EqualiserFiles : public QObject
{
    Q_OBJECT

public:
    EqualiserFiles(EqDocument &document, QWidget *window);

    /// `item`: what it is the equaliser of; for the file's name and comment.
    void exportWithDialog(const QString &item);
    void importWithDialog();
    /// What the dialogs lead to. `format`: index into eq_exchange::exportFormats(), and then deviceProfiles() for
    /// Equalizer APO's text.
    void exportTo(const QString &item, const std::filesystem::path &file, std::size_t format);
    void importFrom(const std::filesystem::path &file);

Q_SIGNALS:
    void told(const QString &text);
    void failed(const QString &message);

private:
    EqDocument &m_document;
    QWidget *m_window;
};

}  // namespace tonewright
