#include "core/project/metric_store.h"

#include <algorithm>

namespace tonewright
{

void MetricStore::append(const EpisodeRecord &record)
{
    const std::lock_guard lock(m_mutex);
    m_records.push_back(record);
}

std::size_t MetricStore::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_records.size();
}

std::vector<EpisodeRecord> MetricStore::since(std::size_t first, std::size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    if (first >= m_records.size()) {
        return {};
    }
    const auto begin = m_records.begin() + static_cast<std::ptrdiff_t>(first);
    const std::size_t count = std::min(limit, m_records.size() - first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

void MetricStore::clear()
{
    const std::lock_guard lock(m_mutex);
    m_records.clear();
}

}  // namespace tonewright
