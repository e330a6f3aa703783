#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/rl/agent.h"
#include "core/rl/dense_net.h"
#include "core/rl/experience.h"
#include "core/rl/schedule.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

/// How the branches of a multi-discrete action make one value; with a single branch all are the same but for names.
enum class Branches {
    /// Q(s, a) = Σ_d Q_d(s, a_d), one TD error of the sum (value decomposition; Sunehag et al. 2017, arXiv:1706.05296).
    Summed,
    /// A value Q_d a branch on a shared trunk; all are drawn to r + γ · mean_d Q'_d(s', a'_d) (branching duelling
    /// Q-network; Tavakoli, Pardo & Kormushev 2018, arXiv:1711.08946, eq. 6).
    Averaged,
    /// A network and a target of its own for each branch, as if the other branches belonged to the environment
    /// (independent Q-learning; Tan 1993). The baseline that the other two are better than.
    Independent,
};

/// Defaults are Stable-Baselines3's DQN, except doubleQ.
struct DqnConfig {
    ExperienceConfig experience{.batch = 32, .trainEvery = 4};
    std::vector<std::size_t> hidden = {64, 64};
    Activation activation = Activation::Relu;
    Schedule learningRate = 1e-4;
    /// Chance of a random choice, drawn for every branch by itself.
    Schedule epsilon = Schedule::linear(1.0, 0.05, 0.1);
    bool doubleQ = true;    ///< the online network chooses the next action, the target network values it
    bool duelling = false;  ///< Q = V + A − mean A
    Branches branches = Branches::Summed;
    /// A branch with more choices than this has an ordinal head: so many weights of a smooth basis over its choices,
    /// evenly spaced (OrdinalBasis), so that what is learnt about one reaches its neighbours. 0: a value a choice.
    std::size_t ordinalCentres = 0;
    double targetTau = 1.0;  ///< θ' ← θ' + τ (θ − θ'): 1 = hard copies; 0.005 with targetEvery 1 = soft
    std::int64_t targetEvery = 10'000;  ///< environment steps between target updates
    double huberDelta = 1.0;            ///< the loss is quadratic up to this TD error and linear beyond
    double gradientNorm = 10.0;         ///< gradients are scaled down to this Euclidean norm; 0 = never
    std::uint64_t seed = 0;
};

/// Deep Q-learning (Mnih et al. 2015) for discrete and multi-discrete actions: double (van Hasselt et al. 2016,
/// arXiv:1509.06461), duelling (Wang et al. 2016, arXiv:1511.06581, eq. 9), n-step, prioritised, branching. Equations,
/// metrics and results: core/rl/docs/dqn.md. Forbidden choices (action masks) are neither taken nor counted on.
///
/// For one-shot problems with many choices a branch at uneven positions, on LibTorch: see BranchingDqn.
class DqnAgent : public Agent
{
public:
    /// InvalidArgument: action spaces with continuous parts; settings out of their range (named). Discrete observations
    /// are seen one-hot (Space::flatten).
    static Result<std::unique_ptr<DqnAgent>> create(const Space &observations, const Space &actions,
                                                    const DqnConfig &config);
    ~DqnAgent() override;

    [[nodiscard]] std::string_view algorithm() const override { return "dqn"; }
    void explore(const ObservationBatch &batch, std::span<float> actions) override;
    void act(const ObservationBatch &batch, bool deterministic, Rng &rng, std::span<float> actions) const override;
    void observe(const StepBatch &step) override;
    [[nodiscard]] bool updateDue() const override;
    Result<void> update() override;
    void setProgress(double progress) override;
    Metrics takeMetrics() override;
    [[nodiscard]] std::int64_t updates() const override;
    void save(AgentState &state) override;
    Result<void> load(const Checkpoint &checkpoint, const std::filesystem::path &folder) override;
    void savePolicy(Checkpoint &checkpoint) const override;
    Result<void> loadPolicy(const Checkpoint &checkpoint) override;

    /// Q_d(s, ·) of every branch, one branch after the other, for one observation: [Σ choices]. `target`: of the target
    /// network. With Branches::Summed these are the parts of the sum, V included in the first branch's.
    [[nodiscard]] std::vector<float> values(std::span<const float> observation, bool target = false) const;

private:
    struct Private;
    explicit DqnAgent(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
