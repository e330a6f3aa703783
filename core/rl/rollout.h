#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/rl/agent.h"
#include "core/rl/byte_stream.h"

namespace tonewright::rl
{

/// Generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438, eq. 16) over `steps` steps of `copies`
/// environments; all arrays [steps, copies]:
///   δ_t = r_t + γ v'_t − v_t,   A_t = δ_t + γλ A_{t+1} (0 after an episode's end),   return_t = A_t + v_t
/// nextValues v' is the value of what the step led to: 0 where terminated, the last observation's own value where
/// truncated. γ, λ in 0 … 1; λ = 1 gives discounted returns minus values, λ = 0 one-step errors.
struct AdvantageInputs {
    std::size_t steps = 0;
    std::size_t copies = 0;
    std::span<const float> rewards;
    std::span<const float> values;
    std::span<const float> nextValues;
    std::span<const std::uint8_t> done;
    double gamma = 0.99;
    double lambda = 0.95;
};
void generalisedAdvantages(const AdvantageInputs &inputs, std::span<float> advantages, std::span<float> returns);

/// For one-step problems in which each state is tried with `group` neighbouring copies: reward minus the mean reward of
/// the group's others (leave-one-out baseline; Kool, van Hoof & Welling 2019, "Buy 4 REINFORCE samples, get a baseline
/// for free!"). Needs no value estimate.
void leaveOneOutAdvantages(std::span<const float> rewards, std::size_t group, std::span<float> advantages);

/// Divides each group's advantages by their root mean square (+ 1e-8, so that a group without differences stays 0).
void scalePerState(std::size_t group, std::span<float> advantages);

/// What an on-policy agent has seen since its last update; row = step · copies + copy.
class Rollout
{
public:
    Rollout(std::size_t steps, std::size_t copies, std::size_t observationSize, std::size_t actionSize,
            std::size_t maskSize);

    [[nodiscard]] std::size_t rows() const { return m_steps * m_copies; }
    [[nodiscard]] std::size_t steps() const { return m_steps; }
    [[nodiscard]] std::size_t copies() const { return m_copies; }
    [[nodiscard]] bool full() const { return m_filled == m_steps; }
    [[nodiscard]] std::size_t filled() const { return m_filled; }
    void clear() { m_filled = 0; }

    /// One step of every copy, all [copies, …] (`masks` empty where there are none).
    struct Step {
        std::span<const float> observations;
        std::span<const float> drawn;
        std::span<const float> logProbabilities;
        std::span<const std::uint8_t> masks;
        std::span<const float> rewards;
        std::span<const float> nextObservations;
        std::span<const std::uint8_t> terminated;
        std::span<const std::uint8_t> truncated;
    };
    void add(const Step &step);

    std::vector<float> observations;        ///< [rows, observation size]
    std::vector<float> drawn;               ///< [rows, action size]
    std::vector<float> logProbabilities;    ///< [rows]
    std::vector<std::uint8_t> masks;        ///< [rows, mask size]
    std::vector<float> rewards;             ///< [rows]
    std::vector<std::uint8_t> terminated;   ///< [rows]
    std::vector<std::uint8_t> done;         ///< [rows]
    std::vector<float> cutOff;              ///< [any, observation size]: where a truncated episode or the rollout ended
    std::vector<std::uint32_t> cutOffRows;  ///< [any]: the rows they belong to
    std::vector<float> values;              ///< [rows], once computed
    std::vector<float> advantages;          ///< [rows], once computed
    std::vector<float> returns;             ///< [rows], once computed

    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);  ///< BadData for another shape

private:
    std::size_t m_steps;
    std::size_t m_copies;
    std::size_t m_observationSize;
    std::size_t m_filled = 0;
};

}  // namespace tonewright::rl
