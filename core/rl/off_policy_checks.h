#pragma once

#include <string>

#include "core/base/result.h"
#include "core/rl/dense_net.h"
#include "core/rl/dqn.h"
#include "core/rl/sac.h"
#include "core/rl/sarsa.h"
#include "core/rl/td3.h"

namespace tonewright::rl
{

/// Whether an agent can be made with these settings; InvalidArgument, naming the first that is out of its range.
Result<void> checkSettings(const DqnConfig &config);
Result<void> checkSettings(const SacConfig &config);
Result<void> checkSettings(const Td3Config &config);
Result<void> checkSettings(const SarsaConfig &config);

/// After an optimiser's step: Diverged, naming the layer of `whose` network that has left the floats' range.
Result<void> checkWeights(const DenseNet &net, const std::string &whose);

}  // namespace tonewright::rl
