#include "app/window/equaliser_files.h"

#include <QFutureWatcher>
#include <QWidget>
#include <QtConcurrent>

#include "app/window/file_requests.h"
#include "core/base/atomic_file.h"
#include "core/eq_exchange/band_layout.h"
#include "core/eq_exchange/device_profile.h"
#include "core/eq_exchange/equalizer_apo.h"
#include "core/eq_exchange/export_file.h"
#include "widgets/eq_curve/eq_document.h"

namespace tonewright
{

namespace
{

QString joined(const QString &first, const std::vector<std::string> &notes)
{
    QStringList lines{first};
    for (const std::string &note : notes)
        lines << QString::fromStdString(note);
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

EqualiserFiles::EqualiserFiles(EqDocument &document, QWidget *window)
    : QObject(window), m_document(document), m_window(window)
{
}

void EqualiserFiles::exportWithDialog(const QString &item)
{
    if (m_document.isEmpty())
        return;
    QStringList filters;
    for (const auto &info : eq_exchange::exportFormats())
        filters << QStringLiteral("%1 (*.%2)")
                       .arg(QString::fromUtf8(info.title.data(), int(info.title.size())),
                            QString::fromUtf8(info.suffix.data(), int(info.suffix.size())));
    for (const auto &profile : eq_exchange::deviceProfiles())
        filters << tr("Equalizer APO, fitted to %1 (*.txt)")
                       .arg(QString::fromUtf8(profile.title.data(), int(profile.title.size())));
    const QString name = QString(item).replace(QLatin1Char('/'), QLatin1Char('-'));
    file_requests::saveAsOneOf(
        m_window, tr("Export the equaliser"), tr("%1-equaliser").arg(name), filters,
        [this, item](const std::filesystem::path &file, int filter) { exportTo(item, file, std::size_t(filter)); });
}

void EqualiserFiles::exportTo(const QString &item, const std::filesystem::path &file, std::size_t format)
{
    const std::size_t formats = eq_exchange::exportFormats().size();
    if (m_document.isEmpty() || format >= formats + eq_exchange::deviceProfiles().size())
        return;
    const EqualiserSetting setting = m_document.edit().applied();
    eq_exchange::ExportOptions options{.title = item.toStdString()};
    if (format >= formats) {
        options.profile = eq_exchange::deviceProfiles()[format - formats].id;
        format = 0;  // Equalizer APO
    }
    auto *watcher = new QFutureWatcher<Result<eq_exchange::ExportReport>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, file] {
        if (const auto report = watcher->result(); !report)
            Q_EMIT failed(QString::fromStdString(report.error().describe()));
        else
            Q_EMIT told(joined(tr("Written: %1").arg(QString::fromStdString(file.string())), report->notes));
        watcher->deleteLater();
    });
    watcher->setFuture(QtConcurrent::run([setting, file, options, which = eq_exchange::exportFormats()[format].format] {
        return eq_exchange::exportEqualiser(setting, which, file, options);
    }));
}

void EqualiserFiles::importWithDialog()
{
    file_requests::openFile(m_window, tr("Import an equaliser"), tr("Equalizer APO text (*.txt)"),
                            [this](const std::filesystem::path &file) { importFrom(file); });
}

void EqualiserFiles::importFrom(const std::filesystem::path &file)
{
    if (m_document.isEmpty())
        return;
    const auto complain = [this, &file](const Error &error) {
        Q_EMIT failed(QStringLiteral("%1: %2").arg(QString::fromStdString(file.string()),
                                                   QString::fromStdString(error.describe())));
    };
    const auto text = readTextFile(file);
    if (!text)
        return complain(text.error());
    const double rate = m_document.edit().setting.sampleRate;
    const auto content = eq_exchange::readEqualizerApo(*text, rate);
    if (!content)
        return complain(content.error());
    const auto fitted = eq_exchange::fittedTo(m_document.edit().setting, eq_exchange::settingOf(content->chain, rate));
    if (!fitted)
        return complain(fitted.error());
    EqEdit edit = EqEdit::of(*fitted);
    m_document.apply(tr("Import"), edit);
    Q_EMIT told(joined(tr("Read: %1").arg(QString::fromStdString(file.string())), content->notes));
}

}  // namespace tonewright
