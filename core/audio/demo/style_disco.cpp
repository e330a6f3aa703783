#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

const Groove kFourOnTheFloor = {{36, "X...X...X...X..."}, {38, "....X.......X..."}, {39, "....o.......o..."}, {46, "..x...x...x...x."},
                                {42, "x..ox..ox..ox..o"}};
const Groove kFloorWithTambourine = {{36, "X...X...X...X..."}, {38, "....X.......X..g"}, {46, "..X...X...X...X."},
                                     {54, "xoxoxoxoxoxoxoxo"}};
const Groove kFloorIntro = {{36, "X...X...X...X..."}, {42, "..x...x...x...x."}, {39, "....o.......o..."}};
const Groove kCongaBreak = {{36, "X...X...X...X..."}, {64, "x...x.....x...x."}, {63, "..x..xx..x..xx.."}, {42, "x.x.x.x.x.x.x.x."},
                            {56, "x...x...x...x..."}};

Style strings()
{
    return {
        .genre = "disco", .name = "string disco", .tempoLow = 112, .tempoHigh = 126, .modes = {Mode::Minor, Mode::Dorian},
        .tonics = {9, 2, 4, 7, 0}, .introBars = 2, .unitBars = 4,
        .progressionA = {"i7|iv7|VII|IIImaj7", "i7|i7|iv7|v7", "VImaj7|VII|i7|i7"},
        .progressionB = {"VImaj7|v7|iv7|V7", "iv7|VII|IIImaj7|VImaj7", "VI|VII|v7|i7"}, .cadence = "iv7 V7|i7", .drumKit = 0,
        .grooves = {kFourOnTheFloor, kFloorWithTambourine, kFloorIntro, kCongaBreak}, .fills = {cells::kSnareFill, cells::kTomFill},
        .melody = {cells::kSyncopated, cells::kShortCadence, ScaleKind::OfMode, 0.18, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 96, .levelDb = 0, .looseMs = 2.5, .reverb = 15},
                  {.name = "bass", .idiom = Idiom::Degrees, .programs = {33, 36, 34}, .low = 28, .high = 52, .velocity = 100,
                   .patterns = {"R.8.R.8.R.8.R.8.", "R.8.R.8.R.87R.58", "R.8.5.8.R.8.7.8."}, .looseMs = 3, .gate = 0.8, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {65, 56, 73, 62}, .low = 62, .high = 84, .velocity = 98, .pan = 60,
                   .sections = "ABE", .reverb = 50},
                  {.name = "strings", .idiom = Idiom::Chords, .programs = {48, 50}, .low = 64, .high = 86, .velocity = 80, .levelDb = -5, .pan = 84,
                   .patterns = {"x---------------", "x-----x---------", "x-----------1234"}, .voices = 3, .looseMs = 8, .reverb = 60},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {27, 28}, .low = 57, .high = 76, .velocity = 84, .levelDb = -6, .pan = 28,
                   .patterns = {"m.ssm.s.m.ssm.s.", "..s.mms...s.mmsm", "s.mms.mms.mms.mm"}, .voices = 3, .strumMs = 4},
                  {.name = "electric piano", .idiom = Idiom::Chords, .programs = {4, 5}, .low = 52, .high = 72, .velocity = 78, .levelDb = -7,
                   .pan = 46, .patterns = {"x--x--x-..x--x--", "x-----x---s.x---"}, .sections = "ABE", .voices = 4},
                  {.name = "horn answers", .idiom = Idiom::Fills, .programs = {61, 62}, .low = 60, .high = 80, .velocity = 92, .levelDb = -4,
                   .pan = 100, .sections = "ABK", .looseMs = 4}},
        .room = 0.4};
}

Style funkDisco()
{
    return {
        .genre = "disco", .name = "funk disco", .tempoLow = 104, .tempoHigh = 120, .swingLow = 0.5, .swingHigh = 0.54, .swingUnit = 16,
        .modes = {Mode::Dorian, Mode::Mixolydian}, .tonics = {4, 9, 2, 11}, .introBars = 2, .unitBars = 4,
        .progressionA = {"I7|I7|IV7|I7", "I9|I9|I9|IV9", "I7|IV9|I7|IV9"}, .progressionB = {"IV7|IV7|I7|V7", "VII|IV|I|I7"},
        .cadence = "IV9 V7|I9", .drumKit = 0,
        .grooves = {{{36, "X...X...X...X..."}, {38, "....X..g.g..X..g"}, {42, "xoxoxo.oxoxoxo.o"}, {46, "......x.......x."}},
                    kFloorWithTambourine, kFloorIntro, kCongaBreak},
        .fills = {cells::kSnareFill, cells::kSparseFill},
        .melody = {cells::kSyncopated, cells::kShortCadence, ScaleKind::Pentatonic, 0.15, 0.2},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 96, .levelDb = 0, .looseMs = 2.5, .reverb = 15},
                  {.name = "slap bass", .idiom = Idiom::Degrees, .programs = {36, 37, 33}, .low = 28, .high = 52, .velocity = 100,
                   .patterns = {"R..8..R8..7.5.78", "R.r8.r7.R.8..578", "RR.8..57R..8.7.8"}, .looseMs = 3, .gate = 0.7, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {66, 80, 61, 81}, .low = 60, .high = 82, .velocity = 96, .pan = 62,
                   .sections = "ABE", .reverb = 45},
                  {.name = "clavinet", .idiom = Idiom::Chords, .programs = {7}, .low = 52, .high = 72, .velocity = 82, .levelDb = -5, .pan = 34,
                   .patterns = {"s.ms..s.ms.m.sm.", "..s.m.ss..s.m.s."}, .voices = 3, .looseMs = 3},
                  {.name = "guitar", .idiom = Idiom::Chords, .programs = {27, 28}, .low = 59, .high = 77, .velocity = 82, .levelDb = -6, .pan = 98,
                   .patterns = {"m.msm.msm.msm.ms", "....s..m....s.mm"}, .voices = 3, .strumMs = 3},
                  {.name = "synth strings", .idiom = Idiom::Chords, .programs = {50, 51, 48}, .low = 62, .high = 82, .velocity = 74, .levelDb = -7,
                   .pan = 76, .patterns = {"x---------------"}, .sections = "BKE", .voices = 3, .reverb = 60},
                  {.name = "brass", .idiom = Idiom::Chords, .programs = {61, 62}, .low = 58, .high = 76, .velocity = 92, .levelDb = -5, .pan = 54,
                   .patterns = {"..............s.s...............", "......s.......x---"}, .sections = "ABE", .voices = 3, .looseMs = 3}},
        .room = 0.35};
}

Style synthDisco()
{
    return {
        .genre = "disco", .name = "sequencer disco", .tempoLow = 118, .tempoHigh = 132, .modes = {Mode::Minor}, .tonics = {0, 9, 7, 5, 2},
        .introBars = 4, .unitBars = 4, .progressionA = {"i|i|VI|VII", "i|VII|VI|VII", "i|i|iv|v"},
        .progressionB = {"VI|VII|i|i", "iv|VI|i|VII"}, .cadence = "VI VII|i", .drumKit = 24,
        .grooves = {kFourOnTheFloor, {{36, "X...X...X...X..."}, {39, "....X.......X..."}, {46, "..X...X...X...X."}, {70, "xoxoxoxoxoxoxoxo"}},
                    kFloorIntro, kCongaBreak},
        .fills = {cells::kSnareFill},
        .melody = {cells::kSong, cells::kShortCadence, ScaleKind::OfMode, 0.2, 0.15},
        .parts = {{.name = "drums", .idiom = Idiom::Drums, .velocity = 98, .levelDb = 0, .looseMs = 1, .reverb = 15},
                  {.name = "sequencer bass", .idiom = Idiom::Degrees, .programs = {38, 39}, .low = 30, .high = 54, .velocity = 98,
                   .patterns = {"RrR8RrR8RrR8R8R8", "R8R8R8R8R8R8R878", "RR8RRR8RRR8R5R8R"}, .looseMs = 1, .gate = 0.6, .reverb = 5},
                  {.name = "lead", .idiom = Idiom::Melody, .programs = {81, 80, 85}, .low = 62, .high = 86, .velocity = 94, .pan = 64, .sections = "ABE",
                   .looseMs = 3, .reverb = 55},
                  {.name = "arpeggio", .idiom = Idiom::Chords, .programs = {90, 84, 81}, .low = 60, .high = 84, .velocity = 76, .levelDb = -8, .pan = 96,
                   .patterns = {"1234321234321234", "1.3.2.4.1.3.2.4.", "1324132413241324"}, .voices = 4, .looseMs = 1, .gate = 0.6},
                  {.name = "synth strings", .idiom = Idiom::Chords, .programs = {50, 51}, .low = 58, .high = 80, .velocity = 76, .levelDb = -6, .pan = 40,
                   .patterns = {"x---------------", "x-------x-------"}, .voices = 4, .reverb = 60},
                  {.name = "electric piano", .idiom = Idiom::Chords, .programs = {5, 4}, .low = 55, .high = 74, .velocity = 80, .levelDb = -7, .pan = 28,
                   .patterns = {"..s...s...s...s.", "x..x..x...s.s..."}, .sections = "ABE", .voices = 3}},
        .room = 0.45};
}

}  // namespace

std::vector<Style> discoStyles()
{
    return {strings(), funkDisco(), synthDisco()};
}

}  // namespace tonewright::demo
