#pragma once

#include <QtTest/QTest>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

#include "core/rl/a2c.h"
#include "core/rl/ppo.h"
#include "core/rl/vector_environment.h"
#include "tests/core/rl/environments/classic_control.h"
#include "tests/core/rl/environments/toys.h"

/// What the tests of PPO and A2C share: tiny problems and runs.
namespace tonewright::rl::test
{

/// One step, one observation, one right action.
class Bandit : public Environment
{
public:
    explicit Bandit(Space actions = Space::discrete(3)) : m_actions(std::move(actions)) {}
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t, std::span<float> observation) override
    {
        observation[0] = 1.0F;
        return {};
    }
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override
    {
        observation[0] = 1.0F;
        float reward = 0;
        for (const float part : action)  // choice 1, number 0.5
            reward -= std::fabs(part - (m_actions.branches().empty() ? 0.5F : 1.0F));
        return StepOutcome{reward, true, false};
    }

private:
    Space m_observations = Space::box(-1.0F, 1.0F, 1);
    Space m_actions;
};

/// Steps `agent` in `environments` by hand, as TrainingLoop does.
inline Result<void> play(Agent &agent, VectorEnvironment &environments, int steps, double progress = 0.0)
{
    std::vector<float> actions(environments.copies() * environments.actionSpace().size());
    for (int i = 0; i < steps; ++i) {
        agent.setProgress(progress);
        const std::vector<float> before(environments.observations().begin(), environments.observations().end());
        const std::vector<std::uint8_t> masks(environments.masks().begin(), environments.masks().end());
        agent.explore({environments.copies(), before, masks}, actions);
        if (auto stepped = environments.step(actions); !stepped)
            return stepped;
        agent.observe({environments.copies(), before, actions, environments.rewards(), environments.nextObservations(),
                       environments.terminated(), environments.truncated(), masks, environments.nextMasks()});
        while (agent.updateDue())
            if (auto updated = agent.update(); !updated)
                return updated;
    }
    return {};
}

inline std::string bytesOf(Agent &agent)
{
    AgentState state;
    agent.save(state);
    return state.checkpoint.blocks.at("policy") + state.checkpoint.blocks.at("learning");
}

/// A short run on `factory` and everything the agent then is.
template <class AgentType, class Config>
std::string trained(const Config &config, std::uint64_t seed, const EnvironmentFactory &factory, int steps,
                    std::size_t copiesPerSeed = 1)
{
    auto environments =
        *VectorEnvironment::create(factory, {.copies = config.copies, .seed = seed, .copiesPerSeed = copiesPerSeed});
    (void)environments.reset();
    AgentType agent(config, environments.observationSpace(), environments.actionSpace(), seed);
    (void)play(agent, environments, steps, 0.25);
    Checkpoint policy;
    agent.savePolicy(policy);
    return policy.blocks.at("policy");
}

}  // namespace tonewright::rl::test
