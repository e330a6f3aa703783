#pragma once

#include <vector>

#include "core/audio/corpus.h"

namespace tonewright::eq_matching
{

/// Which tracks are never trained on [one a track]: `share` of each genre, rounded, at least one of two and never all
/// (none where `share` is 0). They are chosen by a hash of the name, so that they are the same for every seed and
/// whatever else lies in the folder.
std::vector<bool> heldOutTracks(const std::vector<const Track *> &tracks, double share);

}  // namespace tonewright::eq_matching
