#include "app/dataset/track_measurer.h"

#include <QCoreApplication>
#include <cmath>
#include <limits>

#include "core/audio/file_levels.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kTickMs = 100;
constexpr int kSaveEvery = 500;           // tracks: what a killed program loses
constexpr double kUnequalSeconds = 0.05;  // as a person would notice in a list

QString words(const char *text)
{
    return QCoreApplication::translate("TrackMeasurer", text);
}

void add(QString &problem, const QString &more)
{
    problem += (problem.isEmpty() ? QString() : QStringLiteral("; ")) + more;
}

/// What a pair's two files disagree in.
void comparePair(const Track &track, QString &problem)
{
    const auto raw = probeAudio(track.raw);
    if (!raw) {
        add(problem,
            words(QT_TRANSLATE_NOOP("TrackMeasurer", "raw: %1")).arg(QString::fromStdString(raw.error().message)));
        return;
    }
    if (raw->sampleRate != track.info.sampleRate)
        add(problem, words(QT_TRANSLATE_NOOP("TrackMeasurer", "raw has %1 kHz and is resampled"))
                         .arg(kilohertzText(raw->sampleRate)));
    const double longer = raw->seconds() - track.info.seconds();
    if (std::abs(longer) > kUnequalSeconds)
        add(problem, (longer > 0 ? words(QT_TRANSLATE_NOOP("TrackMeasurer", "raw is %1 longer; that is not used"))
                                 : words(QT_TRANSLATE_NOOP("TrackMeasurer", "raw is %1 shorter; the rest is not used")))
                         .arg(formatWithUnit(std::abs(longer), 2, QStringLiteral("s"))));
}

}  // namespace

TrackMeasurer::TrackMeasurer(std::filesystem::path cacheFile, QObject *parent)
    : QObject(parent), m_cache(std::move(cacheFile))
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &TrackMeasurer::tick);
}

TrackMeasurer::~TrackMeasurer() = default;

void TrackMeasurer::setTracks(TracksPtr tracks)
{
    stop();
    m_tracks = std::move(tracks);
    m_done = 0;
    if (m_active)
        start();
}

void TrackMeasurer::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (!active)
        stop();
    else
        start();
}

void TrackMeasurer::start()
{
    if (m_done >= total())
        return;
    m_walk.start(
        m_tracks, m_done,
        [this](const Track &track, int row, const std::stop_token &stop) { return measure(track, row, stop); },
        [this] { static_cast<void>(m_cache.save()); });
    m_timer.start();
}

void TrackMeasurer::stop()
{
    m_timer.stop();
    tick();
    m_walk.stop();
}

TrackMeasure TrackMeasurer::measure(const Track &track, int row, const std::stop_token &stop)
{
    TrackMeasure found{row, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), {}};
    if ((row + 1) % kSaveEvery == 0)
        static_cast<void>(m_cache.save());
    const std::string key = MeasureCache::keyOf(track.reference);
    std::optional<FileLevels> levels = m_cache.find(key);
    if (!levels) {
        const auto measured = measureFileLevels(track.reference, [&stop] { return !stop.stop_requested(); });
        if (!measured) {
            add(found.problem, QString::fromStdString(measured.error().message));
            return found;
        }
        levels = *measured;
        m_cache.put(key, *levels);
    }
    found.peakDb = levels->peakDb;
    found.integratedLufs = levels->integratedLufs;
    if (levels->clippedSamples > 0)
        add(found.problem, QCoreApplication::translate("TrackMeasurer", "%n sample(s) clipped", nullptr,
                                                       int(std::min<std::int64_t>(levels->clippedSamples, 1 << 30))));
    if (track.isPair())
        comparePair(track, found.problem);
    return found;
}

void TrackMeasurer::tick()
{
    const auto [found, finished] = m_walk.take();
    if (!found.empty()) {
        m_done = found.back().row + 1;
        Q_EMIT measured(found);
        Q_EMIT progressed(m_done, total());
    }
    if (finished) {
        m_timer.stop();
        Q_EMIT ended();
    }
}

}  // namespace tonewright
