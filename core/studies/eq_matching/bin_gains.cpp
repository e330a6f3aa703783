#include "core/studies/eq_matching/bin_gains.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/dsp/decibel.h"
#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching::scene
{
namespace
{

constexpr std::size_t kFine = kScaleSizes.back() / kFftSize;  // bins of 8192 in one of 2048
constexpr std::size_t kFineBins = kFine * (kBins - 1) + 1;

/// |Hann window's spectrum|² at −2 … 2 bins, both ends exclusive, `perBin` steps a bin.
std::vector<double> mainLobe(std::size_t perBin)
{
    std::vector<double> lobe(4 * perBin - 1);
    for (std::size_t i = 0; i < lobe.size(); ++i) {
        const double x = (static_cast<double>(i + 1) / static_cast<double>(perBin)) - 2.0;
        const double angle = std::numbers::pi * x;
        double amplitude = x == 0.0 ? 1.0 : 0.5;
        if (x != 0.0 && std::abs(x) != 1.0)
            amplitude = std::sin(angle) / angle / (1.0 - x * x);
        lobe[i] = amplitude * amplitude;
    }
    return lobe;
}

}  // namespace

std::vector<double> finePowers(std::span<const float> gain)
{
    std::vector<double> result(kFineBins);
    std::array<float, kBins> octaves;
    std::ranges::copy(gain, octaves.begin());
    dsp::log2Each(octaves, octaves);
    for (std::size_t bin = 0; bin + 1 < kBins; ++bin) {
        // exp2 of equal steps: a geometric series.
        const double ratio = std::exp2(2.0 * (octaves[bin + 1] - octaves[bin]) / static_cast<double>(kFine));
        double power = static_cast<double>(gain[bin]) * gain[bin];
        for (std::size_t i = 0; i < kFine; ++i, power *= ratio)
            result[bin * kFine + i] = power;
    }
    result.back() = static_cast<double>(gain[kBins - 1]) * gain[kBins - 1];
    return result;
}

std::vector<double> powersOfBins(std::span<const double> fine, std::span<const double> trackPower, int size)
{
    const auto perBin = static_cast<std::size_t>(kScaleSizes.back() / size);
    if (perBin == 1)
        return {fine.begin(), fine.end()};
    const auto lobe = mainLobe(perBin);
    const std::size_t side = lobe.size() / 2;
    std::vector<double> result(static_cast<std::size_t>(size / 2 + 1));
    for (std::size_t bin = 0; bin < result.size(); ++bin) {
        double weighted = 0.0, weight = 0.0;
        const std::size_t centre = bin * perBin;
        const std::size_t from = centre < side ? side - centre : 0;
        const std::size_t to = std::min(lobe.size(), fine.size() + side - centre);
        for (std::size_t i = from; i < to; ++i) {
            const double share = lobe[i] * trackPower[centre + i - side];
            weighted += share * fine[centre + i - side];
            weight += share;
        }
        result[bin] = weight > 1e-25 ? weighted / weight : fine[centre];
    }
    return result;
}

}  // namespace tonewright::eq_matching::scene
