#include "core/dsp/pitch.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/audio/audio_file.h"
#include "core/dsp/levelled.h"
#include "core/dsp/pitch_path.h"
#include "core/dsp/vector_loops.h"
#include "core/dsp/yin.h"

namespace tonewright::dsp
{

namespace
{

constexpr double kLeastRateHz = 20000;  // below it the signal is brought to a multiple of its rate
constexpr double kLargestPrior = 50;    // of alpha and beta: beyond it the densities of all thresholds can be 0
constexpr int kMostBins = 30000;        // of pitch; the path stores them in 15 bits

std::optional<Error> faultOf(const PitchConfig &config, double sampleRate)
{
    const auto bad = [](const char *name, const std::string &message) {
        return Error{ErrorCode::InvalidArgument, message, name};
    };
    if (!(sampleRate >= 1e3) || !(sampleRate <= 1e6))
        return bad("sampleRate", "pitch needs a sample rate of 1 kHz … 1 MHz");
    if (!(config.lowestHz > 0) || !(config.highestHz > config.lowestHz) || !std::isfinite(config.highestHz))
        return bad("lowestHz", "the range of pitch must begin above 0 Hz and end above its beginning");
    if (config.highestHz > sampleRate / 2)
        return bad("highestHz",
                   fmt::format("at {:g} Hz there is no pitch above {:g} Hz. Lower the highest pitch of {:g} "
                               "Hz",
                               sampleRate, sampleRate / 2, config.highestHz));
    if (!(config.frameSeconds * config.lowestHz >= 2) || !(config.frameSeconds <= 10))
        return bad("frameSeconds", fmt::format("a frame must hold two periods of the lowest pitch: {:g} s for {:g} Hz, "
                                               "and at most 10 s",
                                               2 / config.lowestHz, config.lowestHz));
    if (!(config.hopSeconds * sampleRate >= 0.5) || !(config.hopSeconds <= 10))
        return bad("hopSeconds", "frames must be at least one sample and at most 10 s apart");
    if (config.thresholds < 1 || config.thresholds > 1000 || !(config.thresholdAlpha >= 1) ||
        !(config.thresholdBeta >= 1) || !(config.thresholdAlpha <= kLargestPrior) ||
        !(config.thresholdBeta <= kLargestPrior) || !(config.troughDecay > 0) || !std::isfinite(config.troughDecay) ||
        !(config.noTroughShare >= 0) || !(config.noTroughShare <= 1))
        return bad("thresholds", "1 … 1000 thresholds, their prior's alpha and beta 1 … 50, the troughs' decay above "
                                 "0, the share without a trough 0 … 1");
    if (!(config.binSemitones >= 0.01) || !(config.binSemitones <= 1) ||
        12 * std::log2(config.highestHz / config.lowestHz) / config.binSemitones > kMostBins)
        return bad("binSemitones", "pitch bins must be 0.01 … 1 semitone apart, and 30000 at most");
    if (!(config.quietestDb > 0))
        return bad("quietestDb", "how far a frame may lie below the loudest one must be above 0 dB");
    if (!(config.fastestOctavesPerSecond >= 0) || !(config.switchProbability > 0) || !(config.switchProbability < 1))
        return bad("switchProbability", "the fastest movement can't be below 0, and the probability of a change of "
                                        "voicing must lie between 0 and 1");
    return std::nullopt;
}

/// The pitch bins' scale.
struct Bins {
    double lowestHz;
    int perSemitone;
    int count;

    explicit Bins(const PitchConfig &config)
        : lowestHz(config.lowestHz), perSemitone(int(std::ceil(1 / config.binSemitones - 1e-9))),
          count(int(std::floor(12 * perSemitone * std::log2(config.highestHz / config.lowestHz) + 1e-9)) + 1)
    {
    }
    [[nodiscard]] double hz(int bin) const { return lowestHz * std::exp2(bin / (12.0 * perSemitone)); }
    /// Nearest bin; outside the range a number that isn't one.
    [[nodiscard]] int of(double hz) const { return int(std::lround(12 * perSemitone * std::log2(hz / lowestHz))); }
};

/// A frame's candidates put into bins: what the path sees, and each bin's own frequency.
struct FrameEvidence {
    std::vector<PitchEvidence> evidence;
    std::vector<float> hz;          // of the likeliest candidate of each
    std::vector<double> likeliest;  // its probability
    double probability = 0;

    void fill(std::span<const PeriodCandidate> candidates, double sampleRate, const Bins &bins)
    {
        evidence.clear();
        hz.clear();
        likeliest.clear();
        probability = 0;
        for (const PeriodCandidate &candidate : candidates) {
            const double frequency = sampleRate / candidate.periodSamples;
            const int bin = bins.of(frequency);
            if (!(candidate.probability > 0) || bin < 0 || bin >= bins.count)
                continue;
            probability += candidate.probability;
            const auto same =
                std::find_if(evidence.begin(), evidence.end(), [&](const PitchEvidence &e) { return e.bin == bin; });
            if (same == evidence.end()) {
                evidence.push_back({bin, candidate.probability});
                hz.push_back(float(frequency));
                likeliest.push_back(candidate.probability);
                continue;
            }
            same->probability += candidate.probability;
            const auto slot = std::size_t(same - evidence.begin());
            if (candidate.probability > likeliest[slot]) {
                likeliest[slot] = candidate.probability;
                hz[slot] = float(frequency);
            }
        }
    }
};

/// Whether each frame's window is loud enough to have a pitch.
std::vector<bool> loudFrames(std::span<const float> signal, std::size_t frames, int hop, int window, double quietestDb)
{
    const auto length = std::ptrdiff_t(signal.size());
    std::vector<double> energy;
    for (std::size_t t = 0; t < frames; ++t) {
        const std::ptrdiff_t middle = std::ptrdiff_t(t) * hop;
        const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(middle - window / 2, 0, length);
        const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(middle + window / 2, from, length);
        energy.push_back(loops::sumOfSquares(signal.subspan(std::size_t(from), std::size_t(to - from))));
    }
    const double least = *std::max_element(energy.begin(), energy.end()) * std::pow(10.0, -quietestDb / 10);
    std::vector<bool> loud;
    for (const double value : energy)
        loud.push_back(value > 0 && value >= least);
    return loud;
}

struct BinPitch {
    int bin;
    float hz;
};

Result<PitchTrack> track(std::span<const float> signal, double sampleRate, int hop, const PitchConfig &config,
                         const std::stop_token &stop)
{
    const Bins bins(config);
    YinSetup setup;
    setup.window = std::max(2, int(std::lround(config.frameSeconds * sampleRate / 2)));
    setup.shortestLag = std::max(2, int(std::floor(sampleRate / config.highestHz)));
    setup.longestLag = std::clamp(int(std::ceil(sampleRate / config.lowestHz)), setup.shortestLag, setup.window);
    setup.hop = hop;
    setup.thresholdAlpha = config.thresholdAlpha;
    setup.thresholdBeta = config.thresholdBeta;
    setup.thresholds = config.thresholds;
    setup.troughDecay = config.troughDecay;
    setup.noTroughShare = config.noTroughShare;

    YinTroughs troughs(signal, setup);
    const double hopSeconds = hop / sampleRate;
    const int semitones = int(std::lround(std::min(config.fastestOctavesPerSecond * 12 * hopSeconds, 1e4)));
    PitchPath path(bins.count, semitones * bins.perSemitone / 2, config.switchProbability);

    const std::size_t frames = 1 + signal.size() / std::size_t(hop);
    path.reserve(frames);
    const std::vector<bool> loud = loudFrames(signal, frames, hop, setup.window, config.quietestDb);
    PitchTrack result;
    result.hopSeconds = hopSeconds;
    std::vector<BinPitch> pitches;
    std::vector<std::size_t> begin{0};
    FrameEvidence frame;
    for (std::size_t t = 0; t < frames; ++t) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        frame.fill(loud[t] ? troughs.candidates(int(t)) : std::span<const PeriodCandidate>(), sampleRate, bins);
        path.add(frame.evidence);
        for (std::size_t i = 0; i < frame.evidence.size(); ++i)
            pitches.push_back({frame.evidence[i].bin, frame.hz[i]});
        begin.push_back(pitches.size());
        result.voicedProbability.push_back(float(std::clamp(frame.probability, 0.0, 1.0)));
    }

    const auto states = path.best();
    for (std::size_t t = 0; t < frames; ++t) {
        float hz = float(bins.hz(states[t].bin));
        if (states[t].voiced)
            for (std::size_t i = begin[t]; i < begin[t + 1]; ++i)
                if (pitches[i].bin == states[t].bin)
                    hz = pitches[i].hz;
        result.voiced.push_back(states[t].voiced);
        result.heldHz.push_back(hz);
        result.f0Hz.push_back(states[t].voiced ? hz : 0.0F);
    }
    return result;
}

}  // namespace

Result<PitchTrack> trackPitch(std::span<const float> signal, double sampleRate, const PitchConfig &config,
                              const std::stop_token &stop)
{
    if (const auto fault = faultOf(config, sampleRate))
        return fail(*fault);
    if (!loops::allFinite(signal))
        return fail(ErrorCode::BadData, "the signal has samples that are NaN or infinite, so it has no pitch");
    if (double(signal.size()) * config.lowestHz < 2 * sampleRate)
        return fail(ErrorCode::BadData,
                    fmt::format("the clip is too short for a pitch: it must last two periods of the lowest one, {:g} s",
                                2 / config.lowestHz));

    std::vector<float> samples = levelled(signal);  // any level gives the same pitch

    int hop = std::max(1, int(std::lround(config.hopSeconds * sampleRate)));
    const int factor = std::max(1, int(std::ceil(kLeastRateHz / sampleRate)));
    if (factor > 1) {
        const std::size_t frames = 1 + samples.size() / std::size_t(hop);
        const int rate = std::max(1, int(std::lround(sampleRate)));
        samples = resample(Clip{rate, std::move(samples)}, rate * factor).samples;
        hop *= factor;
        // What sounds behind the last frame's middle is kept, but never so much that another frame fits.
        samples.resize((frames - 1) * std::size_t(hop) + std::size_t(std::min(hop / 2 + 1, hop - 1)));
        sampleRate *= factor;
    }
    return track(samples, sampleRate, hop, config, stop);
}

}  // namespace tonewright::dsp
