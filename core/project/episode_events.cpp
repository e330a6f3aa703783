#include "core/project/episode_events.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace tonewright
{
namespace
{

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double number(const std::string &cell)
{
    double value = std::numeric_limits<double>::quiet_NaN();  // an empty cell is one
    std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return value;
}

}  // namespace

EpisodeEvents::EpisodeEvents(EventFile file, std::vector<std::string> tags)
    : m_file(std::move(file)), m_tags(std::move(tags))
{
}

void EpisodeEvents::takeUp(const std::vector<std::vector<std::string>> &rows, std::size_t firstMetricColumn)
{
    for (std::size_t i = rows.size() - std::min(rows.size(), kWindow); i < rows.size(); ++i) {
        std::vector<double> values;
        for (std::size_t column = firstMetricColumn; column < rows[i].size(); ++column)
            values.push_back(number(rows[i][column]));
        add(values);
    }
}

void EpisodeEvents::add(const std::vector<double> &values)
{
    m_window.push_back(values);
    if (m_window.size() > kWindow)
        m_window.pop_front();
}

Result<void> EpisodeEvents::writeMeans(std::int64_t steps, double workedSeconds, double stepsPerSecond)
{
    std::map<std::string, double> means;
    for (std::size_t metric = 0; metric < m_tags.size(); ++metric) {
        double sum = 0;
        double count = 0;
        for (const auto &values : m_window)
            if (metric < values.size() && !std::isnan(values[metric])) {
                sum += values[metric];
                ++count;
            }
        if (!m_tags[metric].empty() && count > 0)
            means[m_tags[metric]] = sum / count;
    }
    if (means.empty())
        return {};
    means["time/total_timesteps"] = static_cast<double>(steps);
    means["time/time_elapsed"] = workedSeconds;
    means["time/fps"] = stepsPerSecond;
    return write(steps, means);
}

Result<void> EpisodeEvents::write(std::int64_t steps, const std::map<std::string, double> &values)
{
    return m_file.write(steps, wallSeconds(), values);
}

}  // namespace tonewright
