#include "core/rl/off_policy_checks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rl/flat_adam.h"
#include "core/rl/setting_checks.h"

namespace tonewright::rl
{
namespace
{

constexpr double kLargest = std::numeric_limits<float>::max();

bool within(double value, double least, double most)
{
    return value >= least && value <= most;  // false for NaN
}

Result<void> checkSettings(const ExperienceConfig &config)
{
    return checkRules({
        {config.capacity > 0, "experience.capacity", "must be 1 or more"},
        {config.batch > 0, "experience.batch", "must be 1 or more"},
        {config.learningStarts >= 0, "experience.learningStarts", "must be 0 or more"},
        {config.trainEvery > 0, "experience.trainEvery", "must be 1 or more"},
        {config.updates > 0, "experience.updates", "must be 1 or more"},
        {within(config.gamma, 0, 1), "experience.gamma", "must be from 0 to 1"},
        {config.nStep > 0, "experience.nStep", "must be 1 or more"},
        {within(config.alpha, 0, kLargest), "experience.alpha", "must be 0 or more"},
        {config.priorityFloor > 0 && config.priorityFloor <= kLargest, "experience.priorityFloor", "must be above 0"},
        {staysWithin(config.beta, 0, 1), "experience.beta", "must be from 0 to 1 all the time"},
    });
}

/// What all agents with networks and a replay have.
template <class Config>
Result<void> checkCommon(const Config &config)
{
    if (auto kept = checkSettings(config.experience); !kept)
        return kept;
    return checkRules({
        {std::ranges::all_of(config.hidden, [](std::size_t width) { return width > 0; }), "hidden",
         "must hold widths of 1 or more"},
        {staysWithin(config.learningRate, 0, kLargest), "learningRate", "must be 0 or more all the time"},
        {within(config.gradientNorm, 0, kLargest), "gradientNorm", "must be 0 (no limit) or more"},
    });
}

bool isShare(double tau)
{
    return tau > 0 && tau <= 1;
}

bool isCorrelation(double correlation)
{
    return correlation >= 0 && correlation < 1;
}

}  // namespace

Result<void> checkSettings(const DqnConfig &config)
{
    if (auto kept = checkCommon(config); !kept)
        return kept;
    return checkRules({
        {staysWithin(config.epsilon, 0, 1), "epsilon", "must be from 0 to 1 all the time"},
        {config.ordinalCentres != 1, "ordinalCentres", "must be 0, or 2 or more: one centre can't tell choices apart"},
        {isShare(config.targetTau), "targetTau", "must be above 0, at most 1"},
        {config.targetEvery > 0, "targetEvery", "must be 1 or more"},
        {config.huberDelta > 0 && config.huberDelta <= kLargest, "huberDelta", "must be above 0"},
    });
}

Result<void> checkSettings(const SacConfig &config)
{
    if (auto kept = checkCommon(config); !kept)
        return kept;
    return checkRules({
        {isShare(config.tau), "tau", "must be above 0, at most 1"},
        {within(config.entropyCoefficient, 0, kLargest) && (config.entropyCoefficient > 0 || !config.automaticEntropy),
         "entropyCoefficient", "must be 0 or more, and above 0 where it is learnt"},
        {!config.targetEntropy || std::isfinite(*config.targetEntropy), "targetEntropy", "must be finite"},
        {isCorrelation(config.noiseCorrelation), "noiseCorrelation", "must be from 0 to below 1"},
    });
}

Result<void> checkSettings(const Td3Config &config)
{
    if (auto kept = checkCommon(config); !kept)
        return kept;
    return checkRules({
        {isShare(config.tau), "tau", "must be above 0, at most 1"},
        {config.policyDelay > 0, "policyDelay", "must be 1 or more"},
        {within(config.targetNoise, 0, kLargest), "targetNoise", "must be 0 or more"},
        {within(config.targetNoiseClip, 0, kLargest), "targetNoiseClip", "must be 0 or more"},
        {within(config.explorationNoise, 0, kLargest), "explorationNoise", "must be 0 or more"},
        {isCorrelation(config.noiseCorrelation), "noiseCorrelation", "must be from 0 to below 1"},
    });
}

Result<void> checkSettings(const SarsaConfig &config)
{
    return checkRules({
        {staysWithin(config.learningRate, 0, kLargest), "learningRate", "must be 0 or more all the time"},
        {within(config.gamma, 0, 1), "gamma", "must be from 0 to 1"},
        {within(config.lambda, 0, 1), "lambda", "must be from 0 to 1"},
        {staysWithin(config.epsilon, 0, 1), "epsilon", "must be from 0 to 1 all the time"},
        {std::isfinite(config.initialValue), "initialValue", "must be finite"},
    });
}

Result<void> checkWeights(const DenseNet &net, const std::string &whose)
{
    if (kernels::allFinite(net.parameters()))
        return {};
    return fail(
        ErrorCode::Diverged,
        "a step made it a number that is not finite. Lower the learning rate; the last checkpoint is still good",
        whose + " " + net.describe(*firstNotFinite(net.parameters())));
}

}  // namespace tonewright::rl
