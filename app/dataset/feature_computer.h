#pragma once

#include <QObject>
#include <QTimer>
#include <array>
#include <vector>

#include "app/dataset/track_walk.h"

namespace tonewright
{

inline constexpr int kFeatureCount = 40;

/// The forty features of a track's reference (dsp::datasetFeatures): of its mono mix, and of the middle half minute
/// where it is longer. NaN where the file can't be read any more.
struct TrackFeatures {
    int row = 0;
    std::array<float, kFeatureCount> values{};
};
TrackFeatures featuresOf(const Track &track, int row);

/// Computes them for all tracks on a thread of its own, when asked to (GUI thread). Stopped, it goes on from there.
class FeatureComputer : public QObject
{
    Q_OBJECT

public:
    explicit FeatureComputer(QObject *parent = nullptr);

    void setTracks(TracksPtr tracks);  ///< forgets what was computed
    void start();
    void cancel();
    [[nodiscard]] bool running() const { return m_timer.isActive(); }
    [[nodiscard]] int done() const { return m_done; }
    [[nodiscard]] int total() const { return m_tracks ? int(m_tracks->size()) : 0; }
    /// [tracks] of one feature; NaN where it isn't computed.
    [[nodiscard]] std::vector<float> values(int feature) const;
    /// [tracks][kFeatureCount].
    [[nodiscard]] const std::vector<float> &all() const { return m_values; }

Q_SIGNALS:
    void progressed(int done, int total);
    void ended();  ///< all are computed, or it was cancelled

private:
    void tick();

    TracksPtr m_tracks;
    std::vector<float> m_values;
    int m_done = 0;
    QTimer m_timer;
    TrackWalk<TrackFeatures> m_walk;  // last: its thread ends first
};

}  // namespace tonewright
