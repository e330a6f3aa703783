#pragma once

#include <cstddef>
#include <vector>

#include "core/eq_exchange/biquad_chain.h"

namespace tonewright::eq_exchange
{

struct FirOptions {
    int sampleRate = 48000;  ///< Hz, of the impulse response
    /// Shortest possible delay with the same magnitude. Otherwise a setting of two passes is even about its middle, as
    /// it is heard here (phase zero, but for the delay); one of one pass is the same either way.
    bool minimumPhase = false;
    int mostTaps = 131072;  ///< a power of two, at least 1024
};

/// The setting as an impulse response for convolvers (EasyEffects, CamillaDSP, foobar2000 …).
struct ResponseFir {
    std::vector<float> taps;
    std::size_t delaySamples = 0;  ///< of what comes out: the middle of an even response, or 0
    double preampDb = 0;           ///< contained in the taps
    double residualDb = 0;         ///< largest difference from the setting's response, see below
    double residualHz = 0;         ///< and where
};

/// By frequency sampling on 2^19 points: the response of the setting at its *own* rate, whatever the FIR's rate is, so
/// nothing warps; above the setting's Nyquist its value there is held. Minimum phase by the real cepstrum (Oppenheim
/// and Schafer, Discrete-Time Signal Processing, ch. 13). Then cut to the shortest power of two of at least 1024 taps
/// (half before and half after the middle) that leaves a residual of at most 0.02 dB from 20 Hz to 20 kHz or 0.95 of
/// both Nyquists, or to mostTaps. Narrow bands at low frequencies need most: a fifth of an octave at 20 Hz some 60 000
/// taps.
ResponseFir designResponseFir(const EqualiserSetting &setting, const FirOptions &options);

}  // namespace tonewright::eq_exchange
