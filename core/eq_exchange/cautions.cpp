#include "core/eq_exchange/cautions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "core/eq_exchange/biquad_chain.h"

namespace tonewright::eq_exchange
{

namespace
{

constexpr int kGridSize = 1000;
constexpr std::array kHostRates{44100.0, 48000.0, 96000.0};

const char *nameOf(EqualiserSetting::Kind kind)
{
    constexpr std::array names{"low shelf", "peak", "high shelf"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace

std::vector<Caution> bandCautions(const EqualiserSetting &setting)
{
    std::vector<Caution> cautions;
    const double nyquistHz = setting.sampleRate / 2.0;
    for (std::size_t i = 0; i < setting.bands.size(); ++i) {
        const EqualiserSetting::Band &band = setting.bands[i];
        if (band.gainDb == 0.0 || band.frequencyHz < kNearNyquist * nyquistHz)
            continue;
        const double actsAtHz = dsp::limited(toBand(band), setting.sampleRate).frequencyHz;
        if (band.frequencyHz > actsAtHz)
            cautions.push_back(
                {Caution::Kind::BeyondNyquist, static_cast<int>(i),
                 fmt::format("The {} at {:.0f} Hz lies above what a sound at {:.0f} Hz can hold "
                             "({:.0f} Hz): it acts at {:.0f} Hz.",
                             nameOf(band.kind), band.frequencyHz, setting.sampleRate, nyquistHz, actsAtHz)});
        else
            cautions.push_back({Caution::Kind::NearNyquist, static_cast<int>(i),
                                fmt::format("The {} at {:.0f} Hz is squeezed against the highest frequency of a sound "
                                            "at {:.0f} Hz: it is narrower than its Q says.",
                                            nameOf(band.kind), band.frequencyHz, setting.sampleRate)});
    }
    return cautions;
}

Warping hostWarping(const EqualiserSetting &setting, double hostRate)
{
    const BiquadChain chain = chainOf(setting);
    const auto hertz = logFrequencies(std::min(20000.0, 0.45 * std::min(hostRate, setting.sampleRate)), kGridSize);
    const auto here = responseDb(chain, hertz, setting.sampleRate), there = responseDb(chain, hertz, hostRate);
    Warping worst;
    for (std::size_t i = 0; i < hertz.size(); ++i)
        if (const double difference = std::abs(there[i] - here[i]); difference > worst.differenceDb)
            worst = {difference, hertz[i]};
    return worst;
}

std::vector<Caution> exportCautions(const EqualiserSetting &setting)
{
    std::vector<Caution> cautions = bandCautions(setting);
    for (const double rate : kHostRates) {
        if (rate == setting.sampleRate)
            continue;
        const Warping warping = hostWarping(setting, rate);
        if (warping.differenceDb >= kWarpingDb)
            cautions.push_back({Caution::Kind::HostWarping, -1,
                                fmt::format("A program that runs at {:.0f} Hz sounds up to {:.1f} dB different (at "
                                            "{:.0f} Hz) from here, where the sound has {:.0f} Hz; the FIR doesn't.",
                                            rate, warping.differenceDb, warping.frequencyHz, setting.sampleRate)});
    }
    return cautions;
}

}  // namespace tonewright::eq_exchange
