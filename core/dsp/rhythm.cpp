#include "core/dsp/rhythm.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/dsp/beats.h"
#include "core/dsp/phrases.h"
#include "core/dsp/smoothing.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{
namespace
{

constexpr std::array kShifts = {0.0, 1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0 / 3, 3.0 / 4};
constexpr double kFewestBeats = 6;  ///< in the whole signal: fewer say nothing of what repeats
constexpr double kSameTempo = 0.04;
constexpr double kAudibleOnset = 0.5;   ///< of an onset curve with deviation 1
constexpr double kEarlySeconds = 0.05;  ///< a beat may come so much before the first onset

/// Σ exp(score − best) over the hypotheses that `counts` holds for, over that of those that `among` holds for.
template <class Counts, class Among>
double probability(const std::vector<MetreHypothesis> &all, double best, Counts counts, Among among)
{
    double part = 0, whole = 0;
    for (const MetreHypothesis &one : all) {
        if (!among(one))
            continue;
        const double weight = std::exp(one.score - best);
        whole += weight;
        if (counts(one))
            part += weight;
    }
    return whole > 0 ? part / whole : 0.0;
}

double middleTempo(const std::vector<double> &beats)
{
    constexpr std::size_t kSpan = 4;
    const std::size_t span = std::min(kSpan, beats.size() - 1);
    std::vector<double> lengths;
    for (std::size_t i = span; i < beats.size(); ++i)
        lengths.push_back((beats[i] - beats[i - span]) / double(span));
    const auto middle = lengths.begin() + std::ptrdiff_t(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return 60 / *middle;
}

/// First and last frame in which something audibly begins.
std::pair<double, double> audibleFrames(const std::vector<float> &onset)
{
    const auto audible = [](float x) { return x > kAudibleOnset; };
    const auto first = std::find_if(onset.begin(), onset.end(), audible);
    const auto last = std::find_if(onset.rbegin(), onset.rend(), audible);
    return {double(first - onset.begin()), double(onset.rend() - last - 1)};
}

RhythmAnalysis told(const MetreHypothesis &best, const RhythmFeatures &features)
{
    RhythmAnalysis result;
    result.beatsPerBar = best.beatsPerBar;
    const auto [first, last] = audibleFrames(features.onsets[kAllBands]);
    // The bar in which something last begins is the last one.
    auto end = best.beats.size();
    for (auto bar = std::size_t(best.firstDownbeat); bar < end; bar += std::size_t(best.beatsPerBar))
        if (best.beats[bar] > last + kEarlySeconds * features.frameRate)
            end = bar;
    for (std::size_t i = 0; i < end; ++i) {
        if (best.beats[i] < first - kEarlySeconds * features.frameRate)
            continue;
        const double seconds = best.beats[i] / features.frameRate;
        result.beats.push_back(seconds);
        if (int(i) % best.beatsPerBar == best.firstDownbeat)
            result.downbeats.push_back(seconds);
    }
    return result;
}

Result<void> check(std::span<const float> samples, double sampleRate, const RhythmConfig &config)
{
    if (!(sampleRate >= 2000) || !std::isfinite(sampleRate))
        return fail(ErrorCode::InvalidArgument, "rhythm is looked for in sound of at least 2000 Hz.", "sample rate");
    if (!(config.slowestBpm >= 20 && config.slowestBpm < config.fastestBpm && config.fastestBpm <= 400))
        return fail(ErrorCode::InvalidArgument, "tempi must lie within 20 … 400 BPM, the slowest below the fastest.",
                    "slowestBpm, fastestBpm");
    if (!(config.tightness >= 0) || !(config.tightness <= 1e9) || config.candidates < 1)
        return fail(ErrorCode::InvalidArgument, "this must be a tightness from 0 to 1e9 and at least one candidate.",
                    "tightness, candidates");
    if (!loops::allFinite(samples))
        return fail(ErrorCode::BadData, "there are samples that are not numbers.", "samples");
    const double seconds = double(samples.size()) / sampleRate, needed = kFewestBeats * 60 / config.fastestBpm;
    if (seconds <= needed)
        return fail(
            ErrorCode::BadData,
            fmt::format("{:.2f} s are too short to find a rhythm in: more than {:.2f} s are needed for {:g} beats "
                        "at {:g} BPM.",
                        seconds, needed, kFewestBeats, config.fastestBpm),
            "samples");
    return {};
}

}  // namespace

std::vector<MetreHypothesis> countings(const RhythmFeatures &features, const RhythmConfig &config,
                                       const std::stop_token &stop)
{
    const PulseCorrelation correlation(features, config.slowestBpm, config.fastestBpm);
    const MetreJudge judge(features, correlation);
    const auto curve = smoothed(features.onsets[kAllBands], kPulseSmoothing * features.frameRate);
    std::vector<MetreHypothesis> all;
    for (const TempoCandidate &tempo : correlation.candidates(config.candidates)) {
        const auto beats = trackBeats(curve, correlation.localPeriods(tempo), config.tightness);
        for (const double shift : kShifts) {
            if (stop.stop_requested())
                return {};
            auto some = judge.hypotheses(tempo, shiftedBeats(beats, shift, int(curve.size())));
            std::move(some.begin(), some.end(), std::back_inserter(all));
        }
    }
    return all;
}

Result<RhythmAnalysis> analyseRhythm(std::span<const float> samples, double sampleRate, const RhythmConfig &config,
                                     const std::stop_token &stop)
{
    if (auto usable = check(samples, sampleRate, config); !usable)
        return fail(usable.error());
    const RhythmFeatures features = rhythmFeatures(samples, sampleRate);
    RhythmConfig fitting = config;
    fitting.slowestBpm = std::max(config.slowestBpm, kFewestBeats * 60 * sampleRate / double(samples.size()));
    const auto all = stop.stop_requested() ? std::vector<MetreHypothesis>() : countings(features, fitting, stop);
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "stopped");
    if (all.empty())
        return fail(ErrorCode::BadData, "nothing in this sound repeats: there is no pulse to follow.", "samples");
    const auto best =
        std::max_element(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.score < b.score; });
    RhythmAnalysis result = told(*best, features);
    if (result.beats.size() < 2)
        return fail(ErrorCode::BadData, "fewer than two beats can be heard in this sound.", "samples");
    result.tempoBpm = middleTempo(result.beats);
    result.tempoConfidence = probability(
        all, best->score, [&](const auto &one) { return std::abs(one.tempo.bpm / best->tempo.bpm - 1) < kSameTempo; },
        [](const auto &) { return true; });
    result.barConfidence = probability(
        all, best->score,
        [&](const auto &one) {
            return one.beatsPerBar == best->beatsPerBar && one.firstDownbeat == best->firstDownbeat;
        },
        [&](const auto &one) { return one.beats == best->beats; });
    result.phrases = phraseBoundaries(features, result.beats, result.downbeats);
    return result;
}

}  // namespace tonewright::dsp
