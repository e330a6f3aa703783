#include "core/rl/actor_network.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/rl/off_policy_checks.h"

namespace tonewright::rl
{

Result<void> stepActor(DenseNet &actor, DenseNet::Pass &pass, kernels::Floats &gradient, FlatAdam &optimiser,
                       double loss, double learningRate, double gradientNorm)
{
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    actor.backward(pass, gradient);
    if (!std::isfinite(loss) || !std::isfinite(kernels::sumOfSquares(gradient)))
        return fail(ErrorCode::Diverged,
                    "the actor's loss is " + std::to_string(loss) +
                        " or its gradient isn't finite. Lower the learning rate; the last checkpoint is still good",
                    "actor " + actor.describe(firstNotFinite(gradient).value_or(0)));
    optimiser.step(actor.parameters(), gradient, learningRate, gradientNorm);
    return checkWeights(actor, "actor");
}

void savePolicy(const DenseNet &actor, Checkpoint &checkpoint)
{
    ByteWriter out;
    actor.save(out);
    checkpoint.blocks["policy"] = out.take();
}

Result<void> loadPolicy(DenseNet &actor, const Checkpoint &checkpoint)
{
    const auto policy = checkpoint.blocks.find("policy");
    if (policy == checkpoint.blocks.end())
        return fail(ErrorCode::BadData, "the file holds no policy");
    ByteReader in(policy->second);
    return actor.load(in);
}

}  // namespace tonewright::rl
