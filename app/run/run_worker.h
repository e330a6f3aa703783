#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "app/run/run_mailbox.h"
#include "app/run/run_types.h"
#include "core/project/project.h"
#include "core/study/study_registry.h"

namespace tonewright
{

/// The worker thread of one window: owns project, session, study and their random streams, and takes orders one after
/// another. Orders, stop(), pause and requestPreview() may come from any thread; `report` is called in the worker
/// thread and has to pass on quickly. Exceptions end here: they become RunPhase::Failed.
class RunWorker
{
public:
    using Report = std::function<void(RunStatus)>;

    RunWorker(const StudyRegistry &registry, RunMailbox &mailbox, Report report);
    ~RunWorker();  ///< stops the work in hand, saves, joins
    RunWorker(const RunWorker &) = delete;
    RunWorker &operator=(const RunWorker &) = delete;

    /// Each returns the order's number, which RunStatus::order repeats.
    std::uint64_t open(OpenRequest request);
    /// Trains on. With `fresh`, or when the settings of `run` differ from the open, untrained run's, prepares anew.
    std::uint64_t train(RunRequest run, bool fresh);
    std::uint64_t evaluate(EvaluationItems which);
    std::uint64_t exportDataset(std::filesystem::path file);

    void stop();  ///< ends the order in hand and drops those that wait
    void setPaused(bool paused) { m_latch.set(paused); }
    [[nodiscard]] bool paused() const { return m_latch.paused(); }
    /// While an order runs, the study answers between two episodes; otherwise the worker does at once.
    void requestPreview(std::string itemKey);
    /// The same for an episode of the open run; RunMailbox::put() gets the answer. The newest request counts.
    void requestEpisode(EpisodeRecord record);

private:
    class Listener;
    struct Order {
        std::uint64_t number = 0;
        std::function<void(std::uint64_t, std::stop_token)> work;
    };
    /// What is wanted: an item while no order is at work, an episode until it is answered.
    struct Wanted {
        std::string previewKey;
        std::optional<EpisodeRecord> episode;
    };

    std::uint64_t enqueue(std::function<void(std::uint64_t, std::stop_token)> work);
    void loop(const std::stop_token &quit);
    void run(const Order &order, const std::stop_token &stop);
    bool waitForOrder(const std::stop_token &quit, Order &order, std::string &previewKey);

    Result<void> openRun(const OpenRequest &request, RunContext &context);
    Result<void> beginRun(const RunRequest &run, RunContext &context);
    Result<void> replaceRun(const RunRequest &run, const std::stop_token &stop);
    Result<void> showStoredEpisodes(const std::string &runId);
    void doOpen(const OpenRequest &request, std::uint64_t order, const std::stop_token &stop);
    void doTrain(RunRequest run, bool fresh, std::uint64_t order, const std::stop_token &stop);
    Result<void> readyToTrain(RunRequest &run, bool fresh, const std::stop_token &stop);
    void doEvaluate(EvaluationItems which, std::uint64_t order, const std::stop_token &stop);
    void doExport(const std::filesystem::path &file, std::uint64_t order, const std::stop_token &stop);
    void answerPreview(const std::string &itemKey);
    void answerEpisode();
    void tell(RunStatus status, std::uint64_t order);
    void tellFailure(const Error &error, std::uint64_t order);
    std::shared_ptr<const OpenedRun> describe() const;

    // Fixed after construction, or thread-safe by itself.
    const StudyRegistry &m_registry;
    RunMailbox &m_mailbox;
    Report m_report;
    PauseLatch m_latch;

    // Shared, under m_mutex.
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Order> m_orders;
    std::stop_source m_current;
    RunContext *m_context = nullptr;  ///< of the order in hand
    Wanted m_wanted;
    std::uint64_t m_lastOrder = 0;

    // The worker thread's own.
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<RunSession> m_session;
    RunRequest m_request;  ///< what m_session was begun with
    std::shared_ptr<const OpenedRun> m_opened;
    bool m_trained = false;  ///< m_session has trained, or was taken up from an earlier one

    std::jthread m_thread;  // last: everything above lives longer than the thread
};

}  // namespace tonewright
