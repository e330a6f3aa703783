#include "core/dsp/key.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>
#include <vector>

#include "core/dsp/levelled.h"
#include "core/dsp/stft.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

using Profile = std::array<double, 12>;

constexpr Profile kKrumhanslMajor = {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kKrumhanslMinor = {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};
constexpr Profile kTemperleyMajor = {5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0};
constexpr Profile kTemperleyMinor = {5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0};
constexpr Profile kAlbrechtMajor = {0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081};
constexpr Profile kAlbrechtMinor = {0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052};

constexpr double kPeakFloor = 0.01;   // of the frame's largest magnitude: 40 dB
constexpr double kQuietFrame = 1e-3;  // of the clip's largest magnitude: 60 dB; such frames are room tone

std::optional<Error> faultOf(const KeyConfig &config, double sampleRate)
{
    const auto bad = [](const char *name, const char *message) {
        return Error{ErrorCode::InvalidArgument, message, name};
    };
    if (!(sampleRate >= 1e3) || !(sampleRate <= 1e6))
        return bad("sampleRate", "a key needs a sample rate of 1 kHz … 1 MHz");
    if (!(config.lowestHz > 0) || !(config.highestHz > config.lowestHz) || !std::isfinite(config.highestHz))
        return bad("lowestHz", "the range of peaks must begin above 0 Hz and end above its beginning");
    if (config.lowestHz >= sampleRate / 2)
        return bad("lowestHz", "at this sample rate there is nothing at the lowest frequency. Lower it");
    if (!(config.frameSeconds >= 0.05) || !(config.frameSeconds <= 2))
        return bad("frameSeconds", "frames must last 0.05 … 2 s");
    if (!(config.compression > 0) || !std::isfinite(config.compression))
        return bad("compression", "the compression must be above 0");
    if (config.harmonics < 1 || config.harmonics > 16 || !(config.harmonicDecay >= 0) || !(config.harmonicDecay <= 1))
        return bad("harmonics", "1 … 16 harmonics, each 0 … 1 times the one before");
    return std::nullopt;
}

struct Peak {
    double semitones;  ///< above C0 at A = 440 Hz
    double weight;
};

/// Local maxima of a magnitude frame inside the range, placed by a parabola through their logarithms.
void appendPeaks(std::span<const float> frame, double binHz, int first, int last, const KeyConfig &config,
                 std::vector<Peak> &peaks)
{
    const float largest = loops::largest(frame.subspan(std::size_t(first), std::size_t(last - first + 1)));
    const float floor = float(kPeakFloor) * largest;
    for (int bin = first; bin <= last; ++bin) {
        const float *p = frame.data() + bin;
        if (!(p[0] > floor && p[0] > p[-1] && p[0] >= p[1] && p[-1] > 0 && p[1] > 0))
            continue;
        const double before = std::log(double(p[-1])), here = std::log(double(p[0])), after = std::log(double(p[1]));
        const double curvature = before + after - 2 * here;
        const double shift = curvature < 0 ? std::clamp((before - after) / (2 * curvature), -0.5, 0.5) : 0.0;
        const double hz = (bin + shift) * binHz;
        peaks.push_back({12 * std::log2(hz / 440.0) + 57, std::log1p(config.compression * double(p[0] / largest))});
    }
}

/// Mean deviation from the grid of semitones, as an angle: −0.5 … 0.5.
double tuningOf(const std::vector<Peak> &peaks)
{
    double x = 0, y = 0;
    for (const Peak &peak : peaks) {
        x += peak.weight * std::cos(2 * std::numbers::pi * peak.semitones);
        y += peak.weight * std::sin(2 * std::numbers::pi * peak.semitones);
    }
    return x == 0 && y == 0 ? 0.0 : std::atan2(y, x) / (2 * std::numbers::pi);
}

/// Adds a weight at a place between pitch classes: all of it where it is one, none half-way between two.
void addTo(Profile &classes, double semitones, double weight)
{
    const double nearest = std::round(semitones);
    const double closeness = std::cos(std::numbers::pi * (semitones - nearest));
    const int pitchClass = ((int(nearest) % 12) + 12) % 12;
    classes[std::size_t(pitchClass)] += weight * closeness * closeness;
}

double correlationOf(std::span<const double, 12> weights, const Profile &profile, int tonic)
{
    double meanWeight = 0, meanProfile = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        meanWeight += weights[i] / 12;
        meanProfile += profile[i] / 12;
    }
    double product = 0, squares = 0, profileSquares = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double w = weights[(i + std::size_t(tonic)) % 12] - meanWeight, p = profile[i] - meanProfile;
        product += w * p;
        squares += w * w;
        profileSquares += p * p;
    }
    return product / std::sqrt(squares * profileSquares);
}

const Profile &profileOf(KeyProfile profile, KeyMode mode)
{
    switch (profile) {
    case KeyProfile::Temperley:
        return mode == KeyMode::Major ? kTemperleyMajor : kTemperleyMinor;
    case KeyProfile::AlbrechtShanahan:
        return mode == KeyMode::Major ? kAlbrechtMajor : kAlbrechtMinor;
    case KeyProfile::KrumhanslKessler:
        break;
    }
    return mode == KeyMode::Major ? kKrumhanslMajor : kKrumhanslMinor;
}

}  // namespace

std::string keyName(const MusicalKey &key)
{
    constexpr std::array<const char *, 12> kNames = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
    return std::string(kNames[std::size_t(((key.tonic % 12) + 12) % 12)]) +
           (key.mode == KeyMode::Major ? " major" : " minor");
}

double mirexKeyScore(const MusicalKey &truth, const MusicalKey &estimate)
{
    const int up = ((estimate.tonic - truth.tonic) % 12 + 12) % 12;
    if (truth.mode == estimate.mode)
        return up == 0 ? 1.0 : up == 7 || up == 5 ? 0.5 : 0.0;
    if (up == 0)
        return 0.2;
    return up == (truth.mode == KeyMode::Major ? 9 : 3) ? 0.3 : 0.0;
}

std::span<const double, 12> keyProfile(KeyProfile profile, KeyMode mode)
{
    return profileOf(profile, mode);
}

Result<KeyEstimate> keyOfPitchClasses(std::span<const double, 12> weights, KeyProfile profile)
{
    double sum = 0;
    for (const double weight : weights) {
        if (!(weight >= 0) || !std::isfinite(weight))
            return fail(ErrorCode::BadData, "pitch-class weights must be numbers from 0 up");
        sum += weight;
    }
    const auto [least, most] = std::minmax_element(weights.begin(), weights.end());
    if (!(*most - *least > 1e-9 * sum))
        return fail(ErrorCode::BadData, "all pitch classes are alike, so there is no key");

    KeyEstimate result;
    for (std::size_t i = 0; i < 12; ++i)
        result.pitchClasses[i] = weights[i] / sum;
    for (int i = 0; i < 24; ++i) {
        const MusicalKey key{i % 12, i < 12 ? KeyMode::Major : KeyMode::Minor};
        result.ranked[std::size_t(i)] = {key,
                                         correlationOf(result.pitchClasses, profileOf(profile, key.mode), key.tonic)};
    }
    std::stable_sort(result.ranked.begin(), result.ranked.end(),
                     [](const KeyCorrelation &a, const KeyCorrelation &b) { return a.correlation > b.correlation; });
    result.key = result.ranked[0].key;
    result.strength = result.ranked[0].correlation;
    result.clearness = result.ranked[0].correlation - result.ranked[1].correlation;
    return result;
}

Result<KeyEstimate> estimateKey(std::span<const float> signal, double sampleRate, const KeyConfig &config,
                                const std::stop_token &stop)
{
    if (const auto fault = faultOf(config, sampleRate))
        return fail(*fault);
    if (!loops::allFinite(signal))
        return fail(ErrorCode::BadData, "the signal has samples that are NaN or infinite, so it has no key");
    StftConfig frames;
    frames.fftSize = 2 * std::max(8, int(std::lround(config.frameSeconds * sampleRate / 2)));
    frames.hopSamples = frames.fftSize / 2;
    if (signal.size() < std::size_t(frames.fftSize))
        return fail(ErrorCode::BadData,
                    fmt::format("the clip is too short for a key: it must last {:g} s", frames.fftSize / sampleRate));

    if (!(loops::largestMagnitude(signal) > 0))
        return fail(ErrorCode::BadData, "the clip is silent, so it has no key");
    const std::vector<float> samples = levelled(signal);  // any level gives the same key

    Stft stft(frames);
    const double binHz = sampleRate / frames.fftSize;
    const int first = std::max(1, int(std::ceil(config.lowestHz / binHz)));
    const int last = int(std::min(double(stft.bins() - 2), std::floor(config.highestHz / binHz)));
    std::vector<Peak> peaks;
    std::vector<float> magnitude(std::size_t(stft.bins()));
    for (int t = 0, count = frameCount(samples.size(), frames); t < count && first <= last; ++t) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        stft.powerFrame(samples, t, magnitude);
        loops::squareRoots(magnitude, magnitude);
        if (loops::largest(magnitude) > float(kQuietFrame))
            appendPeaks(magnitude, binHz, first, last, config, peaks);
    }
    const double tuning = tuningOf(peaks);
    Profile classes{};
    for (const Peak &peak : peaks) {
        double weight = peak.weight;
        for (int partial = 1; partial <= config.harmonics; ++partial) {
            addTo(classes, peak.semitones - tuning - 12 * std::log2(double(partial)), weight);
            weight *= config.harmonicDecay;
        }
    }
    if (peaks.empty())
        return fail(ErrorCode::BadData, "the clip has no spectral peak in the range of pitches, so it has no key");
    auto result = keyOfPitchClasses(classes, config.profile);
    if (result)
        result->tuning = tuning;
    return result;
}

}  // namespace tonewright::dsp
