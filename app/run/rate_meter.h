#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace tonewright
{

/// Steps and episodes a second over the last few seconds, and how long is left. Time spent paused must not be fed in.
class RateMeter
{
public:
    using Clock = std::chrono::steady_clock;

    void reset();
    /// Totals so far at `now`; call a few times a second while training.
    void add(std::int64_t episodes, std::int64_t steps, Clock::time_point now);
    /// Forgets the window but not the totals: after a pause.
    void hold();

    [[nodiscard]] std::int64_t episodes() const { return m_episodes; }
    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    [[nodiscard]] double stepsPerSecond() const;     ///< 0 while unknown
    [[nodiscard]] double episodesPerSecond() const;  ///< 0 while unknown
    [[nodiscard]] double workedSeconds() const { return m_workedSeconds; }

    /// Seconds until `totalEpisodes` (0 = no limit) or `totalSeconds` (0 = no limit), whichever comes first.
    [[nodiscard]] std::optional<double> secondsLeft(std::int64_t totalEpisodes, double totalSeconds) const;

private:
    struct Sample {
        Clock::time_point at;
        std::int64_t episodes;
        std::int64_t steps;
    };
    [[nodiscard]] double windowSeconds() const;

    std::deque<Sample> m_window;
    std::int64_t m_episodes = 0;
    std::int64_t m_steps = 0;
    double m_workedSeconds = 0;
};

}  // namespace tonewright
