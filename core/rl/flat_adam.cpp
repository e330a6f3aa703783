#include "core/rl/flat_adam.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tonewright::rl
{

FlatAdam::FlatAdam(std::size_t parameters, const AdamConfig &config)
    : m_config(config), m_first(parameters, 0.0F), m_second(parameters, 0.0F)
{
}

double FlatAdam::step(std::span<float> parameters, std::span<float> gradient, double learningRate, double largestNorm)
{
    const double norm = std::sqrt(kernels::sumOfSquares(gradient));
    if (!std::isfinite(norm))
        return norm;
    if (largestNorm > 0.0 && norm > largestNorm)
        kernels::scale(gradient, static_cast<float>(largestNorm / norm));
    ++m_steps;
    const auto t = static_cast<double>(m_steps);
    kernels::AdamStep coefficients{};
    coefficients.beta1 = static_cast<float>(m_config.beta1);
    coefficients.beta2 = static_cast<float>(m_config.beta2);
    coefficients.stepSize = static_cast<float>(learningRate / (1.0 - std::pow(m_config.beta1, t)));
    coefficients.rootInverse = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(m_config.beta2, t)));
    coefficients.epsilon = static_cast<float>(m_config.epsilon);
    coefficients.decay = static_cast<float>(1.0 - learningRate * m_config.weightDecay);
    kernels::adam(coefficients, gradient, m_first, m_second, parameters);
    return norm;
}

void FlatAdam::save(ByteWriter &out) const
{
    out.value(m_steps);
    out.array(std::span<const float>(m_first));
    out.array(std::span<const float>(m_second));
}

Result<void> FlatAdam::load(ByteReader &in)
{
    std::int64_t steps = 0;
    std::vector<float> first;
    std::vector<float> second;
    if (!in.value(steps) || !in.array(first) || !in.array(second) || first.size() != m_first.size() ||
        second.size() != m_second.size())
        return fail(ErrorCode::BadData, "the stored optimiser has another size than this run's network");
    m_steps = steps;
    std::copy(first.begin(), first.end(), m_first.begin());
    std::copy(second.begin(), second.end(), m_second.begin());
    return {};
}

std::optional<std::size_t> firstNotFinite(std::span<const float> values)
{
    const auto found = std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
    if (found == values.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - values.begin());
}

}  // namespace tonewright::rl
