#include "core/dsp/stoi.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/dsp/envelope_correlation.h"
#include "core/dsp/octave_resampler.h"
#include "core/dsp/real_fft.h"
#include "core/dsp/signal_check.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kRate = 10000;
constexpr std::size_t kFrame = 256;
constexpr std::size_t kHop = kFrame / 2;
constexpr int kFftSize = 512;
constexpr double kLowestCentreHz = 150.0;
constexpr double kDynamicRangeDb = 40.0;

/// Matlab's Hann window: no zeros at the ends.
std::array<double, kFrame> frameWindow()
{
    std::array<double, kFrame> window{};
    for (std::size_t n = 0; n < kFrame; ++n)
        window[n] = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * double(n + 1) / double(kFrame + 1));
    return window;
}

/// Where the bands begin, in bins, and behind the last one where it ends.
std::array<std::size_t, kStoiBands + 1> bandEdges()
{
    std::array<std::size_t, kStoiBands + 1> edges{};
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const double hz = kLowestCentreHz * std::exp2((2.0 * double(i) - 1.0) / 6.0);
        edges[i] = std::size_t(std::llround(hz * kFftSize / kRate));
    }
    return edges;
}

/// Frames whose windowed energy lies less than 40 dB below the largest. Shape [frame number].
std::vector<std::size_t> audibleFrames(std::span<const double> signal, std::span<const double> window)
{
    std::vector<double> energyDb;
    for (std::size_t begin = 0; begin + kFrame < signal.size(); begin += kHop) {
        std::array<double, 4> sums{};
        for (std::size_t n = 0; n < kFrame; n += sums.size())
            for (std::size_t lane = 0; lane < sums.size(); ++lane) {
                const double x = window[n + lane] * signal[begin + n + lane];
                sums[lane] += x * x;
            }
        const double norm = std::sqrt((sums[0] + sums[1]) + (sums[2] + sums[3]));
        energyDb.push_back(20.0 * std::log10(norm + std::numeric_limits<double>::epsilon()));
    }
    std::vector<std::size_t> audible;
    if (energyDb.empty())
        return audible;
    const double loudest = *std::max_element(energyDb.begin(), energyDb.end());
    for (std::size_t i = 0; i < energyDb.size(); ++i)
        if (loudest - kDynamicRangeDb - energyDb[i] < 0.0)
            audible.push_back(i);
    return audible;
}

/// The given frames, windowed and overlapped again: what is left when the others are cut out.
std::vector<double> joined(std::span<const double> signal, std::span<const std::size_t> frames,
                           std::span<const double> window)
{
    std::vector<double> result((frames.size() + 1) * kHop, 0.0);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const double *in = signal.data() + frames[i] * kHop;
        double *out = result.data() + i * kHop;
        for (std::size_t n = 0; n < kFrame; ++n)
            out[n] += window[n] * in[n];
    }
    return result;
}

/// Root of each band's power in each frame.
BandEnvelopes envelopesOf(std::span<const double> signal, std::span<const double> window)
{
    const auto edges = bandEdges();
    const std::size_t frames = signal.size() <= kFrame ? 0 : (signal.size() - kFrame - 1) / kHop + 1;
    BandEnvelopes result(frames);
    RealFft<double> fft(kFftSize);
    for (std::size_t t = 0; t < frames; ++t) {
        const std::span<double> time = fft.time();
        for (std::size_t n = 0; n < kFrame; ++n)
            time[n] = window[n] * signal[t * kHop + n];
        std::fill(time.begin() + kFrame, time.end(), 0.0);
        const auto spectrum = fft.run();
        for (std::size_t band = 0; band < kStoiBands; ++band) {
            double even = 0, odd = 0;
            for (std::size_t bin = edges[band]; bin < edges[band + 1]; ++bin) {
                even += spectrum[bin].real() * spectrum[bin].real();
                odd += spectrum[bin].imag() * spectrum[bin].imag();
            }
            result.band(band)[t] = std::sqrt(even + odd);
        }
    }
    return result;
}

Result<void> checkRate(int sampleRate)
{
    if (sampleRate < kLowestStoiRateHz || sampleRate > kHighestStoiRateHz)
        return fail(ErrorCode::InvalidArgument,
                    "intelligibility is defined for 8 to 384 kHz, not for " + std::to_string(sampleRate) +
                        " Hz. Resample both signals.",
                    "sample rate");
    return {};
}

}  // namespace

struct IntelligibilityScorer::Data {
    Data(int sampleRate, std::size_t length) : resampler(sampleRate, kRate), samples(length) {}

    OctaveResampler resampler;
    std::size_t samples;
    std::array<double, kFrame> window = frameWindow();
    std::vector<std::size_t> frames;  // of the resampled signal, those that are used
    BandEnvelopes reference;

    [[nodiscard]] std::vector<double> atInternalRate(std::span<const float> signal) const
    {
        return resampler.resample(signal, reciprocalPeak(signal));
    }
    [[nodiscard]] Result<BandEnvelopes> envelopesOfEstimate(std::span<const float> estimate) const
    {
        if (estimate.size() != samples)
            return fail(ErrorCode::InvalidArgument,
                        "it has " + std::to_string(estimate.size()) + " samples, the reference " +
                            std::to_string(samples) + ". Cut both to one length.",
                        "estimate");
        if (auto usable = checkSignal(estimate, "estimate"); !usable)
            return fail(usable.error());
        return envelopesOf(joined(atInternalRate(estimate), frames, window), window);
    }
};

IntelligibilityScorer::IntelligibilityScorer(std::unique_ptr<const Data> data) : m_data(std::move(data)) {}
IntelligibilityScorer::IntelligibilityScorer(IntelligibilityScorer &&) noexcept = default;
IntelligibilityScorer &IntelligibilityScorer::operator=(IntelligibilityScorer &&) noexcept = default;
IntelligibilityScorer::~IntelligibilityScorer() = default;

Result<IntelligibilityScorer> IntelligibilityScorer::create(std::span<const float> reference, int sampleRate)
{
    if (auto usable = checkRate(sampleRate); !usable)
        return fail(usable.error());
    if (auto usable = checkSignal(reference, "reference"); !usable)
        return fail(usable.error());
    auto data = std::make_unique<Data>(sampleRate, reference.size());
    const std::vector<double> resampled = data->atInternalRate(reference);
    data->frames = audibleFrames(resampled, data->window);
    data->reference = envelopesOf(joined(resampled, data->frames, data->window), data->window);
    if (data->reference.frames() < kStoiSegment)
        return fail(ErrorCode::BadData,
                    "it has less than 0.4 s of sound within 40 dB of its loudest. Choose a longer one.", "reference");
    return IntelligibilityScorer(std::move(data));
}

Result<double> IntelligibilityScorer::stoi(std::span<const float> estimate) const
{
    return m_data->envelopesOfEstimate(estimate).map(
        [&](const BandEnvelopes &own) { return clippedCorrelation(m_data->reference, own); });
}

Result<double> IntelligibilityScorer::estoi(std::span<const float> estimate) const
{
    return m_data->envelopesOfEstimate(estimate).map(
        [&](const BandEnvelopes &own) { return spectralCorrelation(m_data->reference, own); });
}

Result<Intelligibility> IntelligibilityScorer::score(std::span<const float> estimate) const
{
    return m_data->envelopesOfEstimate(estimate).map([&](const BandEnvelopes &own) {
        return Intelligibility{clippedCorrelation(m_data->reference, own), spectralCorrelation(m_data->reference, own)};
    });
}

namespace
{

/// A scorer of the part that both have.
Result<IntelligibilityScorer> scorerFor(std::span<const float> &reference, std::span<const float> &estimate,
                                        int sampleRate)
{
    const std::size_t length = std::min(reference.size(), estimate.size());
    reference = reference.first(length);
    estimate = estimate.first(length);
    return IntelligibilityScorer::create(reference, sampleRate);
}

}  // namespace

Result<double> stoi(std::span<const float> reference, std::span<const float> estimate, int sampleRate)
{
    return scorerFor(reference, estimate, sampleRate).and_then([&](const IntelligibilityScorer &scorer) {
        return scorer.stoi(estimate);
    });
}

Result<double> estoi(std::span<const float> reference, std::span<const float> estimate, int sampleRate)
{
    return scorerFor(reference, estimate, sampleRate).and_then([&](const IntelligibilityScorer &scorer) {
        return scorer.estoi(estimate);
    });
}

Result<Intelligibility> intelligibility(std::span<const float> reference, std::span<const float> estimate,
                                        int sampleRate)
{
    return scorerFor(reference, estimate, sampleRate).and_then([&](const IntelligibilityScorer &scorer) {
        return scorer.score(estimate);
    });
}

}  // namespace tonewright::dsp
