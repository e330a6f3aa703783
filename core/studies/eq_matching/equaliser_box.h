#pragma once

#include <array>
#include <span>

#include "core/dsp/equaliser.h"
#include "core/rl/space.h"
#include "core/studies/eq_matching/action_grid.h"

namespace tonewright::eq_matching
{

/// The equaliser as a box of twelve numbers in −1 … 1, for agents with continuous actions: −1 and 1 are the ends of
/// each axis of the action grid, on its own scale (frequency and Q logarithmic, gain linear). Gains reach
/// `largestGainDb` only.
class EqualiserBox
{
public:
    enum class Values { Grid, Continuous };

    /// `largestGainDb` of one pass, above 0; more than the grid's 24 dB counts as that.
    EqualiserBox(Values values, double largestGainDb, dsp::FilterMode mode);

    [[nodiscard]] static rl::Space space() { return rl::Space::box(-1.0F, 1.0F, kParameters); }
    /// `action` [kParameters], limited to −1 … 1; rounded to the grid with Values::Grid.
    [[nodiscard]] dsp::Equaliser equaliser(std::span<const float> action) const;
    /// The other way, limited to the box.
    [[nodiscard]] std::array<float, kParameters> action(const dsp::Equaliser &equaliser) const;

private:
    [[nodiscard]] double low(std::size_t index) const;
    [[nodiscard]] double high(std::size_t index) const;

    Values m_values;
    double m_largestGainDb;
    dsp::FilterMode m_mode;
};

}  // namespace tonewright::eq_matching
