#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <functional>

class QWidget;

namespace tonewright
{

/// File dialogs that block nothing: training, playing and the window go on while one is open. `then` is called with the
/// chosen path, and not at all when the person changes their mind.
namespace file_requests
{

using Then = std::function<void(const std::filesystem::path &)>;

void folder(QWidget *window, const QString &title, Then then);
void audioFile(QWidget *window, const QString &title, Then then);
void saveAs(QWidget *window, const QString &title, const QString &suggestedName, const QString &filter, Then then);

/// One of several kinds of file: `then` gets the index of the filter that was chosen. The name has no suffix: it comes
/// from the filter ("Text (*.txt)").
void saveAsOneOf(QWidget *window, const QString &title, const QString &suggestedName, const QStringList &filters,
                 std::function<void(const std::filesystem::path &, int)> then);
void openFile(QWidget *window, const QString &title, const QString &filter, Then then);

}  // namespace file_requests
}  // namespace tonewright
