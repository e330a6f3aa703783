#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/dense_net.h"
#include "core/rl/flat_adam.h"
#include "core/rl/transition_replay.h"

namespace tonewright::rl
{

/// Two estimates of Q(s, a) for continuous actions, each with a target network, of which the smaller is believed
/// (clipped double Q-learning; Fujimoto, van Hoof & Meger 2018, arXiv:1802.09477, §4.2). Part of SAC and TD3.
class TwinCritic
{
public:
    /// Inputs of a network are an observation of `observationSize` numbers, then an action of `actionSize`.
    TwinCritic(std::size_t observationSize, std::size_t actionSize, const std::vector<std::size_t> &hidden,
               Activation activation, Rng &initialisation);

    /// min(Q'₁, Q'₂) of the target networks; observations [count, …], actions [count, …] → values [count].
    void targetValues(std::span<const float> observations, std::span<const float> actions, std::span<float> values);
    /// Towards `targets` [batch.count]: loss = scale · Σ_k mean w · (Q_k − y)². Diverged, naming loss or tensor; then
    /// nothing has changed.
    struct Learnt {
        double loss = 0;
        double meanValue = 0;         ///< of both at the batch's actions
        std::vector<float> tdErrors;  ///< [count]; mean over both of |y − Q_k|
    };
    Result<void> learn(const TransitionBatch &batch, std::span<const float> targets, double scale, double rate,
                       double gradientNorm, Learnt &learnt);
    /// The value of actions and how it changes with them: `smaller` of both (SAC), or the first alone (TD3).
    /// values [count], gradients ∂Q/∂action [count, actionSize].
    void actionGradients(std::span<const float> observations, std::span<const float> actions, bool smaller,
                         std::span<float> values, std::span<float> gradients);
    void moveTargets(double tau);

    /// Q₁ and Q₂ of one action; for tests.
    [[nodiscard]] std::array<float, 2> values(std::span<const float> observation, std::span<const float> action,
                                              bool target = false) const;

    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    void run(const DenseNet &net, DenseNet::Pass &pass, std::span<const float> observations,
             std::span<const float> actions) const;

    std::size_t m_observationSize;
    std::size_t m_actionSize;
    std::vector<DenseNet> m_online;  // two
    std::vector<DenseNet> m_target;
    std::vector<FlatAdam> m_optimisers;
    std::array<DenseNet::Pass, 2> m_passes;
    std::array<kernels::Floats, 2> m_gradients;
};

}  // namespace tonewright::rl
