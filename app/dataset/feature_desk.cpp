#include "app/dataset/feature_desk.h"

#include <QEvent>
#include <QtConcurrent>
#include <algorithm>
#include <limits>

#include "core/dsp/feature_meanings.h"
#include "widgets/dataset_pane/feature_page.h"
#include "widgets/dataset_pane/track_table.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kRefreshMs = 500;
enum Own { Length, Peak, Loudness, OwnCount };

std::vector<FeatureSpec> features()
{
    std::vector<FeatureSpec> specs{
        {FeatureDesk::tr("Length"), QStringLiteral("s"), FeatureDesk::tr("How long the tracks are."), false},
        {FeatureDesk::tr("Peak"), QStringLiteral("dBFS"),
         FeatureDesk::tr("The largest sample of each track, below full scale."), false},
        {FeatureDesk::tr("Loudness"), QStringLiteral("LUFS"),
         FeatureDesk::tr("Integrated loudness of each track (EBU R 128)."), false}};
    for (const dsp::FeatureMeaning &meaning : dsp::featureMeanings()) {
        const auto text = [](std::string_view words) { return studyText(std::string(words)); };
        specs.push_back({text(meaning.title), text(meaning.unit).replace(QLatin1String("^2"), QStringLiteral("²")),
                         text(meaning.meaning), true});
    }
    return specs;
}

/// How bright genres are tells more than how long their tracks are.
int firstShown()
{
    const auto &all = dsp::featureMeanings();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [](const auto &feature) { return feature.name == "spectral_centroid_mean"; });
    return int(found - all.begin());
}

}  // namespace

FeatureDesk::FeatureDesk(FeaturePage &page, const TrackTable &table, QObject *parent)
    : QObject(parent), m_page(page), m_table(table)
{
    m_pool.setMaxThreadCount(1);
    m_later.setSingleShot(true);
    m_later.setInterval(kRefreshMs);
    m_page.setFeatures(features());
    m_page.setFeature(OwnCount + firstShown());
    connect(&m_later, &QTimer::timeout, this, &FeatureDesk::count);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &FeatureDesk::take);
    connect(&m_page, &FeaturePage::featureChosen, this, &FeatureDesk::count);
    connect(&m_page, &FeaturePage::computeRequested, &m_computer, &FeatureComputer::start);
    connect(&m_page, &FeaturePage::cancelRequested, &m_computer, &FeatureComputer::cancel);
    connect(&m_computer, &FeatureComputer::progressed, this, [this](int done, int total) {
        m_page.setProgress(done, total);
        refresh();
    });
    connect(&m_computer, &FeatureComputer::ended, this, [this] {
        m_page.setProgress(0, 0);
        count();
    });
    m_page.installEventFilter(this);
}

FeatureDesk::~FeatureDesk()
{
    m_page.removeEventFilter(this);
}

void FeatureDesk::setTracks(TrackEntries entries, TracksPtr tracks)
{
    m_entries = std::move(entries);
    m_computer.setTracks(std::move(tracks));
    m_page.setTracks(m_computer.total());
    count();
}

void FeatureDesk::setCurrentTrack(const QString &key)
{
    m_currentKey = key;
    mark();
}

void FeatureDesk::refresh()
{
    if (!m_later.isActive() && m_page.isVisible())
        m_later.start();
}

bool FeatureDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show)
        count();
    return QObject::eventFilter(watched, event);
}

std::vector<float> FeatureDesk::values() const
{
    const int feature = m_page.feature();
    if (!m_entries || feature < 0)
        return {};
    if (feature >= OwnCount)
        return m_computer.values(feature - OwnCount);
    if (feature != Length)
        return m_table.model().measureOf(feature == Peak ? TrackColumn::Peak : TrackColumn::Loudness);
    std::vector<float> lengths;
    lengths.reserve(m_entries->tracks.size());
    for (const TrackEntry &track : m_entries->tracks)
        lengths.push_back(float(track.seconds));
    return lengths;
}

void FeatureDesk::count()
{
    m_dirty = m_isCounting;
    if (m_dirty)
        return;
    if (!m_entries) {
        m_page.setHistograms({});
        return;
    }
    m_isCounting = true;
    m_watcher.setFuture(QtConcurrent::run(
        &m_pool, [values = values(), entries = m_entries] { return histogramsOf(values, *entries); }));
}

void FeatureDesk::take()
{
    m_isCounting = false;
    if (m_dirty) {
        count();
        return;
    }
    m_page.setHistograms(m_entries ? m_watcher.future().takeResult() : GroupHistograms());
    mark();
}

void FeatureDesk::mark()
{
    const int row = m_entries ? m_entries->rowOfKey.value(m_currentKey, -1) : -1;
    const std::vector<float> all = row < 0 ? std::vector<float>() : values();
    m_page.setMark(std::size_t(row) < all.size() ? double(all[std::size_t(row)])
                                                 : std::numeric_limits<double>::quiet_NaN());
}

}  // namespace tonewright
