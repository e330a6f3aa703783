#pragma once

#include <span>
#include <vector>

#include "core/dsp/equaliser.h"

namespace tonewright::eq_matching
{

/// Applied gains of equaliser bands on the 2048-point grid (kBins values), as fast as the training environment needs:
/// |B(ω)|² is a quadratic in φ = sin²(ω/2), so a band costs a few multiplications a bin and no trigonometry.
/// Equals dsp::responseDb; immutable, any number of threads.
class ResponseGrid
{
public:
    explicit ResponseGrid(int sampleRate);
    [[nodiscard]] int sampleRate() const { return m_sampleRate; }

    /// Amplitude gain of all bands together, linear. ZeroPhase squares each biquad's magnitude. [kBins]
    void gains(std::span<const dsp::Band> bands, dsp::FilterMode mode, std::span<float> out) const;
    [[nodiscard]] std::vector<float> gains(std::span<const dsp::Band> bands, dsp::FilterMode mode) const;

private:
    int m_sampleRate;
    std::vector<double> m_phi;  // [kBins]
};

}  // namespace tonewright::eq_matching
