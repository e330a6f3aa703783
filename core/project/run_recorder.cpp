#include "core/project/run_recorder.h"

#include <charconv>
#include <fmt/format.h>

namespace tonewright
{

namespace
{

constexpr auto kBatchInterval = std::chrono::milliseconds(500);
constexpr auto kTimingInterval = std::chrono::seconds(1);
/// A run that reports no episodes still proves every so often that it lives.
constexpr auto kHeartbeatInterval = std::chrono::seconds(20);

double toSeconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

std::vector<std::string> RunRecorder::metricColumns(const StudyDescriptor &descriptor)
{
    std::vector<std::string> columns = {"episode", "steps", "genre", "item"};
    for (const MetricSpec &metric : descriptor.metrics) {
        columns.push_back(metric.name);
    }
    return columns;
}

std::vector<std::string> RunRecorder::timingColumns()
{
    return {"episode", "wall_seconds", "steps_per_second"};
}

std::vector<std::string> RunRecorder::eventTags(const StudyDescriptor &descriptor)
{
    std::vector<std::string> tags;
    for (const MetricSpec &metric : descriptor.metrics) {
        tags.push_back(metric.eventTag);
    }
    return tags;
}

void RunRecorder::record(Target target)
{
    m_target.emplace(std::move(target));
    m_lastBatch = m_lastTick = Clock::now();
    const auto &lastMetrics = m_target->metrics.lastRow();
    if (lastMetrics.size() > 1) {
        const std::string &steps = lastMetrics[1];
        std::from_chars(steps.data(), steps.data() + steps.size(), m_steps);
        m_stepsAtTiming = m_stepsBefore = m_steps;
    }
    const auto &lastTiming = m_target->timing.lastRow();
    if (lastTiming.size() > 1) {
        const std::string &seconds = lastTiming[1];
        std::from_chars(seconds.data(), seconds.data() + seconds.size(), m_secondsBefore);
    }
    for (const std::string &note : m_earlyNotes) {
        m_target->log->info("{}", note);
    }
    m_earlyNotes.clear();
}

void RunRecorder::keep(const Result<void> &result)
{
    if (result || m_failure) {
        return;
    }
    m_failure = result.error();
    m_target->log->error("{}", m_failure->describe());
}

Result<void> RunRecorder::finish()
{
    if (m_target) {
        storeBatch();
        writeTiming(true);
        m_target->log->flush();
    }
    if (m_failure) {
        return fail(*m_failure);
    }
    return {};
}

void RunRecorder::storeBatch()
{
    m_lastBatch = Clock::now();
    keep(m_target->project->storeEpisodes(m_target->runId, m_batch));
    if (!m_batch.empty()) {
        tick();
        const double seconds = toSeconds(m_worked);
        keep(m_target->events.writeMeans(m_steps, m_secondsBefore + seconds,
                                         seconds > 0 ? static_cast<double>(m_steps - m_stepsBefore) / seconds : 0.0));
    }
    m_batch.clear();
}

/// Brings the time worked up to date; not while paused.
void RunRecorder::tick()
{
    const auto now = Clock::now();
    m_worked += now - m_lastTick;
    m_lastTick = now;
}

void RunRecorder::storeBatchWhenDue()
{
    const auto since = Clock::now() - m_lastBatch;
    if (since >= kHeartbeatInterval || (!m_batch.empty() && since >= kBatchInterval)) {
        storeBatch();
    }
}

void RunRecorder::writeTiming(bool force)
{
    tick();
    const auto since = m_worked - m_workedAtTiming;
    if (m_steps == m_stepsAtTiming || since <= Clock::duration::zero() || (!force && since < kTimingInterval)) {
        return;
    }
    const double rate = static_cast<double>(m_steps - m_stepsAtTiming) / toSeconds(since);
    keep(m_target->timing.append({std::to_string(m_episode),
                                  fmt::format("{:.3f}", m_secondsBefore + toSeconds(m_worked)),
                                  fmt::format("{:.1f}", rate)}));
    m_workedAtTiming = m_worked;
    m_stepsAtTiming = m_steps;
}

void RunRecorder::onProgress(const Progress &progress)
{
    if (m_target) {
        if (progress.phase != m_phase) {
            m_phase = progress.phase;
            m_target->log->info("{}", m_phase);
        }
        storeBatchWhenDue();
    }
    m_forward.onProgress(progress);
}

void RunRecorder::onEpisode(const EpisodeRecord &record)
{
    if (m_target) {
        std::vector<std::string> cells = {std::to_string(record.episode), std::to_string(record.steps),
                                          CsvLog::cell(record.genre), CsvLog::cell(record.item)};
        for (const double value : record.values) {
            cells.push_back(CsvLog::cell(value));
        }
        keep(m_target->metrics.append(cells));
        m_episode = record.episode;
        m_steps = record.steps;
        keep(m_target->traces.put(record.episode, record.trace));
        m_batch.push_back(record);
        m_batch.back().trace.clear();
        m_target->events.add(record.values);
        EpisodeRecord told = m_batch.back();
        storeBatchWhenDue();
        writeTiming(false);
        m_forward.onEpisode(told);
        return;
    }
    m_forward.onEpisode(record);
}

void RunRecorder::onMetrics(std::int64_t steps, const std::map<std::string, double> &values)
{
    if (m_target) {
        keep(m_target->events.write(steps, values));
    }
    m_forward.onMetrics(steps, values);
}

void RunRecorder::onNote(std::string_view message)
{
    if (m_target) {
        m_target->log->info("{}", message);
    } else {
        m_earlyNotes.emplace_back(message);
    }
    m_forward.onNote(message);
}

void RunRecorder::onPreview(std::shared_ptr<const void> preview)
{
    m_forward.onPreview(std::move(preview));
}

void RunRecorder::onCheckpoint(const std::string &file)
{
    if (m_target) {
        storeBatch();
        m_target->log->info("checkpoint at episode {}", m_episode);
    }
    m_forward.onCheckpoint(file);
}

void RunRecorder::onPaused(bool paused)
{
    if (m_target) {
        if (paused) {
            tick();
            storeBatch();
        }
        m_lastTick = Clock::now();
        m_target->log->info("{} at episode {}", paused ? "paused" : "continued", m_episode);
    }
    m_forward.onPaused(paused);
}

std::optional<Error> RunRecorder::failure() const
{
    return m_failure ? m_failure : m_forward.failure();
}

}  // namespace tonewright
