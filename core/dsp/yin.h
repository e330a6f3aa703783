#pragma once

#include <memory>
#include <span>
#include <vector>

namespace tonewright::dsp
{

/// What YinTroughs looks for, in samples.
struct YinSetup {
    int window = 1024;     ///< integration length W, ≥ 2
    int shortestLag = 10;  ///< ≥ 2
    int longestLag = 338;  ///< ≥ shortestLag
    int hop = 512;         ///< between frames, ≥ 1
    double thresholdAlpha = 2, thresholdBeta = 18;
    int thresholds = 100;
    double troughDecay = 2;
    double noTroughShare = 0.01;
};

/// A period that a frame may have.
struct PeriodCandidate {
    double periodSamples = 0;  ///< between samples, by a parabola
    double probability = 0;    ///< that a threshold drawn from the prior chooses it
};

/// The first half of pYIN (inside `pitch`): a frame's difference function and the candidates in it.
class YinTroughs
{
public:
    /// `signal` is kept by reference: finite, at most 1 in magnitude. Samples outside it are 0.
    YinTroughs(std::span<const float> signal, const YinSetup &setup);
    ~YinTroughs();
    YinTroughs(const YinTroughs &) = delete;
    YinTroughs &operator=(const YinTroughs &) = delete;

    /// d′(τ) of frame `index`, τ = shortestLag − 1 … longestLag + 1; all 1 where the frame is silent. The frame's
    /// window and the longer half of its lags are centred on index · hop. Valid until the next call; frames in
    /// ascending order are cheapest.
    std::span<const float> normalisedDifference(int index);
    /// Candidates of frame `index`, shortest period first.
    std::span<const PeriodCandidate> candidates(int index);

private:
    struct Correlator;
    void addBlock(std::ptrdiff_t begin, std::span<float> difference);

    std::span<const float> m_signal;
    YinSetup m_setup;
    int m_block;                           // samples whose difference function is computed at once
    std::vector<float> m_thresholdWeight;  // prior of threshold (i + 1) / thresholds
    std::vector<float> m_weightAbove;      // its sum over thresholds from i on
    std::vector<float> m_troughWeight;     // e^(−decay k)
    std::vector<float> m_troughSum;        // of the first k
    std::unique_ptr<Correlator> m_correlator;
    std::vector<std::vector<float>> m_blocks;  // the last blocks' difference functions, a ring
    std::vector<std::ptrdiff_t> m_blockBegin;
    std::vector<float> m_difference, m_normalised;
    std::vector<PeriodCandidate> m_candidates;
    std::vector<int> m_troughs;  // index of the lowest threshold that each candidate's trough is below
};

}  // namespace tonewright::dsp
