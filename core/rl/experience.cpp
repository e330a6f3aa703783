#include "core/rl/experience.h"

#include <algorithm>

namespace tonewright::rl
{
namespace
{

TransitionReplayConfig replayConfig(const ExperienceConfig &config, std::size_t observationSize, std::size_t actionSize,
                                    std::size_t maskSize)
{
    return {.capacity = std::max<std::size_t>(config.capacity, 1),
            .observationSize = observationSize,
            .actionSize = actionSize,
            .maskSize = maskSize,
            .prioritised = config.prioritised,
            .alpha = config.alpha,
            .priorityFloor = config.priorityFloor};
}

}  // namespace

Experience::Experience(const ExperienceConfig &config, std::size_t observationSize, std::size_t actionSize,
                       std::size_t maskSize)
    : m_config(config), m_replay(replayConfig(config, observationSize, actionSize, maskSize))
{
}

void Experience::setCopies(std::size_t copies)
{
    while (m_gatherers.size() < copies)
        m_gatherers.emplace_back(m_replay.config(), m_config.nStep, m_config.gamma);
}

void Experience::observe(const StepBatch &step, std::span<const float> actions)
{
    setCopies(step.count);
    const auto part = [count = step.count](auto all, std::size_t i) {
        const std::size_t width = all.size() / count;
        return all.subspan(i * width, width);
    };
    const auto remembered = actions.empty() ? step.actions : actions;
    for (std::size_t i = 0; i < step.count; ++i) {
        m_gatherers[i].add({part(step.observations, i), part(remembered, i), step.rewards[i], 0.0F,
                            part(step.nextObservations, i), part(step.nextMasks, i)},
                           step.terminated[i] != 0, step.truncated[i] != 0, m_replay);
    }
    m_steps += static_cast<std::int64_t>(step.count);
    ++m_calls;
    if (m_calls % std::max(m_config.trainEvery, 1) == 0 && !warmingUp() && m_replay.size() > 0)
        m_due += m_config.updates;
}

const TransitionBatch &Experience::draw(double progress, Rng &rng)
{
    --m_due;
    m_replay.sample(m_config.batch, m_config.beta.at(progress), rng, m_batch);
    return m_batch;
}

void Experience::save(ByteWriter &out, AgentState &state)
{
    out.value(m_steps);
    out.value(m_calls);
    out.value(m_due);
    out.value<std::uint64_t>(m_gatherers.size());
    for (const NStepGatherer &gatherer : m_gatherers)
        gatherer.save(out);
    m_replay.save(out, state, "replay");
}

Result<void> Experience::load(ByteReader &in, const std::filesystem::path &folder)
{
    std::uint64_t copies = 0;
    in.value(m_steps);
    in.value(m_calls);
    in.value(m_due);
    in.value(copies);
    constexpr std::uint64_t most = 1U << 20U;  // a damaged number must not take all memory
    if (!in.ok() || copies > most)
        return fail(ErrorCode::BadData, "the checkpoint's experience can't be read. Train again");
    m_gatherers.clear();
    setCopies(static_cast<std::size_t>(copies));
    for (NStepGatherer &gatherer : m_gatherers)
        if (auto loaded = gatherer.load(in); !loaded)
            return loaded;
    return m_replay.load(in, folder, "replay");
}

}  // namespace tonewright::rl
