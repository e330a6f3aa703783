#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tonewright::dsp
{

inline constexpr std::size_t kStoiBands = 15;    ///< third octaves
inline constexpr std::size_t kStoiSegment = 30;  ///< frames that are compared at a time: 384 ms

/// Envelopes of STOI's bands: the square root of a band's power, one value a frame. Shape [band][frame], zeros behind
/// the last frame, so that blocks of segments may be read as wholes.
class BandEnvelopes
{
public:
    static constexpr std::size_t kPadding = 16;

    explicit BandEnvelopes(std::size_t frames = 0)
        : m_frames(frames), m_stride(frames + kPadding), m_values(kStoiBands * m_stride, 0.0)
    {
    }

    [[nodiscard]] std::size_t frames() const { return m_frames; }
    /// frames() values and kPadding zeros.
    [[nodiscard]] std::span<double> band(std::size_t index) { return {m_values.data() + index * m_stride, m_stride}; }
    [[nodiscard]] std::span<const double> band(std::size_t index) const
    {
        return {m_values.data() + index * m_stride, m_stride};
    }

private:
    std::size_t m_frames;
    std::size_t m_stride;
    std::vector<double> m_values;
};

/// STOI (Taal et al. 2011, equations 3–6): mean over bands and segments of the correlation of the reference's envelope
/// with the estimate's, which was scaled to the reference's energy and limited to 1 + 10^(15/20) times the reference.
/// Both of one shape, at least kStoiSegment frames. Shape [band][frame].
double clippedCorrelation(const BandEnvelopes &reference, const BandEnvelopes &estimate);

/// ESTOI (Jensen and Taal 2016, equations 4–8): mean over segments and frames of the correlation across bands, after
/// each band of a segment was freed of its mean and divided by its norm.
double spectralCorrelation(const BandEnvelopes &reference, const BandEnvelopes &estimate);

}  // namespace tonewright::dsp
