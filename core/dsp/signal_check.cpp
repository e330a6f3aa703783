#include "core/dsp/signal_check.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

Result<void> checkSamples(std::span<const float> signal, const char *which)
{
    if (signal.empty())
        return fail(ErrorCode::BadData, "it has no samples. Choose a longer one.", which);
    if (!loops::allFinite(signal)) {
        const auto bad = std::find_if(signal.begin(), signal.end(), [](float x) { return !std::isfinite(x); });
        return fail(ErrorCode::BadData,
                    "sample " + std::to_string(bad - signal.begin()) + " is " +
                        (std::isnan(*bad) ? "not a number" : "infinite") + ". Export the audio again.",
                    which);
    }
    return {};
}

Result<void> checkSignal(std::span<const float> signal, const char *which)
{
    if (auto usable = checkSamples(signal, which); !usable)
        return usable;
    const float first = signal.front();
    if (std::all_of(signal.begin(), signal.end(), [first](float x) { return x == first; }))
        return fail(ErrorCode::BadData,
                    first == 0.0F ? kSilent : "it is one constant value. There is nothing to compare.", which);
    return {};
}

double reciprocalPeak(std::span<const float> signal)
{
    return 1.0 / double(loops::largestMagnitude(signal));
}

}  // namespace tonewright::dsp
