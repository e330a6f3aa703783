#include "core/rl/squashed_gaussian.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::rl
{
namespace
{

constexpr double kLowestLogDeviation = -20.0;
constexpr double kHighestLogDeviation = 2.0;

/// log(1 − tanh² u)
double logSquash(double u)
{
    const double softplus = u > 0 ? std::log1p(std::exp(-2 * u)) : -2 * u + std::log1p(std::exp(2 * u));
    return 2.0 * (std::numbers::ln2 - u - softplus);
}

}  // namespace

double SquashedGaussian::logDeviation(float output)
{
    return std::clamp(static_cast<double>(output), kLowestLogDeviation, kHighestLogDeviation);
}

void SquashedGaussian::mode(std::span<const float> output, std::span<float> action)
{
    for (std::size_t i = 0; i < action.size(); ++i)
        action[i] = std::tanh(output[i]);
}

void SquashedGaussian::draw(const DenseNet::Pass &pass, std::span<const double> noise)
{
    const double halfLogTwoPi = 0.5 * std::log(2.0 * std::numbers::pi);
    m_noise.assign(noise.begin(), noise.end());
    m_actions.resize(noise.size());
    m_logProbabilities.assign(pass.rows(), 0.0);
    for (std::size_t row = 0; row < pass.rows(); ++row) {
        const auto output = pass.output(row);
        for (std::size_t i = 0; i < m_size; ++i) {
            const double logDeviationNow = logDeviation(output[m_size + i]);
            const double drawn = noise[row * m_size + i];
            const double u = static_cast<double>(output[i]) + std::exp(logDeviationNow) * drawn;
            m_actions[row * m_size + i] = static_cast<float>(std::tanh(u));
            m_logProbabilities[row] += -0.5 * drawn * drawn - logDeviationNow - halfLogTwoPi - logSquash(u);
        }
    }
}

// With u = μ + σ ε and ε fixed: ∂log π/∂u = 2 tanh u, ∂log π/∂log σ = −1 + 2 tanh u · σ ε, ∂a/∂u = 1 − a².
void SquashedGaussian::backward(std::span<const float> actionGradients, double logProbabilityGradient,
                                DenseNet::Pass &pass) const
{
    for (std::size_t row = 0; row < pass.rows(); ++row) {
        const auto output = pass.output(row);
        const auto gradient = pass.outputGradient(row);
        for (std::size_t i = 0; i < m_size; ++i) {
            const auto a = static_cast<double>(m_actions[row * m_size + i]);
            const auto raw = static_cast<double>(output[m_size + i]);
            const double byU = static_cast<double>(actionGradients[row * m_size + i]) * (1.0 - a * a) +
                               logProbabilityGradient * 2.0 * a;
            gradient[i] = static_cast<float>(byU);
            const bool limited = raw < kLowestLogDeviation || raw > kHighestLogDeviation;
            const double scaled = std::exp(logDeviation(output[m_size + i])) * m_noise[row * m_size + i];
            gradient[m_size + i] = limited ? 0.0F : static_cast<float>(byU * scaled - logProbabilityGradient);
        }
    }
}

}  // namespace tonewright::rl
