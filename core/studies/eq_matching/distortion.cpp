#include "core/studies/eq_matching/distortion.h"

#include <algorithm>
#include <cmath>

#include "core/studies/eq_matching/action_grid.h"

namespace tonewright::eq_matching
{
namespace
{

constexpr double kGrowthLimit = 1.5;
constexpr double kQuietPeak = 0.1;
constexpr double kFinalPeak = 0.9;

double logUniform(double low, double high, Rng &rng)
{
    return low * std::pow(high / low, rng.uniform());
}

double peakOf(const std::vector<std::vector<double>> &channels)
{
    double peak = 0.0;
    for (const auto &channel : channels)
        for (const double sample : channel)
            peak = std::max(peak, std::fabs(sample));
    return peak;
}

void scale(std::vector<std::vector<double>> &channels, double factor)
{
    for (auto &channel : channels)
        for (double &sample : channel)
            sample *= factor;
}

}  // namespace

std::array<dsp::Band, 5> Distortion::bands() const
{
    return {equaliser.bands[0], equaliser.bands[1], equaliser.bands[2], equaliser.bands[3], air};
}

dsp::Equaliser Distortion::inverse() const
{
    dsp::Equaliser result = equaliser;
    for (auto &band : result.bands)
        band.gainDb = -band.gainDb;
    return result;
}

Distortion drawDistortion(double gainDb, Rng &rng)
{
    Distortion distortion;
    for (std::size_t i = 0; i < distortion.equaliser.bands.size(); ++i) {
        auto &band = distortion.equaliser.bands[i];
        const GridAxis &frequency = actionGrid()[3 * i];
        band.frequencyHz = logUniform(frequency.first, frequency.value(frequency.choices - 1), rng);
        band.gainDb = rng.uniform(-gainDb, gainDb);
        band.q = logUniform(0.5, band.kind == dsp::BandKind::Peak ? 4.0 : 1.5, rng);
    }
    distortion.air = {dsp::BandKind::Peak, rng.uniform(12000.0, 16000.0), rng.uniform(1.0, 3.0), 0.7};
    return distortion;
}

AudioBuffer distort(const AudioBuffer &audio, const Distortion &distortion)
{
    std::vector<std::vector<double>> channels;
    for (const auto &channel : audio.channels)
        channels.emplace_back(channel.begin(), channel.end());
    double peak = peakOf(channels);
    for (const auto &band : distortion.bands()) {
        for (auto &channel : channels)
            channel = dsp::applyBand(channel, band, dsp::FilterMode::ZeroPhase, audio.sampleRate);
        const double grown = peakOf(channels);
        if (grown > kGrowthLimit * peak && grown > kQuietPeak)
            scale(channels, peak / grown);
        peak = peakOf(channels);
    }
    if (peak > 0.0)
        scale(channels, kFinalPeak / peak);

    AudioBuffer result;
    result.sampleRate = audio.sampleRate;
    for (const auto &channel : channels)
        result.channels.emplace_back(channel.begin(), channel.end());
    return result;
}

Json toJson(const Distortion &distortion)
{
    Json object = toJson(distortion.equaliser);
    object["air_freq"] = distortion.air.frequencyHz;
    object["air_gain"] = distortion.air.gainDb;
    object["air_q"] = distortion.air.q;
    return object;
}

}  // namespace tonewright::eq_matching
