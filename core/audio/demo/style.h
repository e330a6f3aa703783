#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/audio/demo/harmony.h"

/// What a genre sounds like, as data. Rhythms are strings with one character a sixteenth note (four a beat); they are
/// repeated to fill the section, and swing moves them afterwards.
namespace tonewright::demo
{

/// One drum of a groove. X accent, x normal, o soft, g ghost, ? every other time, . rest.
struct DrumLane {
    int key;  ///< General MIDI percussion key
    const char *steps;
};
using Groove = std::vector<DrumLane>;

enum class Idiom {
    Drums,    ///< plays the style's grooves
    Degrees,  ///< a line of chord degrees: R root, r soft root, 2 3 4 5 6 7, 8 octave, L fifth below, a approach, -
              ///< hold
    Walking,  ///< a walking bass
    Chords,  ///< voice-led chords: X accent, x normal, o soft, s short, u upper voices, b lowest, 1 … 6 single, - hold
    Power,   ///< as Chords, with root, fifth and octave
    Melody,   ///< the theme
    Harmony,  ///< the theme's second voice, a third or sixth below
    Canon,    ///< the theme a bar later and lower, bent to the harmony
    Counter,  ///< a slow line in contrary motion to the theme
    Fills,    ///< answers in the gaps at the ends of phrases
};

struct PartStyle {
    const char *name = "";
    Idiom idiom = Idiom::Chords;
    std::vector<int> programs = {};           ///< General MIDI; one is drawn for each piece
    int low = 48, high = 72;                  ///< pitches
    int velocity = 90;                        ///< typical, 1 … 127
    double levelDb = 0;                       ///< in the mix, relative to a lead at 0
    int pan = 64;                             ///< 0 left … 127 right
    std::vector<const char *> patterns = {};  ///< two are drawn: one for A sections, one for B
    std::string_view sections = "IABKE";      ///< where it plays: Intro, A, B, breaK, Ending
    int voices = 4;                           ///< of a chord
    double lagMs = 0;                         ///< behind (+) or ahead of (−) the beat
    double looseMs = 6;                       ///< standard deviation of its timing
    double strumMs = 0;                       ///< between the tones of a chord
    double gate = 0.95;                       ///< sounding share of a note's written length
    int reverb = 35;                          ///< controller 91
};

enum class ScaleKind { OfMode, Pentatonic, Blues };

struct MelodyStyle {
    std::vector<const char *> cells = {};     ///< rhythms of a bar: x onset, - hold, . rest
    std::vector<const char *> cadences = {};  ///< rhythms of a phrase's last bar
    ScaleKind scale = ScaleKind::OfMode;
    double leap = 0.15;      ///< probability of an interval of a third or more
    double ornament = 0.15;  ///< probability that a long note of a repeated phrase is decorated
};

/// One way to play a genre; pieces of a genre take turns through its styles.
struct Style {
    const char *genre = "";
    const char *name = "";
    double tempoLow = 100, tempoHigh = 120;  ///< beats a minute
    int beatsPerBar = 4;
    double swingLow = 0.5, swingHigh = 0.5;  ///< see Score
    int swingUnit = 8;
    std::vector<Mode> modes = {};
    std::vector<int> tonics = {};                                    ///< pitch classes that suit the instruments
    int introBars = 2, unitBars = 4;                                 ///< lengths of the intro and of a section
    std::vector<const char *> progressionA = {}, progressionB = {};  ///< see layOutProgression
    const char *cadence = "V7 | I";                                  ///< the last two bars
    int drumKit = 0;                                                 ///< program of channel 10
    std::vector<Groove> grooves = {};  ///< for A, B, intro, break; the first stands in for missing ones
    std::vector<Groove> fills = {};    ///< one bar each; its end, or all of it, ends a phrase
    MelodyStyle melody = {};
    std::vector<PartStyle> parts = {};  ///< the melody before the parts that follow it
    double ritardando = 0;              ///< relative lengthening of the last beat
    double room = 0.35;                 ///< reverb room size 0 … 1
};

/// GTZAN's ten genres and "piano", in that order.
[[nodiscard]] const std::vector<std::string> &demoGenres();
/// The styles of a genre; empty for an unknown one.
[[nodiscard]] std::vector<Style> stylesOf(std::string_view genre);

std::vector<Style> bluesStyles();
std::vector<Style> classicalStyles();
std::vector<Style> countryStyles();
std::vector<Style> discoStyles();
std::vector<Style> hiphopStyles();
std::vector<Style> jazzStyles();
std::vector<Style> metalStyles();
std::vector<Style> popStyles();
std::vector<Style> reggaeStyles();
std::vector<Style> rockStyles();
std::vector<Style> pianoStyles();

}  // namespace tonewright::demo
