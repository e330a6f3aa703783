#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tonewright::demo
{

/// One player of a piece: what the synthesiser's channel is set to.
struct Part {
    std::string name;  ///< "bass", "lead", …
    int channel = 0;   ///< MIDI channel 0 … 15; drums play on 9
    int program = 0;   ///< General MIDI program 0 … 127; for drums the kit
    bool drums = false;
    int volume = 100;  ///< controller 7, 0 … 127
    int pan = 64;      ///< controller 10, 0 left … 127 right
    int reverb = 40;   ///< controller 91, 0 … 127
    int low = 0;       ///< lowest and highest pitch that the player is given
    int high = 127;
};

/// A note as it sounds: timing and velocity are the humanised ones, and the synthesiser plays exactly these.
struct Note {
    int part = 0;  ///< index into Score::parts
    int pitch = 60;
    int velocity = 80;        ///< 1 … 127
    double onsetSeconds = 0;  ///< multiple of kSynthBlockFrames / sample rate
    double durationSeconds = 0;

    bool operator==(const Note &) const = default;
};

struct ChordMark {
    double onsetSeconds = 0;
    std::string symbol;  ///< "Am7"
};

struct SectionMark {
    double onsetSeconds = 0;
    std::string name;  ///< "intro", "A", "B", "break", "ending"
};

/// A composed piece: everything that decides its sound, and the truth about it.
struct Score {
    std::string genre;
    std::string style;  ///< which of the genre's ways of playing
    int index = 0;
    std::uint64_t seed = 0;
    double seconds = 0;
    int sampleRate = 44100;
    double tempoBpm = 120;      ///< of the beats below, the stated tempo drift aside
    double tempoDrift = 0;      ///< largest relative lengthening of a beat (a final ritardando); 0 = strictly constant
    int beatsPerBar = 4;        ///< metre is beatsPerBar / 4
    double swing = 0.5;         ///< where the second half of a pair falls: 0.5 straight … 0.667 triplet
    int swingUnit = 8;          ///< which pairs: 8 = eighth notes, 16 = sixteenth notes
    int tonic = 0;              ///< pitch class, 0 = C
    std::string mode;           ///< "major", "minor", "dorian", "mixolydian", "phrygian"
    double room = 0.35;         ///< reverb room size, 0 … 1
    std::vector<double> beats;  ///< seconds
    std::vector<double> downbeats;  ///< seconds, a subset of beats
    std::vector<SectionMark> sections;
    std::vector<ChordMark> chords;
    std::vector<Part> parts;
    std::vector<Note> notes;  ///< sorted by onset, then part, then pitch
};

/// FluidSynth applies events at the borders of blocks of this many frames; scores place their notes there, so that
/// the truth's onsets are exact to the sample.
inline constexpr int kSynthBlockFrames = 64;

}  // namespace tonewright::demo
