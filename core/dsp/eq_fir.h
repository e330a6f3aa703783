#pragma once

#include <cstddef>
#include <vector>

#include "core/dsp/equaliser.h"

namespace tonewright::dsp
{

/// An equaliser's applied filter as a finite impulse response: what applyEqualiser does away from a signal's edges.
struct EqFir {
    std::vector<float> taps;     ///< h[−before] … h[taps.size() − 1 − before]
    std::size_t before = 0;      ///< taps ahead of time zero; 0 when causal
    std::size_t neededSide = 0;  ///< taps that the longer side needs to be complete
    bool complete = true;        ///< false: cut at longestSide, see designEqFir

    [[nodiscard]] std::size_t after() const { return taps.size() - 1 - before; }
};

/// How far the sum of the taps that a complete filter leaves out lies below the filter's smallest gain.
inline constexpr double kEqFirToleranceDb = -85.0;

/// The response of `equaliser` to one impulse, computed with the filters that render (so ZeroPhase is even around time
/// zero and has no phase; Causal is what the biquads do), cut where what is left out no longer matters: Σ |left out| ≤
/// 10^(kEqFirToleranceDb / 20) · min |H|. |Σ h e^−iωn| ≤ Σ |h| makes that a bound for every signal: the error's power
/// stays 85 dB below the output's at each frequency.
///
/// The length follows the slowest pole: a tail decays by e in τ = 1 / −ln r samples, for a peak some Q · A / (π f)
/// seconds (A = 10^(dB/40)), and 12 to 25 τ are needed. So a narrow boost at 20 Hz (Q 18, +24 dB) takes seconds, where
/// one at 1 kHz takes a fiftieth of that. `longestSide` caps either side; a filter that needs more is cut there and not
/// complete. Limits of its own: 2^23 samples a side (gains far beyond ±24 dB).
EqFir designEqFir(const Equaliser &equaliser, double sampleRate, std::size_t longestSide);

}  // namespace tonewright::dsp
