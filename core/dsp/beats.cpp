#include "core/dsp/beats.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tonewright::dsp
{
namespace
{

constexpr double kShortestStep = 0.6, kLongestStep = 1.67;  ///< periods

}  // namespace

std::vector<double> trackBeats(std::span<const float> onset, std::span<const double> periods, double tightness)
{
    const auto n = int(std::min(onset.size(), periods.size()));
    if (n == 0)
        return {};
    const double longest = *std::max_element(periods.begin(), periods.begin() + n);
    std::vector<double> logarithms(std::size_t(kLongestStep * longest) + 2);
    for (std::size_t i = 1; i < logarithms.size(); ++i)
        logarithms[i] = std::log(double(i));

    std::vector<double> score(static_cast<std::size_t>(n));
    std::vector<int> before(std::size_t(n), -1);
    for (int t = 0; t < n; ++t) {
        const double period = periods[std::size_t(t)], wanted = std::log(period);
        const int from = std::max(1, int(kShortestStep * period)), to = std::min(t, int(kLongestStep * period));
        double best = t < period ? 0.0 : -std::numeric_limits<double>::infinity();
        for (int step = from; step <= to; ++step) {
            const double off = logarithms[std::size_t(step)] - wanted;
            const double candidate = score[std::size_t(t - step)] - tightness * off * off;
            if (candidate > best) {
                best = candidate;
                before[std::size_t(t)] = t - step;
            }
        }
        score[std::size_t(t)] = onset[std::size_t(t)] + best;
    }
    const auto lastPeriod = score.begin() + std::max(0, n - 1 - int(periods[std::size_t(n) - 1]));
    std::vector<double> beats;
    for (auto t = int(std::max_element(lastPeriod, score.end()) - score.begin()); t >= 0; t = before[std::size_t(t)])
        beats.push_back(t);
    std::reverse(beats.begin(), beats.end());
    return beats;
}

std::vector<double> shiftedBeats(std::span<const double> beats, double share, int frames)
{
    std::vector<double> moved;
    const auto add = [&](double t) {
        if (t >= 0 && t <= frames - 1)
            moved.push_back(t);
    };
    if (beats.size() < 2)
        return {beats.begin(), beats.end()};
    if (share > 0)
        add(beats[0] - (1 - share) * (beats[1] - beats[0]));
    for (std::size_t i = 0; i < beats.size(); ++i)
        add(beats[i] + share * (i + 1 < beats.size() ? beats[i + 1] - beats[i] : beats[i] - beats[i - 1]));
    return moved;
}

}  // namespace tonewright::dsp
