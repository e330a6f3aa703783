#include "app/run/rate_meter.h"

#include <algorithm>

namespace tonewright
{

namespace
{
constexpr std::chrono::seconds kWindow{5};
}

void RateMeter::reset()
{
    *this = {};
}

void RateMeter::add(std::int64_t episodes, std::int64_t steps, Clock::time_point now)
{
    if (!m_window.empty())
        m_workedSeconds += std::chrono::duration<double>(now - m_window.back().at).count();
    m_episodes = episodes;
    m_steps = steps;
    m_window.push_back({now, episodes, steps});
    while (m_window.size() > 2 && now - m_window.front().at > kWindow)
        m_window.pop_front();
}

void RateMeter::hold()
{
    m_window.clear();
}

double RateMeter::windowSeconds() const
{
    if (m_window.size() < 2)
        return 0;
    return std::chrono::duration<double>(m_window.back().at - m_window.front().at).count();
}

double RateMeter::stepsPerSecond() const
{
    const double seconds = windowSeconds();
    return seconds > 0 ? static_cast<double>(m_window.back().steps - m_window.front().steps) / seconds : 0;
}

double RateMeter::episodesPerSecond() const
{
    const double seconds = windowSeconds();
    return seconds > 0 ? static_cast<double>(m_window.back().episodes - m_window.front().episodes) / seconds : 0;
}

std::optional<double> RateMeter::secondsLeft(std::int64_t totalEpisodes, double totalSeconds) const
{
    std::optional<double> left;
    if (totalSeconds > 0)
        left = std::max(0.0, totalSeconds - m_workedSeconds);
    if (totalEpisodes > 0 && episodesPerSecond() > 0) {
        const double byEpisodes =
            static_cast<double>(std::max<std::int64_t>(0, totalEpisodes - m_episodes)) / episodesPerSecond();
        left = left ? std::min(*left, byEpisodes) : byEpisodes;
    }
    return left;
}

}  // namespace tonewright
