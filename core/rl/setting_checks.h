#pragma once

#include <initializer_list>

#include "core/base/result.h"
#include "core/rl/actor_critic.h"
#include "core/rl/on_policy_agent.h"
#include "core/rl/schedule.h"

namespace tonewright::rl
{

/// One rule about a setting.
struct SettingRule {
    bool kept;
    const char *setting;  ///< its name
    const char *rule;     ///< "must be 1 or more"
};
/// InvalidArgument, naming the first setting whose rule isn't kept.
Result<void> checkRules(std::initializer_list<SettingRule> rules);

/// Whether a schedule stays within `least` … `most` all the time and can be computed.
[[nodiscard]] bool staysWithin(const Schedule &schedule, double least, double most);

/// Whether an agent can be made with these settings; InvalidArgument where not.
Result<void> checkSettings(const MlpActorCriticConfig &config);
Result<void> checkSettings(const OptimiserConfig &config);
Result<void> checkSettings(const OnPolicyConfig &config);

}  // namespace tonewright::rl
