// How far the training environment's reward, from every frame, lies from the rendered one for settings drawn at random.
//
// Usage: bench_scene_accuracy [--corpus FOLDER] [--tracks N] [--settings N] [--seconds S] [--fade S] [--worst N]
// Without a folder the demo corpus is rendered. --tracks is a genre's; of each the first --seconds are taken. Where a
// corpus gives raw files they are used, else each track gets a distortion drawn by its name. --fade fades both ends of
// both sides, which takes abrupt ends out of the comparison; --worst shows the largest differences term by term. One
// line a genre: share within 0.02, median, 95 % and largest difference.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>

#include "core/audio/demo/demo_corpus.h"
#include "core/studies/eq_matching/action_grid.h"
#include "tests/bench/scene_material.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
namespace fs = std::filesystem;

namespace
{

struct Options {
    fs::path corpus;
    int tracks = 2;  // a genre
    int settings = 20;
    double seconds = 10.0;
    double fadeSeconds = 0.0;
    int worst = 0;
};

struct Case {
    double difference = 0;
    std::string what;
};

void print(const std::string &name, std::vector<double> differences)
{
    std::sort(differences.begin(), differences.end());
    const auto at = [&](double share) { return differences[std::size_t(share * double(differences.size() - 1))]; };
    const auto within = std::upper_bound(differences.begin(), differences.end(), 0.02) - differences.begin();
    std::printf("| %-10s | %5zu | %6.2f %% | %.4f | %.4f | %.4f |\n", name.c_str(), differences.size(),
                100.0 * double(within) / double(differences.size()), at(0.5), at(0.95), differences.back());
}

std::string describe(const std::string &track, const dsp::Equaliser &equaliser, const dsp::MatchMetrics &exact,
                     const dsp::MatchMetrics &scene)
{
    std::string text = track + "\n   ";
    char line[160];
    for (const dsp::Band &band : equaliser.bands) {
        std::snprintf(line, sizeof line, " %.0f Hz %+.1f dB Q %.1f;", band.frequencyHz, band.gainDb, band.q);
        text += line;
    }
    const auto add = [&](const char *name, double a, double b) {
        std::snprintf(line, sizeof line, "\n    %-12s exact %.5g, scene %.5g", name, a, b);
        text += line;
    };
    add("reward", exact.reward, scene.reward);
    add("spectral", exact.spectralDistance.improvement, scene.spectralDistance.improvement);
    add("mfcc", exact.mfccDistance, scene.mfccDistance);
    add("mel", exact.melMeanSquare, scene.melMeanSquare);
    add("convergence", exact.multiScaleConvergence, scene.multiScaleConvergence);
    add("balance", exact.energyBalance.improvement, scene.energyBalance.improvement);
    add("centroid", exact.spectralCentroid.improvement, scene.spectralCentroid.improvement);
    add("flatness", exact.spectralFlatness.improvement, scene.spectralFlatness.improvement);
    return text;
}

int run(const Options &options, RunContext &context)
{
    const auto corpus = scanCorpus(options.corpus, {}, context);
    if (!corpus) {
        std::fprintf(stderr, "%s\n", corpus.error().describe().c_str());
        return 1;
    }
    std::map<std::string, std::vector<double>> genres;
    std::map<std::string, int> used;
    std::vector<Case> cases;
    for (const Track &track : corpus->tracks) {
        if (used[track.genre]++ >= options.tracks)
            continue;
        Rng rng(stableHash("accuracy of " + track.name));
        auto pair = readPair(track, {0.0, options.seconds}, drawDistortion(12.0, rng));
        if (pair && options.fadeSeconds > 0) {
            fadeEnds(pair->raw, options.fadeSeconds);
            fadeEnds(pair->reference, options.fadeSeconds);
        }
        const auto views = pair ? bothViews(*pair) : fail(pair.error());
        if (!views) {
            std::fprintf(stderr, "left out: %s\n", views.error().describe().c_str());
            continue;
        }
        for (int i = 0; i < options.settings; ++i) {
            const dsp::Equaliser equaliser = toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase);
            const auto exact = views->exact.score(equaliser);
            const auto scene = views->scene.score(equaliser, views->grid);
            const double difference = std::fabs(exact.reward - scene.reward);
            genres[track.genre].push_back(difference);
            genres["all"].push_back(difference);
            cases.push_back({difference, describe(track.name, equaliser, exact, scene)});
        }
    }
    std::printf("| genre      | cases | within 0.02 | median | 95 %% | largest |\n|---|---|---|---|---|---|\n");
    for (const auto &[genre, differences] : genres)
        print(genre, differences);
    std::sort(cases.begin(), cases.end(), [](const Case &a, const Case &b) { return a.difference > b.difference; });
    for (std::size_t i = 0; i < std::min(cases.size(), std::size_t(options.worst)); ++i)
        std::printf("%.4f %s\n", cases[i].difference, cases[i].what.c_str());
    return 0;
}

}  // namespace

int main(int argc, char **argv)
{
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--corpus")
            options.corpus = argv[i + 1];
        else if (name == "--tracks")
            options.tracks = std::atoi(argv[i + 1]);
        else if (name == "--settings")
            options.settings = std::atoi(argv[i + 1]);
        else if (name == "--seconds")
            options.seconds = std::atof(argv[i + 1]);
        else if (name == "--fade")
            options.fadeSeconds = std::atof(argv[i + 1]);
        else if (name == "--worst")
            options.worst = std::atoi(argv[i + 1]);
    }
    RunListener listener;
    RunContext context(listener, {});
    const bool demo = options.corpus.empty();
    if (demo) {
        options.corpus = fs::temp_directory_path() / ("tonewright-accuracy-" + std::to_string(getpid()));
        const auto made =
            renderDemoCorpus(options.corpus, {.piecesPerGenre = options.tracks, .seconds = options.seconds}, context);
        if (!made) {
            std::fprintf(stderr, "%s\n", made.error().describe().c_str());
            return 1;
        }
    }
    const int status = run(options, context);
    if (demo)
        fs::remove_all(options.corpus);
    return status;
}
