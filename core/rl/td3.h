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

/// Defaults are Stable-Baselines3's TD3, but for its layers of 400 and 300 units. Noise is in units of −1 … 1.
struct Td3Config {
    ExperienceConfig experience{};
    std::vector<std::size_t> hidden = {256, 256};  ///< of the actor and of each critic
    Activation activation = Activation::Relu;
    Schedule learningRate = 1e-3;
    double tau = 0.005;             ///< soft target update, when the actor learns
    int policyDelay = 2;            ///< the critics learn so many times as often as the actor
    double targetNoise = 0.2;       ///< standard deviation of the noise on target actions
    double targetNoiseClip = 0.5;   ///< … which is limited to this
    double explorationNoise = 0.1;  ///< standard deviation
    double noiseCorrelation = 0.0;  ///< ρ of ExplorationNoise; 0 = white
    double gradientNorm = 0.0;      ///< of actor and critics; 0 = not limited
    std::uint64_t seed = 0;
};

/// Twin delayed deep deterministic policy gradient (Fujimoto, van Hoof & Meger 2018, arXiv:1802.09477) for bounded
/// continuous actions. Equations, metrics and results: core/rl/docs/td3.md.
class Td3Agent : public Agent
{
public:
    /// InvalidArgument: other action spaces than bounded boxes; discrete observations; settings out of
    /// their range (named).
    static Result<std::unique_ptr<Td3Agent>> create(const Space &observations, const Space &actions,
                                                    const Td3Config &config);
    ~Td3Agent() override;

    [[nodiscard]] std::string_view algorithm() const override { return "td3"; }
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

    /// The policy's action in −1 … 1. `target`: of the target actor.
    [[nodiscard]] std::vector<float> policy(std::span<const float> observation, bool target = false) const;
    /// Q₁ and Q₂ of an action in −1 … 1.
    [[nodiscard]] std::vector<float> values(std::span<const float> observation, std::span<const float> action,
                                            bool target = false) const;

private:
    struct Private;
    explicit Td3Agent(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
