#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

/// A policy's distribution over any action space: every branch a categorical over its choices, every continuous number
/// a Gaussian, all independent given the observation.
///
/// It is given by a network's heads [choices + continuous]: the logits of all branches one after another, then the
/// Gaussians' means; and by `logDeviations` [continuous], which don't depend on the observation. Forbidden choices
/// (mask 0) have probability 0. Means and deviations are in the *unit* of the space: a number with two finite bounds is
/// centre + half range · z, another one is z; so one initial deviation suits hertz and decibels alike. A drawn z may
/// lie beyond ±1; the environment is given the nearest bound while learning goes by z, as Stable-Baselines3 does.
class ActionDistribution
{
public:
    explicit ActionDistribution(const Space &actions);

    [[nodiscard]] std::size_t heads() const { return m_space.choices() + m_space.continuous(); }
    [[nodiscard]] const Space &space() const { return m_space; }

    /// What a distribution is computed from, for one observation.
    struct Inputs {
        std::span<const float> heads;          ///< [heads()]
        std::span<const float> logDeviations;  ///< [continuous]
        std::span<const std::uint8_t> mask;    ///< [choices] or empty
    };
    /// One draw, as choices and z [space().size()].
    void sample(const Inputs &inputs, Rng &rng, std::span<float> drawn) const;
    /// The likeliest choices and the means.
    void mode(const Inputs &inputs, std::span<float> drawn) const;
    /// From choices and z to what an environment takes, within bounds.
    void toAction(std::span<const float> drawn, std::span<float> action) const;
    /// The other way; for imitating actions that somebody else chose.
    void fromAction(std::span<const float> action, std::span<float> drawn) const;

    /// Logarithm of the probability (density in z) of `drawn`, summed over components. −infinity where it is forbidden.
    [[nodiscard]] double logProbability(const Inputs &inputs, std::span<const float> drawn) const;
    /// In nats, summed over components.
    [[nodiscard]] double entropy(const Inputs &inputs) const;
    /// Gradient of byLog · log-probability + byEntropy · entropy: written to headGradient [heads()], added to
    /// deviationGradient [continuous].
    struct Weights {
        double byLog = 0;
        double byEntropy = 0;
    };
    void gradient(const Inputs &inputs, std::span<const float> drawn, const Weights &weights,
                  std::span<float> headGradient, std::span<double> deviationGradient) const;

private:
    /// Probabilities and their logarithms of one branch; forbidden: 0 and −infinity.
    void softmax(std::size_t branch, std::size_t offset, const Inputs &inputs) const;

    Space m_space;
    std::vector<double> m_centres;     // [continuous]
    std::vector<double> m_halfRanges;  // [continuous]
    mutable std::vector<double> m_probabilities;
    mutable std::vector<double> m_logs;
};

}  // namespace tonewright::rl
