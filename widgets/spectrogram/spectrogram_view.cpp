// What a SpectrogramView shows and the work behind it; the pointer is in spectrogram_view_pointer.cpp, its look in
// spectrogram_view_painting.cpp.
#include "widgets/spectrogram/spectrogram_view.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtCore/QEvent>
#include <QtCore/QFutureWatcher>
#include <QtCore/QThreadPool>
#include <algorithm>
#include <cmath>
#include <new>

#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kStrip = 3;  // px to either side of the playhead that are repainted

bool same(double first, double second)
{
    return first == second || (std::isnan(first) && std::isnan(second));
}

/// The equal-tempered note nearest to a frequency (A4 = 440 Hz).
QString noteName(double hertz)
{
    static const char *const kNames[] = {"C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"};
    const int note = int(std::lround(69 + 12 * std::log2(hertz / 440)));
    const int octave = int(std::floor(note / 12.0)) - 1;
    return QString::fromUtf8(kNames[note - 12 * (octave + 1)]) + QString::number(octave);
}

}  // namespace

SpectrogramView::SpectrogramView(AudioRole role, QThreadPool *pool, TileStorePtr store, QWidget *parent)
    : QWidget(parent), m_role(role), m_pool(pool), m_store(std::move(store))
{
    setMouseTracking(true);
    setAccessibleName(tr("Spectrogram: %1").arg(title()));
    updateDescription();
}

SpectrogramView::~SpectrogramView()
{
    m_stop.request_stop();
}

QString SpectrogramView::title() const
{
    return roleName(m_role);
}

// ---- what is shown ----

void SpectrogramView::setClip(std::shared_ptr<const Clip> clip)
{
    setSource(clip && clip->sampleRate > 0 ? std::make_shared<const ClipSource>(std::move(clip)) : nullptr);
}

void SpectrogramView::setSource(std::shared_ptr<const SampleSource> source)
{
    if (source == m_source)
        return;
    m_source = std::move(source);
    makeSound();
}

void SpectrogramView::makeSound()
{
    replaceSound(m_source ? std::make_shared<SpectrogramSound>(m_source, analysisOf(m_settings), m_store) : nullptr,
                 nullptr);
}

void SpectrogramView::setDifference(SoundPtr sound, SoundPtr minus)
{
    if (!sound || !minus)
        sound = minus = nullptr;
    if (sound != m_sound || minus != m_minus)
        replaceSound(std::move(sound), std::move(minus));
}

void SpectrogramView::replaceSound(SoundPtr sound, SoundPtr minus)
{
    m_stop.request_stop();
    m_stop = {};
    ++m_soundNumber;
    m_sound = std::move(sound);
    m_minus = std::move(minus);
    m_slicing = false;  // what still runs belongs to the old one and isn't waited for
    if (!m_sound)
        m_picture = {};
    requestPicture();
    measureSelection();
    updateDescription();
    update();
    Q_EMIT soundChanged();
}

void SpectrogramView::setSettings(const SpectrogramSettings &settings)
{
    if (settings == m_settings)
        return;
    const bool analyseAgain = analysisOf(settings) != analysisOf(m_settings);
    m_settings = settings;
    if (analyseAgain && m_source)
        makeSound();
    else
        requestPicture();
    update();
}

void SpectrogramView::setTimeRange(TimeRange range)
{
    if (range == m_range || !(range.length() > 0))
        return;
    m_range = range;
    requestPicture();
    updateDescription();
    update();
}

void SpectrogramView::setPlayhead(double seconds)
{
    if (same(seconds, m_playhead))
        return;
    updateStrip(m_playhead);
    m_playhead = seconds;
    updateStrip(m_playhead);
}

void SpectrogramView::setLoopRegion(std::optional<TimeRange> region)
{
    if (region == m_loop)
        return;
    m_loop = region;
    update();
}

void SpectrogramView::setSelection(std::optional<SpectrogramSelection> selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    measureSelection();
    updateDescription();
    update();
}

void SpectrogramView::setLinkedHover(std::optional<SpectrogramPoint> place)
{
    if (place == m_linkedHover)
        return;
    m_linkedHover = place;
    update();
}

void SpectrogramView::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    updateDescription();
    update(labelArea());
}

void SpectrogramView::setNotice(const QString &notice)
{
    if (notice == m_notice)
        return;
    m_notice = notice;
    updateDescription();
    update();
}

bool SpectrogramView::isRendering() const
{
    return m_sound && m_finished != m_wanted;
}

void SpectrogramView::updateDescription()
{
    QString shown = m_sound               ? tr("%1 to %2").arg(formatSeconds(m_range.begin), formatSeconds(m_range.end))
                    : !m_notice.isEmpty() ? m_notice
                    : m_role == AudioRole::Difference ? tr("Processed minus reference")
                                                      : roleHint(m_role);
    if (const QString selected = selectionText(); !selected.isEmpty())
        shown += QStringLiteral("; ") + selected;
    setAccessibleDescription(m_active ? tr("%1; heard now").arg(shown) : shown);
}

// ---- pictures, on the pool ----

void SpectrogramView::requestPicture()
{
    ++m_wanted;
    // A slice that runs is finished first, so that a picture comes now and then while somebody zooms without a pause.
    if (!m_slicing)
        startSlice();
}

void SpectrogramView::startSlice()
{
    const QSize pixels = (QSizeF(pictureArea().size()) * devicePixelRatioF()).toSize();
    if (!m_sound || pixels.isEmpty())
        return;
    m_slicing = true;
    const bool first = m_started != m_wanted;
    m_started = m_wanted;
    auto *watcher = new QFutureWatcher<SpectrogramPicture>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, sound = m_soundNumber, number = m_wanted] {
        watcher->deleteLater();
        take(watcher->result(), sound, number);
    });
    const PictureRequest request{m_sound, m_minus, pixels, m_range, m_settings};
    watcher->setFuture(QtConcurrent::run(m_pool, [request, first, stop = m_stop.get_token()] {
        try {
            return makePictureSlice(request, first, stop);
        } catch (const std::bad_alloc &) {
            SpectrogramPicture none;
            none.error =
                Error{ErrorCode::Internal, "there isn't enough memory for the picture. Close other sounds.", {}};
            none.complete = true;
            return none;
        }
    }));
}

void SpectrogramView::take(SpectrogramPicture picture, quint64 sound, quint64 number)
{
    if (sound != m_soundNumber)
        return;
    m_slicing = false;
    const bool complete = picture.complete;
    m_picture = std::move(picture);
    if (complete)
        m_finished = number;
    update();
    Q_EMIT pictureChanged();
    if (m_finished != m_wanted)
        startSlice();
    else
        Q_EMIT rendered();
}

void SpectrogramView::measureSelection()
{
    ++m_selectionNumber;
    m_meanDb = kNaN;
    if (!m_selection || !m_sound || m_measuring)
        return;
    m_measuring = true;
    using Means = std::optional<double>;
    auto *watcher = new QFutureWatcher<Means>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, number = m_selectionNumber] {
        watcher->deleteLater();
        m_measuring = false;
        if (number != m_selectionNumber) {
            measureSelection();
            return;
        }
        m_meanDb = watcher->result().value_or(kNaN);
        updateDescription();
        update();
        Q_EMIT meanLevelChanged();
    });
    watcher->setFuture(QtConcurrent::run(
        m_pool, [sound = m_sound, minus = m_minus, part = *m_selection, stop = m_stop.get_token()]() -> Means {
            const auto mean = sound->meanLevel(part.time, part.frequencies, stop);
            if (!mean || !minus)
                return mean ? Means(mean->db) : std::nullopt;
            const auto other = minus->meanLevel(part.time, part.frequencies, stop);
            return other ? Means(mean->db - other->db) : std::nullopt;
        }));
}

// ---- places ----

QRect SpectrogramView::pictureArea() const
{
    return {frequencyAxisWidth(), kGrid / 2, std::max(0, width() - frequencyAxisWidth()),
            std::max(0, height() - kGrid)};
}

QRect SpectrogramView::axisArea() const
{
    return {0, kGrid / 2, frequencyAxisWidth(), std::max(0, height() - kGrid)};
}

QRect SpectrogramView::labelArea() const
{
    QFont font = textFont(TextSize::Small);
    font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    return {pictureArea().topLeft() + QPoint(kGrid / 2, kGrid / 2),
            QSize(metrics.horizontalAdvance(title()) + 2 * kGrid, metrics.height() + kGrid / 2)};
}

double SpectrogramView::secondsAt(double x) const
{
    const QRect area = pictureArea();
    return m_range.begin + (x - area.left()) / std::max(1, area.width()) * m_range.length();
}

double SpectrogramView::xAt(double seconds) const
{
    const QRect area = pictureArea();
    return area.left() + (seconds - m_range.begin) / m_range.length() * area.width();
}

double SpectrogramView::hertzAt(double y) const
{
    const QRect area = pictureArea();
    return unitToFrequency(1 - (y - area.top()) / std::max(1, area.height()), m_settings);
}

double SpectrogramView::yAt(double hertz) const
{
    const QRect area = pictureArea();
    return area.top() + (1 - frequencyToUnit(hertz, m_settings)) * area.height();
}

SpectrogramPoint SpectrogramView::pointAt(QPointF place) const
{
    return {secondsAt(place.x()), hertzAt(place.y())};
}

double SpectrogramView::levelDbAt(SpectrogramPoint place) const
{
    if (!m_sound)
        return kNaN;
    const double columnSeconds = m_range.length() / std::max(1, int(pictureArea().width() * devicePixelRatioF()));
    const auto level = [&](const SpectrogramSound &sound) {
        return sound.levelDb(place.seconds, place.hertz, sound.levelFor(columnSeconds));
    };
    return m_minus ? level(*m_sound) - level(*m_minus) : level(*m_sound);
}

QString SpectrogramView::readout(QPointF position) const
{
    const SpectrogramPoint place = pointAt(position);
    if (!m_sound || !QRectF(pictureArea()).contains(position) || place.seconds < 0 ||
        place.seconds > m_sound->seconds())
        return {};
    const QString where = QStringLiteral("%1 · %2 (%3)")
                              .arg(formatSeconds(place.seconds), formatHz(place.hertz),
                                   noteName(std::max(place.hertz, 8.2)));  // C−1 is the lowest that has a name
    const double db = levelDbAt(place);
    if (!std::isfinite(db))
        return where;
    return where + QStringLiteral(" · ") +
           (m_minus ? formatQuantity(db, QStringLiteral("dB")) : formatWithUnit(db, 1, tr("dB")));
}

QString SpectrogramView::selectionText() const
{
    if (!m_selection || !m_sound)
        return {};
    const QString where =
        tr("%1 to %2, %3 to %4")
            .arg(formatSeconds(m_selection->time.begin), formatSeconds(m_selection->time.end),
                 formatHz(m_selection->frequencies.minimumHz), formatHz(m_selection->frequencies.maximumHz));
    if (!std::isfinite(m_meanDb))
        return where;
    return tr("%1: mean %2")
        .arg(where, m_minus ? formatQuantity(m_meanDb, QStringLiteral("dB")) : formatWithUnit(m_meanDb, 1, tr("dB")));
}

void SpectrogramView::updateStrip(double seconds)
{
    if (!std::isfinite(seconds))
        return;
    const double x = xAt(seconds);
    if (x >= -kStrip && x <= width() + kStrip)
        update(int(std::floor(x)) - kStrip, 0, 2 * kStrip + 1, height());
}

void SpectrogramView::resizeEvent(QResizeEvent *)
{
    requestPicture();
}

void SpectrogramView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        requestPicture();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange ||
        event->type() == QEvent::LanguageChange)
        update();
    QWidget::changeEvent(event);
}

}  // namespace tonewright
