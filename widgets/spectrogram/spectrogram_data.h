#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/audio/audio_buffer.h"

namespace tonewright
{

/// What decides how a spectrogram looks; shared by all panes that are compared.
struct SpectrogramSettings {
    int windowSamples = 2048;  ///< Hann; a power of two
    double floorDb = -90;      ///< dBFS drawn darkest
    double ceilingDb = 0;      ///< dBFS drawn lightest
    double minimumHz = 40;
    double maximumHz = 20000;

    bool operator==(const SpectrogramSettings &) const = default;
};

struct TimeRange {
    double begin = 0;  ///< s
    double end = 0;    ///< s
    [[nodiscard]] double length() const { return end - begin; }
    bool operator==(const TimeRange &) const = default;
};

/// Levels of a clip over time and frequency in dBFS (a full-scale sine reads 0), kept as hundredths of a dB.
/// Frames are centred on their time; the hop is a quarter window, longer for clips of more than kMaximumFrames hops.
class SpectrogramData
{
public:
    static constexpr int kMaximumFrames = 16384;
    static constexpr double kSilenceDb = -160;

    /// Computes it; null when `stop` was requested or the clip is empty. Runs on a thread of the caller's choice,
    /// seconds for long clips.
    static std::shared_ptr<const SpectrogramData> compute(const Clip &clip, int windowSamples, std::stop_token stop);

    [[nodiscard]] int sampleRate() const { return m_sampleRate; }
    [[nodiscard]] double seconds() const { return m_seconds; }
    [[nodiscard]] int bins() const { return m_bins; }
    [[nodiscard]] int frames() const { return m_frames; }
    [[nodiscard]] int hopSamples() const { return m_hopSamples; }
    [[nodiscard]] double binHz() const { return m_binHz; }
    [[nodiscard]] double frameSeconds() const { return double(m_hopSamples) / m_sampleRate; }
    [[nodiscard]] double db(int frame, int bin) const
    {
        return m_centiDb[static_cast<std::size_t>(frame) * static_cast<std::size_t>(m_bins) +
                         static_cast<std::size_t>(bin)] *
               0.01;
    }
    /// Frames [frame], hundredths of a dB, bins() long.
    [[nodiscard]] const std::int16_t *frame(int frame) const
    {
        return m_centiDb.data() + static_cast<std::size_t>(frame) * static_cast<std::size_t>(m_bins);
    }
    /// The level a hover read-out shows: at a spectral peak the level of a sine that would give it (a Hann window reads
    /// one between two bins up to 1.4 dB too low; corrected, less than 0.05 dB remains), elsewhere linear between bins.
    [[nodiscard]] double levelDb(double seconds, double hertz) const;

private:
    int m_sampleRate = 0;
    int m_bins = 0;
    int m_frames = 0;
    int m_hopSamples = 0;
    double m_binHz = 0;
    double m_seconds = 0;
    std::vector<std::int16_t> m_centiDb;  // [frame][bin]
};

}  // namespace tonewright
