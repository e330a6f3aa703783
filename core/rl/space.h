#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"

namespace tonewright::rl
{

/// What an observation or an action may be. One element of any space is `size()` floats in a row: first one whole
/// number a discrete component (0 … branches()[i] − 1), then the continuous numbers. So every algorithm, replay and
/// environment handles one flat layout:
///
///   Discrete(n)        branches {n}                      one choice
///   MultiDiscrete      branches {n₀, n₁, …}              one choice a branch, each branch with its own size
///   Box(low, high)     low, high, shape                  numbers within bounds (±infinity = unbounded)
///   Hybrid             branches and low, high            choices, then numbers
///
/// A float holds whole numbers up to 2²⁴ exactly; a branch has at most so many choices.
class Space
{
public:
    enum class Kind { Discrete, MultiDiscrete, Box, Hybrid };

    static Space discrete(int choices);
    static Space multiDiscrete(std::vector<int> choicesPerBranch);
    /// `shape` defaults to {low.size()}; its product is low.size().
    static Space box(std::vector<float> low, std::vector<float> high, std::vector<int> shape = {});
    static Space box(float low, float high, std::size_t numbers);
    static Space hybrid(std::vector<int> choicesPerBranch, std::vector<float> low, std::vector<float> high);

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] const std::vector<int> &branches() const { return m_branches; }
    [[nodiscard]] const std::vector<float> &low() const { return m_low; }  ///< of the continuous numbers
    [[nodiscard]] const std::vector<float> &high() const { return m_high; }
    [[nodiscard]] const std::vector<int> &shape() const { return m_shape; }  ///< of the continuous numbers

    [[nodiscard]] std::size_t continuous() const { return m_low.size(); }
    [[nodiscard]] std::size_t size() const { return m_branches.size() + m_low.size(); }  ///< floats of one element
    [[nodiscard]] std::size_t choices() const;   ///< Σ branches: entries of an action mask
    [[nodiscard]] std::size_t flatSize() const;  ///< choices() + continuous(): what flatten() gives
    [[nodiscard]] bool bounded() const;          ///< every continuous number has two finite bounds

    /// Discrete uniformly; continuous uniformly between finite bounds, from an exponential distribution (mean 1) beyond
    /// a single bound, from a standard normal one without bounds. `element` [size()].
    void sample(Rng &rng, std::span<float> element) const;
    /// Whole numbers in range, continuous numbers finite and within bounds. False for another length than size().
    [[nodiscard]] bool contains(std::span<const float> element) const;
    /// One-hot blocks of the branches, then the continuous numbers as they are: [size()] → [flatSize()].
    void flatten(std::span<const float> element, std::span<float> flat) const;
    /// Continuous numbers moved to the nearest bound; discrete ones stay.
    void clip(std::span<float> element) const;

    [[nodiscard]] std::string describe() const;  ///< "multi-discrete(3, 5)", "box(4 numbers)"
    bool operator==(const Space &) const = default;

private:
    Kind m_kind = Kind::Box;
    std::vector<int> m_branches;
    std::vector<float> m_low;
    std::vector<float> m_high;
    std::vector<int> m_shape;
};

}  // namespace tonewright::rl
