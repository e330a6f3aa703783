// What BoxLearner tells of a decision: to look at now, and to remember.

#include <algorithm>
#include <cmath>

#include "core/rl/byte_stream.h"
#include "core/rl/sac.h"
#include "core/studies/eq_matching/box_insight.h"
#include "core/studies/eq_matching/box_learner.h"
#include "core/studies/eq_matching/episode_trace.h"

namespace tonewright::eq_matching
{

BoxLearner::Doubt BoxLearner::doubtIn(std::span<const float> state) const
{
    Doubt doubt;
    if (m_onPolicy != nullptr) {
        const rl::ActorCritic &network = m_onPolicy->network();
        network.heads(state, 1, doubt.means);
        std::transform(network.logDeviations().begin(), network.logDeviations().end(), doubt.deviations.begin(),
                       [](float logarithm) { return std::exp(logarithm); });
        return doubt;
    }
    if (const auto *sac = dynamic_cast<const rl::SacAgent *>(m_agent.get())) {
        const auto policy = sac->policy(state);
        std::copy(policy.mean.begin(), policy.mean.end(), doubt.means.begin());
        std::copy(policy.deviation.begin(), policy.deviation.end(), doubt.deviations.begin());
        return doubt;
    }
    // TD3: a choice without doubt; what spreads it is the noise that it explores with.
    Rng unused(0);
    m_agent->act({1, state}, true, unused, doubt.means);
    doubt.deviations.fill(static_cast<float>(2.0 * m_config.initialSpread));
    return doubt;
}

PolicyInsight BoxLearner::insightOf(const Doubt &doubt, const dsp::Equaliser &chosen) const
{
    return eq_matching::insightOf({doubt.means, doubt.deviations, m_algorithm == "sac"}, chosen,
                                  m_config.largestGainDb);
}

Learner::Look BoxLearner::lookNow(const Observation &seen) const
{
    const dsp::Equaliser chosen = look(seen, nullptr);
    return {chosen, insightOf(doubtIn(seen.state), chosen), expectedValue(seen)};
}

/// As long for one look as for all: what imitation teaches looks once.
std::string BoxLearner::traceOf(const PairDraw &recipe, std::span<const Told> looks) const
{
    rl::ByteWriter out;
    out.value(static_cast<std::uint32_t>(looks.size()));
    for (const Told &told : looks)
        out.value(told);
    for (std::size_t i = looks.size(); i < static_cast<std::size_t>(m_config.steps); ++i)
        out.value(Told{});
    return eq_matching::traceOf(recipe, static_cast<std::size_t>(m_config.framesScored)) + out.take();
}

std::vector<Learner::Look> BoxLearner::looksThen(std::string_view trace) const
{
    rl::ByteReader in(trace);
    std::uint32_t count = 0;
    if (!in.value(count) || in.left() % sizeof(Told) != 0 || count > in.left() / sizeof(Told))
        return {};
    std::vector<Look> looks;
    for (std::uint32_t i = 0; i < count; ++i) {
        Told told;
        in.value(told);
        for (const auto &numbers : {told.action, told.doubt.means, told.doubt.deviations})
            if (!std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); }))
                return {};
        const dsp::Equaliser chosen = m_box.equaliser(told.action);
        looks.push_back({chosen, insightOf(told.doubt, chosen)});
    }
    return looks;
}

}  // namespace tonewright::eq_matching
