#pragma once

#include "core/base/result.h"
#include "core/rl/checkpoint_file.h"
#include "core/rl/dense_net.h"
#include "core/rl/flat_adam.h"

/// What the actors of SAC and TD3 have in common: one network that learns against the critics, and is the whole policy.
namespace tonewright::rl
{

/// One step down the actor's loss, whose derivatives by the network's outputs are in `pass`. `gradient` is room for as
/// many numbers as the actor has parameters. Diverged, before anything is changed, where `loss` or the gradient isn't
/// finite, and after the step where weights have left the floats' range; the layer is named.
Result<void> stepActor(DenseNet &actor, DenseNet::Pass &pass, kernels::Floats &gradient, FlatAdam &optimiser,
                       double loss, double learningRate, double gradientNorm);

/// The network as the block "policy".
void savePolicy(const DenseNet &actor, Checkpoint &checkpoint);
/// BadData: no such block, or of another shape.
Result<void> loadPolicy(DenseNet &actor, const Checkpoint &checkpoint);

}  // namespace tonewright::rl
