#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/rl/environment.h"

namespace tonewright::rl
{
namespace
{

tl::unexpected<Error> breach(const std::string &what, const std::string &where)
{
    return fail(ErrorCode::InvalidArgument, "the environment breaks its contract: " + what, where);
}

/// Everything that an episode showed, for comparing bit by bit.
struct Episode {
    std::vector<float> observations;
    std::vector<float> rewards;
    std::vector<std::uint8_t> flags;  // masks, then the ends

    bool operator==(const Episode &other) const
    {
        return observations.size() == other.observations.size() && rewards.size() == other.rewards.size() &&
               flags == other.flags &&
               std::memcmp(observations.data(), other.observations.data(), observations.size() * sizeof(float)) == 0 &&
               std::memcmp(rewards.data(), other.rewards.data(), rewards.size() * sizeof(float)) == 0;
    }
};

Result<void> checkSpace(const Space &space, const std::string &name)
{
    if (space.size() == 0)
        return breach("it has nothing in it", name);
    for (const int choices : space.branches())
        if (choices < 1 || choices > (1 << 24))
            return breach("a branch has " + std::to_string(choices) + " choices", name);
    std::size_t numbers = 1;
    for (const int extent : space.shape())
        numbers *= static_cast<std::size_t>(std::max(extent, 0));
    if (space.low().size() != space.high().size() || (!space.low().empty() && numbers != space.low().size()))
        return breach("its bounds and its shape differ in length", name);
    for (std::size_t i = 0; i < space.low().size(); ++i)
        if (!(space.low()[i] <= space.high()[i]))
            return breach("bound " + std::to_string(i) + " is empty", name);
    return {};
}

/// Picks an allowed action at random.
Result<void> chooseAction(const Environment &environment, const std::vector<std::uint8_t> &mask, Rng &rng,
                          std::vector<float> &action, const std::string &where)
{
    const Space &space = environment.actionSpace();
    space.sample(rng, action);
    std::size_t offset = 0;
    for (std::size_t branch = 0; branch < space.branches().size() && !mask.empty(); ++branch) {
        const auto choices = static_cast<std::size_t>(space.branches()[branch]);
        std::vector<std::size_t> allowed;
        for (std::size_t i = 0; i < choices; ++i) {
            if (mask[offset + i] > 1)
                return breach("an action mask holds something other than 0 and 1", where);
            if (mask[offset + i] == 1)
                allowed.push_back(i);
        }
        if (allowed.empty())
            return breach("branch " + std::to_string(branch) + " has no allowed choice", where);
        action[branch] = static_cast<float>(allowed[rng.below(allowed.size())]);
        offset += choices;
    }
    return {};
}

Result<Episode> play(Environment &environment, std::uint64_t seed, int mostSteps)
{
    const Space &space = environment.observationSpace();
    Rng rng(seed);
    Episode episode;
    std::vector<float> observation(space.size());
    std::vector<float> action(environment.actionSpace().size());
    std::vector<std::uint8_t> mask(environment.hasActionMask() ? environment.actionSpace().choices() : 0);
    if (auto begun = environment.reset(seed, observation); !begun)
        return fail(begun.error());
    for (int step = 0; step <= mostSteps; ++step) {
        const std::string where = "seed " + std::to_string(seed) + ", step " + std::to_string(step);
        if (!space.contains(observation))
            return breach("an observation isn't finite or lies outside " + space.describe(), where);
        episode.observations.insert(episode.observations.end(), observation.begin(), observation.end());
        if (!episode.flags.empty() && episode.flags.back() != 0)
            break;
        if (!mask.empty()) {
            std::fill(mask.begin(), mask.end(), std::uint8_t{2});  // so that entries that aren't written are seen
            environment.actionMask(mask);
            episode.flags.insert(episode.flags.end(), mask.begin(), mask.end());
        }
        if (auto chosen = chooseAction(environment, mask, rng, action, where); !chosen)
            return fail(chosen.error());
        // A number that isn't one, so that an observation that isn't written is seen.
        std::fill(observation.begin(), observation.end(), std::numeric_limits<float>::quiet_NaN());
        const auto outcome = environment.step(action, observation);
        if (!outcome)
            return fail(outcome.error());
        if (!std::isfinite(outcome->reward))
            return breach("a reward isn't finite", where);
        episode.rewards.push_back(outcome->reward);
        episode.flags.push_back(
            static_cast<std::uint8_t>((outcome->terminated ? 1 : 0) + (outcome->truncated ? 2 : 0)));
    }
    return episode;
}

}  // namespace

Result<void> checkEnvironment(const EnvironmentFactory &factory, const CheckOptions &options)
{
    const auto first = factory();
    const auto second = factory();
    if (auto fine = checkSpace(first->observationSpace(), "observation space"); !fine)
        return fine;
    if (auto fine = checkSpace(first->actionSpace(), "action space"); !fine)
        return fine;
    if (first->observationSpace() != second->observationSpace() || first->actionSpace() != second->actionSpace() ||
        first->hasActionMask() != second->hasActionMask())
        return breach("two copies have different spaces", "spaces");

    std::vector<Episode> episodes;
    for (int i = 0; i < options.episodes; ++i) {
        auto episode = play(*first, options.seed + static_cast<std::uint64_t>(i), options.mostSteps);
        if (!episode)
            return fail(episode.error());
        episodes.push_back(*std::move(episode));
    }
    // In another copy and another order: what an episode shows may depend on its seed and actions alone.
    for (int i = options.episodes - 1; i >= 0; --i) {
        const auto seed = options.seed + static_cast<std::uint64_t>(i);
        const auto again = play(*second, seed, options.mostSteps);
        if (!again)
            return fail(again.error());
        if (!(*again == episodes[static_cast<std::size_t>(i)]))
            return breach("the same seed and actions gave another episode", "seed " + std::to_string(seed));
    }
    const std::size_t width = first->observationSpace().size();
    const auto start = [&](int i) { return episodes[static_cast<std::size_t>(i)].observations.begin(); };
    bool differ = false;
    for (int i = 1; i < options.episodes; ++i)
        differ = differ || !std::equal(start(0), start(0) + static_cast<std::ptrdiff_t>(width), start(i));
    if (!options.oneStart && options.episodes > 1 && !differ)
        return breach("every seed gives the same first observation", "reset");
    return {};
}

}  // namespace tonewright::rl
