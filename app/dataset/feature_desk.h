#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include "app/dataset/feature_computer.h"
#include "widgets/dataset_pane/group_histogram.h"
#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

class FeaturePage;
class TrackTable;

/// Fills the page of histograms: length, level and loudness from the table, and forty features that are computed when
/// somebody asks for them (GUI thread; counting into bins happens on another).
class FeatureDesk : public QObject
{
    Q_OBJECT

public:
    /// Both outlive the desk.
    FeatureDesk(FeaturePage &page, const TrackTable &table, QObject *parent = nullptr);
    ~FeatureDesk() override;

    void setTracks(TrackEntries entries, TracksPtr tracks);  ///< null: none
    void setCurrentTrack(const QString &key);
    void refresh();  ///< the table has new measures
    [[nodiscard]] FeatureComputer &computer() { return m_computer; }
    [[nodiscard]] bool counting() const { return m_isCounting || m_later.isActive() || m_dirty; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] std::vector<float> values() const;
    void count();
    void take();
    void mark();

    FeaturePage &m_page;
    const TrackTable &m_table;
    TrackEntries m_entries;
    QString m_currentKey;
    FeatureComputer m_computer;
    QTimer m_later;  ///< what comes in fast is counted now and then
    bool m_isCounting = false;
    bool m_dirty = false;  ///< something changed while counting
    QFutureWatcher<GroupHistograms> m_watcher;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
