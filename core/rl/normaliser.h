#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/rl/byte_stream.h"

namespace tonewright::rl
{

/// Mean and variance of vectors, numbers added in batches (Chan, Golub & LeVeque 1983, parallel variance).
class RunningMoments
{
public:
    explicit RunningMoments(std::size_t width);
    void add(std::span<const float> rows);  ///< [any count, width]
    [[nodiscard]] std::size_t width() const { return m_mean.size(); }
    [[nodiscard]] double count() const { return m_count; }
    [[nodiscard]] const std::vector<double> &mean() const { return m_mean; }
    [[nodiscard]] double variance(std::size_t column) const;  ///< population variance; 1 before anything was added
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);  ///< BadData for another width

private:
    double m_count = 0;
    std::vector<double> m_mean;
    std::vector<double> m_squares;  // Σ (x − mean)²
};

/// Observations to mean 0 and variance 1: (x − mean) / √(variance + 1e-8), limited to ±clip.
class ObservationNormaliser
{
public:
    ObservationNormaliser(std::size_t width, double clip = 10.0) : m_moments(width), m_clip(clip) {}
    void add(std::span<const float> observations) { m_moments.add(observations); }  ///< training only, raw numbers
    void apply(std::span<const float> raw, std::span<float> normalised) const;      ///< [any count, width]
    [[nodiscard]] const RunningMoments &moments() const { return m_moments; }
    void save(ByteWriter &out) const { m_moments.save(out); }
    Result<void> load(ByteReader &in) { return m_moments.load(in); }

private:
    RunningMoments m_moments;
    double m_clip;
};

/// Rewards divided by the standard deviation of the discounted return so far, limited to ±clip; the mean stays, because
/// moving it would change which policy is best. As VecNormalize of Stable-Baselines3: R ← γR + r for every copy, the
/// moments of R are gathered, R begins anew after an episode.
class RewardNormaliser
{
public:
    RewardNormaliser(std::size_t copies, double gamma, double clip = 10.0);
    /// Takes one step of every copy in, then scales: rewards [copies] → normalised [copies]. `done` [copies].
    void addAndApply(std::span<const float> rewards, std::span<const std::uint8_t> done, std::span<float> normalised);
    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);

private:
    RunningMoments m_moments{1};
    std::vector<float> m_returns;  // [copies]
    double m_gamma;
    double m_clip;
};

}  // namespace tonewright::rl
