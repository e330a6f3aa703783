#include "tests/core/rl/environments/toys.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace tonewright::rl::test
{

MultiDiscreteToy::MultiDiscreteToy(std::vector<int> branches)
    : m_observations(Space::box(0.0F, 1.0F, branches.size())), m_actions(Space::multiDiscrete(std::move(branches))),
      m_state(m_observations.size())
{
}

Result<void> MultiDiscreteToy::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    m_observations.sample(rng, m_state);
    std::copy(m_state.begin(), m_state.end(), observation.begin());
    return {};
}

Result<StepOutcome> MultiDiscreteToy::step(std::span<const float> action, std::span<float> observation)
{
    std::copy(m_state.begin(), m_state.end(), observation.begin());
    const std::size_t count = m_state.size();
    float missed = 0;
    for (std::size_t branch = 0; branch < count; ++branch) {
        const auto last = static_cast<float>(m_actions.branches()[branch] - 1);
        const float right = std::round(m_state[(branch + 1) % count] * last);
        missed += std::fabs(action[branch] - right) / last;
    }
    return StepOutcome{1.0F - missed / static_cast<float>(count), true, false};
}

Result<void> UnequalToy::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    m_cell = static_cast<int>(rng.below(kCells));
    observation[0] = static_cast<float>(m_cell);
    return {};
}

Result<StepOutcome> UnequalToy::step(std::span<const float> action, std::span<float> observation)
{
    float reward = static_cast<int>(action[0]) == right(m_cell, 0) ? 0.0F : -10.0F;
    for (int branch = 1; branch < kBranches; ++branch)
        reward += static_cast<int>(action[static_cast<std::size_t>(branch)]) == right(m_cell, branch) ? 0.2F : 0.0F;
    observation[0] = static_cast<float>(m_cell);
    return StepOutcome{reward, true, false};
}

HybridToy::HybridToy(bool masked) : m_masked(masked), m_actions(Space::hybrid({masked ? 4 : 3}, {-1.0F}, {1.0F})) {}

void HybridToy::draw(std::span<float> observation)
{
    m_x = static_cast<float>(m_rng.uniform(-1.0, 1.0));
    m_y = static_cast<float>(m_rng.uniform(-1.0, 1.0));
    observation[0] = m_x;
    observation[1] = m_y;
}

int HybridToy::rightTool() const
{
    return m_x < -1.0F / 3.0F ? 0 : m_x < 1.0F / 3.0F ? 1 : 2;
}

Result<void> HybridToy::reset(std::uint64_t seed, std::span<float> observation)
{
    m_rng = Rng(seed);
    m_steps = 0;
    draw(observation);
    return {};
}

Result<StepOutcome> HybridToy::step(std::span<const float> action, std::span<float> observation)
{
    const int tool = static_cast<int>(action[0]);
    const float wanted = tool == 0 ? m_y : tool == 1 ? -m_y : m_y / 2.0F;
    const float reward = tool == rightTool() ? 1.0F - std::min(1.0F, std::fabs(action[1] - wanted)) : 0.0F;
    draw(observation);
    return StepOutcome{reward, ++m_steps >= 10, false};
}

void HybridToy::actionMask(std::span<std::uint8_t> mask) const
{
    std::fill(mask.begin(), mask.end(), std::uint8_t{1});
    mask[3] = 0;
    mask[static_cast<std::size_t>((rightTool() + 1) % 3)] = 0;
}

namespace
{

constexpr std::string_view kGrid = "....."
                                   ".##.."
                                   "..#P."
                                   "P.#.."
                                   "....G";

}  // namespace

Result<void> GridWalk::reset(std::uint64_t /*seed*/, std::span<float> observation)
{
    m_row = 0;
    m_column = 0;
    m_steps = 0;
    observation[0] = 0.0F;
    return {};
}

Result<StepOutcome> GridWalk::step(std::span<const float> action, std::span<float> observation)
{
    constexpr int kRows[] = {-1, 0, 1, 0};
    constexpr int kColumns[] = {0, 1, 0, -1};
    const auto direction = static_cast<std::size_t>(action[0]);
    const int row = std::clamp(m_row + kRows[direction], 0, kSide - 1);
    const int column = std::clamp(m_column + kColumns[direction], 0, kSide - 1);
    const char cell = kGrid[static_cast<std::size_t>(row * kSide + column)];
    if (cell != '#') {
        m_row = row;
        m_column = column;
    }
    observation[0] = static_cast<float>(m_row * kSide + m_column);
    return StepOutcome{cell == 'P' ? -10.0F : -1.0F, cell == 'P' || cell == 'G', ++m_steps >= 100};
}

}  // namespace tonewright::rl::test
