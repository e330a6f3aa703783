#include "tests/core/rl/environments/classic_control.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl::test
{
namespace
{

constexpr double kPi = std::numbers::pi;

template <std::size_t N>
void write(const std::array<double, N> &from, std::span<float> to)
{
    for (std::size_t i = 0; i < N; ++i)
        to[i] = static_cast<float>(from[i]);
}

}  // namespace

Result<void> CartPole::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    for (double &value : m_state)
        value = rng.uniform(-0.05, 0.05);
    m_steps = 0;
    write(m_state, observation);
    return {};
}

Result<StepOutcome> CartPole::step(std::span<const float> action, std::span<float> observation)
{
    constexpr double kGravity = 9.8;
    constexpr double kPoleMass = 0.1;
    constexpr double kTotalMass = 1.1;
    constexpr double kHalfLength = 0.5;
    constexpr double kStep = 0.02;
    auto &[x, velocity, angle, angular] = m_state;
    const double force = action[0] > 0.5F ? 10.0 : -10.0;
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const double temp = (force + kPoleMass * kHalfLength * angular * angular * sine) / kTotalMass;
    const double angularAcceleration =
        (kGravity * sine - cosine * temp) / (kHalfLength * (4.0 / 3.0 - kPoleMass * cosine * cosine / kTotalMass));
    const double acceleration = temp - kPoleMass * kHalfLength * angularAcceleration * cosine / kTotalMass;
    x += kStep * velocity;
    velocity += kStep * acceleration;
    angle += kStep * angular;
    angular += kStep * angularAcceleration;
    write(m_state, observation);
    const bool fallen = std::fabs(x) > 2.4 || std::fabs(angle) > 12 * 2 * kPi / 360;
    return StepOutcome{1.0F, fallen, ++m_steps >= 500};
}

namespace
{

void observePendulum(const Pendulum::State &state, std::span<float> observation)
{
    write(std::array{std::cos(state[0]), std::sin(state[0]), state[1]}, observation);
}

}  // namespace

Result<void> Pendulum::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    m_state = {rng.uniform(-kPi, kPi), rng.uniform(-1.0, 1.0)};
    m_steps = 0;
    observePendulum(m_state, observation);
    return {};
}

Result<StepOutcome> Pendulum::step(std::span<const float> action, std::span<float> observation)
{
    constexpr double kGravity = 10.0;
    constexpr double kStep = 0.05;
    auto &[angle, velocity] = m_state;
    const double torque = std::clamp(static_cast<double>(action[0]), -2.0, 2.0);
    const double wrapped = angle - 2 * kPi * std::floor((angle + kPi) / (2 * kPi));  // −π … π
    const double cost = wrapped * wrapped + 0.1 * velocity * velocity + 0.001 * torque * torque;
    velocity = std::clamp(velocity + (1.5 * kGravity * std::sin(angle) + 3.0 * torque) * kStep, -8.0, 8.0);
    angle += velocity * kStep;
    observePendulum(m_state, observation);
    return StepOutcome{static_cast<float>(-cost), false, ++m_steps >= 200};
}

namespace
{

/// Time derivatives of Acrobot's state under a constant torque. Both links: mass 1, length 1, centre at 0.5, inertia 1.
Acrobot::State acrobotDerivatives(const Acrobot::State &state, double torque)
{
    constexpr double kGravity = 9.8;
    constexpr double kCentre = 0.5;
    constexpr double kInertia = 1.0;
    const auto [angle1, angle2, velocity1, velocity2] = state;
    const double d1 = kCentre * kCentre + (1.0 + kCentre * kCentre + 2 * kCentre * std::cos(angle2)) + 2 * kInertia;
    const double d2 = kCentre * kCentre + kCentre * std::cos(angle2) + kInertia;
    const double phi2 = kCentre * kGravity * std::cos(angle1 + angle2 - kPi / 2.0);
    const double phi1 = -kCentre * velocity2 * velocity2 * std::sin(angle2) -
                        2 * kCentre * velocity2 * velocity1 * std::sin(angle2) +
                        (kCentre + 1.0) * kGravity * std::cos(angle1 - kPi / 2) + phi2;
    const double acceleration2 = (torque + d2 / d1 * phi1 - kCentre * velocity1 * velocity1 * std::sin(angle2) - phi2) /
                                 (kCentre * kCentre + kInertia - d2 * d2 / d1);
    const double acceleration1 = -(d2 * acceleration2 + phi1) / d1;
    return {velocity1, velocity2, acceleration1, acceleration2};
}

/// One Runge–Kutta step of fourth order.
Acrobot::State rungeKutta(const Acrobot::State &state, double torque, double step)
{
    const auto moved = [&state](const Acrobot::State &slope, double by) {
        Acrobot::State result = state;
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] += by * slope[i];
        return result;
    };
    const auto k1 = acrobotDerivatives(state, torque);
    const auto k2 = acrobotDerivatives(moved(k1, step / 2), torque);
    const auto k3 = acrobotDerivatives(moved(k2, step / 2), torque);
    const auto k4 = acrobotDerivatives(moved(k3, step), torque);
    Acrobot::State result = state;
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] += step / 6.0 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    return result;
}

double wrapAngle(double angle)
{
    while (angle > kPi)
        angle -= 2 * kPi;
    while (angle < -kPi)
        angle += 2 * kPi;
    return angle;
}

}  // namespace

void Acrobot::observe(std::span<float> observation) const
{
    write(std::array{std::cos(m_state[0]), std::sin(m_state[0]), std::cos(m_state[1]), std::sin(m_state[1]), m_state[2],
                     m_state[3]},
          observation);
    m_observations.clip(observation);  // rounding of the greatest speeds to float
}

Result<void> Acrobot::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    for (double &value : m_state)
        value = rng.uniform(-0.1, 0.1);
    m_steps = 0;
    observe(observation);
    return {};
}

Result<StepOutcome> Acrobot::step(std::span<const float> action, std::span<float> observation)
{
    m_state = rungeKutta(m_state, static_cast<double>(action[0]) - 1.0, 0.2);
    m_state[0] = wrapAngle(m_state[0]);
    m_state[1] = wrapAngle(m_state[1]);
    m_state[2] = std::clamp(m_state[2], -4 * kPi, 4 * kPi);
    m_state[3] = std::clamp(m_state[3], -9 * kPi, 9 * kPi);
    observe(observation);
    const bool above = -std::cos(m_state[0]) - std::cos(m_state[1] + m_state[0]) > 1.0;
    return StepOutcome{above ? 0.0F : -1.0F, above, ++m_steps >= 500};
}

Result<void> MountainCarContinuous::reset(std::uint64_t seed, std::span<float> observation)
{
    Rng rng(seed);
    m_state = {rng.uniform(-0.6, -0.4), 0.0};
    m_steps = 0;
    write(m_state, observation);
    return {};
}

Result<StepOutcome> MountainCarContinuous::step(std::span<const float> action, std::span<float> observation)
{
    auto &[position, velocity] = m_state;
    const auto wanted = static_cast<double>(action[0]);
    velocity += std::clamp(wanted, -1.0, 1.0) * 0.0015 - 0.0025 * std::cos(3 * position);
    velocity = std::clamp(velocity, -0.07, 0.07);
    position = std::clamp(position + velocity, -1.2, 0.6);
    if (position == -1.2 && velocity < 0)
        velocity = 0;
    const bool there = position >= 0.45 && velocity >= 0;
    // Gymnasium keeps this state in single precision.
    for (double &value : m_state)
        value = static_cast<double>(static_cast<float>(value));
    write(m_state, observation);
    m_observations.clip(observation);
    return StepOutcome{static_cast<float>((there ? 100.0 : 0.0) - 0.1 * wanted * wanted), there, ++m_steps >= 999};
}

}  // namespace tonewright::rl::test
