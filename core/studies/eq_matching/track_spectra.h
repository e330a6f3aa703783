#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/base/rng.h"

namespace tonewright::eq_matching
{

constexpr int kFftSize = 2048;
constexpr int kHopSamples = 512;
constexpr int kBins = kFftSize / 2 + 1;
constexpr int kStateBands = 48;
constexpr int kStateSize = 2 * kStateBands;

/// Windows of multi-scale convergence, as dsp::MatchScorer has them.
constexpr std::array<int, 3> kScaleSizes{512, 2048, 8192};
/// One value a bin of each scale's own spectrum, [3][size / 2 + 1].
using PerScale = std::array<std::vector<double>, kScaleSizes.size()>;

/// Both ends of a signal, divided by its peak.
constexpr std::size_t kEndSamples = 8192;
struct TrackEnds {
    std::vector<float> head, tail;  ///< kEndSamples each, or all of a shorter signal
    std::size_t samples = 0;        ///< of the whole signal; 0: not kept
};

/// The loudest of a whole track, in dB: what levels of a few of its frames are relative to.
struct Loudest {
    float binDb = 0;  ///< of |STFT|², at least −100
    float melDb = 0;  ///< of 128 mel bands, at least −100
};

/// What the environment keeps of one signal, divided by its own peak: a few frames and sums over all of them. A 30 s
/// track takes some 300 kB instead of 5 MB, so a thousand tracks fit in memory.
struct SignalSpectra {
    int sampleRate = 0;
    int totalFrames = 0;                 ///< of the whole signal, kept or not
    std::vector<int> frameIndices;       ///< [frames]: which ones, ascending
    std::vector<float> magnitudes;       ///< [frames, kBins]: |STFT|, 2048/512, of frames spread over the track
    std::vector<double> meanPower;       ///< [kBins]: mean over all frames of |STFT|²
    std::vector<float> largestPower;     ///< [kBins]: largest of |STFT|² over all frames
    std::vector<float> largestMelPower;  ///< [128]: the same of mel bands
    Loudest loudest;
    /// Σ over frames of |STFT|⁴ at hop 256, for windows of 512, 2048 and 8192: what multi-scale convergence needs.
    PerScale powerSquared;
    std::array<double, kScaleSizes.size()> powerSquaredTotal{};  ///< summed over bins
    /// Mean over frames of |STFT|² for the window of 8192: what lies within a bin of 2048. [4097]
    std::vector<double> finePower;
    /// Of the raw side of a given pair alone: Σ over frames of |STFT|² · |STFT of the reference|².
    PerScale crossPower;
    TrackEnds ends;   ///< kept only where all frames are
    double peak = 0;  ///< of the signal before normalisation

    [[nodiscard]] int frames() const { return static_cast<int>(frameIndices.size()); }
};

/// `keep` frames spread evenly; the signal must not be silent and at least 2048 samples long.
SignalSpectra analyse(const Clip &clip, int keep);
/// The raw side of a given pair: the same frames as `reference` has, normalised by its own peak, and the cross powers.
/// `reference` was made of `referenceClip`, which has as many samples as `clip`.
SignalSpectra analyseLike(const Clip &clip, const SignalSpectra &reference, const Clip &referenceClip);

/// Level in dB of 48 log-spaced bands, 30 Hz … 20 kHz, of a mean power spectrum; bands above Nyquist are kFloorDb.
constexpr double kFloorDb = -100.0;
std::vector<double> bandLevelsDb(std::span<const double> meanPower, int sampleRate);
/// Centres of the 48 bands in Hz.
const std::vector<double> &stateBandCentresHz();
/// How many of them, counted from the lowest, lie below Nyquist with their whole width.
std::size_t stateBandsAt(int sampleRate);

/// The agent's state: 48 bands of reference − raw in dB/10, then 48 bands of the reference in dB/20 relative to their
/// loudest. Bands above Nyquist are 0 in the first half and −4 in the second. `rawPower` and `referencePower` are mean
/// power spectra of peak-normalised signals [kBins].
std::vector<float> matchState(std::span<const double> rawPower, std::span<const double> referencePower, int sampleRate);

}  // namespace tonewright::eq_matching
