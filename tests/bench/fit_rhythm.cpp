// Fits the weights of core/dsp/metre_weights.cpp to demo music: fit_rhythm FOLDER…, folders made by truth_corpus.
// Conditional logit: maximises the mean over pieces of ln P(right countings), P a softmax of the weighted evidence over
// all countings of the piece, minus a ridge on the weights of standardised evidence. Prints the table for the source.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/dsp/rhythm.h"
#include "tests/bench/truth_measures.h"
#include "tests/bench/truth_pieces.h"

using namespace tonewright;

namespace
{

constexpr double kRidge = 1.0;
constexpr int kSteps = 3000;
constexpr double kLearningRate = 0.03;
using Evidence = std::array<double, dsp::kMetreEvidence>;

struct Example {
    std::vector<Evidence> countings;
    std::vector<bool> right;
};

/// Right: the tempo within 4 %, the metre, three quarters of the beats and of the downbeats.
bool isRight(const dsp::MetreHypothesis &counting, const test::TruthPiece &piece, double frameRate)
{
    if (std::abs(counting.tempo.bpm / double(piece.truth.at("tempo_bpm")) - 1) > 0.04 ||
        counting.beatsPerBar != int(piece.truth.at("metre").at(0)))
        return false;
    std::vector<double> beats, downbeats;
    for (std::size_t i = 0; i < counting.beats.size(); ++i) {
        beats.push_back(counting.beats[i] / frameRate);
        if (int(i) % counting.beatsPerBar == counting.firstDownbeat)
            downbeats.push_back(beats.back());
    }
    return test::fMeasure(piece.times("beats_seconds"), beats) > 0.75 &&
           test::fMeasure(piece.times("downbeats_seconds"), downbeats) > 0.7;
}

Evidence fit(const std::vector<Example> &examples, const Evidence &scale)
{
    Evidence weights{}, first{}, second{};
    for (int step = 1; step <= kSteps; ++step) {
        Evidence gradient{};
        for (const Example &example : examples) {
            std::vector<double> likely(example.countings.size());
            double best = -1e300, all = 0, right = 0;
            for (std::size_t c = 0; c < likely.size(); ++c) {
                double score = 0;
                for (std::size_t i = 0; i < scale.size(); ++i)
                    score += weights[i] * example.countings[c][i] / scale[i];
                likely[c] = score;
                best = std::max(best, score);
            }
            for (std::size_t c = 0; c < likely.size(); ++c) {
                likely[c] = std::exp(likely[c] - best);
                all += likely[c];
                right += example.right[c] ? likely[c] : 0.0;
            }
            for (std::size_t c = 0; c < likely.size(); ++c) {
                const double pull = (example.right[c] ? likely[c] / (right + 1e-300) : 0.0) - likely[c] / all;
                if (std::abs(pull) > 1e-9)
                    for (std::size_t i = 0; i < scale.size(); ++i)
                        gradient[i] += pull * example.countings[c][i] / scale[i];
            }
        }
        for (std::size_t i = 0; i < scale.size(); ++i) {
            const double slope = (gradient[i] - kRidge * weights[i]) / double(examples.size());
            first[i] = 0.9 * first[i] + 0.1 * slope;
            second[i] = 0.99 * second[i] + 0.01 * slope * slope;
            weights[i] += kLearningRate * (first[i] / (1 - std::pow(0.9, step))) /
                          (std::sqrt(second[i] / (1 - std::pow(0.99, step))) + 1e-8);
        }
    }
    for (std::size_t i = 0; i < scale.size(); ++i)
        weights[i] /= scale[i];
    return weights;
}

}  // namespace

int main(int argc, char **argv)
{
    std::vector<Example> examples;
    Evidence sums{}, squares{};
    double count = 0;
    for (int folder = 1; folder < argc; ++folder) {
        const auto pieces = test::truthPieces(argv[folder]);
        if (!pieces) {
            std::fprintf(stderr, "%s\n", pieces.error().describe().c_str());
            return 1;
        }
        for (const test::TruthPiece &piece : *pieces) {
            const auto clip = readMono(piece.audio);
            if (!clip) {
                std::fprintf(stderr, "%s\n", clip.error().describe().c_str());
                return 1;
            }
            const auto features = dsp::rhythmFeatures(clip->samples, clip->sampleRate);
            Example example;
            for (const auto &counting : dsp::countings(features)) {
                example.countings.push_back(counting.evidence);
                example.right.push_back(isRight(counting, piece, features.frameRate));
                ++count;
                for (std::size_t i = 0; i < sums.size(); ++i) {
                    sums[i] += counting.evidence[i];
                    squares[i] += counting.evidence[i] * counting.evidence[i];
                }
            }
            if (std::count(example.right.begin(), example.right.end(), true) > 0)
                examples.push_back(std::move(example));
            else
                std::printf("left out, no counting of it is right: %s\n", piece.audio.string().c_str());
        }
    }
    if (examples.empty()) {
        std::fprintf(stderr, "usage: fit_rhythm FOLDER…\n");
        return 2;
    }
    Evidence scale{};
    for (std::size_t i = 0; i < scale.size(); ++i)
        scale[i] = std::sqrt(std::max(1e-12, squares[i] / count - sums[i] / count * sums[i] / count));
    const Evidence weights = fit(examples, scale);
    for (std::size_t i = 0; i < weights.size(); ++i)
        std::printf("    {\"%s\", %.2f},\n", std::string(dsp::nameOf(dsp::MetreEvidence(i))).c_str(), weights[i]);
    return 0;
}
