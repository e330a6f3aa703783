#pragma once

#include <vector>

#include "core/dsp/equaliser.h"
#include "core/studies/eq_matching/track_spectra.h"

/// The frames that reach beyond a track's ends. A track that begins or ends abruptly has a click there, which is in
/// these frames' spectra. A filter comes before the click and doesn't scale it: what these frames hold must be
/// rendered.
namespace tonewright::eq_matching::scene
{

struct EndFrames {
    std::vector<int> frames;        ///< indices into all of the track's
    std::vector<float> magnitudes;  ///< [frames.size()][kBins]: |STFT|, 2048/512
};

/// What the equaliser makes of them: both ends' kEndSamples are filtered as the whole track would be. What differs is
/// that the filter knows nothing of the track beyond them. None if `ends` has none.
EndFrames renderEnds(const TrackEnds &ends, const dsp::Equaliser &equaliser, int sampleRate);

}  // namespace tonewright::eq_matching::scene
