#pragma once

#include "core/base/result.h"

namespace tonewright::dsp
{

/// The sample rates that analyses of any rate take: inside, frequencies in bins and the fourth powers of frequencies
/// stay numbers that can be counted with.
inline constexpr double kLowestSampleRateHz = 1, kHighestSampleRateHz = 1e9;

/// InvalidArgument ("sample rate") for a rate outside, NaN among them.
inline Result<void> checkSampleRate(double sampleRate)
{
    if (sampleRate >= kLowestSampleRateHz && sampleRate <= kHighestSampleRateHz)
        return {};
    return fail(ErrorCode::InvalidArgument, "a sample rate must lie between 1 Hz and 1 GHz.", "sample rate");
}

}  // namespace tonewright::dsp
