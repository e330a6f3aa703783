#pragma once

#include "core/studies/eq_matching/policy.h"
#include "core/studies/eq_matching/supervised_model.h"

namespace tonewright::eq_matching
{

/// A fitted model as an agent, to be judged like the others. Where it was fitted to the published features it sees the
/// raw track alone, which only audio tells: of a scene without audio it observes nothing and then does nothing.
class SupervisedPolicy final : public Policy
{
public:
    /// Runs zero-phase, as the distortions that the data set was made with.
    explicit SupervisedPolicy(SupervisedModel model) : m_model(std::move(model)) {}

    [[nodiscard]] Observation observe(const dsp::MatchScorer &pair) const override;
    [[nodiscard]] Observation observe(const SpectralScene &scene) const override;
    [[nodiscard]] dsp::Equaliser greedy(const Observation &observation) const override;
    /// Normal about the greedy one, as wide as the model's errors on its validation rows.
    [[nodiscard]] dsp::Equaliser sample(const Observation &observation, Rng &rng) const override;

private:
    [[nodiscard]] bool seesRawAlone() const;

    SupervisedModel m_model;
};

}  // namespace tonewright::eq_matching
