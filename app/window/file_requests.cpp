#include "app/window/file_requests.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace tonewright::file_requests
{

namespace
{

constexpr const char *kLastFolder = "files/lastFolder";

QFileDialog *dialog(QWidget *window, const QString &title, const Then &then)
{
    auto *dialog = new QFileDialog(window, title, QSettings().value(QLatin1String(kLastFolder)).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowModality(Qt::NonModal);
    QObject::connect(dialog, &QFileDialog::fileSelected, window, [then](const QString &file) {
        QSettings().setValue(QLatin1String(kLastFolder), QFileInfo(file).absolutePath());
        then(std::filesystem::path(file.toStdString()));
    });
    return dialog;
}

}  // namespace

void folder(QWidget *window, const QString &title, Then then)
{
    auto *chooser = dialog(window, title, then);
    chooser->setFileMode(QFileDialog::Directory);
    chooser->setOption(QFileDialog::ShowDirsOnly);
    chooser->show();
}

void audioFile(QWidget *window, const QString &title, Then then)
{
    auto *chooser = dialog(window, title, then);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setNameFilters({QCoreApplication::translate("FileRequests", "Music (%1)")
                                 .arg(QStringLiteral("*.wav *.flac *.ogg *.mp3 *.au *.aiff *.aif")),
                             QCoreApplication::translate("FileRequests", "All files (*)")});
    chooser->show();
}

void saveAs(QWidget *window, const QString &title, const QString &suggestedName, const QString &filter, Then then)
{
    auto *chooser = dialog(window, title, then);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setFileMode(QFileDialog::AnyFile);
    chooser->setNameFilter(filter);
    chooser->setDefaultSuffix(QFileInfo(suggestedName).suffix());
    chooser->selectFile(suggestedName);
    chooser->show();
}

}  // namespace tonewright::file_requests
