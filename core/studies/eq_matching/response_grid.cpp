#include "core/studies/eq_matching/response_grid.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/studies/eq_matching/track_spectra.h"

namespace tonewright::eq_matching
{

ResponseGrid::ResponseGrid(int sampleRate) : m_sampleRate(sampleRate), m_phi(kBins)
{
    for (std::size_t bin = 0; bin < m_phi.size(); ++bin) {
        const double sine = std::sin(std::numbers::pi * static_cast<double>(bin) / kFftSize);
        m_phi[bin] = sine * sine;
    }
}

void ResponseGrid::gains(std::span<const dsp::Band> bands, dsp::FilterMode mode, std::span<float> out) const
{
    std::array<double, kBins> power;
    power.fill(1.0);
    for (const dsp::Band &band : bands) {
        const dsp::Biquad f = dsp::designBiquad(band, m_sampleRate);
        const double n0 = (f.b0 + f.b1 + f.b2) * (f.b0 + f.b1 + f.b2);
        const double n1 = -4.0 * (f.b0 * f.b1 + 4.0 * f.b0 * f.b2 + f.b1 * f.b2);
        const double n2 = 16.0 * f.b0 * f.b2;
        const double d0 = (1.0 + f.a1 + f.a2) * (1.0 + f.a1 + f.a2);
        const double d1 = -4.0 * (f.a1 + 4.0 * f.a2 + f.a1 * f.a2);
        const double d2 = 16.0 * f.a2;
        for (std::size_t bin = 0; bin < power.size(); ++bin) {
            const double phi = m_phi[bin];
            power[bin] *= (n0 + phi * (n1 + phi * n2)) / (d0 + phi * (d1 + phi * d2));
        }
    }
    if (mode == dsp::FilterMode::ZeroPhase) {
        for (std::size_t bin = 0; bin < power.size(); ++bin)
            out[bin] = static_cast<float>(power[bin]);
    } else {
        for (std::size_t bin = 0; bin < power.size(); ++bin)
            out[bin] = static_cast<float>(std::sqrt(power[bin]));
    }
}

std::vector<float> ResponseGrid::gains(std::span<const dsp::Band> bands, dsp::FilterMode mode) const
{
    std::vector<float> out(kBins);
    gains(bands, mode, out);
    return out;
}

}  // namespace tonewright::eq_matching
