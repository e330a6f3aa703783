#pragma once

#include <span>
#include <vector>

#include "core/dsp/equaliser.h"
#include "core/study/equaliser_setting.h"

namespace tonewright::eq_exchange
{

dsp::Band toBand(const EqualiserSetting::Band &band);
EqualiserSetting::Band toSettingBand(const dsp::Band &band);

/// An equaliser as other programs run one: a gain, then RBJ biquads one after the other, each once and forward in time.
/// This is what every text format here holds.
struct BiquadChain {
    double preampDb = 0.0;
    std::vector<dsp::Band> bands;
};

/// `setting` as such a chain: bands within dsp::limited() at the setting's rate; where the setting runs forward and
/// backward, each of its bands twice in a row, which has the same magnitude (|H|²) and the phase of two passes. Bands
/// of 0 dB change nothing and are left out. With the preamp below.
BiquadChain chainOf(const EqualiserSetting &setting);

/// The way back for a chain that chainOf() made, or anybody: bands that all come in equal pairs, neighbours, are a
/// setting of two passes. The preamp is not kept.
EqualiserSetting settingOf(const BiquadChain &chain, double sampleRate);

/// Gain of the chain in dB at each frequency in a program that runs at `sampleRate`, preamp included. Above the highest
/// frequency of the rate: that one's.
std::vector<double> responseDb(const BiquadChain &chain, std::span<const double> frequenciesHz, double sampleRate);

/// The largest gain of the bands (preamp aside), in dB, 20 Hz to Nyquist, at the worst of `sampleRate` and the rates
/// that programs usually run at (44.1, 48, 96 kHz): a grid of 4096 frequencies and every band's own.
double largestGainDb(const BiquadChain &chain, double sampleRate);

/// Room that the preamp leaves below full scale, as AutoEq's (PREAMP_HEADROOM of its constants).
inline constexpr double kPreampHeadroomDb = 0.2;
/// −(largest gain) − headroom, never above 0: no audible steady tone at full scale is then driven over it. Short peaks
/// can be, by what a filter does to their shape, whatever the preamp.
double preampFor(double largestGainDb);

/// 20 Hz … `highestHz`, equal steps on a logarithmic scale; `count` ≥ 2.
std::vector<double> logFrequencies(double highestHz, int count);

}  // namespace tonewright::eq_exchange
