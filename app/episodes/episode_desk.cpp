#include "app/episodes/episode_desk.h"

#include "widgets/episodes/episode_details.h"
#include "widgets/episodes/episode_inspector.h"
#include "widgets/episodes/episode_table.h"

namespace tonewright
{

EpisodeDesk::EpisodeDesk(RunController &run, PreviewController &previews, EqualiserDesk &equaliser,
                         EqDocument &document, EpisodeInspector &inspector, QObject *parent)
    : QObject(parent), m_run(run), m_previews(previews), m_equaliser(equaliser), m_document(document),
      m_inspector(inspector)
{
    connect(&m_run, &RunController::metricsCleared, this, [this] {
        m_wanted.reset();
        m_inspector.table()->clear();
        m_inspector.details()->clear();
        Q_EMIT listChanged(true);
    });
    connect(&m_run, &RunController::episodesArrived, this, [this](const std::vector<EpisodeRecord> &records) {
        m_inspector.table()->append(records);
        Q_EMIT listChanged(false);
    });
    connect(&m_run, &RunController::episodeAnswered, this, &EpisodeDesk::take);
    connect(m_inspector.table(), &EpisodeTable::episodeChosen, this, &EpisodeDesk::request);
    connect(m_inspector.details(), &EpisodeDetails::choiceSelected, this, &EpisodeDesk::show);
    connect(&m_previews, &PreviewController::rendered, this, [this](const ShownSoundPtr &sound) {
        if (isShown() && !sound->scores.empty() && sound->preview == m_equaliser.agent())
            m_inspector.details()->setRendered(sound->scores.front().second);
    });
}

void EpisodeDesk::request(qint64 episode, std::size_t index)
{
    m_wanted = episode;
    m_run.requestEpisode(index);
}

void EpisodeDesk::take(const EpisodeAnswer &answer)
{
    if (m_wanted != answer.episode)
        return;  // another one has been chosen since
    m_wanted.reset();
    if (!answer.replay) {
        m_inspector.details()->setMessage(QString::fromStdString(answer.error->describe()));
        return;
    }
    const QString item = QString::fromStdString(answer.replay->itemKey);
    m_item.clear();
    Q_EMIT opening(item);
    m_item = item;
    m_inspector.details()->setReplay(answer.replay);
}

void EpisodeDesk::show(int step, int choice)
{
    const auto &replay = m_inspector.details()->replay();
    if (!isShown() || !replay || step < 0 || choice < 0)
        return;
    const PreviewPtr &preview = replay->steps[std::size_t(step)].choices[std::size_t(choice)].preview;
    m_equaliser.takeAgent(preview);
    if (!m_document.isEmpty())
        m_document.select(EqSlot::Agent);  // whoever asks for a choice wants to hear it
    m_previews.offerNow(preview);
    const ShownSoundPtr &shown = m_previews.shown();
    if (shown && shown->preview == preview && !shown->scores.empty())
        m_inspector.details()->setRendered(shown->scores.front().second);
}

void EpisodeDesk::leave()
{
    m_wanted.reset();
    if (!isShown())
        return;
    m_item.clear();
    m_inspector.table()->clearChoice();
    m_inspector.details()->clear();
}

}  // namespace tonewright
