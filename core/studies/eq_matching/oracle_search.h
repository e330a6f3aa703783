#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/studies/eq_matching/go_on.h"
#include "core/studies/eq_matching/response_grid.h"
#include "core/studies/eq_matching/setting_space.h"

namespace tonewright::eq_matching
{

/// The parts of the oracle's search: they know settings and how good one is, no signals.
namespace search
{

/// A setting and how good it is: higher is better, −∞ where that can't be said.
struct Candidate {
    Position position{};
    double quality = 0;
};
bool better(const Candidate &a, const Candidate &b);

/// What says how good a setting is, and how often it may still be asked.
struct Judge {
    std::function<double(const dsp::Equaliser &)> quality;
    const SettingSpace *space = nullptr;
    const GoOn *goOn = nullptr;
    int left = 0;
    bool stopped = false;

    [[nodiscard]] bool mayAsk();
    Candidate ask(const Position &position);
    Candidate ask(const dsp::Equaliser &equaliser);
};

/// CMA-ES around `start`, at most `evaluations` of the judge's; the best that was seen, the start included. Generations
/// that the budget can't finish are not begun.
Candidate climb(Judge &judge, const Candidate &start, double step, int evaluations, std::uint64_t seed);

/// Doing nothing, the known settings, and curve fits of the state's bands [kStateSize].
std::vector<Position> startsOf(std::span<const float> state, const ResponseGrid &grid, const SettingSpace &space,
                               std::span<const dsp::Equaliser> known, Rng &rng);

/// Asks about every start and blind random settings, climbs from the best few of them and goes on from the winner until
/// the judge's budget is spent. Every branch's best, best first.
std::vector<Candidate> fromStarts(Judge &judge, std::span<const Position> starts, Rng &rng);

/// climb() among the grid's choices: every setting is rounded to them before it is judged.
Candidate climbRounded(Judge &judge, const Candidate &start, int evaluations, std::uint64_t seed);

/// From the choices nearest to `start`: one axis by one step at a time, as long as that helps.
dsp::Equaliser climbOnGrid(Judge &judge, const dsp::Equaliser &start);

}  // namespace search
}  // namespace tonewright::eq_matching
