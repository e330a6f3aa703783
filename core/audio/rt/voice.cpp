#include "core/audio/rt/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright
{

namespace
{

constexpr int kSteps = 512;  // table entries a frame; between them it is linear
constexpr double kCutoff = 0.92;
constexpr double kBeta = 8;

/// Modified Bessel function of the first kind and order 0, by its series.
double bessel0(double x)
{
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 50; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

}  // namespace

SpeedKernel::SpeedKernel() : m_values(kReach * kSteps + 2, 0.0F)
{
    for (int i = 0; i < kReach * kSteps; ++i) {
        const double t = static_cast<double>(i) / kSteps;
        const double x = std::numbers::pi * t;
        const double sinc = i == 0 ? kCutoff : std::sin(kCutoff * x) / x;
        const double edge = t / kReach;
        const double window = bessel0(kBeta * std::sqrt(1 - edge * edge)) / bessel0(kBeta);
        m_values[static_cast<std::size_t>(i)] = static_cast<float>(sinc * window);
    }
}

float SpeedKernel::operator()(float t) const noexcept
{
    const float at = std::fabs(t) * kSteps;
    const auto index = static_cast<std::size_t>(at);
    if (index >= kReach * kSteps)
        return 0;
    const float first = m_values[index];
    return first + (at - static_cast<float>(index)) * (m_values[index + 1] - first);
}

Voice::Voice(const PlayHead &head, double speed, const SpeedKernel &kernel) noexcept
    : m_head(head), m_kernel(&kernel), m_speed(std::clamp(speed, kSlowest, kFastest))
{
    if (m_speed == 1)
        return;
    m_half = static_cast<int>(std::ceil(SpeedKernel::kReach * std::max(1.0, m_speed)));
    // What lies before the head, so that a voice that goes on where another was sounds like it at once.
    m_newest = kRing - 1;
    for (int i = 0; i < kRing; ++i)
        m_ring[static_cast<std::size_t>(m_newest - i)] = m_head.at(m_head.position() - 1 - i);
}

void Voice::continueJoinOf(const Voice &other) noexcept
{
    m_head.continueJoinOf(other.m_head);
    if (other.m_speed == m_speed)
        m_phase = other.m_phase;
}

void Voice::pull() noexcept
{
    m_newest = (m_newest + 1) % kRing;
    m_ring[static_cast<std::size_t>(m_newest)] = m_head.next();
    m_jumped = m_jumped || m_head.hasJustJumped();
}

StereoFrame Voice::next() noexcept
{
    if (m_speed == 1) {
        const StereoFrame frame = m_head.next();
        m_jumped = m_head.hasJustJumped();
        return frame;
    }
    m_jumped = false;
    for (m_phase += m_speed; m_phase >= 1; m_phase -= 1)
        pull();
    // Played faster, the curve is stretched: what would be above the device's Nyquist frequency is left out.
    const double stretch = std::max(1.0, m_speed);
    float left = 0;
    float right = 0;
    for (int i = 0; i < 2 * m_half; ++i) {
        const StereoFrame &frame = m_ring[static_cast<std::size_t>((m_newest - i + kRing) % kRing)];
        const float weight = (*m_kernel)(static_cast<float>((m_half - i - m_phase) / stretch));
        left += weight * frame.left;
        right += weight * frame.right;
    }
    const auto scale = static_cast<float>(1 / stretch);
    return {scale * left, scale * right};
}

}  // namespace tonewright
