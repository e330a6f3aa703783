#include "core/base/run_context.h"

#include <cmath>

namespace tonewright
{

namespace
{
constexpr auto kReportInterval = std::chrono::milliseconds(60);

double toSeconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}
}  // namespace

void PauseLatch::set(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused.store(paused, std::memory_order_release);
    }
    m_changed.notify_all();
}

void PauseLatch::wait(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return m_woken || !m_paused.load(std::memory_order_acquire); });
    m_woken = false;
}

void PauseLatch::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_all();
}

RunContext::RunContext(RunListener &listener, std::stop_token stop, PauseLatch *latch)
    : m_listener(listener), m_stop(std::move(stop)), m_latch(latch)
{
}

bool RunContext::advance(std::uint64_t done, std::uint64_t total)
{
    m_unreported = m_unreported || done != m_progress.done || total != m_progress.total;
    m_progress.done = done;
    m_progress.total = total;
    const bool finished = total > 0 && done >= total;
    if (m_unreported && (finished || Clock::now() - m_lastReport >= kReportInterval)) {
        report();
    }
    answerRequests();
    if (m_latch != nullptr && m_latch->paused() && !m_stop.stop_requested()) {
        waitWhilePaused();
    }
    return !m_stop.stop_requested();
}

void RunContext::waitWhilePaused()
{
    if (m_unreported) {
        report();
    }
    m_listener.onPaused(true);
    const auto before = Clock::now();
    while (m_latch->paused() && !m_stop.stop_requested()) {
        m_latch->wait(m_stop);
        answerRequests();
    }
    const auto waited = Clock::now() - before;
    m_pausedFor += waited;
    m_phasePausedFor += waited;
    m_listener.onPaused(false);
}

void RunContext::phase(std::string_view name)
{
    if (m_unreported) {
        report();
    }
    m_progress = Progress{.phase = std::string(name), .done = 0, .total = 0, .secondsInPhase = 0};
    m_phaseStarted = Clock::now();
    m_phasePausedFor = {};
    report();
}

Result<void> RunContext::episode(const EpisodeRecord &record)
{
    for (std::size_t i = 0; i < record.values.size(); ++i) {
        if (std::isinf(record.values[i])) {
            return fail(ErrorCode::Diverged,
                        "metric " + std::to_string(i) + " became infinite in episode " +
                            std::to_string(record.episode) +
                            ". Training stopped; the last checkpoint is kept. A smaller learning rate usually helps.");
        }
    }
    m_listener.onEpisode(record);
    return listenersFailure();
}

Result<void> RunContext::metrics(std::int64_t steps, const std::map<std::string, double> &values)
{
    m_listener.onMetrics(steps, values);
    return listenersFailure();
}

Result<void> RunContext::listenersFailure() const
{
    if (auto failure = m_listener.failure()) {
        return fail(*std::move(failure));
    }
    return {};
}

void RunContext::note(std::string_view message)
{
    m_listener.onNote(message);
}

void RunContext::preview(std::shared_ptr<const void> preview)
{
    m_listener.onPreview(std::move(preview));
}

void RunContext::checkpoint(const std::string &file)
{
    m_listener.onCheckpoint(file);
}

double RunContext::workedSeconds() const
{
    return toSeconds(Clock::now() - m_started - m_pausedFor);
}

void RunContext::answerRequests()
{
    std::function<void()> question;
    {
        const std::lock_guard lock(m_requestMutex);
        question.swap(m_question);
    }
    if (question) {
        question();
    }
    if (!m_previewHandler) {
        return;
    }
    if (const auto item = takePreviewRequest()) {
        m_previewHandler(*item);
    }
}

void RunContext::requestPreview(std::string itemKey)
{
    {
        const std::lock_guard lock(m_requestMutex);
        m_requestedItem = std::move(itemKey);
    }
    if (m_latch != nullptr) {
        m_latch->wake();
    }
}

void RunContext::ask(std::function<void()> question)
{
    {
        const std::lock_guard lock(m_requestMutex);
        m_question.swap(question);
    }
    if (m_latch != nullptr) {
        m_latch->wake();
    }
}

std::optional<std::string> RunContext::takePreviewRequest()
{
    const std::lock_guard lock(m_requestMutex);
    return std::exchange(m_requestedItem, std::nullopt);
}

void RunContext::report()
{
    m_lastReport = Clock::now();
    m_progress.secondsInPhase = toSeconds(m_lastReport - m_phaseStarted - m_phasePausedFor);
    m_unreported = false;
    m_listener.onProgress(m_progress);
}

}  // namespace tonewright
