#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/rl/agent.h"
#include "core/rl/dense_net.h"
#include "core/rl/experience.h"
#include "core/rl/schedule.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

/// Defaults are Stable-Baselines3's SAC.
struct SacConfig {
    ExperienceConfig experience{};
    std::vector<std::size_t> hidden = {256, 256};  ///< of the actor and of each critic
    Activation activation = Activation::Relu;
    Schedule learningRate = 3e-4;  ///< of actor, critics and entropy coefficient
    double tau = 0.005;            ///< soft target update after every update
    /// The entropy coefficient α at the beginning; learnt from there when `automaticEntropy`, else constant.
    double entropyCoefficient = 1.0;
    bool automaticEntropy = true;
    std::optional<double> targetEntropy{};  ///< for automaticEntropy; absent: −(numbers of an action)
    double gradientNorm = 0.0;              ///< of actor and critics; 0 = not limited
    double noiseCorrelation = 0.0;          ///< ρ of ExplorationNoise; 0 = white, as in the paper
    std::uint64_t seed = 0;
};

/// Soft actor-critic with learnt entropy coefficient (Haarnoja et al. 2018, arXiv:1801.01290 and arXiv:1812.05905) for
/// bounded continuous actions. Equations, metrics and results: core/rl/docs/sac.md.
class SacAgent : public Agent
{
public:
    /// InvalidArgument: other action spaces than bounded boxes; discrete observations; settings out of
    /// their range (named).
    static Result<std::unique_ptr<SacAgent>> create(const Space &observations, const Space &actions,
                                                    const SacConfig &config);
    ~SacAgent() override;

    [[nodiscard]] std::string_view algorithm() const override { return "sac"; }
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

    /// The policy in one state: mean and standard deviation before tanh, [numbers of an action] each.
    struct Policy {
        std::vector<float> mean;
        std::vector<float> deviation;
    };
    [[nodiscard]] Policy policy(std::span<const float> observation) const;
    /// min(Q₁, Q₂) of an action in −1 … 1. `target`: of the target networks.
    [[nodiscard]] float value(std::span<const float> observation, std::span<const float> action,
                              bool target = false) const;
    [[nodiscard]] double entropyCoefficient() const;

private:
    struct Private;
    explicit SacAgent(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
