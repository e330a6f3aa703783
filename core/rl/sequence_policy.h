#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/rl/actor_critic.h"
#include "core/rl/torch_runtime.h"

namespace tonewright::rl
{

/// A transformer encoder over sequences (Vaswani et al. 2017, arXiv:1706.03762, with LayerNorm before each part as in
/// Xiong et al. 2020, arXiv:2002.04745), as an agent's network.
///
/// An observation is a sequence of `length` tokens, each 1 + `features` numbers: 1 where the token exists or 0 where it
/// is padding, then its features; so observation size = length · (1 + features). Padding is attended to by nothing and
/// changes no result. At least one token exists, or everything counts as zeros.
///
/// Heads: with `headsPerToken` > 0, so many from each token, one token's after another (a multi-discrete action with
/// one branch a token, as in one edit for every beat; heads of padding are 0). Otherwise from the mean of the existing
/// tokens. The value always comes from that mean.
struct SequencePolicyConfig {
    int length = 16;
    int features = 8;
    int width = 32;  ///< of a token inside; a multiple of `attentionHeads`
    int attentionHeads = 4;
    int layers = 2;
    int feedForward = 64;  ///< width between the two linear maps after attention
    double dropout = 0.0;
    int headsPerToken = 0;
    double initialLogDeviation = 0.0;
};

/// Weights come from `initialisation` alone (Xavier-uniform, biases 0, the policy's last layer times 0.01); positions
/// are learnt. `heads`, `continuous`: of the action distribution. InvalidArgument where the numbers don't fit together;
/// Unsupported for a device that LibTorch here doesn't have.
Result<std::unique_ptr<ActorCritic>> makeSequencePolicy(const SequencePolicyConfig &config, std::size_t heads,
                                                        std::size_t continuous, Rng &initialisation,
                                                        DeviceChoice device = DeviceChoice::Cpu);

}  // namespace tonewright::rl
