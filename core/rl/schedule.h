#pragma once

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{

/// A setting that changes over a run: a learning rate, a clip range, an exploration rate.
///   constant      start
///   linear        start + s · (end − start)
///   exponential   start · (end / start)^s        start, end > 0
/// where s is the share of the run that is done (0 … 1), stretched so that `end` is reached at `share` of the run.
struct Schedule {
    enum class Kind { Constant, Linear, Exponential };
    Kind kind = Kind::Constant;
    double start = 0;
    double end = 0;
    double share = 1.0;  ///< 0 < share ≤ 1

    Schedule(double value) : start(value), end(value) {}  // NOLINT: a plain number is a constant schedule
    Schedule(Kind kind, double start, double end, double share = 1.0) : kind(kind), start(start), end(end), share(share)
    {
    }
    static Schedule linear(double start, double end, double share = 1.0) { return {Kind::Linear, start, end, share}; }
    static Schedule exponential(double start, double end, double share = 1.0)
    {
        return {Kind::Exponential, start, end, share};
    }

    /// `progress`: share of the run that is done; limited to 0 … 1.
    [[nodiscard]] double at(double progress) const
    {
        const double s = std::clamp(progress / share, 0.0, 1.0);
        switch (kind) {
        case Kind::Linear:
            return start + s * (end - start);
        case Kind::Exponential:
            return start * std::pow(end / start, s);
        case Kind::Constant:
            break;
        }
        return start;
    }
    bool operator==(const Schedule &) const = default;
};

}  // namespace tonewright::rl
