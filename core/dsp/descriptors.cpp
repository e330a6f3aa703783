#include "core/dsp/descriptors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/dsp/decibel.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

/// Frames whose magnitudes sum to less than this count as silent, as in librosa.util.normalize.
constexpr double kTiny = std::numeric_limits<float>::min();

std::vector<float> binIndices(int bins)
{
    std::vector<float> index(static_cast<std::size_t>(bins));
    std::iota(index.begin(), index.end(), 0.0F);
    return index;
}

std::vector<double> perFrame(const Spectrogram &s)
{
    return std::vector<double>(std::size_t(s.frames), 0.0);
}

}  // namespace

std::vector<double> spectralCentroid(const Spectrogram &magnitude)
{
    const std::vector<float> index = binIndices(magnitude.bins);
    std::vector<double> result = perFrame(magnitude);
    for (int t = 0; t < magnitude.frames; ++t) {
        const double total = loops::sum(magnitude.frame(t));
        if (total > kTiny)
            result[std::size_t(t)] = loops::dot(magnitude.frame(t), index) / total * magnitude.binHz();
    }
    return result;
}

std::vector<SpectralMoments> spectralMoments(const Spectrogram &magnitude)
{
    const std::vector<float> index = binIndices(magnitude.bins);
    std::vector<SpectralMoments> result(std::size_t(magnitude.frames));
    const double hz = magnitude.binHz();
    for (int t = 0; t < magnitude.frames; ++t) {
        const auto frame = magnitude.frame(t);
        const double total = loops::sum(frame);
        if (total <= kTiny)
            continue;
        SpectralMoments &m = result[std::size_t(t)];
        const double centre = loops::dot(frame, index) / total;
        const auto [second, third, fourth] = loops::centralSums(frame, centre);
        m.centroidHz = centre * hz;
        m.variance = second / total * hz * hz;
        m.skewness = third / total * hz * hz * hz / std::pow(m.variance + 1e-10, 1.5);
        m.kurtosis = fourth / total * hz * hz * hz * hz / ((m.variance + 1e-10) * (m.variance + 1e-10));
    }
    return result;
}

std::vector<double> spectralBandwidth(const Spectrogram &magnitude)
{
    const std::vector<SpectralMoments> moments = spectralMoments(magnitude);
    std::vector<double> result = perFrame(magnitude);
    std::transform(moments.begin(), moments.end(), result.begin(),
                   [](const SpectralMoments &m) { return std::sqrt(m.variance); });
    return result;
}

std::vector<double> spectralCrest(const Spectrogram &magnitude)
{
    std::vector<double> result = perFrame(magnitude);
    for (int t = 0; t < magnitude.frames; ++t) {
        const double total = loops::sum(magnitude.frame(t));
        if (total > kTiny)
            result[std::size_t(t)] = double(loops::largest(magnitude.frame(t))) * magnitude.bins / total;
    }
    return result;
}

std::vector<double> spectralRolloff(const Spectrogram &magnitude, double share)
{
    std::vector<double> result = perFrame(magnitude);
    for (int t = 0; t < magnitude.frames; ++t) {
        const auto frame = magnitude.frame(t);
        const double threshold = share * loops::sum(frame);
        double running = 0;
        int bin = 0;
        for (; bin < magnitude.bins - 1; ++bin) {
            running += double(frame[std::size_t(bin)]);
            if (running >= threshold)
                break;
        }
        result[std::size_t(t)] = magnitude.frequencyHz(bin);
    }
    return result;
}

std::vector<double> spectralFlatness(const Spectrogram &power)
{
    std::vector<float> raised(std::size_t(power.bins));
    std::vector<double> result = perFrame(power);
    for (int t = 0; t < power.frames; ++t) {
        const auto frame = power.frame(t);
        std::copy(frame.begin(), frame.end(), raised.begin());
        loops::raiseTo(kSmallestPower, raised);
        const double arithmetic = loops::sum(raised) / power.bins;
        result[std::size_t(t)] = std::exp2(loops::sumOfLog2(raised) / power.bins) / arithmetic;
    }
    return result;
}

std::vector<double> spectralSlope(const Spectrogram &power, double lowestHz)
{
    return spectralSlope(power, lowestHz, loops::largest(power.values));
}

std::vector<double> spectralSlope(const Spectrogram &power, double lowestHz, float loudest)
{
    Spectrogram db = power;
    powerToDb(db.values, DbReference::Maximum, loudest);
    // Compared before it is made an int: the quotient can be anything.
    const int first = int(std::min(double(power.bins), 1 + std::floor(lowestHz / power.binHz())));
    const auto count = std::size_t(power.bins - first);
    std::vector<float> decades(count);  // log10 f minus its mean
    double mean = 0;
    for (std::size_t k = 0; k < count; ++k)
        mean += std::log10(power.frequencyHz(first + int(k))) / double(count);
    double squares = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double x = std::log10(power.frequencyHz(first + int(k))) - mean;
        decades[k] = float(x);
        squares += x * x;
    }
    std::vector<double> result = perFrame(power);
    if (count < 2)
        return result;
    const double decadesLeft = loops::sum(decades);  // what rounding to float left of a sum that should be 0
    for (int t = 0; t < power.frames; ++t) {
        const auto frame = std::as_const(db).frame(t).subspan(std::size_t(first));
        const double meanDb = loops::sum(frame) / double(count);
        result[std::size_t(t)] = (loops::dot(frame, decades) - meanDb * decadesLeft) / squares;
    }
    return result;
}

double bandEnergy(std::span<const double> meanPower, double binHz, double lowHz, double highHz)
{
    double energy = 0;
    for (std::size_t k = 0; k < meanPower.size(); ++k) {
        const double hz = double(k) * binHz;
        if (hz >= lowHz && hz <= highHz)
            energy += meanPower[k];
    }
    return energy;
}

FeatureMatrix bandEnergies(const Spectrogram &power, std::span<const std::array<double, 2>> bandsHz)
{
    FeatureMatrix result{power.frames, int(bandsHz.size()),
                         std::vector<float>(std::size_t(power.frames) * bandsHz.size())};
    for (std::size_t band = 0; band < bandsHz.size(); ++band) {
        int first = power.bins, last = -1;
        for (int bin = 0; bin < power.bins; ++bin)
            if (power.frequencyHz(bin) >= bandsHz[band][0] && power.frequencyHz(bin) <= bandsHz[band][1]) {
                first = std::min(first, bin);
                last = bin;
            }
        for (int t = 0; t < power.frames && last >= 0; ++t)
            result.frame(t)[band] =
                float(loops::sum(power.frame(t).subspan(std::size_t(first), std::size_t(last - first + 1))));
    }
    return result;
}

SpectralMoments spectralMoments(std::span<const double> meanMagnitude, double binHz)
{
    SpectralMoments moments;
    const double total = std::accumulate(meanMagnitude.begin(), meanMagnitude.end(), 0.0);
    if (total <= kTiny)
        return moments;
    for (std::size_t k = 0; k < meanMagnitude.size(); ++k)
        moments.centroidHz += meanMagnitude[k] / total * double(k) * binHz;
    double second = 0, third = 0, fourth = 0;
    for (std::size_t k = 0; k < meanMagnitude.size(); ++k) {
        const double d = double(k) * binHz - moments.centroidHz;
        const double weighted = meanMagnitude[k] / total * d * d;
        second += weighted;
        third += weighted * d;
        fourth += weighted * d * d;
    }
    moments.variance = second;
    moments.skewness = third / std::pow(second + 1e-10, 1.5);
    moments.kurtosis = fourth / ((second + 1e-10) * (second + 1e-10));
    return moments;
}

std::vector<double> rms(std::span<const float> signal, const StftConfig &config)
{
    std::vector<double> result(std::size_t(frameCount(signal.size(), config)), 0.0);
    const auto length = std::ptrdiff_t(signal.size());
    for (std::size_t t = 0; t < result.size(); ++t) {
        const std::ptrdiff_t begin = std::ptrdiff_t(t) * config.hopSamples - config.fftSize / 2;
        const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(begin, 0, length);
        const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(begin + config.fftSize, from, length);
        const auto frame = signal.subspan(std::size_t(from), std::size_t(to - from));
        result[t] = std::sqrt(loops::sumOfSquares(frame) / config.fftSize);
    }
    return result;
}

std::vector<double> zeroCrossingRate(std::span<const float> signal, const StftConfig &config)
{
    // Crossings up to a sample grow from frame to frame; beyond the ends the edge value is repeated: none there.
    const auto negative = [&](std::ptrdiff_t i) { return signal[std::size_t(i)] < -1e-10F; };
    const auto crossings = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        int count = 0;
        for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(from, 1); i < to; ++i)
            count += int(negative(i) != negative(i - 1));
        return count;
    };
    std::vector<double> result(std::size_t(frameCount(signal.size(), config)), 0.0);
    const auto length = std::ptrdiff_t(signal.size());
    std::ptrdiff_t countedFrom = 0, countedTo = 0;
    int inFrame = 0;  // crossings at samples countedFrom … countedTo − 1
    for (std::size_t t = 0; t < result.size(); ++t) {
        const std::ptrdiff_t begin = std::ptrdiff_t(t) * config.hopSamples - config.fftSize / 2;
        // A frame's first sample has no predecessor in the frame.
        const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(begin + 1, 0, length);
        const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(begin + config.fftSize, from, length);
        if (from < countedTo) {
            inFrame += crossings(countedTo, to) - crossings(countedFrom, from);
        } else {
            inFrame = crossings(from, to);
        }
        countedFrom = from;
        countedTo = to;
        result[t] = double(inFrame) / config.fftSize;
    }
    return result;
}

}  // namespace tonewright::dsp
