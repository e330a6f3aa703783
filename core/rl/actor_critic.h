#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"
#include "core/rl/dense_net.h"

namespace tonewright::rl
{

/// Some of a network's weights and their gradients, of equal length.
struct ParameterBlock {
    std::span<float> values;
    std::span<float> gradients;
};

/// The networks of an on-policy agent behind one seam: observations to policy heads (see ActionDistribution) and to a
/// value. The losses and their gradients with respect to heads and values are the agents'; a network only carries
/// gradients on to its weights. So a network by hand and one of LibTorch are exchangeable.
///
/// Observations are [count, observation size], flat and normalised where the agent normalises.
class ActorCritic
{
public:
    virtual ~ActorCritic() = default;

    virtual void heads(std::span<const float> observations, std::size_t count, std::span<float> heads) const = 0;
    virtual void values(std::span<const float> observations, std::size_t count, std::span<float> values) const = 0;
    /// Both, keeping what backward() needs. `dropout`: where units are dropped from.
    virtual void forward(std::span<const float> observations, std::size_t count, std::span<float> heads,
                         std::span<float> values, Rng &dropout) = 0;
    /// Adds to the blocks' gradients, from ∂loss/∂heads and ∂loss/∂values of the last forward().
    virtual void backward(std::span<const float> headGradients, std::span<const float> valueGradients) = 0;

    /// Logarithms of the Gaussians' standard deviations: part of the policy that depends on no observation.
    virtual ParameterBlock logDeviations() = 0;
    [[nodiscard]] virtual std::span<const float> logDeviations() const = 0;
    /// All weights. Values handed out may be changed: the next call of any other function uses them.
    virtual std::vector<ParameterBlock> blocks() = 0;
    /// Name of a weight, for messages.
    [[nodiscard]] virtual std::string describe(std::size_t block, std::size_t index) const = 0;

    virtual void save(ByteWriter &out) const = 0;
    /// BadData for another shape or weights that aren't finite; the network then stays as it is.
    virtual Result<void> load(ByteReader &in) = 0;
};

struct MlpActorCriticConfig {
    std::vector<std::size_t> policyHidden = {64, 64};
    std::vector<std::size_t> valueHidden = {64, 64};
    Activation activation = Activation::Tanh;
    bool layerNorm = false;
    double dropout = 0.0;
    double initialLogDeviation = 0.0;  ///< in the unit of the action space (see ActionDistribution)
};

/// Two separate multilayer perceptrons by hand; orthogonal initial weights, the policy's last layer times 0.01, so that
/// the first actions are nearly uniform.
std::unique_ptr<ActorCritic> makeMlpActorCritic(const MlpActorCriticConfig &config, std::size_t observationSize,
                                                std::size_t heads, std::size_t continuous, Rng &initialisation);

/// Scales all gradients so that their common Euclidean norm is at most `largest` (0: leaves them). Returns the norm
/// before. Diverged, naming the weight, where a gradient isn't finite.
Result<double> clipGradients(ActorCritic &network, double largest);

/// An optimiser over all blocks of a network.
struct OptimiserConfig {
    enum class Kind {
        Adam,     ///< FlatAdam
        RmsProp,  ///< Tieleman & Hinton 2012; ε under the root and squares beginning at 1, as Stable-Baselines3's for
                  ///< A2C
    };
    Kind kind = Kind::Adam;
    double beta1 = 0.9;    ///< Adam
    double beta2 = 0.999;  ///< Adam; RMSprop's α
    double epsilon = 1e-5;
    double weightDecay = 0.0;  ///< Adam; decoupled
};
class Optimiser
{
public:
    Optimiser(const OptimiserConfig &config, ActorCritic &network);
    ~Optimiser();
    /// Diverged, naming the weight, where one isn't finite afterwards.
    Result<void> step(ActorCritic &network, double learningRate);
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
