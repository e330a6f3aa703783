#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/agent.h"
#include "core/rl/schedule.h"
#include "core/rl/transition_replay.h"

namespace tonewright::rl
{

/// What an off-policy agent remembers, and how often it learns from it. Names and meanings follow Stable-Baselines3.
struct ExperienceConfig {
    std::size_t capacity = 1'000'000;   ///< transitions kept (buffer_size)
    std::size_t batch = 256;            ///< transitions of one update (batch_size)
    std::int64_t learningStarts = 100;  ///< environment steps before the first update
    int trainEvery = 1;                 ///< steps of every copy between rounds of updates (train_freq)
    int updates = 1;                    ///< updates of a round (gradient_steps)
    double gamma = 0.99;                ///< discount
    int nStep = 1;                      ///< rewards summed before a value is asked for
    bool prioritised = false;
    double alpha = 0.6;                          ///< prioritised: see TransitionReplayConfig
    double priorityFloor = 1e-6;                 ///< prioritised
    Schedule beta = Schedule::linear(0.4, 1.0);  ///< prioritised: strength of the importance weights
};

/// Replay, the n-step gatherers of all copies of the environment, and the count of updates that are due.
class Experience
{
public:
    Experience(const ExperienceConfig &config, std::size_t observationSize, std::size_t actionSize,
               std::size_t maskSize);

    /// `actions` replaces the step's where the agent remembers them in other units; empty: the step's own.
    void observe(const StepBatch &step, std::span<const float> actions = {});
    [[nodiscard]] bool updateDue() const { return m_due > 0; }
    /// A minibatch, for the update that is due. Valid until the next call.
    const TransitionBatch &draw(double progress, Rng &rng);
    void setPriorities(std::span<const float> tdErrors) { m_replay.setPriorities(m_batch.slots, tdErrors); }
    [[nodiscard]] const TransitionReplay &replay() const { return m_replay; }
    [[nodiscard]] std::int64_t steps() const { return m_steps; }  ///< of all copies together
    [[nodiscard]] bool warmingUp() const { return m_steps < m_config.learningStarts; }

    void save(ByteWriter &out, AgentState &state);
    Result<void> load(ByteReader &in, const std::filesystem::path &folder);

private:
    void setCopies(std::size_t copies);

    ExperienceConfig m_config;
    TransitionReplay m_replay;
    std::vector<NStepGatherer> m_gatherers;  // [copies]
    TransitionBatch m_batch;
    std::int64_t m_steps = 0;
    std::int64_t m_calls = 0;  // steps of one copy
    std::int64_t m_due = 0;    // updates
};

}  // namespace tonewright::rl
