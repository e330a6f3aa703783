#include "core/eq_exchange/biquad_chain.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tonewright::eq_exchange
{

namespace
{

constexpr int kGridSize = 4096;
constexpr std::array kUsualRates{44100.0, 48000.0, 96000.0};
constexpr double kLowestHz = 20.0;

bool same(const dsp::Band &a, const dsp::Band &b)
{
    return a.kind == b.kind && a.frequencyHz == b.frequencyHz && a.gainDb == b.gainDb && a.q == b.q;
}

}  // namespace

dsp::Band toBand(const EqualiserSetting::Band &band)
{
    constexpr std::array kinds{dsp::BandKind::LowShelf, dsp::BandKind::Peak, dsp::BandKind::HighShelf};
    return {kinds[static_cast<std::size_t>(band.kind)], band.frequencyHz, band.gainDb, band.q};
}

EqualiserSetting::Band toSettingBand(const dsp::Band &band)
{
    using Kind = EqualiserSetting::Kind;
    const Kind kind = band.kind == dsp::BandKind::LowShelf    ? Kind::LowShelf
                      : band.kind == dsp::BandKind::HighShelf ? Kind::HighShelf
                                                              : Kind::Peak;
    return {kind, band.frequencyHz, band.gainDb, band.q};
}

BiquadChain chainOf(const EqualiserSetting &setting)
{
    BiquadChain chain;
    for (const EqualiserSetting::Band &decided : setting.bands) {
        const dsp::Band band = dsp::limited(toBand(decided), setting.sampleRate);
        if (band.gainDb == 0.0)
            continue;
        for (int pass = 0; pass < setting.passes; ++pass)
            chain.bands.push_back(band);
    }
    chain.preampDb = preampFor(largestGainDb(chain, setting.sampleRate));
    return chain;
}

EqualiserSetting settingOf(const BiquadChain &chain, double sampleRate)
{
    EqualiserSetting setting;
    setting.sampleRate = sampleRate;
    const auto &bands = chain.bands;
    bool paired = !bands.empty() && bands.size() % 2 == 0;
    for (std::size_t i = 0; paired && i < bands.size(); i += 2)
        paired = same(bands[i], bands[i + 1]);
    setting.passes = paired ? 2 : 1;
    for (std::size_t i = 0; i < bands.size(); i += paired ? 2 : 1)
        setting.bands.push_back(toSettingBand(bands[i]));
    return setting;
}

std::vector<double> responseDb(const BiquadChain &chain, std::span<const double> frequenciesHz, double sampleRate)
{
    std::vector<double> gains(frequenciesHz.size(), chain.preampDb);
    for (const dsp::Band &band : chain.bands) {
        const dsp::Biquad biquad = dsp::designBiquad(band, sampleRate);
        for (std::size_t i = 0; i < gains.size(); ++i)
            gains[i] +=
                10.0 * std::log10(dsp::powerResponse(biquad, std::min(frequenciesHz[i], sampleRate / 2.0), sampleRate));
    }
    return gains;
}

double largestGainDb(const BiquadChain &chain, double sampleRate)
{
    BiquadChain bands{0.0, chain.bands};
    double largest = -std::numeric_limits<double>::infinity();
    std::vector<double> rates(kUsualRates.begin(), kUsualRates.end());
    rates.push_back(sampleRate);
    for (const double rate : rates) {
        std::vector<double> hertz = logFrequencies(rate / 2.0, kGridSize);
        for (const dsp::Band &band : bands.bands)
            hertz.push_back(dsp::limited(band, rate).frequencyHz);
        for (const double gain : responseDb(bands, hertz, rate))
            largest = std::max(largest, gain);
    }
    return largest;
}

double preampFor(double largestGainDb)
{
    return std::min(0.0, -largestGainDb - kPreampHeadroomDb);
}

std::vector<double> logFrequencies(double highestHz, int count)
{
    std::vector<double> hertz(static_cast<std::size_t>(std::max(2, count)));
    const double highest = std::max(highestHz, kLowestHz);
    for (std::size_t i = 0; i < hertz.size(); ++i)
        hertz[i] =
            kLowestHz * std::pow(highest / kLowestHz, static_cast<double>(i) / static_cast<double>(hertz.size() - 1));
    hertz.back() = highest;
    return hertz;
}

}  // namespace tonewright::eq_exchange
