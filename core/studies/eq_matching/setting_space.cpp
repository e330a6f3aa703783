#include "core/studies/eq_matching/setting_space.h"

#include <algorithm>
#include <cmath>

namespace tonewright::eq_matching
{
namespace
{

constexpr std::size_t kPerBand = 3;  // frequency, gain, Q
constexpr std::size_t kGain = 1;
constexpr double kRounding = 1e-9;  // of a range

double mirrored(double x)
{
    const double folded = std::fabs(std::remainder(x, 2.0));  // period 2, even: 1.2 becomes 0.8
    return std::isfinite(folded) ? std::min(1.0, folded) : 0.5;
}

}  // namespace

SettingSpace::SettingSpace(dsp::FilterMode mode, double mostGainDb) : m_mode(mode)
{
    for (std::size_t i = 0; i < m_ranges.size(); ++i) {
        const GridAxis &axis = actionGrid()[i];
        m_ranges[i] = {axis.first, axis.value(axis.choices - 1), axis.logarithmic};
        if (i % kPerBand == kGain) {
            // A multiple of the grid's step, so that both games have the same ends.
            const double most = axis.step * std::floor(std::clamp(mostGainDb, 0.0, -axis.first) / axis.step + 1e-9);
            m_ranges[i].first = -most;
            m_ranges[i].last = most;
        }
    }
}

dsp::Equaliser SettingSpace::at(const Position &position) const
{
    dsp::Equaliser equaliser;
    equaliser.mode = m_mode;
    for (std::size_t i = 0; i < position.size(); ++i) {
        const Range &range = m_ranges[i];
        const double x = mirrored(position[i]);
        const double value = range.logarithmic ? range.first * std::pow(range.last / range.first, x)
                                               : range.first + (range.last - range.first) * x;
        parameter(equaliser, i) = std::clamp(value, range.first, range.last);
    }
    return equaliser;
}

Position SettingSpace::of(const dsp::Equaliser &equaliser) const
{
    Position position{};
    dsp::Equaliser copy = equaliser;
    for (std::size_t i = 0; i < position.size(); ++i) {
        const Range &range = m_ranges[i];
        const double value = std::clamp(parameter(copy, i), range.first, range.last);
        if (range.last > range.first)
            position[i] = range.logarithmic ? std::log(value / range.first) / std::log(range.last / range.first)
                                            : (value - range.first) / (range.last - range.first);
    }
    return position;
}

bool SettingSpace::contains(const dsp::Equaliser &equaliser) const
{
    dsp::Equaliser copy = equaliser;
    for (std::size_t i = 0; i < m_ranges.size(); ++i) {
        const Range &range = m_ranges[i];
        const double slack = kRounding * (range.last - range.first);
        const double value = parameter(copy, i);
        if (!(value >= range.first - slack && value <= range.last + slack))
            return false;
    }
    return true;
}

dsp::Equaliser SettingSpace::onGrid(const dsp::Equaliser &equaliser) const
{
    dsp::Equaliser result = at(of(equaliser));
    for (std::size_t i = 0; i < m_ranges.size(); ++i) {
        const GridAxis &axis = actionGrid()[i];
        double &value = parameter(result, i);
        value = std::clamp(axis.value(static_cast<int>(std::lround((value - axis.first) / axis.step))),
                           m_ranges[i].first, m_ranges[i].last);
    }
    return result;
}

dsp::Equaliser SettingSpace::stepped(const dsp::Equaliser &equaliser, int axis, int steps) const
{
    dsp::Equaliser result = equaliser;
    const auto index = static_cast<std::size_t>(axis);
    double &value = parameter(result, index);
    value = std::clamp(value + steps * actionGrid()[index].step, m_ranges[index].first, m_ranges[index].last);
    return onGrid(result);
}

}  // namespace tonewright::eq_matching
