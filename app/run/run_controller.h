#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <cstddef>
#include <memory>
#include <vector>

#include "app/run/rate_meter.h"
#include "app/run/run_mailbox.h"
#include "app/run/run_types.h"
#include "app/run/run_worker.h"
#include "core/study/study_registry.h"

namespace tonewright
{

/// The window's end of a run (GUI thread only). The worker's state comes as one queued signal; episodes, progress,
/// notes and previews are fetched 20 times a second, whatever the worker's pace. Knows no study.
class RunController : public QObject
{
    Q_OBJECT

public:
    explicit RunController(const StudyRegistry &registry, QObject *parent = nullptr);
    ~RunController() override;  ///< stops and saves when still training; prefer stop() and waiting for statusChanged

    [[nodiscard]] RunPhase phase() const { return m_status.phase; }
    [[nodiscard]] bool busy() const { return isBusy(m_status.phase) || m_unanswered > 0; }
    [[nodiscard]] const RunStatus &status() const { return m_status; }
    /// Null before anything was opened; stays what it was while something else is being prepared.
    [[nodiscard]] const std::shared_ptr<const OpenedRun> &opened() const { return m_opened; }
    [[nodiscard]] const RateMeter &rate() const { return m_rate; }
    [[nodiscard]] std::optional<double> secondsLeft() const;

    void open(OpenRequest request);
    /// Trains the open run, or goes on with it. `fresh` begins a new run in the same project.
    void train(RunRequest run, bool fresh = false);
    void setPaused(bool paused);
    void stop();  ///< saves; Finished (or Idle when nothing was ready) follows
    void evaluate(EvaluationItems which = EvaluationItems::HeldOut);
    void exportDataset(const std::filesystem::path &file);
    void requestPreview(const std::string &itemKey);
    /// The run's episode at this place in the order of arrival (see episodesArrived); episodeAnswered() follows.
    void requestEpisode(std::size_t index);

Q_SIGNALS:
    void statusChanged(const tonewright::RunStatus &status);
    void progressed(const tonewright::Progress &progress);
    /// New ones in order, at most kRecordsPerTick at once; after metricsCleared() the first is the run's first.
    void episodesArrived(const std::vector<tonewright::EpisodeRecord> &records);
    void metricsCleared();
    void previewArrived(const tonewright::PreviewPtr &preview);
    void episodeAnswered(const tonewright::EpisodeAnswer &answer);
    void noted(const QString &message);

private:
    static constexpr int kTickMs = 50;
    static constexpr std::size_t kRecordsPerTick = 2000;

    void tick();
    void fetchEpisodes();
    void takeStatus(const RunStatus &status);
    void setPhase(RunPhase phase);
    void ordered() { ++m_unanswered; }

    RunStatus m_status;
    std::shared_ptr<const OpenedRun> m_opened;
    RunRequest m_run;
    RateMeter m_rate;
    std::size_t m_fetched = 0;
    unsigned m_generation = 0;
    std::int64_t m_lastSteps = 0;
    std::int64_t m_lastEpisode = 0;
    int m_unanswered = 0;  ///< orders whose first report has not come yet
    std::uint64_t m_answeredOrder = 0;
    QTimer m_timer;
    RunMailbox m_mailbox;
    std::unique_ptr<RunWorker> m_worker;  // last: ends before what it reports to
};

}  // namespace tonewright
