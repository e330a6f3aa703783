#include "app/window/workbench_panes.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QStackedWidget>

#include "app/window/dock_shares.h"
#include "app/window/result_view.h"
#include "app/window/settings_view.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/dataset_pane/dataset_view.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/episodes/episode_inspector.h"
#include "widgets/episodes/episode_table.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/eq_curve/eq_editor.h"
#include "widgets/spectrogram/spectrogram_controls.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/training_graphs.h"

namespace tonewright
{

namespace
{

constexpr int kCorpusWidth = 30 * kGrid;
constexpr int kInspectorWidth = 40 * kGrid;
constexpr double kCurveShare = 0.34;  // of the height that the pictures, the decision and the graphs share
constexpr double kGraphsShare = 0.29;
constexpr int kLeastDatasetHeight = 12 * kGrid;

QString text(const char *source)
{
    return QCoreApplication::translate("WorkbenchPanes", source);
}

}  // namespace

WorkbenchPanes::WorkbenchPanes(QMainWindow &window, EqDocument &equaliserDocument)
    : corpus(new CorpusTree), spectrograms(new SpectrogramPanel),
      spectrogramControls(new SpectrogramControls(*spectrograms)), curve(new EqCurveView),
      equaliser(new EqEditor(equaliserDocument)), curves(new QStackedWidget), insight(new DecisionInsightView),
      dataset(new DatasetView), graphs(new TrainingGraphs), episodes(new EpisodeInspector), result(new ResultView),
      settings(new SettingsView), m_window(window)
{
    const QString music = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Music"));
    const QString sound = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Sound"));
    const QString decision = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Decision"));
    const QString why = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Why this decision"));
    const QString data = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Data set"));
    const QString training = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Training"));
    const QString list = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Episodes"));
    const QString outcome = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Result"));
    const QString setup = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Settings"));

    curves->addWidget(curve);
    curves->addWidget(equaliser);
    corpusPane = new Pane(music, corpus);
    spectrogramPane = new Pane(sound, spectrograms);
    spectrogramPane->header()->addControl(spectrogramControls);
    spectrogramControls->fillMenu(*spectrogramPane->header()->menu());
    curvePane = new Pane(decision, curves);
    insightPane = new Pane(why, insight);
    datasetPane = new Pane(data, dataset);
    dataset->fillMenu(*datasetPane->header()->menu());
    graphsPane = new Pane(training, graphs);
    episodesPane = new Pane(list, episodes);
    resultPane = new Pane(outcome, result);
    settingsPane = new Pane(setup, settings);

    window.setCentralWidget(spectrogramPane);
    window.setDockNestingEnabled(true);
    for (const Qt::Corner corner : {Qt::BottomLeftCorner, Qt::TopLeftCorner})
        window.setCorner(corner, Qt::LeftDockWidgetArea);
    for (const Qt::Corner corner : {Qt::BottomRightCorner, Qt::TopRightCorner})
        window.setCorner(corner, Qt::RightDockWidgetArea);
    m_corpusDock = dock(corpusPane, "corpusDock", music);
    m_curveDock = dock(curvePane, "curveDock", decision);
    m_insightDock = dock(insightPane, "insightDock", why);
    m_datasetDock = dock(datasetPane, "datasetDock", data);
    m_graphsDock = dock(graphsPane, "graphsDock", training);
    m_episodesDock = dock(episodesPane, "episodesDock", list);
    m_resultDock = dock(resultPane, "resultDock", outcome);
    m_settingsDock = dock(settingsPane, "settingsDock", setup);
    m_shares = new DockShares(window, *spectrogramPane,
                              {{m_curveDock, m_insightDock, m_datasetDock}, {m_graphsDock, m_episodesDock}});
    arrange();

    corpusPane->emptyState()->setIcon(Icon::Folder);
    spectrogramPane->emptyState()->setIcon(Icon::Spectrogram);
    curvePane->emptyState()->setIcon(Icon::Curve);
    insightPane->emptyState()->setIcon(Icon::Search);
    graphsPane->emptyState()->setIcon(Icon::Graph);
    graphsPane->emptyState()->setSentence(
        text(QT_TRANSLATE_NOOP("WorkbenchPanes", "How the agent gets better, episode by episode, while it trains.")));
    episodesPane->emptyState()->setIcon(Icon::Search);
    episodesPane->emptyState()->setSentence(text(QT_TRANSLATE_NOOP(
        "WorkbenchPanes",
        "Every episode of the training, to hear again: what the agent was given and what it chose.")));
    dataset->setMinimumHeight(kLeastDatasetHeight);  // not what its highest page would like
    setOpening(false);
    setPreparing({});
    for (Pane *pane : {corpusPane, spectrogramPane, curvePane, insightPane, graphsPane, episodesPane})
        pane->setEmpty(true);
}

void WorkbenchPanes::setOpening(bool opening)
{
    corpusPane->emptyState()->setSentence(
        opening ? text(QT_TRANSLATE_NOOP("WorkbenchPanes", "The music is being read."))
                : text(QT_TRANSLATE_NOOP("WorkbenchPanes", "The genres and tracks of your music.")));
    corpusPane->emptyState()->setAction(opening ? QString()
                                                : text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Open a folder of music")));
    for (Pane *pane : {graphsPane, episodesPane})
        pane->emptyState()->setAction(opening ? QString()
                                              : text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Start training")));
}

void WorkbenchPanes::setPreparing(const QString &item)
{
    if (!item.isEmpty()) {
        const QString wait = text(QT_TRANSLATE_NOOP("WorkbenchPanes", "%1 is being prepared …")).arg(item);
        for (Pane *pane : {spectrogramPane, curvePane, insightPane})
            pane->emptyState()->setSentence(wait);
        return;
    }
    spectrogramPane->emptyState()->setSentence(text(QT_TRANSLATE_NOOP(
        "WorkbenchPanes", "The raw, processed and reference sound of the chosen track, as pictures to look through.")));
    curvePane->emptyState()->setSentence(
        text(QT_TRANSLATE_NOOP("WorkbenchPanes", "What the agent decided for the chosen track.")));
    insightPane->emptyState()->setSentence(text(QT_TRANSLATE_NOOP(
        "WorkbenchPanes", "What the agent saw of the chosen track, how it liked each setting, and what it expects.")));
}

QDockWidget *WorkbenchPanes::dock(Pane *pane, const char *id, const QString &title)
{
    auto *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(QLatin1String(id));
    dock->setAccessibleName(title);
    dock->setWidget(pane);
    // The pane's own header row is the handle: no second title bar above it.
    dock->setTitleBarWidget(pane->header());
    QMenu *menu = pane->header()->menu();
    QAction *tearOff = menu->addAction(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Tear off")));
    tearOff->setCheckable(true);
    QObject::connect(tearOff, &QAction::toggled, dock, &QDockWidget::setFloating);
    QObject::connect(dock, &QDockWidget::topLevelChanged, tearOff, &QAction::setChecked);
    QAction *hide = menu->addAction(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Hide")));
    QObject::connect(hide, &QAction::triggered, dock, &QWidget::hide);
    m_docks.push_back(dock);
    return dock;
}

void WorkbenchPanes::addToDecisionMenu(const QList<QAction *> &actions)
{
    curvePane->header()->menu()->addActions(actions);
    curvePane->header()->menu()->addSeparator();
}

void WorkbenchPanes::addSmoothingMenu()
{
    QMenu *menu =
        curvePane->header()->menu()->addMenu(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Smoothing of the spectra")));
    auto *group = new QActionGroup(menu);
    const auto add = [this, menu, group](const QString &label, double octaves) {
        QAction *action = menu->addAction(label);
        action->setCheckable(true);
        action->setChecked(octaves == 1.0 / 6);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, equaliser,
                         [view = equaliser, octaves] { view->setSmoothing(octaves); });
    };
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "1/3 octave")), 1.0 / 3);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "1/6 octave")), 1.0 / 6);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "1/12 octave")), 1.0 / 12);
}

void WorkbenchPanes::addComparedMenu()
{
    QMenu *menu = curvePane->header()->menu()->addMenu(
        text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Where the spectra are compared")));
    auto *group = new QActionGroup(menu);
    const auto add = [this, menu, group](const QString &label, double lowHz, double highHz) {
        QAction *action = menu->addAction(label);
        action->setCheckable(true);
        action->setChecked(group->actions().isEmpty());
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, equaliser,
                         [view = equaliser, lowHz, highHz] { view->setCompared(lowHz, highHz); });
    };
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "20 Hz to 20 kHz")), 20, 20000);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "40 Hz to 16 kHz")), 40, 16000);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "80 Hz to 12 kHz")), 80, 12000);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "100 Hz to 8 kHz")), 100, 8000);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Below 300 Hz")), 20, 300);
    add(text(QT_TRANSLATE_NOOP("WorkbenchPanes", "Above 5 kHz")), 5000, 20000);
}

void WorkbenchPanes::arrange()
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        dock->show();
    }
    m_window.addDockWidget(Qt::LeftDockWidgetArea, m_corpusDock);
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_resultDock);
    m_window.splitDockWidget(m_resultDock, m_settingsDock, Qt::Vertical);
    m_window.addDockWidget(Qt::BottomDockWidgetArea, m_curveDock);
    m_window.splitDockWidget(m_curveDock, m_graphsDock, Qt::Vertical);
    m_window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    m_window.tabifyDockWidget(m_curveDock, m_insightDock);
    m_window.tabifyDockWidget(m_insightDock, m_datasetDock);
    m_window.tabifyDockWidget(m_graphsDock, m_episodesDock);
    setSizes();
}

void WorkbenchPanes::setSizes()
{
    m_window.resizeDocks({m_corpusDock, m_resultDock}, {kCorpusWidth, kInspectorWidth}, Qt::Horizontal);
    m_curveDock->raise();
    m_graphsDock->raise();
    m_shares->set({kCurveShare, kGraphsShare});
}

void WorkbenchPanes::showDataset()
{
    m_datasetDock->show();
    m_datasetDock->raise();
}

void WorkbenchPanes::addToggles(QMenu &menu) const
{
    for (QDockWidget *dock : m_docks)
        menu.addAction(dock->toggleViewAction());
}

void WorkbenchPanes::setDescriptor(const StudyDescriptor &descriptor)
{
    m_descriptor = &descriptor;
    graphs->setSpecs(descriptor.metrics, descriptor.views);
    episodes->table()->setMetrics(descriptor.metrics);
    if (!descriptor.metrics.empty())
        insight->setReward(descriptor.metrics.front());
    result->setDescriptor(&descriptor);
    settings->setDescriptor(descriptor);
    for (const ViewSpec &view : descriptor.views) {
        if (view.title.empty())
            continue;
        if (view.kind == ViewKind::Spectrograms)
            spectrogramPane->header()->setTitle(studyText(view.title));
        if (view.kind == ViewKind::ResponseCurve) {
            curvePane->header()->setTitle(studyText(view.title));
            m_curveDock->setWindowTitle(studyText(view.title));  // its tab and its line in the menu
        }
    }
}

void WorkbenchPanes::setAlgorithm(const std::string &algorithm)
{
    if (m_descriptor != nullptr)
        graphs->showOnly(m_descriptor->viewsOf(algorithm));
}

}  // namespace tonewright
