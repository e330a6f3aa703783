#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/rl/branching_dqn.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/episode_queue.h"
#include "core/studies/eq_matching/learner.h"

namespace tonewright::eq_matching
{

/// Deep Q-learning over the grid's twelve parameters (rl::BranchingDqn): draws pairs, tries settings, remembers them in
/// a prioritised replay, learns. Takes only choices that mean something at a pair's sample rate (effectiveChoices).
/// With `demonstrations` it is also shown how fresh distortions are undone (rl::Demonstrations).
class BranchingLearner final : public Learner, private Policy
{
public:
    /// `cuda`: the agent's tensors lie there (see rl::usesCuda).
    BranchingLearner(const EqConfig &config, std::uint64_t seed, bool cuda = false);

    Result<std::vector<EpisodeRecord>>
    iterate(const PairSource &source, RunContext &context,
            std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max()) override;
    [[nodiscard]] const Policy &policy() const override { return *this; }
    [[nodiscard]] std::int64_t episodes() const override { return m_episodes.handedOver(); }
    [[nodiscard]] std::int64_t attempts() const override { return m_attempts; }
    void save(rl::AgentState &state) override;
    Result<void> load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder) override;
    Result<void> savePolicy(rl::Checkpoint &checkpoint) const override;
    Result<void> loadPolicy(const rl::Checkpoint &checkpoint) override;

    [[nodiscard]] std::vector<Look> looksThen(std::string_view trace) const override;

    [[nodiscard]] double epsilon() const;

private:
    [[nodiscard]] dsp::Equaliser greedy(const Observation &observation) const override;
    /// The greedy choice nudged as exploration does.
    [[nodiscard]] dsp::Equaliser sample(const Observation &observation, Rng &rng) const override;
    [[nodiscard]] double expectedValue(const Observation &observation) const override;
    [[nodiscard]] PolicyInsight inspect(const Observation &observation) const override;
    [[nodiscard]] Action choose(const Observation &observation) const;
    static std::string told(const Observation &seen, const Action &chosen, std::span<const float> headWeights);
    [[nodiscard]] PolicyInsight insightOf(std::span<const float> headWeights, const Action &chosen,
                                          int sampleRate) const;

    [[nodiscard]] double scheduleShare() const;  // 0 … 1 over the learning schedule
    struct Tried;
    Tried tryPair(const PairSource::Drawn &pair, const Action &greedy, const ResponseGrid &grid);
    Result<void> takeGroup(const PairSource &source, RunContext &context);
    [[nodiscard]] EpisodeRecord record(const Track &track, const Tried &tried, double epsilonNow, double value) const;
    Result<double> learn(const PairSource &source);  // mean loss of the updates; NaN before there is enough experience
    void remember(const PairSource::Drawn &pair, const Tried &tried);
    [[nodiscard]] rl::ReplayBatch recall(double beta);
    struct Shown;
    [[nodiscard]] Shown demonstrations(const PairSource &source);

    EqConfig m_config;
    Rng m_material;  // tracks, distortions, frames
    Rng m_exploration;
    Rng m_sampling;  // minibatches
    Rng m_lessons;   // demonstrations
    rl::BranchingDqn m_agent;
    rl::PrioritisedReplay m_replay;
    std::vector<std::int32_t> m_rates;  // [replay's episodes]: sample rates of the pairs; with a discount only
    std::int64_t m_attempts = 0;
    EpisodeQueue m_episodes;
};

}  // namespace tonewright::eq_matching
