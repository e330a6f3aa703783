#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/project/event_file.h"

namespace tonewright
{

/// The TensorBoard side of a run: episodes come one by one, hundreds a second; what is written now and then is the mean
/// of each metric over the last 100 of them, as Stable-Baselines3 does. Belongs to the worker thread.
class EpisodeEvents
{
public:
    static constexpr std::size_t kWindow = 100;

    EpisodeEvents() = default;
    /// `tags`: one a metric of an episode; an empty one isn't written.
    EpisodeEvents(EventFile file, std::vector<std::string> tags);
    /// Rows of metrics.csv that a resumed run already has: the window begins with the last of them.
    void takeUp(const std::vector<std::vector<std::string>> &rows, std::size_t firstMetricColumn);

    void add(const std::vector<double> &values);
    /// The means (of values that aren't NaN) and the clock: "time/total_timesteps", "time/time_elapsed", "time/fps".
    /// Nothing where the study hands over its metrics itself or no episode has ended.
    Result<void> writeMeans(std::int64_t steps, double workedSeconds, double stepsPerSecond);
    Result<void> write(std::int64_t steps, const std::map<std::string, double> &values);

private:
    EventFile m_file;
    std::vector<std::string> m_tags;
    std::deque<std::vector<double>> m_window;
};

}  // namespace tonewright
