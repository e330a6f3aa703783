#include "widgets/training_graphs/smoothing.h"

#include <cmath>
#include <limits>

namespace tonewright
{

double DebiasedEma::add(double value)
{
    if (std::isfinite(value)) {
        m_mean = m_weight * m_mean + (1.0 - m_weight) * value;
        m_decay *= m_weight;
    }
    return m_decay < 1.0 ? m_mean / (1.0 - m_decay) : std::numeric_limits<double>::quiet_NaN();
}

void GroupStatistics::add(const std::string &group, double value)
{
    if (!std::isfinite(value)) {
        return;
    }
    Group &entry = m_groups[group];
    entry.latest.push_back(value);
    if (entry.latest.size() > m_window) {
        entry.latest.pop_front();
    }
    ++entry.count;
}

std::vector<GroupStatistics::Row> GroupStatistics::rows() const
{
    std::vector<Row> rows;
    for (const auto &[name, group] : m_groups) {
        Row row{.group = name, .used = group.latest.size(), .count = group.count};
        for (const double value : group.latest) {
            row.mean += value / static_cast<double>(row.used);
        }
        for (const double value : group.latest) {
            row.deviation += (value - row.mean) * (value - row.mean);
        }
        row.deviation = row.used > 1 ? std::sqrt(row.deviation / static_cast<double>(row.used - 1)) : 0.0;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace tonewright
