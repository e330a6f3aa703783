#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style synthPop()
{
    return {
        .genre = "pop", .name = "synth pop", .tempoLow = 104, .tempoHigh = 128, .modes = {Mode::Major, Mode::Major, Mode::Minor},
        .tonics = {0, 2, 4, 7, 9}, .introBars = 2, .unitBars = 4, .progressionA = {"I|V|vi|IV", "vi|IV|I|V", "I|IV|vi|V"},
        .progressionB = {"IV|V|iii|vi", "IV|I|V|vi", "ii7|IV|I|V"}, .cadence = "IV V|Iadd9", .drumKit = 24,
        .grooves = {{{36, "X.....x.X......."}, {38, "....X.......X..."}, {42, "x.x.x.x.x.x.x.x."}},
                    {{36, "X...X...X...X..."}, {38, "....X.......X..."}, {39, "....X.......X..."}, {46, "..x...x...x...x."}, {70, "oooooooooooooooo"}},
                    {{36, "X.......X......."}, {42, "x.o.x.o.x.o.x.o."}},
                    {{39, "....X.......X..."}, {70, "x.o.x.o.x.o.x.o."}}},
        .fills = {cells::kSnareFill, cells::kSparseFill},
        .melody = {cells::kSyncopated, cells::kShortCadence, ScaleKind::Pentatonic, 0.16, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 98, .levelDb = 0, .looseMs = 2, .reverb = 15},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {38, 39, 33}, .low = 28, .high = 50, .velocity = 98,
                   .patterns = {"R-R-R-R-R-R-R-R-", "R-----R-R---5-R-", "R.R.8.R.R.R.8.5."}, .looseMs = 2, .gate = 0.85, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {80, 81, 85, 54}, .low = 60, .high = 81, .velocity = 94, .pan = 64, .sections = "ABE",
                   .looseMs = 5, .reverb = 50},
                  {.name = "second voice", .idiom = Idiom::Harmony, .programs = {53, 54, 85}, .low = 57, .high = 79, .velocity = 84, .levelDb = -6, .pan = 86,
                   .sections = "B", .reverb = 60},
                  {.name = "pad", .idiom = Idiom::Chords, .programs = {89, 50, 90}, .low = 55, .high = 76, .velocity = 74, .levelDb = -7, .pan = 44,
                   .patterns = {"x---------------"}, .voices = 4, .gate = 0.99, .reverb = 60},
                  {.name = "arpeggio", .idiom = Idiom::Chords, .programs = {5, 11, 98, 84}, .low = 64, .high = 86, .velocity = 78, .levelDb = -6, .pan = 98,
                   .patterns = {"1-2-3-4-3-2-3-2-", "1.3.2.4.1.3.2.43", "..1.2.3...1.2.3."}, .voices = 4, .looseMs = 2, .gate = 0.8},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {27, 28, 25}, .low = 52, .high = 72, .velocity = 80, .levelDb = -7, .pan = 26,
                   .patterns = {"x---x-u-..u-x-u-", "m.m.m.m.m.m.m.m."}, .sections = "ABKE", .voices = 4, .strumMs = 8}},
        .room = 0.4};
}

Style pianoBallad()
{
    return {
        .genre = "pop", .name = "ballad", .tempoLow = 66, .tempoHigh = 86, .modes = {Mode::Major}, .tonics = {0, 5, 7, 10, 3}, .introBars = 1,
        .unitBars = 4, .progressionA = {"I|V|vi|IV", "Iadd9|iii|IV|V", "I|vi7|IVmaj7|Vsus4 V"},
        .progressionB = {"vi|IV|I|V", "IV|V|iii7 vi|ii7 V7", "IVmaj7|V|vi|I"}, .cadence = "IV V|Iadd9", .drumKit = 8,
        .grooves = {{{36, "x.......x.x....."}, {37, "....x.......x..."}, {42, "x.o.x.o.x.o.x.o."}},
                    {{36, "X.....x.X.x....."}, {38, "....X.......X..."}, {51, "x.o.x.o.x.o.x.o."}},
                    {{42, "o...o...o...o..."}}},
        .fills = {cells::kTomFill},
        .melody = {cells::kSong, cells::kCadence, ScaleKind::OfMode, 0.2, 0.35},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 84, .levelDb = -3, .lagMs = 5, .looseMs = 4, .reverb = 40},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 35}, .low = 28, .high = 48, .velocity = 90, .levelDb = -1,
                   .patterns = {"R-------..R-5---", "R-----5-8-----a-", "R---------R-----"}, .sections = "ABKE", .reverb = 10},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {53, 85, 73, 65}, .low = 60, .high = 79, .velocity = 96, .pan = 66, .sections = "ABE",
                   .lagMs = 14, .looseMs = 14, .reverb = 60},
                  {.name = "piano", .idiom = Idiom::Chords, .programs = {0, 1, 2}, .low = 48, .high = 74, .velocity = 82, .levelDb = -2, .pan = 46,
                   .patterns = {"1-3-2-4-3-2-3-4-", "x---o---x---o---", "b-o-x-o-b-o-x-o-"}, .voices = 4, .looseMs = 8, .reverb = 45},
                  {.name = "strings", .idiom = Idiom::Chords, .programs = {48, 49}, .low = 60, .high = 82, .velocity = 74, .levelDb = -7, .pan = 86,
                   .patterns = {"x---------------", "x-------x-------"}, .sections = "BKE", .voices = 4, .gate = 0.99, .reverb = 70},
                  {.name = "acoustic guitar", .idiom = Idiom::Chords, .programs = {25, 24}, .low = 52, .high = 76, .velocity = 76, .levelDb = -7, .pan = 24,
                   .patterns = {"1-2-3-4-2-3-4-2-", "x---u-u-x---u-u-"}, .sections = "ABKE", .voices = 4, .strumMs = 12}},
        .ritardando = 0.25, .room = 0.6};
}

Style dancePop()
{
    return {
        .genre = "pop", .name = "guitar pop", .tempoLow = 112, .tempoHigh = 140, .swingLow = 0.5, .swingHigh = 0.53, .swingUnit = 16,
        .modes = {Mode::Major, Mode::Mixolydian}, .tonics = {2, 4, 7, 9, 0}, .introBars = 2, .unitBars = 4,
        .progressionA = {"I|IV|I|IV V", "I|vi|IV|V", "I|iii|IV|V"}, .progressionB = {"vi|V|IV|V", "IV|V|I|vi", "ii|V|I|IV"}, .cadence = "IV V|I6",
        .drumKit = 0,
        .grooves = {{{36, "X..x....X.x....."}, {38, "....X.......X..."}, {42, "x.x.x.x.x.x.x.x."}, {54, "....o.......o..."}},
                    {{36, "X.x...x.X.x....."}, {38, "....X.......X..g"}, {46, "x...x...x...x..."}, {54, "xoxoxoxoxoxoxoxo"}},
                    {{36, "X...X...X...X..."}, {39, "....x.......x..."}, {54, "..x...x...x...x."}}},
        .fills = {cells::kSnareFill, cells::kTomFill},
        .melody = {cells::kSong, cells::kShortCadence, ScaleKind::OfMode, 0.16, 0.25},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 94, .levelDb = -1, .looseMs = 3, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 34}, .low = 28, .high = 50, .velocity = 96,
                   .patterns = {"R--R..R-5-..5-a-", "R-R-5-R-R-R-5-a-", "R---5---8---5---"}, .gate = 0.85, .reverb = 8},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {85, 27, 73, 62}, .low = 62, .high = 83, .velocity = 96, .pan = 66, .sections = "ABE",
                   .looseMs = 8, .reverb = 45},
                  {.name = "acoustic guitar", .idiom = Idiom::Chords, .programs = {25}, .low = 47, .high = 72, .velocity = 82, .levelDb = -4, .pan = 22,
                   .patterns = {"x---x-xu..xux-xu", "x-u-x-u-x-u-x-u-"}, .voices = 5, .strumMs = 8},
                  {.name = "organ", .idiom = Idiom::Chords, .programs = {16, 17, 4}, .low = 57, .high = 76, .velocity = 74, .levelDb = -8, .pan = 92,
                   .patterns = {"x---------------", "..s...s...s...s.", "x-----x---------"}, .voices = 3},
                  {.name = "electric guitar", .idiom = Idiom::Chords, .programs = {27}, .low = 60, .high = 81, .velocity = 78, .levelDb = -7, .pan = 106,
                   .patterns = {"1-3-2-3-1-3-2-3-", "....s.......s..."}, .sections = "ABK", .voices = 3},
                  {.name = "answers", .idiom = Idiom::Fills, .programs = {61, 11, 48}, .low = 64, .high = 84, .velocity = 84, .levelDb = -5, .pan = 78,
                   .sections = "ABK"}},
        .room = 0.35};
}

}  // namespace

std::vector<Style> popStyles()
{
    return {synthPop(), pianoBallad(), dancePop()};
}

}  // namespace tonewright::demo
