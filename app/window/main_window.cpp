#include "app/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QDragEnterEvent>
#include <QFutureWatcher>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>
#include <QtConcurrent>
#include <random>
#include <utility>

#include "app/window/dropped_files.h"
#include "app/window/equaliser_files.h"
#include "app/window/file_requests.h"
#include "app/window/message_bar.h"
#include "app/window/open_target.h"
#include "app/window/own_sound_dialog.h"
#include "app/window/result_view.h"
#include "app/window/run_status_line.h"
#include "app/window/settings_view.h"
#include "core/audio/audio_file.h"
#include "core/base/user_folders.h"
#include "widgets/abc_player/abx_dialog.h"
#include "widgets/abc_player/transport_bar.h"
#include "widgets/corpus_tree/corpus_tree.h"
#include "widgets/decision_insight/decision_insight_view.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/eq_curve/eq_editor.h"
#include "widgets/spectrogram/spectrogram_panel.h"
#include "widgets/style/pane.h"
#include "widgets/training_graphs/training_graphs.h"

namespace tonewright
{

namespace
{
Result<void> writeSoundTo(const std::filesystem::path &file, const PlayableSound &sound)
{
    if (sound.buffer())
        return writeWav(file, *sound.buffer());
    const auto audio = readAudio(sound.file()->path());
    return audio ? writeWav(file, *audio) : fail(audio.error());
}

}  // namespace

MainWindow::MainWindow(const StudyRegistry &registry, std::filesystem::path projects, QWidget *parent)
    : QMainWindow(parent), m_registry(registry), m_projects(std::move(projects)),
      m_study(*registry.entries().front().descriptor), m_actions(this), m_run(registry),
      m_models(registry.entries().front()), m_equaliser(m_undo), m_panes(*this, m_equaliser),
      m_desk(m_previews, m_player, *m_panes.spectrograms),
      m_equaliserDesk(m_previews, m_player, m_equaliser, *m_panes.equaliser),
      m_episodes(m_run, m_previews, m_equaliserDesk, m_equaliser, *m_panes.episodes),
      m_datasetDesk(*m_panes.dataset, userCacheFolder().value_or(std::filesystem::path())),
      m_spectrogramExports(*this, *m_panes.spectrograms, *m_panes.spectrogramControls),
      m_equaliserFiles(new EqualiserFiles(m_equaliser, this)), m_messages(new MessageBar(this)),
      m_statusLine(new RunStatusLine(m_run, this))
{
    setWindowTitle(tr("Tonewright"));
    setAcceptDrops(true);
    m_panes.setDescriptor(m_study);
    m_statusLine->setDescriptor(&m_study);
    buildMenus();
    buildBars();
    connectActions();
    connectRun();
    connectListening();
    connectEqualiser();
    connectEpisodes();
    connectDataset();
    restoreLayout();
    updateActions();
}

MainWindow::~MainWindow()
{
    // Child widgets go after members: this one would ask a player that is gone.
    delete m_transport;
}

void MainWindow::showDecision(const PreviewPtr &preview)
{
    if (!preview->equaliser)
        m_panes.curve->setCurves({.total = preview->total,
                                  .bands = preview->bands,
                                  .ideal = {},
                                  .decision = preview->decision,
                                  .decidedBy = DecidedBy::Agent});
    m_panes.curves->setCurrentWidget(preview->equaliser ? static_cast<QWidget *>(m_panes.equaliser) : m_panes.curve);
    m_panes.curvePane->setEmpty(false);
    m_panes.result->setDecision(preview);
    // What somebody else chose says nothing about the agent.
    if (m_equaliserDesk.isOwn(preview))
        return;
    m_datasetDesk.setDecision(preview);
    m_panes.insight->setInsight(preview->insight, preview->estimatedReward);
    m_panes.insightPane->setEmpty(false);
}

void MainWindow::setTheme(ThemeKind kind)
{
    applyTheme(*qApp, theme(kind));
    m_actions.theme->setChecked(kind == ThemeKind::Dark);
    m_actions.restyle();
}

void MainWindow::setMinutes(double minutes)
{
    m_panes.settings->setMinutes(minutes);
}

void MainWindow::setSettings(const std::string &algorithm, const ParameterSet &parameters,
                             std::optional<std::uint64_t> seed)
{
    m_given = {algorithm, parameters, seed};
    m_panes.settings->change(algorithm, parameters, seed);
}

void MainWindow::openPath(const std::filesystem::path &path)
{
    auto target = openTarget(path, m_projects);
    if (!target) {
        m_messages->showError(QString::fromStdString(target.error().describe()));
        return;
    }
    open(std::move(*target));
}

void MainWindow::openDemo()
{
    open(demoTarget(m_projects));
}

void MainWindow::open(OpenRequest request)
{
    const std::filesystem::path corpus = request.run.corpus;
    request.run = this->request();
    request.run.corpus = corpus;
    m_messages->clear();
    m_run.stop();
    m_run.open(std::move(request));
}

RunRequest MainWindow::request() const
{
    RunRequest request;
    request.study = m_study.id;
    m_panes.settings->fill(request);
    return request;
}

void MainWindow::start(bool fresh)
{
    m_messages->clear();
    const RunRequest request = this->request();
    const bool goesOn = !fresh && isTrained();
    if (goesOn && (request.algorithm != m_runSettings.algorithm || request.parameters != m_runSettings.parameters ||
                   request.seed != m_runSettings.seed))
        m_messages->showNote(tr("Changed settings need a new run (Shift+F5)."));
    m_run.train(request, fresh);
}

void MainWindow::takeStatus(const RunStatus &status)
{
    if (status.error)
        m_messages->showError(QString::fromStdString(status.error->describe()));
    if (status.opened && status.opened != m_shownRun)
        showOpened(*status.opened);
    if (status.opened)
        m_datasetDesk.setOpened(status.opened);
    m_shownRun = status.opened ? status.opened : m_shownRun;
    if (status.opened && !m_toldSlow && status.opened->spec.libraries.find("slower") != std::string::npos) {
        m_toldSlow = true;
        const QString before = m_messages->text();
        m_messages->showNote((before.isEmpty() ? QString() : before + QLatin1Char('\n')) +
                             QString::fromStdString(status.opened->spec.libraries));
    }
    if (status.evaluation)
        m_panes.result->setEvaluation(status.evaluation);
    if (!status.written.empty())
        m_messages->showNote(tr("Written: %1").arg(QString::fromStdString(status.written.string())));
    const bool training = status.phase == RunPhase::Training;
    if (training && !m_refreshTrack.isActive())
        m_refreshTrack.start();
    if (!training) {
        m_refreshTrack.stop();
        if (!isBusy(status.phase))
            refreshTrack();
    }
    m_panes.settings->setRunning(isBusy(status.phase));
    m_panes.setOpening(status.phase == RunPhase::Preparing);
    updateActions();

    if (m_closing && !m_run.busy())
        close();
    else if (m_startWhenReady && (status.phase == RunPhase::Ready || status.phase == RunPhase::Finished)) {
        m_startWhenReady = false;
        start(false);
    }
}

void MainWindow::showOpened(const OpenedRun &opened)
{
    QStringList heldOut;
    for (const std::string &key : opened.heldOutKeys)
        heldOut << QString::fromStdString(key);
    const QString before = m_panes.corpus->currentKey();
    if (m_shownRoot != opened.corpus.root || !m_shownRun || m_shownRun->spec.corpusHash != opened.spec.corpusHash) {
        m_shownRoot = opened.corpus.root;
        if (!m_ownSound)
            m_previews.setItem({});
        m_panes.corpus->setCorpus(opened.corpus);
        m_panes.corpusPane->setEmpty(false);
        if (!opened.corpus.problems.empty())
            m_messages->showNote(tr("%n file(s) can't be used: the list at the left says why.", nullptr,
                                    int(opened.corpus.problems.size())));
    }
    m_panes.corpus->setHeldOut(heldOut);
    m_panes.setAlgorithm(opened.spec.algorithm);
    // What a person set stays in the form when the same run goes on.
    const bool sameRun =
        m_shownRun && m_shownRun->folder == opened.folder && m_shownRun->spec.algorithm == opened.spec.algorithm &&
        m_shownRun->spec.parameters == opened.spec.parameters && m_shownRun->spec.seed == opened.spec.seed;
    if (!sameRun) {
        m_panes.settings->setValues(opened.spec.algorithm, opened.spec.parameters, opened.spec.seed);
        m_runSettings = this->request();
        if (m_given)
            m_panes.settings->change(m_given->algorithm, m_given->parameters, m_given->seed);
        m_given.reset();
    }
    setWindowTitle(tr("%1 – Tonewright").arg(QString::fromStdString(opened.corpus.root.filename().string())));
    if (m_shownRun && m_shownRun->folder != opened.folder)
        m_panes.result->setEvaluation(nullptr);
    // What a person is listening to stays until they choose a track.
    const bool episodeOfRun = m_episodes.isShown() && m_shownRun && m_shownRun->folder == opened.folder;
    if (m_ownSound || episodeOfRun)
        return;
    if (before.isEmpty() || !m_panes.corpus->selectKey(before))
        if (!heldOut.isEmpty())
            m_panes.corpus->selectKey(heldOut.front());
    const QString key = m_panes.corpus->currentKey();
    if (m_previews.item() != key.toStdString())
        showTrack(key);
}

void MainWindow::showTrack(const QString &key)
{
    m_episodes.leave();
    m_ownSound = false;
    clearTrack(key);
    refreshTrack();
}

void MainWindow::clearTrack(const QString &key)
{
    m_previews.setItem(key.toStdString());
    if (m_ownSound)
        m_datasetDesk.setOtherItem(key);
    else
        m_datasetDesk.setCurrentTrack(key);
    m_panes.spectrogramPane->header()->setDetail(key);
    m_spectrogramExports.setItem(key);
    m_panes.result->clearTrack(key);
    m_panes.curve->clear();
    m_panes.curvePane->setEmpty(true);
    m_panes.insight->clear();
    m_panes.insightPane->setEmpty(true);
    m_panes.spectrogramPane->setEmpty(true);
    m_panes.setPreparing(key);
    updateActions();
}

void MainWindow::refreshTrack()
{
    // What somebody points at must not change under their hand.
    const bool pointedAt = m_panes.equaliser->underMouse() || m_panes.insight->underMouse();
    if (pointedAt && m_previews.shown() && m_run.phase() == RunPhase::Training)
        return;
    if (!m_previews.item().empty() && !m_ownSound && !m_episodes.isShown())
        m_run.requestPreview(m_previews.item());
}

bool MainWindow::isTrained() const
{
    return m_run.phase() == RunPhase::Finished || (m_run.opened() && m_run.opened()->episodesDone > 0);
}

void MainWindow::updateActions()
{
    const RunPhase phase = m_run.phase();
    const bool opened = m_run.status().opened || phase == RunPhase::Failed || phase == RunPhase::Ready;
    m_actions.update(phase, opened && m_shownRun, isTrained(), m_previews.shown() != nullptr);
    m_panes.result->setCanCheck(m_actions.check->isEnabled());
    m_actions.updateEqualiser(!m_equaliser.isEmpty(), m_undo);
}

void MainWindow::processOwnSound(const QString &raw, const QString &reference)
{
    auto *dialog = new OwnSoundDialog(this);
    if (!raw.isEmpty())
        dialog->setFiles(raw, reference);
    connect(dialog, &OwnSoundDialog::chosen, this, [this](const ModelTask &task) {
        m_messages->clear();
        m_messages->showNote(tr("Listening to %1 …").arg(QString::fromStdString(task.raw.filename().string())));
        m_models.process(task);
    });
    dialog->show();
}

void MainWindow::showOwnSound(const PreviewPtr &preview)
{
    m_episodes.leave();
    m_panes.corpus->clearChoice();
    m_previews.setItem({});  // another file may have the same name
    m_ownSound = true;
    clearTrack(QString::fromStdString(preview->itemKey));
    m_messages->clear();
    m_equaliserDesk.takeAgent(preview);
}

void MainWindow::startBlindTest()
{
    if (m_player.isBlind())
        return;
    const std::string &item = m_previews.item();
    const ShownSoundPtr &sound = m_previews.shown();
    // Beside the runs of the project; what belongs to no project goes where projects are kept.
    const bool ofProject = m_shownRun && !m_ownSound;
    const std::filesystem::path project =
        ofProject ? m_shownRun->folder.parent_path().parent_path() : std::filesystem::path(m_projects);
    std::random_device device;
    const std::uint64_t seed = (std::uint64_t(device()) << 32) | device();
    auto *dialog = new AbxDialog(
        m_player,
        {seed, QString::fromStdString(item.empty() && sound ? sound->preview->itemKey : item), project / "listening"},
        this);
    dialog->show();
}

void MainWindow::exportAudio()
{
    const ShownSoundPtr sound = m_previews.shown();
    if (!sound)
        return;
    const QString name = QString::fromStdString(sound->preview->itemKey).replace(QLatin1Char('/'), QLatin1Char('-'));
    file_requests::saveAs(this, tr("Export the processed sound"), tr("%1-processed.wav").arg(name), tr("WAV (*.wav)"),
                          [this, sound](const std::filesystem::path &file) { writeSound(sound, file); });
}

void MainWindow::writeSound(const ShownSoundPtr &sound, const std::filesystem::path &file)
{
    auto *watcher = new QFutureWatcher<Result<void>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, file] {
        if (const Result<void> written = watcher->result(); !written)
            m_messages->showError(QString::fromStdString(written.error().describe()));
        else
            m_messages->showNote(tr("Written: %1").arg(QString::fromStdString(file.string())));
        watcher->deleteLater();
    });
    watcher->setFuture(QtConcurrent::run([sound, file]() -> Result<void> {
        if (!sound->preview->renderWhole)
            return writeSoundTo(file, sound->processed);
        const auto whole = sound->preview->renderWhole();
        return whole ? writeWav(file, whole->audio) : fail(whole.error());
    }));
}

void MainWindow::exportDataset()
{
    file_requests::saveAs(this, tr("Export the data set"), tr("dataset.csv"), tr("Table (*.csv)"),
                          [this](const std::filesystem::path &file) { m_run.exportDataset(file); });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_run.busy()) {
        // The worker saves; its report brings us back here.
        m_closing = true;
        m_statusLine->setClosing(true);
        m_messages->showNote(tr("Saving the run. The window closes by itself."));
        m_player.stop();
        m_run.stop();
        event->ignore();
        return;
    }
    saveLayout();
    event->accept();
    Q_EMIT closed();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openDropped(event->mimeData()->urls());
}

void MainWindow::openDropped(const QList<QUrl> &urls)
{
    const auto dropped = recogniseDrop(urls);
    if (!dropped) {
        m_messages->showError(QString::fromStdString(dropped.error().describe()));
        return;
    }
    const std::filesystem::path &first = dropped->files.front();
    switch (dropped->kind) {
    case DroppedFiles::Kind::Music:
    case DroppedFiles::Kind::Project:
        if (m_actions.openFolder->isEnabled())
            openPath(first);
        else
            m_messages->showNote(tr("%1 can be opened once the run is stopped (%2).")
                                     .arg(QString::fromStdString(first.filename().string()),
                                          m_actions.stop->shortcut().toString(QKeySequence::NativeText)));
        break;
    case DroppedFiles::Kind::TwoSounds:
        processOwnSound(QString::fromStdString(first.string()), QString::fromStdString(dropped->files[1].string()));
        break;
    case DroppedFiles::Kind::Equaliser:
        if (m_equaliser.isEmpty())
            m_messages->showNote(tr("Choose a track first: %1 is then read into its equaliser.")
                                     .arg(QString::fromStdString(first.filename().string())));
        else
            m_equaliserFiles->importFrom(first);
        break;
    case DroppedFiles::Kind::Dataset:
        m_panes.showDataset();
        m_datasetDesk.openGenerated(first);
        break;
    }
}

}  // namespace tonewright
