#include "core/eq_exchange/response_fir.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/dsp/real_fft.h"

namespace tonewright::eq_exchange
{

namespace
{

constexpr int kPoints = 1 << 19;
constexpr int kLeastTaps = 1024;
constexpr double kWantedResidualDb = 0.02;
constexpr double kLowestHz = 20.0, kHighestHz = 20000.0, kShareOfNyquist = 0.95;

using Spectrum = std::vector<double>;

/// dB at the bins 0 … kPoints/2 of `rate`.
Spectrum wantedDb(const BiquadChain &chain, double settingRate, int rate)
{
    std::vector<double> hertz(kPoints / 2 + 1);
    for (std::size_t i = 0; i < hertz.size(); ++i)
        hertz[i] = static_cast<double>(i) * rate / kPoints;
    return responseDb(chain, hertz, settingRate);
}

std::vector<double> evenResponse(const Spectrum &gainDb)
{
    dsp::InverseRealFft<double> inverse(kPoints);
    for (std::size_t i = 0; i < gainDb.size(); ++i)
        inverse.spectrum()[i] = std::pow(10.0, gainDb[i] / 20.0) / kPoints;
    const auto time = inverse.run();
    return {time.begin(), time.end()};
}

std::vector<double> minimumPhaseResponse(const Spectrum &gainDb)
{
    dsp::InverseRealFft<double> inverse(kPoints);
    for (std::size_t i = 0; i < gainDb.size(); ++i)
        inverse.spectrum()[i] = gainDb[i] * std::numbers::ln10 / 20.0 / kPoints;
    const auto cepstrum = inverse.run();
    dsp::RealFft<double> forward(kPoints);
    const auto folded = forward.time();
    folded[0] = cepstrum[0];
    folded[kPoints / 2] = cepstrum[kPoints / 2];
    for (std::size_t i = 1; i < kPoints / 2; ++i) {
        folded[i] = 2.0 * cepstrum[i];
        folded[kPoints - i] = 0.0;
    }
    const auto logarithm = forward.run();
    for (std::size_t i = 0; i < logarithm.size(); ++i)
        inverse.spectrum()[i] = std::exp(logarithm[i]) / static_cast<double>(kPoints);
    const auto time = inverse.run();
    return {time.begin(), time.end()};
}

/// `taps` of the circular response, from `before` samples ahead of time zero.
std::vector<float> cut(const std::vector<double> &response, std::size_t taps, std::size_t before)
{
    std::vector<float> result(taps);
    for (std::size_t i = 0; i < taps; ++i)
        result[i] = static_cast<float>(response[(i + response.size() - before) % response.size()]);
    return result;
}

void measure(ResponseFir &fir, const Spectrum &gainDb, int rate, double highestHz)
{
    dsp::RealFft<double> forward(kPoints);
    const auto time = forward.time();
    std::fill(time.begin(), time.end(), 0.0);
    std::copy(fir.taps.begin(), fir.taps.end(), time.begin());
    const auto bins = forward.run();
    fir.residualDb = 0;
    const double binHz = static_cast<double>(rate) / kPoints;
    for (auto i = static_cast<std::size_t>(std::ceil(kLowestHz / binHz));
         i < bins.size() && binHz * double(i) <= highestHz; ++i)
        if (const double difference = std::abs(20.0 * std::log10(std::abs(bins[i])) - gainDb[i]);
            difference > fir.residualDb) {
            fir.residualDb = difference;
            fir.residualHz = binHz * static_cast<double>(i);
        }
}

}  // namespace

ResponseFir designResponseFir(const EqualiserSetting &setting, const FirOptions &options)
{
    const BiquadChain chain = chainOf(setting);
    const Spectrum gainDb = wantedDb(chain, setting.sampleRate, options.sampleRate);
    const bool even = setting.passes == 2 && !options.minimumPhase;
    const auto response = even ? evenResponse(gainDb) : minimumPhaseResponse(gainDb);
    const double nyquistHz = std::min(setting.sampleRate, static_cast<double>(options.sampleRate)) / 2.0;
    const double highestHz = std::min(kHighestHz, kShareOfNyquist * nyquistHz);
    ResponseFir fir;
    fir.preampDb = chain.preampDb;
    const auto most = static_cast<std::size_t>(std::clamp(options.mostTaps, kLeastTaps, kPoints / 2));
    for (std::size_t taps = kLeastTaps; taps <= most; taps *= 2) {
        fir.delaySamples = even ? taps / 2 : 0;
        fir.taps = cut(response, taps, fir.delaySamples);
        measure(fir, gainDb, options.sampleRate, highestHz);
        if (fir.residualDb <= kWantedResidualDb)
            break;
    }
    return fir;
}

}  // namespace tonewright::eq_exchange
