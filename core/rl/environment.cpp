#include "core/rl/environment.h"

namespace tonewright::rl
{

TimeLimit::TimeLimit(std::unique_ptr<Environment> inner, int steps) : m_inner(std::move(inner)), m_limit(steps) {}

Result<void> TimeLimit::reset(std::uint64_t seed, std::span<float> observation)
{
    m_steps = 0;
    return m_inner->reset(seed, observation);
}

Result<StepOutcome> TimeLimit::step(std::span<const float> action, std::span<float> observation)
{
    auto outcome = m_inner->step(action, observation);
    if (outcome && ++m_steps >= m_limit)
        outcome->truncated = true;
    return outcome;
}

}  // namespace tonewright::rl
