#pragma once

#include <span>
#include <vector>

namespace tonewright::dsp
{

/// Seconds: standard deviation of the Gaussian that onset curves are smoothed with before periods are looked for, about
/// how loosely musicians play together.
inline constexpr double kPulseSmoothing = 0.015;

/// `curve` with a Gaussian of `sigma` values (sum 1, cut at 3 sigma) run over it; nothing lies beyond its ends.
std::vector<float> smoothed(std::span<const float> curve, double sigma);

std::vector<float> withoutMean(std::vector<float> curve);

}  // namespace tonewright::dsp
