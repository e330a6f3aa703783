#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "app/dataset/measure_cache.h"
#include "app/dataset/track_walk.h"
#include "widgets/dataset_pane/track_entry.h"

namespace tonewright
{

/// Measures the tracks of a corpus one after the other on a thread of its own, whenever somebody is looking: peak,
/// loudness, and what only shows when the sound is read. What was found is told ten times a second. GUI thread.
class TrackMeasurer : public QObject
{
    Q_OBJECT

public:
    /// `cacheFile`: see MeasureCache.
    explicit TrackMeasurer(std::filesystem::path cacheFile, QObject *parent = nullptr);
    ~TrackMeasurer() override;  ///< stops within a block of sound, and waits for that

    /// Row i is track i. Forgets the corpus before.
    void setTracks(TracksPtr tracks);
    void setActive(bool active);  ///< false: stops, and goes on from there when it is set again
    [[nodiscard]] int total() const { return m_tracks ? int(m_tracks->size()) : 0; }
    [[nodiscard]] int done() const { return m_done; }

Q_SIGNALS:
    void measured(const std::vector<tonewright::TrackMeasure> &measures);
    void progressed(int done, int total);
    void ended();  ///< the last track is measured

private:
    void start();
    void stop();
    void tick();
    [[nodiscard]] TrackMeasure measure(const Track &track, int row, const std::stop_token &stop);

    TracksPtr m_tracks;
    MeasureCache m_cache;  // the thread's
    int m_done = 0;
    bool m_active = false;
    QTimer m_timer;
    TrackWalk<TrackMeasure> m_walk;  // last: its thread ends first
};

}  // namespace tonewright
