#pragma once

#include <vector>

#include "core/rl/environment.h"

namespace tonewright::rl::test
{

/// One step: every branch has a choice that fits the observation, and every branch counts. The observation is one
/// number a branch, uniformly 0 … 1; branch d with n choices wants the one nearest to observation d, read from the
/// neighbour's number: right = round(o[(d + 1) mod D] · (n − 1)). Reward 1 − mean over branches of |choice − right| /
/// (n − 1); optimum 1.
class MultiDiscreteToy : public Environment
{
public:
    explicit MultiDiscreteToy(std::vector<int> branches = {7, 5, 3});
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    static constexpr double kOptimum = 1.0;

private:
    Space m_observations;
    Space m_actions;
    std::vector<float> m_state;
};

/// One step in which one branch outweighs the others. The observation is one of eight cells; in each, every one of six
/// branches has one right choice of five. Reward 10 · (right₀ − 1) + Σ_{d=1…5} 0.2 · right_d; optimum 1. As long as
/// anybody explores, the first branch's misses are noise of several units to whom can't see what they came from, and
/// what the other branches are to learn is a fifth.
class UnequalToy : public Environment
{
public:
    static constexpr int kCells = 8;
    static constexpr int kBranches = 6;
    static constexpr int kChoices = 5;
    static constexpr double kOptimum = 1.0;
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    /// (3 · cell + 2 · branch) mod 5
    [[nodiscard]] static int right(int cell, int branch) { return (3 * cell + 2 * branch) % kChoices; }

private:
    Space m_observations = Space::discrete(kCells);
    Space m_actions = Space::multiDiscrete(std::vector<int>(kBranches, kChoices));
    int m_cell = 0;
};

/// Ten steps, each with a new observation (x, y), uniformly −1 … 1. A tool must be chosen (0, 1, 2: which third of −1 …
/// 1 x lies in) and set: its number c wants to be y, −y or y/2. Reward 1 − min(1, |c − wanted|) with the right tool,
/// else 0; optimum 10 an episode. With `masked` a fourth tool exists that is always forbidden, and so is one wrong
/// tool.
class HybridToy : public Environment
{
public:
    explicit HybridToy(bool masked = false);
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;
    [[nodiscard]] bool hasActionMask() const override { return m_masked; }
    void actionMask(std::span<std::uint8_t> mask) const override;
    static constexpr double kOptimum = 10.0;

private:
    void draw(std::span<float> observation);
    [[nodiscard]] int rightTool() const;
    bool m_masked;
    Space m_observations = Space::box(-1.0F, 1.0F, 2);
    Space m_actions;
    Rng m_rng{0};
    float m_x = 0;
    float m_y = 0;
    int m_steps = 0;
};

/// A walk over a grid of cells from the top left to the bottom right corner, round a wall; −1 a step, pits (−10, the
/// end), at most 100 steps. Actions: up, right, down, left; running into a wall stays. The observation is the cell's
/// number.
///
///     S . . . .
///     . # # . .
///     . . # P .
///     P . # . .
///     . . . . G
class GridWalk : public Environment
{
public:
    static constexpr int kSide = 5;
    static constexpr double kOptimum = -8.0;  ///< eight steps, the last onto G
    [[nodiscard]] const Space &observationSpace() const override { return m_observations; }
    [[nodiscard]] const Space &actionSpace() const override { return m_actions; }
    Result<void> reset(std::uint64_t seed, std::span<float> observation) override;
    Result<StepOutcome> step(std::span<const float> action, std::span<float> observation) override;

private:
    Space m_observations = Space::discrete(kSide * kSide);
    Space m_actions = Space::discrete(4);
    int m_row = 0;
    int m_column = 0;
    int m_steps = 0;
};

}  // namespace tonewright::rl::test
