#include "core/rl/transition_replay.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tonewright::rl
{
namespace
{

std::size_t maskFloats(std::size_t maskSize)
{
    return (maskSize + sizeof(float) - 1) / sizeof(float);  // mask bytes are kept in floats' places
}

}  // namespace

TransitionReplay::TransitionReplay(const TransitionReplayConfig &config)
    : m_config(config), m_width(2 * config.observationSize + config.actionSize + 2 + maskFloats(config.maskSize))
{
    // Segments of about 8 MB: few files, and little is kept longer than needed.
    m_perSegment = std::clamp<std::uint64_t>((std::uint64_t{8} << 20U) / (m_width * sizeof(float)), 1024, 65536);
    m_rows = std::make_unique_for_overwrite<float[]>(config.capacity * m_width);
    if (config.prioritised)
        m_tree.emplace(config.capacity);
}

std::size_t TransitionReplay::size() const
{
    return static_cast<std::size_t>(std::min<std::uint64_t>(m_added, m_config.capacity));
}

std::uint64_t TransitionReplay::oldest() const
{
    return m_added - size();
}

void TransitionReplay::add(const Transition &transition)
{
    const auto slot = static_cast<std::size_t>(m_added % m_config.capacity);
    float *to = row(slot);
    to = std::copy(transition.observation.begin(), transition.observation.end(), to);
    to = std::copy(transition.nextObservation.begin(), transition.nextObservation.end(), to);
    to = std::copy(transition.action.begin(), transition.action.end(), to);
    *to++ = transition.reward;
    *to++ = transition.discount;
    if (m_config.maskSize > 0) {
        std::fill_n(to, maskFloats(m_config.maskSize), 0.0F);  // no undefined bytes in files
        if (transition.nextMask.empty())
            std::memset(to, 1, m_config.maskSize);
        else
            std::memcpy(to, transition.nextMask.data(), m_config.maskSize);
    }
    ++m_added;
    if (m_tree)
        m_tree->set(slot, m_largest);
}

void TransitionReplay::drawSlots(std::size_t count, double beta, Rng &rng, TransitionBatch &batch)
{
    batch.slots.resize(count);
    batch.importanceWeights.assign(count, 1.0F);
    if (!m_tree) {
        for (auto &slot : batch.slots)
            slot = static_cast<std::uint32_t>(rng.below(size()));
        return;
    }
    m_prefixes.resize(count);
    const double part = m_tree->total() / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i)
        m_prefixes[i] = (static_cast<double>(i) + rng.uniform()) * part;
    m_tree->find(m_prefixes, batch.slots);
    const double scale = static_cast<double>(size()) / m_tree->total();
    float largest = 0.0F;
    for (std::size_t i = 0; i < count; ++i) {
        const auto weight = static_cast<float>(std::pow(scale * m_tree->weight(batch.slots[i]), -beta));
        batch.importanceWeights[i] = weight;
        largest = std::max(largest, weight);
    }
    for (float &weight : batch.importanceWeights)
        weight /= largest;
}

void TransitionReplay::sample(std::size_t count, double beta, Rng &rng, TransitionBatch &batch)
{
    batch.count = count;
    drawSlots(count, beta, rng, batch);
    const std::size_t observation = m_config.observationSize;
    batch.observations.resize(count * observation);
    batch.nextObservations.resize(count * observation);
    batch.actions.resize(count * m_config.actionSize);
    batch.rewards.resize(count);
    batch.discounts.resize(count);
    batch.nextMasks.resize(count * m_config.maskSize);
    for (const std::uint32_t slot : batch.slots)
        __builtin_prefetch(row(slot));
    for (std::size_t i = 0; i < count; ++i) {
        const float *from = row(batch.slots[i]);
        std::copy_n(from, observation, batch.observations.data() + i * observation);
        from += observation;
        std::copy_n(from, observation, batch.nextObservations.data() + i * observation);
        from += observation;
        std::copy_n(from, m_config.actionSize, batch.actions.data() + i * m_config.actionSize);
        from += m_config.actionSize;
        batch.rewards[i] = from[0];
        batch.discounts[i] = from[1];
        if (m_config.maskSize > 0)
            std::memcpy(batch.nextMasks.data() + i * m_config.maskSize, from + 2, m_config.maskSize);
    }
}

void TransitionReplay::setPriorities(std::span<const std::uint32_t> slots, std::span<const float> tdErrors)
{
    if (!m_tree)
        return;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const double priority =
            std::pow(std::fabs(static_cast<double>(tdErrors[i])) + m_config.priorityFloor, m_config.alpha);
        m_tree->set(slots[i], priority);
        m_largest = std::max(m_largest, priority);
    }
}

NStepGatherer::NStepGatherer(const TransitionReplayConfig &shape, int steps, double gamma)
    : m_observationSize(shape.observationSize), m_actionSize(shape.actionSize),
      m_steps(static_cast<std::size_t>(std::max(steps, 1))), m_gamma(gamma)
{
}

void NStepGatherer::add(const Transition &step, bool terminated, bool truncated, TransitionReplay &replay)
{
    Started &begun = m_started.emplace_back();
    begun.observation.assign(step.observation.begin(), step.observation.end());
    begun.action.assign(step.action.begin(), step.action.end());
    for (Started &started : m_started) {
        started.reward += started.discount * static_cast<double>(step.reward);
        started.discount *= m_gamma;
    }
    const bool over = terminated || truncated;
    const std::size_t ready = over ? m_started.size() : m_started.size() == m_steps ? 1 : 0;
    for (std::size_t i = 0; i < ready; ++i) {
        const Started &started = m_started[i];
        replay.add({started.observation, started.action, static_cast<float>(started.reward),
                    terminated ? 0.0F : static_cast<float>(started.discount), step.nextObservation, step.nextMask});
    }
    m_started.erase(m_started.begin(), m_started.begin() + static_cast<std::ptrdiff_t>(ready));
}

void NStepGatherer::save(ByteWriter &out) const
{
    out.value<std::uint64_t>(m_started.size());
    for (const Started &started : m_started) {
        out.array(std::span<const float>(started.observation));
        out.array(std::span<const float>(started.action));
        out.value(started.reward);
        out.value(started.discount);
    }
}

Result<void> NStepGatherer::load(ByteReader &in)
{
    std::uint64_t count = 0;
    in.value(count);
    std::vector<Started> begun;
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        Started &started = begun.emplace_back();
        in.array(started.observation);
        in.array(started.action);
        in.value(started.reward);
        in.value(started.discount);
        if (started.observation.size() != m_observationSize || started.action.size() != m_actionSize)
            break;
    }
    if (!in.ok() || begun.size() != count || count >= std::max<std::size_t>(m_steps, 1) ||
        (!begun.empty() && begun.back().observation.size() != m_observationSize))
        return fail(ErrorCode::BadData, "the checkpoint's half-gathered steps don't fit this run's settings");
    m_started = std::move(begun);
    return {};
}

}  // namespace tonewright::rl
