#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tonewright::demo
{

enum class Mode { Major, Minor, Dorian, Mixolydian, Phrygian };

struct Key {
    int tonic = 0;  ///< pitch class, 0 = C
    Mode mode = Mode::Major;
};

[[nodiscard]] const char *modeName(Mode mode);
/// The seven pitch classes of a key, from its tonic upwards.
[[nodiscard]] std::vector<int> scaleOf(const Key &key);

struct Chord {
    int root = 0;                ///< pitch class
    std::vector<int> intervals;  ///< semitones above the root, ascending, beginning with 0
    std::string symbol;          ///< "Am7"

    [[nodiscard]] std::vector<int> pitchClasses() const;
    [[nodiscard]] bool contains(int pitch) const;
    /// Semitones from root to third (4 where there is none), fifth and seventh (10 where there is none).
    [[nodiscard]] int third() const;
    [[nodiscard]] int fifth() const;
    [[nodiscard]] int seventh() const;
};

struct ChordSpan {
    double beat = 0;
    double length = 0;  ///< beats
    Chord chord;
};

/// A Roman numeral in a key. Numerals name degrees of the key's own scale; upper case is major, lower case minor;
/// "b" or "#" before it shifts by a semitone; after it a quality: 7 maj7 6 9 maj9 add9 sus4 sus2 o o7 m7b5 5 +.
/// A token that can't be read (isRoman() is false) gives the tonic triad.
[[nodiscard]] bool isRoman(std::string_view token);
[[nodiscard]] Chord parseRoman(std::string_view token, const Key &key);

/// Whether a progression is written for a minor key (names the tonic in lower case).
[[nodiscard]] bool hasMinorTonic(std::string_view progression);

/// A progression that is written for major, with its chords' minor counterparts (I → i, ii7 → iim7b5, vi → VI, …) when
/// `mode` is minor, dorian or phrygian; unchanged in other modes, and when it is written for minor already (but
/// dorian's VI becomes bVI). Dominants (V, II7, III7, VI7) stay what they are.
[[nodiscard]] std::string inMode(std::string_view progression, Mode mode);

/// Bars separated by "|", chords of a bar by blanks (they share the bar equally, in whole beats where possible).
/// The progression is repeated, or cut, to fill `bars` bars beginning at bar `firstBar`.
[[nodiscard]] std::vector<ChordSpan> layOutProgression(std::string_view progression, const Key &key, int firstBar,
                                                       int bars, int beatsPerBar);

/// `count` pitches in [low, high] for a chord, moving as little as possible from `previous` (may be empty): keeps third
/// and seventh, avoids doubled thirds and narrow intervals in the bass. Sorted ascending.
[[nodiscard]] std::vector<int> voiceChord(const Chord &chord, const std::vector<int> &previous, int low, int high,
                                          int count);

/// The key's scale, with the degrees that a chord alters replaced by the chord's tones (a leading tone over V7 in
/// minor).
[[nodiscard]] std::vector<int> scaleOver(const Key &key, const Chord &chord);

/// The pitch in [low, high] nearest to `pitch` whose class is among `classes`; ties go up when `up`.
[[nodiscard]] int nearestPitch(int pitch, const std::vector<int> &classes, int low, int high, bool up);

[[nodiscard]] std::string pitchClassName(int pitchClass);

}  // namespace tonewright::demo
