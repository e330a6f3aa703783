#include "widgets/spectrogram/spectrogram_panel.h"

#include <QtCore/QEvent>
#include <QtCore/QThread>
#include <QtGui/QPainter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QScrollBar>
#include <algorithm>
#include <cmath>

#include "widgets/spectrogram/colour_bar.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kLeastSeconds = 0.05;
constexpr int kShortestWindow = 128;
constexpr int kLongestWindow = 16384;
constexpr double kUsualHighestHz = 22050;  // where no sound says how high there is anything

int milliseconds(double seconds)
{
    return int(std::lround(seconds * 1000));
}

/// The whole step at or beyond a level.
double stepBelow(double db)
{
    return std::floor(db / kLevelStepDb + 1e-9) * kLevelStepDb;
}

double stepAbove(double db)
{
    return std::ceil(db / kLevelStepDb - 1e-9) * kLevelStepDb;
}

SpectrogramSettings limited(SpectrogramSettings settings)
{
    settings.ceilingDb = std::clamp(settings.ceilingDb, kLowestFloorDb + kLeastLevelsDb, kHighestCeilingDb);
    settings.floorDb = std::clamp(settings.floorDb, kLowestFloorDb, settings.ceilingDb - kLeastLevelsDb);
    settings.windowSamples = std::clamp(settings.windowSamples, kShortestWindow, kLongestWindow);
    settings.framesPerWindow = std::clamp(settings.framesPerWindow, 1, 8);
    settings.differenceDb = std::clamp(settings.differenceDb, 1.0, 96.0);
    settings.minimumHz = std::max(settings.minimumHz, settings.scale == FrequencyScale::Log ? 10.0 : 0.0);
    settings.maximumHz = std::max(settings.maximumHz, settings.minimumHz + kLeastHz);
    return settings;
}

/// A frame round a widget that has the keyboard's focus, above its children, which fill it. Only the frame itself is
/// there: what is painted below has nothing to do with it.
class FocusFrame : public QWidget
{
public:
    explicit FocusFrame(QWidget *framed) : QWidget(framed)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setObjectName(QStringLiteral("focusFrame"));
        framed->installEventFilter(this);
        hide();
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut || event->type() == QEvent::Resize)
            follow(*static_cast<QWidget *>(watched));
        return false;
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), themeOf(palette()).colour(Ink::Accent)); }

private:
    void follow(const QWidget &framed)
    {
        const QRect all = framed.rect();
        setGeometry(all);
        setMask(QRegion(all).subtracted(all.adjusted(1, 1, -1, -1)));
        setVisible(framed.hasFocus() && framed.window()->testAttribute(Qt::WA_KeyboardFocusChange));
        raise();
    }
};

}  // namespace

SpectrogramPanel::SpectrogramPanel(QWidget *parent)
    : QWidget(parent), m_difference(new SpectrogramView(AudioRole::Difference, &m_pool, m_store, this)),
      m_colourBar(new ColourBar(tr("Level scale"), this)),
      m_differenceBar(new ColourBar(tr("Scale of differences"), this)), m_timeAxis(new TimeAxis(this)),
      m_scroll(new QScrollBar(Qt::Horizontal, this))
{
    // One for each sound, but leave a core to the window.
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, int(kAbcSourceCount)));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Spectrograms"));

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setSpacing(0);
    const int rows = int(kAbcSourceCount);
    for (const AudioRole role : kAbcSources) {
        auto *view = new SpectrogramView(role, &m_pool, m_store, this);
        m_views[indexOf(role)] = view;
        addView(view, int(indexOf(role)));
        connect(view, &SpectrogramView::rendered, this, [this, role] { Q_EMIT rendered(role); });
        connect(view, &SpectrogramView::pictureChanged, this, &SpectrogramPanel::fitLevels);
        connect(view, &SpectrogramView::soundChanged, this, &SpectrogramPanel::updateDifference);
    }
    addView(m_difference, rows);
    grid->setRowStretch(rows, 0);
    m_difference->hide();
    m_differenceBar->hide();
    grid->addWidget(m_colourBar, 0, 1, rows, 1);
    grid->addWidget(m_differenceBar, rows, 1);
    grid->addWidget(m_timeAxis, rows + 1, 0, 1, 2);
    grid->addWidget(m_scroll, rows + 2, 0);
    QSizePolicy keepPlace = m_scroll->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    m_scroll->setSizePolicy(keepPlace);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    connect(m_scroll, &QScrollBar::valueChanged, this, [this](int value) {
        const double begin = value / 1000.0;
        setTimeRange({begin, begin + m_range.length()});
    });
    connect(m_colourBar, &ColourBar::floorStepped, this, [this](int steps) { stepLevels(steps, 0); });
    connect(m_colourBar, &ColourBar::ceilingStepped, this, [this](int steps) { stepLevels(0, steps); });
    for (ColourBar *bar : {m_colourBar, m_differenceBar})
        connect(bar, &ColourBar::settingsRequested, this, &SpectrogramPanel::levelSettingsRequested);
    const auto stepDifference = [this](int steps) {
        SpectrogramSettings settings = m_settings;
        settings.differenceDb = std::clamp(settings.differenceDb + 6 * steps, 6.0, 48.0);
        setSettings(settings);
    };
    connect(m_differenceBar, &ColourBar::ceilingStepped, this, stepDifference);
    connect(m_differenceBar, &ColourBar::floorStepped, this, [stepDifference](int steps) { stepDifference(-steps); });
    new FocusFrame(this);
    applySettings();
    applyRange();
}

SpectrogramPanel::~SpectrogramPanel()
{
    // Before the pool that they use.
    for (SpectrogramView *view : allViews()) {
        view->disconnect(this);
        delete view;
    }
}

void SpectrogramPanel::addView(SpectrogramView *view, int row)
{
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->addWidget(view, row, 0);
    grid->setRowStretch(row, 1);
    connect(view, &SpectrogramView::roleActivated, this, &SpectrogramPanel::roleActivated);
    connect(view, &SpectrogramView::seekRequested, this, &SpectrogramPanel::seekRequested);
    connect(view, &SpectrogramView::loopRegionRequested, this, &SpectrogramPanel::loopRegionRequested);
    connect(view, &SpectrogramView::selectionRequested, this, &SpectrogramPanel::setSelection);
    connect(view, &SpectrogramView::timeRangeRequested, this, &SpectrogramPanel::setTimeRange);
    connect(view, &SpectrogramView::frequencyZoomRequested, this, [this](double unit, double factor) {
        setFrequencies(zoomedFrequencies(shownSettings(), unit, factor, highestHz()));
    });
    connect(view, &SpectrogramView::frequencyScrollRequested, this,
            [this](double units) { setFrequencies(scrolledFrequencies(shownSettings(), units, highestHz())); });
    connect(view, &SpectrogramView::frequencyResetRequested, this, &SpectrogramPanel::showUsualFrequencies);
    connect(view, &SpectrogramView::hovered, this, [this, view](const std::optional<SpectrogramPoint> &place) {
        for (SpectrogramView *other : allViews())
            if (other != view)
                other->setLinkedHover(place);
    });
}

std::vector<SpectrogramView *> SpectrogramPanel::allViews() const
{
    return {m_views[0], m_views[1], m_views[2], m_difference};
}

// ---- sounds ----

void SpectrogramPanel::setSource(AudioRole role, std::shared_ptr<const SampleSource> source)
{
    view(role)->setSource(std::move(source));
    applySettings();
    updateDuration();
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
        view->setSource(nullptr);
    setSelection(std::nullopt);
    applySettings();
    updateDuration();
}

bool SpectrogramPanel::isEmpty() const
{
    return std::none_of(m_views.begin(), m_views.end(), [](SpectrogramView *view) { return view->sound() != nullptr; });
}

bool SpectrogramPanel::isRendering() const
{
    return std::any_of(m_views.begin(), m_views.end(), [](SpectrogramView *view) { return view->isRendering(); }) ||
           (showsDifference() && m_difference->isRendering());
}

int SpectrogramPanel::sampleRate() const
{
    int highest = 0;
    for (const SpectrogramView *view : m_views)
        if (view->sound())
            highest = std::max(highest, view->sound()->sampleRate());
    return highest;
}

double SpectrogramPanel::highestHz() const
{
    return sampleRate() > 0 ? sampleRate() / 2.0 : kUsualHighestHz;
}

void SpectrogramPanel::updateDifference()
{
    // One that nobody sees holds no sounds.
    if (showsDifference())
        m_difference->setDifference(view(AudioRole::Processed)->sound(), view(AudioRole::Reference)->sound());
    else
        m_difference->setDifference(nullptr, nullptr);
}

bool SpectrogramPanel::showsDifference() const
{
    return !m_difference->isHidden();
}

void SpectrogramPanel::setDifferenceShown(bool shown)
{
    if (shown == showsDifference())
        return;
    m_difference->setVisible(shown);
    m_differenceBar->setVisible(shown);
    // Below stands the unit of the lowest bar.
    m_timeAxis->setUnit(shown ? tr("dB") : tr("dBFS"));
    m_colourBar->setUnit(shown ? tr("dBFS") : QString());
    static_cast<QGridLayout *>(layout())->setRowStretch(int(kAbcSourceCount), shown ? 1 : 0);
    updateDifference();
    Q_EMIT differenceShownChanged(shown);
}

SpectrogramFigure SpectrogramPanel::figure() const
{
    SpectrogramFigure figure;
    for (const AudioRole role : kAbcSources)
        if (view(role)->sound())
            figure.rows.push_back({roleName(role), roleTextInk(role), view(role)->sound(), nullptr});
    if (showsDifference() && view(AudioRole::Processed)->sound() && view(AudioRole::Reference)->sound())
        figure.rows.push_back({tr("Difference: processed − reference"), Ink::Text, view(AudioRole::Processed)->sound(),
                               view(AudioRole::Reference)->sound()});
    figure.settings = shownSettings();
    figure.range = m_range;
    figure.size = size();
    figure.theme = themeOf(palette()).kind;
    return figure;
}

MatrixExtract SpectrogramPanel::extract(AudioRole role) const
{
    const SpectrogramSettings shown = shownSettings();
    const SpectrogramSelection part =
        m_selection.value_or(SpectrogramSelection{m_range, {shown.minimumHz, shown.maximumHz}});
    const bool difference = role == AudioRole::Difference;
    return {view(difference ? AudioRole::Processed : role)->sound(),
            difference ? view(AudioRole::Reference)->sound() : nullptr, part.time, part.frequencies,
            (difference ? tr("Processed minus reference") : roleName(role)).toStdString()};
}

// ---- settings ----

void SpectrogramPanel::setSettings(const SpectrogramSettings &settings)
{
    const SpectrogramSettings before = m_settings;
    m_settings = limited(settings);
    if (!m_settings.autoLevels)
        m_fitted.reset();
    applySettings();
    fitLevels();
    if (m_settings != before)
        Q_EMIT settingsChanged(m_settings);
}

SpectrogramSettings SpectrogramPanel::shownSettings() const
{
    SpectrogramSettings shown = m_settings;
    if (sampleRate() / 2.0 > 2 * shown.minimumHz)  // no sound, or one without an octave to show: the whole axis
        shown.maximumHz = std::min(shown.maximumHz, highestHz());
    if (m_fitted) {
        shown.floorDb = m_fitted->quietDb;
        shown.ceilingDb = m_fitted->loudDb;
    }
    return shown;
}

void SpectrogramPanel::applySettings()
{
    const SpectrogramSettings shown = shownSettings();
    for (SpectrogramView *view : allViews())
        view->setSettings(shown);
    m_colourBar->setScale(levelScale(shown));
    m_differenceBar->setScale(differenceScale(shown));
    Q_EMIT shownSettingsChanged();
}

/// One scale for all from what all of them show, in whole steps so that it doesn't flicker.
void SpectrogramPanel::fitLevels()
{
    if (!m_settings.autoLevels)
        return;
    std::optional<LevelExtent> all;
    for (const SpectrogramView *view : m_views) {
        const auto &one = view->picture().extent;
        if (!one)
            continue;
        all = all ? LevelExtent{std::min(all->quietDb, one->quietDb), std::max(all->loudDb, one->loudDb)} : *one;
    }
    if (!all)
        return;
    constexpr double kLeastFitted = 30;
    const double ceiling = std::clamp(stepAbove(all->loudDb), kLowestFloorDb + kLeastFitted, kHighestCeilingDb);
    const double floor = std::clamp(stepBelow(all->quietDb), kLowestFloorDb, ceiling - kLeastFitted);
    if (m_fitted && m_fitted->quietDb == floor && m_fitted->loudDb == ceiling)
        return;
    m_fitted = LevelExtent{floor, ceiling};
    applySettings();
}

void SpectrogramPanel::setFrequencies(FrequencyRange range)
{
    SpectrogramSettings settings = m_settings;
    settings.minimumHz = range.minimumHz;
    settings.maximumHz = range.maximumHz;
    setSettings(settings);
}

void SpectrogramPanel::showUsualFrequencies()
{
    const SpectrogramSettings usual;
    setFrequencies({usual.minimumHz, usual.maximumHz});
}

// ---- time ----

void SpectrogramPanel::updateDuration()
{
    double seconds = 0;
    for (SpectrogramView *view : m_views)
        if (view->sound())
            seconds = std::max(seconds, view->sound()->seconds());
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
    for (SpectrogramView *view : allViews())
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
    for (SpectrogramView *view : allViews())
        view->setPlayhead(seconds);
}

void SpectrogramPanel::setLoopRegion(std::optional<TimeRange> region)
{
    for (SpectrogramView *view : allViews())
        view->setLoopRegion(region);
}

void SpectrogramPanel::setSelection(const std::optional<SpectrogramSelection> &selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    for (SpectrogramView *view : allViews())
        view->setSelection(selection);
    Q_EMIT selectionChanged(selection);
}

void SpectrogramPanel::selectShown()
{
    const SpectrogramSettings shown = shownSettings();
    if (!isEmpty())
        setSelection(SpectrogramSelection{m_range, {shown.minimumHz, shown.maximumHz}});
}

void SpectrogramPanel::setActiveRole(AudioRole role)
{
    for (SpectrogramView *view : allViews())
        view->setActive(view->role() == role);
}

}  // namespace tonewright
