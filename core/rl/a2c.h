#pragma once

#include "core/rl/on_policy_agent.h"

namespace tonewright::rl
{

/// Defaults are Stable-Baselines3's.
struct A2cConfig : OnPolicyConfig {
    A2cConfig()
    {
        rolloutSteps = 5;
        lambda = 1.0;
        learningRate = 7e-4;
        normaliseAdvantages = false;
        optimiser.kind = OptimiserConfig::Kind::RmsProp;
        optimiser.beta2 = 0.99;
        optimiser.epsilon = 1e-5;
    }
};

/// Advantage actor-critic, the synchronous form of A3C (Mnih et al. 2016, arXiv:1602.01783, §4 and supplement algorithm
/// S3): one gradient step a rollout. core/rl/docs/a2c.md has the equations, the metrics and the departures.
class A2cAgent : public OnPolicyAgent
{
public:
    /// InvalidArgument, naming it, where a setting is out of its range.
    static Result<std::unique_ptr<A2cAgent>> create(const A2cConfig &config, const Space &observations,
                                                    const Space &actions, std::uint64_t seed,
                                                    std::unique_ptr<ActorCritic> network = nullptr);
    /// `config`: one that create() takes.
    A2cAgent(const A2cConfig &config, const Space &observations, const Space &actions, std::uint64_t seed,
             std::unique_ptr<ActorCritic> network = nullptr);
    [[nodiscard]] std::string_view algorithm() const override { return "a2c"; }

private:
    std::span<const std::uint32_t> nextMinibatch() override;
    void beginRollout() override { m_used = false; }
    void beginMinibatch(double) override {}
    RowGradient rowLoss(const Row &row, double &loss) override;
    void endMinibatch(std::size_t rows, double loss) override;
    Metrics takeOwnMetrics() override;
    void saveOwn(ByteWriter &out) const override;
    Result<void> loadOwn(ByteReader &in) override;

    A2cConfig m_config;
    std::vector<std::uint32_t> m_rows;
    bool m_used = false;
    // Since the last takeMetrics(); not stored.
    double m_policyLoss = 0, m_valueLoss = 0, m_entropy = 0, m_loss = 0, m_count = 0, m_minibatches = 0;
};

}  // namespace tonewright::rl
