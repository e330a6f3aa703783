#include "core/rl/vector_environment.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{
namespace
{

/// SplitMix64's finaliser.
std::uint64_t mix(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

std::span<float> row(std::vector<float> &values, std::size_t index, std::size_t width)
{
    return std::span(values).subspan(index * width, width);
}

}  // namespace

std::uint64_t episodeSeed(std::uint64_t seed, std::uint64_t stream, std::uint64_t episode)
{
    return mix(mix(mix(seed) ^ stream) ^ episode);
}

Result<VectorEnvironment> VectorEnvironment::create(const EnvironmentFactory &factory,
                                                    const VectorEnvironmentConfig &config)
{
    if (config.copies == 0 || config.copiesPerSeed == 0 || config.copies % config.copiesPerSeed != 0)
        return fail(ErrorCode::InvalidArgument,
                    "the copies of the environment must be a multiple (1 or more) of the copies that share a seed",
                    "copies");
    VectorEnvironment result;
    result.m_config = config;
    for (std::size_t i = 0; i < config.copies; ++i) {
        result.m_copies.emplace_back().environment = factory();
        const auto &environment = *result.m_copies.back().environment;
        if (environment.observationSpace() != result.observationSpace() ||
            environment.actionSpace() != result.actionSpace())
            return fail(ErrorCode::InvalidArgument, "the copies of the environment have different spaces", "spaces");
    }
    const std::size_t observations = config.copies * result.observationSpace().size();
    result.m_observations.resize(observations);
    result.m_next.resize(observations);
    result.m_rewards.resize(config.copies);
    result.m_terminated.resize(config.copies);
    result.m_truncated.resize(config.copies);
    if (result.hasActionMask()) {
        result.m_masks.resize(config.copies * result.actionSpace().choices());
        result.m_nextMasks.resize(result.m_masks.size());
    }
    return result;
}

void VectorEnvironment::readMask(std::size_t copy, std::vector<std::uint8_t> &masks)
{
    if (masks.empty())
        return;
    const std::size_t width = actionSpace().choices();
    m_copies[copy].environment->actionMask(std::span(masks).subspan(copy * width, width));
}

/// An agent must have something to choose wherever it is asked to act.
Result<void> VectorEnvironment::checkMask(std::size_t copy) const
{
    if (m_masks.empty())
        return {};
    auto allowed = m_masks.begin() + static_cast<std::ptrdiff_t>(copy * actionSpace().choices());
    for (std::size_t branch = 0; branch < actionSpace().branches().size(); ++branch) {
        const auto end = allowed + actionSpace().branches()[branch];
        if (std::all_of(allowed, end, [](std::uint8_t one) { return one == 0; }))
            return fail(ErrorCode::InvalidArgument, "the environment's action mask allows no choice at all",
                        "branch " + std::to_string(branch));
        allowed = end;
    }
    return {};
}

Result<void> VectorEnvironment::beginEpisode(std::size_t copy)
{
    Copy &one = m_copies[copy];
    one.actions.clear();
    one.reward = 0;
    one.length = 0;
    const auto seed = episodeSeed(m_config.seed, copy / m_config.copiesPerSeed, one.episode);
    const auto observation = row(m_observations, copy, observationSpace().size());
    if (auto begun = one.environment->reset(seed, observation); !begun)
        return begun;
    readMask(copy, m_masks);
    for (const float value : observation)
        if (!std::isfinite(value))
            return fail(ErrorCode::Diverged, "the environment's first observation isn't finite", "observation");
    return checkMask(copy);
}

Result<void> VectorEnvironment::reset()
{
    for (std::size_t copy = 0; copy < m_copies.size(); ++copy)
        if (auto begun = beginEpisode(copy); !begun)
            return begun;
    return {};
}

Result<void> VectorEnvironment::stepCopy(std::size_t copy, std::span<const float> action)
{
    const auto next = row(m_next, copy, observationSpace().size());
    auto outcome = m_copies[copy].environment->step(action, next);
    if (!outcome)
        return fail(std::move(outcome).error());
    Copy &one = m_copies[copy];
    one.actions.insert(one.actions.end(), action.begin(), action.end());
    one.reward += static_cast<double>(outcome->reward);
    ++one.length;
    m_rewards[copy] = outcome->reward;
    m_terminated[copy] = outcome->terminated ? 1 : 0;
    m_truncated[copy] = outcome->truncated ? 1 : 0;
    readMask(copy, m_nextMasks);
    bool finite = true;
    for (const float value : next)
        finite = finite && std::isfinite(value);
    if (!finite || !std::isfinite(outcome->reward))
        return fail(ErrorCode::Diverged,
                    std::string("the environment's ") + (finite ? "reward" : "observation") + " isn't finite",
                    finite ? "reward" : "observation");
    return {};
}

Result<void> VectorEnvironment::step(std::span<const float> actions)
{
    m_finished.clear();
    const std::size_t actionSize = actionSpace().size();
    const std::size_t width = observationSpace().size();
    for (std::size_t copy = 0; copy < m_copies.size(); ++copy) {
        if (auto stepped = stepCopy(copy, actions.subspan(copy * actionSize, actionSize)); !stepped)
            return stepped;
        ++m_steps;
        Copy &one = m_copies[copy];
        if (m_terminated[copy] == 0 && m_truncated[copy] == 0) {
            std::copy_n(row(m_next, copy, width).begin(), width, row(m_observations, copy, width).begin());
            if (!m_masks.empty()) {
                const std::size_t choices = actionSpace().choices();
                std::copy_n(m_nextMasks.begin() + static_cast<std::ptrdiff_t>(copy * choices), choices,
                            m_masks.begin() + static_cast<std::ptrdiff_t>(copy * choices));
                if (auto fine = checkMask(copy); !fine)
                    return fine;
            }
            continue;
        }
        m_finished.push_back({copy, one.reward, one.length, m_terminated[copy] != 0, one.environment->info()});
        ++one.episode;
        if (auto begun = beginEpisode(copy); !begun)
            return begun;
    }
    return {};
}

void VectorEnvironment::save(ByteWriter &out) const
{
    out.value<std::uint64_t>(m_copies.size());
    out.value(m_steps);
    for (const Copy &one : m_copies) {
        out.value(one.episode);
        out.array(std::span<const float>(one.actions));
    }
}

Result<void> VectorEnvironment::load(ByteReader &in)
{
    const auto misfit = [](const char *why) {
        return fail(ErrorCode::BadData, std::string("the episodes in flight can't be continued: ") + why);
    };
    std::uint64_t copies = 0;
    std::int64_t steps = 0;
    in.value(copies);
    in.value(steps);
    if (!in.ok() || copies != m_copies.size())
        return misfit("the checkpoint was made with another number of environments");
    const std::size_t actionSize = actionSpace().size();
    const std::size_t width = observationSpace().size();
    for (std::size_t copy = 0; copy < m_copies.size(); ++copy) {
        std::vector<float> actions;
        in.value(m_copies[copy].episode);
        if (!in.array(actions) || actions.size() % actionSize != 0)
            return misfit("the checkpoint is cut short or of another action space");
        if (auto begun = beginEpisode(copy); !begun)
            return begun;
        for (std::size_t i = 0; i < actions.size(); i += actionSize) {
            const auto action = std::span<const float>(actions).subspan(i, actionSize);
            if (!actionSpace().contains(action))
                return misfit("an action lies outside the action space");
            if (auto stepped = stepCopy(copy, action); !stepped)
                return stepped;
            if (m_terminated[copy] != 0 || m_truncated[copy] != 0)
                return misfit("the environment ended an episode sooner than before");
        }
        if (!actions.empty()) {
            std::copy_n(row(m_next, copy, width).begin(), width, row(m_observations, copy, width).begin());
            readMask(copy, m_masks);
        }
    }
    m_steps = steps;
    m_finished.clear();
    return {};
}

}  // namespace tonewright::rl
