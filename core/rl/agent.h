#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/checkpoint_file.h"

namespace tonewright::rl
{

/// Numbers by name, with the names of Stable-Baselines3 ("train/loss", "rollout/ep_rew_mean").
using Metrics = std::map<std::string, double>;

/// Observations to act on. Raw numbers: an agent that normalises does so itself.
struct ObservationBatch {
    std::size_t count = 0;
    std::span<const float> observations;    ///< [count, observation size]
    std::span<const std::uint8_t> masks{};  ///< [count, choices]; empty = everything is allowed
};

/// One step of every copy of a vector environment, all of one length.
struct StepBatch {
    std::size_t count = 0;
    std::span<const float> observations;        ///< [count, observation size]; what was acted on
    std::span<const float> actions;             ///< [count, action size]; what explore() chose
    std::span<const float> rewards;             ///< [count]
    std::span<const float> nextObservations;    ///< [count, observation size]; before any reset
    std::span<const std::uint8_t> terminated;   ///< [count]
    std::span<const std::uint8_t> truncated;    ///< [count]
    std::span<const std::uint8_t> masks{};      ///< of observations; [count, choices] or empty
    std::span<const std::uint8_t> nextMasks{};  ///< of nextObservations; [count, choices] or empty
};

/// Bytes that go to the end of a file beside the checkpoint before the checkpoint that counts on them is put in place.
/// The file is cut to `offset` first: what an interrupted run left behind it goes.
struct SegmentAppend {
    std::string file;  ///< a name without folder
    std::uint64_t offset = 0;
    std::string bytes;
};

/// What a checkpoint of an agent consists of: one small file written anew each time, and what grows.
struct AgentState {
    Checkpoint checkpoint;
    std::vector<SegmentAppend> appends;
    std::vector<std::string> obsolete;  ///< files that this checkpoint needs no more; removed once it is in place
};

/// An agent that learns by steps in a vector environment. The training loop calls, over and over:
///
///   explore(observations) → actions;  the environment steps;  observe(step);  while (updateDue()) update();
///
/// All of the agent's random numbers come from the seed it was made with; evaluation hands in its own generator, so
/// that looking at a run doesn't change it. Not thread-safe.
class Agent
{
public:
    virtual ~Agent() = default;

    [[nodiscard]] virtual std::string_view algorithm() const = 0;  ///< "ppo", "sac"

    /// Actions for training, with exploration: [count, action size]. May keep what observe() needs (log-probabilities).
    virtual void explore(const ObservationBatch &batch, std::span<float> actions) = 0;
    /// Actions of the policy as it is. Deterministic: the likeliest or greedy ones, and `rng` isn't drawn from.
    virtual void act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const = 0;

    /// What came of the actions that the last explore() chose.
    virtual void observe(const StepBatch &step) = 0;
    /// Whether update() has work before the next explore().
    [[nodiscard]] virtual bool updateDue() const = 0;
    /// One gradient step (or about 20 ms of work). Diverged, naming the loss or the tensor that isn't finite; the
    /// network that would have learnt from it and its optimiser are then as they were before this call, unless the
    /// tensor is a weight that the step itself made so.
    virtual Result<void> update() = 0;

    /// How much of the run is done, 0 … 1; drives the schedules. Called before explore().
    virtual void setProgress(double progress) = 0;
    /// "train/…" of the updates since the last call, and forgets them.
    virtual Metrics takeMetrics() = 0;
    [[nodiscard]] virtual std::int64_t updates() const = 0;  ///< gradient steps so far: "train/n_updates"

    /// Everything: weights, optimiser, schedules, random states, normalisers, counters, experience, half-done rollouts.
    /// An agent that load()s it continues bit for bit. save() notes what it has handed over as segments, so each call's
    /// result must reach the disk in order.
    virtual void save(AgentState &state) = 0;
    /// `folder`: where the segments are. BadData when it doesn't fit; the agent is then unusable for training.
    virtual Result<void> load(const Checkpoint &checkpoint, const std::filesystem::path &folder) = 0;
    /// What act() needs alone: weights and normalisers. BadData when it doesn't fit; the agent then stays as it is.
    virtual void savePolicy(Checkpoint &checkpoint) const = 0;
    virtual Result<void> loadPolicy(const Checkpoint &checkpoint) = 0;
};

}  // namespace tonewright::rl
