#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/rl/action_distribution.h"
#include "core/rl/actor_critic.h"
#include "core/rl/agent.h"
#include "core/rl/normaliser.h"
#include "core/rl/rollout.h"
#include "core/rl/schedule.h"

namespace tonewright::rl
{

/// What PPO and A2C share: their rollouts, their network and how it is trained.
struct OnPolicyConfig {
    std::size_t copies = 1;           ///< environments stepped together; as the vector environment's
    std::size_t rolloutSteps = 2048;  ///< steps of every copy between updates
    double gamma = 0.99;
    double lambda = 0.95;  ///< GAE's λ
    Schedule learningRate = 3e-4;
    double entropyWeight = 0.0;       ///< entropy's weight in the loss
    double valueWeight = 0.5;         ///< value loss's weight
    double largestGradient = 0.5;     ///< norm that gradients are clipped to; 0 = not
    bool normaliseAdvantages = true;  ///< to mean 0 and deviation 1 within each minibatch
    bool normaliseObservations = false;
    bool normaliseRewards = false;
    /// More than 1: for one-step problems with VectorEnvironmentConfig::copiesPerSeed of the same number. So many
    /// actions are tried in each state and compared with one another instead of with a value estimate.
    std::size_t actionsPerState = 1;
    /// With several actions a state: divides each state's advantages by their own deviation, so that states whose
    /// rewards differ little count as much as others (as GRPO does; Shao et al. 2024, arXiv:2402.03300, section 4.1.1).
    bool normalisePerState = false;
    MlpActorCriticConfig network{};
    OptimiserConfig optimiser{};
};

/// Gathers rollouts, acts, saves and loads; the algorithm says how it learns from a rollout.
class OnPolicyAgent : public Agent
{
public:
    void explore(const ObservationBatch &batch, std::span<float> actions) override;
    void act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const override;
    void observe(const StepBatch &step) override;
    [[nodiscard]] bool updateDue() const override { return m_rollout.full(); }
    Result<void> update() override;
    void setProgress(double progress) override { m_progress = progress; }
    Metrics takeMetrics() override;
    [[nodiscard]] std::int64_t updates() const override { return m_updates; }
    void save(AgentState &state) override;
    Result<void> load(const Checkpoint &checkpoint, const std::filesystem::path &folder) override;
    void savePolicy(Checkpoint &checkpoint) const override;
    Result<void> loadPolicy(const Checkpoint &checkpoint) override;

    /// The policy's and the value's network, for teaching it otherwise before or between rollouts.
    [[nodiscard]] ActorCritic &network() { return *m_network; }
    [[nodiscard]] const ActionDistribution &distribution() const { return m_distribution; }
    /// Logarithm of the probability (density in the action space's unit) that the policy now gives to an action.
    [[nodiscard]] double logProbability(std::span<const float> observation, std::span<const std::uint8_t> mask,
                                        std::span<const float> action) const;
    /// The value network's estimate.
    [[nodiscard]] double value(std::span<const float> observation) const;

protected:
    /// `network`: null for the config's perceptrons.
    OnPolicyAgent(const OnPolicyConfig &config, const Space &observations, const Space &actions, std::uint64_t seed,
                  std::unique_ptr<ActorCritic> network);

    /// One row of a minibatch, as it was when it was acted on and as the network has it now.
    struct Row {
        double logProbability, entropy, value;
        double oldLogProbability, oldValue, advantage, target;
    };
    /// ∂(row's loss)/∂ its log-probability, entropy and value.
    struct RowGradient {
        double logProbability, entropy, value;
    };
    /// The rows to learn from next [any]; empty when the rollout is used up.
    virtual std::span<const std::uint32_t> nextMinibatch() = 0;
    /// Before a minibatch's rows.
    virtual void beginMinibatch(double progress) = 0;
    /// One row's loss, added to `loss`, and its gradient. Notes what the metrics want.
    virtual RowGradient rowLoss(const Row &row, double &loss) = 0;
    /// Whether the weights may be moved by this minibatch; false ends the rollout's use (PPO's KL stop).
    virtual bool mayStep() { return true; }
    /// After a minibatch of `rows`, whose loss was `loss`.
    virtual void endMinibatch(std::size_t rows, double loss) = 0;
    /// When a rollout is complete and its advantages are known.
    virtual void beginRollout() = 0;
    virtual Metrics takeOwnMetrics() = 0;
    virtual void saveOwn(ByteWriter &out) const = 0;
    virtual Result<void> loadOwn(ByteReader &in) = 0;

    [[nodiscard]] const OnPolicyConfig &onPolicyConfig() const { return m_config; }
    [[nodiscard]] const Rollout &rollout() const { return m_rollout; }
    [[nodiscard]] Rng &shuffling() { return m_shuffling; }

private:
    void normalise(std::span<const float> raw, std::vector<float> &to) const;
    void flatten(std::span<const float> observations, std::size_t count, std::vector<float> &to) const;
    void prepareRollout();
    Result<void> learnFrom(std::span<const std::uint32_t> rows);
    [[nodiscard]] ActionDistribution::Inputs inputs(std::span<const float> heads, std::span<const std::uint8_t> masks,
                                                    std::size_t row) const;

    OnPolicyConfig m_config;
    Space m_observations;
    ActionDistribution m_distribution;
    Rng m_exploring;
    Rng m_shuffling;
    Rng m_dropping;
    std::unique_ptr<ActorCritic> m_network;
    Optimiser m_optimiser;
    Rollout m_rollout;
    std::optional<ObservationNormaliser> m_observationNormaliser;
    std::optional<RewardNormaliser> m_rewardNormaliser;
    double m_progress = 0;
    double m_rolloutProgress = 0;  // when the rollout was complete
    bool m_prepared = false;       // the full rollout has its advantages
    bool m_statesDiffer = false;   // neighbours that should be in one state weren't
    std::int64_t m_updates = 0;
    double m_explainedVariance = std::numeric_limits<double>::quiet_NaN();  // undefined where returns don't differ

    // Of the last explore(), for the observe() that follows.
    std::vector<float> m_acted;
    std::vector<float> m_drawn;
    std::vector<float> m_logProbabilities;
    // Scratch.
    std::vector<float> m_heads, m_values, m_headGradients, m_valueGradients, m_batch, m_next, m_rewards;
    mutable std::vector<float> m_flat, m_flatHeads;
};

}  // namespace tonewright::rl
