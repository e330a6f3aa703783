#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/studies/eq_matching/action_grid.h"

namespace tonewright::eq_matching
{

/// The distance between an equaliser's applied response and a wanted one, and its gradient with respect to the twelve
/// numbers of EqualiserBox: what a network is taught with when the right curve is known. Comparing curves instead of
/// parameters, because many settings make nearly the same curve (Nercessian 2020, "Neural parametric equalizer matching
/// using differentiable biquads", DAFx): a band of no gain may lie anywhere.
///
///   e = response − wanted in dB,   M = variance of e over the points + level · (mean of e)²,   loss = log(1 + M / s²)
///
/// Half of the weight lies evenly over the logarithm of the frequency, as hearing has it, half evenly over hertz, as
/// the reward's measures of the short-time spectrum have it. `level` says how much the common level counts beside the
/// shape: nearly every measure of the reward looks at the shape alone. The logarithm weighs a pair that is nearly right
/// as much as one that is far off; below s = 1 dB it hardly pays any more. Derivatives are exact: the power response of
/// a biquad is a quotient of two quadratics in sin²(ω/2) whose coefficients are differentiated by frequency, gain and Q
/// (RBJ Audio-EQ-Cookbook). Immutable; any number of threads.
class CurveLoss
{
public:
    /// 64 points, log-spaced, 25 Hz … 0.98 · Nyquist or 20 kHz.
    explicit CurveLoss(int sampleRate);

    [[nodiscard]] const std::vector<double> &hertz() const { return m_hertz; }
    /// Loss for an action in −1 … 1 with gains up to `largestGainDb`; adds ∂loss/∂action to `gradient` [kParameters].
    /// Numbers beyond ±1 count as the bound and have the gradient there, so that they find back.
    struct Task {
        std::span<const float> wantedDb;  ///< at hertz()
        double largestGainDb = 24.0;
        double level = 0.1;
        dsp::FilterMode mode = dsp::FilterMode::ZeroPhase;
    };
    double loss(std::span<const float> action, const Task &task, std::span<double> gradient) const;

private:
    int m_sampleRate;
    std::vector<double> m_hertz;
    std::vector<double> m_weights;  // sum 1
    std::vector<double> m_phi;      // sin²(ω/2)
};

}  // namespace tonewright::eq_matching
