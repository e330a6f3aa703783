#pragma once

#include <chrono>
#include <cstdio>
#include <deque>
#include <string>
#include <vector>

#include "app/run/rate_meter.h"
#include "core/base/run_context.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

/// A run on a terminal: one line that renews itself with a bar; or, where output goes to a file, a plain line now and
/// then. Keeps the episodes for the report.
class ProgressPrinter final : public RunListener
{
public:
    struct Limits {
        std::int64_t episodes = 0;
        double minutes = 0;
    };
    ProgressPrinter(std::FILE *out, bool terminal, const StudyDescriptor &study, Limits limits);

    void onProgress(const Progress &progress) override;
    void onEpisode(const EpisodeRecord &record) override;
    void onNote(std::string_view message) override;

    void setTraining(bool training);                       ///< its end leaves a last line where output goes to a file
    void setEarlier(std::vector<EpisodeRecord> episodes);  ///< of the run that goes on
    void line(const std::string &text);                    ///< a line that stays
    [[nodiscard]] const std::vector<EpisodeRecord> &episodes() const { return m_episodes; }
    [[nodiscard]] const RateMeter &rate() const { return m_rate; }

private:
    using Clock = std::chrono::steady_clock;
    void show(const std::string &text, bool force);
    void showTraining();
    void clearLine();

    std::FILE *m_out;
    bool m_terminal;
    const StudyDescriptor &m_study;
    Limits m_limits;
    bool m_training = false;
    bool m_lineOpen = false;
    std::string m_phase;
    Clock::time_point m_lastShown{};
    Clock::time_point m_lastRate{};
    RateMeter m_rate;
    std::deque<double> m_latest;
    double m_latestSum = 0;
    std::vector<EpisodeRecord> m_episodes;
};

}  // namespace tonewright
