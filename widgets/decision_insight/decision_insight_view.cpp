#include "widgets/decision_insight/decision_insight_view.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QTabBar>

#include "widgets/decision_insight/expectation_view.h"
#include "widgets/decision_insight/preference_board.h"
#include "widgets/decision_insight/preference_strip.h"
#include "widgets/plot/plot_widget.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kRoomForColumns = 80 * kGrid;
constexpr int kExpectedWidth = 24 * kGrid;
constexpr int kLeastPlotHeight = 14 * kGrid;
constexpr int kPlotHeightInColumn = 22 * kGrid;
constexpr double kSmallestRangeDb = 12;

Ink inkOf(CurveRole role)
{
    switch (role) {
    case CurveRole::Raw:
        return Ink::Raw;
    case CurveRole::Processed:
        return Ink::Processed;
    case CurveRole::Reference:
        return Ink::Reference;
    case CurveRole::Plain:
        break;
    }
    return Ink::Text;
}

AxisSpec horizontal(const ObservedGraph &graph)
{
    AxisSpec axis;
    axis.unit = studyText(graph.xUnit);
    axis.logarithmic = graph.logarithmicX;
    if (graph.xUnit == "Hz" && graph.logarithmicX) {
        axis.frequency = true;
        axis.minimum = 20;
        axis.maximum = 20000;
        axis.ticks = {50, 200, 1000, 5000, 20000};
    }
    return axis;
}

AxisSpec vertical(const ObservedGraph &graph)
{
    AxisSpec axis;
    axis.unit = studyText(graph.yUnit);
    axis.symmetric = graph.symmetricY;
    axis.smallestRange = kSmallestRangeDb;
    return axis;
}

/// A part with its heading.
QWidget *section(const QString &title, const QString &hint, QVBoxLayout *&inside)
{
    auto *part = new QWidget;
    auto *heading = new QLabel(title, part);
    heading->setFont(textFont(TextSize::Text));
    heading->setToolTip(hint);
    inside = new QVBoxLayout(part);
    inside->setContentsMargins(kGrid, 0, kGrid, kGrid / 2);
    inside->setSpacing(kGrid / 2);
    inside->addWidget(heading);
    return part;
}

QLabel *note(QWidget *parent)
{
    auto *label = new MutedLabel(parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->hide();
    return label;
}

}  // namespace

DecisionInsightView::DecisionInsightView(QWidget *parent) : QWidget(parent), m_scroll(new QScrollArea(this))
{
    setAccessibleName(tr("How the decision came about"));
    auto *page = new QWidget;
    m_sections = new QBoxLayout(QBoxLayout::LeftToRight, page);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(0);
    m_sections->addWidget(makeSeen(), 3);
    m_sections->addWidget(makePreferred(), 5);
    m_sections->addWidget(makeExpected(), 0);
    m_scroll->setWidget(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    clear();
}

QWidget *DecisionInsightView::makeSeen()
{
    QVBoxLayout *inside = nullptr;
    QWidget *part = section(tr("What it saw"), tr("All that the agent knew of this item when it decided."), inside);
    m_graphs = new QTabBar(part);
    m_graphs->setAccessibleName(tr("What it saw"));
    m_graphs->setDrawBase(false);
    m_graphs->setExpanding(false);
    m_graphs->setFont(textFont(TextSize::Small));
    m_plot = new PlotWidget(part);
    m_plot->setLegendVisible(true);
    m_plot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);  // takes what is left over
    m_seenNote = note(part);
    inside->addWidget(m_graphs);
    inside->addWidget(m_plot, 1);
    inside->addWidget(m_seenNote);
    inside->addStretch();  // only where the plot is hidden
    connect(m_graphs, &QTabBar::currentChanged, this, &DecisionInsightView::showGraph);
    return part;
}

QWidget *DecisionInsightView::makePreferred()
{
    auto *part = new QWidget;
    m_board = new PreferenceBoard(part);
    m_preferredNote = note(part);
    m_preferredNote->setText(tr("This agent doesn't tell how it liked the values that it didn't choose."));
    auto *inside = new QVBoxLayout(part);
    inside->setContentsMargins(kGrid, 0, kGrid, kGrid / 2);
    inside->addWidget(m_board, 1);
    inside->addWidget(m_preferredNote);
    return part;
}

QWidget *DecisionInsightView::makeExpected()
{
    QVBoxLayout *inside = nullptr;
    m_expected = section(tr("What it expects to gain"),
                         tr("What the agent thinks its choice is worth, beside what the choice earns as far as the "
                            "training environment can tell."),
                         inside);
    m_expectation = new ExpectationView(m_expected);
    inside->addWidget(m_expectation, 1);
    return m_expected;
}

void DecisionInsightView::setReward(const MetricSpec &metric)
{
    m_expectation->setRewardHint(
        QStringLiteral("<p><b>%1</b></p><p>%2</p>")
            .arg(studyText(metric.label).toHtmlEscaped(), studyText(metric.hint).toHtmlEscaped()));
}

void DecisionInsightView::setInsight(const DecisionInsight &insight, double estimatedReward)
{
    m_empty = false;
    m_observed = insight.observed;
    {
        const QSignalBlocker quiet(m_graphs);
        while (m_graphs->count() > int(m_observed.size()))
            m_graphs->removeTab(m_graphs->count() - 1);
        while (m_graphs->count() < int(m_observed.size()))
            m_graphs->addTab({});
        for (int i = 0; i < m_graphs->count(); ++i) {
            m_graphs->setTabText(i, studyText(m_observed[std::size_t(i)].title));
            m_graphs->setTabToolTip(i, studyText(m_observed[std::size_t(i)].hint));
        }
    }
    m_graphs->setVisible(m_observed.size() > 1);
    m_plot->setVisible(!m_observed.empty());
    m_seenNote->setText(studyText(insight.observedNote));
    m_seenNote->setVisible(m_observed.empty());
    showGraph(m_graphs->currentIndex());

    const bool tells = !insight.preferences.empty();
    m_board->setVisible(tells);
    m_preferredNote->setVisible(!tells);
    m_board->setPreferences(insight);
    // Strips are made when there is something to show: they come after the plot, not after the window's last control.
    QWidget *before = m_plot;
    for (PreferenceStrip *strip : m_board->strips()) {
        setTabOrder(before, strip);
        before = strip;
    }
    m_expectation->setExpectation(insight.expectation, estimatedReward);
}

void DecisionInsightView::clear()
{
    setInsight({}, std::numeric_limits<double>::quiet_NaN());
    m_empty = true;
}

void DecisionInsightView::showGraph(int index)
{
    m_plot->removeAllSeries();
    if (index < 0 || index >= int(m_observed.size()))
        return;
    const ObservedGraph &graph = m_observed[std::size_t(index)];
    m_plot->setAccessibleName(studyText(graph.title));
    m_plot->setAxis(PlotAxis::X, horizontal(graph));
    m_plot->setAxis(PlotAxis::Y, vertical(graph));
    for (const ObservedLine &line : graph.lines) {
        const int series = m_plot->addSeries(studyText(line.curve.label), {.ink = inkOf(line.role), .width = 2.0});
        m_plot->setData(series, line.curve.x, line.curve.y);
    }
}

void DecisionInsightView::arrange()
{
    const bool columns = width() >= kRoomForColumns;
    m_sections->setDirection(columns ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_plot->setMinimumHeight(columns ? kLeastPlotHeight : kPlotHeightInColumn);
    m_expected->setMinimumWidth(columns ? kExpectedWidth : 0);
    m_expected->setMaximumWidth(columns ? kExpectedWidth : QWIDGETSIZE_MAX);
}

void DecisionInsightView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

}  // namespace tonewright
