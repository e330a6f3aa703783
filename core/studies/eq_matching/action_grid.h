#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/dsp/equaliser.h"

namespace tonewright::eq_matching
{

constexpr int kParameters = 12;

/// Indices into the grid, one a parameter.
using Action = std::array<std::uint16_t, kParameters>;

/// One of the published agent's twelve parameters and its equally spaced choices (DESIGN.md §7).
struct GridAxis {
    std::string_view name;  ///< as in the published data set: "low_shelf_freq"
    std::string_view unit;
    double first = 0;
    double step = 1;
    int choices = 0;
    bool logarithmic = false;  ///< frequency and Q are heard, and explored, on a logarithmic scale

    [[nodiscard]] bool isGain() const { return unit == "dB"; }
    [[nodiscard]] double value(int index) const { return first + step * index; }
    /// Where a choice lies between 0 and 1 on the axis' own (linear or logarithmic) scale.
    [[nodiscard]] double position(int index) const;
    [[nodiscard]] std::uint16_t nearestToPosition(double position) const;
    /// Where any value lies on that scale (beyond 0 and 1 outside the axis; `value` > 0 on a logarithmic one), and
    /// back.
    [[nodiscard]] double positionOf(double value) const;
    [[nodiscard]] double valueAt(double position) const;
};

/// freq, gain, Q of low shelf, low peak, high peak, high shelf, in this order.
const std::array<GridAxis, kParameters> &actionGrid();

/// Which choices mean something at a sample rate: 1 for those that may be taken, 0 for those whose filter is the same
/// as that of the choice before them, because dsp::limited() brings both to one limit. All axes' choices one after the
/// other, as many as their sum. Frequencies above 0.95 · Nyquist: the first of them stays (at 22.05 kHz, one choice of
/// the high shelf's 17); Q above 18, at any rate. At least one choice an axis is left.
std::vector<std::uint8_t> effectiveChoices(int sampleRate);
/// Choices that may not be taken become the nearest lower ones that may. `allowed` as effectiveChoices gives it.
Action among(std::span<const std::uint8_t> allowed, Action action);

/// One of the twelve, in the grid's order.
double &parameter(dsp::Equaliser &equaliser, std::size_t index);
double parameter(const dsp::Equaliser &equaliser, std::size_t index);

dsp::Equaliser toEqualiser(const Action &action, dsp::FilterMode mode);

/// The twelve parameters as an equaliser holds them, in the grid's order, and back.
std::array<double, kParameters> parametersOf(const dsp::Equaliser &equaliser);
dsp::Equaliser toEqualiser(const std::array<double, kParameters> &parameters, dsp::FilterMode mode);

/// Uniform on each axis' own scale.
Action randomAction(Rng &rng);
/// Each component: with probability `epsilon` uniform, else with probability `nudge` moved by a normal step of
/// `nudgeWidth` of the axis, else kept.
struct Exploration {
    double epsilon = 1.0;
    double nudge = 0.5;
    double nudgeWidth = 0.05;
};
/// Where `allowed` is not empty, among() it.
Action explore(const Action &greedy, const Exploration &how, Rng &rng, std::span<const std::uint8_t> allowed = {});

/// From an object with the twelve published names (any values, not only the grid's). Errors: InvalidArgument naming
/// the missing, unknown or non-numeric one.
Result<dsp::Equaliser> equaliserFromJson(const Json &object, dsp::FilterMode mode);
Json toJson(const dsp::Equaliser &equaliser);

}  // namespace tonewright::eq_matching
