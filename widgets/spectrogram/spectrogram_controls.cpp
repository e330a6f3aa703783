#include "widgets/spectrogram/spectrogram_controls.h"

#include <QtCore/QSignalBlocker>
#include <QtGui/QActionGroup>
#include <QtGui/QPainter>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <cmath>

#include "widgets/spectrogram/colour_bar.h"
#include "widgets/spectrogram/spectrogram_figure.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kWindows[] = {256, 512, 1024, 2048, 4096, 8192};
constexpr int kUsualRate = 44100;  // where no sound says otherwise

QSlider *levelSlider(const QString &name, const QString &hint)
{
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setRange(int(kLowestFloorDb), int(kHighestCeilingDb));
    slider->setSingleStep(1);
    slider->setPageStep(int(kLevelStepDb));
    slider->setMinimumWidth(24 * kGrid);
    slider->setAccessibleName(name);
    slider->setToolTip(hint);
    return slider;
}

/// Popups have no frame of the window manager's.
class BorderedPopup : public QWidget
{
public:
    explicit BorderedPopup(QWidget *parent) : QWidget(parent, Qt::Popup) {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(themeOf(palette()).colour(Ink::Border));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
};

QString milliseconds(double value)
{
    return formatWithUnit(value, value < 9.95 ? 1 : 0, QStringLiteral("ms"));
}

QString windowText(int samples, int rate)
{
    return SpectrogramControls::tr("%1 · %2", "samples · milliseconds")
        .arg(QString::number(samples), milliseconds(1000.0 * samples / rate));
}

}  // namespace

SpectrogramControls::SpectrogramControls(SpectrogramPanel &panel, QWidget *parent)
    : QWidget(parent), m_panel(panel), m_scale(new QComboBox), m_window(new QComboBox), m_levels(new QToolButton),
      m_difference(new QToolButton)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(kGrid / 2);
    for (QWidget *control : {static_cast<QWidget *>(m_scale), static_cast<QWidget *>(m_window),
                             static_cast<QWidget *>(m_levels), static_cast<QWidget *>(m_difference)})
        row->addWidget(control);

    m_scale->addItem(tr("Log"), QVariant::fromValue(int(FrequencyScale::Log)));
    m_scale->addItem(tr("Mel"), QVariant::fromValue(int(FrequencyScale::Mel)));
    m_scale->addItem(tr("Linear"), QVariant::fromValue(int(FrequencyScale::Linear)));
    m_scale->setAccessibleName(tr("Frequency axis"));
    m_scale->setToolTip(tr("How frequencies are spread: octaves (log), as heard (mel) or even (linear). Ctrl + wheel "
                           "zooms, a double click on the axis shows the usual range."));
    connect(m_scale, &QComboBox::activated, this, [this] {
        SpectrogramSettings settings = m_panel.settings();
        settings.scale = FrequencyScale(m_scale->currentData().toInt());
        m_panel.setSettings(settings);
    });

    m_window->setAccessibleName(tr("Window length"));
    m_window->setToolTip(tr("Samples a spectrum is made of, and how long that is (W, Shift + W). Longer: frequencies "
                            "are told apart better; shorter: moments are."));
    connect(m_window, &QComboBox::activated, this, [this] {
        SpectrogramSettings settings = m_panel.settings();
        settings.windowSamples = m_window->currentData().toInt();
        m_panel.setSettings(settings);
    });

    m_levels->setAutoRaise(true);
    m_levels->setAccessibleName(tr("Levels"));
    m_levels->setToolTip(tr("The quietest and the loudest level that have a colour of their own (Page up and down; "
                            "with Shift the quietest; A fits them)."));
    connect(m_levels, &QToolButton::clicked, this,
            [this] { showLevels(m_levels->mapToGlobal(QPoint(0, m_levels->height()))); });
    connect(&m_panel, &SpectrogramPanel::levelSettingsRequested, this, &SpectrogramControls::showLevels);

    m_difference->setText(tr("Difference"));
    m_difference->setAutoRaise(true);
    m_difference->setCheckable(true);
    m_difference->setToolTip(tr("Processed minus reference, in dB: green where processed is louder, violet where it's "
                                "quieter (D)."));
    connect(m_difference, &QToolButton::toggled, &m_panel, &SpectrogramPanel::setDifferenceShown);
    connect(&m_panel, &SpectrogramPanel::differenceShownChanged, m_difference, &QToolButton::setChecked);

    makeLevels();
    connect(&m_panel, &SpectrogramPanel::settingsChanged, this, &SpectrogramControls::follow);
    connect(&m_panel, &SpectrogramPanel::shownSettingsChanged, this, &SpectrogramControls::follow);
    follow();
}

void SpectrogramControls::makeLevels()
{
    m_levelBox = new BorderedPopup(this);
    m_levelBox->setAccessibleName(tr("Levels"));
    m_floor = levelSlider(tr("Quietest level"), tr("dBFS that have the darkest colour"));
    m_ceiling = levelSlider(tr("Loudest level"), tr("dBFS that have the lightest colour"));
    m_floorText = new QLabel;
    m_ceilingText = new QLabel;
    m_fit = new QCheckBox(tr("Fit to what is shown"));
    m_fit->setToolTip(tr("One scale for all pictures, from the loudest to the quiet of what they show. Without it "
                         "colours mean the same levels in every piece."));
    auto *grid = new QGridLayout(m_levelBox);
    grid->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    grid->setSpacing(kGrid);
    grid->addWidget(new QLabel(tr("Loudest")), 0, 0);
    grid->addWidget(m_ceiling, 0, 1);
    grid->addWidget(m_ceilingText, 0, 2);
    grid->addWidget(new QLabel(tr("Quietest")), 1, 0);
    grid->addWidget(m_floor, 1, 1);
    grid->addWidget(m_floorText, 1, 2);
    grid->addWidget(m_fit, 2, 0, 1, 3);
    for (QLabel *text : {m_floorText, m_ceilingText}) {
        text->setFont(figureFont(TextSize::Text));
        text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        text->setMinimumWidth(text->fontMetrics().horizontalAdvance(formatWithUnit(-140, 0, tr("dBFS"))));
    }
    connect(m_floor, &QSlider::valueChanged, this, [this](int db) {
        SpectrogramSettings settings = m_panel.shownSettings();
        SpectrogramSettings changed = m_panel.settings();
        changed.autoLevels = false;
        changed.floorDb = db;
        changed.ceilingDb = std::max(settings.ceilingDb, db + kLeastLevelsDb);
        m_panel.setSettings(changed);
    });
    connect(m_ceiling, &QSlider::valueChanged, this, [this](int db) {
        SpectrogramSettings settings = m_panel.shownSettings();
        SpectrogramSettings changed = m_panel.settings();
        changed.autoLevels = false;
        changed.ceilingDb = db;
        changed.floorDb = std::min(settings.floorDb, db - kLeastLevelsDb);
        m_panel.setSettings(changed);
    });
    connect(m_fit, &QCheckBox::toggled, this, [this](bool on) {
        SpectrogramSettings settings = m_panel.settings();
        settings.autoLevels = on;
        m_panel.setSettings(settings);
    });
}

void SpectrogramControls::showLevels(QPoint globalPlace)
{
    m_levelBox->adjustSize();
    m_levelBox->move(globalPlace);
    m_levelBox->show();
    m_ceiling->setFocus(Qt::PopupFocusReason);
}

void SpectrogramControls::refreshWindows()
{
    const int rate = m_panel.sampleRate() > 0 ? m_panel.sampleRate() : kUsualRate;
    const SpectrogramSettings &settings = m_panel.settings();
    const QSignalBlocker blocker(m_window);
    if (rate != m_windowRate) {
        m_windowRate = rate;
        m_window->clear();
        for (const int samples : kWindows)
            m_window->addItem(windowText(samples, rate), samples);
    }
    const int place = m_window->findData(settings.windowSamples);
    if (place < 0)  // set elsewhere
        m_window->addItem(windowText(settings.windowSamples, rate), settings.windowSamples);
    m_window->setCurrentIndex(place < 0 ? m_window->count() - 1 : place);
}

void SpectrogramControls::follow()
{
    const SpectrogramSettings &settings = m_panel.settings();
    const SpectrogramSettings shown = m_panel.shownSettings();
    const QSignalBlocker blockFloor(m_floor), blockCeiling(m_ceiling), blockFit(m_fit);
    m_scale->setCurrentIndex(m_scale->findData(int(settings.scale)));
    refreshWindows();
    m_floor->setValue(int(std::lround(shown.floorDb)));
    m_ceiling->setValue(int(std::lround(shown.ceilingDb)));
    m_floorText->setText(formatWithUnit(shown.floorDb, 0, tr("dBFS")));
    m_ceilingText->setText(formatWithUnit(shown.ceilingDb, 0, tr("dBFS")));
    m_fit->setChecked(settings.autoLevels);
    m_levels->setText(tr("%1 to %2").arg(formatNumber(shown.floorDb, 0), formatWithUnit(shown.ceilingDb, 0, tr("dB"))));
    for (QActionGroup *group : {m_shapes, m_overlaps, m_colours}) {
        if (group == nullptr)
            continue;
        const int value = group == m_shapes     ? int(settings.window)
                          : group == m_overlaps ? settings.framesPerWindow
                                                : int(settings.colours);
        for (QAction *action : group->actions())
            action->setChecked(action->data().toInt() == value);
    }
    if (m_overlaps != nullptr)
        for (QAction *action : m_overlaps->actions()) {
            SpectrogramSettings one = settings;
            one.framesPerWindow = action->data().toInt();
            const int rate = m_panel.sampleRate() > 0 ? m_panel.sampleRate() : kUsualRate;
            action->setText(
                tr("%1 (every %2 samples, %3)")
                    .arg(formatWithUnit(100 * one.overlap(), one.framesPerWindow == 8 ? 1 : 0, QStringLiteral("%")),
                         QString::number(one.hopSamples()), milliseconds(1000.0 * one.hopSamples() / rate)));
        }
}

template <class Value, class Choose>
QActionGroup *SpectrogramControls::addChoice(QMenu &menu, const QString &title,
                                             const QList<std::pair<QString, Value>> &values, Choose choose)
{
    QMenu *part = menu.addMenu(title);
    auto *group = new QActionGroup(this);
    for (const auto &[text, value] : values) {
        QAction *action = part->addAction(text);
        action->setCheckable(true);
        action->setData(int(value));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choose, chosen = value] {
            SpectrogramSettings settings = m_panel.settings();
            choose(settings, chosen);
            m_panel.setSettings(settings);
        });
    }
    return group;
}

void SpectrogramControls::fillMenu(QMenu &menu)
{
    using dsp::WindowShape;
    QList<std::pair<QString, WindowShape>> shapes;
    for (const WindowShape shape :
         {WindowShape::Hann, WindowShape::Hamming, WindowShape::Blackman, WindowShape::Rectangular})
        shapes.append({windowName(shape), shape});
    m_shapes = addChoice(menu, tr("Window shape"), shapes,
                         [](SpectrogramSettings &settings, WindowShape shape) { settings.window = shape; });
    m_overlaps =
        addChoice(menu, tr("Overlap"),
                  QList<std::pair<QString, int>>{{QString(), 1}, {QString(), 2}, {QString(), 4}, {QString(), 8}},
                  [](SpectrogramSettings &settings, int frames) { settings.framesPerWindow = frames; });
    m_colours = addChoice(menu, tr("Colours"),
                          QList<std::pair<QString, ColourMapKind>>{{tr("Ember"), ColourMapKind::Ember},
                                                                   {tr("Grey"), ColourMapKind::Grey}},
                          [](SpectrogramSettings &settings, ColourMapKind kind) { settings.colours = kind; });
    QMenu *range = menu.addMenu(tr("Frequencies"));
    const auto addRange = [&](const QString &text, double lowest, double highest) {
        connect(range->addAction(text), &QAction::triggered, this, [this, lowest, highest] {
            SpectrogramSettings settings = m_panel.settings();
            settings.minimumHz = lowest;
            settings.maximumHz = highest;
            m_panel.setSettings(settings);
        });
    };
    addRange(tr("Usual: 40 Hz to 20 kHz"), 40, 20000);
    addRange(tr("Everything: 0 Hz to the Nyquist frequency"), 0, 192000);
    addRange(tr("Bass: 20 to 250 Hz"), 20, 250);
    addRange(tr("Middle: 250 Hz to 4 kHz"), 250, 4000);
    addRange(tr("Treble: 4 to 20 kHz"), 4000, 20000);
    QAction *select = menu.addAction(tr("Select what is shown"));
    select->setToolTip(tr("Its mean level in each picture (S). Ctrl + drag selects a part."));
    connect(select, &QAction::triggered, &m_panel, &SpectrogramPanel::selectShown);
    menu.addSeparator();
    addExports(menu);
    follow();
}

void SpectrogramControls::addExports(QMenu &menu)
{
    QMenu *picture = menu.addMenu(tr("Export picture"));
    for (const int scale : {1, 2, 3, 4})
        connect(picture->addAction(tr("PNG, %1 times the size…").arg(scale)), &QAction::triggered, this,
                [this, scale] { Q_EMIT pictureExportRequested(QStringLiteral("png"), scale); });
    connect(picture->addAction(tr("SVG, axes as vectors…")), &QAction::triggered, this,
            [this] { Q_EMIT pictureExportRequested(QStringLiteral("svg"), 2); });
    QMenu *numbers = menu.addMenu(tr("Export numbers"));
    for (const AudioRole role : kAbcSources)
        connect(numbers->addAction(tr("%1…").arg(roleName(role))), &QAction::triggered, this,
                [this, role] { Q_EMIT numbersExportRequested(role); });
    connect(numbers->addAction(tr("Processed minus reference…")), &QAction::triggered, this,
            [this] { Q_EMIT numbersExportRequested(AudioRole::Difference); });
}

}  // namespace tonewright
