#include "core/studies/eq_matching/learner.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "core/studies/eq_matching/box_learner.h"
#include "core/studies/eq_matching/branching_learner.h"
#include "core/studies/eq_matching/published_learner.h"

namespace tonewright::eq_matching
{

double learningReward(const dsp::MatchMetrics &metrics, double mismatchDb, const EqConfig &config)
{
    double value = metrics.reward;
    if (config.symlog)
        value = std::copysign(std::log1p(std::fabs(metrics.overallQuality)), metrics.overallQuality);
    return value - config.shaping * mismatchDb / 20.0;
}

std::unique_ptr<Learner> makeLearner(std::string_view algorithm, const EqConfig &config, std::uint64_t seed,
                                     const Machine &machine)
{
    if (algorithm == "dqn")
        return std::make_unique<BranchingLearner>(config, seed, machine.cuda);
    if (algorithm == "published")
        return std::make_unique<PublishedLearner>(publishedConfig(config), seed, machine.cuda);
    for (const std::string_view box : {"ppo", "imitation", "imitation_ppo", "sac", "td3"})
        if (algorithm == box)
            return std::make_unique<BoxLearner>(std::string(algorithm), config, seed, machine.threads);
    throw std::invalid_argument("eq_matching has no algorithm " +
                                std::string(algorithm));  // a defect: specs are checked
}

}  // namespace tonewright::eq_matching
