#pragma once

#include "core/dsp/average_spectrum.h"

namespace tonewright::dsp
{

/// A spectrum as loudness counts it: K-weighted (ITU-R BS.1770-4, annex 1; the two filters at the frequencies that they
/// have at 48 kHz).
AverageSpectrum kWeighted(const AverageSpectrum &spectrum);

/// By how many dB an equaliser changes the loudness of a sound with this average spectrum, K-weighted: the ratio of the
/// powers after and before. What is left out is the gating, so a sound with long soft parts is told a little wrong; the
/// rendered sound's loudness is the one that counts. 0 where there is no power.
double loudnessChangeDb(const AverageSpectrum &weighted, const Equaliser &equaliser);

}  // namespace tonewright::dsp
