#include "core/rl/rollout.h"

#include <algorithm>

namespace tonewright::rl
{

void generalisedAdvantages(const AdvantageInputs &in, std::span<float> advantages, std::span<float> returns)
{
    for (std::size_t copy = 0; copy < in.copies; ++copy) {
        double next = 0;  // A_{t+1}
        for (std::size_t step = in.steps; step-- > 0;) {
            const std::size_t i = step * in.copies + copy;
            const auto value = static_cast<double>(in.values[i]);
            const double error =
                static_cast<double>(in.rewards[i]) + in.gamma * static_cast<double>(in.nextValues[i]) - value;
            next = error + (in.done[i] != 0 ? 0.0 : in.gamma * in.lambda * next);
            advantages[i] = static_cast<float>(next);
            returns[i] = static_cast<float>(next + value);
        }
    }
}

void leaveOneOutAdvantages(std::span<const float> rewards, std::size_t group, std::span<float> advantages)
{
    for (std::size_t first = 0; first + group <= rewards.size(); first += group) {
        double sum = 0;
        for (std::size_t i = 0; i < group; ++i)
            sum += static_cast<double>(rewards[first + i]);
        for (std::size_t i = 0; i < group; ++i) {
            const auto own = static_cast<double>(rewards[first + i]);
            advantages[first + i] = static_cast<float>(own - (sum - own) / static_cast<double>(group - 1));
        }
    }
}

void scalePerState(std::size_t group, std::span<float> advantages)
{
    for (std::size_t first = 0; first + group <= advantages.size(); first += group) {
        const auto own = advantages.subspan(first, group);
        double squares = 0;
        for (const float advantage : own)
            squares += static_cast<double>(advantage) * static_cast<double>(advantage);
        const double scale = 1.0 / (std::sqrt(squares / static_cast<double>(group)) + 1e-8);
        for (float &advantage : own)
            advantage = static_cast<float>(advantage * scale);
    }
}

Rollout::Rollout(std::size_t steps, std::size_t copies, std::size_t observationSize, std::size_t actionSize,
                 std::size_t maskSize)
    : observations(steps * copies * observationSize), drawn(steps * copies * actionSize),
      logProbabilities(steps * copies), masks(steps * copies * maskSize), rewards(steps * copies),
      terminated(steps * copies), done(steps * copies), values(steps * copies), advantages(steps * copies),
      returns(steps * copies), m_steps(steps), m_copies(copies), m_observationSize(observationSize)
{
}

void Rollout::add(const Step &step)
{
    if (m_filled == 0) {
        cutOff.clear();
        cutOffRows.clear();
    }
    const auto put = [this](auto &all, const auto &part) {
        const std::size_t width = all.size() / m_steps;
        std::copy_n(part.begin(), width, all.begin() + static_cast<std::ptrdiff_t>(m_filled * width));
    };
    put(observations, step.observations);
    put(drawn, step.drawn);
    put(logProbabilities, step.logProbabilities);
    if (!masks.empty())
        put(masks, step.masks);
    put(rewards, step.rewards);
    put(terminated, step.terminated);
    for (std::size_t copy = 0; copy < m_copies; ++copy) {
        const std::size_t row = m_filled * m_copies + copy;
        done[row] = step.terminated[copy] != 0 || step.truncated[copy] != 0 ? 1 : 0;
        const bool last = m_filled + 1 == m_steps;
        if (step.terminated[copy] != 0 || (step.truncated[copy] == 0 && !last))
            continue;
        const auto from = step.nextObservations.begin() + static_cast<std::ptrdiff_t>(copy * m_observationSize);
        cutOff.insert(cutOff.end(), from, from + static_cast<std::ptrdiff_t>(m_observationSize));
        cutOffRows.push_back(static_cast<std::uint32_t>(row));
    }
    ++m_filled;
}

void Rollout::save(ByteWriter &out) const
{
    out.value<std::uint64_t>(m_filled);
    for (const auto *floats :
         {&observations, &drawn, &logProbabilities, &rewards, &cutOff, &values, &advantages, &returns})
        out.array(std::span<const float>(*floats));
    for (const auto *bytes : {&masks, &terminated, &done})
        out.array(std::span<const std::uint8_t>(*bytes));
    out.array(std::span<const std::uint32_t>(cutOffRows));
}

Result<void> Rollout::load(ByteReader &in)
{
    const auto misfit = [] { return fail(ErrorCode::BadData, "the stored rollout is cut short or of other settings"); };
    std::uint64_t filled = 0;
    in.value(filled);
    if (filled > m_steps)
        return misfit();
    for (auto *floats : {&observations, &drawn, &logProbabilities, &rewards, &cutOff, &values, &advantages, &returns}) {
        const std::size_t size = floats->size();
        if (!in.array(*floats) || (floats != &cutOff && floats->size() != size))
            return misfit();
    }
    for (auto *bytes : {&masks, &terminated, &done}) {
        const std::size_t size = bytes->size();
        if (!in.array(*bytes) || bytes->size() != size)
            return misfit();
    }
    if (!in.array(cutOffRows) || cutOff.size() != cutOffRows.size() * m_observationSize)
        return misfit();
    for (const auto row : cutOffRows)
        if (row >= rows())
            return misfit();
    m_filled = filled;
    return {};
}

}  // namespace tonewright::rl
