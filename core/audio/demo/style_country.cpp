#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style trainBeat()
{
    return {
        .genre = "country", .name = "train beat", .tempoLow = 116, .tempoHigh = 152, .swingLow = 0.5, .swingHigh = 0.54, .swingUnit = 16,
        .modes = {Mode::Major}, .tonics = {7, 2, 9, 4, 0}, .introBars = 2, .unitBars = 4,
        .progressionA = {"I|I|IV|V7", "I|IV|V7|I", "I|V|IV|I"}, .progressionB = {"IV|I|II7|V7", "IV|I|V7|I V7", "vi|IV|I|V7"},
        .cadence = "V7|I", .drumKit = 40,
        .grooves = {{{36, "x.......x......."}, {38, "goXggoXggoXggoXg"}, {44, "....x.......x..."}},
                    {{36, "x.......x......."}, {38, "goXggoXogoXggoXx"}, {54, "....x.......x..."}}},
        .fills = {{{38, "xoXoxoXoXxXxXXXX"}, {36, "x.......x......."}}},
        .melody = {cells::kSong, cells::kShortCadence, ScaleKind::Pentatonic, 0.15, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 86, .levelDb = -2, .looseMs = 4, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {32, 33}, .low = 28, .high = 47, .velocity = 98, .levelDb = 0,
                   .patterns = {"R---....L---....", "R---....5---....R---....5---..a-", "R---....5---a---"}, .gate = 0.8, .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {27, 110, 25, 22}, .low = 62, .high = 84, .velocity = 98, .pan = 58,
                   .sections = "ABE", .looseMs = 9, .reverb = 40},
                  {.name = "acoustic guitar", .idiom = Idiom::Chords, .programs = {25}, .low = 45, .high = 72, .velocity = 82, .levelDb = -5,
                   .pan = 32, .patterns = {"b---x-u-b---x-u-", "b---xxu-b---xuu-"}, .voices = 5, .strumMs = 9},
                  {.name = "banjo", .idiom = Idiom::Chords, .programs = {105}, .low = 60, .high = 84, .velocity = 76, .levelDb = -8, .pan = 100,
                   .patterns = {"1324132413241324", "2314231423142314", "1-2413-41-2413-4"}, .voices = 4, .looseMs = 4},
                  {.name = "fiddle answers", .idiom = Idiom::Fills, .programs = {110, 22}, .low = 67, .high = 88, .velocity = 86, .levelDb = -4,
                   .pan = 80, .sections = "IABK", .reverb = 45}},
        .room = 0.3};
}

Style countryWaltz()
{
    return {
        .genre = "country", .name = "country waltz", .tempoLow = 92, .tempoHigh = 126, .beatsPerBar = 3,
        .modes = {Mode::Major}, .tonics = {0, 7, 2, 5, 9}, .introBars = 2, .unitBars = 8,
        .progressionA = {"I|I|IV|I|I|I|V7|V7", "I|V|vi|IV|I|I|V7|I", "I|I7|IV|IV|I|V7|I|V7"},
        .progressionB = {"IV|IV|I|I|II7|II7|V7|V7", "vi|vi|IV|IV|I|I|V7|V7"}, .cadence = "V7|I", .drumKit = 40,
        .grooves = {{{36, "x..........."}, {38, "....o...o.?."}, {42, "x.o.x.o.x.o."}},
                    {{36, "x.........o."}, {38, "....x...x..g"}, {51, "x...x.o.x..."}}},
        .fills = {{{38, "x...x.xxx.xx"}, {36, "x..........."}}},
        .melody = {cells::kWaltz, cells::kWaltzCadence, ScaleKind::OfMode, 0.15, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 82, .levelDb = -3, .looseMs = 5, .reverb = 25},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {32, 33}, .low = 28, .high = 47, .velocity = 96,
                   .patterns = {"R---........L---........", "R---....a---", "R-------5---"}, .gate = 0.85, .reverb = 10},
                  {.name = "steel guitar", .idiom = Idiom::Melody, .programs = {27, 110, 22}, .low = 62, .high = 84, .velocity = 96, .pan = 68,
                   .sections = "IABE", .looseMs = 12, .reverb = 60},
                  {.name = "second voice", .idiom = Idiom::Harmony, .programs = {110, 22, 27}, .low = 57, .high = 79, .velocity = 80,
                   .levelDb = -5, .pan = 90, .sections = "B", .looseMs = 12, .reverb = 60},
                  {.name = "acoustic guitar", .idiom = Idiom::Chords, .programs = {25, 24}, .low = 47, .high = 72, .velocity = 80, .levelDb = -5,
                   .pan = 34, .patterns = {"b---x---x-u-", "b---x-u-x-u-"}, .voices = 5, .strumMs = 12},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 3}, .low = 60, .high = 79, .velocity = 72, .levelDb = -8, .pan = 96,
                   .patterns = {"....o---o---", "1-2-3-4-3-2-"}, .sections = "ABKE", .voices = 3}},
        .ritardando = 0.15, .room = 0.4};
}

Style honkyTonk()
{
    return {
        .genre = "country", .name = "honky-tonk shuffle", .tempoLow = 108, .tempoHigh = 138, .swingLow = 0.6, .swingHigh = 0.66,
        .modes = {Mode::Major}, .tonics = {4, 9, 0, 7}, .introBars = 1, .unitBars = 4,
        .progressionA = {"I|I|V7|V7", "I|IV|I|V7", "I|I7|IV|I V7"}, .progressionB = {"IV|IV|I|I", "II7|II7|V7|V7", "IV|#IVo7|I VI7|II7 V7"},
        .cadence = "II7 V7|I6", .drumKit = 0,
        .grooves = {{{36, "x.......x......."}, {38, "....X.......X..g"}, {42, "x.o.x.o.x.o.x.o."}},
                    {{36, "x.......x.....x."}, {38, "....X..g....X..g"}, {51, "x.o.x.o.x.o.x.o."}, {44, "....x.......x..."}}},
        .fills = {cells::kSnareFill, cells::kTripletFill},
        .melody = {cells::kSwing, cells::kShortCadence, ScaleKind::Pentatonic, 0.18, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 88, .levelDb = -2, .looseMs = 4, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Walking, .programs = {32, 33}, .low = 28, .high = 50, .velocity = 94, .gate = 0.85, .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {27, 110, 26}, .low = 60, .high = 83, .velocity = 98, .pan = 56,
                   .sections = "ABE", .looseMs = 10, .reverb = 40},
                  {.name = "honky-tonk piano", .idiom = Idiom::Chords, .programs = {3, 0}, .low = 55, .high = 76, .velocity = 82, .levelDb = -4,
                   .pan = 96, .patterns = {"....x-s.....x-s.", "..s...x-..s...x-", "..x-..x-..x-..x-"}, .voices = 4},
                  {.name = "acoustic guitar", .idiom = Idiom::Chords, .programs = {25}, .low = 47, .high = 72, .velocity = 78, .levelDb = -7,
                   .pan = 30, .patterns = {"b---x-u-b---x-u-"}, .voices = 5, .strumMs = 8},
                  {.name = "answers", .idiom = Idiom::Fills, .programs = {3, 110}, .low = 69, .high = 91, .velocity = 84, .levelDb = -5, .pan = 84,
                   .sections = "IABK"}},
        .room = 0.3};
}

}  // namespace

std::vector<Style> countryStyles()
{
    return {trainBeat(), countryWaltz(), honkyTonk()};
}

}  // namespace tonewright::demo
