#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/rl/agent.h"
#include "core/rl/byte_stream.h"

namespace tonewright::rl
{

/// Means of the numbers that updates report, under fixed names, until they are taken. A number may be left out of an
/// update (an actor that learns every second time): its mean is over those that gave it.
class MetricMeans
{
public:
    MetricMeans(std::initializer_list<std::string_view> names)
        : m_names(names), m_sums(names.size()), m_counts(names.size())
    {
    }
    void add(std::size_t which, double value)
    {
        m_sums[which] += value;
        m_counts[which] += 1;
    }
    /// Adds to `metrics` what was reported, and forgets it.
    void take(Metrics &metrics)
    {
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            if (m_counts[i] > 0)
                metrics[std::string(m_names[i])] = m_sums[i] / m_counts[i];
            m_sums[i] = m_counts[i] = 0;
        }
    }
    void save(ByteWriter &out) const
    {
        out.array(std::span<const double>(m_sums));
        out.array(std::span<const double>(m_counts));
    }
    bool load(ByteReader &in)
    {
        std::vector<double> sums;
        std::vector<double> counts;
        if (!in.array(sums) || !in.array(counts) || sums.size() != m_sums.size() || counts.size() != m_counts.size())
            return false;
        m_sums = std::move(sums);
        m_counts = std::move(counts);
        return true;
    }

private:
    std::vector<std::string_view> m_names;  // of literals
    std::vector<double> m_sums;
    std::vector<double> m_counts;
};

}  // namespace tonewright::rl
