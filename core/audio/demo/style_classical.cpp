#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style minuet()
{
    return {
        .genre = "classical", .name = "minuet for string quartet", .tempoLow = 104, .tempoHigh = 138, .beatsPerBar = 3,
        .modes = {Mode::Major, Mode::Major, Mode::Minor}, .tonics = {7, 2, 0, 5, 9}, .introBars = 0, .unitBars = 8,
        .progressionA = {"I|V7|I|IV|I|ii6 V7|I|V", "I|IV|V7|I|vi|ii|I V7|I", "I|I|V7|V7|I|IV|V7|I"},
        .progressionB = {"V|I|V7|I|II7|V|ii V7|I", "vi|III7|vi|II7|V|I IV|V7|I", "IV|I|V7|vi|IV|ii|V7|I"}, .cadence = "V7|I",
        .melody = {cells::kWaltz, cells::kWaltzCadence, ScaleKind::OfMode, 0.18, 0.4},
        .parts = {{.name = "violin 1", .idiom = Idiom::Melody, .programs = {40, 110}, .low = 67, .high = 91, .velocity = 96, .pan = 40,
                   .looseMs = 12, .gate = 0.92, .reverb = 70},
                  {.name = "violin 2", .idiom = Idiom::Chords, .programs = {40}, .low = 60, .high = 76, .velocity = 76, .levelDb = -6, .pan = 54,
                   .patterns = {"1-2-1-2-1-2-", "....o---o---", "1-2-3-2-3-2-"}, .voices = 2, .looseMs = 10, .gate = 0.85, .reverb = 70},
                  {.name = "viola", .idiom = Idiom::Counter, .programs = {41}, .low = 53, .high = 70, .velocity = 78, .levelDb = -5, .pan = 76,
                   .looseMs = 12, .reverb = 70},
                  {.name = "cello", .idiom = Idiom::Degrees, .programs = {42}, .low = 36, .high = 58, .velocity = 86, .levelDb = -2, .pan = 90,
                   .patterns = {"R-------5---", "R---3---5---", "R---........", "R---5---3---"}, .looseMs = 10, .gate = 0.9, .reverb = 70},
                  {.name = "harpsichord", .idiom = Idiom::Chords, .programs = {6}, .low = 55, .high = 76, .velocity = 70, .levelDb = -10, .pan = 64,
                   .patterns = {"o-----------", "o---o---o---"}, .sections = "BKE", .strumMs = 14, .reverb = 70}},
        .ritardando = 0.35, .room = 0.65};
}

Style symphonic()
{
    return {
        .genre = "classical", .name = "andante for orchestra", .tempoLow = 66, .tempoHigh = 96,
        .modes = {Mode::Major, Mode::Minor, Mode::Minor}, .tonics = {2, 7, 0, 5, 10, 3}, .introBars = 0, .unitBars = 4,
        .progressionA = {"I|IV V|I vi|ii V7", "I V|vi iii|IV I|ii V7", "I|ii7 V7|I IV|V"},
        .progressionB = {"vi|II7|V|V7", "IV|I|ii V7|I", "iv|I|V7|I"}, .cadence = "IV V7|I", .drumKit = 48,
        .grooves = {{{49, "................................................................"}},
                    {{49, "g..............................................................."},
                     {81, "............o..............................................o...."}}},
        .melody = {cells::kClassical, cells::kCadence, ScaleKind::OfMode, 0.2, 0.4},
        .parts = {{.name = "woodwind", .idiom = Idiom::Melody, .programs = {73, 68, 71, 40}, .low = 65, .high = 89, .velocity = 94, .pan = 54,
                   .looseMs = 14, .reverb = 80},
                  {.name = "violins", .idiom = Idiom::Chords, .programs = {48, 49}, .low = 60, .high = 81, .velocity = 76, .levelDb = -4, .pan = 36,
                   .patterns = {"o-o-o-o-o-o-o-o-", "x-------x-------", "1-3-2-3-1-3-2-3-"}, .voices = 3, .looseMs = 14, .reverb = 80},
                  {.name = "harp", .idiom = Idiom::Chords, .programs = {46}, .low = 48, .high = 84, .velocity = 78, .levelDb = -5, .pan = 24,
                   .patterns = {"1-2-3-4-5-4-3-2-", "123456..123456.."}, .sections = "ABK", .voices = 4, .reverb = 80},
                  {.name = "horns", .idiom = Idiom::Counter, .programs = {60}, .low = 50, .high = 67, .velocity = 78, .levelDb = -6, .pan = 84,
                   .looseMs = 14, .reverb = 90},
                  {.name = "cellos", .idiom = Idiom::Degrees, .programs = {42, 48}, .low = 36, .high = 57, .velocity = 86, .levelDb = -2, .pan = 92,
                   .patterns = {"R-------5-------", "R---3---5---3---", "R-------3---a---"}, .looseMs = 12, .reverb = 80},
                  {.name = "basses", .idiom = Idiom::Degrees, .programs = {43, 45}, .low = 28, .high = 45, .velocity = 84, .levelDb = -3, .pan = 98,
                   .patterns = {"R---............", "R---....5---...."}, .looseMs = 12, .reverb = 70},
                  {.name = "second violin", .idiom = Idiom::Harmony, .programs = {40, 71, 68}, .low = 60, .high = 79, .velocity = 80, .levelDb = -5,
                   .pan = 70, .sections = "B", .looseMs = 14, .reverb = 80},
                  {.name = "percussion", .idiom = Idiom::Drums, .velocity = 74, .levelDb = -6, .pan = 64, .sections = "BE", .reverb = 90}},
        .ritardando = 0.4, .room = 0.8};
}

Style baroqueTrio()
{
    return {
        .genre = "classical", .name = "baroque canon", .tempoLow = 84, .tempoHigh = 116,
        .modes = {Mode::Minor, Mode::Major, Mode::Minor}, .tonics = {2, 7, 9, 0, 4}, .introBars = 0, .unitBars = 4,
        .progressionA = {"I V|vi iii|IV I|IV V", "I IV|VII III|VI ii|V I", "I V|I IV|ii V7|I V"},
        .progressionB = {"vi ii|V I|IV ii|V", "IV VII|III VI|ii V7|I V"}, .cadence = "IV V7|I", .drumKit = 48,
        .melody = {{"x---x-x-x-x-x-x-", "x-x-x-x-x-xxx-x-", "x-xxx-xxx-x-x---", "x---x---x-x-xxxx", "x-x-x-x-x---x-x-"},
                   {"x-x-x-x-x-------", "x-xxx-x-x-------", "x---x-x-x-------"}, ScaleKind::OfMode, 0.14, 0.5},
        .parts = {{.name = "first voice", .idiom = Idiom::Melody, .programs = {40, 73, 68, 74}, .low = 67, .high = 88, .velocity = 94, .pan = 36,
                   .looseMs = 9, .gate = 0.85, .reverb = 65},
                  {.name = "second voice", .idiom = Idiom::Canon, .programs = {40, 68, 71}, .low = 57, .high = 79, .velocity = 92, .levelDb = -2,
                   .pan = 92, .looseMs = 9, .gate = 0.85, .reverb = 65},
                  {.name = "harpsichord", .idiom = Idiom::Chords, .programs = {6}, .low = 52, .high = 76, .velocity = 82, .levelDb = -4, .pan = 58,
                   .patterns = {"x-o-x-o-x-o-x-o-", "1-2-3-4-3-2-3-2-", "x---o---x---o---"}, .voices = 4, .strumMs = 12, .reverb = 50},
                  {.name = "cello", .idiom = Idiom::Degrees, .programs = {42}, .low = 36, .high = 58, .velocity = 88, .levelDb = -1, .pan = 70,
                   .patterns = {"R-3-5-3-R-3-5-a-", "R---5-3-R---5-a-", "R-2-3-5-8-5-3-a-"}, .looseMs = 8, .gate = 0.88, .reverb = 60},
                  {.name = "bassoon", .idiom = Idiom::Counter, .programs = {70}, .low = 43, .high = 60, .velocity = 76, .levelDb = -7, .pan = 76,
                   .sections = "BKE", .reverb = 65}},
        .ritardando = 0.35, .room = 0.7};
}

}  // namespace

std::vector<Style> classicalStyles()
{
    return {minuet(), symphonic(), baroqueTrio()};
}

}  // namespace tonewright::demo
