#include "core/dsp/decibel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/base/multiversion.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

TW_MULTIVERSION
void shiftAndFloor(std::span<float> values, float factor, float shift, float floor)
{
    float *p = values.data();
    for (std::size_t i = 0, n = values.size(); i < n; ++i) {
        const float db = p[i] * factor + shift;
        p[i] = db < floor ? floor : db;
    }
}

}  // namespace

TW_MULTIVERSION
void log2Each(std::span<const float> in, std::span<float> out)
{
    // Exponent and mantissa in [√½, √2), then the logarithm's polynomial of the Cephes library (logf).
    constexpr std::int32_t kRootHalf = 0x3f3504f3;
    constexpr float kLog2E = 1.44269504089F;
    const float *pi = in.data();
    float *po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i) {
        const auto bits = std::bit_cast<std::int32_t>(pi[i]);
        const std::int32_t exponent = (bits - kRootHalf) >> 23;
        const float x = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;
        const float square = x * x;
        float y = 7.0376836292e-2F;
        y = y * x - 1.1514610310e-1F;
        y = y * x + 1.1676998740e-1F;
        y = y * x - 1.2420140846e-1F;
        y = y * x + 1.4249322787e-1F;
        y = y * x - 1.6668057665e-1F;
        y = y * x + 2.0000714765e-1F;
        y = y * x - 2.4999993993e-1F;
        y = y * x + 3.3333331174e-1F;
        y = y * x * square - 0.5F * square + x;
        po[i] = y * kLog2E + float(exponent);
    }
}

void powerToDb(std::span<float> power, DbReference reference)
{
    powerToDb(power, reference, loops::largest(power));
}

void powerToDb(std::span<float> power, DbReference reference, float loudest)
{
    loudest = std::max(loudest, kSmallestPower);
    const double loudestDb = 10.0 * std::log10(double(loudest));
    const double shift = reference == DbReference::Maximum ? -loudestDb : 0.0;
    loops::raiseTo(kSmallestPower, power);
    log2Each(power, power);
    shiftAndFloor(power, float(kDbPerOctaveOfPower), float(shift), float(loudestDb + shift - kDynamicRangeDb));
}

}  // namespace tonewright::dsp
