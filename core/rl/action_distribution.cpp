#include "core/rl/action_distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tonewright::rl
{
namespace
{

const double kHalfLogTwoPi = 0.5 * std::log(2.0 * std::numbers::pi);

bool allowed(const ActionDistribution::Inputs &inputs, std::size_t choice)
{
    return inputs.mask.empty() || inputs.mask[choice] != 0;
}

}  // namespace

ActionDistribution::ActionDistribution(const Space &actions) : m_space(actions)
{
    for (std::size_t i = 0; i < actions.continuous(); ++i) {
        const auto low = static_cast<double>(actions.low()[i]);
        const auto high = static_cast<double>(actions.high()[i]);
        const bool bounded = std::isfinite(low) && std::isfinite(high) && high > low;
        m_centres.push_back(bounded ? (low + high) / 2 : 0.0);
        m_halfRanges.push_back(bounded ? (high - low) / 2 : 1.0);
    }
    int most = 0;
    for (const int choices : actions.branches())
        most = std::max(most, choices);
    m_probabilities.resize(static_cast<std::size_t>(most));
    m_logs.resize(static_cast<std::size_t>(most));
}

void ActionDistribution::softmax(std::size_t branch, std::size_t offset, const Inputs &inputs) const
{
    const auto choices = static_cast<std::size_t>(m_space.branches()[branch]);
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < choices; ++i)
        if (allowed(inputs, offset + i))
            largest = std::max(largest, static_cast<double>(inputs.heads[offset + i]));
    double sum = 0;
    for (std::size_t i = 0; i < choices; ++i) {
        m_logs[i] = static_cast<double>(inputs.heads[offset + i]) - largest;
        m_probabilities[i] = allowed(inputs, offset + i) ? std::exp(m_logs[i]) : 0.0;
        sum += m_probabilities[i];
    }
    const double logSum = std::log(sum);
    for (std::size_t i = 0; i < choices; ++i) {
        m_probabilities[i] /= sum;
        m_logs[i] = allowed(inputs, offset + i) ? m_logs[i] - logSum : -std::numeric_limits<double>::infinity();
    }
}

void ActionDistribution::sample(const Inputs &inputs, Rng &rng, std::span<float> drawn) const
{
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < m_space.branches().size(); ++branch) {
        const auto choices = static_cast<std::size_t>(m_space.branches()[branch]);
        softmax(branch, offset, inputs);
        double left = rng.uniform();
        std::size_t choice = choices;
        // The last allowed one takes what rounding leaves.
        for (std::size_t i = 0; i < choices && left >= 0; ++i) {
            if (!allowed(inputs, offset + i))
                continue;
            choice = i;
            left -= m_probabilities[i];
        }
        drawn[branch] = static_cast<float>(choice);
        offset += choices;
    }
    for (std::size_t i = 0; i < m_space.continuous(); ++i)
        drawn[m_space.branches().size() + i] =
            inputs.heads[offset + i] +
            static_cast<float>(std::exp(static_cast<double>(inputs.logDeviations[i])) * rng.normal());
}

void ActionDistribution::mode(const Inputs &inputs, std::span<float> drawn) const
{
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < m_space.branches().size(); ++branch) {
        const auto choices = static_cast<std::size_t>(m_space.branches()[branch]);
        std::size_t best = choices;
        for (std::size_t i = 0; i < choices; ++i)
            if (allowed(inputs, offset + i) &&
                (best == choices || inputs.heads[offset + i] > inputs.heads[offset + best]))
                best = i;
        drawn[branch] = static_cast<float>(best);
        offset += choices;
    }
    std::copy_n(inputs.heads.begin() + static_cast<std::ptrdiff_t>(offset), m_space.continuous(),
                drawn.begin() + static_cast<std::ptrdiff_t>(m_space.branches().size()));
}

void ActionDistribution::toAction(std::span<const float> drawn, std::span<float> action) const
{
    const std::size_t branches = m_space.branches().size();
    std::copy_n(drawn.begin(), branches, action.begin());
    for (std::size_t i = 0; i < m_space.continuous(); ++i)
        action[branches + i] =
            static_cast<float>(m_centres[i] + m_halfRanges[i] * static_cast<double>(drawn[branches + i]));
    m_space.clip(action);
}

void ActionDistribution::fromAction(std::span<const float> action, std::span<float> drawn) const
{
    const std::size_t branches = m_space.branches().size();
    std::copy_n(action.begin(), branches, drawn.begin());
    for (std::size_t i = 0; i < m_space.continuous(); ++i)
        drawn[branches + i] =
            static_cast<float>((static_cast<double>(action[branches + i]) - m_centres[i]) / m_halfRanges[i]);
}

double ActionDistribution::logProbability(const Inputs &inputs, std::span<const float> drawn) const
{
    double sum = 0;
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < m_space.branches().size(); ++branch) {
        softmax(branch, offset, inputs);
        sum += m_logs[static_cast<std::size_t>(drawn[branch])];
        offset += static_cast<std::size_t>(m_space.branches()[branch]);
    }
    for (std::size_t i = 0; i < m_space.continuous(); ++i) {
        const auto log = static_cast<double>(inputs.logDeviations[i]);
        const double z = (static_cast<double>(drawn[m_space.branches().size() + i]) -
                          static_cast<double>(inputs.heads[offset + i])) *
                         std::exp(-log);
        sum += -0.5 * z * z - log - kHalfLogTwoPi;
    }
    return sum;
}

double ActionDistribution::entropy(const Inputs &inputs) const
{
    double sum = 0;
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < m_space.branches().size(); ++branch) {
        const auto choices = static_cast<std::size_t>(m_space.branches()[branch]);
        softmax(branch, offset, inputs);
        for (std::size_t i = 0; i < choices; ++i)
            if (m_probabilities[i] > 0)
                sum -= m_probabilities[i] * m_logs[i];
        offset += choices;
    }
    for (std::size_t i = 0; i < m_space.continuous(); ++i)
        sum += 0.5 + kHalfLogTwoPi + static_cast<double>(inputs.logDeviations[i]);
    return sum;
}

void ActionDistribution::gradient(const Inputs &inputs, std::span<const float> drawn, const Weights &weights,
                                  std::span<float> headGradient, std::span<double> deviationGradient) const
{
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < m_space.branches().size(); ++branch) {
        const auto choices = static_cast<std::size_t>(m_space.branches()[branch]);
        const auto chosen = static_cast<std::size_t>(drawn[branch]);
        softmax(branch, offset, inputs);
        double entropy = 0;
        for (std::size_t i = 0; i < choices; ++i)
            if (m_probabilities[i] > 0)
                entropy -= m_probabilities[i] * m_logs[i];
        // ∂ log p(chosen)/∂ logit_i = [i = chosen] − p_i;  ∂ H/∂ logit_i = −p_i (log p_i + H)
        for (std::size_t i = 0; i < choices; ++i) {
            const double p = m_probabilities[i];
            const double byEntropy = p > 0 ? -p * (m_logs[i] + entropy) : 0.0;
            headGradient[offset + i] =
                static_cast<float>(weights.byLog * ((i == chosen ? 1.0 : 0.0) - p) + weights.byEntropy * byEntropy);
        }
        offset += choices;
    }
    for (std::size_t i = 0; i < m_space.continuous(); ++i) {
        const double inverse = std::exp(-static_cast<double>(inputs.logDeviations[i]));
        const double z = (static_cast<double>(drawn[m_space.branches().size() + i]) -
                          static_cast<double>(inputs.heads[offset + i])) *
                         inverse;
        headGradient[offset + i] = static_cast<float>(weights.byLog * z * inverse);
        deviationGradient[i] += weights.byLog * (z * z - 1.0) + weights.byEntropy;
    }
}

}  // namespace tonewright::rl
