#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tonewright::dsp
{

/// A frame's evidence for one pitch bin.
struct PitchEvidence {
    int bin = 0;
    double probability = 0;  ///< > 0; at most one entry a bin
};

/// The hidden Markov model of pYIN (inside `pitch`): per frame either voiced in one of `bins` pitch bins or unvoiced,
/// remembering one. Neighbouring frames' bins differ by at most `reach`, with probability falling linearly to 0 at
/// reach + 1 and normalised over the bins that exist (librosa.sequence.transition_local with a triangle); voicing
/// changes with `switchProbability`. An unvoiced frame is seen with 1 − the sum of the evidence, the same in every bin.
///
/// Exact Viterbi, in which voiced states without evidence are left out: only a frame's few candidates are voiced
/// states, so that the work is the unvoiced bins' transitions, one band of 2 · reach + 1.
class PitchPath
{
public:
    struct State {
        int bin = 0;
        bool voiced = false;
    };

    PitchPath(int bins, int reach, double switchProbability);

    /// Takes the memory of so many frames at once: growing by doubling would take up to three times as much.
    void reserve(std::size_t frames);
    /// The next frame. Before the first one there was silence.
    void add(std::span<const PitchEvidence> evidence);
    /// The most likely states of all frames.
    [[nodiscard]] std::vector<State> best() const;

private:
    void spread();
    void findOrigins(int first, int last, int lowestOrigin, int highestOrigin);

    int m_bins, m_reach;
    float m_logStay, m_logSwitch;
    std::vector<float> m_logWeight;       // of a step by −reach … reach
    std::vector<float> m_logRow;          // minus the log of the sum of a bin's weights
    std::vector<float> m_unvoiced;        // log probability of each bin's best path, the best of all states at 0
    std::vector<PitchEvidence> m_voiced;  // the last frame's candidates; `probability` is the log of their best path's
    std::vector<float> m_source;          // unvoiced, with its row's weight
    std::vector<float> m_fromUnvoiced, m_fromVoiced;  // best way into each bin, before voicing's own probability
    std::vector<int> m_unvoicedOrigin, m_voicedOrigin;

    struct Origin {
        std::uint16_t code;  // bin · 2 + voiced
    };
    std::vector<Origin> m_unvoicedBack;  // [frame][bin]
    struct VoicedBack {
        int bin;
        Origin origin;
    };
    std::vector<VoicedBack> m_voicedBack;        // all frames' candidates, one after another
    std::vector<std::size_t> m_voicedBackBegin;  // where a frame's begin; one more entry than frames
};

}  // namespace tonewright::dsp
