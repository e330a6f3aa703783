#include "core/studies/eq_matching/setting_gains.h"

#include <cmath>

#include "core/base/multiversion.h"
#include "core/dsp/decibel.h"

namespace tonewright::eq_matching::scene
{
namespace
{

TW_MULTIVERSION
void rootsOf(const float *power, float binHz, float *__restrict gain, float *__restrict hertz)
{
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        gain[bin] = __builtin_sqrtf(power[bin]);
        hertz[bin] = gain[bin] * (static_cast<float>(static_cast<int>(bin)) * binHz);
    }
}

TW_MULTIVERSION
void multiplyEach(std::span<float> values, float factor)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] *= factor;
}

}  // namespace

SettingGains::SettingGains(std::span<const float> amplitude, const HeardPower &track, int sampleRate)
{
    track.hear(amplitude, heard);
    rootsOf(heard.power.data(), static_cast<float>(sampleRate) / kFftSize, gain.data(), hertz.data());
    dsp::log2Each(heard.power, db);
    multiplyEach(db, static_cast<float>(dsp::kDbPerOctaveOfPower));
}

void SettingGains::scale(double amplitude)
{
    level *= static_cast<float>(amplitude);
    const auto power = static_cast<float>(amplitude * amplitude);
    for (const std::span<float> values :
         {std::span<float>(heard.fine), std::span<float>(heard.power), std::span<float>(heard.broad)})
        multiplyEach(values, power);
    multiplyEach(gain, static_cast<float>(amplitude));
    multiplyEach(hertz, static_cast<float>(amplitude));
    const auto decibels = static_cast<float>(20.0 * std::log10(amplitude));
    for (float &value : db)
        value += decibels;
}

}  // namespace tonewright::eq_matching::scene
