#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/audio/rt/play_head.h"

namespace tonewright
{

/// The curve that interpolates between frames when sound is played faster or slower: sin(πct)/(πt) under a Kaiser
/// window (β = 8), c = 0.92 of the Nyquist frequency, 16 zero crossings to either side (Smith, Digital Audio
/// Resampling, "Windowed Sinc Interpolation"). Images and aliases of what lies below 0.85 of Nyquist stay under −70 dB.
class SpeedKernel
{
public:
    static constexpr int kReach = 16;  ///< frames to either side at speeds up to 1

    SpeedKernel();
    /// |t| ≤ kReach; 0 beyond.
    [[nodiscard]] float operator()(float t) const noexcept;

private:
    std::vector<float> m_values;
};

/// A head that is read at a speed from 0.5 to 2: pitch moves with the speed, as on a tape. At speed 1 it is the head
/// itself, bit for bit. At other speeds what is heard lies up to 32 frames behind the head's position. Real-time safe.
class Voice
{
public:
    static constexpr double kSlowest = 0.5;
    static constexpr double kFastest = 2;

    Voice() = default;
    /// `kernel` must outlive the voice.
    Voice(const PlayHead &head, double speed, const SpeedKernel &kernel) noexcept;

    /// As PlayHead's; takes over the place between frames too.
    void continueJoinOf(const Voice &other) noexcept;
    StereoFrame next() noexcept;

    [[nodiscard]] const PlayHead &head() const { return m_head; }
    /// The last call of next() jumped from the end of the loop to its start.
    [[nodiscard]] bool hasJustJumped() const { return m_jumped; }

private:
    static constexpr int kRing = 64;  ///< frames: both sides of the kernel at the highest speed

    void pull() noexcept;

    PlayHead m_head;
    const SpeedKernel *m_kernel = nullptr;
    double m_speed = 1;
    double m_phase = 0;  ///< 0 … 1: how far behind the middle of the ring the ear is
    int m_half = 0;      ///< frames to either side
    int m_newest = 0;
    bool m_jumped = false;
    std::array<StereoFrame, kRing> m_ring{};
};

}  // namespace tonewright
