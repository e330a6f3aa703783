#include "app/listening/spectrogram_exports.h"

#include <QFutureWatcher>
#include <QtConcurrent>

#include "app/window/file_requests.h"
#include "widgets/spectrogram/spectrogram_controls.h"
#include "widgets/spectrogram/spectrogram_panel.h"

namespace tonewright
{

SpectrogramExports::SpectrogramExports(QWidget &window, SpectrogramPanel &panel, SpectrogramControls &controls,
                                       QObject *parent)
    : QObject(parent), m_window(window), m_panel(panel), m_name(tr("spectrogram"))
{
    m_pool.setMaxThreadCount(1);
    connect(&controls, &SpectrogramControls::pictureExportRequested, this, [this](const QString &ending, double scale) {
        ask(tr("Export the picture"), QStringLiteral("%1.%2").arg(m_name, ending),
            ending == QLatin1String("svg") ? tr("Vector graphic (*.svg)") : tr("Picture (*.png)"),
            [figure = this->figure(), scale](const std::filesystem::path &file, const std::stop_token &stop) {
                return exportFigure(figure, scale, file, stop);
            });
    });
    connect(&controls, &SpectrogramControls::numbersExportRequested, this, [this](AudioRole role) {
        const MatrixExtract extract = m_panel.extract(role);
        ask(tr("Export the levels"), QStringLiteral("%1-%2.npz").arg(m_name, roleName(role).toLower()),
            tr("NumPy archive with parameters (*.npz);;Table (*.csv);;NumPy array (*.npy)"),
            [extract](const std::filesystem::path &file, const std::stop_token &stop) {
                return exportMatrix(extract, file, stop);
            });
    });
}

void SpectrogramExports::setItem(const QString &item)
{
    m_item = item;
    m_name = QString(item).replace(QLatin1Char('/'), QLatin1Char('-'));
}

SpectrogramFigure SpectrogramExports::figure() const
{
    SpectrogramFigure figure = m_panel.figure();
    figure.item = m_item;
    return figure;
}

SpectrogramExports::~SpectrogramExports()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void SpectrogramExports::ask(const QString &title, const QString &suggested, const QString &filter, Work work)
{
    file_requests::saveAs(&m_window, title, suggested, filter,
                          [this, work](const std::filesystem::path &file) { run(file, work); });
}

void SpectrogramExports::run(const std::filesystem::path &file, const Work &work)
{
    auto *watcher = new QFutureWatcher<Result<void>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, file] {
        watcher->deleteLater();
        if (const Result<void> result = watcher->result(); !result)
            Q_EMIT failed(QString::fromStdString(result.error().describe()));
        else
            Q_EMIT written(file);
    });
    watcher->setFuture(
        QtConcurrent::run(&m_pool, [work, file, stop = m_stop.get_token()] { return work(file, stop); }));
}

}  // namespace tonewright
