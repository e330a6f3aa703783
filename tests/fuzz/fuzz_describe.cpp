// Any bytes as a signal, a rate, a set of descriptors and a config for describe(). It either says what is wrong, or
// gives finite numbers in the shapes that its header promises. The same input twice gives the same bits.
//
// Input: 24 bytes of settings (missing ones are 0); 32 more for the parts' own configs if the rate's byte is 192 or
// above (rates are low then, so that few samples are long enough for rhythm); then samples: floats of any bits, or
// 16-bit steps.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "core/dsp/describe.h"
#include "tests/fuzz/fuzz_target.h"

using namespace tonewright::dsp;

namespace
{

constexpr std::size_t kSettings = 24, kOwnSettings = 32;
constexpr std::uint8_t kOwnFrom = 192;  // a rate's byte from here on announces kOwnSettings more
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
    Settings(const std::uint8_t *data, std::size_t size, std::size_t most = kSettings) : m_size(most)
    {
        if (size > 0)
            std::memcpy(m_bytes, data, std::min(size, most));
    }
    std::uint8_t byte() { return m_bytes[m_next++ % m_size]; }
    std::uint32_t word()
    {
        const std::uint32_t high = byte();
        return high << 8 | byte();
    }

    /// The usual value for 0, one within low … high, or one that hardly any setting can have.
    double number(double usual, double low, double high)
    {
        const int step = byte();
        switch (step) {
        case 0:
            return usual;
        case 252:
            return -1;
        case 253:
            return 1e300;
        case 254:
            return std::nan("");
        case 255:
            return INFINITY;
        default:
            return low + (high - low) * (step - 1) / 250;
        }
    }
    int count(int usual, int most)
    {
        const int step = byte();
        constexpr int kOdd[] = {0, -1, 1 << 20, (1 << 20) + 1, std::numeric_limits<int>::max()};
        if (step == 0)
            return usual;
        return step > 250 ? kOdd[step - 251] : 1 + step % most;
    }

private:
    std::uint8_t m_bytes[kOwnSettings] = {};
    std::size_t m_size;
    std::size_t m_next = 0;
};

/// Mostly usual rates, sometimes any double's worth of nonsense.
double rateFrom(std::uint8_t byte)
{
    constexpr double kLowRates[] = {2000, 2500, 2000, 8000, 2500, 11025, 2000, 44100};
    if (byte >= kOwnFrom)
        return kLowRates[byte % std::size(kLowRates)];
    constexpr double kRates[] = {22050, 44100, 8000, 11025, 16000, 48000, 96000, 192000, 1, 0.001, 1e9, 0, -1};
    const std::size_t choice = byte % (std::size(kRates) + 1);
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

/// The parts' own configs.
void addOwnSettings(Settings settings, DescribeConfig &config)
{
    config.frames.window = WindowShape(settings.byte() % 4);
    config.frames.hopSamples = settings.count(config.frames.hopSamples, 251);
    RhythmConfig &rhythm = config.rhythm;
    rhythm.slowestBpm = settings.number(rhythm.slowestBpm, 15, 300);
    rhythm.fastestBpm = settings.number(400, 30, 410);
    rhythm.tightness = settings.number(rhythm.tightness, 0, 1e4);
    rhythm.candidates = settings.count(rhythm.candidates, 8);
    config.onset.lagFrames = settings.count(config.onset.lagFrames, 200);
    config.onset.average = settings.byte() % 2 == 0 ? OnsetAverage::Mean : OnsetAverage::Median;
    config.onset.centred = settings.byte() % 2 == 0;
    KeyConfig &key = config.key;
    key.profile = KeyProfile(settings.byte() % 3);
    key.lowestHz = settings.number(key.lowestHz, 1, 2000);
    key.highestHz = settings.number(key.highestHz, 10, 30000);
    key.frameSeconds = settings.number(key.frameSeconds, 0.04, 2.1);
    key.compression = settings.number(key.compression, 0, 1e4);
    key.harmonics = settings.count(key.harmonics, 18);
    key.harmonicDecay = settings.number(key.harmonicDecay, 0, 1.1);
    PitchConfig &pitch = config.pitch;
    pitch.lowestHz = settings.number(pitch.lowestHz, 20, 400);
    pitch.highestHz = settings.number(900, 30, 3000);
    pitch.frameSeconds = settings.number(pitch.frameSeconds, 0.005, 0.2);
    pitch.thresholdAlpha = settings.number(pitch.thresholdAlpha, 0.9, 51);
    pitch.thresholdBeta = settings.number(pitch.thresholdBeta, 0.9, 51);
    pitch.thresholds = settings.count(pitch.thresholds, 120);
    pitch.troughDecay = settings.number(pitch.troughDecay, 0, 20);
    pitch.noTroughShare = settings.number(pitch.noTroughShare, 0, 1.1);
    pitch.binSemitones = settings.number(pitch.binSemitones, 0.1, 1.1);
    pitch.fastestOctavesPerSecond = settings.number(pitch.fastestOctavesPerSecond, 0, 200);
    pitch.quietestDb = settings.number(pitch.quietestDb, 0, 200);
    pitch.switchProbability = settings.number(pitch.switchProbability, 0, 1);
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
    requireFinite(d.meanMagnitude, has(Descriptor::MeanMagnitude), bins);
    requireFinite(d.logMel.values, has(Descriptor::LogMel), frames * std::size_t(config.melBands));
    requireFinite(d.mfcc.values, has(Descriptor::Mfcc), frames * std::size_t(config.mfccCoefficients));
    requireFinite(d.mfccDelta.values, has(Descriptor::MfccDelta), frames * std::size_t(config.mfccCoefficients));
    requireFinite(d.chroma.values, has(Descriptor::Chroma), frames * 12);
    requireFinite(d.chromaUntuned.values, has(Descriptor::ChromaUntuned), frames * 12);
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
        require(key.key.tonic >= 0 && key.key.tonic < 12);
        for (const KeyCorrelation &one : key.ranked)
            require(std::isfinite(one.correlation) && one.key.tonic >= 0 && one.key.tonic < 12);
        require(
            std::all_of(key.pitchClasses.begin(), key.pitchClasses.end(), [](double v) { return std::isfinite(v); }));
    });
    requireGood(d.rhythm, has(Descriptor::Rhythm), [](const RhythmAnalysis &rhythm) {
        require(std::isfinite(rhythm.tempoBpm) && std::isfinite(rhythm.tempoConfidence) &&
                std::isfinite(rhythm.barConfidence));
        require(rhythm.beatsPerBar == 3 || rhythm.beatsPerBar == 4);
        for (const auto *times : {&rhythm.beats, &rhythm.downbeats, &rhythm.phrases})
            requireFinite(*times, true, times->size());
    });
}

bool same(const PitchTrack &a, const PitchTrack &b)
{
    return a.hopSeconds == b.hopSeconds && a.f0Hz == b.f0Hz && a.voiced == b.voiced &&
           a.voicedProbability == b.voicedProbability && a.heldHz == b.heldHz;
}

bool same(const KeyEstimate &a, const KeyEstimate &b)
{
    const auto equal = [](const KeyCorrelation &x, const KeyCorrelation &y) {
        return x.key == y.key && x.correlation == y.correlation;
    };
    return a.key == b.key && a.strength == b.strength && a.clearness == b.clearness && a.tuning == b.tuning &&
           a.pitchClasses == b.pitchClasses && std::equal(a.ranked.begin(), a.ranked.end(), b.ranked.begin(), equal);
}

bool same(const RhythmAnalysis &a, const RhythmAnalysis &b)
{
    return a.tempoBpm == b.tempoBpm && a.tempoConfidence == b.tempoConfidence && a.beats == b.beats &&
           a.beatsPerBar == b.beatsPerBar && a.barConfidence == b.barConfidence && a.downbeats == b.downbeats &&
           a.phrases == b.phrases;
}

template <class T>
bool same(const std::optional<tonewright::Result<T>> &a, const std::optional<tonewright::Result<T>> &b)
{
    if (!a || !b || !*a || !*b)
        return a.has_value() == b.has_value() &&
               (!a || (a->has_value() == b->has_value() && a->error().message == b->error().message));
    return same(**a, **b);
}

bool same(const Description &a, const Description &b)
{
    return a.magnitude.values == b.magnitude.values && a.meanPower == b.meanPower &&
           a.meanMagnitude == b.meanMagnitude && a.logMel.values == b.logMel.values && a.mfcc.values == b.mfcc.values &&
           a.mfccDelta.values == b.mfccDelta.values && a.chroma.values == b.chroma.values && a.tuning == b.tuning &&
           a.chromaUntuned.values == b.chromaUntuned.values && a.contrast.values == b.contrast.values &&
           a.bandEnergy.values == b.bandEnergy.values && a.centroid == b.centroid && a.bandwidth == b.bandwidth &&
           a.rolloff == b.rolloff && a.flatness == b.flatness && a.slope == b.slope && a.crest == b.crest &&
           a.skewness == b.skewness && a.kurtosis == b.kurtosis && a.rms == b.rms &&
           a.zeroCrossingRate == b.zeroCrossingRate && a.onsetStrength == b.onsetStrength && same(a.pitch, b.pitch) &&
           same(a.key, b.key) && same(a.rhythm, b.rhythm);
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
    const std::uint8_t rateByte = settings.byte();
    const double rate = rateFrom(rateByte);
    DescribeConfig config = configFrom(settings);
    std::size_t used = std::min(size, kSettings);
    if (rateByte >= kOwnFrom) {
        addOwnSettings(Settings(data + used, size - used, kOwnSettings), config);
        used = std::min(size, kSettings + kOwnSettings);
    }
    auto samples = samplesFrom(anyBits, data + used, size - used);
    const auto perFrame = std::size_t(std::max(2, config.frames.fftSize) + 2 * std::max(1, config.melBands));
    const auto mostFrames = std::max<std::size_t>(1, kMostBins / perFrame);
    samples.resize(std::min(samples.size(), mostFrames * std::size_t(std::max(1, config.frames.hopSamples))));

    const auto found = describe(samples, rate, wanted, config);
    if (!found) {
        require(!found.error().message.empty());
        return 0;
    }
    checkPromises(*found, wanted, config, samples.size());
    const auto again = describe(samples, rate, wanted, config);
    require(again && same(*again, *found));
    return 0;
}
