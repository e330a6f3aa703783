#pragma once

#include <span>

#include "core/base/result.h"

namespace tonewright::dsp
{

/// Scale-invariant signal-to-distortion ratio in dB: how much of the estimate is the reference at any level,
/// 10·log10(‖s‖² / ‖e − s‖²) with s = r·⟨e, r⟩/⟨r, r⟩, both freed of their means. Le Roux, Wisdom, Erdogan, Hershey,
/// "SDR – Half-baked or Well Done?", ICASSP 2019. Higher is better; noise as strong as the signal gives about 0 dB,
/// good denoising 10 to 20. It compares sample with sample: a delay of one sample ruins it. A change of sign does not
/// count.
///
/// Undefined (BadData with the reason): a signal that is empty, silent, constant or has samples that are no numbers; an
/// estimate that is the reference exactly (distortion more than 240 dB below, beyond what floats carry: infinite) or
/// has nothing of it (minus infinite). Signals of different length are cut to the shorter. Any rate.
Result<double> siSdrDb(std::span<const float> reference, std::span<const float> estimate);

}  // namespace tonewright::dsp
