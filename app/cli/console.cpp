#include "app/cli/console.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tonewright::cli
{

namespace
{

constexpr auto kLineInterval = std::chrono::seconds(5);
constexpr auto kSpeedWindow = std::chrono::seconds(3);
constexpr std::size_t kRecentEpisodes = 500;
constexpr int kBarWidth = 24;

int terminalColumns()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void print(std::FILE *stream, std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

}  // namespace

std::string clockText(double seconds)
{
    const auto whole = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
    const long long hours = whole / 3600;
    return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, whole / 60 % 60, whole % 60)
                     : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

Console::Console(Volume volume, std::string metric)
    : m_volume(volume), m_metric(std::move(metric)), m_terminal(::isatty(STDERR_FILENO) != 0)
{
}

Console::~Console()
{
    clearBar();
}

void Console::result(std::string_view text)
{
    clearBar();
    print(stdout, fmt::format("{}\n", text));
}

void Console::say(std::string_view text)
{
    if (m_volume == Volume::Quiet) {
        return;
    }
    clearBar();
    print(stderr, fmt::format("{}\n", text));
}

void Console::error(const Error &error)
{
    clearBar();
    print(stderr, fmt::format("tonewright-cli: {}\n", error.describe()));
}

double Console::recentMean() const
{
    if (m_values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return std::accumulate(m_values.begin(), m_values.end(), 0.0) / static_cast<double>(m_values.size());
}

void Console::onEpisode(const EpisodeRecord &record)
{
    const auto now = Clock::now();
    m_episode = record.episode;
    m_steps = record.steps;
    if (!record.values.empty() && !std::isnan(record.values.front())) {
        m_values.push_back(record.values.front());
        if (m_values.size() > kRecentEpisodes) {
            m_values.pop_front();
        }
    }
    if (m_marks.empty() || now - m_marks.back().when > std::chrono::milliseconds(50)) {
        m_marks.push_back({.when = now, .steps = record.steps});
    }
    while (m_marks.size() > 2 && now - m_marks.front().when > kSpeedWindow) {
        m_marks.pop_front();
    }
}

double Console::stepsPerSecond() const
{
    if (m_marks.empty()) {
        return 0;
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - m_marks.front().when).count();
    return seconds > 0.2 ? static_cast<double>(m_steps - m_marks.front().steps) / seconds : 0;
}

std::string Console::describe(const Progress &progress) const
{
    std::string text;
    const double share =
        progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 0;
    if (progress.total > 0) {
        text += fmt::format("{:.0f} %", std::floor(100 * share));
    }
    if (m_episode > 0) {
        text += fmt::format("{}episode {}", text.empty() ? "" : "  ", m_episode);
        if (!m_values.empty()) {
            text += fmt::format("  {} {:.3f}", m_metric, recentMean());
        }
        if (const double speed = stepsPerSecond(); speed > 0) {
            text += fmt::format("  {:.0f} steps/s", speed);
        }
    } else if (progress.total > 0) {
        text += fmt::format("  {} of {}", progress.done, progress.total);
    }
    if (share > 0.005 && share < 1 && progress.secondsInPhase > 1) {
        text += fmt::format("  ETA {}", clockText(progress.secondsInPhase * (1 - share) / share));
    }
    return text;
}

void Console::onProgress(const Progress &progress)
{
    if (m_volume == Volume::Quiet) {
        return;
    }
    const bool newPhase = progress.phase != m_phase;
    if (newPhase) {
        m_phase = progress.phase;
        m_lastLine = Clock::now();
    }
    if (m_terminal) {
        drawBar(progress);
        return;
    }
    if (newPhase) {
        say(progress.phase + " …");
    } else if (Clock::now() - m_lastLine >= kLineInterval) {
        m_lastLine = Clock::now();
        say(fmt::format("{}: {}", progress.phase, describe(progress)));
    }
}

void Console::drawBar(const Progress &progress)
{
    std::string line = progress.phase + " ";
    if (progress.total > 0) {
        const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
        const int filled = std::clamp(static_cast<int>(share * kBarWidth), 0, kBarWidth);
        line += "[" + std::string(static_cast<std::size_t>(filled), '#') +
                std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "] ";
    }
    line += describe(progress);
    // A line that wraps can't be redrawn in place.
    line.resize(std::min(line.size(), static_cast<std::size_t>(std::max(terminalColumns() - 1, 1))));
    print(stderr, "\r\x1b[K" + line);
    m_barDrawn = true;
}

void Console::clearBar()
{
    if (m_barDrawn) {
        print(stderr, "\r\x1b[K");
        m_barDrawn = false;
    }
}

}  // namespace tonewright::cli
