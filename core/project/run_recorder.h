#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <spdlog/logger.h>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/project/csv_log.h"
#include "core/project/episode_events.h"
#include "core/project/project.h"
#include "core/project/trace_file.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

/// Stores what a run reports, then forwards it (without traces): metrics.csv, timing.csv, decisions.bin, run.log, the
/// rows in the project's database and TensorBoard's events (written in batches: hundreds of episodes a second come).
/// Before record() it only keeps notes for the log and forwards. Belongs to the worker thread.
class RunRecorder : public RunListener
{
public:
    explicit RunRecorder(RunListener &forward) : m_forward(forward) {}

    struct Target {
        Project *project = nullptr;
        std::string runId;
        CsvLog metrics;
        CsvLog timing;
        TraceFile traces;
        EpisodeEvents events;
        std::shared_ptr<spdlog::logger> log;
    };
    static std::vector<std::string> metricColumns(const StudyDescriptor &descriptor);
    static constexpr std::size_t kFirstMetricColumn = 4;
    static std::vector<std::string> timingColumns();
    static std::vector<std::string> eventTags(const StudyDescriptor &descriptor);

    void record(Target target);
    /// Writes what is waiting. The first failure of all, if there was one.
    Result<void> finish();
    [[nodiscard]] spdlog::logger *log() const { return m_target ? m_target->log.get() : nullptr; }

    void onProgress(const Progress &progress) override;
    void onEpisode(const EpisodeRecord &record) override;
    void onMetrics(std::int64_t steps, const std::map<std::string, double> &values) override;
    void onNote(std::string_view message) override;
    void onPreview(std::shared_ptr<const void> preview) override;
    void onCheckpoint(const std::string &file) override;
    void onPaused(bool paused) override;
    [[nodiscard]] std::optional<Error> failure() const override;

private:
    using Clock = std::chrono::steady_clock;
    void keep(const Result<void> &result);
    void storeBatch();
    void storeBatchWhenDue();
    void writeTiming(bool force);
    void tick();

    RunListener &m_forward;
    std::optional<Target> m_target;
    std::optional<Error> m_failure;
    std::vector<std::string> m_earlyNotes;
    std::string m_phase;

    std::vector<EpisodeRecord> m_batch;
    Clock::time_point m_lastBatch{};

    std::int64_t m_episode = 0;
    std::int64_t m_steps = 0;
    std::int64_t m_stepsAtTiming = 0;
    std::int64_t m_stepsBefore = 0;  ///< of earlier parts of a resumed run
    double m_secondsBefore = 0;      ///< of earlier parts of a resumed run
    Clock::duration m_worked{};      ///< until m_lastTick; pauses left out
    Clock::time_point m_lastTick{};
    Clock::duration m_workedAtTiming{};
};

}  // namespace tonewright
