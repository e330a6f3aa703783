#include "core/rl/normaliser.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{

namespace
{
constexpr double kEpsilon = 1e-8;  // as Stable-Baselines3: a constant number becomes 0, not 0/0
}

RunningMoments::RunningMoments(std::size_t width) : m_mean(width, 0.0), m_squares(width, 0.0) {}

void RunningMoments::add(std::span<const float> rows)
{
    const std::size_t width = m_mean.size();
    const std::size_t count = rows.size() / width;
    if (count == 0)
        return;
    const double total = m_count + static_cast<double>(count);
    for (std::size_t column = 0; column < width; ++column) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += static_cast<double>(rows[i * width + column]);
        const double mean = sum / static_cast<double>(count);
        double squares = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double deviation = static_cast<double>(rows[i * width + column]) - mean;
            squares += deviation * deviation;
        }
        const double shift = mean - m_mean[column];
        m_mean[column] += shift * static_cast<double>(count) / total;
        m_squares[column] += squares + shift * shift * m_count * static_cast<double>(count) / total;
    }
    m_count = total;
}

double RunningMoments::variance(std::size_t column) const
{
    return m_count > 0 ? m_squares[column] / m_count : 1.0;
}

void RunningMoments::save(ByteWriter &out) const
{
    out.value(m_count);
    out.array(std::span<const double>(m_mean));
    out.array(std::span<const double>(m_squares));
}

Result<void> RunningMoments::load(ByteReader &in)
{
    RunningMoments read(0);
    if (!in.value(read.m_count) || !in.array(read.m_mean) || !in.array(read.m_squares) ||
        read.m_mean.size() != m_mean.size() || read.m_squares.size() != m_mean.size())
        return fail(ErrorCode::BadData, "the stored normalisation is cut short or of another width");
    *this = std::move(read);
    return {};
}

void ObservationNormaliser::apply(std::span<const float> raw, std::span<float> normalised) const
{
    const std::size_t width = m_moments.width();
    for (std::size_t column = 0; column < width; ++column) {
        const double mean = m_moments.mean()[column];
        const double scale = 1.0 / std::sqrt(m_moments.variance(column) + kEpsilon);
        for (std::size_t i = column; i < raw.size(); i += width)
            normalised[i] =
                static_cast<float>(std::clamp((static_cast<double>(raw[i]) - mean) * scale, -m_clip, m_clip));
    }
}

RewardNormaliser::RewardNormaliser(std::size_t copies, double gamma, double clip)
    : m_returns(copies, 0.0F), m_gamma(gamma), m_clip(clip)
{
}

void RewardNormaliser::addAndApply(std::span<const float> rewards, std::span<const std::uint8_t> done,
                                   std::span<float> normalised)
{
    for (std::size_t i = 0; i < m_returns.size(); ++i)
        m_returns[i] = static_cast<float>(m_gamma * static_cast<double>(m_returns[i])) + rewards[i];
    m_moments.add(m_returns);
    const double scale = 1.0 / std::sqrt(m_moments.variance(0) + kEpsilon);
    for (std::size_t i = 0; i < m_returns.size(); ++i) {
        normalised[i] = static_cast<float>(std::clamp(static_cast<double>(rewards[i]) * scale, -m_clip, m_clip));
        if (done[i] != 0)
            m_returns[i] = 0.0F;
    }
}

void RewardNormaliser::save(ByteWriter &out) const
{
    m_moments.save(out);
    out.array(std::span<const float>(m_returns));
}

Result<void> RewardNormaliser::load(ByteReader &in)
{
    RunningMoments moments(1);
    std::vector<float> returns;
    if (auto loaded = moments.load(in); !loaded)
        return loaded;
    if (!in.array(returns) || returns.size() != m_returns.size())
        return fail(ErrorCode::BadData, "the stored reward normalisation is of another number of environments");
    m_moments = std::move(moments);
    m_returns = std::move(returns);
    return {};
}

}  // namespace tonewright::rl
