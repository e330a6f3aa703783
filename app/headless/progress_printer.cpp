#include "app/headless/progress_printer.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tonewright
{

namespace
{

constexpr std::size_t kMeanOver = 100;  // episodes
constexpr std::chrono::milliseconds kTerminalInterval{100};
constexpr std::chrono::seconds kPlainInterval{10};
constexpr int kBarWidth = 24;

std::string bar(double share)
{
    const int full = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
    return '[' + std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(kBarWidth - full), '.') + ']';
}

std::string clock(double seconds)
{
    const auto whole = static_cast<long>(std::ceil(seconds));
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

ProgressPrinter::ProgressPrinter(std::FILE *out, bool terminal, const StudyDescriptor &study, Limits limits)
    : m_out(out), m_terminal(terminal), m_study(study), m_limits(limits)
{
}

void ProgressPrinter::setTraining(bool training)
{
    if (m_training && !training && !m_terminal && !m_episodes.empty()) {
        m_rate.add(m_episodes.back().episode, m_episodes.back().steps, Clock::now());
        m_lastShown = {};
        showTraining();
    }
    m_training = training;
    m_lastShown = {};
    clearLine();
}

void ProgressPrinter::setEarlier(std::vector<EpisodeRecord> episodes)
{
    m_episodes = std::move(episodes);
}

void ProgressPrinter::onProgress(const Progress &progress)
{
    if (m_training) {
        showTraining();
        return;
    }
    const bool newPhase = progress.phase != m_phase;
    m_phase = progress.phase;
    const double share =
        progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 0;
    if (m_terminal)
        show(fmt::format("{} {} {}/{}", m_phase, bar(share), progress.done, progress.total), newPhase);
    else if (progress.total > 0)
        show(fmt::format("{}: {} of {}", m_phase, progress.done, progress.total), newPhase);
    else
        show(m_phase, newPhase);
}

void ProgressPrinter::onEpisode(const EpisodeRecord &record)
{
    m_episodes.push_back(record);
    if (!record.values.empty() && std::isfinite(record.values.front())) {
        m_latest.push_back(record.values.front());
        m_latestSum += m_latest.back();
        if (m_latest.size() > kMeanOver) {
            m_latestSum -= m_latest.front();
            m_latest.pop_front();
        }
    }
    const auto now = Clock::now();
    if (now - m_lastRate >= kTerminalInterval) {
        m_lastRate = now;
        m_rate.add(record.episode, record.steps, now);
        showTraining();
    }
}

void ProgressPrinter::onNote(std::string_view message)
{
    line(std::string(message));
}

void ProgressPrinter::showTraining()
{
    if (m_episodes.empty())
        return;
    const auto left = m_rate.secondsLeft(m_limits.episodes, m_limits.minutes * 60);
    const double mean = m_latest.empty() ? std::nan("") : m_latestSum / static_cast<double>(m_latest.size());
    std::string text =
        fmt::format("episode {}  {} {:+.3f}  {:.0f} steps/s", m_rate.episodes(),
                    m_study.metrics.empty() ? "" : m_study.metrics.front().name, mean, m_rate.stepsPerSecond());
    if (left)
        text += "  " + clock(*left) + " left";
    if (m_terminal) {
        double share = m_limits.minutes > 0 ? m_rate.workedSeconds() / (m_limits.minutes * 60) : 0;
        if (m_limits.episodes > 0)
            share = std::max(share, static_cast<double>(m_rate.episodes()) / static_cast<double>(m_limits.episodes));
        text = "Training " + bar(share) + ' ' + text;
    }
    show(text, false);
}

void ProgressPrinter::show(const std::string &text, bool force)
{
    const auto now = Clock::now();
    if (!force &&
        now - m_lastShown < (m_terminal ? Clock::duration(kTerminalInterval) : Clock::duration(kPlainInterval)))
        return;
    m_lastShown = now;
    if (m_terminal) {
        std::fprintf(m_out, "\r\x1b[K%s", text.c_str());
        m_lineOpen = true;
    } else {
        std::fprintf(m_out, "%s\n", text.c_str());
    }
    std::fflush(m_out);
}

void ProgressPrinter::clearLine()
{
    if (m_lineOpen)
        std::fputs("\r\x1b[K", m_out);
    m_lineOpen = false;
}

void ProgressPrinter::line(const std::string &text)
{
    clearLine();
    std::fprintf(m_out, "%s\n", text.c_str());
    std::fflush(m_out);
}

}  // namespace tonewright
