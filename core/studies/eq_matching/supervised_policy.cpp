#include "core/studies/eq_matching/supervised_policy.h"

#include <algorithm>

#include "core/dsp/eq_state.h"
#include "core/studies/eq_matching/dataset_columns.h"

namespace tonewright::eq_matching
{

bool SupervisedPolicy::seesRawAlone() const
{
    return m_model.inputs() == kFeatureGroup;
}

Observation SupervisedPolicy::observe(const dsp::MatchScorer &pair) const
{
    if (!seesRawAlone())
        return Policy::observe(pair);
    Observation observation{{}, static_cast<int>(pair.sampleRate())};
    for (const auto &feature : dsp::datasetFeatures(pair.raw(), pair.sampleRate()))
        observation.state.push_back(static_cast<float>(feature.value));
    return observation;
}

Observation SupervisedPolicy::observe(const SpectralScene &scene) const
{
    return seesRawAlone() ? Observation{{}, scene.sampleRate()} : Policy::observe(scene);
}

dsp::Equaliser SupervisedPolicy::greedy(const Observation &observation) const
{
    if (observation.state.size() != m_model.inputNames().size())
        return {};
    return toEqualiser(m_model.parameters(observation.state), dsp::FilterMode::ZeroPhase);
}

dsp::Equaliser SupervisedPolicy::sample(const Observation &observation, Rng &rng) const
{
    if (observation.state.size() != m_model.inputNames().size())
        return {};
    auto drawn = m_model.positions(observation.state);
    for (std::size_t i = 0; i < drawn.size(); ++i)
        drawn[i] = actionGrid()[i].valueAt(std::clamp(drawn[i] + m_model.spread()[i] * rng.normal(), 0.0, 1.0));
    return toEqualiser(drawn, dsp::FilterMode::ZeroPhase);
}

}  // namespace tonewright::eq_matching
