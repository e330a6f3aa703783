#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style boomBap()
{
    return {
        .genre = "hiphop", .name = "boom bap", .tempoLow = 82, .tempoHigh = 98, .swingLow = 0.56, .swingHigh = 0.63, .swingUnit = 16,
        .modes = {Mode::Minor, Mode::Dorian}, .tonics = {0, 2, 5, 9, 10}, .introBars = 1, .unitBars = 4,
        .progressionA = {"i9|i9|iv9|iv9", "i7|VImaj7|i7|v7", "ii7 V7|i9|ii7 V7|i9"}, .progressionB = {"VImaj7|v7|i9|i9", "iv9|VII7|IIImaj7|V7"},
        .cadence = "iv9 V7|i9", .drumKit = 8,
        .grooves = {{{36, "X..x..?..xX....."}, {38, "....X..g.g..X..?"}, {42, "x.o.x.o.x.o.x.oo"}},
                    {{36, "X.....xX..x..?.."}, {38, "....X.......X.g."}, {42, "x.o.x.oox.o.x.o."}, {46, "..............x."}},
                    {{36, "X.........X....."}, {42, "x.o.x.o.x.o.x.o."}},
                    {{38, "....X.......X..."}, {42, "x.o.x.o.x.o.x.o."}}},
        .fills = {cells::kSparseFill, {{36, "X..x......X..x.X"}, {38, "....X..g....X.X."}, {42, "x.o.x.o.x.o....."}}},
        .melody = {{"..x-xx--..x-x---", "x--x--x-......x-", "....x-xxx---..x-", "x-x---..x-x-----"}, cells::kShortCadence,
                   ScaleKind::Pentatonic, 0.2, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 100, .levelDb = 1, .lagMs = 6, .looseMs = 5, .reverb = 10},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {32, 35, 33}, .low = 28, .high = 46, .velocity = 98, .levelDb = 1,
                   .patterns = {"R-----r..5R-..a-", "R--R--..r-5---..", "R-----..R-.7-5-."}, .lagMs = 8, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {73, 59, 11, 4}, .low = 60, .high = 82, .velocity = 90, .levelDb = -2, .pan = 70,
                   .sections = "ABE", .lagMs = 12, .looseMs = 10, .reverb = 55},
                  {.name = "electric piano", .idiom = Idiom::Chords, .programs = {4, 5, 0}, .low = 52, .high = 74, .velocity = 80, .levelDb = -4, .pan = 42,
                   .patterns = {"x-----x-..x-----", "x---..s...x---s.", "..x-----..x-----"}, .voices = 5, .lagMs = 8, .strumMs = 8},
                  {.name = "strings", .idiom = Idiom::Chords, .programs = {48, 49}, .low = 65, .high = 82, .velocity = 66, .levelDb = -11, .pan = 92,
                   .patterns = {"x---------------"}, .sections = "BKE", .voices = 2, .reverb = 60},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {26, 27}, .low = 58, .high = 76, .velocity = 74, .levelDb = -9, .pan = 24,
                   .patterns = {"......1-2-3-....", "....m.......m.s."}, .sections = "ABK", .voices = 3, .lagMs = 8}},
        .room = 0.3};
}

Style westCoast()
{
    return {
        .genre = "hiphop", .name = "west coast", .tempoLow = 88, .tempoHigh = 104, .swingLow = 0.52, .swingHigh = 0.56, .swingUnit = 16,
        .modes = {Mode::Minor}, .tonics = {5, 7, 0, 2}, .introBars = 2, .unitBars = 4,
        .progressionA = {"i|i|VI|VII", "i|i|iv|V", "i7|iv7|i7|VII7"}, .progressionB = {"VI|VII|i|i", "iv|iv|i|V7"}, .cadence = "VI V|i",
        .drumKit = 24,
        .grooves = {{{36, "X..x...x..X....."}, {38, "....X.......X..."}, {39, "....X.......X..."}, {42, "xoxoxoxoxoxoxoxo"}},
                    {{36, "X..x..X...X..x.."}, {38, "....X.......X..."}, {39, "....X.......X.?."}, {42, "x.xox.xox.xox.xx"}, {56, "..o...o...o...o."}},
                    {{39, "....X.......X..."}, {42, "x.o.x.o.x.o.x.o."}}},
        .fills = {{{36, "X..x...x..X..XX."}, {38, "....X.......XXxX"}, {42, "xoxoxoxo........"}}},
        .melody = {{"x-----x-x-x-----", "x---x---x-------", "..x-x---x-x-x-x-", "x-x-x-----x-----"}, cells::kCadence, ScaleKind::OfMode, 0.15, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 100, .levelDb = 1, .looseMs = 3, .reverb = 12},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {38, 39, 36}, .low = 28, .high = 48, .velocity = 98, .levelDb = 1,
                   .patterns = {"R--r..R.8..7.5.a", "R-----R-..5-7-8-", "R.rR..8.R.rR..75"}, .looseMs = 3, .gate = 0.85, .reverb = 5},
                  {.name = "whistle lead", .idiom = Idiom::Melody, .programs = {80, 81, 78}, .low = 72, .high = 93, .velocity = 84, .levelDb = -3, .pan = 70,
                   .sections = "IABE", .looseMs = 5, .reverb = 60},
                  {.name = "synth strings", .idiom = Idiom::Chords, .programs = {50, 51}, .low = 57, .high = 77, .velocity = 72, .levelDb = -7, .pan = 44,
                   .patterns = {"x---------------"}, .voices = 4, .gate = 0.98, .reverb = 50},
                  {.name = "clavinet", .idiom = Idiom::Chords, .programs = {7, 27}, .low = 55, .high = 72, .velocity = 78, .levelDb = -7, .pan = 96,
                   .patterns = {"..s..ms...s..m..", "m.s.....m.s...s."}, .voices = 3},
                  {.name = "electric piano", .idiom = Idiom::Chords, .programs = {5, 4}, .low = 55, .high = 76, .velocity = 76, .levelDb = -6, .pan = 30,
                   .patterns = {"x---x---..x-x---", "1-2-3-2-1-2-3-2-"}, .sections = "ABKE", .voices = 3}},
        .room = 0.4};
}

Style trap()
{
    return {
        .genre = "hiphop", .name = "trap", .tempoLow = 66, .tempoHigh = 78, .modes = {Mode::Minor, Mode::Phrygian}, .tonics = {1, 3, 5, 6, 0},
        .introBars = 1, .unitBars = 4, .progressionA = {"i|i|VI|VI", "i|VI|iv|iv", "i|II|i|II"}, .progressionB = {"iv|VI|i|i", "VI|VII|i|i"},
        .cadence = "VI|i", .drumKit = 25,
        .grooves = {{{36, "X..x......x..x.."}, {38, "........X......."}, {39, "........X....g.."}, {42, "xoxoxxoxxoxoxxxx"}, {46, "......x........."}},
                    {{36, "X.....x..xX....."}, {38, "........X......?"}, {39, "........X......."}, {42, "xxoxxoxoxxxxxoxo"}, {56, "...o......o....."}},
                    {{42, "x.o.x.o.x.o.x.o."}, {39, "........X......."}}},
        .fills = {{{38, "........X.xxX.XX"}, {42, "xxxxxxxxxxxxxxxx"}, {36, "X......X..x....."}}},
        .melody = {{"x--x--x---x-x---", "x-x-x-....x-x-..", "x--x--x--x--x-x-", "..x-x-x---x-----"}, cells::kShortCadence, ScaleKind::OfMode, 0.2, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 98, .levelDb = 1, .looseMs = 1, .reverb = 10},
                  {.name = "sub bass", .idiom = Idiom::Degrees, .programs = {39, 38}, .low = 28, .high = 45, .velocity = 104, .levelDb = 2,
                   .patterns = {"R--R--..--R--R--", "R-----R--RR-----", "R-------..R-8-R-"}, .looseMs = 1, .gate = 0.9, .reverb = 0},
                  {.name = "bells", .idiom = Idiom::Melody, .programs = {14, 9, 98, 108, 11}, .low = 67, .high = 88, .velocity = 88, .levelDb = -3, .pan = 72,
                   .sections = "IABE", .looseMs = 3, .reverb = 70},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 1, 46}, .low = 50, .high = 72, .velocity = 76, .levelDb = -4, .pan = 44,
                   .patterns = {"x-----x-----x---", "1-2-3-2-1-2-3-2-", "x---------------"}, .voices = 4},
                  {.name = "choir", .idiom = Idiom::Chords, .programs = {52, 54, 91}, .low = 58, .high = 76, .velocity = 70, .levelDb = -9, .pan = 92,
                   .patterns = {"x---------------"}, .sections = "BKE", .voices = 3, .gate = 0.98, .reverb = 70},
                  {.name = "plucked strings", .idiom = Idiom::Chords, .programs = {45, 107}, .low = 64, .high = 84, .velocity = 76, .levelDb = -8, .pan = 26,
                   .patterns = {"1--2--3-1--2--3-", "..s...s.....s.ss"}, .sections = "ABK", .voices = 3, .looseMs = 2, .reverb = 50}},
        .room = 0.5};
}

}  // namespace

std::vector<Style> hiphopStyles()
{
    return {boomBap(), westCoast(), trap()};
}

}  // namespace tonewright::demo
