#include "widgets/eq_curve/eq_editor.h"

#include <QtCore/QEvent>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSlider>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>
#include <algorithm>
#include <cmath>

#include "core/eq_exchange/biquad_chain.h"
#include "core/eq_exchange/cautions.h"
#include "widgets/eq_curve/eq_band_table.h"
#include "widgets/eq_curve/eq_level_scale.h"
#include "widgets/eq_curve/eq_node.h"
#include "widgets/parameter_form/field_keys.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kCurvePoints = 400;
constexpr double kSmallestRangeDb = 12, kRangeStepDb = 6, kRangeRoomDb = 3;
constexpr double kSpectraSpanDb = 80;  // from the loudest level down
constexpr double kLowestHz = 20, kHighestHz = 20000;
constexpr int kAmountSeries = 5000;

QString bandName(const EqualiserSetting &setting, std::size_t band)
{
    using Kind = EqualiserSetting::Kind;
    const Kind kind = setting.bands[band].kind;
    if (kind != Kind::Peak)
        return kind == Kind::LowShelf ? EqEditor::tr("Low shelf") : EqEditor::tr("High shelf");
    // Two peaks are the low and the high one; more are numbered.
    std::size_t before = 0, all = 0;
    for (std::size_t i = 0; i < setting.bands.size(); ++i)
        if (setting.bands[i].kind == Kind::Peak) {
            ++all;
            before += i < band;
        }
    if (all == 1)
        return EqEditor::tr("Peak");
    if (all == 2)
        return before == 0 ? EqEditor::tr("Low peak") : EqEditor::tr("High peak");
    return EqEditor::tr("Peak %1").arg(before + 1);
}

DecidedBy decidedBy(EqSlot slot)
{
    return slot == EqSlot::Agent ? DecidedBy::Agent : slot == EqSlot::Oracle ? DecidedBy::Oracle : DecidedBy::Person;
}

AxisSpec gainAxis(double rangeDb)
{
    AxisSpec gain;
    gain.title = EqEditor::tr("Gain");
    gain.unit = QStringLiteral("dB");
    gain.minimum = -rangeDb;
    gain.maximum = rangeDb;
    return gain;
}

AxisSpec frequencyAxis()
{
    AxisSpec frequency;
    frequency.title = EqEditor::tr("Frequency");
    frequency.unit = QStringLiteral("Hz");
    frequency.logarithmic = true;
    frequency.frequency = true;
    frequency.minimum = kLowestHz;
    frequency.maximum = kHighestHz;
    frequency.ticks = {20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000};
    return frequency;
}

}  // namespace

QStringList bandNames(const EqualiserSetting &setting)
{
    QStringList names;
    for (std::size_t i = 0; i < setting.bands.size(); ++i)
        names << bandName(setting, i);
    return names;
}

EqEditor::EqEditor(EqDocument &document, QWidget *parent)
    : QWidget(parent), m_document(document), m_plot(new PlotWidget(this)), m_table(new EqBandTable(document, this)),
      m_scale(new EqLevelScale(this))
{
    m_plot->setAxis(PlotAxis::X, frequencyAxis());
    m_plot->setAxis(PlotAxis::Y, gainAxis(m_gainRangeDb));
    m_plot->setLegendVisible(true);
    m_plot->setZoomable(false, false);
    m_plot->setAccessibleName(tr("Applied response of the equaliser"));
    m_plot->installEventFilter(this);
    auto *controls = new QWidget(this);
    buildControls(*controls);
    auto *middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_plot, 1);
    middle->addWidget(m_scale);
    middle->addWidget(m_table, 0, Qt::AlignTop);
    m_table->setHome(m_plot);
    new FieldKeys(*m_amountNumber, m_plot);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(controls);
    layout->addLayout(middle, 1);
    for (std::size_t band = 0; band < EqBandTable::kMostBands; ++band)
        m_nodes.push_back(new EqNode(m_document, band, *m_plot));
    addSeries();
    connect(&m_document, &EqDocument::changed, this, &EqEditor::follow);
    connect(&m_document, &EqDocument::rested, this, [this] {
        setGainRange();
        follow();
    });
    follow();
}

void EqEditor::buildControls(QWidget &row)
{
    auto *layout = new QHBoxLayout(&row);
    layout->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    layout->setSpacing(kGrid / 2);
    const std::array names{tr("Agent"), tr("Oracle"), tr("Mine")};
    const std::array hints{tr("What the agent chose (solid)"),
                           tr("The best that a search finds (dashed); the first click starts the search"),
                           tr("Your own (dotted): made by changing anything")};
    for (std::size_t i = 0; i < m_slotButtons.size(); ++i) {
        auto *button = m_slotButtons[i] = new QToolButton(&row);
        button->setObjectName(QStringLiteral("eqSlot%1").arg(i + 1));
        button->setText(names[i]);
        button->setToolTip(hints[i]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        // Room for what it says while it searches: nothing beside it moves.
        if (i == std::size_t(EqSlot::Oracle)) {
            button->setText(tr("Searching …"));
            const int searching = button->sizeHint().width();
            button->setText(names[i]);
            button->setMinimumWidth(std::max(searching, button->sizeHint().width()));
        }
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, i] { askForSlot(static_cast<EqSlot>(i)); });
    }
    layout->addSpacing(kGrid);
    auto *label = new QLabel(tr("Amount"), &row);
    layout->addWidget(label);
    m_amount = new QSlider(Qt::Horizontal, &row);
    m_amount->setObjectName(QStringLiteral("eqAmount"));
    m_amount->setRange(0, 100);
    m_amount->setPageStep(10);
    m_amount->setFixedWidth(12 * kGrid);
    m_amount->setAccessibleName(tr("Amount in percent"));
    m_amount->setToolTip(tr("How much of it: 0 % leaves the sound as it is, to the bit"));
    layout->addWidget(m_amount);
    m_amountNumber = new QSpinBox(&row);
    m_amountNumber->setObjectName(QStringLiteral("eqAmountNumber"));
    m_amountNumber->setRange(0, 100);
    m_amountNumber->setSuffix(QStringLiteral("\u2009%"));
    m_amountNumber->setKeyboardTracking(false);
    m_amountNumber->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_amountNumber->setFont(figureFont(TextSize::Small));
    m_amountNumber->setAccessibleName(tr("Amount in percent"));
    layout->addWidget(m_amountNumber);
    m_bypass = new QToolButton(&row);
    m_bypass->setObjectName(QStringLiteral("eqBypass"));
    m_bypass->setText(tr("Bypass"));
    m_bypass->setToolTip(tr("Hear the sound without the equaliser"));
    m_bypass->setCheckable(true);
    m_bypass->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(m_bypass);
    layout->addSpacing(kGrid);
    m_readout = new QLabel(&row);
    m_scores = new QLabel(&row);
    for (QLabel *text : {m_readout, m_scores}) {
        text->setFont(figureFont(TextSize::Small));
        // Where the pane is narrow the end of the longer one is cut.
        text->setSizePolicy(text == m_readout ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Preferred);
        text->setAlignment((text == m_readout ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        layout->addWidget(text, text == m_readout ? 1 : 0);
    }
    connect(m_amount, &QSlider::sliderPressed, this, [this] { m_document.begin(tr("Amount")); });
    connect(m_amount, &QSlider::sliderReleased, this, [this] { m_document.finish(); });
    connect(m_amount, &QSlider::valueChanged, this, &EqEditor::setAmount);
    connect(m_amountNumber, &QSpinBox::valueChanged, this, &EqEditor::setAmount);
    connect(m_bypass, &QToolButton::toggled, this, [this](bool on) {
        if (m_following || m_document.isEmpty())
            return;
        EqEdit edit = m_document.edit();
        edit.bypassed = on;
        m_document.apply(tr("Bypass"), edit);
    });
}

void EqEditor::setAmount(int percent)
{
    if (m_following || m_document.isEmpty())
        return;
    EqEdit edit = m_document.edit();
    edit.amountPercent = percent;
    if (m_document.isEditing())
        m_document.change(edit);
    else
        m_document.apply(tr("Amount"), edit, kAmountSeries);
}

void EqEditor::askForSlot(EqSlot slot)
{
    if (m_document.has(slot))
        m_document.select(slot);
    else if (slot == EqSlot::Oracle && m_searching)
        Q_EMIT searchStopped();
    else if (slot == EqSlot::Oracle)
        Q_EMIT searchRequested();
    followControls();
}

void EqEditor::addSeries()
{
    m_plot->removeAllSeries();
    m_series = {};
    m_seriesSlot = m_document.slot();
    const Qt::PenStyle line = decisionLine(decidedBy(m_seriesSlot));
    const auto spectrum = [this](const QString &name, Ink ink) {
        return m_plot->addSeries(name, {.ink = ink, .width = 1.0, .opacity = 0.75, .inReadout = false});
    };
    m_series.raw = spectrum(roleName(AudioRole::Raw), Ink::Raw);
    m_series.reference = spectrum(roleName(AudioRole::Reference), Ink::Reference);
    m_series.processed = spectrum(roleName(AudioRole::Processed), Ink::Processed);
    const auto names = bandNames(m_document.edit().setting);
    for (int band = 0; band < names.size(); ++band)
        m_series.bands.push_back(m_plot->addSeries(names[band], {.ink = EqNode::inkOf(std::size_t(band)),
                                                                 .line = line,
                                                                 .width = 1.0,
                                                                 .inLegend = false,
                                                                 .fillToZero = true}));
    m_series.missing = m_plot->addSeries(tr("Missing"), {.ink = Ink::Reference, .line = Qt::DashLine, .width = 1.5});
    m_series.total = m_plot->addSeries(tr("Applied"), {.ink = Ink::Processed, .line = line, .width = 2.5});
}

void EqEditor::setSpectra(const EqSpectra &spectra)
{
    m_spectra = spectra;
    drawSpectra();
    followControls();
}

void EqEditor::setSmoothing(double octaves)
{
    m_octaves = octaves;
    drawSpectra();
    followControls();
}

void EqEditor::setCompared(double lowHz, double highHz)
{
    m_comparedFromHz = std::clamp(lowHz, kLowestHz, kHighestHz);
    m_comparedToHz = std::clamp(highHz, m_comparedFromHz, kHighestHz);
    drawSpectra();
    followControls();
}

void EqEditor::setScores(const QString &summary, const QString &details)
{
    m_scores->setText(summary);
    m_scores->setToolTip(details);
    m_scores->setAccessibleName(details.isEmpty() ? summary : details);
}

void EqEditor::setSearching(bool searching)
{
    m_searching = searching;
    followControls();
}

void EqEditor::setCanSearch(bool can)
{
    m_canSearch = can;
    followControls();
}

void EqEditor::follow()
{
    const auto &bands = m_document.edit().setting.bands;
    if (m_seriesSlot != m_document.slot() || m_series.bands.size() != bands.size())
        addSeries();
    const QStringList names = bandNames(m_document.edit().setting);
    m_table->setNames(names);
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_nodes[i]->setName(int(i) < names.size() ? names[int(i)] : QString());
    if (!m_document.isEditing())
        setGainRange();
    m_warnings.clear();
    for (std::size_t i = 0; i < bands.size(); ++i)
        m_warnings << QString();
    for (const auto &caution : eq_exchange::bandCautions(m_document.edit().setting))
        if (caution.band >= 0 && caution.band < m_warnings.size())
            m_warnings[caution.band] = studyText(caution.text);
    m_table->setWarnings(m_warnings);
    m_table->follow();
    drawResponse();
    drawSpectra();
    placeNodes();
    followControls();
}

void EqEditor::followControls()
{
    m_following = true;
    const EqEdit &edit = m_document.edit();
    const bool empty = m_document.isEmpty();
    for (std::size_t i = 0; i < m_slotButtons.size(); ++i) {
        const auto slot = static_cast<EqSlot>(i);
        const bool searchable = slot == EqSlot::Oracle && m_canSearch && !empty;
        m_slotButtons[i]->setChecked(!empty && m_document.slot() == slot);
        m_slotButtons[i]->setEnabled(m_document.has(slot) || searchable);
    }
    m_slotButtons[1]->setText(m_searching && !m_document.has(EqSlot::Oracle) ? tr("Searching …") : tr("Oracle"));
    m_amount->setEnabled(!empty);
    m_amountNumber->setEnabled(!empty);
    m_bypass->setEnabled(!empty);
    m_amount->setValue(int(std::lround(edit.amountPercent)));
    m_amountNumber->setValue(int(std::lround(edit.amountPercent)));
    m_bypass->setChecked(edit.bypassed);
    m_readout->setText(readout());
    m_readout->setToolTip(
        tr("How far the processed spectrum's shape is from the reference's, in bands of %1 octave: the "
           "mean over all bands, and where most is left. Volume doesn't count.")
            .arg(m_octaves > 0.3   ? QStringLiteral("⅓")
                 : m_octaves > 0.1 ? QStringLiteral("⅙")
                                   : tr("1/12")));
    m_following = false;
}

QString EqEditor::readout() const
{
    if (m_difference.bands == 0)
        return {};
    const QString all =
        tr("RMSE %1 · largest %2 at %3")
            .arg(formatWithUnit(m_difference.rmsDb, 1, QStringLiteral("dB")),
                 formatWithUnit(m_difference.largestDb, 1, QStringLiteral("dB")), formatHz(m_difference.largestHz));
    const bool limited = m_comparedFromHz > kLowestHz || m_comparedToHz < kHighestHz;
    return limited ? tr("%1 (%2 to %3)").arg(all, formatHz(m_comparedFromHz), formatHz(m_comparedToHz)) : all;
}

void EqEditor::setGainRange()
{
    double most = kSmallestRangeDb - kRangeRoomDb;
    const EqEdit &edit = m_document.edit();
    for (const auto &band : edit.setting.bands)
        most = std::max(most, std::abs(band.gainDb) * edit.passes());
    const double range = std::ceil((most + kRangeRoomDb) / kRangeStepDb) * kRangeStepDb;
    // The agent's choice changes while it trains: the scale grows with it and stays, until the slot or the item is
    // another.
    const bool same = m_document.slot() == EqSlot::Agent && m_rangeSlot == EqSlot::Agent && !m_document.isEmpty();
    m_rangeSlot = m_document.isEmpty() ? std::nullopt : std::optional(m_document.slot());
    if (range == m_gainRangeDb || (same && range < m_gainRangeDb))
        return;
    m_gainRangeDb = range;
    m_plot->setAxis(PlotAxis::Y, gainAxis(range));
}

void EqEditor::drawResponse()
{
    if (m_document.isEmpty()) {
        m_plot->clearData();
        return;
    }
    const EqualiserSetting applied = m_document.edit().applied();
    const dsp::Equaliser equaliser = toDsp(applied);
    const auto hertz = eq_exchange::logFrequencies(std::min(kHighestHz, 0.98 * applied.sampleRate / 2.0), kCurvePoints);
    for (std::size_t i = 0; i < m_series.bands.size() && i < equaliser.bands.size(); ++i)
        m_plot->setData(m_series.bands[i], hertz,
                        dsp::bandResponseDb(equaliser.bands[i], equaliser.mode, hertz, applied.sampleRate));
    m_plot->setData(m_series.total, hertz, dsp::responseDb(equaliser, hertz, applied.sampleRate));
}

void EqEditor::drawSpectra()
{
    m_difference = {};
    const bool known = !m_spectra.raw.power.empty() && !m_spectra.reference.power.empty() && !m_document.isEmpty();
    if (!known) {
        for (const int series : {m_series.raw, m_series.processed, m_series.reference, m_series.missing})
            m_plot->setData(series, {}, {});
        m_scale->setRange(0, 0);
        return;
    }
    const auto raw = dsp::levelCurve(m_spectra.raw, m_octaves);
    const auto reference = dsp::levelCurve(m_spectra.reference, m_octaves);
    const auto processed = dsp::levelCurve(dsp::filtered(m_spectra.raw, toDsp(m_document.edit().applied())), m_octaves);
    m_difference = dsp::shapeDifference(processed, reference, m_comparedFromHz, m_comparedToHz);
    // The spectra fill the plot's height whatever range the gains have; the scale at the right says which level is
    // where. The scale stays while an edit goes on.
    if (!m_document.isEditing()) {
        double top = -300;
        for (const auto *curve : {&raw, &reference})
            for (const double level : curve->levelDb)
                top = std::max(top, level);
        m_topLevelDb = top + kSpectraSpanDb / 16;
    }
    m_scale->setRange(m_topLevelDb, kSpectraSpanDb);
    const auto draw = [this](int series, const dsp::LevelCurve &curve) {
        std::vector<double> heights;
        for (const double level : curve.levelDb)
            heights.push_back(std::isfinite(level)
                                  ? m_gainRangeDb * (1.0 - 2.0 * (m_topLevelDb - level) / kSpectraSpanDb)
                                  : std::nan(""));
        m_plot->setData(series, curve.hertz, heights);
    };
    draw(m_series.raw, raw);
    draw(m_series.processed, processed);
    draw(m_series.reference, reference);
    // In dB of gain: what would have to be applied.
    const auto untouched = dsp::shapeDifference(raw, reference, m_comparedFromHz, m_comparedToHz);
    std::vector<double> missing;
    for (std::size_t i = 0; i < std::min(raw.levelDb.size(), reference.levelDb.size()); ++i)
        missing.push_back(std::isfinite(raw.levelDb[i]) && std::isfinite(reference.levelDb[i]) &&
                                  raw.hertz[i] >= m_comparedFromHz && raw.hertz[i] <= m_comparedToHz
                              ? reference.levelDb[i] - raw.levelDb[i] + untouched.volumeDb
                              : std::nan(""));
    m_plot->setData(m_series.missing,
                    std::vector(raw.hertz.begin(), raw.hertz.begin() + std::ptrdiff_t(missing.size())), missing);
}

void EqEditor::placeNodes()
{
    const QRect area = m_plot->plotArea();
    m_scale->setArea(area.top(), area.height());
    for (EqNode *node : m_nodes) {
        node->follow();
        node->raise();
    }
}

void EqEditor::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeNodes();
}

bool EqEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot &&
        (event->type() == QEvent::Resize || event->type() == QEvent::Show || event->type() == QEvent::LayoutRequest))
        QMetaObject::invokeMethod(
            this, [this] { placeNodes(); }, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void EqEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        follow();
}

}  // namespace tonewright
