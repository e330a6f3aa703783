#pragma once

#include <algorithm>
#include <span>

namespace tonewright::dsp
{

/// The middle one of at least one value, or the mean of the middle two. Reorders them.
template <class Real>
Real medianOf(std::span<Real> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / Real(2);
}

}  // namespace tonewright::dsp
