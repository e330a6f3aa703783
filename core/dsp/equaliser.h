#pragma once

#include <array>
#include <complex>
#include <span>
#include <string_view>
#include <vector>

namespace tonewright::dsp
{

enum class BandKind { LowShelf, Peak, HighShelf };

/// How a biquad is run. ZeroPhase is the published system's way: forward and backward, so that the applied magnitude is
/// the biquad's *squared* (+6 dB acts as +12 dB) and the phase zero.
enum class FilterMode { ZeroPhase, Causal };

/// One band as a person sets it. Limits are applied by limited(): frequency 20 Hz … 0.95·Nyquist, Q 0.1 … 18 (peak) or
/// 0.1 … 10 (shelf).
struct Band {
    BandKind kind = BandKind::Peak;
    double frequencyHz = 1000.0;
    double gainDb = 0.0;  ///< of one pass
    double q = 1.0;
};

/// The study's equaliser: low shelf, low peak, high peak, high shelf, in this order.
struct Equaliser {
    std::array<Band, 4> bands{{{BandKind::LowShelf, 200.0, 0.0, 0.9},
                               {BandKind::Peak, 1500.0, 0.0, 1.0},
                               {BandKind::Peak, 7000.0, 0.0, 1.2},
                               {BandKind::HighShelf, 12000.0, 0.0, 0.8}}};
    FilterMode mode = FilterMode::ZeroPhase;
};

/// RBJ Audio-EQ-Cookbook biquad, a0 = 1.
struct Biquad {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};

Band limited(const Band &band, double sampleRate);
Biquad designBiquad(const Band &band, double sampleRate);  ///< of the limited band
/// |H|² of one pass at `frequencyHz` (closed form).
double powerResponse(const Biquad &biquad, double frequencyHz, double sampleRate);

/// The *applied* (effective) gain in dB of one band / all bands at each frequency: what is heard, drawn and exported.
std::vector<double> bandResponseDb(const Band &band, FilterMode mode, std::span<const double> frequenciesHz,
                                   double sampleRate);
std::vector<double> responseDb(const Equaliser &eq, std::span<const double> frequenciesHz, double sampleRate);

/// Runs one band over a signal in double precision. ZeroPhase equals scipy.signal.filtfilt with its defaults: odd
/// padding of 9 samples, steady-state initial conditions. A signal of at most 9 samples is returned unchanged
/// (filtfilt is undefined there).
std::vector<double> applyBand(std::span<const double> signal, const Band &band, FilterMode mode, double sampleRate);
std::vector<float> applyEqualiser(std::span<const float> signal, const Equaliser &eq, double sampleRate);

}  // namespace tonewright::dsp
