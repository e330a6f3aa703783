#include "core/studies/eq_matching/track_spectra.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/dsp/match_quality.h"
#include "core/dsp/mel.h"
#include "core/dsp/stft.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kLowestHz = 30.0;
constexpr double kHighestHz = 20000.0;
constexpr double kReferenceFloor = -4.0;  // dB/20: 80 dB below the loudest band

/// Σ over frames of the product of two signals' powers, a bin each. Twice the same signal: of its squared power.
std::vector<double> sumOfProducts(std::span<const float> signal, std::span<const float> other, int fftSize)
{
    dsp::Stft stft({fftSize, 256});
    std::vector<float> power(static_cast<std::size_t>(stft.bins()));
    std::vector<float> otherPower(power.size());
    std::vector<double> sums(power.size(), 0.0);
    const bool same = signal.data() == other.data();
    const int frames = dsp::frameCount(std::min(signal.size(), other.size()), stft.config());
    for (int frame = 0; frame < frames; ++frame) {
        stft.powerFrame(signal, frame, power);
        if (!same)
            stft.powerFrame(other, frame, otherPower);
        const std::vector<float> &second = same ? power : otherPower;
        for (std::size_t bin = 0; bin < sums.size(); ++bin)
            sums[bin] += static_cast<double>(power[bin]) * second[bin];
    }
    return sums;
}

/// Each largest value so far with another frame's.
void raiseTo(std::span<const float> values, std::span<float> largest)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        largest[i] = std::max(largest[i], values[i]);
}

float loudestDb(std::span<const float> powers)
{
    return 10.0F * std::log10(std::max(dsp::kSmallestPower, *std::ranges::max_element(powers)));
}

SignalSpectra analyseFrames(const Clip &clip, std::vector<int> indices)
{
    SignalSpectra spectra;
    spectra.sampleRate = clip.sampleRate;
    for (const float sample : clip.samples)
        spectra.peak = std::max(spectra.peak, std::fabs(static_cast<double>(sample)));
    const std::vector<float> signal = dsp::peakNormalised(clip.samples);

    dsp::Stft stft({kFftSize, kHopSamples});
    std::vector<float> power(kBins);
    const dsp::MelFilters filters(clip.sampleRate, kFftSize);
    std::vector<float> mel(static_cast<std::size_t>(filters.bands()));
    spectra.largestMelPower.assign(mel.size(), 0.0F);
    spectra.largestPower.assign(kBins, 0.0F);
    spectra.meanPower.assign(kBins, 0.0);
    const int frames = dsp::frameCount(signal.size(), stft.config());
    spectra.totalFrames = frames;
    for (int &index : indices)
        index = std::min(index, frames - 1);
    spectra.magnitudes.reserve(indices.size() * kBins);
    std::size_t next = 0;
    for (int frame = 0; frame < frames; ++frame) {
        stft.powerFrame(signal, frame, power);
        for (std::size_t bin = 0; bin < kBins; ++bin)
            spectra.meanPower[bin] += power[bin];
        raiseTo(power, spectra.largestPower);
        filters.apply(power, mel);
        raiseTo(mel, spectra.largestMelPower);
        for (; next < indices.size() && indices[next] == frame; ++next)
            for (const float value : power)
                spectra.magnitudes.push_back(std::sqrt(value));
    }
    for (double &value : spectra.meanPower)
        value /= frames;
    spectra.loudest = {loudestDb(spectra.largestPower), loudestDb(spectra.largestMelPower)};
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale) {
        spectra.powerSquared[scale] = sumOfProducts(signal, signal, kScaleSizes[scale]);
        spectra.powerSquaredTotal[scale] =
            std::accumulate(spectra.powerSquared[scale].begin(), spectra.powerSquared[scale].end(), 0.0);
    }
    spectra.finePower = dsp::meanOverFrames(dsp::powerSpectrogram(signal, clip.sampleRate, {kScaleSizes.back(), 2048}));
    if (static_cast<int>(indices.size()) == frames) {
        const auto length = static_cast<std::ptrdiff_t>(std::min(kEndSamples, signal.size()));
        spectra.ends = {
            {signal.begin(), signal.begin() + length}, {signal.end() - length, signal.end()}, signal.size()};
    }
    spectra.frameIndices = std::move(indices);
    return spectra;
}

/// From a band's centre to its upper edge.
double halfBand()
{
    return std::pow(kHighestHz / kLowestHz, 0.5 / kStateBands);
}

}  // namespace

SignalSpectra analyse(const Clip &clip, int keep)
{
    const int frames = dsp::frameCount(clip.samples.size(), {kFftSize, kHopSamples});
    const int count = std::min(keep, frames);
    std::vector<int> indices(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        indices[static_cast<std::size_t>(i)] = static_cast<int>((i + 0.5) * frames / count);
    return analyseFrames(clip, std::move(indices));
}

SignalSpectra analyseLike(const Clip &clip, const SignalSpectra &reference, const Clip &referenceClip)
{
    SignalSpectra spectra = analyseFrames(clip, reference.frameIndices);
    const std::vector<float> signal = dsp::peakNormalised(clip.samples);
    const std::vector<float> other = dsp::peakNormalised(referenceClip.samples);
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale)
        spectra.crossPower[scale] = sumOfProducts(signal, other, kScaleSizes[scale]);
    return spectra;
}

const std::vector<double> &stateBandCentresHz()
{
    static const std::vector<double> centres = [] {
        std::vector<double> result;
        const double ratio = std::pow(kHighestHz / kLowestHz, 1.0 / kStateBands);
        for (int band = 0; band < kStateBands; ++band)
            result.push_back(kLowestHz * std::pow(ratio, band + 0.5));
        return result;
    }();
    return centres;
}

std::size_t stateBandsAt(int sampleRate)
{
    const auto &centres = stateBandCentresHz();
    return static_cast<std::size_t>(std::count_if(
        centres.begin(), centres.end(), [&](double centre) { return centre * halfBand() <= sampleRate / 2.0; }));
}

std::vector<double> bandLevelsDb(std::span<const double> meanPower, int sampleRate)
{
    // Bands narrower than a bin (below some 300 Hz) take their share of the bins they overlap.
    const double binHz = static_cast<double>(sampleRate) / kFftSize;
    const double half = halfBand();
    const std::size_t present = stateBandsAt(sampleRate);
    std::vector<double> levels;
    for (const double centre : stateBandCentresHz()) {
        const double low = centre / half;
        const double high = centre * half;
        if (levels.size() >= present) {
            levels.push_back(kFloorDb);
            continue;
        }
        double sum = 0.0;
        double width = 0.0;
        const int first = std::max(0, static_cast<int>(std::floor(low / binHz - 0.5)));
        for (int bin = first; bin < kBins && (bin - 0.5) * binHz < high; ++bin) {
            const double overlap = std::min(high, (bin + 0.5) * binHz) - std::max(low, (bin - 0.5) * binHz);
            if (overlap <= 0.0)
                continue;
            sum += overlap * meanPower[static_cast<std::size_t>(bin)];
            width += overlap;
        }
        levels.push_back(std::max(kFloorDb, 10.0 * std::log10(std::max(1e-20, sum / width))));
    }
    return levels;
}

std::vector<float> matchState(std::span<const double> rawPower, std::span<const double> referencePower, int sampleRate)
{
    const std::vector<double> raw = bandLevelsDb(rawPower, sampleRate);
    const std::vector<double> reference = bandLevelsDb(referencePower, sampleRate);
    const double loudest = *std::max_element(reference.begin(), reference.end());
    std::vector<float> state(kStateSize);
    for (std::size_t band = 0; band < kStateBands; ++band) {
        const bool present = reference[band] > kFloorDb && raw[band] > kFloorDb;
        state[band] = present ? static_cast<float>((reference[band] - raw[band]) / 10.0) : 0.0F;
        state[kStateBands + band] = static_cast<float>(std::max(kReferenceFloor, (reference[band] - loudest) / 20.0));
    }
    return state;
}

}  // namespace tonewright::eq_matching
