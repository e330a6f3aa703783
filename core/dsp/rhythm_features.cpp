#include "core/dsp/rhythm_features.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/stft.h"

namespace tonewright::dsp
{
namespace
{

constexpr double kOnsetWindowSeconds = 0.0464, kOnsetHopSeconds = 0.01;
constexpr double kHarmonyWindowSeconds = 0.186, kHarmonyHopSeconds = 0.05;
constexpr int kBandsTo11kHz = 48;  ///< mel bands below 11025 Hz; more at higher rates, of the same width
constexpr double kLowBelowHz = 180, kHighAboveHz = 2500;
constexpr float kKnee = 1e5F;  ///< compression: linear more than 50 dB below the loudest, logarithmic above
constexpr int kFluxLag = 2;    ///< frames
constexpr double kLocalMeanSeconds = 1.0;

/// The smallest of 2^a, 1.25 · 2^a, 1.5 · 2^a that holds `seconds`: sizes that FFTW is quick at.
int windowSamples(double seconds, double sampleRate)
{
    const double wanted = std::max(16.0, seconds * sampleRate * 0.98);
    int size = 16;
    while (size * 2 <= wanted)
        size *= 2;
    for (const double factor : {1.0, 1.25, 1.5})
        if (size * factor >= wanted)
            return int(size * factor);
    return 2 * size;
}

/// Mean over 1 s removed, negative parts dropped, divided by the standard deviation.
void normalise(std::vector<float> &curve, double frameRate)
{
    const auto n = int(curve.size());
    std::vector<double> sums(curve.size() + 1, 0.0);
    for (int t = 0; t < n; ++t)
        sums[std::size_t(t) + 1] = sums[std::size_t(t)] + curve[std::size_t(t)];
    const int half = int(kLocalMeanSeconds * frameRate / 2);
    double squares = 0;
    for (int t = 0; t < n; ++t) {
        const int from = std::max(0, t - half), to = std::min(n, t + half + 1);
        const double mean = (sums[std::size_t(to)] - sums[std::size_t(from)]) / (to - from);
        float &value = curve[std::size_t(t)];
        value = std::max(0.0F, value - float(mean));
        squares += double(value) * value;
    }
    const double scale = std::sqrt(squares / std::max(1, n));
    for (float &value : curve)
        value = scale > 1e-9 ? float(value / scale) : 0.0F;
}

/// Mel spectrum in the onsets' frames, compressed; its rate and the frames' loudness go into `out`.
FeatureMatrix compressedMel(std::span<const float> signal, double sampleRate, RhythmFeatures &out)
{
    StftConfig config{windowSamples(kOnsetWindowSeconds, sampleRate),
                      std::max(1, int(std::lround(kOnsetHopSeconds * sampleRate)))};
    Stft stft(config);
    const int frames = frameCount(signal.size(), config);
    const int bands = std::max(8, int(std::lround(kBandsTo11kHz * hzToMel(sampleRate / 2) / hzToMel(11025))));
    const MelFilters filters(sampleRate, config.fftSize, bands);
    out.frameRate = sampleRate / config.hopSamples;

    FeatureMatrix mel{frames, bands, std::vector<float>(std::size_t(frames) * std::size_t(bands))};
    std::vector<float> power(std::size_t(stft.bins()));
    out.loudness.resize(std::size_t(frames));
    float loudest = 0;
    double largest = 0;
    for (int t = 0; t < frames; ++t) {
        stft.powerFrame(signal, t, power);
        filters.apply(power, mel.frame(t));
        double sum = 0;
        for (const float value : mel.frame(t)) {
            loudest = std::max(loudest, value);
            sum += value;
        }
        out.loudness[std::size_t(t)] = float(sum);
        largest = std::max(largest, sum);
    }
    const float scale = loudest > 1e-20F ? kKnee / loudest : 0.0F;
    for (float &value : mel.values)
        value = std::log1p(scale * value);
    for (float &value : out.loudness)
        value = largest > 1e-20 ? float(10 * std::log10(std::max(1e-8, value / largest))) : -80.0F;
    return mel;
}

void addOnsets(const FeatureMatrix &mel, double sampleRate, RhythmFeatures &out)
{
    const int frames = mel.frames, bands = mel.bands;
    std::vector<int> groups(static_cast<std::size_t>(bands));
    std::array<int, kRhythmBands> members{};
    for (int b = 0; b < bands; ++b) {
        const double centre = melToHz(hzToMel(sampleRate / 2) * (b + 1) / (bands + 1));
        groups[std::size_t(b)] = centre < kLowBelowHz ? kLowBand : centre > kHighAboveHz ? kHighBand : kMiddleBand;
        ++members[std::size_t(groups[std::size_t(b)])];
    }
    for (auto &curve : out.onsets)
        curve.assign(std::size_t(frames), 0.0F);
    for (int t = kFluxLag; t < frames; ++t) {
        const auto now = mel.frame(t), before = mel.frame(t - kFluxLag);
        for (int b = 0; b < bands; ++b) {
            // The neighbours' maximum: a gliding or trembling tone isn't an onset (Böck & Widmer 2013).
            const float past = std::max({before[std::size_t(std::max(0, b - 1))], before[std::size_t(b)],
                                         before[std::size_t(std::min(bands - 1, b + 1))]});
            const float rise = std::max(0.0F, now[std::size_t(b)] - past);
            out.onsets[std::size_t(groups[std::size_t(b)])][std::size_t(t)] += rise;
        }
    }
    for (int t = 0; t < frames; ++t)
        for (int g = 0; g < kAllBands; ++g) {
            float &value = out.onsets[std::size_t(g)][std::size_t(t)];
            value /= float(std::max(1, members[std::size_t(g)]));
            out.onsets[kAllBands][std::size_t(t)] += value;
        }
    for (auto &curve : out.onsets)
        normalise(curve, out.frameRate);
}

/// Timbre at the harmony's pace: means of five frames.
void addTimbre(const FeatureMatrix &mel, RhythmFeatures &out)
{
    const int frames = mel.frames, bands = mel.bands;
    const int step = std::max(1, int(std::lround(kHarmonyHopSeconds / kOnsetHopSeconds)));
    out.timbre.bands = bands;
    out.timbre.frames = frames / step + 1;
    out.timbre.values.assign(std::size_t(out.timbre.frames) * std::size_t(bands), 0.0F);
    for (int t = 0; t < frames; ++t)
        for (int b = 0; b < bands; ++b)
            out.timbre.frame(t / step)[std::size_t(b)] += mel.at(t, b) / float(step);
}

void addHarmony(std::span<const float> signal, double sampleRate, RhythmFeatures &out)
{
    StftConfig config{windowSamples(kHarmonyWindowSeconds, sampleRate),
                      std::max(1, int(std::lround(kHarmonyHopSeconds * sampleRate)))};
    Stft stft(config);
    const int frames = frameCount(signal.size(), config);
    const double binHz = sampleRate / config.fftSize;
    const int bassFrom = std::min(stft.bins(), int(40 / binHz)), bassTo = std::min(stft.bins(), int(260 / binHz));
    const int from = int(100 / binHz), to = std::min(stft.bins() - 1, int(2000 / binHz));
    out.harmonyRate = sampleRate / config.hopSamples;
    out.chroma = {frames, 12, std::vector<float>(std::size_t(frames) * 12, 0.0F)};
    out.bass = {frames, bassTo - bassFrom, std::vector<float>(std::size_t(frames) * std::size_t(bassTo - bassFrom))};
    std::vector<float> power(std::size_t(stft.bins()));
    for (int t = 0; t < frames; ++t) {
        stft.powerFrame(signal, t, power);
        for (float &value : power)
            value = std::sqrt(std::sqrt(value));
        for (int k = std::max(1, from); k < to; ++k) {
            // Peaks only: the lobes and noise between them say nothing of the harmony.
            const float value = power[std::size_t(k)];
            if (value < power[std::size_t(k) - 1] || value < power[std::size_t(k) + 1])
                continue;
            const double pitch = 69 + 12 * std::log2(k * binHz / 440);
            const int below = int(std::floor(pitch));
            const auto share = float(pitch - below);
            out.chroma.frame(t)[std::size_t(below % 12)] += value * (1 - share);
            out.chroma.frame(t)[std::size_t((below + 1) % 12)] += value * share;
        }
        std::copy(power.begin() + bassFrom, power.begin() + bassTo, out.bass.frame(t).begin());
    }
}

}  // namespace

RhythmFeatures rhythmFeatures(std::span<const float> signal, double sampleRate)
{
    RhythmFeatures result;
    result.durationSeconds = double(signal.size()) / sampleRate;
    const FeatureMatrix mel = compressedMel(signal, sampleRate, result);
    addOnsets(mel, sampleRate, result);
    addTimbre(mel, result);
    addHarmony(signal, sampleRate, result);
    return result;
}

}  // namespace tonewright::dsp
