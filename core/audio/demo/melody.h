#pragma once

#include <string>
#include <vector>

#include "core/audio/demo/song.h"

namespace tonewright::demo
{

/// A bar's worth of a theme: its rhythm and how its pitches move.
struct Motif {
    std::string rhythm;        ///< x onset, - hold, . rest, one character a sixteenth note
    std::vector<int> contour;  ///< scale steps from note to note, one for each onset (the first is 0)
};

/// The motifs that a whole piece is made of.
struct Theme {
    std::vector<Motif> motifs;
};

[[nodiscard]] Theme inventTheme(const Song &song, Rng &rng);

/// One section's melody: phrases of four bars of motifs, an arch each, ending in a cadence and a breath. Accented and
/// long notes are chord tones. The same `themeRng` gives the same tune again; `variationRng` decorates repetitions.
[[nodiscard]] std::vector<Event> singSection(const Song &song, const Section &section, const PartStyle &part,
                                             const Theme &theme, Rng themeRng, Rng &variationRng);

/// Second voices to a melody that was sung before (its events of the whole section).
[[nodiscard]] std::vector<Event> harmonise(const Song &song, const PartStyle &part, const std::vector<Event> &melody);
[[nodiscard]] std::vector<Event> imitate(const Song &song, const Section &section, const PartStyle &part,
                                         const std::vector<Event> &melody);
[[nodiscard]] std::vector<Event> counterLine(const Song &song, const Section &section, const PartStyle &part,
                                             const std::vector<Event> &melody, Rng &rng);
/// Short answers wherever the melody rests for a beat or more.
[[nodiscard]] std::vector<Event> answerGaps(const Song &song, const Section &section, const PartStyle &part,
                                            const std::vector<Event> &melody, Rng &rng);

}  // namespace tonewright::demo
