#include "core/dsp/smoothing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

std::vector<float> smoothed(std::span<const float> curve, double sigma)
{
    const auto reach = std::ptrdiff_t(3 * sigma), n = std::ptrdiff_t(curve.size());
    std::vector<double> kernel;
    double sum = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
        kernel.push_back(sigma > 0 ? std::exp(-0.5 * double(k * k) / (sigma * sigma)) : 1.0);
        sum += kernel.back();
    }
    std::vector<float> out(curve.size());
    for (std::ptrdiff_t t = 0; t < n; ++t) {
        double value = 0;
        for (std::ptrdiff_t k = std::max(-reach, -t); k <= std::min(reach, n - 1 - t); ++k)
            value += kernel[std::size_t(k + reach)] * curve[std::size_t(t + k)];
        out[std::size_t(t)] = float(value / sum);
    }
    return out;
}

std::vector<float> withoutMean(std::vector<float> curve)
{
    loops::addScalar(curve.empty() ? 0.0F : float(-loops::sum(curve) / double(curve.size())), curve);
    return curve;
}

}  // namespace tonewright::dsp
