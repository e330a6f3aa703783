// Any bytes as a signal, a rate, a set of descriptors and a config for describe(). It either says what is wrong, or
// gives finite numbers in the shapes that its header promises. The same input twice gives the same bits.
//
// Input: 24 bytes of settings (missing ones are 0), then samples: floats of any bits, or 16-bit steps.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/dsp/describe.h"
#include "tests/fuzz/fuzz_target.h"

using namespace tonewright::dsp;

namespace
{

constexpr std::size_t kSettings = 24;
constexpr std::size_t kMostSamples = 8192;
constexpr std::size_t kMostBins = 1 << 18;  // of all frames: keeps an input below some 50 ms

void require(bool good)
{
    if (!good)
        std::abort();
}

class Settings
{
public:
    Settings(const std::uint8_t *data, std::size_t size) { std::memcpy(m_bytes, data, std::min(size, kSettings)); }
    std::uint8_t byte() { return m_bytes[m_next++ % kSettings]; }
    std::uint32_t word()
    {
        const std::uint32_t high = byte();
        return high << 8 | byte();
    }

private:
    std::uint8_t m_bytes[kSettings] = {};
    std::size_t m_next = 0;
};

/// Mostly usual rates, sometimes any double's worth of nonsense.
double rateFrom(Settings &settings)
{
    constexpr double kRates[] = {22050, 44100, 8000, 11025, 16000, 48000, 96000, 192000, 1, 0.001, 1e9, 0, -1};
    const std::size_t choice = settings.byte() % (std::size(kRates) + 1);
    return choice < std::size(kRates) ? kRates[choice] : std::nan("");
}

/// Mostly legal; a quarter of the bytes give values beyond the ends.
DescribeConfig configFrom(Settings &settings)
{
    DescribeConfig config;
    config.frames.fftSize = 1 << settings.byte() % 13;
    config.frames.hopSamples = int(settings.word() % 1024) - 4;
    config.frames.precision = settings.byte() % 2 == 0 ? FftPrecision::Single : FftPrecision::Double;
    if (settings.byte() % 4 != 0)
        return config;
    config.frames.fftSize += int(settings.byte()) - 1;
    config.melBands = int(settings.byte()) - 2;
    config.mfccCoefficients = int(settings.byte()) - 2;
    config.deltaWidth = int(settings.byte() % 32) - 2;
    config.rolloffShare = double(settings.byte()) / 128.0 - 0.1;
    config.slopeLowestHz = double(settings.word()) - 10.0;
    if (settings.byte() % 2 == 0)
        config.tuning = (double(settings.byte()) - 128.0) / 100.0;
    config.bandsHz = {{double(settings.word()), double(settings.word())}};
    config.keptBytes = settings.byte() % 2 == 0 ? 0 : config.keptBytes;
    return config;
}

std::vector<float> samplesFrom(bool anyBits, const std::uint8_t *data, std::size_t size)
{
    const std::size_t width = anyBits ? sizeof(float) : sizeof(std::int16_t);
    std::vector<float> samples(std::min(size / width, kMostSamples));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (anyBits) {
            std::memcpy(&samples[i], data + i * width, width);
        } else {
            std::int16_t step = 0;
            std::memcpy(&step, data + i * width, width);
            samples[i] = float(step) / 32768.0F;
        }
    }
    return samples;
}

template <class T>
void requireFinite(const std::vector<T> &values, bool wanted, std::size_t count)
{
    require(values.size() == (wanted ? count : 0));
    require(std::all_of(values.begin(), values.end(), [](T value) { return std::isfinite(value); }));
}

/// What can be undefined: there if wanted, with good numbers or a reason.
template <class T, class Check>
void requireGood(const std::optional<tonewright::Result<T>> &found, bool wanted, Check check)
{
    require(found.has_value() == wanted);
    if (found && *found)
        check(**found);
    else if (found)
        require(!found->error().message.empty());
}

void checkPromises(const Description &d, DescriptorSet wanted, const DescribeConfig &config, std::size_t samples)
{
    require(d.has == wanted && d.frames == 1 + int(samples / std::size_t(config.frames.hopSamples)));
    const auto frames = std::size_t(d.frames);
    const auto bins = std::size_t(config.frames.fftSize / 2 + 1);
    const auto has = [wanted](Descriptor one) { return wanted.contains(one); };
    requireFinite(d.magnitude.values, has(Descriptor::StftMagnitude), frames * bins);
    requireFinite(d.meanPower, has(Descriptor::MeanPower), bins);
    requireFinite(d.logMel.values, has(Descriptor::LogMel), frames * std::size_t(config.melBands));
    requireFinite(d.mfcc.values, has(Descriptor::Mfcc), frames * std::size_t(config.mfccCoefficients));
    requireFinite(d.mfccDelta.values, has(Descriptor::MfccDelta), frames * std::size_t(config.mfccCoefficients));
    requireFinite(d.chroma.values, has(Descriptor::Chroma), frames * 12);
    require(std::isfinite(d.tuning));
    requireFinite(d.contrast.values, has(Descriptor::Contrast), frames * 7);
    requireFinite(d.bandEnergy.values, has(Descriptor::BandEnergy), frames * config.bandsHz.size());
    requireFinite(d.centroid, has(Descriptor::Centroid), frames);
    requireFinite(d.bandwidth, has(Descriptor::Bandwidth), frames);
    requireFinite(d.rolloff, has(Descriptor::Rolloff), frames);
    requireFinite(d.flatness, has(Descriptor::Flatness), frames);
    requireFinite(d.slope, has(Descriptor::Slope), frames);
    requireFinite(d.crest, has(Descriptor::Crest), frames);
    requireFinite(d.skewness, has(Descriptor::Skewness), frames);
    requireFinite(d.kurtosis, has(Descriptor::Kurtosis), frames);
    requireFinite(d.rms, has(Descriptor::Rms), frames);
    requireFinite(d.zeroCrossingRate, has(Descriptor::ZeroCrossingRate), frames);
    requireFinite(d.onsetStrength, has(Descriptor::OnsetStrength), frames);
    requireGood(d.pitch, has(Descriptor::Pitch), [frames](const PitchTrack &pitch) {
        requireFinite(pitch.f0Hz, true, frames);
        requireFinite(pitch.heldHz, true, frames);
        requireFinite(pitch.voicedProbability, true, frames);
        require(pitch.voiced.size() == frames);
    });
    requireGood(d.key, has(Descriptor::Key), [](const KeyEstimate &key) {
        require(std::isfinite(key.strength) && std::isfinite(key.clearness) && std::isfinite(key.tuning));
        require(
            std::all_of(key.pitchClasses.begin(), key.pitchClasses.end(), [](double v) { return std::isfinite(v); }));
    });
    requireGood(d.rhythm, has(Descriptor::Rhythm), [](const RhythmAnalysis &rhythm) {
        require(std::isfinite(rhythm.tempoBpm) && std::isfinite(rhythm.tempoConfidence) &&
                std::isfinite(rhythm.barConfidence));
        for (const auto *times : {&rhythm.beats, &rhythm.downbeats, &rhythm.phrases})
            requireFinite(*times, true, times->size());
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Settings settings(data, size);
    const std::uint32_t bits = settings.word() << 8 | settings.byte();
    DescriptorSet wanted;
    for (int i = 0; i < kDescriptorCount; ++i)
        if ((bits >> i & 1U) != 0)
            wanted |= Descriptor(i);
    const bool anyBits = settings.byte() % 2 != 0;
    const double rate = rateFrom(settings);
    const DescribeConfig config = configFrom(settings);
    const std::size_t used = std::min(size, kSettings);
    auto samples = samplesFrom(anyBits, data + used, size - used);
    const auto perFrame = std::size_t(std::max(2, config.frames.fftSize) + 2 * std::max(1, config.melBands));
    samples.resize(std::min(samples.size(), kMostBins / perFrame * std::size_t(std::max(1, config.frames.hopSamples))));

    const auto found = describe(samples, rate, wanted, config);
    if (!found) {
        require(!found.error().message.empty());
        return 0;
    }
    checkPromises(*found, wanted, config, samples.size());
    const auto again = describe(samples, rate, wanted, config);
    require(again && again->centroid == found->centroid && again->chroma.values == found->chroma.values &&
            again->logMel.values == found->logMel.values && again->slope == found->slope);
    return 0;
}
