#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/rl/agent.h"
#include "core/rl/schedule.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

struct SarsaConfig {
    Schedule learningRate = 0.1;                          ///< α
    double gamma = 0.99;                                  ///< discount
    double lambda = 0.9;                                  ///< how far a TD error reaches back; 0 = one step
    Schedule epsilon = Schedule::linear(1.0, 0.05, 0.5);  ///< chance of a random action
    double initialValue = 0.0;                            ///< Q before anything is learnt; high = tries everything
    bool replacingTraces = true;                          ///< a visit sets its trace to 1; else it adds 1
    std::uint64_t seed = 0;
};

/// SARSA(λ) with a table of values (Rummery & Niranjan 1994; Sutton & Barto, Reinforcement Learning, 1st ed., §7.5;
/// replacing traces: Singh & Sutton 1996), for observations and actions of choices alone. Equations, metrics and
/// results: core/rl/docs/sarsa.md.
class SarsaAgent : public Agent
{
public:
    /// InvalidArgument: continuous parts; a table of more than 2²⁴ values; settings out of their range (named).
    static Result<std::unique_ptr<SarsaAgent>> create(const Space &observations, const Space &actions,
                                                      const SarsaConfig &config);
    ~SarsaAgent() override;

    [[nodiscard]] std::string_view algorithm() const override { return "sarsa"; }
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

    /// Q(s, ·), one value an action (of several branches: the last branch's choice changes fastest).
    [[nodiscard]] std::span<const double> values(std::span<const float> observation) const;

private:
    struct Private;
    explicit SarsaAgent(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

}  // namespace tonewright::rl
