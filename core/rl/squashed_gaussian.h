#pragma once

#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/rl/dense_net.h"

namespace tonewright::rl
{

/// The policy of SAC: a = tanh(u), u ~ N(μ(s), σ(s)²) independently for each number, where a network gives μ and log σ
/// (limited to −20 … 2). Density (Haarnoja et al. 2018, arXiv:1801.01290, appendix C):
///   log π(a | s) = Σ_i log N(u_i; μ_i, σ_i) − log(1 − tanh² u_i)
/// Departure: log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)) exactly, where implementations commonly add 10⁻⁶.
class SquashedGaussian
{
public:
    explicit SquashedGaussian(std::size_t size) : m_size(size) {}

    /// Draws an action a row from a network's outputs [2 · size] (μ, then log σ) and standard normal `noise` [rows,
    /// size], and keeps what backward() needs.
    void draw(const DenseNet::Pass &pass, std::span<const double> noise);
    [[nodiscard]] std::span<const float> actions() const { return m_actions; }                     ///< [rows, size]
    [[nodiscard]] std::span<const double> logProbabilities() const { return m_logProbabilities; }  ///< [rows]
    /// Fills ∂loss/∂outputs from ∂loss/∂action [rows, size] and ∂loss/∂log π (one number for every row).
    void backward(std::span<const float> actionGradients, double logProbabilityGradient, DenseNet::Pass &pass) const;

    /// tanh μ.
    static void mode(std::span<const float> output, std::span<float> action);
    [[nodiscard]] static double logDeviation(float output);  ///< limited

private:
    std::size_t m_size;
    std::vector<float> m_actions;
    std::vector<double> m_logProbabilities;
    std::vector<double> m_noise;
};

}  // namespace tonewright::rl
