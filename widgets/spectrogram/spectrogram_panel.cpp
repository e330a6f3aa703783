#include "widgets/spectrogram/spectrogram_panel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThread>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>
#include <algorithm>
#include <cmath>
#include <functional>

#include "widgets/spectrogram/spectrogram_axes.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kLeastSeconds = 0.05;
constexpr double kStepSeconds = 1;
constexpr double kFineStepSeconds = 0.1;
constexpr double kCoarseStepSeconds = 5;
constexpr double kZoomStep = 0.5;
constexpr double kHighestFloorDb = -40;
constexpr double kLowestFloorDb = -140;
constexpr double kFloorStepDb = 5;

int milliseconds(double seconds)
{
    return int(std::lround(seconds * 1000));
}

}  // namespace

/// The one dB scale of the three. The wheel moves its lower end, a click offers round values.
class ColourBar : public QWidget
{
public:
    explicit ColourBar(QWidget *parent) : QWidget(parent)
    {
        setFixedWidth(colourBarWidth());
        setCursor(Qt::PointingHandCursor);
        setAccessibleName(QCoreApplication::translate("ColourBar", "Level scale"));
        setToolTip(QCoreApplication::translate(
            "ColourBar",
            "How loud a colour is, in dB below full scale. Wheel or click: change the quietest level shown."));
    }

    void setSettings(const SpectrogramSettings &settings)
    {
        m_settings = settings;
        update();
    }

    std::function<void(double)> floorChosen;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintColourBar(painter, QRectF(rect()).adjusted(0, kGrid / 2.0, 0, -kGrid / 2.0), m_settings,
                       themeOf(palette()));
    }

    void wheelEvent(QWheelEvent *event) override
    {
        m_wheel += event->angleDelta().y();
        const int notches = m_wheel / 120;
        m_wheel -= notches * 120;
        if (notches != 0)
            floorChosen(m_settings.floorDb + notches * kFloorStepDb);
        event->accept();
    }

    void mousePressEvent(QMouseEvent *event) override { offerFloors(event->globalPosition().toPoint()); }

    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::FontChange)
            setFixedWidth(colourBarWidth());
        if (event->type() == QEvent::PaletteChange)
            update();
        QWidget::changeEvent(event);
    }

private:
    void offerFloors(QPoint where)
    {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const double db : {-60.0, -75.0, -90.0, -105.0, -120.0}) {
            QAction *action = menu->addAction(QCoreApplication::translate("ColourBar", "Quietest level shown: %1")
                                                  .arg(formatWithUnit(db, 0, QStringLiteral("dBFS"))));
            action->setCheckable(true);
            action->setChecked(db == m_settings.floorDb);
            QObject::connect(action, &QAction::triggered, this, [this, db] { floorChosen(db); });
        }
        menu->popup(where);
    }

    SpectrogramSettings m_settings;
    int m_wheel = 0;
};

/// The one time axis below the three, and the unit of the colour bar at its right.
class TimeAxis : public QWidget
{
public:
    explicit TimeAxis(QWidget *parent) : QWidget(parent) { setFixedHeight(timeAxisHeight()); }

    void setRange(TimeRange range)
    {
        m_range = range;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &colours = themeOf(palette());
        const QRectF axis(frequencyAxisWidth(), 0, width() - frequencyAxisWidth() - colourBarWidth(), height());
        if (axis.width() <= 0)
            return;
        paintTimeAxis(painter, axis, m_range, colours);
        painter.setFont(textFont(TextSize::Small));
        painter.setPen(colours.colour(Ink::MutedText));
        painter.drawText(QRectF(axis.right(), 0, colourBarWidth() - kGrid / 2.0, height()),
                         Qt::AlignRight | Qt::AlignVCenter, QCoreApplication::translate("ColourBar", "dBFS"));
        painter.drawText(QRectF(0, 0, frequencyAxisWidth() - 7, height()), Qt::AlignRight | Qt::AlignVCenter,
                         QCoreApplication::translate("ColourBar", "Hz"));
    }

    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::FontChange)
            setFixedHeight(timeAxisHeight());
        if (event->type() == QEvent::PaletteChange)
            update();
        QWidget::changeEvent(event);
    }

private:
    TimeRange m_range{0, 1};
};

SpectrogramPanel::SpectrogramPanel(QWidget *parent)
    : QWidget(parent), m_colourBar(new ColourBar(this)), m_timeAxis(new TimeAxis(this)),
      m_scroll(new QScrollBar(Qt::Horizontal, this))
{
    // One for each sound, but leave a core to the window.
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, int(kAbcSourceCount)));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Spectrograms"));

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setSpacing(0);
    for (const AudioRole role : kAbcSources) {
        const int row = int(indexOf(role));
        auto *view = new SpectrogramView(role, &m_pool, this);
        m_views[indexOf(role)] = view;
        grid->addWidget(view, row, 0);
        grid->setRowStretch(row, 1);
        connect(view, &SpectrogramView::seekRequested, this, &SpectrogramPanel::seekRequested);
        connect(view, &SpectrogramView::loopRegionRequested, this, &SpectrogramPanel::loopRegionRequested);
        connect(view, &SpectrogramView::roleActivated, this, &SpectrogramPanel::roleActivated);
        connect(view, &SpectrogramView::timeRangeRequested, this, &SpectrogramPanel::setTimeRange);
        connect(view, &SpectrogramView::rendered, this, [this, role] { Q_EMIT rendered(role); });
        connect(view, &SpectrogramView::hovered, this, [this, view](double seconds) {
            for (SpectrogramView *other : m_views)
                if (other != view)
                    other->setLinkedHover(seconds);
        });
    }
    grid->addWidget(m_colourBar, 0, 1, int(kAbcSourceCount), 1);
    grid->addWidget(m_timeAxis, int(kAbcSourceCount), 0, 1, 2);
    grid->addWidget(m_scroll, int(kAbcSourceCount) + 1, 0);
    QSizePolicy keepPlace = m_scroll->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    m_scroll->setSizePolicy(keepPlace);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    connect(m_scroll, &QScrollBar::valueChanged, this, [this](int value) {
        const double begin = value / 1000.0;
        setTimeRange({begin, begin + m_range.length()});
    });
    m_colourBar->floorChosen = [this](double db) {
        SpectrogramSettings settings = m_settings;
        settings.floorDb = std::clamp(db, kLowestFloorDb, kHighestFloorDb);
        if (settings == m_settings)
            return;
        setSettings(settings);
        Q_EMIT settingsChanged(settings);
    };
    applyRange();
}

SpectrogramPanel::~SpectrogramPanel()
{
    // Before the pool that they use.
    for (SpectrogramView *view : m_views)
        delete view;
}

void SpectrogramPanel::setClip(AudioRole role, std::shared_ptr<const Clip> clip)
{
    view(role)->setClip(std::move(clip));
    applySettings();
    updateDuration();
}

void SpectrogramPanel::setNotice(AudioRole role, const QString &notice)
{
    view(role)->setNotice(notice);
}

void SpectrogramPanel::clear()
{
    for (SpectrogramView *view : m_views)
        view->setClip(nullptr);
    applySettings();
    updateDuration();
}

bool SpectrogramPanel::isEmpty() const
{
    return std::none_of(m_views.begin(), m_views.end(), [](SpectrogramView *view) { return view->clip() != nullptr; });
}

void SpectrogramPanel::setSettings(const SpectrogramSettings &settings)
{
    m_settings = settings;
    applySettings();
}

SpectrogramSettings SpectrogramPanel::shownSettings() const
{
    double highest = 0;
    for (const SpectrogramView *view : m_views)
        if (view->clip())
            highest = std::max(highest, view->clip()->sampleRate / 2.0);
    SpectrogramSettings shown = m_settings;
    if (highest > 2 * shown.minimumHz)  // no clip, or one that has no octave to show: the whole axis
        shown.maximumHz = std::min(shown.maximumHz, highest);
    return shown;
}

void SpectrogramPanel::applySettings()
{
    const SpectrogramSettings shown = shownSettings();
    for (SpectrogramView *view : m_views)
        view->setSettings(shown);
    m_colourBar->setSettings(shown);
}

void SpectrogramPanel::updateDuration()
{
    double seconds = 0;
    for (SpectrogramView *view : m_views)
        if (view->clip())
            seconds = std::max(seconds, view->clip()->seconds());
    if (seconds == m_duration)
        return;
    m_duration = seconds;
    showAll();
    applyRange();
}

void SpectrogramPanel::setTimeRange(TimeRange range)
{
    if (!(m_duration > 0) || !(range.length() > 0))
        return;
    const double length = std::clamp(range.length(), std::min(kLeastSeconds, m_duration), m_duration);
    // A range that had to be lengthened stays round its middle.
    double begin = range.begin + (range.length() < length ? (range.length() - length) / 2 : 0);
    begin = std::clamp(begin, 0.0, m_duration - length);
    const TimeRange limited{begin, begin + length};
    if (limited == m_range)
        return;
    m_range = limited;
    applyRange();
    Q_EMIT timeRangeChanged(m_range);
}

void SpectrogramPanel::applyRange()
{
    for (SpectrogramView *view : m_views)
        view->setTimeRange(m_range);
    m_timeAxis->setRange(m_range);
    const QSignalBlocker blocker(m_scroll);
    m_scroll->setVisible(m_duration > 0 && m_range.length() < m_duration - 1e-6);
    m_scroll->setRange(0, std::max(0, milliseconds(m_duration - m_range.length())));
    m_scroll->setPageStep(std::max(1, milliseconds(m_range.length())));
    m_scroll->setSingleStep(std::max(1, milliseconds(m_range.length() / 10)));
    m_scroll->setValue(milliseconds(m_range.begin));
}

void SpectrogramPanel::showAll()
{
    if (m_duration > 0) {
        setTimeRange({0, m_duration});
    } else if (m_range != TimeRange{0, 1}) {
        m_range = {0, 1};
        applyRange();
        Q_EMIT timeRangeChanged(m_range);
    }
}

void SpectrogramPanel::setPlayhead(double seconds)
{
    m_playhead = seconds;
    for (SpectrogramView *view : m_views)
        view->setPlayhead(seconds);
}

void SpectrogramPanel::setLoopRegion(std::optional<TimeRange> region)
{
    for (SpectrogramView *view : m_views)
        view->setLoopRegion(region);
}

void SpectrogramPanel::setActiveRole(AudioRole role)
{
    for (SpectrogramView *view : m_views)
        view->setActive(view->role() == role);
}

void SpectrogramPanel::keyPressEvent(QKeyEvent *event)
{
    const double here = std::isfinite(m_playhead) ? m_playhead : 0;
    const auto zoom = [&](double factor) {
        const bool visible = here >= m_range.begin && here <= m_range.end;
        const double around = visible ? here : (m_range.begin + m_range.end) / 2;
        setTimeRange({around - (around - m_range.begin) * factor, around + (m_range.end - around) * factor});
    };
    const auto seek = [&](double seconds) {
        if (m_duration > 0)
            Q_EMIT seekRequested(std::clamp(seconds, 0.0, m_duration));
    };
    const double step = event->modifiers().testFlag(Qt::ControlModifier) ? kFineStepSeconds
                        : event->modifiers().testFlag(Qt::ShiftModifier) ? kCoarseStepSeconds
                                                                         : kStepSeconds;
    switch (event->key()) {
    case Qt::Key_Left:
        return seek(here - step);
    case Qt::Key_Right:
        return seek(here + step);
    case Qt::Key_Home:
        return seek(0);
    case Qt::Key_End:
        return seek(m_duration);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(kZoomStep);
    case Qt::Key_Minus:
        return zoom(1 / kZoomStep);
    case Qt::Key_0:
        return showAll();
    default:
        QWidget::keyPressEvent(event);
    }
}

void SpectrogramPanel::paintEvent(QPaintEvent *)
{
    if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    QPainter painter(this);
    painter.setPen(QPen(themeOf(palette()).colour(Ink::Accent), 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace tonewright
