#pragma once

#include <span>
#include <vector>

#include "core/base/rng.h"

namespace tonewright::eq_matching
{

/// Minimises a function of n ≥ 1 numbers by its values alone: (μ/μ_w, λ)-CMA-ES with λ = 4 + ⌊3 ln n⌋ (or as given),
/// default weights and learning rates of N. Hansen, "The CMA Evolution Strategy: A Tutorial" (arXiv:1604.00772), table
/// 1 with positive weights alone; step size by cumulation (equations 31, 34), covariance by rank one and rank μ
/// (equation 30). Without bounds: the caller maps what lies outside.
/// Deterministic: depends on the arguments alone.
class CmaEs
{
public:
    CmaEs(std::vector<double> mean, double stepSize, std::uint64_t seed, int population = 0);

    /// λ points to be tried.
    const std::vector<std::vector<double>> &ask();
    /// Their values in the same order; NaN counts as worst.
    void tell(std::span<const double> values);

    [[nodiscard]] const std::vector<double> &mean() const { return m_mean; }
    [[nodiscard]] double stepSize() const { return m_stepSize; }
    /// The longest axis of the ellipsoid that points are drawn from: where this is tiny, the search has converged.
    [[nodiscard]] double spread() const;

private:
    void decompose();

    std::size_t m_n;
    std::size_t m_parents;
    std::vector<double> m_mean;
    double m_stepSize;
    Rng m_rng;
    std::vector<double> m_weights;
    double m_mueff = 0, m_cc = 0, m_cs = 0, m_c1 = 0, m_cmu = 0, m_damping = 0, m_chi = 0;
    std::vector<double> m_pathC, m_pathSigma;
    std::vector<double> m_covariance;  // [n][n]
    std::vector<double> m_axes;        // [n][n], columns are eigenvectors
    std::vector<double> m_lengths;     // [n]: square roots of the eigenvalues
    std::vector<std::vector<double>> m_points;
    int m_generation = 0;
};

}  // namespace tonewright::eq_matching
