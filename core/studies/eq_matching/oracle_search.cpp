#include "core/studies/eq_matching/oracle_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/studies/eq_matching/cma_es.h"
#include "core/studies/eq_matching/curve_fit.h"

namespace tonewright::eq_matching::search
{
namespace
{

constexpr int kFitIterations = 30;
constexpr int kFitStarts = 6;
constexpr double kBlindShare = 0.05;  // of the budget
constexpr double kFirstShare = 0.5;   // of the budget: short searches from several starts
constexpr std::size_t kBranches = 5;  // starts that are searched from
constexpr double kWideStep = 0.06;    // of an axis' range
constexpr double kNarrowStep = 0.02;
constexpr double kRoundedStep = 0.03;  // wide enough to leave a choice of the grid
constexpr double kConverged = 1e-4;    // a spread below which another generation finds nothing new

Position asPosition(std::span<const double> point)
{
    Position position{};
    std::copy_n(point.begin(), position.size(), position.begin());
    return position;
}

}  // namespace

bool better(const Candidate &a, const Candidate &b)
{
    return a.quality > b.quality;
}

bool Judge::mayAsk()
{
    stopped = stopped || !(*goOn)();
    return left > 0 && !stopped;
}

Candidate Judge::ask(const Position &position)
{
    --left;
    const double value = quality(space->at(position));
    return {position, std::isnan(value) ? -std::numeric_limits<double>::infinity() : value};
}

Candidate Judge::ask(const dsp::Equaliser &equaliser)
{
    return ask(space->of(equaliser));
}

Candidate climb(Judge &judge, const Candidate &start, double step, int evaluations, std::uint64_t seed)
{
    Candidate best = start;
    CmaEs search({start.position.begin(), start.position.end()}, step, seed);
    std::vector<double> values;
    const int keep = judge.left - std::min(evaluations, judge.left);
    while (search.spread() > kConverged) {
        const auto &points = search.ask();
        if (judge.left - keep < static_cast<int>(points.size()))
            break;
        values.clear();
        for (const auto &point : points) {
            if (!judge.mayAsk())
                return best;
            const Candidate tried = judge.ask(asPosition(point));
            if (better(tried, best))
                best = tried;
            values.push_back(-tried.quality);
        }
        search.tell(values);
    }
    return best;
}

std::vector<Position> startsOf(std::span<const float> state, const ResponseGrid &grid, const SettingSpace &space,
                               std::span<const dsp::Equaliser> known, Rng &rng)
{
    const Position nothing = space.of(dsp::Equaliser{});
    std::vector<Position> starts{nothing};
    for (const dsp::Equaliser &setting : known)
        starts.push_back(space.of(setting));
    for (const bool levelled : {false, true}) {
        const TargetCurve target = targetOfState(state, grid.sampleRate(), levelled);
        std::vector<CurveFit> fits;
        for (int i = 0; i < kFitStarts; ++i) {
            Position from = nothing;
            if (i > 0)
                for (double &coordinate : from)
                    coordinate = rng.uniform(0.2, 0.8);
            fits.push_back(fitCurve(target, space, from, kFitIterations));
        }
        std::stable_sort(fits.begin(), fits.end(),
                         [](const CurveFit &a, const CurveFit &b) { return a.rmsDb < b.rmsDb; });
        starts.push_back(fits[0].position);
        starts.push_back(fits[1].position);
    }
    return starts;
}

std::vector<Candidate> fromStarts(Judge &judge, std::span<const Position> starts, Rng &rng)
{
    const int budget = judge.left;
    std::vector<Candidate> found;
    for (const Position &start : starts)
        if (judge.mayAsk())
            found.push_back(judge.ask(start));
    for (int i = 0; i < static_cast<int>(kBlindShare * budget); ++i) {
        Position position{};
        for (double &coordinate : position)
            coordinate = rng.uniform();
        if (judge.mayAsk())
            found.push_back(judge.ask(position));
    }
    std::stable_sort(found.begin(), found.end(), better);
    if (found.size() > kBranches)
        found.resize(kBranches);
    const int each = static_cast<int>(kFirstShare * budget) / static_cast<int>(kBranches);
    for (Candidate &candidate : found)
        candidate = climb(judge, candidate, kWideStep, each, rng.next());
    std::stable_sort(found.begin(), found.end(), better);
    // The rest goes to the winner, again and again with a fresh ellipsoid, narrow and wide by turns.
    for (int round = 0; !found.empty() && judge.left > 0 && !judge.stopped; ++round) {
        const int before = judge.left;
        const Candidate further = climb(judge, found.front(), round % 2 == 0 ? kNarrowStep : kWideStep,
                                        std::max(each, before / 2), rng.next());
        if (better(further, found.front()))
            found.insert(found.begin(), further);
        if (judge.left == before)
            break;
    }
    return found;
}

Candidate climbRounded(Judge &judge, const Candidate &start, int evaluations, std::uint64_t seed)
{
    const auto quality = judge.quality;
    judge.quality = [&quality, space = judge.space](const dsp::Equaliser &e) { return quality(space->onGrid(e)); };
    Candidate best = start;
    if (judge.mayAsk())
        best = climb(judge, judge.ask(start.position), kRoundedStep, evaluations - 1, seed);
    judge.quality = quality;
    return best;
}

dsp::Equaliser climbOnGrid(Judge &judge, const dsp::Equaliser &start)
{
    dsp::Equaliser best = judge.space->onGrid(start);
    if (!judge.mayAsk())
        return best;
    double quality = judge.ask(best).quality;
    for (bool moved = true; moved;) {
        moved = false;
        for (int axis = 0; axis < kParameters; ++axis) {
            for (const int steps : {1, -1}) {
                if (!judge.mayAsk())
                    return best;
                const auto tried = judge.space->stepped(best, axis, steps);
                const double value = judge.ask(tried).quality;
                if (value > quality) {
                    best = tried;
                    quality = value;
                    moved = true;
                    break;
                }
            }
        }
    }
    return best;
}

}  // namespace tonewright::eq_matching::search
