#include "core/studies/eq_matching/policy.h"

#include "core/studies/eq_matching/exact_evaluation.h"

namespace tonewright::eq_matching
{

Observation Policy::observe(const dsp::MatchScorer &pair) const
{
    return {exactState(pair), static_cast<int>(pair.sampleRate())};
}

Observation Policy::observe(const SpectralScene &scene) const
{
    return {scene.state(), scene.sampleRate()};
}

}  // namespace tonewright::eq_matching
