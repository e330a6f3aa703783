#include "widgets/dataset_pane/feature_page.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStackedWidget>
#include <algorithm>

#include "widgets/dataset_pane/histogram_view.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{
constexpr int kChoiceWidth = 28 * kGrid;
constexpr int kProgressWidth = 14 * kGrid;
}  // namespace

FeaturePage::FeaturePage(QWidget *parent)
    : QWidget(parent), m_choice(new QComboBox(this)), m_meaning(new MutedLabel(this)), m_note(new MutedLabel(this)),
      m_compute(new QPushButton(tr("Compute features"), this)), m_progress(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Cancel"), this)), m_view(new HistogramView), m_empty(new EmptyState(this)),
      m_stack(new QStackedWidget(this))
{
    m_choice->setAccessibleName(tr("Feature"));
    m_choice->setMinimumWidth(kChoiceWidth);
    m_choice->setMaxVisibleItems(20);
    m_meaning->setFont(textFont(TextSize::Small));
    m_meaning->setWordWrap(true);
    m_note->setFont(textFont(TextSize::Small));
    m_note->setContentsMargins(kGrid, 0, kGrid, kGrid / 2);
    m_compute->setToolTip(tr("Reads every track and works out forty numbers of its spectrum. May be stopped."));
    m_progress->setFixedWidth(kProgressWidth);
    m_progress->setAccessibleName(tr("Features computed"));
    m_empty->setIcon(Icon::Graph);

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_view);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(scroll);
    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    controls->setSpacing(kGrid);
    controls->addWidget(m_choice);
    controls->addWidget(m_meaning, 1);
    controls->addWidget(m_progress);
    controls->addWidget(m_compute);
    controls->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(controls);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_note);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        restate();
        Q_EMIT featureChosen(feature());
    });
    connect(m_compute, &QPushButton::clicked, this, &FeaturePage::computeRequested);
    connect(m_cancel, &QPushButton::clicked, this, &FeaturePage::cancelRequested);
    connect(m_empty, &EmptyState::actionTriggered, this, &FeaturePage::computeRequested);
    setProgress(0, 0);
    restate();
}

void FeaturePage::setFeatures(std::vector<FeatureSpec> features)
{
    const QSignalBlocker quiet(m_choice);
    m_features = std::move(features);
    m_choice->clear();
    bool computed = false;
    for (const FeatureSpec &feature : m_features) {
        if (feature.computed && !computed && m_choice->count() > 0)
            m_choice->insertSeparator(m_choice->count());
        computed = feature.computed;
        m_choice->addItem(feature.title, int(&feature - m_features.data()));
    }
    restate();
}

int FeaturePage::feature() const
{
    const QVariant index = m_choice->currentData();
    return index.isValid() ? index.toInt() : -1;
}

void FeaturePage::setFeature(int index)
{
    m_choice->setCurrentIndex(m_choice->findData(index));
}

void FeaturePage::setHistograms(GroupHistograms histograms)
{
    const int index = feature();
    if (index < 0)
        return;
    const bool any = !histograms.groups.empty();
    QStringList notes;
    if (any && histograms.logarithmic)
        notes << tr("The axis is logarithmic.");
    if (any && histograms.beyond > 0)
        notes << tr("%n track(s) beyond the axis are in the outermost bars.", nullptr, histograms.beyond);
    if (any && histograms.without > 0)
        notes << tr("%n track(s) have no value yet.", nullptr, histograms.without);
    m_note->setText(notes.join(QLatin1Char(' ')));
    m_note->setVisible(!notes.isEmpty());
    const FeatureSpec &spec = m_features[std::size_t(index)];
    m_view->setHistograms(std::move(histograms), spec.title, spec.unit);
    m_stack->setCurrentIndex(any ? 1 : 0);
    restate();
}

void FeaturePage::setMark(double value)
{
    m_view->setMark(value);
}

void FeaturePage::setProgress(int done, int total)
{
    m_computing = total > 0;
    m_progress->setMaximum(std::max(1, total));
    m_progress->setValue(done);
    m_progress->setVisible(m_computing);
    m_cancel->setVisible(m_computing);
    restate();
}

void FeaturePage::setTracks(int count)
{
    m_tracks = count;
    restate();
}

void FeaturePage::restate()
{
    const int index = feature();
    const bool computed = index >= 0 && m_features[std::size_t(index)].computed;
    const bool shown = !m_view->histograms().groups.empty() && m_stack->currentIndex() == 1;
    m_meaning->setText(index < 0 ? QString() : m_features[std::size_t(index)].meaning);
    const bool missing = m_view->histograms().without > 0;
    m_compute->setVisible(computed && shown && missing && !m_computing && m_tracks > 0);
    if (m_tracks == 0) {
        m_empty->setSentence(tr("How the tracks of each genre spread: length, level, loudness and forty features."));
        m_empty->setAction({});
    } else if (m_computing) {
        m_empty->setSentence(tr("The features are being computed."));
        m_empty->setAction({});
    } else if (computed) {
        m_empty->setSentence(tr("Forty numbers of each track's spectrum, spread by genre. They take a while: every "
                                "track is read."));
        m_empty->setAction(tr("Compute features of %n track(s)", nullptr, m_tracks));
    } else {
        m_empty->setSentence(tr("Levels are measured while the table of tracks is open."));
        m_empty->setAction({});
    }
}

}  // namespace tonewright
