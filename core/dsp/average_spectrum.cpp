#include "core/dsp/average_spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/dsp/real_fft.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kFrame = 8192;
constexpr std::size_t kHop = kFrame / 2;
constexpr double kLowestHz = 20.0, kHighestHz = 20000.0, kShareOfNyquist = 0.95;
constexpr double kFaintDb = 60.0;

/// Σ of the powers up to `bin`, which may lie between two: bins are steps of width 1 about their centres.
double upTo(const std::vector<double> &cumulative, double bin)
{
    const double at = std::clamp(bin + 0.5, 0.0, static_cast<double>(cumulative.size() - 1));
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= cumulative.size())
        return cumulative.back();
    return cumulative[below] + (at - static_cast<double>(below)) * (cumulative[below + 1] - cumulative[below]);
}

}  // namespace

AverageSpectrum averageSpectrum(std::span<const float> signal, double sampleRate)
{
    AverageSpectrum spectrum{sampleRate, {}};
    if (signal.empty() || !(sampleRate > 0.0))
        return spectrum;
    std::vector<float> window(kFrame);
    for (std::size_t i = 0; i < window.size(); ++i)  // Σ w = kFrame/2
        window[i] =
            static_cast<float>((0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * double(i) / kFrame)) * 2.0 / kFrame);
    spectrum.power.assign(kFrame / 2 + 1, 0.0);
    RealFft<float> fft(kFrame);
    std::size_t frames = 0;
    for (std::size_t from = 0; from == 0 || from + kHop < signal.size(); from += kHop, ++frames) {
        const auto time = fft.time();
        for (std::size_t i = 0; i < time.size(); ++i) {
            const float sample = from + i < signal.size() ? signal[from + i] : 0.0F;
            time[i] = std::isfinite(sample) ? sample * window[i] : 0.0F;
        }
        const auto bins = fft.run();
        for (std::size_t i = 0; i < bins.size(); ++i)
            spectrum.power[i] += static_cast<double>(std::norm(bins[i]));
    }
    for (double &power : spectrum.power)
        power /= static_cast<double>(frames);
    return spectrum;
}

AverageSpectrum filtered(const AverageSpectrum &spectrum, const Equaliser &equaliser)
{
    AverageSpectrum result = spectrum;
    const double binHz = spectrum.sampleRate / kFrame;
    for (const Band &band : equaliser.bands) {
        const Biquad biquad = designBiquad(band, spectrum.sampleRate);
        for (std::size_t i = 0; i < result.power.size(); ++i) {
            const double gain = powerResponse(biquad, binHz * static_cast<double>(i), spectrum.sampleRate);
            result.power[i] *= equaliser.mode == FilterMode::ZeroPhase ? gain * gain : gain;
        }
    }
    return result;
}

LevelCurve levelCurve(const AverageSpectrum &spectrum, double octaves)
{
    LevelCurve curve;
    if (spectrum.power.empty())
        return curve;
    std::vector<double> cumulative(spectrum.power.size() + 1, 0.0);
    for (std::size_t i = 0; i < spectrum.power.size(); ++i)
        cumulative[i + 1] = cumulative[i] + spectrum.power[i];
    const double binHz = spectrum.sampleRate / kFrame;
    const double highest = std::min(kHighestHz, kShareOfNyquist * spectrum.sampleRate / 2.0);
    const double halfBand = std::exp2(octaves / 2.0);
    for (int i = 0;; ++i) {
        const double hertz = kLowestHz * std::exp2(static_cast<double>(i) / kLevelsPerOctave);
        if (hertz > highest)
            break;
        const double low = hertz / halfBand / binHz, high = hertz * halfBand / binHz;
        const double density = (upTo(cumulative, high) - upTo(cumulative, low)) / (high - low);
        curve.hertz.push_back(hertz);
        curve.levelDb.push_back(10.0 * std::log10(std::max(0.0, density)));
    }
    return curve;
}

ShapeDifference shapeDifference(const LevelCurve &curve, const LevelCurve &wanted, double lowHz, double highHz)
{
    ShapeDifference result;
    const std::size_t count = std::min(curve.levelDb.size(), wanted.levelDb.size());
    if (count == 0)
        return result;
    const double faint = *std::max_element(curve.levelDb.begin(), curve.levelDb.end()) - kFaintDb;
    const double faintWanted = *std::max_element(wanted.levelDb.begin(), wanted.levelDb.end()) - kFaintDb;
    std::vector<std::pair<double, double>> differences;  // Hz, dB
    for (std::size_t i = 0; i < count; ++i)
        if (curve.hertz[i] >= lowHz && curve.hertz[i] <= highHz && curve.levelDb[i] > faint &&
            wanted.levelDb[i] > faintWanted)
            differences.emplace_back(curve.hertz[i], curve.levelDb[i] - wanted.levelDb[i]);
    if (differences.empty())
        return result;
    result.bands = static_cast<int>(differences.size());
    for (const auto &[hertz, difference] : differences)
        result.volumeDb += difference / result.bands;
    double squares = 0.0;
    for (const auto &[hertz, difference] : differences) {
        const double left = difference - result.volumeDb;
        squares += left * left;
        if (std::abs(left) > result.largestDb) {
            result.largestDb = std::abs(left);
            result.largestHz = hertz;
        }
    }
    result.rmsDb = std::sqrt(squares / result.bands);
    return result;
}

}  // namespace tonewright::dsp
