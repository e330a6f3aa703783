#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/run/run_types.h"
#include "core/base/run_context.h"
#include "core/project/metric_store.h"

namespace tonewright
{

/// What the worker leaves for the window to fetch at its next tick: only the latest progress and preview count, so
/// a slow window never queues up work. Every lock is held for a move or a copy of a few words. Thread-safe.
class RunMailbox
{
public:
    struct Content {
        std::optional<Progress> progress;
        PreviewPtr preview;
        std::optional<EpisodeAnswer> episode;
        std::vector<std::string> notes;
    };

    MetricStore metrics;

    /// Begins another run's episodes. The window notices by metricsGeneration().
    void restartMetrics()
    {
        metrics.clear();
        m_generation.fetch_add(1, std::memory_order_release);
    }
    [[nodiscard]] unsigned metricsGeneration() const { return m_generation.load(std::memory_order_acquire); }

    void put(const Progress &progress)
    {
        const std::lock_guard lock(m_mutex);
        m_content.progress = progress;
    }
    void put(PreviewPtr preview)
    {
        const std::lock_guard lock(m_mutex);
        m_content.preview.swap(preview);
    }
    void put(EpisodeAnswer answer)
    {
        const std::lock_guard lock(m_mutex);
        m_content.episode = std::move(answer);
    }
    void note(std::string text)
    {
        const std::lock_guard lock(m_mutex);
        m_content.notes.push_back(std::move(text));
    }
    [[nodiscard]] Content take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_content, {});
    }

private:
    std::atomic<unsigned> m_generation{0};
    std::mutex m_mutex;
    Content m_content;
};

}  // namespace tonewright
