#include "core/dsp/spectral_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/dsp/decibel.h"
#include "core/dsp/dtw.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "core/dsp/sample_rate.h"
#include "core/dsp/signal_check.h"
#include "core/dsp/stft.h"
#include "core/dsp/vector_loops.h"
#include "core/dsp/wasserstein.h"

namespace tonewright::dsp
{

namespace
{

constexpr StftConfig kFrames = kDescriptorFrames;
constexpr std::array<StftConfig, 3> kScales{{{512, 256}, {2048, 256}, {8192, 256}}};
constexpr int kMelBands = 128;
constexpr int kCoefficients = 13;
constexpr double kBandSeconds = 1.0;

/// What one pass over a signal's frames leaves.
struct Summary {
    std::vector<float> samples;  ///< at peak 1
    float loudest = 0;           ///< bin of all frames, power
    FeatureMatrix mel;           ///< powers
    std::vector<double> power;   ///< summed over frames. Shape [bin]
};

Summary summarise(std::span<const float> signal, double sampleRate)
{
    Summary result{peakNormalised(signal), 0, {}, {}};
    Stft stft(kFrames);
    const MelFilters filters(sampleRate, kFrames.fftSize, kMelBands);
    const int frames = frameCount(signal.size(), kFrames);
    result.mel = {frames, kMelBands, std::vector<float>(std::size_t(frames) * kMelBands)};
    result.power.resize(std::size_t(stft.bins()), 0.0);
    std::vector<float> power(result.power.size());
    for (int t = 0; t < frames; ++t) {
        stft.powerFrame(result.samples, t, power);
        result.loudest = std::max(result.loudest, loops::largest(power));
        filters.apply(power, result.mel.frame(t));
        loops::accumulate(power, result.power);
    }
    return result;
}

FeatureMatrix mfccOf(const Summary &signal)
{
    FeatureMatrix logMel = signal.mel;
    powerToDb(logMel.values, DbReference::One);
    return mfccOfLogMel(logMel, kCoefficients);
}

Result<void> check(std::span<const float> signal, const char *which)
{
    if (auto usable = checkSamples(signal, which); !usable)
        return usable;
    if (signal.size() < std::size_t(SpectralComparison::kMinimumSamples))
        return fail(ErrorCode::BadData,
                    "it has " + std::to_string(signal.size()) +
                        " samples in common with the other, fewer than one frame of 2048. Choose a longer one.",
                    which);
    if (loops::largestMagnitude(signal) == 0.0F)
        return fail(ErrorCode::BadData, kSilent, which);
    return {};
}

}  // namespace

struct SpectralComparison::Data {
    Summary reference, estimate;
    FeatureMatrix referenceMfcc, estimateMfcc;
    double sampleRate = 0;

    [[nodiscard]] double perFrame(double distance) const
    {
        return distance / double(referenceMfcc.frames + estimateMfcc.frames);
    }
};

SpectralComparison::SpectralComparison(std::unique_ptr<const Data> data) : m_data(std::move(data)) {}
SpectralComparison::SpectralComparison(SpectralComparison &&) noexcept = default;
SpectralComparison &SpectralComparison::operator=(SpectralComparison &&) noexcept = default;
SpectralComparison::~SpectralComparison() = default;

Result<SpectralComparison> SpectralComparison::create(std::span<const float> reference, std::span<const float> estimate,
                                                      double sampleRate)
{
    if (auto usable = checkSampleRate(sampleRate); !usable)
        return fail(usable.error());
    const std::size_t length = std::min(reference.size(), estimate.size());
    reference = reference.first(length);
    estimate = estimate.first(length);
    if (auto usable = check(reference, "reference"); !usable)
        return fail(usable.error());
    if (auto usable = check(estimate, "estimate"); !usable)
        return fail(usable.error());
    auto data = std::make_unique<Data>();
    data->sampleRate = sampleRate;
    data->reference = summarise(reference, sampleRate);
    data->estimate = summarise(estimate, sampleRate);
    data->referenceMfcc = mfccOf(data->reference);
    data->estimateMfcc = mfccOf(data->estimate);
    return SpectralComparison(std::move(data));
}

double SpectralComparison::logSpectralDistanceDb() const
{
    constexpr auto kRange = float(kDynamicRangeDb / kDbPerOctaveOfPower);
    const auto octaves = [](float power) { return float(std::log2(double(std::max(power, kSmallestPower)))); };
    const float top = octaves(m_data->reference.loudest), otherTop = octaves(m_data->estimate.loudest);
    Stft stft(kFrames);
    std::vector<float> reference(std::size_t(stft.bins())), estimate(reference.size());
    const int frames = m_data->reference.mel.frames;
    double total = 0;
    for (int t = 0; t < frames; ++t) {
        stft.powerFrame(m_data->reference.samples, t, reference);
        stft.powerFrame(m_data->estimate.samples, t, estimate);
        for (auto *power : {&reference, &estimate}) {
            loops::raiseTo(kSmallestPower, *power);
            log2Each(*power, *power);
        }
        total += std::sqrt(loops::sumOfSquaredFlooredDifferences(reference, top - kRange, estimate, otherTop - kRange,
                                                                 otherTop - top) /
                           double(reference.size()));
    }
    return total / frames * kDbPerOctaveOfPower;
}

double SpectralComparison::multiScaleSpectralConvergence() const
{
    double convergence = 0;
    for (const StftConfig &scale : kScales) {
        Stft stft(scale);
        std::vector<float> reference(std::size_t(stft.bins())), estimate(reference.size());
        double difference = 0, own = 0;
        for (int t = 0, frames = frameCount(m_data->reference.samples.size(), scale); t < frames; ++t) {
            stft.powerFrame(m_data->reference.samples, t, reference);
            stft.powerFrame(m_data->estimate.samples, t, estimate);
            difference += loops::sumOfSquaredDifferences(estimate, reference);
            own += loops::sumOfSquares(estimate);
        }
        convergence += std::sqrt(difference) / (std::sqrt(own) + 1e-8) / double(kScales.size());
    }
    return convergence;
}

double SpectralComparison::melDistanceDb() const
{
    FeatureMatrix reference = m_data->reference.mel, estimate = m_data->estimate.mel;
    powerToDb(reference.values, DbReference::Maximum);
    powerToDb(estimate.values, DbReference::Maximum);
    double squares = 0;  // frame by frame: a sum over minutes in single precision would round
    for (int t = 0; t < reference.frames; ++t)
        squares += loops::sumOfSquaredDifferences(reference.frame(t), estimate.frame(t));
    return std::sqrt(squares / double(reference.values.size()));
}

Result<double> SpectralComparison::dtwMfcc(const std::stop_token &stop) const
{
    if (double(m_data->referenceMfcc.frames) * double(m_data->estimateMfcc.frames) > kMostDtwPairs)
        return fail(ErrorCode::Unsupported, "too long for the exact distance: more than 4,000,000,000 pairs of frames. "
                                            "Compare a part, or take the banded or the approximate one.");
    const double distance = dtwDistance(m_data->estimateMfcc, m_data->referenceMfcc, stop);
    if (std::isnan(distance) && stop.stop_requested())
        return fail(ErrorCode::Cancelled, "stopped");
    return m_data->perFrame(distance);
}

double SpectralComparison::bandedDtwMfcc() const
{
    const int radius = int(std::lround(kBandSeconds * m_data->sampleRate / kFrames.hopSamples));
    return m_data->perFrame(bandedDtwDistance(m_data->estimateMfcc, m_data->referenceMfcc, std::max(1, radius)));
}

double SpectralComparison::fastDtwMfcc() const
{
    return m_data->perFrame(fastDtw(m_data->estimateMfcc, m_data->referenceMfcc).distance);
}

double SpectralComparison::spectrumWassersteinHz() const
{
    // Of signals that aren't silent: their weights are never all 0.
    return wassersteinDistance(m_data->reference.power, m_data->estimate.power, m_data->sampleRate / kFrames.fftSize)
        .value_or(0.0);
}

}  // namespace tonewright::dsp
