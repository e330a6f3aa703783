#pragma once

#include <span>
#include <vector>

#include "core/dsp/rhythm_features.h"

namespace tonewright::dsp
{

/// How librosa guesses the tempo.
struct ReferenceTempoConfig {
    double likelyBpm = 120;      ///< centre of the log-normal prior
    double spreadOctaves = 1.0;  ///< its standard deviation, above 0
    double windowSeconds = 8.0;  ///< of the autocorrelation
    double fastestBpm = 320;
};

/// Tempo in BPM as librosa.feature.tempo gives it: autocorrelations of Hann windows of the onset curve round every
/// frame, each divided by its value at lag 0, their mean weighted by the prior. It can only be 60 · frameRate / lag for
/// whole lags: 2 % apart at 120 BPM and 43 frames a second. `onset`: see onsetStrength(); librosa.beat.beat_track takes
/// the median over bands. 0 where nothing begins. Ours, finer and with a confidence, is analyseRhythm() of rhythm.h.
double referenceTempo(std::span<const float> onset, double frameRate, const ReferenceTempoConfig &config = {});

/// A tempo whose beats, bars and pairs of bars repeat.
struct TempoCandidate {
    double bpm = 0;
    double periodFrames = 0;  ///< of RhythmFeatures::frameRate
    double comb = 0;  ///< mean autocorrelation at 1 … 8 periods: 1 = every beat like the one before, 0 = chance
};

/// Autocorrelations of the onset curves of `features`.
class PulseCorrelation
{
public:
    PulseCorrelation(const RhythmFeatures &features, double slowestBpm, double fastestBpm);

    /// Mean over the three bands of the whole signal's autocorrelation at a lag in frames, interpolated; 1 at 0.
    [[nodiscard]] double at(double lagFrames) const;
    /// The local maxima of the comb over tempo, strongest first, at most `most`. Half, double and two thirds of the
    /// tempo are among them as a rule: which one is meant is decided by rhythm.cpp.
    [[nodiscard]] std::vector<TempoCandidate> candidates(int most) const;
    /// The period in frames at every frame, within 16 % of the candidate's: the path through the autocorrelations of
    /// windows of 8 s, 1 s apart, that follows their combs (at 1 … 4 periods) without jumping (Viterbi).
    [[nodiscard]] std::vector<double> localPeriods(const TempoCandidate &candidate) const;

private:
    double m_frameRate, m_slowest, m_fastest;
    int m_frames = 0, m_windowHop = 1;
    std::vector<double> m_whole;
    std::vector<std::vector<double>> m_windows;  // [window][lag]
};

}  // namespace tonewright::dsp
