#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

const std::vector<const char*> kTwelveBars = {
    "I7|I7|I7|I7|IV7|IV7|I7|I7|V7|IV7|I7|V7", "I7|IV7|I7|I7|IV7|IV7|I7|I7|V7|IV7|I7 IV7|I7 V7",
    "I7|IV7|I7|I7|IV7|#IVo7|I7|VI7|ii7|V7|I7 VI7|ii7 V7"};

Style shuffle()
{
    return {
        .genre = "blues", .name = "Chicago shuffle", .tempoLow = 104, .tempoHigh = 134, .swingLow = 0.62, .swingHigh = 0.67,
        .modes = {Mode::Mixolydian}, .tonics = {4, 9, 7, 0}, .introBars = 1, .unitBars = 12,
        .progressionA = kTwelveBars, .progressionB = kTwelveBars, .cadence = "I7 V7|I9", .drumKit = 0,
        .grooves = {{{36, "x.......x.?....."}, {38, "....X..g....X..g"}, {42, "x.o.x.o.x.o.x.o."}, {44, "....o.......o..."}},
                    {{36, "x.......x.....x."}, {38, "....X.g.....X..g"}, {51, "x.o.x.o.x.o.x.o."}, {44, "....x.......x..."}},
                    {{36, "x.......x......."}, {38, "....X.......X.xx"}, {42, "x.o.x.o.x.o.x.o."}}},
        .fills = {cells::kTripletFill, cells::kSnareFill},
        .melody = {cells::kBlues, cells::kShortCadence, ScaleKind::Blues, 0.2, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 92, .levelDb = -1, .looseMs = 4, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 32, 34}, .low = 28, .high = 50, .velocity = 96,
                   .levelDb = 0, .patterns = {"R-r-3-3-5-5-6-5-", "R-R-5-5-6-6-7-6-5-5-6-6-5-5-3-3-", "R---3---5---6---8---7---6---5---"},
                   .looseMs = 4, .gate = 0.85, .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {29, 22, 66, 26}, .low = 57, .high = 79, .velocity = 100,
                   .levelDb = 0, .pan = 58, .sections = "ABE", .lagMs = 12, .looseMs = 12, .reverb = 45},
                  {.name = "rhythm guitar", .idiom = Idiom::Power, .programs = {27, 26, 29}, .low = 40, .high = 62, .velocity = 84,
                   .levelDb = -6, .pan = 30, .patterns = {"x-o-x-o-x-o-x-o-", "x-m.x-m.x-m.x-m."}, .strumMs = 6, .gate = 0.7},
                  {.name = "keys", .idiom = Idiom::Chords, .programs = {0, 16, 3, 17}, .low = 53, .high = 74, .velocity = 80,
                   .levelDb = -6, .pan = 96, .patterns = {"......s...x---..", "..x-......x-x-..", "....x---....s.s."}, .voices = 3},
                  {.name = "answers", .idiom = Idiom::Fills, .programs = {0, 22, 27}, .low = 60, .high = 84, .velocity = 84,
                   .levelDb = -4, .pan = 88, .sections = "AB", .looseMs = 10}},
        .room = 0.3};
}

Style slowTwelveEight()
{
    return {
        .genre = "blues", .name = "slow blues in triplets", .tempoLow = 56, .tempoHigh = 76, .swingLow = 0.667, .swingHigh = 0.667,
        .modes = {Mode::Mixolydian}, .tonics = {7, 0, 9, 2}, .introBars = 0, .unitBars = 4,
        .progressionA = {"I7|IV7|I7|I7", "I7|V7|IV7|IV7"}, .progressionB = {"IV7|IV7|I7 VI7|ii7 V7", "IV7|#IVo7|I7 VI7|V7"},
        .cadence = "I7 V7|I9", .drumKit = 0,
        .grooves = {{{36, "x.......x.x....."}, {38, "....X.......X..g"}, {42, "xoo.xoo.xoo.xoo."}},
                    {{36, "x.x.....x.x...x."}, {38, "....X.g.....X.g."}, {51, "xoo.xoo.xoo.xoo."}, {44, "....x.......x..."}}},
        .fills = {cells::kTripletFill},
        .melody = {{"..x-xxx-x-------", "xxx-x---....x-x-", "x-x-xxx-x-x-x---", "....xxx-xxx-x---", "x-----x-x-x-x---"},
                   cells::kShortCadence, ScaleKind::Blues, 0.2, 0.4},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 84, .levelDb = -1, .lagMs = 8, .looseMs = 5, .reverb = 30},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 32}, .low = 28, .high = 50, .velocity = 92,
                   .patterns = {"R-----r-5---a---", "R-----3-5---6-a-", "R-------5-6-a---"}, .lagMs = 6, .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {29, 66, 26, 27}, .low = 55, .high = 81, .velocity = 102,
                   .pan = 60, .sections = "ABE", .lagMs = 18, .looseMs = 14, .reverb = 55},
                  {.name = "organ", .idiom = Idiom::Chords, .programs = {16, 17}, .low = 52, .high = 72, .velocity = 74, .levelDb = -8,
                   .pan = 36, .patterns = {"x---------------", "x-------x-----x-"}, .voices = 4, .gate = 0.98},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 1}, .low = 58, .high = 79, .velocity = 78, .levelDb = -7,
                   .pan = 92, .patterns = {"ooo.ooo.ooo.ooo.", "..o.x-o...o.x-o."}, .voices = 3, .gate = 0.75},
                  {.name = "horns", .idiom = Idiom::Chords, .programs = {61, 66}, .low = 55, .high = 72, .velocity = 82, .levelDb = -8,
                   .pan = 76, .patterns = {"........x-----s.", "..........s.x---"}, .sections = "BE", .voices = 3}},
        .room = 0.5};
}

Style minorBlues()
{
    return {
        .genre = "blues", .name = "minor blues", .tempoLow = 86, .tempoHigh = 112, .swingLow = 0.5, .swingHigh = 0.56, .swingUnit = 16,
        .modes = {Mode::Minor}, .tonics = {9, 11, 2, 4}, .introBars = 0, .unitBars = 12,
        .progressionA = {"i7|i7|i7|i7|iv7|iv7|i7|i7|VI7|V7|i7|V7", "i7|iv7|i7|i7|iv7|iv7|i7|i7|VImaj7|V7|i7|iv7 V7"},
        .progressionB = {"i7|i7|i7|i7|iv7|iv7|i7|i7|VI7|V7|i7|V7"}, .cadence = "VI7 V7|i7", .drumKit = 8,
        .grooves = {{{36, "x.....x.x......."}, {38, "....X..g.g..X..."}, {42, "xoxoxoxoxoxoxoxo"}},
                    {{36, "x.....x.x..x...."}, {38, "....X..g....X..g"}, {51, "x.x.x.x.x.x.x.x."}, {44, "....x.......x..."}}},
        .fills = {cells::kTomFill, cells::kSparseFill},
        .melody = {cells::kSyncopated, cells::kShortCadence, ScaleKind::Blues, 0.22, 0.35},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 90, .levelDb = -1, .looseMs = 4},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 36}, .low = 28, .high = 50, .velocity = 96,
                   .patterns = {"R--R..5-7-8-7-5-", "R-----r-5-7-8---", "R--r..R-..5-7-a-"}, .gate = 0.85, .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {29, 26, 65}, .low = 57, .high = 81, .velocity = 102, .pan = 60,
                   .sections = "ABE", .lagMs = 14, .looseMs = 12, .reverb = 55},
                  {.name = "electric piano", .idiom = Idiom::Chords, .programs = {4, 16}, .low = 53, .high = 72, .velocity = 78,
                   .levelDb = -6, .pan = 38, .patterns = {"x-----x---s.....", "..x-..s...x---s."}, .voices = 4},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {27, 28}, .low = 55, .high = 76, .velocity = 80, .levelDb = -8,
                   .pan = 94, .patterns = {"....s..m....s..m", "m.s.m.mm..s.m.s."}, .voices = 3, .strumMs = 5},
                  {.name = "strings", .idiom = Idiom::Chords, .programs = {48, 50}, .low = 60, .high = 79, .velocity = 70,
                   .levelDb = -11, .pan = 70, .patterns = {"x---------------"}, .sections = "ABKE", .voices = 3, .gate = 0.98}},
        .room = 0.45};
}

}  // namespace

std::vector<Style> bluesStyles()
{
    return {shuffle(), slowTwelveEight(), minorBlues()};
}

}  // namespace tonewright::demo
