#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"
#include "core/rl/space.h"

namespace tonewright::rl
{

/// Between an environment's bounded numbers and −1 … 1, in which SAC and TD3 think and remember.
class ActionScale
{
public:
    /// InvalidArgument unless the space is a box with two finite bounds a number.
    static Result<ActionScale> create(const Space &actions, const std::string &algorithm);

    [[nodiscard]] std::size_t size() const { return m_low.size(); }
    void toEnvironment(std::span<const float> units, std::span<float> actions) const;  ///< [any count, size]
    void toUnits(std::span<const float> actions, std::span<float> units) const;        ///< limited to −1 … 1

private:
    std::vector<float> m_low;
    std::vector<float> m_high;
};

/// Noise for exploring with continuous actions, one stream a copy of the environment: at every step standard normal,
/// and correlated over time,
///   ε₀ ~ N(0, 1),   ε_t = ρ · ε_{t−1} + √(1 − ρ²) · ξ_t,   ξ_t ~ N(0, 1),
/// a first-order autoregressive process (the Ornstein–Uhlenbeck process of Lillicrap et al. 2016, arXiv:1509.02971, in
/// equal steps and with unit variance). ρ = 0 is white noise. Because every ε_t by itself is standard normal, a policy
/// that draws with it has the same distribution in every state, yet pushes one way for about 1/(1 − ρ) steps: what
/// problems with inertia need (coloured noise; Eberhard et al. 2023, "Pink noise is all you need").
class ExplorationNoise
{
public:
    ExplorationNoise(std::size_t size, double correlation) : m_size(size), m_correlation(correlation) {}

    /// The next values of every copy [copies, size].
    std::span<const double> next(std::size_t copies, Rng &rng);
    /// Copies whose episode has ended begin anew.
    void endEpisodes(std::span<const std::uint8_t> terminated, std::span<const std::uint8_t> truncated);
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    std::size_t m_size;
    double m_correlation;
    std::vector<double> m_values;       // [copies, size]
    std::vector<std::uint8_t> m_fresh;  // [copies]: 1 = draw anew
};

/// A standard normal number as a uniform one in −1 … 1: first actions before anything is learnt.
float uniformFromNormal(double normal);

}  // namespace tonewright::rl
