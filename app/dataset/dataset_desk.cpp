#include "app/dataset/dataset_desk.h"

#include <QEvent>
#include <QtConcurrent>

#include "app/dataset/track_entries.h"
#include "app/dataset/track_export.h"
#include "app/window/file_requests.h"
#include "core/base/atomic_file.h"
#include "widgets/dataset_pane/dataset_preview.h"
#include "widgets/dataset_pane/setting_comparison.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

DatasetDesk::DatasetDesk(DatasetView &view, const std::filesystem::path &cacheFolder, QObject *parent)
    : QObject(parent), m_view(view), m_measurer(cacheFolder.empty() ? cacheFolder : cacheFolder / "levels.txt"),
      m_features(*view.features, *view.tracks)
{
    m_pool.setMaxThreadCount(1);
    connect(&m_listing, &QFutureWatcherBase::finished, this, &DatasetDesk::takeLists);
    connect(m_view.tracks, &TrackTable::trackSelected, this, &DatasetDesk::trackSelected);
    connect(m_view.tracks, &TrackTable::trackActivated, this, &DatasetDesk::trackActivated);
    connect(m_view.tracks, &TrackTable::openRequested, this, &DatasetDesk::openRequested);
    connect(m_view.leftOut, &IntakeReport::saveRequested, this, &DatasetDesk::saveIntake);
    connect(&m_view, &DatasetView::exportRequested, this, &DatasetDesk::exportWithDialog);
    connect(m_view.generated, &DatasetPreview::openRequested, this, [this] {
        file_requests::folder(&m_view, tr("Open a generated data set"),
                              [this](const std::filesystem::path &folder) { openGenerated(folder); });
    });
    connect(m_view.generated, &DatasetPreview::failed, this, &DatasetDesk::failed);
    connect(&m_writing, &QFutureWatcherBase::finished, this, [this] {
        m_isWriting = false;
        const auto written = m_writing.result();
        if (written)
            Q_EMIT told(tr("Written: %1").arg(QString::fromStdString(written->string())));
        else
            Q_EMIT failed(QString::fromStdString(written.error().describe()));
    });
    connect(&m_measurer, &TrackMeasurer::measured, m_view.tracks, &TrackTable::setMeasures);
    connect(&m_measurer, &TrackMeasurer::progressed, this, [this](int done, int total) {
        m_view.tracks->setProgress(tr("Measuring %1 of %2").arg(formatCount(done), formatCount(total)));
    });
    connect(&m_measurer, &TrackMeasurer::ended, this, [this] {
        m_view.tracks->setProgress({});
        m_view.tracks->measuringEnded();
        m_features.refresh();
    });
    m_view.tracks->installEventFilter(this);
    m_view.tracks->setProgress({});
}

DatasetDesk::~DatasetDesk()
{
    m_view.tracks->removeEventFilter(this);
}

void DatasetDesk::setOpened(std::shared_ptr<const OpenedRun> opened)
{
    const bool sameTracks = opened && m_opened && opened->corpus.root == m_opened->corpus.root &&
                            opened->spec.corpusHash == m_opened->spec.corpusHash &&
                            opened->heldOutKeys == m_opened->heldOutKeys;
    if (sameTracks || opened == m_opened)
        return;
    m_opened = std::move(opened);
    m_measurer.setTracks(nullptr);
    if (!m_opened) {
        m_view.tracks->setEntries(nullptr);
        m_view.leftOut->setEntries({});
        m_view.setLeftOutCount(0);
        m_features.setTracks(nullptr, nullptr);
        setCurrentTrack({});
        return;
    }
    list();
}

void DatasetDesk::list()
{
    m_listAgain = m_isListing;
    if (m_isListing)
        return;
    m_isListing = true;
    m_listing.setFuture(QtConcurrent::run(&m_pool, [opened = m_opened] {
        return Lists{trackEntriesOf(opened->corpus, opened->heldOutKeys), intakeOf(opened->corpus)};
    }));
}

void DatasetDesk::takeLists()
{
    m_isListing = false;
    if (!m_opened)
        return;
    if (m_listAgain) {
        list();
        return;
    }
    Lists lists = m_listing.future().takeResult();
    m_view.leftOut->setEntries(std::move(lists.leftOut));
    m_view.setLeftOutCount(m_view.leftOut->leftOut());
    m_view.tracks->setEntries(lists.tracks);
    const TracksPtr tracks(m_opened, &m_opened->corpus.tracks);
    m_measurer.setTracks(tracks);
    m_features.setTracks(std::move(lists.tracks), tracks);
    followVisibility();
}

void DatasetDesk::setCurrentTrack(const QString &key)
{
    m_view.tracks->setCurrentKey(key);
    m_features.setCurrentTrack(key);
    m_view.distortion->clear();
    m_currentKey = key;
}

void DatasetDesk::setOtherItem(const QString &itemKey)
{
    setCurrentTrack({});
    m_currentKey = itemKey;
    m_view.distortion->setWaiting();
}

void DatasetDesk::setDecision(const PreviewPtr &preview)
{
    if (preview && !m_currentKey.isEmpty() && preview->itemKey == m_currentKey.toStdString())
        m_view.distortion->setSettings(preview->truth, preview->equaliser);
}

void DatasetDesk::openGenerated(const std::filesystem::path &folder)
{
    m_view.showPage(DatasetPage::Generated);
    m_view.generated->openFolder(folder);
}

void DatasetDesk::exportWithDialog()
{
    if (m_view.tracks->model().rowCount() == 0) {
        Q_EMIT failed(tr("The table is empty: there is nothing to export."));
        return;
    }
    file_requests::saveAs(&m_view, tr("Export the table of tracks: CSV, with NPY and schema beside it"),
                          tr("tracks.csv"), tr("Table (*.csv)"),
                          [this](const std::filesystem::path &file) { exportTo(file); });
}

void DatasetDesk::exportTo(const std::filesystem::path &file)
{
    if (m_isWriting) {
        Q_EMIT failed(tr("The table is being written already."));
        return;
    }
    const TrackTableModel &model = m_view.tracks->model();
    m_isWriting = true;
    TrackTableCopy copy{model.entries(),
                        model.rowsShown(),
                        model.problems(),
                        model.measureOf(TrackColumn::Peak),
                        model.measureOf(TrackColumn::Loudness),
                        m_features.computer().all()};
    m_writing.setFuture(QtConcurrent::run(&m_pool, [copy = std::move(copy), file]() -> Result<std::filesystem::path> {
        if (auto written = exportTracks(copy, file); !written)
            return fail(written.error());
        return TrackExportFiles(file).csv;
    }));
}

bool DatasetDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
        followVisibility();
    return QObject::eventFilter(watched, event);
}

void DatasetDesk::followVisibility()
{
    // Reading every file takes the disk and a processor: only for somebody who looks.
    m_measurer.setActive(m_view.tracks->isVisible());
}

void DatasetDesk::saveIntake()
{
    file_requests::saveAs(&m_view, tr("Save the list of files that were left out"), tr("intake.txt"),
                          tr("Text (*.txt)"), [this](const std::filesystem::path &file) {
                              const auto written = replaceFile(file, m_view.leftOut->text().toStdString());
                              if (written)
                                  Q_EMIT told(tr("Written: %1").arg(QString::fromStdString(file.string())));
                              else
                                  Q_EMIT failed(QString::fromStdString(written.error().describe()));
                          });
}

}  // namespace tonewright
