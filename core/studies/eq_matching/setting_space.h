#pragma once

#include <array>

#include "core/dsp/equaliser.h"
#include "core/studies/eq_matching/action_grid.h"

namespace tonewright::eq_matching
{

/// Twelve coordinates in the action grid's order, each 0 … 1 over its range.
using Position = std::array<double, kParameters>;

/// The settings an agent may choose, as a cube without the grid's steps: frequency and Q on logarithmic scales, gains
/// linear within ±`mostGainDb` of one pass, limited to the grid's range.
class SettingSpace
{
public:
    explicit SettingSpace(dsp::FilterMode mode, double mostGainDb = 24.0);

    /// Coordinates beyond 0 … 1 are mirrored at the walls, so that a search may step over them.
    [[nodiscard]] dsp::Equaliser at(const Position &position) const;
    /// What lies outside the ranges is brought to their ends.
    [[nodiscard]] Position of(const dsp::Equaliser &equaliser) const;
    /// Whether every value lies within its range, up to rounding.
    [[nodiscard]] bool contains(const dsp::Equaliser &equaliser) const;
    /// The nearest choice of the grid on each axis' own scale, gains still within the limit.
    [[nodiscard]] dsp::Equaliser onGrid(const dsp::Equaliser &equaliser) const;
    /// One axis moved by `steps` choices of the grid, as far as the range goes.
    [[nodiscard]] dsp::Equaliser stepped(const dsp::Equaliser &equaliser, int axis, int steps) const;

    [[nodiscard]] dsp::FilterMode mode() const { return m_mode; }

private:
    struct Range {
        double first = 0, last = 1;
        bool logarithmic = false;
    };
    dsp::FilterMode m_mode;
    std::array<Range, kParameters> m_ranges;
};

}  // namespace tonewright::eq_matching
