#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tonewright::dsp
{

/// Resampling as GNU Octave's `resample` does it, which is what the published STOI scores are computed on
/// (pystoi.utils.resample_oct): a polyphase filter, sinc with 60 dB Kaiser window, transition a tenth of the lower
/// Nyquist frequency, sum 1; zeros outside the signal; ⌈samples · to / from⌉ outputs, the first at the time of the
/// first sample. For listening use core/audio's `resample`, which is far better.
///
/// Only the outputs that are wanted are computed, in double precision. Memory: the filter has about 36 · max(p, q)
/// taps with p/q = to/from in lowest terms (16, 22.05, 44.1, 48 kHz → 10 kHz: 290 … 16,000), and 34 input blocks of q
/// or 300 KB, whichever is more.
class OctaveResampler
{
public:
    OctaveResampler(int fromHz, int toHz);  ///< both ≥ 1

    /// Every sample times `gain`, resampled.
    [[nodiscard]] std::vector<double> resample(std::span<const float> signal, double gain = 1.0) const;

    [[nodiscard]] int up() const { return m_up; }      ///< p
    [[nodiscard]] int down() const { return m_down; }  ///< q

    static constexpr std::size_t kPhases = 5;  ///< filtered side by side; divides `up` for all usual rates → 10 kHz

private:
    /// Output k·up + phase is Σ taps[i][phase] · input[k·down + first + i], for kPhases neighbouring phases.
    struct Phases {
        std::ptrdiff_t first = 0;
        std::vector<double> taps;  ///< [input][phase]
    };
    int m_up;
    int m_down;
    std::vector<Phases> m_phases;
};

}  // namespace tonewright::dsp
