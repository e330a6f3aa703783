#include "core/rl/space.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tonewright::rl
{

Space Space::discrete(int choices)
{
    Space space = multiDiscrete({choices});
    space.m_kind = Kind::Discrete;
    return space;
}

Space Space::multiDiscrete(std::vector<int> choicesPerBranch)
{
    Space space;
    space.m_kind = Kind::MultiDiscrete;
    space.m_branches = std::move(choicesPerBranch);
    return space;
}

Space Space::box(std::vector<float> low, std::vector<float> high, std::vector<int> shape)
{
    Space space;
    space.m_shape = shape.empty() ? std::vector<int>{static_cast<int>(low.size())} : std::move(shape);
    space.m_low = std::move(low);
    space.m_high = std::move(high);
    return space;
}

Space Space::box(float low, float high, std::size_t numbers)
{
    return box(std::vector<float>(numbers, low), std::vector<float>(numbers, high));
}

Space Space::hybrid(std::vector<int> choicesPerBranch, std::vector<float> low, std::vector<float> high)
{
    Space space = box(std::move(low), std::move(high));
    space.m_kind = Kind::Hybrid;
    space.m_branches = std::move(choicesPerBranch);
    return space;
}

std::size_t Space::choices() const
{
    return static_cast<std::size_t>(std::accumulate(m_branches.begin(), m_branches.end(), 0));
}

std::size_t Space::flatSize() const
{
    return choices() + continuous();
}

bool Space::bounded() const
{
    const auto finite = [](float x) { return std::isfinite(x); };
    return std::all_of(m_low.begin(), m_low.end(), finite) && std::all_of(m_high.begin(), m_high.end(), finite);
}

void Space::sample(Rng &rng, std::span<float> element) const
{
    for (std::size_t i = 0; i < m_branches.size(); ++i)
        element[i] = static_cast<float>(rng.below(static_cast<std::uint64_t>(m_branches[i])));
    for (std::size_t i = 0; i < m_low.size(); ++i) {
        const bool below = std::isfinite(m_low[i]);
        const bool above = std::isfinite(m_high[i]);
        double value = 0;
        if (below && above)
            value = m_low[i] + rng.uniform() * (static_cast<double>(m_high[i]) - m_low[i]);
        else if (below)
            value = m_low[i] - std::log(1.0 - rng.uniform());
        else if (above)
            value = m_high[i] + std::log(1.0 - rng.uniform());
        else
            value = rng.normal();
        // Rounding to float may pass the bound.
        element[m_branches.size() + i] = std::clamp(static_cast<float>(value), m_low[i], m_high[i]);
    }
}

bool Space::contains(std::span<const float> element) const
{
    if (element.size() != size())
        return false;
    for (std::size_t i = 0; i < m_branches.size(); ++i)
        if (!(element[i] >= 0.0F && element[i] < static_cast<float>(m_branches[i]) &&
              element[i] == std::floor(element[i])))
            return false;
    for (std::size_t i = 0; i < m_low.size(); ++i) {
        const float value = element[m_branches.size() + i];
        if (!(std::isfinite(value) && value >= m_low[i] && value <= m_high[i]))
            return false;
    }
    return true;
}

void Space::flatten(std::span<const float> element, std::span<float> flat) const
{
    std::fill(flat.begin(), flat.end(), 0.0F);
    std::size_t offset = 0;
    for (std::size_t i = 0; i < m_branches.size(); ++i) {
        flat[offset + static_cast<std::size_t>(element[i])] = 1.0F;
        offset += static_cast<std::size_t>(m_branches[i]);
    }
    std::copy(element.begin() + static_cast<std::ptrdiff_t>(m_branches.size()), element.end(),
              flat.begin() + static_cast<std::ptrdiff_t>(offset));
}

void Space::clip(std::span<float> element) const
{
    for (std::size_t i = 0; i < m_low.size(); ++i) {
        float &value = element[m_branches.size() + i];
        value = std::min(std::max(value, m_low[i]), m_high[i]);
    }
}

std::string Space::describe() const
{
    std::string branches;
    for (const int choices : m_branches)
        branches += (branches.empty() ? "" : ", ") + std::to_string(choices);
    const std::string numbers = std::to_string(m_low.size()) + (m_low.size() == 1 ? " number" : " numbers");
    switch (m_kind) {
    case Kind::Discrete:
        return "discrete(" + branches + ")";
    case Kind::MultiDiscrete:
        return "multi-discrete(" + branches + ")";
    case Kind::Box:
        return "box(" + numbers + ")";
    case Kind::Hybrid:
        return "hybrid(" + branches + "; " + numbers + ")";
    }
    return {};
}

}  // namespace tonewright::rl
