#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/rl/reward_model.h"

/// Somebody whose taste is known, who votes as the model of Bradley and Terry says: what a reward model is tested on.
namespace tonewright::rl::test
{

constexpr std::size_t kFeatures = 4;
constexpr int kPasses = 25;  ///< of a fit

/// The taste that the model has to find: a hill in two features, a slope in a third; the fourth doesn't matter.
inline double trueReward(std::span<const float> x)
{
    const double a = x[0] - 0.3;
    const double b = x[1] + 0.2;
    return 2.0 * std::exp(-2.0 * (a * a + b * b)) + 0.5 * x[2];
}

inline RewardSegment someSegment(Rng &rng, std::size_t moments)
{
    RewardSegment segment;
    for (std::size_t i = 0; i < moments * kFeatures; ++i)
        segment.push_back(static_cast<float>(rng.uniform(-1.0, 1.0)));
    return segment;
}

inline double trueReturn(const RewardSegment &segment)
{
    double sum = 0;
    for (std::size_t i = 0; i < segment.size(); i += kFeatures)
        sum += trueReward(std::span(segment).subspan(i, kFeatures));
    return sum;
}

/// Votes by the Bradley–Terry model; every twentieth is a slip of the hand.
inline std::vector<Preference> votes(std::size_t count, std::uint64_t seed, bool noisy, double margin = 0.0)
{
    Rng rng(seed);
    std::vector<Preference> result;
    while (result.size() < count) {
        Preference vote{someSegment(rng, 5), someSegment(rng, 5), 1.0};
        const double difference = trueReturn(vote.first) - trueReturn(vote.second);
        if (std::fabs(difference) < margin)
            continue;
        const double sharpness = 4.0;  // how sure the person is
        const double first = 1.0 / (1.0 + std::exp(-sharpness * difference));
        vote.firstIsBetter = noisy            ? (rng.chance(rng.chance(0.05) ? 0.5 : first) ? 1.0 : 0.0)
                             : difference > 0 ? 1.0
                                              : 0.0;
        result.push_back(std::move(vote));
    }
    return result;
}

inline RewardModelConfig tasteConfig(std::uint64_t seed = 0)
{
    RewardModelConfig result;
    result.features = kFeatures;
    result.hidden = {32, 32};
    result.learningRate = 3e-3;
    result.seed = seed;
    return result;
}

inline double shareInOrder(const RewardModel &model, const std::vector<Preference> &pairs)
{
    double right = 0;
    for (const Preference &pair : pairs) {
        const bool first = model.segment(pair.first).reward > model.segment(pair.second).reward;
        right += first == (pair.firstIsBetter > 0.5) ? 1.0 : 0.0;
    }
    return right / static_cast<double>(pairs.size());
}

}  // namespace tonewright::rl::test
