#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style swingQuartet()
{
    return {
        .genre = "jazz", .name = "swing", .tempoLow = 136, .tempoHigh = 196, .swingLow = 0.6, .swingHigh = 0.66,
        .modes = {Mode::Major, Mode::Major, Mode::Minor}, .tonics = {10, 5, 3, 0, 7}, .introBars = 2, .unitBars = 8,
        .progressionA = {"Imaj7|VI7|ii7|V7|iii7 VI7|ii7 V7|I6 VI7|ii7 V7", "ii7|V7|Imaj7|VI7|ii7|V7|Imaj7|Imaj7",
                         "Imaj7|iv7 bVII7|Imaj7|VI7|ii7|V7|I6 VI7|ii7 V7"},
        .progressionB = {"III7|III7|VI7|VI7|II7|II7|V7|V7", "iv7|bVII7|Imaj7|VI7|II7|II7|ii7|V7"}, .cadence = "ii7 V7|I6", .drumKit = 32,
        .grooves = {{{51, "x...x.x.x...x.x."}, {44, "....x.......x..."}, {36, "g...g...g...g..."}, {38, "..?...?.......?."}},
                    {{51, "x...x.xox...x.x."}, {44, "....x.......x..."}, {36, "g...g..?g...g..?"}, {38, ".?....g...?...g."}},
                    {{42, "x...x.x.x...x.x."}, {44, "....x.......x..."}, {37, "............x..."}}},
        .fills = {{{38, "x..x..x.x.xxx.x."}, {51, "x...x.x........."}, {36, "g......x..x....x"}}},
        .melody = {cells::kSwing, cells::kShortCadence, ScaleKind::OfMode, 0.24, 0.4},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 84, .levelDb = -2, .looseMs = 4, .reverb = 30},
                  {.name = "bass", .idiom = Idiom::Walking, .programs = {32}, .low = 28, .high = 52, .velocity = 96, .levelDb = 0, .pan = 58, .lagMs = -4,
                   .looseMs = 5, .gate = 0.9, .reverb = 15},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {66, 65, 56, 26}, .low = 56, .high = 80, .velocity = 98, .pan = 70, .sections = "ABE",
                   .lagMs = 16, .looseMs = 12, .reverb = 45},
                  {.name = "second horn", .idiom = Idiom::Harmony, .programs = {56, 57, 59}, .low = 52, .high = 74, .velocity = 82, .levelDb = -5, .pan = 90,
                   .sections = "B", .lagMs = 16, .looseMs = 12, .reverb = 45},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 1}, .low = 51, .high = 74, .velocity = 80, .levelDb = -4, .pan = 40,
                   .patterns = {"x-----s.........", "..s...x-....s...", "......s.......s...s...x-........", "x-----s.......s...x---......s..."},
                   .voices = 4, .lagMs = 6, .looseMs = 8},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {26}, .low = 50, .high = 69, .velocity = 66, .levelDb = -11, .pan = 22,
                   .patterns = {"x-.-x-.-x-.-x-.-", "s...s...s...s..."}, .voices = 3, .strumMs = 6, .gate = 0.6}},
        .room = 0.4};
}

Style jazzWaltz()
{
    return {
        .genre = "jazz", .name = "jazz waltz", .tempoLow = 126, .tempoHigh = 172, .beatsPerBar = 3, .swingLow = 0.58, .swingHigh = 0.65,
        .modes = {Mode::Minor, Mode::Dorian, Mode::Major}, .tonics = {9, 7, 2, 5, 0}, .introBars = 2, .unitBars = 8,
        .progressionA = {"i7|iv7|i7|iv7|VImaj7|v7|iv7|V7", "i7|i7|iv7|iv7|ii7|V7|i7|V7"},
        .progressionB = {"iv7|VII7|IIImaj7|VImaj7|ii7|V7|i7|i7", "VImaj7|VImaj7|v7|v7|iv7|iv7|V7|V7"}, .cadence = "ii7 V7|i9", .drumKit = 32,
        .grooves = {{{51, "x...x.x.x..."}, {44, "....x......."}, {36, "o.....?....."}, {38, "......?...g."}},
                    {{51, "x...x.x.x.x."}, {44, "....x...x..."}, {36, "o.....o....."}, {38, "..?.....g..g"}}},
        .fills = {{{38, "x.x.xxx.x.xx"}, {36, "x.....x....."}, {51, "x...x......."}}},
        .melody = {{"x---x-x-x---", "..x-x-x-x-x-", "x-----x-x-x-", "x-x-x---..x-", "x---..x-x-x-"}, cells::kWaltzCadence, ScaleKind::OfMode, 0.24, 0.4},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 82, .levelDb = -2, .looseMs = 4, .reverb = 30},
                  {.name = "bass", .idiom = Idiom::Walking, .programs = {32}, .low = 28, .high = 52, .velocity = 94, .pan = 60, .gate = 0.9, .reverb = 15},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {11, 73, 64, 26}, .low = 60, .high = 84, .velocity = 96, .pan = 76, .sections = "ABE",
                   .lagMs = 12, .looseMs = 10, .reverb = 50},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 4}, .low = 52, .high = 74, .velocity = 80, .levelDb = -4, .pan = 42,
                   .patterns = {"x-----s.....", "..x---..s...", "x---..s...s.", "......x-----"}, .voices = 4, .looseMs = 8},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {26}, .low = 52, .high = 72, .velocity = 70, .levelDb = -9, .pan = 24,
                   .patterns = {"....s...s...", "1-..2-..3-4-"}, .voices = 4, .strumMs = 6},
                  {.name = "answers", .idiom = Idiom::Fills, .programs = {0, 11, 26}, .low = 64, .high = 86, .velocity = 82, .levelDb = -5, .pan = 34,
                   .sections = "IABK", .looseMs = 10}},
        .ritardando = 0.2, .room = 0.45};
}

Style bossaNova()
{
    return {
        .genre = "jazz", .name = "bossa nova", .tempoLow = 116, .tempoHigh = 144, .modes = {Mode::Major, Mode::Minor}, .tonics = {5, 0, 2, 7, 10},
        .introBars = 2, .unitBars = 4,
        .progressionA = {"Imaj9|Imaj9|II7|II7", "Imaj7|VI7|ii9|V13", "Imaj9|bIII6|ii9|V9"},
        .progressionB = {"ii9|V9|Imaj9|VI7", "iv7|bVII9|Imaj7|VI7", "iii7|VI7|ii7|V7"}, .cadence = "ii9 V9|Imaj9", .drumKit = 40,
        .grooves = {{{36, "x..ox..ox..ox..o"}, {37, "x..x..x...x..x..x..x..x...x...x."}, {42, "xoxoxoxoxoxoxoxo"}},
                    {{36, "x..ox..ox..ox..o"}, {37, "..x..x....x..x....x..x....x..x.."}, {42, "xoxoxoxoxoxoxoxo"}, {70, "o.o.o.o.o.o.o.o."}}},
        .fills = {{{37, "x..x..x...x..xx."}, {36, "x..ox..ox..ox..o"}, {45, "............x.x."}}},
        .melody = {{"..x-x-x---x-x---", "x--x--x--x--x---", "x-----x-..x-x-x-", "..x---x---x-x-x-", "x--x-x--x-------"}, cells::kShortCadence,
                   ScaleKind::OfMode, 0.22, 0.35},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 76, .levelDb = -3, .looseMs = 4, .reverb = 30},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {32, 35}, .low = 28, .high = 50, .velocity = 92,
                   .patterns = {"R--5----5--R----", "R--L----L--R----", "R-----5-5-----a-"}, .gate = 0.9, .reverb = 15},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {73, 66, 11, 24}, .low = 60, .high = 82, .velocity = 92, .pan = 72, .sections = "ABE",
                   .lagMs = 18, .looseMs = 14, .reverb = 55},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {24}, .low = 50, .high = 72, .velocity = 82, .levelDb = -2, .pan = 38,
                   .patterns = {"x--x--x-..x--x--", "..x--x--x-.x--x-", "x-.x-.x-..x-.x-."}, .voices = 4, .strumMs = 4, .gate = 0.8},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 4}, .low = 60, .high = 80, .velocity = 70, .levelDb = -8, .pan = 94,
                   .patterns = {"......s.......s.", "..x-----..x-----", "x---------------"}, .sections = "ABKE", .voices = 3},
                  {.name = "strings", .idiom = Idiom::Chords, .programs = {48, 49}, .low = 64, .high = 82, .velocity = 62, .levelDb = -12, .pan = 54,
                   .patterns = {"x---------------"}, .sections = "BE", .voices = 2, .gate = 0.98, .reverb = 70}},
        .ritardando = 0.15, .room = 0.5};
}

}  // namespace

std::vector<Style> jazzStyles()
{
    return {swingQuartet(), jazzWaltz(), bossaNova()};
}

}  // namespace tonewright::demo
