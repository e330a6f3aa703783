#pragma once

#include <vector>

#include "core/audio/demo/song.h"

/// The players: each turns a section of a song into one part's notes. They draw only from the generator they are given.
namespace tonewright::demo
{

struct PlayerTask {
    const Song &song;
    const Section &section;
    const PartStyle &part;
    const char *pattern = nullptr;  ///< the part's rhythm for this section; may be null
};

[[nodiscard]] std::vector<Event> playDrums(const PlayerTask &task, const Groove &groove, const Groove *fill, Rng &rng);
[[nodiscard]] std::vector<Event> playDegrees(const PlayerTask &task, Rng &rng);
[[nodiscard]] std::vector<Event> playWalkingBass(const PlayerTask &task, Rng &rng);
/// `voicing` is the hand's position, carried from section to section.
[[nodiscard]] std::vector<Event> playChords(const PlayerTask &task, std::vector<int> &voicing, Rng &rng);

}  // namespace tonewright::demo
