#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"
#include "core/rl/sum_tree.h"

namespace tonewright::rl
{

struct ReplayConfig {
    std::size_t episodes = 8192;  ///< capacity; the oldest episode is overwritten
    int stepsPerEpisode = 8;      ///< every episode has exactly so many transitions
    int observationSize = 96;
    int branches = 12;            ///< action components
    double alpha = 0.6;           ///< how much priorities count: 0 = uniform
    double priorityFloor = 1e-3;  ///< added to |TD error|, so that nothing is forgotten altogether
};

/// A minibatch, flat and row-major.
struct ReplayBatch {
    std::vector<std::uint32_t> slots;      ///< [batch]; for setPriorities
    std::vector<float> observations;       ///< [batch, observationSize]
    std::vector<std::uint16_t> actions;    ///< [batch, branches]
    std::vector<float> rewards;            ///< [batch]
    std::vector<float> notDone;            ///< [batch]; 0 where the episode ended with this step
    std::vector<float> importanceWeights;  ///< [batch]; (N·P)^−β, divided by the batch's largest
    /// [batch, choices of all branches]: 0 for those that the next action may not take; empty = all may be. The replay
    /// leaves it empty: which they are is the environment's to know.
    std::vector<std::uint8_t> allowedNext = {};
};

/// Prioritised experience replay, proportional variant (Schaul et al. 2016, arXiv:1511.05952, §3.3–3.4), for problems
/// whose observation does not change within an episode (each equaliser attempt starts from the raw track anew): it is
/// stored once an episode, and is also the next observation of every step but the last.
/// New transitions get the largest priority seen so far. Departure from the paper: none but the shared observation.
class PrioritisedReplay
{
public:
    explicit PrioritisedReplay(const ReplayConfig &config);

    /// `actions` [stepsPerEpisode, branches], `rewards` [stepsPerEpisode].
    void addEpisode(std::span<const float> observation, std::span<const std::uint16_t> actions,
                    std::span<const float> rewards);
    [[nodiscard]] std::size_t size() const;  ///< transitions stored
    /// Stratified: one draw from each of `batch` equal parts of the priority mass. size() > 0.
    ReplayBatch sample(std::size_t batch, double beta, Rng &rng) const;
    void setPriorities(std::span<const std::uint32_t> slots, std::span<const float> tdErrors);

    void save(ByteWriter &out) const;
    /// BadData when the stored shape differs from this replay's; the content before stays.
    Result<void> load(ByteReader &in);

private:
    ReplayConfig m_config;
    std::size_t m_next = 0;                // episode slot written next
    std::size_t m_filled = 0;              // episode slots in use
    double m_largest = 1.0;                // largest priority^alpha seen
    std::vector<float> m_observations;     // [episodes, observationSize]
    std::vector<std::uint16_t> m_actions;  // [episodes · steps, branches]
    std::vector<float> m_rewards;          // [episodes · steps]
    SumTree m_tree;                        // leaves: episodes · steps
};

}  // namespace tonewright::rl
