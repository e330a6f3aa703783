#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace tonewright
{

/// The run's episodes, append-only. The worker appends, the GUI polls with since(); neither waits for longer than a
/// copy of the new rows. Nothing is thrown away.
class MetricStore
{
public:
    void append(const EpisodeRecord &record);
    [[nodiscard]] std::size_t size() const;
    /// Records from index `first` on (copies); at most `limit` of them.
    [[nodiscard]] std::vector<EpisodeRecord> since(std::size_t first, std::size_t limit = 100000) const;
    void clear();

private:
    mutable std::mutex m_mutex;
    std::deque<EpisodeRecord> m_records;  ///< a deque: growing never moves what is there, so append stays quick
};

}  // namespace tonewright
