#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>

#include "core/base/run_context.h"

namespace tonewright::cli
{

/// Speaks to the person at the terminal: a progress line that is redrawn, or plain lines every few seconds when the
/// output is a file or a pipe. Progress and notes go to the error stream, results to the standard output.
class Console : public RunListener
{
public:
    enum class Volume { Normal, Quiet };
    /// `metric` is what the first value of an episode is called ("reward").
    explicit Console(Volume volume, std::string metric = {});
    ~Console() override;

    /// A line of result. Not silenced by --quiet: that is what was asked for.
    void result(std::string_view text);
    /// A line for people; silent with --quiet.
    void say(std::string_view text);
    void error(const Error &error);

    /// Mean of the first metric over the last episodes (at most 500); NaN when there was none.
    [[nodiscard]] double recentMean() const;
    [[nodiscard]] std::int64_t lastEpisode() const { return m_episode; }

    void onProgress(const Progress &progress) override;
    void onEpisode(const EpisodeRecord &record) override;
    void onNote(std::string_view message) override { say(message); }
    void onPaused(bool) override {}

private:
    using Clock = std::chrono::steady_clock;
    void drawBar(const Progress &progress);
    void clearBar();
    [[nodiscard]] std::string describe(const Progress &progress) const;
    [[nodiscard]] double stepsPerSecond() const;

    Volume m_volume;
    std::string m_metric;
    bool m_terminal;
    bool m_barDrawn = false;
    std::string m_phase;
    Clock::time_point m_lastLine{};

    struct Mark {
        Clock::time_point when;
        std::int64_t steps = 0;
    };
    std::deque<Mark> m_marks;  ///< the last seconds, for the speed
    std::deque<double> m_values;
    std::int64_t m_episode = 0;
    std::int64_t m_steps = 0;
};

/// "0:42", "12:05", "1:02:03"
std::string clockText(double seconds);

}  // namespace tonewright::cli
