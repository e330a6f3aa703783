#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/result.h"
#include "core/dsp/key.h"
#include "core/dsp/mel.h"
#include "core/dsp/onset.h"
#include "core/dsp/pitch.h"
#include "core/dsp/rhythm.h"
#include "core/dsp/stft.h"

/// Everything that is wanted of one signal from one pass over its short-time spectrum.
namespace tonewright::dsp
{

/// What describe() can compute. The comment names the field of Description that holds it.
enum class Descriptor : std::uint8_t {
    StftMagnitude,     ///< magnitude
    MeanPower,         ///< meanPower
    MeanMagnitude,     ///< meanMagnitude
    LogMel,            ///< logMel
    Mfcc,              ///< mfcc
    MfccDelta,         ///< mfccDelta
    Chroma,            ///< chroma, tuning
    ChromaUntuned,     ///< chromaUntuned
    Contrast,          ///< contrast
    BandEnergy,        ///< bandEnergy
    Centroid,          ///< centroid
    Bandwidth,         ///< bandwidth
    Rolloff,           ///< rolloff
    Flatness,          ///< flatness
    Slope,             ///< slope
    Crest,             ///< crest
    Skewness,          ///< skewness
    Kurtosis,          ///< kurtosis
    Rms,               ///< rms
    ZeroCrossingRate,  ///< zeroCrossingRate
    Pitch,             ///< pitch
    Key,               ///< key
    OnsetStrength,     ///< onsetStrength
    Rhythm,            ///< rhythm
};
inline constexpr int kDescriptorCount = int(Descriptor::Rhythm) + 1;

/// A set of descriptors: `Descriptor::Chroma | Descriptor::Rms`, or `{Descriptor::Chroma, Descriptor::Rms}`.
class DescriptorSet
{
public:
    constexpr DescriptorSet() = default;
    constexpr DescriptorSet(Descriptor one) : m_bits(bit(one)) {}
    constexpr DescriptorSet(std::initializer_list<Descriptor> several)
    {
        for (const Descriptor one : several)
            m_bits |= bit(one);
    }
    static constexpr DescriptorSet all()
    {
        DescriptorSet set;
        set.m_bits = (std::uint64_t{1} << unsigned(kDescriptorCount)) - 1;
        return set;
    }

    [[nodiscard]] constexpr bool contains(Descriptor one) const { return (m_bits & bit(one)) != 0; }
    [[nodiscard]] constexpr bool containsAny(DescriptorSet others) const { return (m_bits & others.m_bits) != 0; }
    [[nodiscard]] constexpr bool isEmpty() const { return m_bits == 0; }
    constexpr DescriptorSet &operator|=(DescriptorSet other)
    {
        m_bits |= other.m_bits;
        return *this;
    }
    friend constexpr DescriptorSet operator|(DescriptorSet a, DescriptorSet b) { return a |= b; }
    friend constexpr bool operator==(DescriptorSet, DescriptorSet) = default;

private:
    static constexpr std::uint64_t bit(Descriptor one) { return std::uint64_t{1} << unsigned(one); }
    std::uint64_t m_bits = 0;
};
constexpr DescriptorSet operator|(Descriptor a, Descriptor b)
{
    return DescriptorSet(a) | DescriptorSet(b);
}

/// How signals are described. The defaults are librosa's.
struct DescribeConfig {
    StftConfig frames = kDescriptorFrames;        ///< of every descriptor; hopSamples at most 2^24
    int melBands = 128;                           ///< of logMel and what is made of it, ≥ 1
    int mfccCoefficients = 20;                    ///< 1 … melBands
    int deltaWidth = 9;                           ///< frames, odd, ≥ 3
    double rolloffShare = 0.85;                   ///< of the summed magnitude, above 0, at most 1
    double slopeLowestHz = 20.0;                  ///< of spectralSlope, ≥ 0
    std::optional<double> tuning = std::nullopt;  ///< of chroma, in semitones; estimated where not given
    /// Of bandEnergy, both ends inclusive, each lower end below its upper. The match metrics' four.
    std::vector<std::array<double, 2>> bandsHz = {{20, 600}, {600, 6000}, {6000, 12000}, {12000, 20000}};
    PitchConfig pitch = {};  ///< but for its hopSeconds: pitch has the other descriptors' frames
    KeyConfig key = {};      ///< of the whole sound
    OnsetConfig onset = {};
    RhythmConfig rhythm = {};  ///< it has frames of its own
    /// Powers of all frames are kept between the passes if they take no more; otherwise they are transformed again,
    /// with the same bits, where a second pass is needed (slope, and chroma with estimated tuning).
    std::size_t keptBytes = std::size_t{64} << 20;
};

/// What describe() found. Fields that weren't wanted are empty. One value or row a frame unless said otherwise; frames
/// are centred on frame · hopSamples / sampleRate seconds.
struct Description {
    DescriptorSet has;
    double sampleRate = 0;  ///< Hz
    StftConfig frameConfig;
    int frames = 0;  ///< 1 + samples / hop

    Spectrogram magnitude;              ///< |X|. Shape [frame][bin]
    std::vector<double> meanPower;      ///< mean over frames of |X|². Shape [bin]
    std::vector<double> meanMagnitude;  ///< mean over frames of |X|. Shape [bin]
    FeatureMatrix logMel;               ///< dB re own maximum, floored at −80. Shape [frame][melBands]
    FeatureMatrix mfcc;                 ///< see mfcc.h. Shape [frame][mfccCoefficients]
    FeatureMatrix mfccDelta;            ///< a frame; see deltas(). Shape as mfcc
    FeatureMatrix chroma;               ///< see chroma.h. Shape [frame][12], C first
    double tuning = 0;                  ///< semitones: the one given, or estimated for chroma; 0 without chroma
    FeatureMatrix chromaUntuned;        ///< the same with tuning 0, whatever the config says. Shape [frame][12]
    FeatureMatrix contrast;             ///< dB, see contrast.h. Shape [frame][7]
    FeatureMatrix bandEnergy;           ///< Σ |X|² over the band's bins. Shape [frame][bandsHz.size()]

    std::vector<double> centroid;          ///< Hz
    std::vector<double> bandwidth;         ///< Hz; the standard deviation that others call spread
    std::vector<double> rolloff;           ///< Hz
    std::vector<double> flatness;          ///< 0 … 1
    std::vector<double> slope;             ///< dB a decade
    std::vector<double> crest;             ///< ≥ 1; 0 for silence
    std::vector<double> skewness;          ///< 0 for silence
    std::vector<double> kurtosis;          ///< 3 for a normal distribution; 0 for silence
    std::vector<double> rms;               ///< ≥ 0
    std::vector<double> zeroCrossingRate;  ///< 0 … 1
    std::vector<float> onsetStrength;      ///< dB, ≥ 0; of the log-mel bands re power 1

    std::optional<Result<PitchTrack>> pitch;  ///< or why there is none: a sound too short, a rate too low
    std::optional<Result<KeyEstimate>> key;   ///< or why there is none: silence, too short
    /// Tempo, beats, bars, phrases; or why there is no rhythm: silence, too short, nothing repeats, below 2 kHz.
    std::optional<Result<RhythmAnalysis>> rhythm;
};

/// Largest sample that describe() takes. Beyond it sums of powers would leave single precision.
inline constexpr float kLargestSample = 1e12F;

/// Computes what is wanted, and each thing that several need (transform, magnitudes, mel, logarithms, tuning) once and
/// only if something needs it. The numbers are those of the functions named in the fields' headers.
///
/// Silence, one sample, any rate from 1 Hz to 1 GHz, clipping and any length give finite numbers. Errors:
/// InvalidArgument (another rate, or a field of the config out of its range, named by the context); BadData (no
/// samples; a sample that is NaN, infinite or beyond kLargestSample, with its time); Cancelled soon after a stop is
/// asked for.
///
/// Memory besides the results: config.keptBytes at most where a second pass is needed, 1 MB for filters and a block of
/// frames (at 2048 samples a frame), for MFCC and onset strength the log-mel matrix (4 · melBands bytes a frame), for
/// chroma with estimated tuning at most 24 bytes a spectral peak (some 20 … 60 a frame), for pitch some 1.3 kB a frame
/// and a copy of the samples, for key a copy of them, for rhythm some 60 kB a second. May be called from any number of
/// threads at once; the same input gives the same bits on each.
Result<Description> describe(std::span<const float> samples, double sampleRate, DescriptorSet wanted,
                             const DescribeConfig &config = {}, const std::stop_token &stop = {});
Result<Description> describe(const Clip &clip, DescriptorSet wanted, const DescribeConfig &config = {},
                             const std::stop_token &stop = {});

/// The same for callers who know that nothing would be refused.
Description describeUnchecked(std::span<const float> samples, double sampleRate, DescriptorSet wanted,
                              const DescribeConfig &config = {});

}  // namespace tonewright::dsp
