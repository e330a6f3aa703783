// What the training environment's reward of few frames is worth, and what it costs.
//
// Usage: bench_training_environment [--rates 22050,44100] [--frames 8,16,32,64] [--kept N] [--tracks N] [--seconds S]
//        [--actions N]
// For each sample rate the demo corpus is rendered, a distortion is drawn for each of a genre's first --tracks pieces
// and run over its audio (distort()); what dsp::MatchScorer then gives rendered settings is the truth. It is compared
// with scenes as PairSource draws them: the reference's kept frames and the distortion's gain, at the level that the
// rendered raw track has; new frames for every four settings. --actions settings a pair are drawn uniformly from the
// grid ("random"), and as many near the best: the true inverse with its gains, frequencies and Qs moved a little, if
// their exact reward lies within 0.1 of the best found. Speed is that of a draw (PairSource::draw) and 16 settings
// tried on it, in CPU time of one thread.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>

#include "core/audio/demo/demo_corpus.h"
#include "core/studies/eq_matching/action_grid.h"
#include "tests/bench/scene_material.h"
#include "tests/bench/unit.h"

using namespace tonewright;
using namespace tonewright::eq_matching;
namespace fs = std::filesystem;

namespace
{

constexpr int kAttempts = 16;      // settings tried on one drawn pair
constexpr int kSettingsADraw = 4;  // of frames
constexpr double kNearBest = 0.1;  // below the best

struct Options {
    std::vector<int> rates{22050, 44100};
    std::vector<int> frames{8, 16, 32, 64};
    int kept = 0;  // the study's own
    int tracks = 1;
    double seconds = 10.0;
    int actions = 20;
};

struct Tried {
    dsp::Equaliser equaliser;
    double exact = 0;
};

/// One pair with its truth.
struct Pair {
    SignalSpectra reference;
    std::vector<float> rawGain;
    std::vector<Tried> random, nearBest;
};

dsp::Equaliser moved(dsp::Equaliser equaliser, double width, Rng &rng)
{
    for (auto &band : equaliser.bands) {
        band.gainDb += width * rng.normal();
        band.frequencyHz *= std::exp(0.1 * width * rng.normal());
        band.q *= std::exp(0.1 * width * rng.normal());
    }
    return equaliser;
}

std::vector<Tried> settingsNearTheBest(const dsp::MatchScorer &exact, const dsp::Equaliser &inverse, int count,
                                       Rng &rng)
{
    std::vector<Tried> all{{inverse, exact.score(inverse).reward}};
    for (int i = 1; i < count * 3 / 2; ++i) {
        const auto equaliser = moved(inverse, 0.2 * (1 + i % 3), rng);
        all.push_back({equaliser, exact.score(equaliser).reward});
    }
    const double best = std::ranges::max(all, {}, &Tried::exact).exact;
    std::erase_if(all, [best](const Tried &one) { return one.exact < best - kNearBest; });
    all.resize(std::min(all.size(), std::size_t(count)));
    return all;
}

/// The gain that made the raw track, at the level it came out with.
std::vector<float> truthGain(const SignalSpectra &reference, const Clip &raw, const RateTables &tables,
                             const Distortion &distortion)
{
    auto gain = distortionGain(reference, tables, distortion, 0.0);
    const auto rendered = dsp::meanOverFrames(
        dsp::powerSpectrogram(dsp::peakNormalised(raw.samples), raw.sampleRate, {kFftSize, kHopSamples}));
    double made = 0, true_ = 0;
    for (std::size_t bin = 0; bin < gain.size(); ++bin) {
        made += reference.meanPower[bin] * gain[bin] * gain[bin];
        true_ += rendered[bin];
    }
    for (float &value : gain)
        value *= float(std::sqrt(true_ / made));
    return gain;
}

std::vector<Pair> makePairs(const Corpus &corpus, const Options &options, int kept)
{
    std::vector<Pair> pairs;
    std::map<std::string, int> used;
    std::map<int, RateTables> tables;
    for (const Track &track : corpus.tracks) {
        if (used[track.genre]++ >= options.tracks)
            continue;
        const auto audio = readMono(track.reference);
        if (!audio)
            continue;
        const auto &rate = tables.try_emplace(audio->sampleRate, audio->sampleRate).first->second;
        Rng rng(stableHash("environment of " + track.name));
        Pair pair;
        pair.reference = analyse(*audio, kept);
        const auto distortion = drawInformativeDistortion(pair.reference, rate, 12.0, rng);
        const Clip raw = mixToMono(distort(toBuffer(*audio), distortion));
        const auto exact = dsp::MatchScorer::create(raw, *audio);
        if (!exact)
            continue;
        pair.rawGain = truthGain(pair.reference, raw, rate, distortion);
        for (int i = 0; i < options.actions; ++i) {
            const auto equaliser = toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase);
            pair.random.push_back({equaliser, exact->score(equaliser).reward});
        }
        pair.nearBest = settingsNearTheBest(*exact, distortion.inverse(), options.actions, rng);
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0, difference = 0, absolute = 0;

    void add(double a, double b)
    {
        ++n, x += a, y += b, xx += a * a, yy += b * b, xy += a * b, difference += a - b, absolute += std::fabs(a - b);
    }
    [[nodiscard]] double correlation() const
    {
        return (xy - x * y / n) / std::sqrt((xx - x * x / n) * (yy - y * y / n));
    }
};

Sums compare(const std::vector<Pair> &pairs, std::vector<Tried> Pair::*which, int frames, const RateTables &tables)
{
    Sums sums;
    Rng rng(7);
    for (const Pair &pair : pairs) {
        const auto &settings = pair.*which;
        for (std::size_t first = 0; first < settings.size(); first += kSettingsADraw) {
            const SpectralScene scene(pair.reference, pair.rawGain, drawFrames(pair.reference.frames(), frames, rng),
                                      tables.mel);
            for (std::size_t i = first; i < std::min(settings.size(), first + kSettingsADraw); ++i) {
                const auto &equaliser = settings[i].equaliser;
                sums.add(scene.score(tables.grid.gains(equaliser.bands, equaliser.mode)).reward, settings[i].exact);
            }
        }
    }
    return sums;
}

/// Settings tried in a CPU second: the best of some rounds.
double speed(const PairSource &source)
{
    constexpr int kPairs = 40;
    std::vector<float> gain(kBins);
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < 10; ++round) {
        Rng rng(3);
        const double start = bench::cpuSeconds();
        for (int i = 0; i < kPairs; ++i) {
            const auto drawn = source.draw(rng);
            const ResponseGrid &grid = source.grid(drawn.track->reference.sampleRate);
            for (int attempt = 0; attempt < kAttempts; ++attempt) {
                const auto equaliser = toEqualiser(randomAction(rng), dsp::FilterMode::ZeroPhase);
                grid.gains(equaliser.bands, equaliser.mode, gain);
                benchmark::DoNotOptimize(drawn.scene.score(gain).reward + drawn.scene.remainingMismatchDb(gain));
            }
        }
        best = std::min(best, bench::cpuSeconds() - start);
    }
    return kPairs * kAttempts / best;
}

int run(int rate, const fs::path &folder, const Options &options, RunContext &context)
{
    const auto made = renderDemoCorpus(
        folder, {.piecesPerGenre = options.tracks, .seconds = options.seconds, .sampleRate = rate}, context);
    const auto corpus = made ? scanCorpus(folder, {.deepCheck = false}, context) : fail(made.error());
    if (!corpus) {
        std::fprintf(stderr, "%s\n", corpus.error().describe().c_str());
        return 1;
    }
    EqConfig config = EqConfig::from(descriptor().defaultAlgorithm().parameters.defaults());
    if (options.kept > 0)
        config.framesKept = options.kept;
    config.heldOut = 0.0;
    const auto pairs = makePairs(*corpus, options, config.framesKept);
    const RateTables tables(rate);
    for (const int frames : options.frames) {
        config.framesScored = frames;
        PairSource source(config, {});
        if (const auto prepared = source.prepare(*corpus, context); !prepared) {
            std::fprintf(stderr, "%s\n", prepared.error().describe().c_str());
            return 1;
        }
        const Sums random = compare(pairs, &Pair::random, frames, tables);
        const Sums near = compare(pairs, &Pair::nearBest, frames, tables);
        const double settings = speed(source);
        std::printf("| %d | %d | %.0f | %.3f | %.0f | %.4f | %+.4f | %.0f | %.1f | %.4f |\n", rate, frames, random.n,
                    random.correlation(), near.n, near.absolute / near.n, near.difference / near.n, settings,
                    1e6 / settings, 1.0 / settings / bench::unitSeconds());
        std::fflush(stdout);
    }
    return 0;
}

std::vector<int> numbers(const char *text)
{
    std::vector<int> result;
    std::istringstream stream(text);
    for (std::string one; std::getline(stream, one, ',');)
        result.push_back(std::atoi(one.c_str()));
    return result;
}

}  // namespace

int main(int argc, char **argv)
{
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--rates")
            options.rates = numbers(argv[i + 1]);
        else if (name == "--frames")
            options.frames = numbers(argv[i + 1]);
        else if (name == "--kept")
            options.kept = std::atoi(argv[i + 1]);
        else if (name == "--tracks")
            options.tracks = std::atoi(argv[i + 1]);
        else if (name == "--seconds")
            options.seconds = std::atof(argv[i + 1]);
        else if (name == "--actions")
            options.actions = std::atoi(argv[i + 1]);
    }
    RunListener listener;
    RunContext context(listener, {});
    std::printf("| rate | frames | random | correlation | near best | mean error | mean difference | settings/s | µs | "
                "units |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (const int rate : options.rates) {
        const fs::path folder = fs::temp_directory_path() / ("tonewright-environment-" + std::to_string(getpid()));
        const int status = run(rate, folder, options, context);
        fs::remove_all(folder);
        if (status != 0)
            return status;
    }
    return 0;
}
