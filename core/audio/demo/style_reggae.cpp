#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

const Groove kReggaeFill = {{36, "........X......."}, {37, "..x.x.x........."}, {45, "..........xx.x.."}, {43, "..............xx"}};

Style oneDrop()
{
    return {
        .genre = "reggae", .name = "one drop", .tempoLow = 68, .tempoHigh = 84, .swingLow = 0.56, .swingHigh = 0.64, .swingUnit = 16,
        .modes = {Mode::Minor, Mode::Major, Mode::Dorian}, .tonics = {9, 7, 2, 0, 4}, .introBars = 1, .unitBars = 4,
        .progressionA = {"I|IV|I|V", "I|V|I|V", "I|I|IV|IV", "I|vi|IV|V"}, .progressionB = {"IV|V|I|I", "vi|V|IV|V", "IV|I|V|I"},
        .cadence = "IV V|I", .drumKit = 8,
        .grooves = {{{36, "........X......."}, {37, "........X......."}, {42, "x.o.x.o.x.o.x.oo"}},
                    {{36, "........X......."}, {38, "........X....g.."}, {42, "x.oox.oox.oox.oo"}, {46, "..............x."}},
                    {{42, "x.o.x.o.x.o.x.o."}, {37, "........X......."}}},
        .fills = {kReggaeFill},
        .melody = {{"x---x-x-x-------", "..x-x-x---x-x---", "x-x-x---..x-x-x-", "....x-x-x---x---"}, cells::kShortCadence, ScaleKind::Pentatonic, 0.15, 0.25},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 94, .levelDb = -1, .lagMs = 5, .looseMs = 5, .reverb = 35},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 32, 35}, .low = 28, .high = 47, .velocity = 104, .levelDb = 2,
                   .patterns = {"....R-R-3---5-..", "R---..3-5-..R-R-", "..R-R-..5-3-R---", "R-R-....L-R-3-5-"}, .lagMs = 8, .gate = 0.9, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {57, 22, 65, 56}, .low = 57, .high = 79, .velocity = 94, .pan = 66, .sections = "ABE",
                   .lagMs = 14, .looseMs = 12, .reverb = 70},
                  {.name = "skank guitar", .idiom = Idiom::Chords, .programs = {27, 28}, .low = 58, .high = 76, .velocity = 92, .levelDb = -3, .pan = 30,
                   .patterns = {"....s.......s...", "....s.......s..m"}, .voices = 3, .strumMs = 4, .reverb = 25},
                  {.name = "organ bubble", .idiom = Idiom::Chords, .programs = {16, 17}, .low = 52, .high = 70, .velocity = 80, .levelDb = -6, .pan = 96,
                   .patterns = {"..o.s.o...o.s.o.", "..s.o.s...s.o.s."}, .voices = 3, .gate = 0.7},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 7}, .low = 57, .high = 76, .velocity = 82, .levelDb = -6, .pan = 50,
                   .patterns = {"....s.......s..."}, .sections = "ABKE", .voices = 3},
                  {.name = "horn answers", .idiom = Idiom::Fills, .programs = {61, 66, 57}, .low = 58, .high = 76, .velocity = 88, .levelDb = -4, .pan = 84,
                   .sections = "BK", .reverb = 70}},
        .room = 0.6};
}

Style steppers()
{
    return {
        .genre = "reggae", .name = "steppers", .tempoLow = 72, .tempoHigh = 90, .swingLow = 0.54, .swingHigh = 0.6, .swingUnit = 16,
        .modes = {Mode::Minor, Mode::Minor, Mode::Dorian}, .tonics = {9, 11, 4, 2}, .introBars = 2, .unitBars = 4,
        .progressionA = {"i|i|VII|i", "i|VII|VI|VII", "i|iv|i|v"}, .progressionB = {"VI|VII|i|i", "iv|iv|i|i"}, .cadence = "VII|i", .drumKit = 8,
        .grooves = {{{36, "X...X...X...X..."}, {37, "........X......."}, {42, "x.oox.oox.oox.oo"}},
                    {{36, "X...X...X...X..."}, {38, "........X......g"}, {42, "..x...x...x...x."}, {46, "..............x."}, {70, "xoxoxoxoxoxoxoxo"}},
                    {{36, "X...X...X...X..."}, {42, "..x...x...x...x."}},
                    {{37, "......x.x..x..x."}, {42, "x.o.x.o.x.o.x.o."}}},
        .fills = {kReggaeFill, cells::kSparseFill},
        .melody = {{"x---..x-x---....", "..x-x-x-x-------", "x--x--x-x---....", "x-x-....x-x-x---"}, cells::kShortCadence, ScaleKind::Pentatonic, 0.15, 0.25},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 96, .levelDb = 0, .looseMs = 4, .reverb = 40},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 38, 35}, .low = 28, .high = 47, .velocity = 104, .levelDb = 2,
                   .patterns = {"R-R-..R-7-5-..7-", "R---R-..5-..7-8-", "R-rR..5-R-rR..3-"}, .lagMs = 6, .reverb = 5},
                  {.name = "melodica", .idiom = Idiom::Melody, .programs = {22, 20, 21}, .low = 60, .high = 81, .velocity = 90, .pan = 70, .sections = "IABE",
                   .lagMs = 10, .looseMs = 10, .reverb = 90},
                  {.name = "skank guitar", .idiom = Idiom::Chords, .programs = {27, 28}, .low = 58, .high = 76, .velocity = 92, .levelDb = -3, .pan = 28,
                   .patterns = {"..s...s...s...s.", "....s..m....s..m"}, .voices = 3, .strumMs = 4, .reverb = 30},
                  {.name = "organ bubble", .idiom = Idiom::Chords, .programs = {16, 17, 18}, .low = 52, .high = 70, .velocity = 78, .levelDb = -6, .pan = 98,
                   .patterns = {".o.so.o..o.so.o.", "..o.s.oo..o.s.oo"}, .voices = 3, .gate = 0.7},
                  {.name = "clavinet", .idiom = Idiom::Degrees, .programs = {7, 28}, .low = 45, .high = 64, .velocity = 80, .levelDb = -8, .pan = 56,
                   .patterns = {"R-R-..R-7-5-..7-", "..R.7.R...5.7.R."}, .sections = "ABK", .gate = 0.5}},
        .room = 0.75};
}

Style ska()
{
    return {
        .genre = "reggae", .name = "ska", .tempoLow = 112, .tempoHigh = 140, .swingLow = 0.54, .swingHigh = 0.62,
        .modes = {Mode::Major, Mode::Mixolydian}, .tonics = {0, 5, 7, 10}, .introBars = 2, .unitBars = 4,
        .progressionA = {"I|vi|ii|V", "I|I|IV|V", "I|IV|I|V7"}, .progressionB = {"IV|IV|I|I", "ii|V|I|vi", "IV|I|II7|V7"}, .cadence = "ii V7|I6",
        .drumKit = 0,
        .grooves = {{{36, "....X.......X..."}, {38, "....X.......X..."}, {42, "x.x.x.x.x.x.x.x."}},
                    {{36, "X...X...X...X..."}, {38, "....X.......X..g"}, {46, "..x...x...x...x."}},
                    {{37, "....x.......x..."}, {42, "x.x.x.x.x.x.x.x."}}},
        .fills = {cells::kSnareFill},
        .melody = {cells::kSwing, cells::kShortCadence, ScaleKind::OfMode, 0.2, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 92, .levelDb = -1, .looseMs = 4, .reverb = 25},
                  {.name = "bass", .idiom = Idiom::Walking, .programs = {32, 33}, .low = 28, .high = 50, .velocity = 98, .levelDb = 1, .gate = 0.85, .reverb = 5},
                  {.name = "trombone", .idiom = Idiom::Melody, .programs = {57, 56, 66}, .low = 55, .high = 77, .velocity = 98, .pan = 72, .sections = "ABE",
                   .lagMs = 8, .looseMs = 9, .reverb = 45},
                  {.name = "saxophone", .idiom = Idiom::Harmony, .programs = {66, 65}, .low = 52, .high = 74, .velocity = 86, .levelDb = -4, .pan = 90,
                   .sections = "B", .lagMs = 8, .looseMs = 9, .reverb = 45},
                  {.name = "skank guitar", .idiom = Idiom::Chords, .programs = {27}, .low = 58, .high = 77, .velocity = 92, .levelDb = -3, .pan = 26,
                   .patterns = {"..s...s...s...s."}, .voices = 3, .strumMs = 4},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 16}, .low = 55, .high = 74, .velocity = 82, .levelDb = -5, .pan = 100,
                   .patterns = {"..s...s...s...s.", "o.s.o.s.o.s.o.s."}, .voices = 3},
                  {.name = "horn stabs", .idiom = Idiom::Chords, .programs = {61}, .low = 58, .high = 75, .velocity = 90, .levelDb = -6, .pan = 58,
                   .patterns = {"......s.......x-", "x-s.........s.s."}, .sections = "IBK", .voices = 3}},
        .room = 0.35};
}

}  // namespace

std::vector<Style> reggaeStyles()
{
    return {oneDrop(), steppers(), ska()};
}

}  // namespace tonewright::demo
