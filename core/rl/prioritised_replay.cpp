#include "core/rl/prioritised_replay.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{

PrioritisedReplay::PrioritisedReplay(const ReplayConfig &config)
    : m_config(config), m_observations(config.episodes * static_cast<std::size_t>(config.observationSize)),
      m_actions(config.episodes * static_cast<std::size_t>(config.stepsPerEpisode * config.branches)),
      m_rewards(config.episodes * static_cast<std::size_t>(config.stepsPerEpisode)),
      m_tree(config.episodes * static_cast<std::size_t>(config.stepsPerEpisode))
{
}

void PrioritisedReplay::addEpisode(std::span<const float> observation, std::span<const std::uint16_t> actions,
                                   std::span<const float> rewards)
{
    const auto steps = static_cast<std::size_t>(m_config.stepsPerEpisode);
    const auto branches = static_cast<std::size_t>(m_config.branches);
    std::copy(observation.begin(), observation.end(),
              m_observations.begin() + static_cast<std::ptrdiff_t>(m_next * observation.size()));
    std::copy(actions.begin(), actions.end(),
              m_actions.begin() + static_cast<std::ptrdiff_t>(m_next * steps * branches));
    std::copy(rewards.begin(), rewards.end(), m_rewards.begin() + static_cast<std::ptrdiff_t>(m_next * steps));
    for (std::size_t step = 0; step < steps; ++step)
        m_tree.set(m_next * steps + step, m_largest);
    m_next = (m_next + 1) % m_config.episodes;
    m_filled = std::min(m_filled + 1, m_config.episodes);
}

std::size_t PrioritisedReplay::size() const
{
    return m_filled * static_cast<std::size_t>(m_config.stepsPerEpisode);
}

ReplayBatch PrioritisedReplay::sample(std::size_t batch, double beta, Rng &rng) const
{
    const auto steps = static_cast<std::size_t>(m_config.stepsPerEpisode);
    const auto branches = static_cast<std::size_t>(m_config.branches);
    const auto width = static_cast<std::size_t>(m_config.observationSize);
    ReplayBatch result;
    result.slots.reserve(batch);
    result.observations.reserve(batch * width);
    result.actions.reserve(batch * branches);
    const double part = m_tree.total() / static_cast<double>(batch);
    float largestWeight = 0.0F;
    for (std::size_t i = 0; i < batch; ++i) {
        const std::size_t slot = m_tree.find((static_cast<double>(i) + rng.uniform()) * part);
        const std::size_t episode = slot / steps;
        result.slots.push_back(static_cast<std::uint32_t>(slot));
        const float *observation = m_observations.data() + episode * width;
        result.observations.insert(result.observations.end(), observation, observation + width);
        const std::uint16_t *action = m_actions.data() + slot * branches;
        result.actions.insert(result.actions.end(), action, action + branches);
        result.rewards.push_back(m_rewards[slot]);
        result.notDone.push_back(slot % steps + 1 == steps ? 0.0F : 1.0F);
        const double probability = m_tree.weight(slot) / m_tree.total();
        const auto weight = static_cast<float>(std::pow(static_cast<double>(size()) * probability, -beta));
        result.importanceWeights.push_back(weight);
        largestWeight = std::max(largestWeight, weight);
    }
    for (float &weight : result.importanceWeights)
        weight /= largestWeight;
    return result;
}

void PrioritisedReplay::setPriorities(std::span<const std::uint32_t> slots, std::span<const float> tdErrors)
{
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const double priority =
            std::pow(std::fabs(static_cast<double>(tdErrors[i])) + m_config.priorityFloor, m_config.alpha);
        m_tree.set(slots[i], priority);
        m_largest = std::max(m_largest, priority);
    }
}

void PrioritisedReplay::save(ByteWriter &out) const
{
    const auto steps = static_cast<std::size_t>(m_config.stepsPerEpisode);
    out.value<std::uint64_t>(m_next);
    out.value<std::uint64_t>(m_filled);
    out.value(m_largest);
    // Only what is filled: a young run has a small checkpoint.
    const auto part = [this](auto &all, std::size_t perEpisode) {
        return std::span(all.data(), m_filled * perEpisode);
    };
    out.array(part(m_observations, static_cast<std::size_t>(m_config.observationSize)));
    out.array(part(m_actions, steps * static_cast<std::size_t>(m_config.branches)));
    out.array(part(m_rewards, steps));
    std::vector<double> priorities(m_filled * steps);
    for (std::size_t slot = 0; slot < priorities.size(); ++slot)
        priorities[slot] = m_tree.weight(slot);
    out.array(std::span<const double>(priorities));
}

Result<void> PrioritisedReplay::load(ByteReader &in)
{
    const auto steps = static_cast<std::size_t>(m_config.stepsPerEpisode);
    std::uint64_t next = 0;
    std::uint64_t filled = 0;
    double largest = 1.0;
    std::vector<float> observations;
    std::vector<std::uint16_t> actions;
    std::vector<float> rewards;
    std::vector<double> priorities;
    in.value(next);
    in.value(filled);
    in.value(largest);
    in.array(observations);
    in.array(actions);
    in.array(rewards);
    in.array(priorities);
    if (!in.ok() || filled > m_config.episodes || next >= m_config.episodes ||
        observations.size() != filled * static_cast<std::size_t>(m_config.observationSize) ||
        actions.size() != filled * steps * static_cast<std::size_t>(m_config.branches) ||
        rewards.size() != filled * steps || priorities.size() != rewards.size())
        return fail(ErrorCode::BadData, "the stored experience doesn't fit this run's replay settings");
    m_next = next;
    m_filled = filled;
    m_largest = largest;
    std::copy(observations.begin(), observations.end(), m_observations.begin());
    std::copy(actions.begin(), actions.end(), m_actions.begin());
    std::copy(rewards.begin(), rewards.end(), m_rewards.begin());
    m_tree = SumTree(m_config.episodes * steps);
    for (std::size_t slot = 0; slot < priorities.size(); ++slot)
        m_tree.set(slot, priorities[slot]);
    return {};
}

}  // namespace tonewright::rl
