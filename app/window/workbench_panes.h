#pragma once

#include <QList>
#include <QString>
#include <string>
#include <vector>

#include "core/study/study_descriptor.h"

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QStackedWidget;

namespace tonewright
{

class CorpusTree;
class DatasetView;
class DecisionInsightView;
class DockShares;
class EpisodeInspector;
class EqCurveView;
class EqDocument;
class EqEditor;
class Pane;
class ResultView;
class SettingsView;
class SpectrogramControls;
class SpectrogramPanel;
class TrainingGraphs;

/// The panes of the one window and where they lie: corpus at the left, sound and curves in the middle, inspector at the
/// right, training below. Each can be hidden, resized and torn off. Knows where things are, not what they do.
class WorkbenchPanes
{
public:
    /// `equaliser` outlives the window's panes.
    WorkbenchPanes(QMainWindow &window, EqDocument &equaliser);

    CorpusTree *corpus;
    SpectrogramPanel *spectrograms;
    SpectrogramControls *spectrogramControls;
    EqCurveView *curve;   ///< of decisions that can't be edited
    EqEditor *equaliser;  ///< of those that can
    QStackedWidget *curves;
    DecisionInsightView *insight;
    DatasetView *dataset;
    TrainingGraphs *graphs;
    EpisodeInspector *episodes;
    ResultView *result;
    SettingsView *settings;

    Pane *corpusPane;
    Pane *spectrogramPane;
    Pane *curvePane;
    Pane *insightPane;
    Pane *datasetPane;
    Pane *graphsPane;
    Pane *episodesPane;
    Pane *resultPane;
    Pane *settingsPane;

    void setDescriptor(const StudyDescriptor &descriptor);  ///< titles and graphs from its views; must outlive this
    void setAlgorithm(const std::string &algorithm);        ///< of the run shown: graphs it has nothing for are hidden
    void setOpening(bool opening);                          ///< what empty panes say while music is read or composed
    void setPreparing(const QString &item);  ///< and while the sounds of an item are made; empty: none is chosen
    void addToggles(QMenu &menu) const;
    void addToDecisionMenu(const QList<QAction *> &actions);
    void addSmoothingMenu();  ///< of the equaliser's spectra, into its pane's menu
    void addComparedMenu();   ///< where they are compared
    void arrange();           ///< the layout of a first start
    void showDataset();       ///< its tab to the front
    void setSizes();          ///< sizes and front tabs of a first start; takes effect in a window that is shown
    [[nodiscard]] const std::vector<QDockWidget *> &docks() const { return m_docks; }

private:
    QDockWidget *dock(Pane *pane, const char *id, const QString &title);

    QMainWindow &m_window;
    DockShares *m_shares;
    const StudyDescriptor *m_descriptor = nullptr;
    std::vector<QDockWidget *> m_docks;
    QDockWidget *m_corpusDock;
    QDockWidget *m_curveDock;
    QDockWidget *m_insightDock;
    QDockWidget *m_datasetDock;
    QDockWidget *m_graphsDock;
    QDockWidget *m_episodesDock;
    QDockWidget *m_resultDock;
    QDockWidget *m_settingsDock;
};

}  // namespace tonewright
