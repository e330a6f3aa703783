#include "app/window/app_actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QUndoStack>
#include <QWidget>

#include "app/run/run_types.h"
#include "widgets/style/icons.h"

namespace tonewright
{

namespace
{

QString text(const char *source)
{
    return QCoreApplication::translate("AppActions", source);
}

QAction *make(QWidget *window, const char *id, const QString &label, const QKeySequence &keys, const QString &hint)
{
    auto *action = new QAction(label, window);
    action->setObjectName(QLatin1String(id));
    action->setShortcut(keys);
    const QString shown =
        keys.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(keys.toString(QKeySequence::NativeText));
    action->setToolTip(hint + shown);
    action->setStatusTip(hint);
    window->addAction(action);
    return action;
}

}  // namespace

AppActions::AppActions(QWidget *window)
    : openFolder(make(window, "openFolder", text(QT_TRANSLATE_NOOP("AppActions", "Open &folder of music…")),
                      QKeySequence(Qt::CTRL | Qt::Key_O),
                      text(QT_TRANSLATE_NOOP(
                          "AppActions", "Train on a folder: genre/track, or pairs in genre/raw and genre/reference")))),
      openFile(make(window, "openFile", text(QT_TRANSLATE_NOOP("AppActions", "Open &audio file…")),
                    QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                    text(QT_TRANSLATE_NOOP("AppActions", "Train on one piece of music")))),
      openProject(make(window, "openProject", text(QT_TRANSLATE_NOOP("AppActions", "Open &project…")),
                       QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O),
                       text(QT_TRANSLATE_NOOP("AppActions", "Go on with an earlier project")))),
      openDemo(make(window, "openDemo", text(QT_TRANSLATE_NOOP("AppActions", "Open the &demo")),
                    QKeySequence(Qt::CTRL | Qt::Key_D),
                    text(QT_TRANSLATE_NOOP("AppActions", "Pieces that Tonewright composes itself")))),
      ownSound(
          make(window, "ownSound", text(QT_TRANSLATE_NOOP("AppActions", "Process &your own track…")),
               QKeySequence(Qt::CTRL | Qt::Key_Y),
               text(QT_TRANSLATE_NOOP("AppActions", "Make a track sound like another one, without any training")))),
      exportDataset(make(window, "exportDataset", text(QT_TRANSLATE_NOOP("AppActions", "Export data &set…")),
                         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
                         text(QT_TRANSLATE_NOOP("AppActions", "The agent's decision for every track as a CSV file")))),
      exportAudio(make(window, "exportAudio", text(QT_TRANSLATE_NOOP("AppActions", "&Export processed sound…")),
                       QKeySequence(Qt::CTRL | Qt::Key_E),
                       text(QT_TRANSLATE_NOOP("AppActions", "The processed version of this track as a WAV file")))),
      exportEqualiser(
          make(window, "exportEqualiser", text(QT_TRANSLATE_NOOP("AppActions", "Export e&qualiser…")),
               QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_E),
               text(QT_TRANSLATE_NOOP("AppActions", "The equaliser that is shown, for Equalizer APO, EasyEffects, "
                                                    "CamillaDSP or a convolver")))),
      importEqualiser(make(window, "importEqualiser", text(QT_TRANSLATE_NOOP("AppActions", "&Import equaliser…")), {},
                           text(QT_TRANSLATE_NOOP("AppActions", "An equaliser from a text of Equalizer APO, AutoEq or "
                                                                "Room EQ Wizard")))),
      undo(make(window, "undo", text(QT_TRANSLATE_NOOP("AppActions", "&Undo")), QKeySequence(Qt::CTRL | Qt::Key_Z),
                text(QT_TRANSLATE_NOOP("AppActions", "Take back the last change of the equaliser")))),
      redo(make(window, "redo", text(QT_TRANSLATE_NOOP("AppActions", "&Redo")),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                text(QT_TRANSLATE_NOOP("AppActions", "Make the change that was taken back again")))),
      quit(make(window, "quit", text(QT_TRANSLATE_NOOP("AppActions", "&Quit")), QKeySequence(Qt::CTRL | Qt::Key_Q),
                text(QT_TRANSLATE_NOOP("AppActions", "Save and close")))),
      start(make(window, "start", text(QT_TRANSLATE_NOOP("AppActions", "&Start")), QKeySequence(Qt::Key_F5),
                 text(QT_TRANSLATE_NOOP("AppActions", "Train the agent, or go on training it")))),
      pause(make(window, "pause", text(QT_TRANSLATE_NOOP("AppActions", "&Pause")), QKeySequence(Qt::Key_F6),
                 text(QT_TRANSLATE_NOOP("AppActions", "Hold the training; press again to go on")))),
      stop(make(window, "stop", text(QT_TRANSLATE_NOOP("AppActions", "S&top")), QKeySequence(Qt::Key_F7),
                text(QT_TRANSLATE_NOOP("AppActions", "Stop training and save")))),
      newRun(make(window, "newRun", text(QT_TRANSLATE_NOOP("AppActions", "Start a &new run")),
                  QKeySequence(Qt::SHIFT | Qt::Key_F5),
                  text(QT_TRANSLATE_NOOP("AppActions",
                                         "Begin from scratch with the settings at the right; earlier runs are kept")))),
      check(make(window, "check", text(QT_TRANSLATE_NOOP("AppActions", "&Check on held-out tracks")),
                 QKeySequence(Qt::Key_F8),
                 text(QT_TRANSLATE_NOOP("AppActions", "Score the agent exactly on tracks that it never trained on")))),
      blindTest(make(window, "blindTest", text(QT_TRANSLATE_NOOP("AppActions", "&Blind test…")),
                     QKeySequence(Qt::CTRL | Qt::Key_B),
                     text(QT_TRANSLATE_NOOP("AppActions", "Can you hear a difference? Find out without seeing which "
                                                          "sound is played")))),
      theme(make(window, "theme", text(QT_TRANSLATE_NOOP("AppActions", "&Dark theme")),
                 QKeySequence(Qt::CTRL | Qt::Key_T),
                 text(QT_TRANSLATE_NOOP("AppActions", "Switch between light and dark")))),
      resetLayout(make(window, "resetLayout", text(QT_TRANSLATE_NOOP("AppActions", "&Reset the layout")), {},
                       text(QT_TRANSLATE_NOOP("AppActions", "All panes back to their places")))),
      shortcuts(make(window, "shortcuts", text(QT_TRANSLATE_NOOP("AppActions", "&Keyboard shortcuts")),
                     QKeySequence(Qt::Key_F1), text(QT_TRANSLATE_NOOP("AppActions", "Every key in one list")))),
      about(make(window, "about", text(QT_TRANSLATE_NOOP("AppActions", "&About Tonewright")), {},
                 text(QT_TRANSLATE_NOOP("AppActions", "Version, licence, parts"))))
{
    pause->setCheckable(true);
    theme->setCheckable(true);
    quit->setMenuRole(QAction::QuitRole);
    about->setMenuRole(QAction::AboutRole);
    restyle();
}

QList<QAction *> AppActions::all() const
{
    return {openFolder,      openFile,        openProject,   openDemo, ownSound, exportAudio,
            exportEqualiser, importEqualiser, exportDataset, quit,     undo,     redo,
            start,           pause,           stop,          newRun,   check,    blindTest,
            theme,           resetLayout,     shortcuts,     about};
}

void AppActions::update(RunPhase phase, bool opened, bool trained, bool hasSound) const
{
    const bool busy = isBusy(phase);
    const bool training = phase == RunPhase::Training || phase == RunPhase::Paused;
    start->setEnabled(!busy && opened);
    start->setText(trained ? text(QT_TRANSLATE_NOOP("AppActions", "&Continue"))
                           : text(QT_TRANSLATE_NOOP("AppActions", "&Start")));
    pause->setEnabled(training);
    pause->setChecked(phase == RunPhase::Paused);
    stop->setEnabled(busy && phase != RunPhase::Stopping);
    newRun->setEnabled(!busy && opened && trained);
    check->setEnabled(!busy && opened);
    exportDataset->setEnabled(!busy && opened);
    exportAudio->setEnabled(hasSound);
    blindTest->setEnabled(hasSound);
    for (QAction *open : {openFolder, openFile, openProject, openDemo})
        open->setEnabled(!training && phase != RunPhase::Stopping);
}

void AppActions::updateEqualiser(bool there, const QUndoStack &undoStack) const
{
    exportEqualiser->setEnabled(there);
    importEqualiser->setEnabled(there);
    undo->setEnabled(undoStack.canUndo());
    redo->setEnabled(undoStack.canRedo());
    const auto named = [](const QString &label, const QString &what) {
        return what.isEmpty() ? label : label + QStringLiteral(": ") + what;
    };
    undo->setText(named(text(QT_TRANSLATE_NOOP("AppActions", "&Undo")), undoStack.undoText()));
    redo->setText(named(text(QT_TRANSLATE_NOOP("AppActions", "&Redo")), undoStack.redoText()));
}

void AppActions::restyle() const
{
    openFolder->setIcon(icon(Icon::Folder));
    openFile->setIcon(icon(Icon::Note));
    openProject->setIcon(icon(Icon::Open));
    ownSound->setIcon(icon(Icon::Curve));
    exportAudio->setIcon(icon(Icon::Export));
    exportDataset->setIcon(icon(Icon::Export));
    exportEqualiser->setIcon(icon(Icon::Export));
    start->setIcon(icon(Icon::Record));
    pause->setIcon(icon(Icon::Pause));
    stop->setIcon(icon(Icon::Stop));
    theme->setIcon(icon(Icon::Theme));
    check->setIcon(icon(Icon::HeldOut));
}

}  // namespace tonewright
