#include "core/studies/eq_matching/box_insight.h"

#include <algorithm>
#include <cmath>

namespace tonewright::eq_matching
{
namespace
{

/// Share of N(mean, deviation²) below x.
double below(double x, double mean, double deviation)
{
    return 0.5 * std::erfc((mean - x) / (std::max(1e-12, deviation) * std::sqrt(2.0)));
}

}  // namespace

PolicyInsight insightOf(const BoxGaussian &policy, const dsp::Equaliser &greedy, double largestGainDb)
{
    PolicyInsight insight;
    insight.scoresAre = PolicyInsight::Scores::Probabilities;
    for (std::size_t k = 0; k < kParameters; ++k) {
        const GridAxis &axis = actionGrid()[k];
        ParameterPreference preference{std::string(axis.name), {}, {}, parameter(greedy, k)};
        const double scale = axis.isGain() ? std::min(1.0, largestGainDb / -axis.first) : 1.0;
        std::vector<double> places;  // of the choices, in the box's unit
        for (int i = 0; i < axis.choices; ++i) {
            const double place = (2.0 * axis.position(i) - 1.0) / scale;
            if (std::fabs(place) > 1.0 + 1e-9)
                continue;
            places.push_back(place);
            preference.values.push_back(axis.value(i));
        }
        const auto mean = static_cast<double>(policy.means[k]);
        const auto deviation = static_cast<double>(policy.deviations[k]);
        double before = 0.0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            double upTo = 1.0;
            if (i + 1 < places.size()) {
                const double edge = 0.5 * (places[i] + places[i + 1]);
                upTo = below(policy.squashed ? std::atanh(edge) : edge, mean, deviation);
            }
            preference.scores.push_back(upTo - before);
            before = upTo;
        }
        insight.parameters.push_back(std::move(preference));
    }
    return insight;
}

}  // namespace tonewright::eq_matching
