#include "core/audio/demo/truth_json.h"

#include <cmath>

#include "core/audio/demo/harmony.h"

namespace tonewright::demo
{
namespace
{

/// Microseconds are below a sample's length, and keep the files readable.
double rounded(double seconds)
{
    return std::round(seconds * 1e6) / 1e6;
}

Json timesOf(const std::vector<double> &times)
{
    Json json = Json::array();
    for (const double time : times)
        json.push_back(rounded(time));
    return json;
}

Json partsOf(const Score &score)
{
    Json json = Json::array();
    for (const Part &part : score.parts)
        json.push_back(
            {{"name", part.name}, {"channel", part.channel}, {"program", part.program}, {"drums", part.drums}});
    return json;
}

Json notesOf(const Score &score)
{
    Json json = Json::array();
    for (const Note &note : score.notes) {
        const Part &part = score.parts[static_cast<std::size_t>(note.part)];
        json.push_back({{"channel", part.channel},
                        {"program", part.program},
                        {"instrument", part.name},
                        {"pitch", note.pitch},
                        {"onset_seconds", rounded(note.onsetSeconds)},
                        {"duration_seconds", rounded(note.durationSeconds)},
                        {"velocity", note.velocity},
                        {"drum", part.drums}});
    }
    return json;
}

}  // namespace

Json truthOf(const Score &score)
{
    Json sections = Json::array();
    for (const SectionMark &section : score.sections)
        sections.push_back({{"onset_seconds", rounded(section.onsetSeconds)}, {"name", section.name}});
    Json chords = Json::array();
    for (const ChordMark &chord : score.chords)
        chords.push_back({{"onset_seconds", rounded(chord.onsetSeconds)}, {"symbol", chord.symbol}});
    return {{"schema_version", 1},
            {"demo_version", kDemoVersion},
            {"genre", score.genre},
            {"style", score.style},
            {"index", score.index},
            {"seed", score.seed},
            {"seconds", score.seconds},
            {"sample_rate", score.sampleRate},
            {"tempo_bpm", score.tempoBpm},
            {"tempo_drift", score.tempoDrift},
            {"metre", {score.beatsPerBar, 4}},
            {"swing", score.swing},
            {"swing_unit", score.swingUnit},
            {"key", {{"tonic", pitchClassName(score.tonic)}, {"tonic_pitch_class", score.tonic}, {"mode", score.mode}}},
            {"beats_seconds", timesOf(score.beats)},
            {"downbeats_seconds", timesOf(score.downbeats)},
            {"sections", std::move(sections)},
            {"chords", std::move(chords)},
            {"parts", partsOf(score)},
            {"notes", notesOf(score)}};
}

}  // namespace tonewright::demo
