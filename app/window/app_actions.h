#pragma once

#include <QList>
#include <QString>

class QAction;
class QObject;
class QUndoStack;
class QWidget;

namespace tonewright
{

enum class RunPhase;

/// The window's commands: text, icon, keys, hint. What they do is connected by the window.
struct AppActions {
    explicit AppActions(QWidget *window);

    QAction *openFolder;
    QAction *openFile;
    QAction *openProject;
    QAction *openDemo;
    QAction *ownSound;
    QAction *exportDataset;
    QAction *exportAudio;
    QAction *exportEqualiser;
    QAction *importEqualiser;
    QAction *undo;
    QAction *redo;
    QAction *quit;

    QAction *start;
    QAction *pause;  ///< checkable
    QAction *stop;
    QAction *newRun;
    QAction *check;

    QAction *blindTest;

    QAction *theme;  ///< checkable: dark
    QAction *resetLayout;
    QAction *shortcuts;
    QAction *about;

    [[nodiscard]] QList<QAction *> all() const;
    /// Enables what makes sense now. `opened`: a run is open; `hasSound`: a track is rendered.
    void update(RunPhase phase, bool opened, bool trained, bool hasSound) const;
    /// What the equaliser allows now.
    void updateEqualiser(bool there, const QUndoStack &undoStack) const;
    void restyle() const;  ///< icons in the current theme's ink
};

}  // namespace tonewright
