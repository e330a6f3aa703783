#include "widgets/spectrogram/spectrogram_view.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtCore/QFutureWatcher>
#include <QtCore/QThreadPool>
#include <QtGui/QMouseEvent>
#include <QtGui/QWheelEvent>
#include <algorithm>
#include <cmath>
#include <new>

#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/spectrogram/spectrogram_render.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kStrip = 3;           // px to either side of the playhead that are repainted
constexpr int kLeastDrag = 3;       // px: a shorter Shift + drag marks nothing
constexpr double kWheelZoom = 0.8;  // a notch of the wheel
constexpr double kWheelScroll = 0.1;

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

SpectrogramView::SpectrogramView(AudioRole role, QThreadPool *pool, QWidget *parent)
    : QWidget(parent), m_role(role), m_pool(pool)
{
    setMouseTracking(true);
    setAccessibleName(tr("Spectrogram: %1").arg(roleName(role)));
    updateDescription();
}

SpectrogramView::~SpectrogramView()
{
    m_analysisStop.request_stop();
    m_pictureStop.request_stop();
}

// ---- what is shown ----

void SpectrogramView::setClip(std::shared_ptr<const Clip> clip)
{
    if (clip == m_clip)
        return;
    m_clip = std::move(clip);
    analyse();
    updateDescription();
    update();
}

void SpectrogramView::setSettings(const SpectrogramSettings &settings)
{
    if (settings == m_settings)
        return;
    const bool analyseAgain = settings.windowSamples != m_settings.windowSamples;
    m_settings = settings;
    if (analyseAgain)
        analyse();
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

void SpectrogramView::setLinkedHover(double seconds)
{
    if (same(seconds, m_linkedHover))
        return;
    updateStrip(m_linkedHover);
    m_linkedHover = seconds;
    updateStrip(m_linkedHover);
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
    return m_analysing || (m_data && m_pictureWanted != m_pictureShown);
}

void SpectrogramView::updateDescription()
{
    const QString shown = m_clip ? tr("%1 to %2").arg(formatSeconds(m_range.begin), formatSeconds(m_range.end))
                          : m_notice.isEmpty() ? roleHint(m_role)
                                               : m_notice;
    setAccessibleDescription(m_active ? tr("%1; heard now").arg(shown) : shown);
}

// ---- analysis and picture, on the pool ----

void SpectrogramView::analyse()
{
    m_analysisStop.request_stop();
    m_pictureStop.request_stop();
    const quint64 number = ++m_analysis;
    m_analysing = m_clip != nullptr;
    if (!m_clip) {
        m_data.reset();
        m_picture = {};
        return;
    }
    m_analysisStop = {};
    using Result = std::shared_ptr<const SpectrogramData>;
    auto *watcher = new QFutureWatcher<Result>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, number] {
        watcher->deleteLater();
        if (number != m_analysis)
            return;
        m_data = watcher->result();
        m_analysing = false;
        if (!m_data)
            m_picture = {};
        update();
        requestPicture();
        if (!isRendering())
            Q_EMIT rendered();
    });
    watcher->setFuture(QtConcurrent::run(
        m_pool, [clip = m_clip, window = m_settings.windowSamples, stop = m_analysisStop.get_token()]() -> Result {
            try {
                return SpectrogramData::compute(*clip, window, stop);
            } catch (const std::bad_alloc &) {
                return nullptr;
            }
        }));
}

void SpectrogramView::requestPicture()
{
    ++m_pictureWanted;
    // One that runs is finished first, so that a picture comes now and then while somebody zooms without a pause.
    if (!m_pictureRunning)
        startPicture();
}

void SpectrogramView::startPicture()
{
    const QSize pixels = (QSizeF(pictureArea().size()) * devicePixelRatioF()).toSize();
    if (!m_data || m_analysing || pixels.isEmpty())
        return;
    m_pictureRunning = true;
    m_pictureStop = {};
    auto *watcher = new QFutureWatcher<QImage>(this);
    connect(watcher, &QFutureWatcherBase::finished, this,
            [this, watcher, analysis = m_analysis, number = m_pictureWanted, range = m_range] {
                watcher->deleteLater();
                m_pictureRunning = false;
                const QImage image = watcher->result();
                if (analysis == m_analysis) {
                    m_picture = image;
                    m_pictureRange = range;
                    m_pictureShown = number;
                    update();
                }
                if (number != m_pictureWanted || analysis != m_analysis)
                    startPicture();
                else if (!isRendering())
                    Q_EMIT rendered();
            });
    watcher->setFuture(QtConcurrent::run(
        m_pool, [data = m_data, pixels, range = m_range, settings = m_settings, stop = m_pictureStop.get_token()] {
            return renderSpectrogramPixels(*data, pixels, range, settings, spectrogramColours(), stop);
        }));
}

// ---- places ----

QRect SpectrogramView::pictureArea() const
{
    return {frequencyAxisWidth(), kGrid / 2, std::max(0, width() - frequencyAxisWidth()),
            std::max(0, height() - kGrid)};
}

QRect SpectrogramView::labelArea() const
{
    QFont font = textFont(TextSize::Small);
    font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    return {pictureArea().topLeft() + QPoint(kGrid / 2, kGrid / 2),
            QSize(metrics.horizontalAdvance(roleName(m_role)) + 2 * kGrid, metrics.height() + kGrid / 2)};
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

QString SpectrogramView::readout(QPointF position) const
{
    const double seconds = secondsAt(position.x());
    if (!m_data || !QRectF(pictureArea()).contains(position) || seconds < 0 || seconds > m_data->seconds())
        return {};
    const double hertz = hertzAt(position.y());
    return QStringLiteral("%1 · %2 (%3) · %4")
        .arg(formatSeconds(seconds), formatHz(hertz), noteName(hertz),
             formatWithUnit(m_data->levelDb(seconds, hertz), 1, tr("dB")));
}

TimeRange SpectrogramView::zoomed(double around, double factor) const
{
    return {around - (around - m_range.begin) * factor, around + (m_range.end - around) * factor};
}

void SpectrogramView::updateStrip(double seconds)
{
    if (!std::isfinite(seconds))
        return;
    const double x = xAt(seconds);
    if (x >= -kStrip && x <= width() + kStrip)
        update(int(std::floor(x)) - kStrip, 0, 2 * kStrip + 1, height());
}

// ---- events ----

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

void SpectrogramView::mousePressEvent(QMouseEvent *event)
{
    const QPoint place = event->position().toPoint();
    const bool left = event->button() == Qt::LeftButton;
    if (left && labelArea().contains(place)) {
        Q_EMIT roleActivated(m_role);
        return;
    }
    if (m_pressed || (!left && event->button() != Qt::MiddleButton) || !pictureArea().contains(place)) {
        event->ignore();
        return;
    }
    m_pressed = place;
    m_pressedButton = event->button();
    m_pressedRange = m_range;
    m_marking = left && event->modifiers().testFlag(Qt::ShiftModifier);
    if (left && !m_marking && m_clip)
        Q_EMIT seekRequested(std::max(0.0, secondsAt(event->position().x())));
}

void SpectrogramView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF place = event->position();
    const QRect area = pictureArea();
    const double x = std::clamp(place.x(), double(area.left()), double(area.left() + area.width()));
    if (m_pressed && m_pressedButton == Qt::MiddleButton) {
        const double shift = (m_pressed->x() - place.x()) / std::max(1, area.width()) * m_pressedRange.length();
        Q_EMIT timeRangeRequested({m_pressedRange.begin + shift, m_pressedRange.end + shift});
    } else if (m_pressed && m_marking) {
        const double from = secondsAt(m_pressed->x());
        if (std::fabs(x - m_pressed->x()) >= kLeastDrag)
            Q_EMIT loopRegionRequested({std::max(0.0, std::min(from, secondsAt(x))), std::max(from, secondsAt(x))});
    } else if (m_pressed && m_clip) {
        Q_EMIT seekRequested(std::max(0.0, secondsAt(x)));
    }
    const bool onLabel = labelArea().contains(place.toPoint());
    const bool onPicture = area.contains(place.toPoint()) && !onLabel;
    setCursor(onLabel ? Qt::PointingHandCursor : onPicture && m_clip ? Qt::CrossCursor : Qt::ArrowCursor);
    m_hover = onPicture ? std::optional(place) : std::nullopt;
    update();
    Q_EMIT hovered(onPicture ? secondsAt(place.x()) : kNaN);
}

void SpectrogramView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressed || event->button() != m_pressedButton)
        return;
    m_pressed.reset();
    m_marking = false;
}

void SpectrogramView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const bool sideways = std::abs(angle.x()) > std::abs(angle.y());
    const double notches = (sideways ? angle.x() : angle.y()) / 120.0;
    if (!pictureArea().contains(event->position().toPoint()) || notches == 0) {
        event->ignore();
        return;
    }
    if (sideways || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const double shift = -notches * kWheelScroll * m_range.length();
        Q_EMIT timeRangeRequested({m_range.begin + shift, m_range.end + shift});
    } else {
        Q_EMIT timeRangeRequested(zoomed(secondsAt(event->position().x()), std::pow(kWheelZoom, notches)));
    }
    event->accept();
}

void SpectrogramView::leaveEvent(QEvent *)
{
    m_hover.reset();
    update();
    Q_EMIT hovered(kNaN);
}

}  // namespace tonewright
