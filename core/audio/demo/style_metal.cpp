#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

const Groove kDoubleBass = {{36, "xxxxxxxxxxxxxxxx"}, {38, "....X.......X..."}, {42, "X...x...X...x..."}};
const Groove kGallop = {{36, "X.xxX.xxX.xxX.xx"}, {38, "....X.......X..."}, {46, "X...x...x...x..."}};
const Groove kHalfTime = {{36, "X..x..x...xx..x."}, {38, "........X......."}, {52, "X...x...x...x..."}};
const Groove kMetalFill = {{36, "x.x.x.x.x.x.x.x."}, {38, "....X...XXXX...."}, {47, "............XX.."}, {43, "..............XX"}, {42, "X...x..."}};

Style thrash()
{
    return {
        .genre = "metal", .name = "thrash", .tempoLow = 150, .tempoHigh = 190, .modes = {Mode::Minor, Mode::Phrygian}, .tonics = {4, 2, 9},
        .introBars = 4, .unitBars = 4, .progressionA = {"i5|i5|i5|VI5 VII5", "i5|i5|II5|II5", "i5|III5|i5|VII5 VI5"},
        .progressionB = {"VI5|VII5|i5|i5", "iv5|iv5|VI5|VII5", "i5|VI5|III5|VII5"}, .cadence = "VI5 VII5|i5", .drumKit = 16,
        .grooves = {{{36, "X.x.X.x.X.x.X.xx"}, {38, "..X...X...X...X."}, {42, "x.x.x.x.x.x.x.x."}}, kDoubleBass, kGallop, kHalfTime},
        .fills = {kMetalFill, cells::kTomFill},
        .melody = {{"x-x-x-x-xxxxx-x-", "xxxxx-x-x-x-xxxx", "x---x-x-x---x-x-", "x-xxx-xxx-xxx-xx"}, cells::kShortCadence, ScaleKind::OfMode, 0.2, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 108, .levelDb = 0, .looseMs = 2.5, .reverb = 20},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34, 33}, .low = 28, .high = 48, .velocity = 106, .levelDb = -1,
                   .patterns = {"R.rrR.rrR.rrR.rr", "R.R.R.R.R.R.R.R.", "RrrrRrrrRrrrR3R2"}, .looseMs = 2, .gate = 0.85, .reverb = 5},
                  {.name = "lead guitar", .idiom = Idiom::Melody, .programs = {30, 29}, .low = 64, .high = 88, .velocity = 104, .levelDb = -1, .pan = 64,
                   .sections = "BE", .looseMs = 5, .reverb = 50},
                  {.name = "rhythm guitar left", .idiom = Idiom::Power, .programs = {30}, .low = 40, .high = 62, .velocity = 104, .levelDb = -3, .pan = 14,
                   .patterns = {"x.mmx.mmx.mmx.mm", "mmmmmmmmmmmmx-x-", "x-mmmmx-mmmmx-x-"}, .looseMs = 3, .gate = 0.9, .reverb = 15},
                  {.name = "rhythm guitar right", .idiom = Idiom::Power, .programs = {29, 30}, .low = 40, .high = 62, .velocity = 102, .levelDb = -3, .pan = 114,
                   .patterns = {"x.mmx.mmx.mmx.mm", "x---m.m.x---m.m.", "x-mmmmx-mmmmx-x-"}, .looseMs = 4, .gate = 0.9, .reverb = 15},
                  {.name = "riff", .idiom = Idiom::Degrees, .programs = {30}, .low = 47, .high = 66, .velocity = 98, .levelDb = -5, .pan = 88,
                   .patterns = {"R-..2-R-5-4-3-2-", "R.8.7.5.4.3.2.R."}, .sections = "A", .looseMs = 3, .reverb = 20}},
        .room = 0.3};
}

Style doom()
{
    return {
        .genre = "metal", .name = "doom", .tempoLow = 72, .tempoHigh = 96, .modes = {Mode::Minor, Mode::Phrygian}, .tonics = {2, 4, 0},
        .introBars = 1, .unitBars = 4, .progressionA = {"i5|i5|II5|i5", "i5|VI5|i5|VII5", "i5|bV5|iv5|i5"},
        .progressionB = {"iv5|VI5|i5|i5", "VI5|VII5|i5|III5"}, .cadence = "II5|i5", .drumKit = 16,
        .grooves = {{{36, "X.....x.X.x....."}, {38, "....X.......X..."}, {46, "x...x...x...x..."}},
                    kHalfTime,
                    {{36, "X.......X......."}, {49, "X..............."}},
                    kDoubleBass},
        .fills = {cells::kTomFill, kMetalFill},
        .melody = {{"x-------x---x---", "x---x---x-x-x---", "x-----x-x-------", "x-x-x-x-x---x---"}, cells::kCadence, ScaleKind::OfMode, 0.2, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 110, .levelDb = 1, .lagMs = 5, .looseMs = 4, .reverb = 35},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34, 33}, .low = 26, .high = 45, .velocity = 106,
                   .patterns = {"R-------R---2-R-", "R---R---R---b---", "R-----R-5-----a-"}, .looseMs = 4, .reverb = 10},
                  {.name = "lead guitar", .idiom = Idiom::Melody, .programs = {29, 30}, .low = 60, .high = 83, .velocity = 102, .levelDb = -1, .pan = 70,
                   .sections = "ABE", .lagMs = 10, .looseMs = 8, .reverb = 70},
                  {.name = "rhythm guitar left", .idiom = Idiom::Power, .programs = {30}, .low = 38, .high = 60, .velocity = 106, .levelDb = -2, .pan = 14,
                   .patterns = {"x-------x---x-x-", "x-----------m.m.", "x---m.m.x---m.mm"}, .looseMs = 5, .reverb = 25},
                  {.name = "rhythm guitar right", .idiom = Idiom::Power, .programs = {29, 30}, .low = 38, .high = 60, .velocity = 104, .levelDb = -3, .pan = 114,
                   .patterns = {"x-------x---x-x-", "x---------------", "x---m.m.x---m.mm"}, .looseMs = 7, .reverb = 25},
                  {.name = "organ", .idiom = Idiom::Chords, .programs = {18, 19, 52}, .low = 55, .high = 74, .velocity = 76, .levelDb = -10, .pan = 56,
                   .patterns = {"x---------------"}, .sections = "BKE", .voices = 3, .gate = 0.98, .reverb = 70}},
        .room = 0.55};
}

Style powerMetal()
{
    return {
        .genre = "metal", .name = "power metal", .tempoLow = 132, .tempoHigh = 164, .modes = {Mode::Minor}, .tonics = {4, 9, 2, 11}, .introBars = 2,
        .unitBars = 4, .progressionA = {"i5|VI5|III5|VII5", "i5|VII5|VI5|VII5", "i5|iv5|VI5|V5"},
        .progressionB = {"VI5|VII5|i5|III5", "iv5|i5|VI5|V5", "III5|VII5|iv5|VI5 VII5"}, .cadence = "VI5 VII5|i5", .drumKit = 16,
        .grooves = {kGallop, {{36, "xxxxxxxxxxxxxxxx"}, {38, "....X.......X..."}, {51, "X.x.x.x.X.x.x.x."}},
                    {{36, "X...X...X...X..."}, {46, "X...X...X...X..."}, {38, "............X.XX"}}, kHalfTime},
        .fills = {kMetalFill, cells::kSnareFill},
        .melody = {{"x---x-x-x---x-x-", "x-x-x-x-x-x-x---", "x-----x-x-x-x-x-", "xxx-x-x-xxx-x-x-"}, cells::kCadence, ScaleKind::OfMode, 0.2, 0.3},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 108, .levelDb = 0, .looseMs = 2.5, .reverb = 25},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {34, 33}, .low = 28, .high = 48, .velocity = 104, .levelDb = -1,
                   .patterns = {"R.rrR.rrR.rrR.rr", "R-r-R-r-R-r-R-a-"}, .looseMs = 2.5, .gate = 0.85, .reverb = 5},
                  {.name = "lead guitar", .idiom = Idiom::Melody, .programs = {30, 29}, .low = 64, .high = 86, .velocity = 104, .levelDb = 0, .pan = 50,
                   .sections = "IABE", .looseMs = 5, .reverb = 50},
                  {.name = "twin lead", .idiom = Idiom::Harmony, .programs = {30, 29}, .low = 60, .high = 83, .velocity = 92, .levelDb = -3, .pan = 82,
                   .sections = "IB", .looseMs = 6, .reverb = 50},
                  {.name = "rhythm guitar left", .idiom = Idiom::Power, .programs = {30}, .low = 40, .high = 62, .velocity = 102, .levelDb = -4, .pan = 14,
                   .patterns = {"x.mmx.mmx.mmx.mm", "x-------x-----x-", "x-mmx-mmx-mmx-x-"}, .looseMs = 3, .reverb = 15},
                  {.name = "rhythm guitar right", .idiom = Idiom::Power, .programs = {29, 30}, .low = 40, .high = 62, .velocity = 100, .levelDb = -4, .pan = 114,
                   .patterns = {"x.mmx.mmx.mmx.mm", "x-------x-----x-", "x-mmx-mmx-mmx-x-"}, .looseMs = 4, .reverb = 15},
                  {.name = "choir", .idiom = Idiom::Chords, .programs = {52, 48, 50}, .low = 58, .high = 78, .velocity = 76, .levelDb = -9, .pan = 64,
                   .patterns = {"x---------------"}, .sections = "BKE", .voices = 3, .gate = 0.98, .reverb = 70}},
        .room = 0.45};
}

}  // namespace

std::vector<Style> metalStyles()
{
    return {thrash(), doom(), powerMetal()};
}

}  // namespace tonewright::demo
