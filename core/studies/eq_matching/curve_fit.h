#pragma once

#include <span>

#include "core/studies/eq_matching/setting_space.h"

namespace tonewright::eq_matching
{

/// A response to be approached.
struct TargetCurve {
    std::vector<double> hertz;
    std::vector<double> gainDb;  ///< one each, applied (both passes)
    int sampleRate = 0;
};

/// What a pair's level difference asks for, band by band: of a state [kStateSize], the bands below Nyquist.
/// `levelled`: less its own mean, as if both sides were equally loud.
TargetCurve targetOfState(std::span<const float> state, int sampleRate, bool levelled);

struct CurveFit {
    Position position{};
    double rmsDb = 0;  ///< what it leaves of the target
};

/// Least squares by Levenberg and Marquardt's method from `start`, at most `iterations` steps, derivatives by forward
/// differences (Nocedal and Wright, "Numerical Optimization", section 10.3). Not better than the start: the start.
CurveFit fitCurve(const TargetCurve &target, const SettingSpace &space, const Position &start, int iterations);

}  // namespace tonewright::eq_matching
