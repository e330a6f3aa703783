#include "core/rl/continuous_action.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::rl
{

Result<ActionScale> ActionScale::create(const Space &actions, const std::string &algorithm)
{
    if (actions.continuous() == 0 || !actions.branches().empty() || !actions.bounded())
        return fail(ErrorCode::InvalidArgument,
                    "can't choose an action of " + actions.describe() +
                        ": it wants numbers between finite bounds. Use DQN for choices, PPO for both",
                    algorithm);
    ActionScale scale;
    scale.m_low = actions.low();
    scale.m_high = actions.high();
    return scale;
}

void ActionScale::toEnvironment(std::span<const float> units, std::span<float> actions) const
{
    for (std::size_t i = 0; i < units.size(); ++i) {
        const float low = m_low[i % size()];
        const float high = m_high[i % size()];
        actions[i] = std::clamp(low + 0.5F * (units[i] + 1.0F) * (high - low), low, high);
    }
}

void ActionScale::toUnits(std::span<const float> actions, std::span<float> units) const
{
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const float low = m_low[i % size()];
        const float high = m_high[i % size()];
        units[i] = std::clamp(2.0F * (actions[i] - low) / (high - low) - 1.0F, -1.0F, 1.0F);
    }
}

std::span<const double> ExplorationNoise::next(std::size_t copies, Rng &rng)
{
    if (m_fresh.size() != copies) {
        m_values.assign(copies * m_size, 0.0);
        m_fresh.assign(copies, 1);
    }
    const double share = std::sqrt(1.0 - m_correlation * m_correlation);
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const double drawn = rng.normal();
        m_values[i] = m_fresh[i / m_size] != 0 ? drawn : m_correlation * m_values[i] + share * drawn;
    }
    std::fill(m_fresh.begin(), m_fresh.end(), std::uint8_t{0});
    return m_values;
}

void ExplorationNoise::endEpisodes(std::span<const std::uint8_t> terminated, std::span<const std::uint8_t> truncated)
{
    for (std::size_t copy = 0; copy < std::min(m_fresh.size(), terminated.size()); ++copy)
        if (terminated[copy] != 0 || truncated[copy] != 0)
            m_fresh[copy] = 1;
}

void ExplorationNoise::save(ByteWriter &out) const
{
    out.array(std::span<const double>(m_values));
    out.array(std::span<const std::uint8_t>(m_fresh));
}

Result<void> ExplorationNoise::load(ByteReader &in)
{
    if (!in.array(m_values) || !in.array(m_fresh) || m_values.size() != m_fresh.size() * m_size)
        return fail(ErrorCode::BadData, "the checkpoint's exploration noise doesn't fit this run's settings");
    return {};
}

float uniformFromNormal(double normal)
{
    return static_cast<float>(std::erf(normal / std::numbers::sqrt2));
}

}  // namespace tonewright::rl
