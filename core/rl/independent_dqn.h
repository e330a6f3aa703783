#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"

namespace tonewright::rl
{

struct IndependentDqnConfig {
    int observationSize = 857;
    std::vector<int> choices;    ///< [network]: one network an action component, at least 1 choice each
    int hidden = 512;            ///< h ≥ 4: layers of h, h, h/2, h/4
    double dropout = 0.2;        ///< 0 … 1 (excluded)
    double learningRate = 5e-4;  ///< AdamW's at the start
    double weightDecay = 1e-4;   ///< AdamW's
    double plateauFactor = 0.8;  ///< of each network's own learning rate (see PlateauSchedule)
    int plateauPatience = 10;
    double gradientNorm = 1.0;  ///< of each network, clipped to this
    double gamma = 0.99;
    double targetTau = 0.005;  ///< soft target update: θ' ← τ θ + (1 − τ) θ' …
    int targetEvery = 100;     ///< … after every so many learning steps
    bool cuda = false;         ///< tensors lie on the CUDA device, which must be there (see usesCuda)
};

/// A minibatch of a problem whose observation doesn't change within an episode: the next observation is the same one.
/// Transitions of one episode share a row of `observations`.
struct IndependentBatch {
    std::vector<float> observations;       ///< [rows, observationSize]
    std::vector<std::int64_t> rows;        ///< [batch]: each transition's row of observations
    std::vector<std::uint16_t> actions;    ///< [batch, networks]
    std::vector<float> rewards;            ///< [batch]
    std::vector<float> notDone;            ///< [batch]; 0 where the episode ended with this step
    std::vector<float> importanceWeights;  ///< [batch]
};

struct IndependentStats {
    double loss = 0;              ///< importance-weighted Huber loss (δ = 1)
    std::vector<float> tdErrors;  ///< [batch]
};

/// 0 with the probability `rate` (in steps of 1/65536), else 1/(1 − rate), so that the mean is 1. Four values a draw.
void fillDropoutMask(std::span<float> mask, double rate, Rng &rng);

/// Double DQN with a network of its own for every action component, as the published equaliser agent has it: each is
/// trained on the common reward as if its component alone had earned it. Here for comparison; BranchingDqn is what
/// learns.
///
/// Network: four times Linear–LayerNorm–ReLU–Dropout with h, h, h/2, h/4 outputs, then a Linear with a value a choice.
/// Weights Kaiming uniform (±√(6/inputs)), biases 0, LayerNorm 1 and 0.
///   target = r + γ · notDone · Q'(s, argmax_a Q(s, a)),  Q' the slow network (van Hasselt et al. 2016)
/// Dropout acts where gradients flow, and nowhere else: neither in choosing nor in the target.
///
/// Not thread-safe. Weights and dropout masks come from the given generators alone, none from torch's; the same calls
/// give the same bits for the same library, BLAS, thread count and device.
class IndependentDqn
{
public:
    IndependentDqn(const IndependentDqnConfig &config, Rng &initialisation, const Rng &dropout);
    ~IndependentDqn();
    IndependentDqn(IndependentDqn &&) noexcept;

    [[nodiscard]] int networks() const;

    /// Each network's best choice for one observation, [networks].
    [[nodiscard]] std::vector<std::uint16_t> greedy(std::span<const float> observation) const;
    /// Q_d(s, ·) for one observation, [network][choice].
    [[nodiscard]] std::vector<std::vector<float>> values(std::span<const float> observation) const;

    /// A learning step is learn() of every network on the same batch, then endStep(): in pieces, so that somebody can
    /// ask between them whether to go on. Error: Diverged, naming the network; it is then as before.
    Result<IndependentStats> learn(int network, const IndependentBatch &batch);
    /// Counts the learning step; at every targetEvery-th the slow networks follow.
    void endStep();
    [[nodiscard]] std::int64_t learningSteps() const;
    [[nodiscard]] double learningRate(int network) const;

    /// Weights, slow weights, optimisers, learning rates, the dropout's generator: bytes that any device reads.
    [[nodiscard]] std::string save() const;
    /// BadData when it doesn't fit; everything is then as before.
    Result<void> load(const std::string &bytes);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
