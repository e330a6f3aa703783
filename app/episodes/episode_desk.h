#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>

#include "app/listening/equaliser_desk.h"
#include "app/listening/preview_controller.h"
#include "app/run/run_controller.h"

namespace tonewright
{

class EpisodeInspector;

/// Joins the list of episodes with the run and with what is seen and heard (GUI thread): fills it as episodes come, has
/// a chosen one rebuilt by the run's worker, and hands each of its choices to the equaliser and the player.
class EpisodeDesk : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive the desk.
    EpisodeDesk(RunController &run, PreviewController &previews, EqualiserDesk &equaliser, EqDocument &document,
                EpisodeInspector &inspector, QObject *parent = nullptr);

    /// An episode is what is seen and heard.
    [[nodiscard]] bool isShown() const { return !m_item.isEmpty(); }
    /// Something else will be.
    void leave();

Q_SIGNALS:
    void listChanged(bool empty);
    /// An episode is about to be shown: whoever shows the window's item makes room for this one.
    void opening(const QString &itemKey);

private:
    void request(qint64 episode, std::size_t index);
    void take(const EpisodeAnswer &answer);
    void show(int step, int choice);

    RunController &m_run;
    PreviewController &m_previews;
    EqualiserDesk &m_equaliser;
    EqDocument &m_document;
    EpisodeInspector &m_inspector;
    std::optional<qint64> m_wanted;
    QString m_item;  // what is shown
};

}  // namespace tonewright
