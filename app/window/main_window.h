#pragma once

#include <QMainWindow>
#include <QTimer>
#include <QUndoStack>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/dataset/dataset_desk.h"
#include "app/episodes/episode_desk.h"
#include "app/listening/equaliser_desk.h"
#include "app/listening/listening_desk.h"
#include "app/listening/model_desk.h"
#include "app/listening/preview_controller.h"
#include "app/listening/spectrogram_exports.h"
#include "app/run/run_controller.h"
#include "app/window/app_actions.h"
#include "app/window/key_map.h"
#include "app/window/workbench_panes.h"
#include "core/study/study_registry.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/style/theme.h"

class QMenu;
class QShortcut;

namespace tonewright
{

class EqualiserFiles;
class MessageBar;
class RunStatusLine;
class TransportBar;

/// The one window: joins the run, the listening and the panes. Closing it while a run is at work saves first.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `registry` must outlive the window and have at least one study; `projects` is where projects of opened music are
    /// kept.
    MainWindow(const StudyRegistry &registry, std::filesystem::path projects, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openPath(const std::filesystem::path &path);
    void openDemo();
    void startWhenReady() { m_startWhenReady = true; }
    void setTheme(ThemeKind kind);
    void setMinutes(double minutes);
    /// Puts these values (and the agent and the seed, where given) into the form, over what the run that is opened next
    /// was made with. Others stay.
    void setSettings(const std::string &algorithm, const ParameterSet &parameters, std::optional<std::uint64_t> seed);

    void showDataset() { m_panes.showDataset(); }

    [[nodiscard]] RunController &run() { return m_run; }
    [[nodiscard]] PreviewController &previews() { return m_previews; }
    [[nodiscard]] ModelDesk &models() { return m_models; }
    [[nodiscard]] AbcPlayer &player() { return m_player; }
    [[nodiscard]] const WorkbenchPanes &panes() const { return m_panes; }
    [[nodiscard]] const AppActions &actions() const { return m_actions; }
    [[nodiscard]] KeyMap &keys() { return m_keys; }
    [[nodiscard]] EqDocument &equaliser() { return m_equaliser; }
    [[nodiscard]] EpisodeDesk &episodes() { return m_episodes; }
    [[nodiscard]] EqualiserDesk &equaliserDesk() { return m_equaliserDesk; }
    [[nodiscard]] EqualiserFiles &equaliserFiles() { return *m_equaliserFiles; }
    [[nodiscard]] QUndoStack &undoStack() { return m_undo; }
    [[nodiscard]] DatasetDesk &datasetDesk() { return m_datasetDesk; }
    [[nodiscard]] MessageBar &messages() { return *m_messages; }

Q_SIGNALS:
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    QMenu *createPopupMenu() override { return nullptr; }

private:
    void buildMenus();
    void buildBars();
    void addToListening(QShortcut &shortcut);
    void connectActions();
    void connectRun();
    void connectListening();
    void connectEqualiser();
    void connectEpisodes();
    void connectDataset();
    void openDropped(const QList<QUrl> &urls);
    void showDecision(const PreviewPtr &preview);
    void restoreLayout();
    void saveLayout() const;

    void open(OpenRequest request);
    [[nodiscard]] RunRequest request() const;
    void start(bool fresh);
    void takeStatus(const RunStatus &status);
    void showOpened(const OpenedRun &opened);
    void showTrack(const QString &key);
    void clearTrack(const QString &key);
    void refreshTrack();
    void updateActions();
    [[nodiscard]] bool isTrained() const;  ///< Start goes on with the open run
    void processOwnSound(const QString &raw = {}, const QString &reference = {});
    void showOwnSound(const PreviewPtr &preview);
    void startBlindTest();
    void exportAudio();
    void writeSound(const ShownSoundPtr &sound, const std::filesystem::path &file);
    void exportDataset();

    const StudyRegistry &m_registry;
    const std::filesystem::path m_projects;
    const StudyDescriptor &m_study;

    AppActions m_actions;
    KeyMap m_keys;
    RunController m_run;
    PreviewController m_previews;
    ModelDesk m_models;
    AbcPlayer m_player;
    QUndoStack m_undo;
    EqDocument m_equaliser;
    WorkbenchPanes m_panes;
    ListeningDesk m_desk;
    EqualiserDesk m_equaliserDesk;
    EpisodeDesk m_episodes;
    DatasetDesk m_datasetDesk;
    SpectrogramExports m_spectrogramExports;
    EqualiserFiles *m_equaliserFiles;
    MessageBar *m_messages;
    RunStatusLine *m_statusLine;
    TransportBar *m_transport = nullptr;
    QMenu *m_listening = nullptr;
    QTimer m_refreshTrack;
    std::shared_ptr<const OpenedRun> m_shownRun;
    std::filesystem::path m_shownRoot;
    bool m_ownSound = false;  ///< what is shown belongs to no run
    bool m_startWhenReady = false;
    bool m_closing = false;
    bool m_themeChosen = false;  ///< by the menu: remembered
    bool m_toldSlow = false;     ///< that the libraries are slow ones
    struct GivenSettings {
        std::string algorithm;
        ParameterSet parameters;
        std::optional<std::uint64_t> seed;
    };
    std::optional<GivenSettings> m_given;  ///< from the command line, until a run is shown
    RunRequest m_runSettings;              ///< the form as the shown run filled it
};

}  // namespace tonewright
