#include "app/window/file_requests.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

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

void saveAsOneOf(QWidget *window, const QString &title, const QString &suggestedName, const QStringList &filters,
                 std::function<void(const std::filesystem::path &, int)> then)
{
    const auto suffix = [](const QString &filter) {
        const qsizetype from = filter.lastIndexOf(QLatin1String("*."));
        return from < 0 ? QString() : filter.mid(from + 2).chopped(1);
    };
    auto *chooser = new QFileDialog(window, title, QSettings().value(QLatin1String(kLastFolder)).toString());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setWindowModality(Qt::NonModal);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setFileMode(QFileDialog::AnyFile);
    chooser->setNameFilters(filters);
    chooser->setDefaultSuffix(suffix(filters.value(0)));
    chooser->selectFile(suggestedName + QLatin1Char('.') + suffix(filters.value(0)));
    QObject::connect(chooser, &QFileDialog::filterSelected, chooser,
                     [chooser, suffix, suggestedName](const QString &filter) {
                         chooser->setDefaultSuffix(suffix(filter));
                         chooser->selectFile(suggestedName + QLatin1Char('.') + suffix(filter));
                     });
    QObject::connect(chooser, &QFileDialog::fileSelected, window, [chooser, filters, then](const QString &file) {
        QSettings().setValue(QLatin1String(kLastFolder), QFileInfo(file).absolutePath());
        then(std::filesystem::path(file.toStdString()),
             std::max(0, int(filters.indexOf(chooser->selectedNameFilter()))));
    });
    chooser->show();
}

void openFile(QWidget *window, const QString &title, const QString &filter, Then then)
{
    auto *chooser = dialog(window, title, then);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setNameFilters({filter, QCoreApplication::translate("FileRequests", "All files (*)")});
    chooser->show();
}

}  // namespace tonewright::file_requests
