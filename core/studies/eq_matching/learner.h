#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/base/run_context.h"
#include "core/rl/branching_dqn.h"
#include "core/rl/checkpoint_file.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/pair_source.h"

namespace tonewright::eq_matching
{

/// What an attempt is worth to the learner: the reward as reported, or compressed, minus the guidance (see the
/// parameters `symlog` and `shaping`).
double learningReward(const dsp::MatchMetrics &metrics, double mismatchDb, const EqConfig &config);

/// The agent and how it learns: draws pairs, tries settings, remembers, learns. Deterministic: depends on the config,
/// the seed and the tracks alone, and continues bit for bit from a checkpoint.
class Learner
{
public:
    /// `cuda`: the agent's tensors lie there (see rl::usesCuda).
    Learner(const EqConfig &config, std::uint64_t seed, bool cuda = false);

    /// One group of pairs, at most `mostEpisodes` (≥ 1), and the updates after it. Records one episode a pair.
    /// Polls the context between pairs; Cancelled leaves everything as it was before the call, so that a run that is
    /// stopped and continued learns what it would have learnt anyway.
    Result<std::vector<EpisodeRecord>> iterate(const PairSource &source, RunContext &context,
                                               std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max());

    /// The agent's choice for one state [kStateSize].
    [[nodiscard]] Action choose(std::span<const float> state) const;

    [[nodiscard]] std::int64_t episodes() const { return m_episodes; }
    [[nodiscard]] std::int64_t attempts() const { return m_attempts; }
    [[nodiscard]] double epsilon() const;

    void save(rl::Checkpoint &checkpoint) const;
    /// BadData when it doesn't fit; what was learnt before stays then.
    Result<void> load(const rl::Checkpoint &checkpoint);

private:
    [[nodiscard]] double scheduleShare() const;  // 0 … 1 over the learning schedule
    struct Tried;
    Tried tryPair(const PairSource::Drawn &pair, const Action &greedy, const ResponseGrid &grid);
    [[nodiscard]] EpisodeRecord record(const Track &track, const Tried &tried, double epsilonNow, double value) const;
    Result<double> learn();  // mean loss of the updates; NaN before there is enough experience

    EqConfig m_config;
    Rng m_material;  // tracks, distortions, frames
    Rng m_exploration;
    Rng m_sampling;  // minibatches
    rl::BranchingDqn m_agent;
    rl::PrioritisedReplay m_replay;
    std::int64_t m_episodes = 0;
    std::int64_t m_attempts = 0;
};

}  // namespace tonewright::eq_matching
