#pragma once

#include "core/rl/on_policy_agent.h"

namespace tonewright::rl
{

/// Defaults are Stable-Baselines3's.
struct PpoConfig : OnPolicyConfig {
    std::size_t batch = 64;  ///< rows a gradient step; with several actions a state, of whole states (at least one)
    int epochs = 10;         ///< passes over a rollout
    Schedule clip = 0.2;     ///< ε: how far the ratio of probabilities may pay
    double valueClip = 0.0;  ///< how far a value may move from the rollout's before it pays no more; 0 = no limit
    double targetKl = 0.0;   ///< a rollout's use ends when the estimated divergence passes 1.5 times this; 0 = never
};

/// Proximal policy optimisation with the clipped objective (Schulman et al. 2017, arXiv:1707.06347, eq. 7 and 9), for
/// any action space, with masks, hybrid actions and several actions a state. core/rl/docs/ppo.md has the equations, the
/// metrics and what departs from the paper.
class PpoAgent : public OnPolicyAgent
{
public:
    /// InvalidArgument, naming it, where a setting is out of its range.
    static Result<std::unique_ptr<PpoAgent>> create(const PpoConfig &config, const Space &observations,
                                                    const Space &actions, std::uint64_t seed,
                                                    std::unique_ptr<ActorCritic> network = nullptr);
    /// `config`: one that create() takes.
    PpoAgent(const PpoConfig &config, const Space &observations, const Space &actions, std::uint64_t seed,
             std::unique_ptr<ActorCritic> network = nullptr);
    [[nodiscard]] std::string_view algorithm() const override { return "ppo"; }

private:
    std::span<const std::uint32_t> nextMinibatch() override;
    void beginRollout() override;
    void beginMinibatch(double progress) override;
    RowGradient rowLoss(const Row &row, double &loss) override;
    bool mayStep() override;
    void endMinibatch(std::size_t rows, double loss) override;
    Metrics takeOwnMetrics() override;
    void saveOwn(ByteWriter &out) const override;
    Result<void> loadOwn(ByteReader &in) override;

    void shuffle();

    PpoConfig m_config;
    std::vector<std::uint32_t> m_order;  // of the epoch
    std::uint64_t m_position = 0;        // rows of the epoch already used
    std::int32_t m_epoch = 0;

    struct Sums {
        double policy = 0, value = 0, entropy = 0, kl = 0, clipped = 0, rows = 0;
    };
    Sums m_minibatch;
    double m_clip = 0;
    // Since the last takeMetrics(); not stored.
    Sums m_all;
    double m_loss = 0;
    double m_minibatches = 0;
    bool m_stopped = false;
};

}  // namespace tonewright::rl
