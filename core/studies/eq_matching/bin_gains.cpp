#include "core/studies/eq_matching/bin_gains.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "core/base/multiversion.h"

namespace tonewright::eq_matching::scene
{
namespace
{

// Power below this is none; times the smallest gain it is still a normal number, as the most is times the largest.
constexpr float kNothing = 1e-20F, kMost = 1e15F;
constexpr std::size_t kWide = 8;  // floats at once

typedef float Aligned __attribute__((vector_size(kWide * sizeof(float))));
typedef Aligned Eight __attribute__((aligned(alignof(float)), may_alias));

/// |Hann window's spectrum|² at `x` bins from its centre; 0 beyond the main lobe.
double lobeAt(double x)
{
    if (std::abs(x) >= 2.0)
        return 0.0;
    if (x == 0.0)
        return 1.0;
    const double angle = std::numbers::pi * x;
    const double amplitude = std::abs(x) == 1.0 ? 0.5 : std::sin(angle) / angle / (1.0 - x * x);
    return amplitude * amplitude;
}

/// The main lobe of a window in bins of 8192: [kFine][taps], row j for the bins whose number mod kFine is j, from
/// −taps / 2 bins of 2048 on.
template <std::size_t kTaps>
std::array<float, kFine * kTaps> lobeRows(double binsAcross)
{
    std::array<float, kFine * kTaps> rows{};
    for (std::size_t j = 0; j < kFine; ++j)
        for (std::size_t tap = 0; tap < kTaps; ++tap) {
            const double bins = double(kFine) * (double(tap) - double(kTaps / 2)) + double(j);
            rows[j * kTaps + tap] = static_cast<float>(lobeAt(bins / binsAcross));
        }
    return rows;
}

constexpr std::size_t kTaps = 4, kBroadTaps = 16;  // ±2 bins of 2048 and of 512, in bins of 2048
constexpr std::size_t kStep = kFftSize / kScaleSizes.front();

/// Amplitude gains → power gains in rows: in dB halfway between two is the product's root.
TW_MULTIVERSION
void interpolate(const float *gain, float *__restrict fine)
{
    float limited[kBins + 1];
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        const float g = gain[bin] < kSmallestGain ? kSmallestGain : gain[bin];
        limited[bin] = g > kLargestGain ? kLargestGain : g;
    }
    float *__restrict row0 = fine + kFinePad, *__restrict row1 = row0 + kFineStride;
    float *__restrict row2 = row1 + kFineStride, *__restrict row3 = row2 + kFineStride;
    for (std::size_t bin = 0; bin + 1 < kBins; ++bin) {
        const float here = limited[bin], next = limited[bin + 1];
        const float middle = here * next, root = __builtin_sqrtf(middle);
        row0[bin] = here * here;
        row1[bin] = here * root;
        row2[bin] = middle;
        row3[bin] = next * root;
    }
    row0[kBins - 1] = limited[kBins - 1] * limited[kBins - 1];
}

TW_MULTIVERSION
void multiply(const float *a, const float *b, float *__restrict out)
{
    for (std::size_t i = 0; i < kFineSize; ++i)
        out[i] = a[i] * b[i];
}

/// Sums over the main lobe of windows of 2048. Reads and writes past the last bin, into the rows' zeros.
TW_MULTIVERSION
void sumOverLobes(const float *rows, const float *lobe, float *out)
{
    for (std::size_t bin = 0; bin < kBins; bin += kWide) {
        Aligned sum{};
        for (std::size_t j = 0; j < kFine; ++j)
            for (std::size_t tap = 0; tap < kTaps; ++tap) {
                const float *from = rows + j * kFineStride + kFinePad + bin + tap - kTaps / 2;
                sum += *reinterpret_cast<const Eight *>(from) * lobe[j * kTaps + tap];
            }
        *reinterpret_cast<Eight *>(out + bin) = sum;
    }
}

/// The same of windows of 512.
TW_MULTIVERSION
void sumOverBroadLobes(const float *rows, const float *lobe, float *out)
{
    for (std::size_t bin = 0; bin < kBroadBins; ++bin) {
        Aligned sum{};
        for (std::size_t j = 0; j < kFine; ++j)
            for (std::size_t tap = 0; tap < kBroadTaps; tap += kWide) {
                const float *from = rows + j * kFineStride + kFinePad + bin * kStep + tap - kBroadTaps / 2;
                sum += *reinterpret_cast<const Eight *>(from) *
                       *reinterpret_cast<const Eight *>(lobe + j * kBroadTaps + tap);
            }
        out[bin] = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    }
}

constexpr std::size_t kPaddedBins = (kBins + kWide - 1) / kWide * kWide;
static_assert(kFinePad + kPaddedBins + kTaps / 2 <= kFineStride);

struct LobeSums {
    explicit LobeSums(const float *rows)
    {
        static const auto lobe = lobeRows<kTaps>(kFine);
        static const auto broadLobe = lobeRows<kBroadTaps>(kFine * kStep);
        sumOverLobes(rows, lobe.data(), narrow.data());
        sumOverBroadLobes(rows, broadLobe.data(), broad.data());
    }
    std::array<float, kPaddedBins> narrow;
    std::array<float, kBroadBins> broad;
};

/// sum · perWeight, or the gain at the centre.
TW_MULTIVERSION
void divide(const float *sums, const float *perWeight, std::size_t count, const float *centres, std::size_t step,
            float *__restrict out)
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = perWeight[i] > 0.0F ? sums[i] * perWeight[i] : centres[i * step];
}

}  // namespace

std::vector<double> toFineRows(std::span<const double> bins)
{
    std::vector<double> rows(kFineSize, 0.0);
    for (std::size_t j = 0; j < kFine; ++j)
        for (std::size_t bin = j, to = j * kFineStride + kFinePad; bin < bins.size(); bin += kFine, ++to)
            rows[to] = bins[bin];
    return rows;
}

HeardPower::HeardPower(std::span<const double> trackPower) : m_power(kFineSize, 0.0F)
{
    for (std::size_t bin = 0; bin < trackPower.size(); ++bin)
        m_power[fineIndex(bin)] = static_cast<float>(trackPower[bin]);
    weigh();
}

void HeardPower::weigh()
{
    for (float &power : m_power)
        power = power < kNothing ? 0.0F : std::min(power, kMost);
    const LobeSums weights(m_power.data());
    const auto inverse = [](float weight) { return weight > kNothing ? 1.0F / weight : 0.0F; };
    m_perWeight.resize(kBins);
    m_perBroadWeight.resize(kBroadBins);
    std::transform(weights.narrow.begin(), weights.narrow.begin() + kBins, m_perWeight.begin(), inverse);
    std::ranges::transform(weights.broad, m_perBroadWeight.begin(), inverse);
}

void HeardPower::hear(std::span<const float> gain, HeardGains &heard) const
{
    interpolate(gain.data(), heard.fine.data());
    std::array<float, kFineSize> weighted;
    multiply(m_power.data(), heard.fine.data(), weighted.data());
    const LobeSums sums(weighted.data());
    const float *centres = heard.fine.data() + kFinePad;
    divide(sums.narrow.data(), m_perWeight.data(), kBins, centres, 1, heard.power.data());
    divide(sums.broad.data(), m_perBroadWeight.data(), kBroadBins, centres, kStep, heard.broad.data());
}

HeardPower HeardPower::through(const HeardGains &heard) const
{
    HeardPower filtered = *this;
    multiply(m_power.data(), heard.fine.data(), filtered.m_power.data());
    filtered.weigh();
    return filtered;
}

void HeardPower::scale(double power)
{
    for (float &value : m_power)
        value = static_cast<float>(value * power);
    weigh();
}

}  // namespace tonewright::eq_matching::scene
