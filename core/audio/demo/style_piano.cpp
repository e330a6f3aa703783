#include "core/audio/demo/style_cells.h"

namespace tonewright::demo {
namespace {

Style nocturne()
{
    return {
        .genre = "piano", .name = "nocturne", .tempoLow = 58, .tempoHigh = 80, .swingLow = 0.667, .swingHigh = 0.667,
        .modes = {Mode::Minor, Mode::Major, Mode::Minor}, .tonics = {1, 3, 10, 9, 4}, .introBars = 1, .unitBars = 4,
        .progressionA = {"I|IV|V7|I", "I vi|ii7 V7|I IV|V7", "I|VI|iv|V7"}, .progressionB = {"IV|V7|iii7 vi|II7 V7", "vi|II7|V7|I"},
        .cadence = "IV V7|I",
        .melody = {{"x-----x-x-------", "x---x---x-----x-", "x-------x-x-x---", "x-x-x---x-------"}, cells::kCadence, ScaleKind::OfMode, 0.24, 0.6},
        .parts = {{.name = "right hand", .idiom = Idiom::Melody, .programs = {0}, .low = 65, .high = 91, .velocity = 92, .pan = 70, .sections = "ABKE",
                   .lagMs = 8, .looseMs = 14, .gate = 1.0, .reverb = 55},
                  {.name = "left hand", .idiom = Idiom::Chords, .programs = {0}, .low = 41, .high = 69, .velocity = 66, .pan = 58,
                   .patterns = {"135.246.135.246.", "124.343.124.343.", "135.642.135.642."}, .voices = 5, .looseMs = 9, .gate = 1.6, .reverb = 55},
                  {.name = "left hand bass", .idiom = Idiom::Degrees, .programs = {0}, .low = 28, .high = 47, .velocity = 76, .pan = 54,
                   .patterns = {"R-------L-------", "R---------------"}, .looseMs = 9, .gate = 1.0, .reverb = 55}},
        .ritardando = 0.5, .room = 0.6};
}

Style ragtime()
{
    return {
        .genre = "piano", .name = "ragtime", .tempoLow = 84, .tempoHigh = 108, .modes = {Mode::Major}, .tonics = {0, 5, 10, 3, 7}, .introBars = 1,
        .unitBars = 4, .progressionA = {"I|I VI7|II7|V7 I", "I|IV I|II7|V7", "I I7|IV #IVo7|I VI7|II7 V7"},
        .progressionB = {"V7|I|V7|I I7", "IV|I|II7|V7", "VI7|ii|II7 V7|I"}, .cadence = "II7 V7|I",
        .melody = {{"xx-xx-x-xx-xx-x-", "x-xx-xx-x-xx-x--", ".xx-xx-x-xx-x-x-", "xxxxx-xxx-xxx-x-", "x-x-xx-xx-x-x---"},
                   {"x-xx-xx-x---....", "xxxxx-x-x---x---"}, ScaleKind::OfMode, 0.25, 0.2},
        .parts = {{.name = "right hand", .idiom = Idiom::Melody, .programs = {0, 3}, .low = 64, .high = 91, .velocity = 94, .pan = 70, .looseMs = 6, .gate = 0.85,
                   .reverb = 30},
                  {.name = "right hand below", .idiom = Idiom::Harmony, .programs = {0}, .low = 58, .high = 84, .velocity = 80, .pan = 70, .sections = "BE",
                   .looseMs = 6, .gate = 0.85, .reverb = 30},
                  {.name = "left hand chords", .idiom = Idiom::Chords, .programs = {0}, .low = 50, .high = 67, .velocity = 76, .pan = 58,
                   .patterns = {"..o-..o-..o-..o-", "....o-......o-o-"}, .voices = 3, .looseMs = 6, .gate = 0.7, .reverb = 30},
                  {.name = "left hand bass", .idiom = Idiom::Degrees, .programs = {0}, .low = 33, .high = 52, .velocity = 86, .pan = 54,
                   .patterns = {"R-..L-..R-..5-..", "R-..5-..R-..a-a-"}, .looseMs = 6, .gate = 0.85, .reverb = 30}},
        .ritardando = 0.1, .room = 0.35};
}

Style waltz()
{
    return {
        .genre = "piano", .name = "waltz", .tempoLow = 112, .tempoHigh = 156, .beatsPerBar = 3, .modes = {Mode::Major, Mode::Minor}, .tonics = {8, 3, 9, 1, 0, 4},
        .introBars = 2, .unitBars = 8, .progressionA = {"I|I|V7|V7|V7|V7|I|I", "I|VI7|ii|ii|V7|V7|I|V7", "I|vi|ii|V7|I|IV|V7|I"},
        .progressionB = {"IV|IV|I|I|II7|II7|V7|V7", "vi|III7|vi|vi|II7|II7|V7|V7"}, .cadence = "V7|I",
        .melody = {cells::kWaltz, cells::kWaltzCadence, ScaleKind::OfMode, 0.25, 0.4},
        .parts = {{.name = "right hand", .idiom = Idiom::Melody, .programs = {0}, .low = 64, .high = 91, .velocity = 94, .pan = 70, .sections = "ABKE",
                   .lagMs = 4, .looseMs = 10, .reverb = 45},
                  {.name = "left hand chords", .idiom = Idiom::Chords, .programs = {0}, .low = 50, .high = 67, .velocity = 68, .pan = 58,
                   .patterns = {"....o-..o-..", "....o---o-.."}, .voices = 3, .looseMs = 8, .gate = 0.8, .reverb = 45},
                  {.name = "left hand bass", .idiom = Idiom::Degrees, .programs = {0}, .low = 30, .high = 50, .velocity = 82, .pan = 54,
                   .patterns = {"R---........", "R-------....L-------...."}, .looseMs = 8, .gate = 1.0, .reverb = 45}},
        .ritardando = 0.4, .room = 0.55};
}

Style lyricalPiece()
{
    return {
        .genre = "piano", .name = "song without words", .tempoLow = 76, .tempoHigh = 108, .modes = {Mode::Major, Mode::Dorian, Mode::Minor},
        .tonics = {0, 2, 7, 5, 9}, .introBars = 1, .unitBars = 4, .progressionA = {"I|V|vi|IV", "Iadd9|IVmaj7|I|Vsus4 V", "i|VII|VI|VII"},
        .progressionB = {"IV|V|vi|I", "vi|IV|I|V", "ii7|V7|Imaj7|IVmaj7"}, .cadence = "IV V|Iadd9",
        .melody = {cells::kSong, cells::kCadence, ScaleKind::OfMode, 0.2, 0.4},
        .parts = {{.name = "right hand", .idiom = Idiom::Melody, .programs = {0}, .low = 64, .high = 88, .velocity = 92, .pan = 70, .sections = "ABKE",
                   .lagMs = 6, .looseMs = 12, .gate = 1.0, .reverb = 50},
                  {.name = "inner voice", .idiom = Idiom::Counter, .programs = {0}, .low = 55, .high = 69, .velocity = 62, .pan = 64, .sections = "BE",
                   .looseMs = 10, .reverb = 50},
                  {.name = "left hand", .idiom = Idiom::Chords, .programs = {0}, .low = 43, .high = 67, .velocity = 68, .pan = 58,
                   .patterns = {"1-2-3-4-3-2-3-4-", "1-3-2-3-1-3-2-3-", "1234321212343212"}, .voices = 4, .looseMs = 8, .gate = 1.4, .reverb = 50},
                  {.name = "left hand bass", .idiom = Idiom::Degrees, .programs = {0}, .low = 28, .high = 47, .velocity = 76, .pan = 54,
                   .patterns = {"R---------------", "R-------R-------"}, .looseMs = 8, .gate = 1.0, .reverb = 50}},
        .ritardando = 0.35, .room = 0.55};
}

}  // namespace

std::vector<Style> pianoStyles()
{
    return {nocturne(), ragtime(), waltz(), lyricalPiece()};
}

}  // namespace tonewright::demo
