#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <QUndoStack>
#include <atomic>
#include <memory>

#include "app/listening/preview_controller.h"
#include "widgets/abc_player/abc_player.h"
#include "widgets/eq_curve/eq_document.h"
#include "widgets/eq_curve/eq_editor.h"

namespace tonewright
{

/// Joins the equaliser of the shown item with its sound (GUI thread): the agent's decisions come in here; what a person
/// makes of them is rendered and scored by the item's bench, off this thread, whenever an edit rests. While the person
/// looks at their own or the oracle's equaliser, new decisions of the agent wait in its slot. While something plays,
/// what is edited is heard at once, by the player's audition, until its rendering is there.
class EqualiserDesk : public QObject
{
    Q_OBJECT

public:
    /// `previews`, `player` and the editor of `document` outlive the desk.
    EqualiserDesk(PreviewController &previews, AbcPlayer &player, EqDocument &document, EqEditor &editor,
                  QObject *parent = nullptr);
    ~EqualiserDesk() override;  ///< waits for the work in hand, which it stops

    /// What the agent would do with the item that is shown; others are ignored.
    void takeAgent(const PreviewPtr &preview);
    /// Whether `preview` is a person's or the oracle's, so that it tells nothing about the agent.
    [[nodiscard]] bool isOwn(const PreviewPtr &preview) const { return preview && preview != m_agent; }
    [[nodiscard]] const PreviewPtr &agent() const { return m_agent; }
    /// The equaliser that is looked at as it is heard; none where the item has none.
    [[nodiscard]] std::optional<EqualiserSetting> heard() const;
    [[nodiscard]] bool searching() const { return m_search.isRunning(); }
    /// Whether the raw sound has been analysed: until then an edit is auditioned as loud as the raw sound.
    [[nodiscard]] bool hasSpectra() const { return !m_weightedRaw.power.empty(); }

Q_SIGNALS:
    void failed(const QString &message);

private:
    void changeItem();
    void hear();
    void audition();
    void endAudition();
    void takeRendered(const ShownSoundPtr &sound);
    void analyse(const ShownSoundPtr &sound);
    void search();
    void takeSearched();

    PreviewController &m_previews;
    AbcPlayer &m_player;
    EqDocument &m_document;
    EqEditor &m_editor;
    PreviewPtr m_agent;
    std::shared_ptr<const EqualiserBench> m_bench;  // of the item, from the agent's first decision on
    PlayableSound m_analysed;                       // the raw sound whose spectra are shown
    dsp::AverageSpectrum m_weightedRaw;             // of it, as loudness counts; empty until it is there
    struct {
        QString summary;
        QString lines;
    } m_scores;                                 // of the sound that was rendered last
    std::shared_ptr<std::atomic<bool>> m_goOn;  // of the search in hand
    std::shared_ptr<const EqualiserBench> m_searched;
    QFutureWatcher<EqSpectra> m_spectra;
    PlayableSound m_analysing;
    QFutureWatcher<Result<EqualiserSetting>> m_search;
    QThreadPool m_pool;  // last: its threads are joined first
};

}  // namespace tonewright
