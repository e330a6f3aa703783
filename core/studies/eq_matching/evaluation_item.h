#pragma once

#include <string>
#include <vector>

#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/go_on.h"
#include "core/studies/eq_matching/oracle_cache.h"
#include "core/studies/eq_matching/pair_source.h"
#include "core/studies/eq_matching/policy.h"
#include "core/study/evaluation.h"

namespace tonewright::eq_matching
{

/// One task that agents are judged on: a track, which of its pairs, and at which rate.
struct JudgedTask {
    const PreparedTrack *track = nullptr;
    int pair = 0;        ///< 0: the track's fixed (or given) one; others: distortions fixed by name and number
    int sampleRate = 0;  ///< Hz, 0: the track's own

    /// "blues/blues.00001", "blues/blues.00001 #2", "blues/blues.00001 @22050".
    [[nodiscard]] std::string key() const;
};

/// Every track's pairs at its own rate, then the same at each further rate that isn't its own. NotFound for a key that
/// the source doesn't have.
Result<std::vector<JudgedTask>> judgedTasks(const PairSource &pairs, const std::vector<std::string> &keys,
                                            const EvaluationOptions &options);

/// Everything it takes to read a task's pair again: holds no pointers.
struct PairRecipe {
    Track track;
    bool given = false;     ///< the corpus brings the raw file
    Distortion distortion;  ///< what makes it otherwise
    int sampleRate = 0;     ///< Hz, 0: the file's own
    Excerpt excerpt;

    /// Heavy; thread-safe.
    [[nodiscard]] Result<AudioPair> read() const;
};
/// At another rate or for a further pair the distortion is drawn here, informative for what it is made of.
Result<PairRecipe> recipeOf(const JudgedTask &task, const Excerpt &excerpt, const EqConfig &config);

/// What agents are judged with.
struct Judging {
    const EqConfig &config;
    const Excerpt &excerpt;
    const EvaluationOptions &options;
    OracleCache oracles;
};

/// What the agent, chance, the known inverse and the best that a search finds get on one task, on rendered audio.
/// Scores, in this order: reward (agent, greedy), nothing_reward (0 by definition, measured all the same),
/// random_reward (mean of three uniform settings, fixed by the key), inverse_reward (where Tonewright made the pair),
/// refined_reward (where samples were asked for: the best of greedy, that many draws of the policy and doing nothing),
/// oracle_reward and oracle_on_grid_reward (where a budget was given: see oracle.h), regret = oracle − agent (below 0
/// where the agent beats the search), then the agent's five improvements.
Result<EvaluationItem> judgeTask(const JudgedTask &task, const Judging &judging, const Policy &policy,
                                 const GoOn &goOn);

}  // namespace tonewright::eq_matching
