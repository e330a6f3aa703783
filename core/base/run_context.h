#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace tonewright
{

/// One finished episode: what the live graphs, metrics.csv and the run store are made of.
struct EpisodeRecord {
    std::int64_t episode = 0;    ///< 1, 2, … without gaps within a run
    std::int64_t steps = 0;      ///< environment steps since the run began, this episode included
    std::string genre;           ///< group the graphs split by; may be empty
    std::string item;            ///< the track (or take, or phrase) of this episode
    std::vector<double> values;  ///< one a MetricSpec of the study, in its order; NaN = not measured this time
    /// What the study needs to show the episode again (Study::replay), in its own form; as long in all episodes of a
    /// run, or empty. Stored beside the metrics, not shown.
    std::string trace = {};
};

/// How far the current phase is. `total` 0 means unknown.
struct Progress {
    std::string phase;  ///< for a person: "Reading tracks", "Training"
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    double secondsInPhase = 0;
};

/// Where a run's reports go: the window, the command line and the tests implement it.
/// All calls come from the worker thread; implementations must be quick and must not throw.
class RunListener
{
public:
    virtual ~RunListener() = default;
    virtual void onProgress(const Progress &) {}      ///< at most every 60 ms, and at every phase's begin and end
    virtual void onEpisode(const EpisodeRecord &) {}  ///< every one, never rate-limited
    /// Numbers by name ("train/loss") as they stood after so many environment steps; a few a second at most.
    virtual void onMetrics(std::int64_t /*steps*/, const std::map<std::string, double> &) {}
    virtual void onNote(std::string_view /*message*/) {}    ///< something a person should read (a file left out …)
    virtual void onPreview(std::shared_ptr<const void>) {}  ///< a study::Preview (see core/study/preview.h)
    virtual void onCheckpoint(const std::string & /*file*/) {}  ///< a checkpoint is complete on disk
    virtual void onPaused(bool) {}
    /// Why this listener can't go on storing (a full disk). RunContext::episode hands it to the run, which then ends.
    [[nodiscard]] virtual std::optional<Error> failure() const { return std::nullopt; }
};

/// Lets another thread hold a run at its next poll. Thread-safe.
class PauseLatch
{
public:
    void set(bool paused);
    [[nodiscard]] bool paused() const { return m_paused.load(std::memory_order_acquire); }
    /// Blocks while paused; returns at once when `stop` is requested, and early after wake().
    void wait(const std::stop_token &stop);
    /// Makes wait() return once although the pause goes on: there is something to answer.
    void wake();

private:
    std::atomic<bool> m_paused{false};
    bool m_woken = false;  // guarded by m_mutex
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
};

/// How long work speaks. The worker calls advance() at least every 50 ms; it reports progress, waits while the run is
/// paused, and says whether to go on — one call, so nobody does one without the other.
///
/// Belongs to the worker thread; requestPreview() and the latch may be used from any thread.
class RunContext
{
public:
    RunContext(RunListener &listener, std::stop_token stop, PauseLatch *latch = nullptr);

    /// Reports `done` of `total` (0 = unknown) units and returns whether to go on. Blocks while paused.
    [[nodiscard]] bool advance(std::uint64_t done, std::uint64_t total);
    /// advance() without new progress, for inner loops.
    [[nodiscard]] bool poll() { return advance(m_progress.done, m_progress.total); }
    [[nodiscard]] bool stopRequested() const { return m_stop.stop_requested(); }

    /// Begins a phase: a few words for a person.
    void phase(std::string_view name);
    /// Hands over a finished episode. Errors: Diverged (naming the metric's index) for an infinite value; the
    /// listener's failure().
    Result<void> episode(const EpisodeRecord &record);
    /// Hands over what learning reports between episodes, with the names of Stable-Baselines3 ("train/loss",
    /// "time/fps", "eval/mean_reward"). Error: the listener's failure().
    Result<void> metrics(std::int64_t steps, const std::map<std::string, double> &values);
    void note(std::string_view message);
    void preview(std::shared_ptr<const void> preview);
    void checkpoint(const std::string &file);

    /// Seconds spent working since construction: time spent paused doesn't count.
    [[nodiscard]] double workedSeconds() const;

    /// Window → worker: "show me this item next". Answered by the handler at the next advance(), during a pause too;
    /// without a handler it waits for takePreviewRequest().
    void requestPreview(std::string itemKey);
    [[nodiscard]] std::optional<std::string> takePreviewRequest();
    /// Called by advance() in the worker thread. Empty: no handler. What it refers to must outlive its use.
    using PreviewHandler = std::function<void(const std::string &itemKey)>;
    void setPreviewHandler(PreviewHandler handler) { m_previewHandler = std::move(handler); }
    /// Window → worker: `question` is called in the worker thread at the next advance(), during a pause too. Of several
    /// that wait only the newest is. One that isn't answered before the context ends never is.
    void ask(std::function<void()> question);

private:
    using Clock = std::chrono::steady_clock;
    void report();
    void waitWhilePaused();
    [[nodiscard]] Result<void> listenersFailure() const;
    void answerRequests();

    RunListener &m_listener;
    std::stop_token m_stop;
    PauseLatch *m_latch;
    Progress m_progress;
    bool m_unreported = false;  ///< m_progress has changed since the listener last heard of it
    Clock::time_point m_started = Clock::now();
    Clock::time_point m_phaseStarted = m_started;
    Clock::time_point m_lastReport{};
    Clock::duration m_pausedFor{};
    Clock::duration m_phasePausedFor{};
    std::mutex m_requestMutex;
    std::optional<std::string> m_requestedItem;
    std::function<void()> m_question;
    PreviewHandler m_previewHandler;
};

}  // namespace tonewright
