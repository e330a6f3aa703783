#include "core/dsp/si_sdr.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/multiversion.h"
#include "core/dsp/signal_check.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

constexpr double kNothing = 1e-24;  // −240 dB
constexpr std::size_t kLanes = 16;

/// A signal freed of its mean and of its level.
struct Centred {
    std::span<const float> samples;
    double mean = 0;
    double gain = 1;
};

Centred centred(std::span<const float> signal)
{
    return {signal, loops::sum(signal) / double(signal.size()), reciprocalPeak(signal)};
}

double total(const double *lanes)
{
    double sum = 0;
    for (std::size_t l = 0; l < kLanes; ++l)
        sum += lanes[l];
    return sum;
}

/// {⟨a, a⟩, ⟨a, b⟩, ‖b − factor·a‖²}
TW_MULTIVERSION
std::array<double, 3> products(const Centred &a, const Centred &b, double factor)
{
    const float *pa = a.samples.data();
    const float *pb = b.samples.data();
    const double meanA = a.mean, meanB = b.mean, gainA = a.gain, gainB = b.gain;
    const std::size_t n = a.samples.size(), whole = n - n % kLanes;
    double own[kLanes] = {}, both[kLanes] = {}, rest[kLanes] = {};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double x = (double(pa[i + l]) - meanA) * gainA, y = (double(pb[i + l]) - meanB) * gainB;
            own[l] += x * x;
            both[l] += x * y;
            rest[l] += (y - factor * x) * (y - factor * x);
        }
    for (std::size_t i = whole; i < n; ++i) {
        const double x = (double(pa[i]) - meanA) * gainA, y = (double(pb[i]) - meanB) * gainB;
        own[i - whole] += x * x;
        both[i - whole] += x * y;
        rest[i - whole] += (y - factor * x) * (y - factor * x);
    }
    return {total(own), total(both), total(rest)};
}

}  // namespace

Result<double> siSdrDb(std::span<const float> reference, std::span<const float> estimate)
{
    const std::size_t length = std::min(reference.size(), estimate.size());
    reference = reference.first(length);
    estimate = estimate.first(length);
    if (auto usable = checkSignal(reference, "reference"); !usable)
        return fail(usable.error());
    if (auto usable = checkSignal(estimate, "estimate"); !usable)
        return fail(usable.error());

    const Centred r = centred(reference), e = centred(estimate);
    const auto [energy, correlation, estimateEnergy] = products(r, e, 0.0);
    const double factor = correlation / energy;
    // The distortion is summed by itself: as a difference of energies it would cancel at high ratios.
    const double distortion = products(r, e, factor)[2], target = factor * correlation;
    if (target <= kNothing * estimateEnergy)
        return fail(ErrorCode::BadData, "nothing of the reference is in it: the ratio is minus infinite.", "estimate");
    if (distortion <= kNothing * target)
        return fail(ErrorCode::BadData, "it is the reference itself: the ratio is infinite.", "estimate");
    return 10.0 * std::log10(target / distortion);
}

}  // namespace tonewright::dsp
