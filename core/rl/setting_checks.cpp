#include "core/rl/setting_checks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace tonewright::rl
{
namespace
{

constexpr double kLargest = std::numeric_limits<float>::max();

bool within(double value, double least, double most)
{
    return value >= least && value <= most;  // false for NaN
}

}  // namespace

Result<void> checkRules(std::initializer_list<SettingRule> rules)
{
    for (const auto &rule : rules)
        if (!rule.kept)
            return fail(ErrorCode::InvalidArgument, std::string("this setting ") + rule.rule, rule.setting);
    return {};
}

bool staysWithin(const Schedule &schedule, double least, double most)
{
    if (!within(schedule.start, least, most))
        return false;
    if (schedule.kind == Schedule::Kind::Constant)
        return true;
    const bool computable =
        schedule.kind == Schedule::Kind::Linear || (schedule.start > 0 && schedule.end > 0);  // else 0/0 or a root
    return computable && within(schedule.end, least, most) && schedule.share > 0 && schedule.share <= 1;
}

Result<void> checkSettings(const MlpActorCriticConfig &config)
{
    const auto widths = [](const std::vector<std::size_t> &hidden) {
        return std::all_of(hidden.begin(), hidden.end(), [](std::size_t width) { return width > 0; });
    };
    return checkRules({
        {widths(config.policyHidden), "network.policyHidden", "must hold widths of 1 or more"},
        {widths(config.valueHidden), "network.valueHidden", "must hold widths of 1 or more"},
        {config.dropout >= 0 && config.dropout < 1, "network.dropout", "is a share from 0 to below 1"},
        {within(config.initialLogDeviation, -20, 20), "network.initialLogDeviation", "must be from −20 to 20"},
    });
}

Result<void> checkSettings(const OptimiserConfig &config)
{
    return checkRules({
        {config.beta1 >= 0 && config.beta1 < 1, "optimiser.beta1", "must be from 0 to below 1"},
        {config.beta2 >= 0 && config.beta2 < 1, "optimiser.beta2", "must be from 0 to below 1"},
        {config.epsilon > 0 && config.epsilon <= kLargest, "optimiser.epsilon", "must be above 0"},
        {within(config.weightDecay, 0, kLargest), "optimiser.weightDecay", "must be 0 or more"},
    });
}

Result<void> checkSettings(const OnPolicyConfig &config)
{
    if (auto kept = checkSettings(config.network); !kept)
        return kept;
    if (auto kept = checkSettings(config.optimiser); !kept)
        return kept;
    return checkRules({
        {config.copies > 0, "copies", "must be 1 or more"},
        {config.rolloutSteps > 0, "rolloutSteps", "must be 1 or more"},
        {within(config.gamma, 0, 1), "gamma", "must be from 0 to 1"},
        {within(config.lambda, 0, 1), "lambda", "must be from 0 to 1"},
        {staysWithin(config.learningRate, 0, kLargest), "learningRate", "must be 0 or more all the time"},
        {within(config.entropyWeight, -kLargest, kLargest), "entropyWeight", "must be a finite number"},
        {within(config.valueWeight, 0, kLargest), "valueWeight", "must be 0 or more"},
        {within(config.largestGradient, 0, kLargest), "largestGradient", "must be 0 (no limit) or more"},
        {config.actionsPerState > 0 && config.copies % config.actionsPerState == 0, "actionsPerState",
         "must be 1 or more and divide the number of copies"},
    });
}

}  // namespace tonewright::rl
