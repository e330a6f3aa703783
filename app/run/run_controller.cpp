#include "app/run/run_controller.h"

#include <QMetaObject>
#include <algorithm>
#include <utility>

namespace tonewright
{

RunController::RunController(const StudyRegistry &registry, QObject *parent) : QObject(parent)
{
    m_worker = std::make_unique<RunWorker>(registry, m_mailbox, [this](RunStatus status) {
        QMetaObject::invokeMethod(
            this, [this, status = std::move(status)] { takeStatus(status); }, Qt::QueuedConnection);
    });
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &RunController::tick);
    m_timer.start();
}

RunController::~RunController()
{
    m_worker.reset();
}

std::optional<double> RunController::secondsLeft() const
{
    return m_rate.secondsLeft(m_run.episodes, m_run.minutes * 60);
}

void RunController::open(OpenRequest request)
{
    ordered();
    m_run = request.run;
    m_worker->open(std::move(request));
}

void RunController::train(RunRequest run, bool fresh)
{
    ordered();
    m_run = run;
    m_rate.reset();
    m_worker->setPaused(false);
    m_worker->train(std::move(run), fresh);
}

void RunController::setPaused(bool paused)
{
    m_worker->setPaused(paused);
}

void RunController::stop()
{
    m_worker->stop();
    m_unanswered = 0;
    if (isBusy(phase()))
        setPhase(RunPhase::Stopping);
}

void RunController::evaluate(EvaluationItems which)
{
    ordered();
    m_worker->evaluate(which);
}

void RunController::exportDataset(const std::filesystem::path &file)
{
    ordered();
    m_worker->exportDataset(file);
}

void RunController::requestPreview(const std::string &itemKey)
{
    m_worker->requestPreview(itemKey);
}

void RunController::requestEpisode(std::size_t index)
{
    auto records = m_mailbox.metrics.since(index, 1);
    if (!records.empty())
        m_worker->requestEpisode(std::move(records.front()));
}

void RunController::takeStatus(const RunStatus &status)
{
    if (status.order > m_answeredOrder) {
        m_answeredOrder = status.order;
        m_unanswered = std::max(0, m_unanswered - 1);
    }
    // Reports that were on their way when stop() was called don't undo "Stopping".
    if (m_status.phase == RunPhase::Stopping && isBusy(status.phase))
        return;
    const bool wasTraining = m_status.phase == RunPhase::Training;
    fetchEpisodes();
    if (wasTraining && status.phase != RunPhase::Training)
        m_rate.hold();
    m_status = status;
    if (status.opened)
        m_opened = status.opened;
    Q_EMIT statusChanged(m_status);
}

void RunController::setPhase(RunPhase phase)
{
    m_status.phase = phase;
    m_status.error.reset();
    Q_EMIT statusChanged(m_status);
}

void RunController::fetchEpisodes()
{
    if (const unsigned generation = m_mailbox.metricsGeneration(); generation != m_generation) {
        m_generation = generation;
        m_fetched = 0;
        m_lastSteps = m_lastEpisode = 0;
        m_rate.reset();
        Q_EMIT metricsCleared();
    }
    if (m_mailbox.metrics.size() > m_fetched) {
        const auto records = m_mailbox.metrics.since(m_fetched, kRecordsPerTick);
        m_fetched += records.size();
        if (!records.empty()) {
            m_lastEpisode = records.back().episode;
            m_lastSteps = records.back().steps;
            Q_EMIT episodesArrived(records);
        }
    }
}

void RunController::tick()
{
    fetchEpisodes();
    if (m_status.phase == RunPhase::Training)
        m_rate.add(m_lastEpisode, m_lastSteps, RateMeter::Clock::now());
    auto content = m_mailbox.take();
    for (const std::string &note : content.notes)
        Q_EMIT noted(QString::fromStdString(note));
    if (content.progress)
        Q_EMIT progressed(*content.progress);
    if (content.preview)
        Q_EMIT previewArrived(content.preview);
    if (content.episode)
        Q_EMIT episodeAnswered(*content.episode);
}

}  // namespace tonewright
