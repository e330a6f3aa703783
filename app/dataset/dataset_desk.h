#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <filesystem>
#include <memory>

#include "app/dataset/feature_desk.h"
#include "app/dataset/track_measurer.h"
#include "app/run/run_types.h"
#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/dataset_pane/intake_report.h"

namespace tonewright
{

/// Fills the data set pane from what the window has open (GUI thread): the tracks, what was left out, and what is
/// measured while somebody looks.
class DatasetDesk : public QObject
{
    Q_OBJECT

public:
    /// `view` outlives the desk. `cacheFolder`: where measures are kept; empty: nowhere.
    DatasetDesk(DatasetView &view, const std::filesystem::path &cacheFolder, QObject *parent = nullptr);
    ~DatasetDesk() override;

    /// Null: nothing is open.
    void setOpened(std::shared_ptr<const OpenedRun> opened);
    void setCurrentTrack(const QString &key);  ///< chosen elsewhere
    /// What is open is no track of the table: an episode, a sound of one's own.
    void setOtherItem(const QString &itemKey);
    /// What the agent decided; of another item than the one that is open it is ignored.
    void setDecision(const PreviewPtr &preview);
    void openGenerated(const std::filesystem::path &folder);  ///< shows its page
    void exportTo(const std::filesystem::path &file);         ///< the table as it is shown: see exportTracks()
    [[nodiscard]] FeatureDesk &features() { return m_features; }
    [[nodiscard]] const TrackMeasurer &measurer() const { return m_measurer; }
    [[nodiscard]] bool listing() const { return m_isListing; }

Q_SIGNALS:
    void trackSelected(const QString &key);
    void trackActivated(const QString &key);
    void openRequested();  ///< of music
    void told(const QString &message);
    void failed(const QString &message);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Lists {
        TrackEntries tracks;
        std::vector<IntakeEntry> leftOut;
    };
    void list();
    void takeLists();
    void followVisibility();
    void saveIntake();
    void exportWithDialog();

    DatasetView &m_view;
    std::shared_ptr<const OpenedRun> m_opened;
    QString m_currentKey;
    bool m_isListing = false;
    bool m_listAgain = false;  ///< something else was opened meanwhile
    bool m_isWriting = false;
    TrackMeasurer m_measurer;
    FeatureDesk m_features;
    QFutureWatcher<Lists> m_listing;
    QFutureWatcher<Result<std::filesystem::path>> m_writing;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
