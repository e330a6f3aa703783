#pragma once

#include <string>
#include <vector>

#include "core/audio/demo/harmony.h"
#include "core/audio/demo/style.h"
#include "core/base/rng.h"

namespace tonewright::demo
{

enum class SectionKind { Intro, A, B, Break, Ending };

struct Section {
    SectionKind kind = SectionKind::A;
    int firstBar = 0;
    int bars = 4;
    double energy = 1;   ///< scales velocities
    int repetition = 0;  ///< how many sections of this kind came before

    [[nodiscard]] char letter() const { return "IABKE"[static_cast<int>(kind)]; }
    [[nodiscard]] const char *name() const;
};

/// Beats to seconds: constant tempo, swing, and (where the style has one) a final ritardando.
class TimeMap
{
public:
    struct Settings {
        double tempoBpm = 120;
        double swing = 0.5;  ///< see Score
        int swingUnit = 8;
        int beats = 16;            ///< beats of the piece
        int ritardandoBeats = 0;   ///< the last ones, …
        double ritardando = 0;     ///< … whose length grows linearly by up to this share
        double leadSeconds = 0.1;  ///< before the first beat
    };
    explicit TimeMap(const Settings &settings);

    [[nodiscard]] double seconds(double beat) const;
    [[nodiscard]] double beatSeconds(int beat) const { return m_beats[static_cast<std::size_t>(beat)]; }

private:
    [[nodiscard]] double swung(double beat) const;

    Settings m_settings;
    std::vector<double> m_beats;  ///< seconds of beats 0 … beats (inclusive)
};

/// What all players know about a piece before they play: key, form, harmony.
struct Song {
    Style style;
    Key key;
    double tempoBpm = 120;
    double swing = 0.5;
    int bars = 8;  ///< the last one is the ending, a held final chord
    std::vector<Section> sections;
    std::vector<ChordSpan> chords;  ///< ascending, without gaps

    [[nodiscard]] int beatsPerBar() const { return style.beatsPerBar; }
    [[nodiscard]] const ChordSpan &chordAt(double beat) const;
    /// The chord after the one that sounds at `beat` (the same at the piece's end).
    [[nodiscard]] const ChordSpan &nextChord(double beat) const;
};

/// A note before it is played: in beats, unhumanised.
struct Event {
    double beat = 0;
    double length = 1;
    int pitch = 60;
    double velocity = 80;
    double offsetSeconds = 0;  ///< a strum's delay
    bool flexible = true;      ///< false: its pitch is fixed (drums)
};

/// Draws style (by `index`, so that neighbours differ), key, tempo and form for a piece of `seconds`.
[[nodiscard]] Song planSong(std::string_view genre, int index, double seconds, const Rng &pieceRng,
                            const Rng &genreRng);

}  // namespace tonewright::demo
