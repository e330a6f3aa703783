#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/prioritised_replay.h"

namespace tonewright::rl
{

/// One action component as the network sees it.
struct BranchAxis {
    std::vector<double> positions;  ///< [choice]: where each choice lies, 0 … 1, ascending
    int centres = 2;                ///< of its ordinal basis
};

struct BranchingDqnConfig {
    int observationSize = 96;
    /// [branch]: one axis, or two whose choices are valued together. The action's components are the axes in this
    /// order.
    std::vector<std::vector<BranchAxis>> branches;
    int hidden = 256;  ///< width of both trunk layers
    double learningRate = 1e-3;
    double weightDecay = 1e-4;  ///< AdamW's
    double gradientNorm = 1.0;  ///< clipped to this
    double gamma = 0.0;         ///< discount; 0 = contextual bandit, targets are the rewards
    double targetTau = 0.005;   ///< soft target update: θ' ← τ θ + (1 − τ) θ', after every update
    bool cuda = false;          ///< tensors lie on the CUDA device, which must be there (see usesCuda)
};

/// Actions known to be good: the values are taught to prefer them (Hester et al. 2018, "Deep Q-learning from
/// Demonstrations", arXiv:1704.03732, eq. 5, large-margin classification). Each branch is taught for itself, which is
/// the same thing where Q is a sum of branches, and other choices must be worth less by a margin that grows with their
/// distance, since choices are ordered:
///   J = mean over demonstrations of Σ_branches max_a [A(s, a) + margin · Σ_axes w · |position(a) − position(a_E)|] −
///   A(s, a_E)
struct Demonstrations {                      // none where empty
    std::span<const float> observations;     ///< [count, observationSize]
    std::span<const std::uint16_t> actions;  ///< [count, components]
    std::span<const float> weights;          ///< w, [count, components], how much it matters to be right there
    double margin = 0.5;                     ///< for the distance of a whole axis
    double weight = 1.0;                     ///< of J beside the TD loss
};

struct UpdateStats {
    double loss = 0;               ///< importance-weighted Huber loss (δ = 1)
    double demonstrationLoss = 0;  ///< J; 0 without demonstrations
    double meanQ = 0;              ///< of the actions in the batch
    std::vector<float> tdErrors;   ///< [batch]
};

/// Double DQN over several action components at once.
///
/// One network, a shared trunk (2 × Linear–LayerNorm–ReLU) and one head a branch:
///   Q(s, a) = V(s) + Σ_d (A_d(s, a_d) − mean over choices of A_d(s, ·))
/// Duelling (Wang et al. 2016, arXiv:1511.06581, eq. 9) and branching (Tavakoli et al. 2018, arXiv:1711.08946), with
/// the heads *summed* into one value that is trained on one TD error (value decomposition; Sunehag et al. 2017,
/// arXiv:1706.05296): independent targets per head would each blame their own component for what the others did.
/// Heads are ordinal (see OrdinalBasis). Because Q is a sum, the greedy action is each head's own argmax.
/// A branch of two axes is a joint head, for components whose worth depends on each other (a filter's frequency and its
/// gain), which a sum can't say: its basis is the product of both axes' (centres · centres weights), its choices all
/// pairs.
/// Double Q-learning (van Hasselt et al. 2016, arXiv:1509.06461): the online network chooses the next action, the
/// target network values it.
///
/// Not thread-safe. Weights are initialised from the given Rng alone, the same ones on every device; the same calls
/// give the same bits for the same library, BLAS, thread count and device.
class BranchingDqn
{
public:
    BranchingDqn(const BranchingDqnConfig &config, Rng &initialisation);
    ~BranchingDqn();
    BranchingDqn(BranchingDqn &&) noexcept;

    [[nodiscard]] int components() const;
    [[nodiscard]] const BranchingDqnConfig &config() const;

    /// Greedy choices for `count` observations [count, observationSize] → [count, components]. `allowed`: 0 for choices
    /// that may not be taken, [count, all components' choices one after the other], at least one a component; empty =
    /// all may be.
    [[nodiscard]] std::vector<std::uint16_t> greedy(std::span<const float> observations, std::size_t count,
                                                    std::span<const std::uint8_t> allowed = {}) const;
    /// Value of the greedy action, [count].
    [[nodiscard]] std::vector<float> greedyValues(std::span<const float> observations, std::size_t count,
                                                  std::span<const std::uint8_t> allowed = {}) const;
    /// What the choices of every component are worth in one observation, less their mean, [component][choice]. In a
    /// joint branch: with the other component at its greedy choice.
    [[nodiscard]] std::vector<std::vector<float>> advantages(std::span<const float> observation) const;
    /// What the network says of observations [count, observationSize] beside the value: the heads' weights, from which
    /// advantagesOf() makes all choices' advantages, [count, headWeights()]. A few numbers to remember a decision by.
    [[nodiscard]] std::vector<float> weightsOf(std::span<const float> observations, std::size_t count) const;
    [[nodiscard]] std::size_t headWeights() const;
    /// advantages() from one observation's `weights`.
    [[nodiscard]] std::vector<std::vector<float>> advantagesOf(std::span<const float> weights) const;

    /// One gradient step. With a discount the next action is chosen among the batch's allowedNext. Error: Diverged,
    /// naming the first weight tensor that isn't finite, or the loss.
    Result<UpdateStats> update(const ReplayBatch &batch, const Demonstrations &shown = {});
    void setLearningRate(double rate);

    /// Online and target weights and the optimiser's state: bytes that any device reads.
    [[nodiscard]] std::string save() const;
    Result<void> load(const std::string &bytes);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
