#include <algorithm>
#include <cmath>

#include "core/rl/training_loop.h"

namespace tonewright::rl
{
namespace
{

// Apart from every stream of training (numbered from 0), so that equal seeds don't give equal episodes.
constexpr std::uint64_t kEvaluationStream = 0xE7A1'0000'0000'0000ULL;

struct Seat {
    std::unique_ptr<Environment> environment;
    std::size_t episode = 0;
    EpisodeSummary summary;
    std::vector<float> observation;
    std::vector<std::uint8_t> mask;
};

Result<void> begin(Seat &seat, const EvaluationConfig &config)
{
    seat.summary = {};
    const auto seed = episodeSeed(config.seed, kEvaluationStream, seat.episode);
    if (auto begun = seat.environment->reset(seed, seat.observation); !begun)
        return begun;
    if (!seat.mask.empty())
        seat.environment->actionMask(seat.mask);
    return {};
}

/// Steps every seat; those whose episode ended take their next one or leave.
Result<void> stepAll(std::vector<Seat> &seats, const std::vector<float> &actions, const EvaluationConfig &config,
                     std::vector<EpisodeSummary> &done)
{
    const std::size_t width = seats.front().environment->actionSpace().size();
    for (std::size_t i = 0; i < seats.size(); ++i) {
        Seat &seat = seats[i];
        const auto outcome = seat.environment->step(std::span(actions).subspan(i * width, width), seat.observation);
        if (!outcome)
            return fail(outcome.error());
        seat.summary.reward += static_cast<double>(outcome->reward);
        ++seat.summary.length;
        if (!outcome->done()) {
            if (!seat.mask.empty())
                seat.environment->actionMask(seat.mask);
            continue;
        }
        seat.summary.terminated = outcome->terminated;
        seat.summary.info = seat.environment->info();
        done[seat.episode] = seat.summary;
        seat.episode += config.copies;
        if (seat.episode < config.episodes)
            if (auto begun = begin(seat, config); !begun)
                return begun;
    }
    std::erase_if(seats, [&](const Seat &seat) { return seat.episode >= config.episodes; });
    return {};
}

}  // namespace

Result<EvaluationResult> evaluate(const Agent &agent, const EnvironmentFactory &factory, const EvaluationConfig &config,
                                  RunContext *context)
{
    EvaluationResult result;
    result.episodes.resize(config.episodes);
    Rng rng(episodeSeed(config.seed, kEvaluationStream, ~std::uint64_t{0}));
    std::vector<Seat> seats;
    for (std::size_t i = 0; i < std::min(config.copies, config.episodes); ++i) {
        Seat &seat = seats.emplace_back();
        seat.environment = factory();
        seat.episode = i;
        seat.observation.resize(seat.environment->observationSpace().size());
        if (seat.environment->hasActionMask())
            seat.mask.resize(seat.environment->actionSpace().choices());
        if (auto begun = begin(seat, config); !begun)
            return fail(begun.error());
    }
    std::vector<float> observations;
    std::vector<std::uint8_t> masks;
    std::vector<float> actions;
    while (!seats.empty()) {
        if (context != nullptr && !context->poll())
            return fail(ErrorCode::Cancelled, "stopped while evaluating");
        observations.clear();
        masks.clear();
        for (const Seat &seat : seats) {
            observations.insert(observations.end(), seat.observation.begin(), seat.observation.end());
            masks.insert(masks.end(), seat.mask.begin(), seat.mask.end());
        }
        actions.resize(seats.size() * seats.front().environment->actionSpace().size());
        agent.act({seats.size(), observations, masks}, config.deterministic, rng, actions);
        if (auto stepped = stepAll(seats, actions, config, result.episodes); !stepped)
            return fail(stepped.error());
    }
    const auto count = static_cast<double>(std::max<std::size_t>(config.episodes, 1));
    for (std::size_t i = 0; i < result.episodes.size(); ++i) {
        result.episodes[i].copy = i;
        result.rewards.push_back(result.episodes[i].reward);
        result.meanReward += result.episodes[i].reward;
        result.meanLength += static_cast<double>(result.episodes[i].length);
    }
    // Divided at the end: the mean of equal whole numbers is that number.
    result.meanReward /= count;
    result.meanLength /= count;
    double squares = 0;
    for (const double reward : result.rewards)
        squares += (reward - result.meanReward) * (reward - result.meanReward);
    result.rewardDeviation = std::sqrt(squares / count);
    return result;
}

}  // namespace tonewright::rl
