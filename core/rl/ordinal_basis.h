#pragma once

#include <vector>

namespace tonewright::rl
{

/// A smooth basis over the ordered choices of one action component. A head that predicts one weight a centre gives all
/// of its choices a value, and what it learns about one choice reaches its neighbours:
///   value(i) = Σ_k basis[i][k] · weight[k],  basis[i][k] ∝ exp(−½ ((position_i − centre_k) / width)²),  Σ_k basis = 1.
/// Normalised Gaussian radial basis (Moody & Darken 1989), centres evenly over positions 0 … 1, width = spacing / 1.5.
struct OrdinalBasis {
    int choices = 0;
    int centres = 0;
    std::vector<float> values;  ///< [choices, centres], rows sum to 1
    std::vector<float> mean;    ///< [centres], mean over the choices
};

/// `positions`: where each choice lies between 0 and 1 (log-spaced frequencies, say), ascending. centres ≥ 2.
OrdinalBasis makeOrdinalBasis(const std::vector<double> &positions, int centres);

}  // namespace tonewright::rl
