// How the window's parts are joined: who hears of what.

#include <QAction>
#include <QStackedWidget>

#include "app/window/equaliser_files.h"
#include "app/window/file_requests.h"
#include "app/window/help_dialogs.h"
#include "app/window/key_sheet.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/result_view.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/training_graphs.h"

namespace tonewright
{

namespace
{
constexpr int kRefreshTrackMs = 2000;  // how often the shown track follows the training
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions.openFolder, [this] {
        file_requests::folder(this, tr("Open a folder of music"), [this](const auto &path) { openPath(path); });
    });
    on(m_actions.openFile, [this] {
        file_requests::audioFile(this, tr("Open an audio file"), [this](const auto &path) { openPath(path); });
    });
    on(m_actions.openProject, [this] {
        file_requests::folder(this, tr("Open a project folder"), [this](const auto &path) { openPath(path); });
    });
    on(m_actions.openDemo, [this] { openDemo(); });
    on(m_actions.ownSound, [this] { processOwnSound(); });
    on(m_actions.exportAudio, [this] { exportAudio(); });
    on(m_actions.exportDataset, [this] { exportDataset(); });
    on(m_actions.quit, [this] { close(); });
    on(m_actions.start, [this] { start(false); });
    on(m_actions.newRun, [this] { start(true); });
    on(m_actions.pause, [this](bool paused) { m_run.setPaused(paused); });
    on(m_actions.stop, [this] { m_run.stop(); });
    on(m_actions.check, [this] { m_run.evaluate(); });
    on(m_actions.blindTest, [this] { startBlindTest(); });
    on(m_actions.theme, [this](bool dark) {
        m_themeChosen = true;
        setTheme(dark ? ThemeKind::Dark : ThemeKind::Light);
    });
    on(m_actions.resetLayout, [this] { m_panes.arrange(); });
    on(m_actions.shortcuts, [this] { (new KeySheet(m_keys, this))->show(); });
    on(m_actions.about, [this] {
        makeAboutDialog(this, m_shownRun ? QString::fromStdString(m_shownRun->spec.libraries) : QString())->show();
    });
    connect(m_panes.corpusPane->emptyState(), &EmptyState::actionTriggered, m_actions.openFolder, &QAction::trigger);
    connect(m_panes.graphsPane->emptyState(), &EmptyState::actionTriggered, m_actions.start, &QAction::trigger);
    connect(m_panes.result, &ResultView::checkRequested, m_actions.check, &QAction::trigger);
}

void MainWindow::connectRun()
{
    connect(&m_run, &RunController::statusChanged, this, &MainWindow::takeStatus);
    connect(&m_run, &RunController::noted, m_messages, &MessageBar::showNote);
    connect(&m_run, &RunController::metricsCleared, this, [this] {
        m_panes.graphs->clear();
        m_panes.graphsPane->setEmpty(true);
    });
    connect(&m_run, &RunController::episodesArrived, this, [this](const std::vector<EpisodeRecord> &records) {
        m_panes.graphs->append(records);
        m_panes.graphsPane->setEmpty(false);
    });
    m_refreshTrack.setInterval(kRefreshTrackMs);
    connect(&m_refreshTrack, &QTimer::timeout, this, &MainWindow::refreshTrack);
}

void MainWindow::connectListening()
{
    connect(m_panes.corpus, &CorpusTree::trackSelected, this, &MainWindow::showTrack);
    connect(m_panes.corpus, &CorpusTree::trackActivated, this, [this] { m_player.play(); });
    connect(&m_run, &RunController::previewArrived, &m_equaliserDesk, &EqualiserDesk::takeAgent);
    connect(&m_previews, &PreviewController::decided, this, &MainWindow::showDecision);
    connect(&m_previews, &PreviewController::rendered, this, [this](const ShownSoundPtr &sound) {
        m_panes.spectrogramPane->setEmpty(false);
        m_panes.result->setSound(sound);
        updateActions();
    });
    connect(&m_previews, &PreviewController::failed, m_messages, &MessageBar::showError);
    connect(&m_spectrogramExports, &SpectrogramExports::failed, m_messages, &MessageBar::showError);
    connect(&m_spectrogramExports, &SpectrogramExports::written, this, [this](const std::filesystem::path &file) {
        m_messages->showNote(tr("Written: %1").arg(QString::fromStdString(file.string())));
    });
    connect(&m_models, &ModelDesk::failed, m_messages, &MessageBar::showError);
    connect(&m_models, &ModelDesk::decided, this, &MainWindow::showOwnSound);
}

void MainWindow::connectEqualiser()
{
    const auto on = [this](QAction *action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions.exportEqualiser,
       [this] { m_equaliserFiles->exportWithDialog(QString::fromStdString(m_previews.item())); });
    on(m_actions.importEqualiser, [this] { m_equaliserFiles->importWithDialog(); });
    on(m_actions.undo, [this] { m_undo.undo(); });
    on(m_actions.redo, [this] { m_undo.redo(); });
    connect(&m_undo, &QUndoStack::indexChanged, this, &MainWindow::updateActions);
    connect(&m_equaliser, &EqDocument::changed, this, &MainWindow::updateActions);
    connect(&m_equaliserDesk, &EqualiserDesk::failed, m_messages, &MessageBar::showError);
    connect(m_equaliserFiles, &EqualiserFiles::told, m_messages, &MessageBar::showNote);
    connect(m_equaliserFiles, &EqualiserFiles::failed, m_messages, &MessageBar::showError);
    m_panes.addToDecisionMenu({m_actions.exportEqualiser, m_actions.importEqualiser});
    m_panes.addSmoothingMenu();
    m_panes.addComparedMenu();
    updateActions();
}

void MainWindow::connectEpisodes()
{
    connect(&m_episodes, &EpisodeDesk::listChanged, m_panes.episodesPane, &Pane::setEmpty);
    connect(m_panes.episodesPane->emptyState(), &EmptyState::actionTriggered, m_actions.start, &QAction::trigger);
    connect(&m_episodes, &EpisodeDesk::opening, this, [this](const QString &itemKey) {
        m_panes.corpus->clearChoice();
        m_previews.setItem({});  // the same episode of another run has the same name
        clearTrack(itemKey);
        m_datasetDesk.setOtherItem(itemKey);  // its pair isn't the track's own
        m_ownSound = false;
    });
}

void MainWindow::connectDataset()
{
    connect(&m_datasetDesk, &DatasetDesk::trackSelected, m_panes.corpus, &CorpusTree::selectKey);
    connect(&m_datasetDesk, &DatasetDesk::trackActivated, this, [this](const QString &key) {
        m_panes.corpus->selectKey(key);
        m_player.play();
    });
    connect(&m_datasetDesk, &DatasetDesk::openRequested, m_actions.openFolder, &QAction::trigger);
    connect(&m_datasetDesk, &DatasetDesk::told, m_messages, &MessageBar::showNote);
    connect(&m_datasetDesk, &DatasetDesk::failed, m_messages, &MessageBar::showError);
}

}  // namespace tonewright
