#include "core/eq_exchange/program_presets.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tonewright::eq_exchange
{

namespace
{

constexpr std::size_t kEasyEffectsBands = 32;
constexpr double kEasyEffectsGainDb = 36.0, kEasyEffectsLowestHz = 10.0, kEasyEffectsHighestHz = 24000.0,
                 kEasyEffectsQ = 100.0;
constexpr double kGraphicStep = 1.0563;  // AutoEq's: DEFAULT_GRAPHIC_EQ_STEP

const char *easyEffectsType(dsp::BandKind kind)
{
    return kind == dsp::BandKind::LowShelf ? "Lo-shelf" : kind == dsp::BandKind::HighShelf ? "Hi-shelf" : "Bell";
}

const char *camillaType(dsp::BandKind kind)
{
    return kind == dsp::BandKind::LowShelf ? "Lowshelf" : kind == dsp::BandKind::HighShelf ? "Highshelf" : "Peaking";
}

bool fitsEasyEffects(const dsp::Band &band)
{
    return std::abs(band.gainDb) <= kEasyEffectsGainDb && band.frequencyHz >= kEasyEffectsLowestHz &&
           band.frequencyHz <= kEasyEffectsHighestHz && band.q > 0.0 && band.q <= kEasyEffectsQ;
}

}  // namespace

Result<Json> easyEffectsPreset(const BiquadChain &chain, const std::vector<std::string> &comment)
{
    if (chain.bands.size() > kEasyEffectsBands)
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("EasyEffects has 32 bands, this needs {}", chain.bands.size()), "easyeffects");
    if (chain.preampDb < -2.0 * kEasyEffectsGainDb ||
        !std::all_of(chain.bands.begin(), chain.bands.end(), fitsEasyEffects))
        return fail(ErrorCode::InvalidArgument,
                    "EasyEffects takes gains from -36 to 36 dB, frequencies from 10 to 24000 Hz and Q up to 100. Use "
                    "another format",
                    "easyeffects");
    Json bands = Json::object();
    // A preset without a band isn't loaded; one of 0 dB does nothing.
    const std::vector<dsp::Band> flat{{dsp::BandKind::Peak, 1000.0, 0.0, 1.0}};
    for (const dsp::Band &band : chain.bands.empty() ? flat : chain.bands)
        bands["band" + std::to_string(bands.size())] = {{"type", easyEffectsType(band.kind)},
                                                        {"mode", "APO (DR)"},
                                                        {"slope", "x1"},
                                                        {"solo", false},
                                                        {"mute", false},
                                                        {"gain", band.gainDb},
                                                        {"frequency", band.frequencyHz},
                                                        {"q", band.q},
                                                        {"width", 4.0}};
    const double inputDb = std::max(chain.preampDb, -kEasyEffectsGainDb);
    Json equaliser{{"bypass", false},   {"input-gain", inputDb},   {"output-gain", chain.preampDb - inputDb},
                   {"mode", "IIR"},     {"split-channels", false}, {"balance", 0.0},
                   {"pitch-left", 0.0}, {"pitch-right", 0.0},      {"num-bands", bands.size()}};
    equaliser["left"] = bands;
    equaliser["right"] = bands;
    return Json{{"tonewright", comment},
                {"output",
                 {{"blocklist", Json::array()},
                  {"plugins_order", Json::array({"equalizer#0"})},
                  {"equalizer#0", std::move(equaliser)}}}};
}

std::string camillaDspConfig(const BiquadChain &chain, int sampleRate, int channels,
                             const std::vector<std::string> &comment)
{
    std::string text;
    for (const std::string &line : comment)
        text += "# " + line + "\n";
    text += "# The devices are an example: put your own here.\n";
    text += fmt::format("devices:\n  samplerate: {}\n  chunksize: 1024\n", sampleRate);
    for (const auto &[side, type] : {std::pair("capture", "Stdin"), std::pair("playback", "Stdout")})
        text += fmt::format("  {}:\n    type: {}\n    channels: {}\n    format: FLOAT32LE\n", side, type, channels);
    text += "filters:\n";
    text += fmt::format("  preamp:\n    type: Gain\n    parameters:\n      gain: {:.4f}\n", chain.preampDb);
    std::string names = "      - preamp\n";
    for (std::size_t i = 0; i < chain.bands.size(); ++i) {
        const dsp::Band &band = chain.bands[i];
        text += fmt::format("  band{}:\n    type: Biquad\n    parameters:\n      type: {}\n      freq: {:.4f}\n"
                            "      q: {:.4f}\n      gain: {:.4f}\n",
                            i + 1, camillaType(band.kind), band.frequencyHz, band.q, band.gainDb);
        names += fmt::format("      - band{}\n", i + 1);
    }
    std::string list;
    for (int channel = 0; channel < channels; ++channel)
        list += (channel > 0 ? ", " : "") + std::to_string(channel);
    text += fmt::format("pipeline:\n  - type: Filter\n    channels: [{}]\n    names:\n{}", list, names);
    return text;
}

std::vector<double> graphicFrequencies()
{
    std::vector<double> hertz;
    for (int i = 0; i < kGraphicPoints; ++i)
        hertz.push_back(std::floor(20.0 * std::pow(kGraphicStep, i)));
    return hertz;
}

std::string graphicEq(const BiquadChain &chain, double sampleRate, const std::vector<std::string> &comment)
{
    const auto hertz = graphicFrequencies();
    auto gains = responseDb({0.0, chain.bands}, hertz, sampleRate);
    const double highest = *std::max_element(gains.begin(), gains.end());
    const double shift = -highest - kPreampHeadroomDb;
    std::string text;
    for (const std::string &line : comment)
        text += "# " + line + "\n";
    text += "GraphicEQ:";
    for (std::size_t i = 0; i < hertz.size(); ++i)
        text += fmt::format("{} {:.0f} {:.2f}", i > 0 ? ";" : "", hertz[i], gains[i] + shift);
    return text + "\n";
}

}  // namespace tonewright::eq_exchange
