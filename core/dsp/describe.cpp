#include "core/dsp/describe.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "core/dsp/chroma.h"
#include "core/dsp/contrast.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/mfcc.h"
#include "core/dsp/sample_rate.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

using enum Descriptor;

/// Frames that are worked on together: their powers and magnitudes stay in the cache.
constexpr int kBlockFrames = 16;

constexpr DescriptorSet kFromMagnitude{StftMagnitude, MeanMagnitude, Contrast, Centroid, Bandwidth,
                                       Rolloff,       Crest,         Skewness, Kurtosis};
constexpr DescriptorSet kFromMoments{Bandwidth, Skewness, Kurtosis};
constexpr DescriptorSet kFromMel{LogMel, Mfcc, MfccDelta, OnsetStrength};
constexpr DescriptorSet kFromSpectrum =
    kFromMagnitude | kFromMel | MeanPower | Chroma | ChromaUntuned | BandEnergy | Flatness | Slope;

/// Adds values of a block to those of all frames, whose memory is taken once.
template <class T>
void append(std::vector<T> &to, const std::vector<T> &values, std::size_t total)
{
    to.reserve(total);
    to.insert(to.end(), values.begin(), values.end());
}

/// Powers of a signal block by block, as often as needed: kept if they fit, otherwise transformed again.
class PowerBlocks
{
public:
    PowerBlocks(std::span<const float> samples, double sampleRate, const StftConfig &config, std::size_t keptBytes,
                std::stop_token stop)
        : m_samples(samples), m_stop(std::move(stop)), m_stft(config),
          m_frames(frameCount(samples.size(), m_stft.config()))
    {
        m_block.bins = m_stft.bins();
        m_block.hopSamples = m_stft.config().hopSamples;
        m_block.fftSize = m_stft.config().fftSize;
        m_block.sampleRate = sampleRate;
        m_keep = std::size_t(m_frames) * std::size_t(m_block.bins) * sizeof(float) <= keptBytes;
    }

    [[nodiscard]] int frames() const { return m_frames; }

    /// Calls `work` with every block, until a stop is asked for; `again` tells that a later pass will come.
    template <class Work>
    void eachBlock(bool again, Work work)
    {
        std::size_t index = 0;
        for (int first = 0; first < m_frames && !m_stop.stop_requested(); first += kBlockFrames, ++index) {
            m_block.frames = std::min(kBlockFrames, m_frames - first);
            if (index < m_kept.size()) {
                m_block.values = std::move(m_kept[index]);
            } else {
                m_block.values.resize(std::size_t(m_block.frames) * std::size_t(m_block.bins));
                for (int t = 0; t < m_block.frames; ++t)
                    m_stft.powerFrame(m_samples, first + t, m_block.frame(t));
            }
            work(m_block);
            if (again && m_keep)
                m_kept.push_back(std::move(m_block.values));
        }
    }

private:
    std::span<const float> m_samples;
    std::stop_token m_stop;
    Stft m_stft;
    int m_frames = 0;
    bool m_keep = false;
    Spectrogram m_block;
    std::vector<std::vector<float>> m_kept;
};

class Describer
{
public:
    Describer(std::span<const float> samples, double sampleRate, DescriptorSet wanted, const DescribeConfig &config,
              const std::stop_token &stop)
        : m_samples(samples), m_wanted(wanted), m_config(config), m_stop(stop)
    {
        m_result.has = wanted;
        m_result.sampleRate = sampleRate;
        m_result.frameConfig = config.frames;
        m_result.frames = frameCount(samples.size(), config.frames);
    }

    Result<Description> run() &&
    {
        if (m_wanted.containsAny(kFromSpectrum))
            fromSpectrum();
        if (!m_stop.stop_requested())
            fromSamples();
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped");
        return std::move(m_result);
    }

private:
    [[nodiscard]] bool wants(Descriptor one) const { return m_wanted.contains(one); }
    [[nodiscard]] std::size_t total(int bands) const { return std::size_t(m_result.frames) * std::size_t(bands); }

    /// What needs no spectrum, or one of its own.
    void fromSamples()
    {
        if (wants(Rms))
            m_result.rms = rms(m_samples, m_config.frames);
        if (wants(ZeroCrossingRate))
            m_result.zeroCrossingRate = zeroCrossingRate(m_samples, m_config.frames);
        if (wants(Pitch)) {
            PitchConfig config = m_config.pitch;
            config.hopSeconds = m_config.frames.hopSamples / m_result.sampleRate;
            m_result.pitch = trackPitch(m_samples, m_result.sampleRate, config, m_stop);
        }
        if (wants(Key))
            m_result.key = estimateKey(m_samples, m_result.sampleRate, m_config.key, m_stop);
        if (wants(Rhythm))
            m_result.rhythm = analyseRhythm(m_samples, m_result.sampleRate, m_config.rhythm, m_stop);
    }

    void append(std::vector<double> &to, const std::vector<double> &values) const { dsp::append(to, values, total(1)); }
    void append(FeatureMatrix &to, const FeatureMatrix &rows) const
    {
        to.bands = rows.bands;
        to.frames += rows.frames;
        dsp::append(to.values, rows.values, total(rows.bands));
    }
    void append(Spectrogram &to, const Spectrogram &rows) const
    {
        Spectrogram joined{rows.kind,    to.frames + rows.frames, rows.bins,           rows.hopSamples,
                           rows.fftSize, rows.sampleRate,         std::move(to.values)};
        dsp::append(joined.values, rows.values, total(rows.bins));
        to = std::move(joined);
    }

    static void accumulate(const Spectrogram &block, std::vector<double> &sums)
    {
        sums.resize(std::size_t(block.bins));
        for (int t = 0; t < block.frames; ++t)
            loops::accumulate(block.frame(t), sums);
    }

    void fromSpectrum()
    {
        PowerBlocks blocks(m_samples, m_result.sampleRate, m_config.frames, m_config.keptBytes, m_stop);
        const bool estimatesTuning = wants(Chroma) && !m_config.tuning;
        const bool twice = estimatesTuning || wants(Slope);
        if (wants(Chroma) && m_config.tuning)
            setTuning(*m_config.tuning);
        std::vector<float> untuned;
        if (wants(ChromaUntuned))
            untuned = chromaFilters(m_result.sampleRate, m_config.frames.fftSize, 0.0);

        blocks.eachBlock(twice, [&](const Spectrogram &power) {
            ofPower(power);
            if (m_wanted.containsAny(kFromMagnitude))
                ofMagnitude(magnitudeOf(power));
            if (wants(ChromaUntuned))
                append(m_result.chromaUntuned, chroma(power, untuned));
            if (estimatesTuning)
                m_tuning.add(power);
            else if (wants(Chroma))
                append(m_result.chroma, chroma(power, m_chromaFilters));
        });
        if (m_stop.stop_requested())
            return;
        if (estimatesTuning)
            setTuning(m_tuning.tuning());
        if (twice)
            blocks.eachBlock(false, [&](const Spectrogram &power) {
                if (estimatesTuning)
                    append(m_result.chroma, chroma(power, m_chromaFilters));
                if (wants(Slope))
                    append(m_result.slope, spectralSlope(power, m_config.slopeLowestHz, m_loudest));
            });
        if (!m_stop.stop_requested())
            finishSpectrum();
    }

    void setTuning(double tuning)
    {
        m_result.tuning = tuning;
        m_chromaFilters = chromaFilters(m_result.sampleRate, m_config.frames.fftSize, tuning);
    }

    void ofPower(const Spectrogram &power)
    {
        if (wants(MeanPower))
            accumulate(power, m_result.meanPower);
        if (m_wanted.containsAny(kFromMel)) {
            if (!m_melFilters)
                m_melFilters.emplace(power.sampleRate, power.fftSize, m_config.melBands);
            append(m_result.logMel, melSpectrogram(power, *m_melFilters));
        }
        if (wants(BandEnergy))
            append(m_result.bandEnergy, bandEnergies(power, m_config.bandsHz));
        if (wants(Flatness))
            append(m_result.flatness, spectralFlatness(power));
        if (wants(Slope))
            m_loudest = std::max(m_loudest, loops::largest(power.values));
    }

    void ofMagnitude(const Spectrogram &magnitude)
    {
        if (wants(MeanMagnitude))
            accumulate(magnitude, m_result.meanMagnitude);
        if (wants(StftMagnitude))
            append(m_result.magnitude, magnitude);
        if (wants(Contrast))
            m_contrast.add(magnitude);
        if (m_wanted.containsAny(kFromMoments))
            for (const SpectralMoments &m : spectralMoments(magnitude)) {
                if (wants(Centroid))
                    m_result.centroid.push_back(m.centroidHz);
                if (wants(Bandwidth))
                    m_result.bandwidth.push_back(std::sqrt(m.variance));
                if (wants(Skewness))
                    m_result.skewness.push_back(m.skewness);
                if (wants(Kurtosis))
                    m_result.kurtosis.push_back(m.kurtosis);
            }
        else if (wants(Centroid))
            append(m_result.centroid, spectralCentroid(magnitude));
        if (wants(Rolloff))
            append(m_result.rolloff, spectralRolloff(magnitude, m_config.rolloffShare));
        if (wants(Crest))
            append(m_result.crest, spectralCrest(magnitude));
    }

    /// What is made of whole matrices.
    void finishSpectrum()
    {
        for (std::vector<double> *mean : {&m_result.meanPower, &m_result.meanMagnitude})
            for (double &value : *mean)
                value /= m_result.frames;
        if (wants(Contrast))
            m_result.contrast = std::move(m_contrast).finish();
        if (!m_wanted.containsAny(kFromMel))
            return;
        FeatureMatrix &logMel = m_result.logMel;
        powerToDb(logMel.values, DbReference::One);
        if (wants(Mfcc) || wants(MfccDelta))
            m_result.mfcc = mfccOfLogMel(logMel, m_config.mfccCoefficients);
        if (wants(MfccDelta))
            m_result.mfccDelta = deltas(m_result.mfcc, m_config.deltaWidth);
        if (!wants(Mfcc))
            m_result.mfcc = {};
        if (wants(OnsetStrength))
            m_result.onsetStrength = onsetStrength(logMel, m_config.frames, m_config.onset);
        // Relative to the maximum the floor is the same: only the level moves.
        if (wants(LogMel))
            loops::addScalar(-*std::max_element(logMel.values.begin(), logMel.values.end()), logMel.values);
        else
            logMel = {};
    }

    std::span<const float> m_samples;
    DescriptorSet m_wanted;
    const DescribeConfig &m_config;
    std::stop_token m_stop;
    Description m_result;

    std::optional<MelFilters> m_melFilters;
    ContrastAnalyser m_contrast;
    TuningEstimator m_tuning;
    std::vector<float> m_chromaFilters;
    float m_loudest = 0;
};

Result<void> checkConfig(const DescribeConfig &config)
{
    constexpr int kLargestFft = 1 << 24, kLargestHop = 1 << 24, kLargestLag = 1 << 20;
    const auto need = [](bool holds, const char *field, const char *range) -> Result<void> {
        if (holds)
            return {};
        return fail(ErrorCode::InvalidArgument, fmt::format("this must be {}.", range), field);
    };
    const auto &frames = config.frames;
    for (const auto &checked :
         {need(frames.fftSize >= 2 && frames.fftSize % 2 == 0 && frames.fftSize <= kLargestFft, "frames.fftSize",
               "even, from 2 to 2^24"),
          need(frames.hopSamples >= 1 && frames.hopSamples <= kLargestHop, "frames.hopSamples", "from 1 to 2^24"),
          need(config.melBands >= 1 && config.melBands <= 4096, "melBands", "from 1 to 4096"),
          need(config.mfccCoefficients >= 1 && config.mfccCoefficients <= config.melBands, "mfccCoefficients",
               "from 1 to the number of mel bands"),
          need(config.deltaWidth >= 3 && config.deltaWidth % 2 == 1, "deltaWidth", "odd and at least 3"),
          need(config.rolloffShare > 0 && config.rolloffShare <= 1, "rolloffShare", "above 0 and at most 1"),
          need(config.slopeLowestHz >= 0 && std::isfinite(config.slopeLowestHz), "slopeLowestHz",
               "a frequency, 0 Hz or more"),
          need(!config.tuning || (*config.tuning >= -1 && *config.tuning <= 1), "tuning", "from −1 to 1 semitone"),
          need(std::all_of(config.bandsHz.begin(), config.bandsHz.end(), [](const auto &b) { return b[0] < b[1]; }),
               "bandsHz", "pairs of frequencies, the lower one first"),
          need(config.onset.lagFrames >= 1 && config.onset.lagFrames <= kLargestLag, "onset.lagFrames",
               "from 1 to 2^20")})
        if (!checked)
            return checked;
    return {};
}

Result<void> checkSamples(std::span<const float> samples, double sampleRate)
{
    if (samples.empty())
        return fail(ErrorCode::BadData, "there are no samples to describe.", "samples");
    if (loops::allFinite(samples) && loops::largestMagnitude(samples) <= kLargestSample)
        return {};
    const auto bad =
        std::find_if(samples.begin(), samples.end(), [](float x) { return !(std::abs(x) <= kLargestSample); });
    const auto index = bad - samples.begin();
    return fail(
        ErrorCode::BadData,
        fmt::format("the sample at {:.3f} s (number {}) is {}. Samples must be numbers up to {:g}, nominally −1 … 1.",
                    double(index) / sampleRate, index, *bad, kLargestSample),
        "samples");
}

}  // namespace

Result<Description> describe(std::span<const float> samples, double sampleRate, DescriptorSet wanted,
                             const DescribeConfig &config, const std::stop_token &stop)
{
    if (auto usable = checkSampleRate(sampleRate); !usable)
        return fail(usable.error());
    if (auto usable = checkConfig(config); !usable)
        return fail(usable.error());
    if (auto usable = checkSamples(samples, sampleRate); !usable)
        return fail(usable.error());
    return Describer(samples, sampleRate, wanted, config, stop).run();
}

Description describeUnchecked(std::span<const float> samples, double sampleRate, DescriptorSet wanted,
                              const DescribeConfig &config)
{
    return Describer(samples, sampleRate, wanted, config, {}).run().value();
}

Result<Description> describe(const Clip &clip, DescriptorSet wanted, const DescribeConfig &config,
                             const std::stop_token &stop)
{
    return describe(clip.samples, clip.sampleRate, wanted, config, stop);
}

}  // namespace tonewright::dsp
