#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style classicRock()
{
    return {
        .genre = "rock", .name = "classic rock", .tempoLow = 104, .tempoHigh = 136, .modes = {Mode::Mixolydian, Mode::Major}, .tonics = {9, 4, 2, 7},
        .introBars = 2, .unitBars = 4, .progressionA = {"I|VII|IV|I", "I|I|IV|I", "I|IV|V|IV"}, .progressionB = {"IV|IV|I|I", "V|IV|I|V", "VII|IV|I|I"},
        .cadence = "IV V|I", .drumKit = 8,
        .grooves = {{{36, "X.....x.X.x....."}, {38, "....X..g....X..."}, {42, "x.x.x.x.x.x.x.x."}},
                    {{36, "X.....x.X.x...x."}, {38, "....X.......X..g"}, {51, "x.x.x.x.x.x.x.x."}},
                    {{36, "X...X...X...X..."}, {42, "X...X...X...X..."}},
                    {{36, "X.......X......."}, {45, "x.x.x.x.x.x.x.x."}, {38, "....X.......X..."}}},
        .fills = {cells::kTomFill, cells::kSnareFill},
        .melody = {cells::kRock, cells::kShortCadence, ScaleKind::Pentatonic, 0.18, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 102, .levelDb = 0, .looseMs = 4, .reverb = 25},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34, 33}, .low = 28, .high = 48, .velocity = 100,
                   .patterns = {"R-R-R-R-R-R-5-a-", "R-.-r-R-R---5-7-", "R-R-8-R-R-R-7-5-"}, .looseMs = 4, .gate = 0.88, .reverb = 8},
                  {.name = "lead guitar", .idiom = Idiom::Melody, .programs = {29, 30}, .low = 59, .high = 83, .velocity = 102, .pan = 64, .sections = "ABE",
                   .lagMs = 8, .looseMs = 9, .reverb = 45},
                  {.name = "rhythm guitar", .idiom = Idiom::Power, .programs = {29, 27}, .low = 40, .high = 64, .velocity = 96, .levelDb = -4, .pan = 18,
                   .patterns = {"x-m.x-x-..x-x-m.", "x---x-m.x---x-m.", "x-x-m.x-x-x-m.x-"}, .strumMs = 5, .reverb = 20},
                  {.name = "second guitar", .idiom = Idiom::Chords, .programs = {27, 25}, .low = 52, .high = 74, .velocity = 86, .levelDb = -6, .pan = 110,
                   .patterns = {"x---x-u---u-x-u-", "....x-......x-u-"}, .voices = 4, .strumMs = 8},
                  {.name = "organ", .idiom = Idiom::Chords, .programs = {18, 16}, .low = 55, .high = 74, .velocity = 76, .levelDb = -9, .pan = 82,
                   .patterns = {"x---------------", "x-------x-----x-"}, .sections = "BKE", .voices = 3, .gate = 0.98}},
        .room = 0.35};
}

Style punk()
{
    return {
        .genre = "rock", .name = "punk", .tempoLow = 156, .tempoHigh = 192, .modes = {Mode::Major, Mode::Minor}, .tonics = {9, 4, 7, 2}, .introBars = 4,
        .unitBars = 4, .progressionA = {"I5|IV5|V5|I5", "I5|V5|VI5|IV5", "I5|I5|IV5|V5"}, .progressionB = {"IV5|V5|I5|VI5", "VI5|IV5|I5|V5"},
        .cadence = "IV5 V5|I5", .drumKit = 16,
        .grooves = {{{36, "X...x.x.X...x.x."}, {38, "....X.......X..."}, {42, "x.x.x.x.x.x.x.x."}},
                    {{36, "X.....x.X.....x."}, {38, "..X...X...X...X."}, {46, "x...x...x...x..."}},
                    {{43, "x.x.x.x.x.x.x.x."}, {36, "X...X...X...X..."}},
                    {{36, "X.......X......."}, {38, "....X.......X..."}, {46, "x...x...x...x..."}}},
        .fills = {cells::kSnareFill, {{38, "XxXxXxXxXxXxXxXx"}, {36, "X...X...X...X..."}}},
        .melody = {cells::kSong, cells::kShortCadence, ScaleKind::OfMode, 0.12, 0.1},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 108, .levelDb = 0, .looseMs = 4, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34}, .low = 28, .high = 48, .velocity = 106,
                   .patterns = {"R-R-R-R-R-R-R-R-", "R-R-R-R-R-R-5-a-"}, .looseMs = 4, .gate = 0.9, .reverb = 5},
                  {.name = "lead guitar", .idiom = Idiom::Melody, .programs = {29, 30}, .low = 62, .high = 81, .velocity = 100, .levelDb = -1, .pan = 70,
                   .sections = "AE", .looseMs = 8, .reverb = 35},
                  {.name = "lead voice", .idiom = Idiom::Melody, .programs = {85, 81}, .low = 60, .high = 79, .velocity = 98, .levelDb = -1, .pan = 60,
                   .sections = "B", .looseMs = 8, .reverb = 35},
                  {.name = "rhythm guitar left", .idiom = Idiom::Power, .programs = {30, 29}, .low = 40, .high = 64, .velocity = 104, .levelDb = -4, .pan = 14,
                   .patterns = {"x-x-x-x-x-x-x-x-", "x---x-x-x---x-x-"}, .looseMs = 5, .gate = 0.9, .reverb = 15},
                  {.name = "rhythm guitar right", .idiom = Idiom::Power, .programs = {29, 30}, .low = 40, .high = 64, .velocity = 102, .levelDb = -4, .pan = 114,
                   .patterns = {"x-x-x-x-x-x-x-x-", "x-----x-x-----x-"}, .sections = "ABKE", .looseMs = 6, .gate = 0.9, .reverb = 15}},
        .room = 0.3};
}

Style alternative()
{
    return {
        .genre = "rock", .name = "alternative ballad", .tempoLow = 76, .tempoHigh = 104, .modes = {Mode::Minor, Mode::Major}, .tonics = {4, 11, 7, 2, 0},
        .introBars = 2, .unitBars = 4, .progressionA = {"i|VI|III|VII", "i|III|VII|iv", "i|v|VI|VI"}, .progressionB = {"VI|III|VII|i", "iv|VI|i|VII", "VI|VII|i|i"},
        .cadence = "VI VII|i", .drumKit = 8,
        .grooves = {{{36, "x.....x...x....."}, {37, "....x.......x..."}, {42, "x.x.x.x.x.x.x.x."}},
                    {{36, "X..x..x.X.x..x.."}, {38, "....X.......X..."}, {46, "x...x...x...x..."}},
                    {{42, "x...x...x...x..."}},
                    {{36, "X.......X......."}, {41, "x..x..x.x..x..x."}, {38, "............X..."}}},
        .fills = {cells::kTomFill, cells::kSparseFill},
        .melody = {cells::kSyncopated, cells::kShortCadence, ScaleKind::OfMode, 0.16, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 98, .levelDb = 0, .lagMs = 3, .looseMs = 4, .reverb = 35},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34, 33}, .low = 28, .high = 48, .velocity = 98,
                   .patterns = {"R--R--R-R--R--a-", "R-----R---R-5-..", "R-R-R-R-R-R-R-R-"}, .reverb = 8},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {27, 29, 85}, .low = 59, .high = 81, .velocity = 98, .pan = 66, .sections = "ABE",
                   .looseMs = 9, .reverb = 60},
                  {.name = "clean guitar", .idiom = Idiom::Chords, .programs = {27, 25}, .low = 50, .high = 74, .velocity = 84, .levelDb = -4, .pan = 28,
                   .patterns = {"1-3-2-3-4-3-2-3-", "1-2-3-4-3-2-3-4-", "b-x-..x-b-x-..u-"}, .sections = "IAKE", .voices = 4, .reverb = 50},
                  {.name = "distorted guitar", .idiom = Idiom::Power, .programs = {30, 29}, .low = 40, .high = 64, .velocity = 100, .levelDb = -3, .pan = 20,
                   .patterns = {"x-----x-x-x-x---", "x-x-x-x-x-x-x-x-"}, .sections = "BE", .strumMs = 5, .reverb = 25},
                  {.name = "second distorted guitar", .idiom = Idiom::Power, .programs = {29, 30}, .low = 40, .high = 64, .velocity = 98, .levelDb = -4, .pan = 108,
                   .patterns = {"x-----x-x-x-x---", "x---------------"}, .sections = "BE", .strumMs = 5, .reverb = 25},
                  {.name = "pad", .idiom = Idiom::Chords, .programs = {50, 89, 18}, .low = 57, .high = 76, .velocity = 70, .levelDb = -10, .pan = 84,
                   .patterns = {"x---------------"}, .voices = 3, .gate = 0.98, .reverb = 60}},
        .room = 0.5};
}

}  // namespace

std::vector<Style> rockStyles()
{
    return {classicRock(), punk(), alternative()};
}

}  // namespace tonewright::demo
