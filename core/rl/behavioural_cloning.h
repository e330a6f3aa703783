#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/rl/action_distribution.h"
#include "core/rl/actor_critic.h"
#include "core/rl/agent.h"
#include "core/rl/normaliser.h"
#include "core/rl/schedule.h"

namespace tonewright::rl
{

/// What somebody did: one row an observation and the action chosen there.
struct Demonstrations {
    std::size_t count = 0;
    std::vector<float> observations;  ///< [count, observation size], raw
    std::vector<float> actions;       ///< [count, action size], as the environment takes them
    std::vector<std::uint8_t> masks;  ///< [count, choices] or empty
    std::vector<float> weights;       ///< [count] or empty (all 1): how much each counts, ≥ 0
};

struct CloningConfig {
    std::size_t batch = 64;
    Schedule learningRate = 1e-3;
    double entropyWeight = 0.0;          ///< entropy's weight in the loss, against certainty on few examples
    double largestGradient = 0.5;        ///< norm that gradients are clipped to; 0 = not
    double validationShare = 0.1;        ///< of the demonstrations, held out to measure; 0 … < 1
    bool normaliseObservations = false;  ///< by the demonstrations' own mean and variance
    MlpActorCriticConfig network{};
    OptimiserConfig optimiser{.epsilon = 1e-8};
};

/// Behavioural cloning: the policy of largest likelihood for demonstrated actions (Pomerleau 1991), over any action
/// space. core/rl/docs/behavioural_cloning.md has the equations and metrics. Its policy block is PpoAgent's, so that
/// PPO can go on from it (loadPolicy); the value network is left as it began.
class CloningAgent : public Agent
{
public:
    /// InvalidArgument where a setting is out of its range, rows and sizes don't fit, an action lies outside the space
    /// or is forbidden, or nothing is left to learn from.
    static Result<std::unique_ptr<CloningAgent>> create(const CloningConfig &config, const Space &observations,
                                                        const Space &actions, Demonstrations demonstrations,
                                                        std::uint64_t seed,
                                                        std::unique_ptr<ActorCritic> network = nullptr);
    ~CloningAgent() override;

    /// One gradient step on the next minibatch; every demonstration comes up once an epoch, in a new order each time.
    Result<void> update() override;
    [[nodiscard]] std::int64_t epochs() const;  ///< completed
    /// Measures on the held-out demonstrations (all where none are held out): "bc/validation_loss" (mean negative
    /// log-probability), "bc/validation_accuracy" (share whose every choice is the likeliest; NaN without choices).
    [[nodiscard]] Metrics validate() const;

    [[nodiscard]] std::string_view algorithm() const override { return "behavioural_cloning"; }
    /// It doesn't explore: draws from the policy with a generator of its own.
    void explore(const ObservationBatch &batch, std::span<float> actions) override;
    void act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const override;
    void observe(const StepBatch &) override {}
    [[nodiscard]] bool updateDue() const override { return false; }
    void setProgress(double progress) override;
    Metrics takeMetrics() override;
    [[nodiscard]] std::int64_t updates() const override;
    void save(AgentState &state) override;
    Result<void> load(const Checkpoint &checkpoint, const std::filesystem::path &folder) override;
    void savePolicy(Checkpoint &checkpoint) const override;
    Result<void> loadPolicy(const Checkpoint &checkpoint) override;
    [[nodiscard]] double logProbability(std::span<const float> observation, std::span<const float> action) const;

private:
    struct Private;
    explicit CloningAgent(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
