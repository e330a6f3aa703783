#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/rl/byte_stream.h"
#include "core/rl/environment.h"

namespace tonewright::rl
{

struct VectorEnvironmentConfig {
    std::size_t copies = 1;
    std::uint64_t seed = 0;  ///< decides the seed of every episode of every copy
    /// So many neighbouring copies play the same episodes (same seeds): several actions can be tried in one state and
    /// compared. 1 = every copy its own. Divides `copies`.
    std::size_t copiesPerSeed = 1;
};

/// An episode that has ended.
struct EpisodeSummary {
    std::size_t copy = 0;
    double reward = 0;  ///< undiscounted sum
    std::int64_t length = 0;
    bool terminated = false;
    EpisodeInfo info;
};

/// The seed of episode number `episode` in one of many independent streams of a run.
[[nodiscard]] std::uint64_t episodeSeed(std::uint64_t seed, std::uint64_t stream, std::uint64_t episode);

/// Several copies of an environment stepped together, in one thread, with their numbers in contiguous buffers. A copy
/// whose episode ends is reset at once with its next episode's seed; the observation that the episode ended with is
/// kept (nextObservations).
class VectorEnvironment
{
public:
    /// Builds the copies. InvalidArgument for no copies, or copies of different spaces.
    static Result<VectorEnvironment> create(const EnvironmentFactory &factory, const VectorEnvironmentConfig &config);

    [[nodiscard]] std::size_t copies() const { return m_copies.size(); }
    [[nodiscard]] const Space &observationSpace() const { return m_copies.front().environment->observationSpace(); }
    [[nodiscard]] const Space &actionSpace() const { return m_copies.front().environment->actionSpace(); }
    [[nodiscard]] bool hasActionMask() const { return m_copies.front().environment->hasActionMask(); }
    [[nodiscard]] const VectorEnvironmentConfig &config() const { return m_config; }

    /// Begins each copy's first episode. Call once, before step(); load() needs none.
    Result<void> reset();
    /// `actions` [copies, action size]. Errors: the environment's; Diverged, naming what isn't finite;
    /// InvalidArgument where an action mask leaves nothing to choose.
    Result<void> step(std::span<const float> actions);

    /// What to act on next [copies, observation size]: a new episode's first observation where one has ended.
    [[nodiscard]] std::span<const float> observations() const { return m_observations; }
    /// What the last step led to [copies, observation size], before any reset.
    [[nodiscard]] std::span<const float> nextObservations() const { return m_next; }
    [[nodiscard]] std::span<const float> rewards() const { return m_rewards; }               ///< [copies]
    [[nodiscard]] std::span<const std::uint8_t> terminated() const { return m_terminated; }  ///< [copies]
    [[nodiscard]] std::span<const std::uint8_t> truncated() const { return m_truncated; }    ///< [copies]
    /// Masks [copies, choices] that belong to observations() and nextObservations(); empty without hasActionMask().
    [[nodiscard]] std::span<const std::uint8_t> masks() const { return m_masks; }
    [[nodiscard]] std::span<const std::uint8_t> nextMasks() const { return m_nextMasks; }
    /// Episodes that ended with the last step.
    [[nodiscard]] const std::vector<EpisodeSummary> &finished() const { return m_finished; }
    [[nodiscard]] std::int64_t steps() const { return m_steps; }  ///< of all copies together

    /// Episode counters and the actions of the episodes in flight, not the environments themselves. load() plays those
    /// episodes again. BadData when the bytes don't fit, or when the replayed episode ends early.
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    struct Copy {
        std::unique_ptr<Environment> environment;
        std::uint64_t episode = 0;   // index of the one in flight
        std::vector<float> actions;  // [steps so far, action size]
        double reward = 0;
        std::int64_t length = 0;
    };
    Result<void> beginEpisode(std::size_t copy);
    Result<void> stepCopy(std::size_t copy, std::span<const float> action);
    void readMask(std::size_t copy, std::vector<std::uint8_t> &masks);
    [[nodiscard]] Result<void> checkMask(std::size_t copy) const;

    VectorEnvironmentConfig m_config;
    std::vector<Copy> m_copies;
    std::vector<float> m_observations;
    std::vector<float> m_next;
    std::vector<float> m_rewards;
    std::vector<std::uint8_t> m_terminated;
    std::vector<std::uint8_t> m_truncated;
    std::vector<std::uint8_t> m_masks;
    std::vector<std::uint8_t> m_nextMasks;
    std::vector<EpisodeSummary> m_finished;
    std::int64_t m_steps = 0;
};

}  // namespace tonewright::rl
