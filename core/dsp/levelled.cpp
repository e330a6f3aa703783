#include "core/dsp/levelled.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

std::vector<float> levelled(std::span<const float> signal)
{
    const float largest = loops::largestMagnitude(signal);
    const double scale = largest > 0 ? std::ldexp(1.0, -std::ilogb(largest) - 1) : 1.0;
    std::vector<float> samples(signal.size());
    std::transform(signal.begin(), signal.end(), samples.begin(),
                   [&](float sample) { return float(double(sample) * scale); });
    return samples;
}

}  // namespace tonewright::dsp
