#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/base/run_context.h"
#include "core/dsp/match_quality.h"
#include "core/rl/checkpoint_file.h"
#include "core/rl/independent_dqn.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/learner.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/published_experience.h"

namespace tonewright::eq_matching
{

/// The published agent's settings, as released (tests/golden/RECIPES.md, "Agent"). Those of the networks:
/// rl::IndependentDqnConfig.
struct PublishedConfig {
    rl::IndependentDqnConfig networks;  ///< observationSize, choices and cuda are set by the learner
    int batch = 128;
    std::size_t replay = 20000;
    double replayAlpha = 0.6;
    double replayBeta = 0.4;        ///< at the first learning step …
    double replayBetaStep = 0.001;  ///< … and so much more at each further one, at most 1
    double epsilonStart = 1.0;
    double epsilonDecay = 0.9995;  ///< factor a learning step
    double epsilonEnd = 0.05;
    double uniformChance = 0.7;  ///< of each parameter when exploring; the others move about the greedy choice …
    int nudge = 5;               ///< … by at most so many choices …
    int nudgeShare = 10;         ///< … and at most a parameter's choices divided by this
    int episodeSteps = 30;
    double enoughReward = 0.95;  ///< an attempt above it ends the episode
    dsp::FilterMode filter = dsp::FilterMode::ZeroPhase;
};

/// The published settings with the few that a run may change: `hidden`, `learning_rate`, `gamma`, `batch`, `attempts`
/// (an episode) and `filter`.
PublishedConfig publishedConfig(const EqConfig &config);

/// What the published agent tries: with probability `epsilon` an exploring action, else the greedy one.
Action publishedExploration(const Action &greedy, double epsilon, const PublishedConfig &config, Rng &rng);

/// The published agent, as released, for comparison: its every attempt is *rendered* and scored exactly, its state are
/// the 857 numbers of dsp::publishedState, its networks rl::IndependentDqn. An environment step is followed by one
/// learning step once the replay holds a minibatch.
///
/// An episode is one training track with its fixed pair (see readPair) and up to `episodeSteps` attempts; the tracks
/// are drawn uniformly. The pair's state stays what it is, so the next state of every step is the same one. The last
/// step ends the episode for the targets too, whichever way it ended.
///
/// Where the recipe is silent: the loss is Huber's (δ = 1) times the importance weight, biases begin at 0, dropout acts
/// in the gradient's pass alone, 1e-6 is added to a priority, draws from the replay are independent.
///
/// Deterministic: depends on the config, the seed, the tracks and the tensor threads alone.
class PublishedLearner final : public Learner, private Policy
{
public:
    PublishedLearner(const PublishedConfig &config, std::uint64_t seed, bool cuda = false);
    ~PublishedLearner() override;

    /// One environment step and the learning step after it: a record once the episode is over, else none.
    /// A record's reward is that of the greedy choice when the episode began (rendered once more; neither an
    /// environment step nor remembered); best_reward and exploring_reward are the highest and the mean of the episode's
    /// attempts; loss the mean over networks and learning steps, value the mean of the networks' greatest values when
    /// it began.
    ///
    /// Asks the context between rendering, scoring and each network's update. Cancelled may leave a step half done; the
    /// next call, or one after save() and load(), goes on with it and ends with the bits it would have had.
    /// Errors: Diverged (see IndependentDqn::learn); those of reading a track.
    Result<std::vector<EpisodeRecord>>
    iterate(const PairSource &source, RunContext &context,
            std::int64_t mostEpisodes = std::numeric_limits<std::int64_t>::max()) override;

    [[nodiscard]] const Policy &policy() const override { return *this; }
    [[nodiscard]] std::int64_t episodes() const override { return m_episodes; }
    [[nodiscard]] std::int64_t attempts() const override { return m_attempts; }
    void save(rl::AgentState &state) override;
    Result<void> load(const rl::Checkpoint &checkpoint, const std::filesystem::path &folder) override;

    [[nodiscard]] std::int64_t learningSteps() const { return m_networks.learningSteps(); }
    [[nodiscard]] double epsilon() const { return m_epsilon; }
    [[nodiscard]] double beta() const;  ///< of the next learning step
    [[nodiscard]] const rl::IndependentDqn &networks() const { return m_networks; }

private:
    /// An episode in flight.
    struct Episode {
        std::string item;
        std::string genre;
        double greedyReward = 0;
        double value = 0;
        std::vector<double> rewards;  // of the attempts so far
        double lossSum = 0;
        std::int64_t losses = 0;
    };
    /// A learning step in flight.
    struct Step {
        PublishedExperience::Draw draw;
        std::vector<float> tdErrors;  // of the first network
        int nextNetwork = 0;
    };
    /// What a checkpoint holds of the two.
    struct InFlight {
        double epsilon = 0;
        std::optional<Episode> episode;
        std::optional<Step> step;
        bool read(const std::string &bytes, std::size_t batch, std::size_t filled);
    };
    struct OpenedPair;

    [[nodiscard]] Observation observe(const dsp::MatchScorer &pair) const override;
    /// Empty: the published state needs the sound. Show such an agent rendered pairs.
    [[nodiscard]] Observation observe(const SpectralScene & /*scene*/) const override { return {}; }
    [[nodiscard]] dsp::Equaliser greedy(const Observation &observation) const override;
    [[nodiscard]] dsp::Equaliser sample(const Observation &observation, Rng &rng) const override;
    [[nodiscard]] double expectedValue(const Observation &observation) const override;
    [[nodiscard]] PolicyInsight inspect(const Observation &observation) const override;
    [[nodiscard]] Action choose(std::span<const float> state) const;

    Result<void> open(const PreparedTrack &track, const PairSource &source, RunContext &context);
    Result<double> rewardOf(const Action &action, RunContext &context) const;
    Result<void> begin(const PairSource &source, RunContext &context);
    Result<void> attempt(RunContext &context);
    Result<void> learn(RunContext &context);
    [[nodiscard]] bool episodeOver() const;
    EpisodeRecord endEpisode();
    [[nodiscard]] std::string inFlight() const;

    PublishedConfig m_config;
    Rng m_material;  // tracks
    Rng m_exploration;
    Rng m_sampling;  // minibatches
    rl::IndependentDqn m_networks;
    PublishedExperience m_experience;
    double m_epsilon;
    std::int64_t m_episodes = 0;
    std::int64_t m_attempts = 0;
    std::optional<Episode> m_episode;
    std::optional<Step> m_step;
    std::unique_ptr<OpenedPair> m_opened;  // the current track's; read again after load()
};

}  // namespace tonewright::eq_matching
