#include "core/dsp/wasserstein.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace tonewright::dsp
{

namespace
{

Result<std::vector<double>> sorted(std::span<const double> values, const char *which)
{
    if (values.empty())
        return fail(ErrorCode::BadData, "there are no values to compare.", which);
    if (!std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); }))
        return fail(ErrorCode::BadData, "some values are not finite numbers.", which);
    std::vector<double> result(values.begin(), values.end());
    std::sort(result.begin(), result.end());
    return result;
}

/// Sum of the weights, if they are weights.
Result<double> mass(std::span<const double> weights, const char *which)
{
    if (!std::all_of(weights.begin(), weights.end(), [](double x) { return std::isfinite(x) && x >= 0.0; }))
        return fail(ErrorCode::BadData, "some weights are negative or not finite numbers.", which);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (sum <= 0.0 || !std::isfinite(sum))
        return fail(ErrorCode::BadData, "all weights are 0, or their sum is too large.", which);
    return sum;
}

}  // namespace

Result<double> wassersteinDistance(std::span<const double> first, std::span<const double> second)
{
    const auto a = sorted(first, "first"), b = sorted(second, "second");
    if (!a || !b)
        return fail(a ? b.error() : a.error());
    // Between two neighbouring values of either sample both cumulative distributions are constant.
    double distance = 0, previous = std::min(a->front(), b->front());
    for (std::size_t i = 0, j = 0; i < a->size() || j < b->size();) {
        const bool fromA = j == b->size() || (i < a->size() && (*a)[i] <= (*b)[j]);
        const double value = fromA ? (*a)[i] : (*b)[j];
        const double gap = std::abs(double(i) / double(a->size()) - double(j) / double(b->size()));
        distance += gap * (value - previous);
        previous = value;
        ++(fromA ? i : j);
    }
    return distance;
}

Result<double> wassersteinDistance(std::span<const double> firstWeights, std::span<const double> secondWeights,
                                   double step)
{
    if (firstWeights.size() != secondWeights.size())
        return fail(ErrorCode::InvalidArgument, "the two distributions have different numbers of weights.");
    const auto a = mass(firstWeights, "first"), b = mass(secondWeights, "second");
    if (!a || !b)
        return fail(a ? b.error() : a.error());
    double distance = 0, gap = 0;
    for (std::size_t i = 0; i < firstWeights.size(); ++i) {
        gap += firstWeights[i] / *a - secondWeights[i] / *b;
        distance += std::abs(gap) * step;
    }
    return distance;
}

}  // namespace tonewright::dsp
