#pragma once

#include <vector>

#include "core/dsp/match_options.h"

namespace tonewright::eq_matching::scene
{

/// What each bin of a mean power spectrum counts in a track's level, up to a common factor [kBins]; nothing for
/// LevelMatch::None. Rms: every bin twice (its mirror image, too) but the first and the last. Lufs: that times the
/// K-weighting of ITU-R BS.1770 at the bin's centre, designed for the sample rate as libebur128 does (De Man,
/// "Evaluation of implementations of the EBU R128 loudness measurement", 2018). Loudness so estimated knows no gate:
/// silence between sounds counts, which matters only where an equaliser moves sound from loud to quiet moments.
std::vector<double> levelWeights(dsp::LevelMatch match, int sampleRate);

}  // namespace tonewright::eq_matching::scene
