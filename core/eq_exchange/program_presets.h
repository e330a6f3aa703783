#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/eq_exchange/biquad_chain.h"

namespace tonewright::eq_exchange
{

/// An EasyEffects output preset (7.0 and newer, the version of Debian bookworm): one equalizer, mode IIR, every band of
/// mode "APO (DR)", which is LSP's direct RBJ biquad; both channels alike; the preamp as input gain (and
/// output gain beyond −36 dB). Its keys are those
/// that EasyEffects' own preset loader asks for; JSON has no comments, and unknown keys would be passed over, so what
/// the file is stands under "tonewright". InvalidArgument for more bands than the 32 that EasyEffects has, or values
/// outside its ranges (gain ±36 dB, frequency 10 … 24000 Hz, Q 0 … 100).
Result<Json> easyEffectsPreset(const BiquadChain &chain, const std::vector<std::string> &comment);

/// A complete configuration of CamillaDSP 2 or newer that `camilladsp --check` accepts: raw 32-bit floats from the
/// standard input to the standard output as an example of devices, a Gain and Biquads (Peaking, Lowshelf, Highshelf
/// with q: the RBJ cookbook's), and a pipeline over all of `channels`. `sampleRate` in Hz.
std::string camillaDspConfig(const BiquadChain &chain, int sampleRate, int channels,
                             const std::vector<std::string> &comment);

/// The number of points that AutoEq writes and Wavelet reads: 20 Hz · 1.0563^i, 20 … 19871 Hz, rounded to whole Hz.
inline constexpr int kGraphicPoints = 127;
std::vector<double> graphicFrequencies();

/// Equalizer APO's GraphicEQ line: the response at graphicFrequencies() in a program that runs at `sampleRate`, lowered
/// so that its highest point lies kPreampHeadroomDb below 0 (it has no preamp of its own). Programs interpolate between
/// points, so a band narrower than a twelfth of an octave is lost.
std::string graphicEq(const BiquadChain &chain, double sampleRate, const std::vector<std::string> &comment);

}  // namespace tonewright::eq_exchange
