#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/dsp/equaliser.h"
#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/spectral_scene.h"

namespace tonewright::eq_matching
{

/// What an agent sees of one raw/reference pair.
struct Observation {
    std::vector<float> state;
    int sampleRate = 0;
};

/// How much an agent likes each value of one of the twelve parameters in a state; for people to look at.
struct ParameterPreference {
    std::string name;            ///< of the action grid: "low_shelf_gain"
    std::vector<double> values;  ///< what could be chosen, ascending, in the parameter's unit
    std::vector<double> scores;  ///< [values]: advantages (Q) or probabilities, as `PolicyInsight::scoresAre` says
    double chosen = 0;           ///< the greedy value
    /// [values]: 0 for those that the agent may not take in this state (effectiveChoices), whatever they score; empty:
    /// it may take all.
    std::vector<std::uint8_t> allowed = {};
};

struct PolicyInsight {
    enum class Scores { None, Advantages, Probabilities };
    Scores scoresAre = Scores::None;
    std::vector<ParameterPreference> parameters;  ///< twelve, or none
};

/// An agent as evaluation, data set and window see it: from what it observes of a pair to an equaliser. Const, and used
/// by one thread at a time. Every equaliser it returns lies within the action grid's ranges.
class Policy
{
public:
    virtual ~Policy() = default;

    /// Of a rendered pair; by default exactState(), 96 numbers.
    [[nodiscard]] virtual Observation observe(const dsp::MatchScorer &pair) const;
    /// The same without audio, from a scene with as many frames as there are. By default the scene's state. An empty
    /// state: this agent needs the sound.
    [[nodiscard]] virtual Observation observe(const SpectralScene &scene) const;

    [[nodiscard]] virtual dsp::Equaliser greedy(const Observation &observation) const = 0;
    /// A draw from the policy, for the best of several.
    [[nodiscard]] virtual dsp::Equaliser sample(const Observation &observation, Rng &rng) const = 0;
    /// What the agent expects its greedy choice to be worth, on the scale it learns on (with the study's defaults
    /// symlog of the quality minus the guidance); NaN where it predicts none.
    [[nodiscard]] virtual double expectedValue(const Observation & /*observation*/) const
    {
        return std::numeric_limits<double>::quiet_NaN();
    }
    [[nodiscard]] virtual PolicyInsight inspect(const Observation & /*observation*/) const { return {}; }
};

}  // namespace tonewright::eq_matching
