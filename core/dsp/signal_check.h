#pragma once

#include <span>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// Of a signal without a sound in what is compared of it.
inline constexpr const char *kSilent =
    "it is silent where it is compared: in the mean of its channels, as long as both sounds last.";

/// What a quality measure needs of a signal. `which` ("reference", "estimate") becomes the error's context.
/// Errors, all BadData: no samples; NaN or infinite samples (the first one is named); silence; a constant value.
Result<void> checkSignal(std::span<const float> signal, const char *which);
/// The first two of these alone: for measures that silence is a valid input of.
Result<void> checkSamples(std::span<const float> signal, const char *which);

/// 1 / the largest magnitude, in double precision because the reciprocal of a denormal is no float. Of a checked
/// signal.
double reciprocalPeak(std::span<const float> signal);

}  // namespace tonewright::dsp
