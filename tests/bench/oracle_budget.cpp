// How good the oracle is, and what more searching would give: rewards on rendered audio of the held-out tracks' fixed
// pairs, by the search's budget.
//
// Usage: oracle_budget [--corpus FOLDER] [--pieces N] [--seconds S] [--budgets A,B,…] [--blind]
// Without a folder the demo corpus is rendered. A budget is how many settings are scored on some frames; every frame
// and rendered ones are in proportion. --blind withholds the true inverse. One line a budget: mean rewards and CPU
// seconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <unistd.h>

#include "core/audio/demo/demo_corpus.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/oracle.h"
#include "core/studies/eq_matching/pair_source.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
namespace fs = std::filesystem;

namespace
{

struct Options {
    fs::path corpus;
    int pieces = 3;
    double seconds = 0.0;
    std::vector<int> budgets{2000, 8000, 32000};
    bool blind = false;
};

double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

int run(const Options &options, RunContext &context)
{
    auto corpus = scanCorpus(options.corpus, {}, context);
    if (!corpus) {
        std::fprintf(stderr, "%s\n", corpus.error().describe().c_str());
        return 1;
    }
    Excerpt excerpt;
    if (options.seconds > 0.0)
        excerpt.seconds = options.seconds;
    PairSource source(EqConfig::from(descriptor().algorithms.front().parameters.defaults()), excerpt);
    if (auto prepared = source.prepare(*corpus, context); !prepared) {
        std::fprintf(stderr, "%s\n", prepared.error().describe().c_str());
        return 1;
    }
    const GoOn always = [] { return true; };
    std::vector<double> sums(options.budgets.size()), gridSums(sums), lowest(sums.size(), 1.0), seconds(sums),
        sceneSeconds(sums), scenes(sums);
    double inverseSum = 0.0;
    int pairs = 0;
    for (const PreparedTrack &track : source.tracks()) {
        if (!track.heldOut)
            continue;
        const auto pair = readPair(track.track, excerpt, track.fixed);
        if (!pair)
            continue;
        const auto scorer = dsp::MatchScorer::create(mixToMono(pair->raw), mixToMono(pair->reference));
        if (!scorer)
            continue;
        std::vector<dsp::Equaliser> known;
        double inverse = 0.0;
        if (pair->distortion) {
            inverse = scorer->score(pair->distortion->inverse()).reward;
            if (!options.blind)
                known.push_back(pair->distortion->inverse());
        }
        inverseSum += inverse;
        std::printf("%-32s inverse %.4f", track.track.key().c_str(), inverse);
        for (std::size_t i = 0; i < options.budgets.size(); ++i) {
            OracleOptions how;
            how.budget = OracleBudget::of(options.budgets[i]);
            const double before = cpuSeconds();
            const auto found = searchOracle(*scorer, known, how, always);
            seconds[i] += cpuSeconds() - before;
            sums[i] += found->continuous.reward;
            gridSums[i] += found->onGrid.reward;
            lowest[i] = std::min(lowest[i], found->continuous.reward);
            how.budget.sceneEvaluations /= 8;
            const auto scene = source.fixedScene(track);
            const double then = cpuSeconds();
            const double quick = oracleReward(scene, source.grid(track.reference.sampleRate), known, how, always);
            sceneSeconds[i] += cpuSeconds() - then;
            scenes[i] += quick;
            std::printf(" | %d: %.4f, grid %.4f", options.budgets[i], found->continuous.reward, found->onGrid.reward);
        }
        std::printf("\n");
        std::fflush(stdout);
        ++pairs;
    }
    if (pairs == 0)
        return 1;
    const double n = pairs;
    std::printf(
        "\n%d pairs, inverse %.4f\n| budget | oracle | on the grid | lowest | CPU s a pair |\n|---|---|---|---|---|\n",
        pairs, inverseSum / n);
    for (std::size_t i = 0; i < sums.size(); ++i)
        std::printf("| %d | %.4f | %.4f | %.4f | %.2f | scene, an eighth: %.4f in %.3f s\n", options.budgets[i],
                    sums[i] / n, gridSums[i] / n, lowest[i], seconds[i] / n, scenes[i] / n, sceneSeconds[i] / n);
    return 0;
}

}  // namespace

int main(int argc, char **argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (name == "--blind") {
            options.blind = true;
            continue;
        }
        ++i;
        if (name == "--corpus")
            options.corpus = value;
        else if (name == "--pieces")
            options.pieces = std::atoi(value);
        else if (name == "--seconds")
            options.seconds = std::atof(value);
        else if (name == "--budgets") {
            options.budgets.clear();
            for (const char *at = value; *at != '\0';) {
                char *end = nullptr;
                options.budgets.push_back(static_cast<int>(std::strtol(at, &end, 10)));
                at = *end == ',' ? end + 1 : end;
            }
        } else {
            std::fprintf(stderr, "unknown option %s\n", name.c_str());
            return 2;
        }
    }
    RunListener listener;
    RunContext context(listener, {});
    fs::path made;
    if (options.corpus.empty()) {
        made = fs::temp_directory_path() / ("tonewright-oracle-" + std::to_string(::getpid()));
        if (auto rendered = renderDemoCorpus(made, {.piecesPerGenre = options.pieces}, context); !rendered) {
            std::fprintf(stderr, "%s\n", rendered.error().describe().c_str());
            return 1;
        }
        options.corpus = made;
    }
    const int status = run(options, context);
    if (!made.empty())
        fs::remove_all(made);
    return status;
}
