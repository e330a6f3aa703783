// How well rhythm is found in demo music whose truth is known: truth_rhythm FOLDER [--pieces] prints one table by
// genre. FOLDER as truth_corpus makes it; --pieces lists every piece before it.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>

#include "core/dsp/rhythm.h"
#include "tests/bench/truth_measures.h"
#include "tests/bench/truth_pieces.h"

using namespace tonewright;

namespace
{

struct Scores {
    double pieces = 0, beats = 0, tempo = 0, downbeats = 0, metre = 0, phrases = 0;
    bool steady = true;

    void operator+=(const Scores &other)
    {
        pieces += other.pieces;
        beats += other.beats;
        tempo += other.tempo;
        downbeats += other.downbeats;
        metre += other.metre;
        phrases += other.phrases;
        steady = steady && other.steady;
    }
};

Scores scoreOf(const test::TruthPiece &piece)
{
    Scores scores;
    scores.pieces = 1;
    scores.steady = double(piece.truth.at("tempo_drift")) == 0.0;
    const auto clip = readMono(piece.audio);
    if (!clip)
        return scores;
    const auto rhythm = dsp::analyseRhythm(clip->samples, clip->sampleRate);
    if (!rhythm)
        return scores;
    const double bpm = piece.truth.at("tempo_bpm");
    std::vector<double> sections;
    for (const auto &section : piece.truth.at("sections"))
        sections.push_back(section.at("onset_seconds"));
    scores.beats = test::fMeasure(piece.times("beats_seconds"), rhythm->beats);
    scores.tempo = std::abs(rhythm->tempoBpm / bpm - 1) <= 0.04 ? 1 : 0;
    scores.downbeats = test::fMeasure(piece.times("downbeats_seconds"), rhythm->downbeats);
    scores.metre = rhythm->beatsPerBar == int(piece.truth.at("metre").at(0)) ? 1 : 0;
    scores.phrases = test::fMeasure(sections, rhythm->phrases, 60 / bpm);
    return scores;
}

void printRow(const std::string &name, const char *steady, const Scores &s)
{
    std::printf("| %s | %s | %.0f | %.3f | %.0f %% | %.3f | %.0f %% | %.3f |\n", name.c_str(), steady, s.pieces,
                s.beats / s.pieces, 100 * s.tempo / s.pieces, s.downbeats / s.pieces, 100 * s.metre / s.pieces,
                s.phrases / s.pieces);
}

}  // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: truth_rhythm FOLDER [--pieces]\n");
        return 2;
    }
    const auto pieces = test::truthPieces(argv[1]);
    if (!pieces) {
        std::fprintf(stderr, "%s\n", pieces.error().describe().c_str());
        return 1;
    }
    const bool listed = argc > 2 && std::strcmp(argv[2], "--pieces") == 0;
    std::map<std::string, Scores> genres;
    for (const test::TruthPiece &piece : *pieces) {
        const Scores scores = scoreOf(piece);
        genres[piece.genre] += scores;
        if (listed)
            std::printf("%-16s %-26s %6.1f BPM: beats %.2f, tempo %.0f, downbeats %.2f, phrases %.2f\n",
                        piece.audio.stem().c_str(), piece.style.c_str(), double(piece.truth.at("tempo_bpm")),
                        scores.beats, scores.tempo, scores.downbeats, scores.phrases);
    }
    std::printf("| genre | steady pulse | pieces | beats F | tempo ± 4 %% | downbeats F | metre | phrases F |\n"
                "|---|---|---|---|---|---|---|---|\n");
    Scores steady, all;
    for (const auto &[genre, scores] : genres) {
        printRow(genre, scores.steady ? "yes" : "no", scores);
        all += scores;
        if (scores.steady)
            steady += scores;
    }
    if (steady.pieces > 0)
        printRow("mean of genres with a steady pulse", "yes", steady);
    printRow("mean of all", "", all);
    return 0;
}
