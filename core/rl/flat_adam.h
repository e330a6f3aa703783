#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/rl/byte_stream.h"
#include "core/rl/dense_kernels.h"

namespace tonewright::rl
{

struct AdamConfig {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;     ///< added outside the root
    double weightDecay = 0.0;  ///< decoupled (AdamW): w ← w · (1 − rate · decay)
};

/// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) over one buffer of parameters, optionally with decoupled
/// weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101).
class FlatAdam
{
public:
    FlatAdam(std::size_t parameters, const AdamConfig &config = {});

    /// One step. `gradient` is scaled first so that its Euclidean norm is at most `largestNorm` (0: left as it is).
    /// Returns the norm before scaling; where that isn't finite nothing is changed.
    double step(std::span<float> parameters, std::span<float> gradient, double learningRate, double largestNorm = 0.0);

    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);  ///< BadData for another size; the state before stays

private:
    AdamConfig m_config;
    std::int64_t m_steps = 0;
    kernels::Floats m_first;
    kernels::Floats m_second;
};

/// The first element that isn't finite.
std::optional<std::size_t> firstNotFinite(std::span<const float> values);

}  // namespace tonewright::rl
