#pragma once

#include <limits>
#include <memory>
#include <string>

#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/action_grid.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"
#include "core/study/preview.h"

namespace tonewright::eq_matching
{

/// An equaliser of the study as any program knows one, and back: InvalidArgument where it isn't a low shelf, two peaks
/// and a high shelf, in this order.
EqualiserSetting toSetting(const dsp::Equaliser &equaliser, double sampleRate);
Result<dsp::Equaliser> toEqualiser(const EqualiserSetting &setting);

/// Fills a preview's decision and its applied response curves (20 Hz … 0.98·Nyquist).
void describeDecision(const dsp::Equaliser &equaliser, int sampleRate, Preview &preview);

/// What an agent learns on, to read its expectation by (learningReward()).
struct LearningScale {
    std::string algorithm;
    bool symlog = true;
    double shaping = 0;
    /// What the decision leaves of the level difference; needed only with shaping.
    double remainingMismatchDb = std::numeric_limits<double>::quiet_NaN();
};

/// Fills a preview's insight and adds to what describeDecision() has filled: what the agent saw, how it liked the
/// values that it could have chosen (as they act: within the filter's limits, gains applied; values that act alike are
/// one), and what it expects.
void explainDecision(const Policy &policy, const Observation &observation, const dsp::Equaliser &decision,
                     const LearningScale &scale, Preview &preview);
/// The same of what a policy told earlier.
void explainDecision(const PolicyInsight &told, double expected, const Observation &observation,
                     const dsp::Equaliser &decision, const LearningScale &scale, Preview &preview);

/// Raw, processed and reference of a pair: raw and reference at a peak of 0.5 each (−6 dBFS), whatever the setting;
/// processed keeps its level relative to raw, unless it would pass 0.98: then it alone is turned down. No scores.
Rendering soundsOf(const AudioPair &pair, const dsp::Equaliser &equaliser);
/// "reward" and the improvements of its terms, those left out of which raw leaves nothing to improve.
std::vector<std::pair<std::string, double>> matchScores(const dsp::MatchScorer &scorer,
                                                        const dsp::Equaliser &equaliser);

/// Reads a pair, runs the equaliser over every channel of the raw side (soundsOf) and scores the mono mix.
using PairReader = std::function<Result<AudioPair>()>;
std::function<Result<Rendering>()> renderer(PairReader reader, const dsp::Equaliser &equaliser,
                                            const dsp::MatchOptions &options = {});
/// The same of two sounds that can't be compared moment by moment, with the scores given.
std::function<Result<Rendering>()> renderer(PairReader reader, const dsp::Equaliser &equaliser,
                                            std::vector<std::pair<std::string, double>> scores);
/// All of a file through the equaliser, at its own level; turned down if it would pass a peak of 0.98.
std::function<Result<WholeTrack>()> wholeRenderer(std::filesystem::path raw, const dsp::Equaliser &equaliser);

}  // namespace tonewright::eq_matching
