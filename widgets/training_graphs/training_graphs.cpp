#include "widgets/training_graphs/training_graphs.h"

#include <QtCore/QSignalBlocker>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSlider>
#include <QtWidgets/QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/plot/plot_widget.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/group_bars.h"
#include "widgets/training_graphs/smoothing.h"

namespace tonewright
{

namespace
{

constexpr double kDefaultSmoothing = 0.98;
constexpr double kMostSmoothing = 0.999;
constexpr int kSliderSteps = 100;
constexpr double kTitleHeight = 3 * kGrid;

/// The slider's ends are no smoothing and kMostSmoothing; in between each step lengthens the memory by the same factor.
double weightOf(int position)
{
    return position == 0 ? 0.0 : 1.0 - std::pow(1.0 - kMostSmoothing, double(position) / kSliderSteps);
}

int positionOf(double weight)
{
    return int(std::lround(std::log(1.0 - std::clamp(weight, 0.0, kMostSmoothing)) / std::log(1.0 - kMostSmoothing) *
                           kSliderSteps));
}

/// One view of a study: a line over episodes, or bars by group.
struct Graph {
    ViewSpec view;
    MetricSpec metric;
    std::size_t column = 0;  // of EpisodeRecord::values
    QWidget *frame = nullptr;
    Hairline *divider = nullptr;  // at its left; the first has none
    bool shown = true;
    PlotWidget *plot = nullptr;
    int raw = -1;
    int smooth = -1;
    DebiasedEma average;
    GroupBars *bars = nullptr;
    GroupStatistics groups;
};

QLabel *makeTitle(const Graph &graph, QWidget *parent)
{
    auto *title = new QLabel(studyText(graph.view.title), parent);
    title->setFont(textFont(TextSize::Text));
    title->setContentsMargins(kGrid, 0, kGrid, 0);
    title->setFixedHeight(int(kTitleHeight));
    title->setToolTip(
        QStringLiteral("<p><b>%1</b></p><p>%2</p>")
            .arg(studyText(graph.metric.label).toHtmlEscaped(), studyText(graph.metric.hint).toHtmlEscaped()));
    return title;
}

}  // namespace

struct TrainingGraphs::Private {
    QHBoxLayout *row = nullptr;
    QSlider *slider = nullptr;
    std::vector<std::unique_ptr<Graph>> graphs;
    std::size_t episodes = 0;
    double smoothing = kDefaultSmoothing;

    void addGraph(TrainingGraphs *owner, const ViewSpec &view, const MetricSpec &metric, std::size_t column);
    void addPlot(Graph &graph) const;
    void shareEpisodes(const PlotWidget &leader) const;
    void appendTo(Graph &graph, std::span<const EpisodeRecord> added) const;
    void smoothAnew(Graph &graph) const;
};

void TrainingGraphs::Private::addPlot(Graph &graph) const
{
    graph.plot = new PlotWidget(graph.frame);
    graph.plot->setAccessibleName(studyText(graph.view.title));
    AxisSpec episodes;
    episodes.title = TrainingGraphs::tr("Episode");
    episodes.integer = true;
    episodes.smallestRange = 10;
    graph.plot->setAxis(PlotAxis::X, episodes);
    AxisSpec values;
    values.unit = studyText(graph.metric.unit);
    values.smallestRange = 0.1;
    graph.plot->setAxis(PlotAxis::Y, values);
    graph.plot->setLegendVisible(false);
    graph.raw = graph.plot->addSeries(TrainingGraphs::tr("Each episode"),
                                      {.ink = Ink::MutedText, .width = 1.0, .opacity = 0.3, .bandWhenDense = true});
    graph.smooth = graph.plot->addSeries(studyText(graph.metric.label), {.ink = Ink::Processed, .width = 2.0});
}

void TrainingGraphs::Private::addGraph(TrainingGraphs *owner, const ViewSpec &view, const MetricSpec &metric,
                                       std::size_t column)
{
    auto graph = std::make_unique<Graph>();
    graph->view = view;
    graph->metric = metric;
    graph->column = column;
    graph->average = DebiasedEma(smoothing);
    graph->frame = new QWidget(owner);
    auto *columns = new QHBoxLayout(graph->frame);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    if (!graphs.empty()) {
        graph->divider = new Hairline(Qt::Vertical, graph->frame);
        columns->addWidget(graph->divider);
    }
    auto *layout = new QVBoxLayout;
    layout->setSpacing(0);
    columns->addLayout(layout, 1);
    layout->addWidget(makeTitle(*graph, graph->frame));
    if (view.kind == ViewKind::MetricByGenre) {
        graph->bars = new GroupBars(metric, graph->frame);
        layout->addWidget(graph->bars, 1);
    } else {
        addPlot(*graph);
        layout->addWidget(graph->plot, 1);
    }
    row->addWidget(graph->frame, 1);
    if (graph->plot != nullptr) {
        QObject::connect(graph->plot, &PlotWidget::visibleRangeChanged, owner,
                         [this, plot = graph->plot] { shareEpisodes(*plot); });
    }
    graphs.push_back(std::move(graph));
}

void TrainingGraphs::Private::shareEpisodes(const PlotWidget &leader) const
{
    for (const auto &graph : graphs) {
        if (graph->plot == nullptr || graph->plot == &leader) {
            continue;
        }
        if (leader.followsData()) {
            graph->plot->showAll();
        } else {
            graph->plot->setVisibleRange(PlotAxis::X, leader.visibleRange(PlotAxis::X));
        }
    }
}

void TrainingGraphs::Private::appendTo(Graph &graph, std::span<const EpisodeRecord> added) const
{
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> smooth;
    for (const EpisodeRecord &record : added) {
        const double value = graph.column < record.values.size() ? record.values[graph.column]
                                                                 : std::numeric_limits<double>::quiet_NaN();
        if (graph.bars != nullptr) {
            graph.groups.add(record.genre, value);
            continue;
        }
        x.push_back(double(record.episode));
        y.push_back(value);
        smooth.push_back(graph.average.add(value));
    }
    if (graph.bars != nullptr) {
        graph.bars->setRows(graph.groups.rows());
        return;
    }
    graph.plot->append(graph.raw, x, y);
    graph.plot->append(graph.smooth, x, smooth);
}

void TrainingGraphs::Private::smoothAnew(Graph &graph) const
{
    if (graph.plot == nullptr) {
        return;
    }
    graph.average = DebiasedEma(smoothing);
    const SeriesBuffer &raw = graph.plot->data(graph.raw);
    std::vector<double> smooth;
    smooth.reserve(raw.size());
    for (const double value : raw.y()) {
        smooth.push_back(graph.average.add(value));
    }
    graph.plot->setData(graph.smooth, raw.x(), std::move(smooth));
}

TrainingGraphs::TrainingGraphs(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->row = new QHBoxLayout;
    d->row->setContentsMargins(0, 0, 0, 0);
    d->row->setSpacing(0);
    d->slider = new QSlider(Qt::Horizontal, this);
    d->slider->setRange(0, kSliderSteps);
    d->slider->setValue(positionOf(d->smoothing));
    d->slider->setFixedWidth(16 * kGrid);
    d->slider->setAccessibleName(tr("Smoothing"));
    d->slider->setToolTip(tr(
        "How strongly the bright line is smoothed. Behind it, faint, every episode; where they lie too close to tell "
        "apart, a band that holds the middle 80 % of them, and their extremes fainter still. Zoom in to see each."));
    connect(d->slider, &QSlider::valueChanged, this, [this](int position) {
        setSmoothing(weightOf(position));
        Q_EMIT smoothingChanged(d->smoothing);
    });
    auto *caption = new MutedLabel(this);
    caption->setText(tr("Smoothing"));
    caption->setFont(textFont(TextSize::Small));
    caption->setBuddy(d->slider);
    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(kGrid, 0, kGrid, 0);
    controls->setSpacing(kGrid);
    controls->addStretch(1);
    controls->addWidget(caption);
    controls->addWidget(d->slider);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, kGrid / 2);
    layout->setSpacing(0);
    layout->addLayout(d->row, 1);
    layout->addLayout(controls);
}

TrainingGraphs::~TrainingGraphs() = default;

void TrainingGraphs::setSpecs(const std::vector<MetricSpec> &metrics, const std::vector<ViewSpec> &views)
{
    while (QLayoutItem *item = d->row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    d->graphs.clear();
    d->episodes = 0;
    for (const ViewSpec &view : views) {
        if (view.kind != ViewKind::MetricGraph && view.kind != ViewKind::MetricByGenre) {
            continue;
        }
        const auto found = std::find_if(metrics.begin(), metrics.end(),
                                        [&view](const MetricSpec &metric) { return metric.name == view.metric; });
        if (found != metrics.end()) {
            d->addGraph(this, view, *found, std::size_t(found - metrics.begin()));
        }
    }
}

void TrainingGraphs::showOnly(const std::vector<ViewSpec> &views)
{
    bool first = true;
    for (const auto &graph : d->graphs) {
        graph->shown = std::any_of(views.begin(), views.end(), [&graph](const ViewSpec &view) {
            return view.kind == graph->view.kind && view.metric == graph->view.metric;
        });
        graph->frame->setVisible(graph->shown);
        if (graph->divider != nullptr) {
            graph->divider->setVisible(!first);
        }
        first = first && !graph->shown;
    }
}

void TrainingGraphs::append(std::span<const EpisodeRecord> records)
{
    if (records.empty()) {
        return;
    }
    d->episodes += records.size();
    for (const auto &graph : d->graphs) {
        d->appendTo(*graph, records);
    }
}

void TrainingGraphs::clear()
{
    d->episodes = 0;
    for (const auto &graph : d->graphs) {
        graph->average = DebiasedEma(d->smoothing);
        graph->groups.clear();
        if (graph->bars != nullptr) {
            graph->bars->setRows({});
        } else {
            graph->plot->clearData();
        }
    }
}

std::size_t TrainingGraphs::episodes() const
{
    return d->episodes;
}

void TrainingGraphs::setSmoothing(double weight)
{
    d->smoothing = std::clamp(weight, 0.0, kMostSmoothing);
    const QSignalBlocker quiet(d->slider);
    d->slider->setValue(positionOf(d->smoothing));
    for (const auto &graph : d->graphs) {
        d->smoothAnew(*graph);
    }
}

double TrainingGraphs::smoothing() const
{
    return d->smoothing;
}

int TrainingGraphs::graphCount() const
{
    return int(std::count_if(d->graphs.begin(), d->graphs.end(), [](const auto &graph) { return graph->shown; }));
}

QImage TrainingGraphs::toImage(QSize size, double pixelRatio, ThemeKind kind) const
{
    const Theme &colours = theme(kind);
    QImage image(size * pixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(colours.colour(Ink::Surface));
    if (graphCount() == 0) {
        return image;
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = double(size.width()) / double(graphCount());
    double x = 0;
    for (const auto &graph : d->graphs) {
        if (!graph->shown) {
            continue;
        }
        painter.setFont(textFont(TextSize::Text));
        painter.setPen(colours.colour(Ink::Text));
        painter.drawText(
            QRectF(x + kGrid, 0, width - 2 * kGrid, kTitleHeight), Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(studyText(graph->view.title), Qt::ElideRight, int(width) - 2 * kGrid));
        const QRectF area(x, kTitleHeight, width, size.height() - kTitleHeight);
        if (graph->bars != nullptr) {
            graph->bars->paint(painter, area, colours);
        } else {
            painter.drawImage(area.topLeft(), graph->plot->toImage(area.size().toSize(), pixelRatio, colours));
        }
        x += width;
    }
    return image;
}

QImage TrainingGraphs::render(const std::vector<MetricSpec> &metrics, const std::vector<ViewSpec> &views,
                              std::span<const EpisodeRecord> records, QSize size, double pixelRatio, ThemeKind theme)
{
    TrainingGraphs graphs;
    graphs.setSpecs(metrics, views);
    graphs.append(records);
    return graphs.toImage(size, pixelRatio, theme);
}

}  // namespace tonewright
