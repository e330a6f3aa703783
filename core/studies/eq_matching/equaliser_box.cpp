#include "core/studies/eq_matching/equaliser_box.h"

#include <algorithm>
#include <cmath>

namespace tonewright::eq_matching
{

EqualiserBox::EqualiserBox(Values values, double largestGainDb, dsp::FilterMode mode)
    : m_values(values), m_largestGainDb(std::min(largestGainDb, -actionGrid()[1].first)), m_mode(mode)
{
}

double EqualiserBox::low(std::size_t index) const
{
    const GridAxis &axis = actionGrid()[index];
    return axis.isGain() ? -m_largestGainDb : axis.first;
}

double EqualiserBox::high(std::size_t index) const
{
    const GridAxis &axis = actionGrid()[index];
    return axis.isGain() ? m_largestGainDb : axis.value(axis.choices - 1);
}

dsp::Equaliser EqualiserBox::equaliser(std::span<const float> action) const
{
    dsp::Equaliser equaliser;
    equaliser.mode = m_mode;
    for (std::size_t i = 0; i < kParameters; ++i) {
        const GridAxis &axis = actionGrid()[i];
        const double position = 0.5 + 0.5 * std::clamp(static_cast<double>(action[i]), -1.0, 1.0);
        double value =
            axis.logarithmic ? low(i) * std::pow(high(i) / low(i), position) : low(i) + (high(i) - low(i)) * position;
        if (m_values == Values::Grid) {
            // Towards 0 where rounding would pass the limit of a gain.
            const double index = (value - axis.first) / axis.step;
            double rounded = axis.value(std::clamp(static_cast<int>(std::lround(index)), 0, axis.choices - 1));
            if (axis.isGain() && std::fabs(rounded) > m_largestGainDb)
                rounded = std::copysign(std::floor(m_largestGainDb / axis.step) * axis.step, rounded);
            value = rounded;
        }
        parameter(equaliser, i) = value;
    }
    return equaliser;
}

std::array<float, kParameters> EqualiserBox::action(const dsp::Equaliser &equaliser) const
{
    std::array<float, kParameters> action{};
    for (std::size_t i = 0; i < kParameters; ++i) {
        const double value = std::clamp(parameter(equaliser, i), low(i), high(i));
        const double position = actionGrid()[i].logarithmic ? std::log(value / low(i)) / std::log(high(i) / low(i))
                                                            : (value - low(i)) / (high(i) - low(i));
        action[i] = static_cast<float>(2.0 * position - 1.0);
    }
    return action;
}

}  // namespace tonewright::eq_matching
