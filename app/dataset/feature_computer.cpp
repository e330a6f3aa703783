#include "app/dataset/feature_computer.h"

#include <algorithm>
#include <limits>

#include "core/audio/audio_file.h"
#include "core/dsp/eq_state.h"

namespace tonewright
{

namespace
{
constexpr int kTickMs = 250;
constexpr double kMostSeconds = 30;  // as the published data set's tracks
}  // namespace

TrackFeatures featuresOf(const Track &track, int row)
{
    TrackFeatures found{row, {}};
    found.values.fill(std::numeric_limits<float>::quiet_NaN());
    const double seconds = track.info.seconds();
    Excerpt excerpt;
    if (seconds > kMostSeconds)
        excerpt = {(seconds - kMostSeconds) / 2, kMostSeconds};
    const auto clip = readMono(track.reference, excerpt);
    if (!clip)
        return found;
    const auto features = dsp::datasetFeatures(clip->samples, clip->sampleRate);
    static_assert(std::tuple_size_v<decltype(dsp::datasetFeatureNames())> == kFeatureCount);
    std::transform(features.begin(), features.end(), found.values.begin(),
                   [](const dsp::NamedValue &feature) { return static_cast<float>(feature.value); });
    return found;
}

FeatureComputer::FeatureComputer(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &FeatureComputer::tick);
}

void FeatureComputer::setTracks(TracksPtr tracks)
{
    cancel();
    m_tracks = std::move(tracks);
    m_done = 0;
    m_values.clear();
}

void FeatureComputer::start()
{
    if (running() || m_done >= total())
        return;
    m_values.resize(std::size_t(total()) * kFeatureCount, std::numeric_limits<float>::quiet_NaN());
    m_walk.start(m_tracks, m_done,
                 [](const Track &track, int row, const std::stop_token &) { return featuresOf(track, row); });
    m_timer.start();
    Q_EMIT progressed(m_done, total());
}

void FeatureComputer::cancel()
{
    if (!running())
        return;
    tick();
    m_walk.stop();
    if (!running())
        return;  // that was the last
    m_timer.stop();
    Q_EMIT ended();
}

void FeatureComputer::tick()
{
    const auto [found, finished] = m_walk.take();
    for (const TrackFeatures &one : found) {
        std::copy(one.values.begin(), one.values.end(), m_values.begin() + std::ptrdiff_t(one.row) * kFeatureCount);
        m_done = one.row + 1;
    }
    if (!found.empty())
        Q_EMIT progressed(m_done, total());
    if (!finished)
        return;
    m_timer.stop();
    Q_EMIT ended();
}

std::vector<float> FeatureComputer::values(int feature) const
{
    std::vector<float> values(std::size_t(total()), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t row = 0; row < values.size() && row * kFeatureCount < m_values.size(); ++row)
        values[row] = m_values[row * kFeatureCount + std::size_t(feature)];
    return values;
}

}  // namespace tonewright
