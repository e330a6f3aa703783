#include "core/studies/eq_matching/oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace tonewright::eq_matching
{
namespace
{

using search::Candidate;
using search::Judge;

constexpr int kFrames = 64;
constexpr double kWholeStep = 0.01;  // of an axis' range: what is left to find with every frame
constexpr double kExactStep = 0.004;
constexpr double kQuickGridShare = 0.2;  // of the evaluations with some frames
constexpr double kGridShare = 0.4;       // of the evaluations with every frame
constexpr std::size_t kShortList = 4;    // continuous settings that are rendered
constexpr int kLeastWhole = 40;          // of a small budget: enough to look at what was found, and to render it
constexpr int kLeastExact = 7;
constexpr std::uint64_t kStream = 0x0ac1e;

Clip clipOf(std::span<const float> samples, double sampleRate)
{
    return {static_cast<int>(sampleRate), {samples.begin(), samples.end()}};
}

std::vector<int> everyFrame(const SignalSpectra &spectra)
{
    std::vector<int> frames(static_cast<std::size_t>(spectra.frames()));
    std::iota(frames.begin(), frames.end(), 0);
    return frames;
}

/// The pair as the training environment sees it, with `keep` frames. Nothing if it was stopped.
std::optional<SpectralScene> sceneOf(const dsp::MatchScorer &pair, int keep, const GoOn &goOn)
{
    const Clip raw = clipOf(pair.raw(), pair.sampleRate());
    const Clip reference = clipOf(pair.reference(), pair.sampleRate());
    if (!goOn())
        return std::nullopt;
    const SignalSpectra spectra = analyse(reference, keep);
    if (!goOn())
        return std::nullopt;
    const SignalSpectra rawSpectra = analyseLike(raw, spectra, reference);
    if (!goOn())
        return std::nullopt;
    return SpectralScene(spectra, rawSpectra, everyFrame(spectra), melFiltersFor(raw.sampleRate), pair.options());
}

/// On some frames: a click at the ends is scaled instead of filtered, which a setting hardly changes.
Judge sceneJudge(const SpectralScene &scene, const ResponseGrid &grid, const SettingSpace &space, int budget,
                 const GoOn &goOn)
{
    return {[&scene, &grid, gain = std::vector<float>(kBins)](const dsp::Equaliser &equaliser) mutable {
                grid.gains(equaliser.bands, equaliser.mode, gain);
                return scene.score(gain).overallQuality;
            },
            &space, &goOn, budget, false};
}

/// One random step after the other from the best so far; wider after a success, narrower after a failure (the 1/5 rule
/// of Rechenberg as in A. Auger, "Benchmarking the (1+1)-ES", GECCO 2009).
Candidate wander(Judge &judge, Candidate best, double step, Rng &rng)
{
    while (judge.mayAsk()) {
        Position position = best.position;
        for (double &coordinate : position)
            coordinate += step * rng.normal();
        const Candidate tried = judge.ask(position);
        const bool won = search::better(tried, best);
        if (won)
            best = tried;
        step *= won ? std::exp(1.0 / 3.0) : std::exp(-1.0 / 12.0);
    }
    return best;
}

}  // namespace

OracleBudget OracleBudget::of(int sceneEvaluations)
{
    if (sceneEvaluations <= 0)
        return {0, 0, 0};
    const OracleBudget usual;
    const auto share = [&](int part) {
        return static_cast<int>(std::lround(static_cast<double>(sceneEvaluations) * part / usual.sceneEvaluations));
    };
    return {sceneEvaluations, std::max(kLeastWhole, share(usual.wholeEvaluations)),
            std::max(kLeastExact, share(usual.exactEvaluations))};
}

double oracleReward(const SpectralScene &scene, const ResponseGrid &grid, std::span<const dsp::Equaliser> known,
                    const OracleOptions &options, const GoOn &goOn)
{
    const SettingSpace space(options.filter, options.mostGainDb);
    Judge judge = sceneJudge(scene, grid, space, options.budget.sceneEvaluations, goOn);
    Rng rng(kStream);
    const auto found = search::fromStarts(judge, search::startsOf(scene.state(), grid, space, known, rng), rng);
    if (judge.stopped || found.empty())
        return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(found.front().quality, -1.0, 1.0);
}

namespace
{

/// One search, from the quick look to the rendered one.
class OracleSearch
{
public:
    OracleSearch(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known, const OracleOptions &options,
                 const GoOn &goOn)
        : m_pair(pair), m_known(known), m_budget(options.budget), m_space(options.filter, options.mostGainDb),
          m_grid(static_cast<int>(pair.sampleRate())), m_goOn(goOn)
    {
    }

    /// On some frames: what is worth a closer look. False if it was stopped.
    bool look()
    {
        const auto scene = sceneOf(m_pair, kFrames, m_goOn);
        if (!scene)
            return false;
        Judge judge = sceneJudge(*scene, m_grid, m_space, m_budget.sceneEvaluations, m_goOn);
        const int forGrid = static_cast<int>(kQuickGridShare * judge.left);
        judge.left -= forGrid;
        m_starts = search::startsOf(scene->state(), m_grid, m_space, m_known, m_rng);
        m_list = search::fromStarts(judge, m_starts, m_rng);
        judge.left = forGrid;
        m_onGrid = m_space.onGrid(best());
        if (!m_list.empty())
            m_rounded =
                m_space.onGrid(m_space.at(search::climbRounded(judge, m_list.front(), forGrid, m_rng.next()).position));
        return !judge.stopped;
    }

    /// On every frame: who of the branches and of the starts really is best, and what is beside it.
    bool compare()
    {
        const auto scene = sceneOf(m_pair, std::numeric_limits<int>::max(), m_goOn);
        if (!scene)
            return false;
        Judge judge{[&](const dsp::Equaliser &e) { return scene->score(e, m_grid).overallQuality; }, &m_space, &m_goOn,
                    m_budget.wholeEvaluations, false};
        for (Candidate &candidate : m_list)
            if (judge.mayAsk())
                candidate = judge.ask(candidate.position);
        for (const Position &start : m_starts)
            if (judge.mayAsk())
                m_list.push_back(judge.ask(start));
        std::stable_sort(m_list.begin(), m_list.end(), search::better);
        const int forGrid = static_cast<int>(kGridShare * judge.left);
        if (!m_list.empty()) {
            const Candidate climbed =
                search::climb(judge, m_list.front(), kWholeStep, judge.left - forGrid, m_rng.next());
            if (search::better(climbed, m_list.front()))
                m_list.insert(m_list.begin(), climbed);
        }
        judge.left = forGrid;
        // The better of two roundings is where the steps on the grid begin.
        m_onGrid = m_space.onGrid(best());
        if (judge.left > 2 && search::better(judge.ask(m_rounded), judge.ask(m_onGrid)))
            m_onGrid = m_rounded;
        m_onGrid = search::climbOnGrid(judge, m_onGrid);
        return !judge.stopped;
    }

    /// Rendered: the only figures that count. Nothing if it was stopped.
    std::optional<OracleResult> render()
    {
        Judge judge{[this](const dsp::Equaliser &e) { return m_pair.score(e).reward; }, &m_space, &m_goOn,
                    m_budget.exactEvaluations, false};
        // Doing nothing earns 0 by definition.
        OracleSetting onGrid{m_space.onGrid(m_space.at(m_space.of(dsp::Equaliser{}))), 0.0};
        if (judge.mayAsk())
            if (const double reward = judge.ask(m_onGrid).quality; reward > onGrid.reward)
                onGrid = {m_onGrid, reward};
        Candidate winner{m_space.of(onGrid.equaliser), onGrid.reward};
        for (const dsp::Equaliser &setting : m_known)
            if (judge.mayAsk())
                winner = std::min(winner, judge.ask(setting), search::better);
        m_list.resize(std::min(kShortList, m_list.size()));
        for (const Candidate &candidate : m_list)
            if (judge.mayAsk())
                winner = std::min(winner, judge.ask(candidate.position), search::better);
        winner = wander(judge, winner, kExactStep, m_rng);
        if (judge.stopped)
            return std::nullopt;
        return OracleResult{{m_space.at(winner.position), winner.quality}, onGrid};
    }

private:
    [[nodiscard]] dsp::Equaliser best() const
    {
        return m_space.at(m_list.empty() ? m_space.of(dsp::Equaliser{}) : m_list.front().position);
    }

    const dsp::MatchScorer &m_pair;
    std::span<const dsp::Equaliser> m_known;
    OracleBudget m_budget;
    SettingSpace m_space;
    ResponseGrid m_grid;
    const GoOn &m_goOn;
    Rng m_rng{kStream};
    std::vector<Position> m_starts;
    std::vector<Candidate> m_list;  // best first
    dsp::Equaliser m_onGrid, m_rounded;
};

}  // namespace

Result<OracleResult> searchOracle(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known,
                                  const OracleOptions &options, const GoOn &goOn)
{
    OracleSearch search(pair, known, options, goOn);
    if (search.look() && search.compare())
        if (const auto result = search.render())
            return *result;
    return fail(ErrorCode::Cancelled, "stopped while searching for the best setting");
}

}  // namespace tonewright::eq_matching
