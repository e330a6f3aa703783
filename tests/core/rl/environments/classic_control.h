#pragma once

#include <array>
#include <numbers>

#include "core/rl/environment.h"

/// Gymnasium's classic control problems, with its equations, limits, start states and time limits, so that results can
/// be compared (sources: Gymnasium 1.0, gymnasium/envs/classic_control). States and observations have the precision
/// that they have there; only the random numbers of the start states are our own.
namespace tonewright::rl::test
{

/// CartPole-v1: keep a pole upright on a cart (Barto, Sutton & Anderson 1983). +1 a step, at most 500.
class CartPole : public Environment
{
public:
    using State = std::array<double, 4>;  // x, ẋ, θ, θ̇
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    void setState(const State &state) { m_state = state; }

private:
    Space m_observations =
        Space::box(-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity(), 4);
    Space m_actions = Space::discrete(2);
    State m_state{};
    int m_steps = 0;
};

/// Pendulum-v1: swing up and hold. Reward −(θ² + 0.1 θ̇² + 0.001 u²), 200 steps.
class Pendulum : public Environment
{
public:
    using State = std::array<double, 2>;  // θ (0 = upright), θ̇
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    void setState(const State &state) { m_state = state; }

private:
    Space m_observations = Space::box({-1.0F, -1.0F, -8.0F}, {1.0F, 1.0F, 8.0F});
    Space m_actions = Space::box(-2.0F, 2.0F, 1);
    State m_state{};
    int m_steps = 0;
};

/// Acrobot-v1: swing the tip of a two-link pendulum above the bar with torque at its elbow (Sutton 1996; the "book"
/// dynamics of Sutton & Barto). −1 a step until it is there, at most 500.
class Acrobot : public Environment
{
public:
    using State = std::array<double, 4>;  // θ₁ (0 = hanging), θ₂, θ̇₁, θ̇₂
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    void setState(const State &state) { m_state = state; }

private:
    void observe(std::span<float> observation) const;
    static constexpr float kMaxVelocity1 = 4 * std::numbers::pi_v<float>;
    static constexpr float kMaxVelocity2 = 9 * std::numbers::pi_v<float>;
    Space m_observations = Space::box({-1.0F, -1.0F, -1.0F, -1.0F, -kMaxVelocity1, -kMaxVelocity2},
                                      {1.0F, 1.0F, 1.0F, 1.0F, kMaxVelocity1, kMaxVelocity2});
    Space m_actions = Space::discrete(3);  // torque −1, 0, +1
    State m_state{};
    int m_steps = 0;
};

/// MountainCarContinuous-v0: rock a weak car out of a valley. −0.1 u² a step, +100 at the top, at most 999 steps.
class MountainCarContinuous : public Environment
{
public:
    using State = std::array<double, 2>;  // position, velocity
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    void setState(const State &state) { m_state = state; }

private:
    Space m_observations = Space::box({-1.2F, -0.07F}, {0.6F, 0.07F});
    Space m_actions = Space::box(-1.0F, 1.0F, 1);
    State m_state{};
    int m_steps = 0;
};

}  // namespace tonewright::rl::test
