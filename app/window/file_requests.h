#pragma once

#include <QString>
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

}  // namespace file_requests
}  // namespace tonewright
