#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/oracle_search.h"
#include "core/studies/eq_matching/spectral_scene.h"

namespace tonewright::eq_matching
{

/// How long a search may go on. No clock is asked: the same budget finds the same setting on any machine.
struct OracleBudget {
    int sceneEvaluations = 8000;  ///< settings scored on some frames
    int wholeEvaluations = 160;   ///< … on every frame, unrendered
    int exactEvaluations = 12;    ///< … rendered

    /// A search of `sceneEvaluations`, the other two in the default's proportion, but at least 40 and 7; none for 0.
    static OracleBudget of(int sceneEvaluations);
};

struct OracleOptions {
    OracleBudget budget;
    dsp::FilterMode filter = dsp::FilterMode::ZeroPhase;
    double mostGainDb = 24.0;  ///< gains of one pass within ± this
};

/// The best setting a search has found, of those that an agent may choose.
struct OracleSetting {
    dsp::Equaliser equaliser;
    double reward = 0;
};

/// Two games: any values within the ranges of the action grid, and the grid's own choices alone.
struct OracleResult {
    OracleSetting continuous;
    OracleSetting onGrid;
};

/// What is about the best an agent could do with a pair: a reference point, not a bound that is proven.
///
/// Starts are doing nothing, `known` settings (the true inverse where Tonewright made the pair), least-squares curve
/// fits of the bands' level difference (curve_fit.h) with and without its mean, and blind random settings. The best of
/// them are refined by CMA-ES (cma_es.h) on SpectralScene's reward before it is limited, first on 64 frames, then on
/// every frame; the best few are rendered and scored exactly, and what is left of the budget refines the winner
/// exactly. Doing nothing is always among what is rendered: the reward is never below its own.
///
/// Deterministic: depends on the signals, the known settings and the options alone. Error: Cancelled.
Result<OracleResult> searchOracle(const dsp::MatchScorer &pair, std::span<const dsp::Equaliser> known,
                                  const OracleOptions &options, const GoOn &goOn);

/// The same without any audio, for graphs while training: the best reward that `evaluations` settings scored on the
/// scene give, within the ranges. 1,000 on a scene of 64 frames take a quarter of a second or less. Between −1 and 1,
/// at least what doing nothing earns; NaN if `goOn` stopped it.
double oracleReward(const SpectralScene &scene, const ResponseGrid &grid, std::span<const dsp::Equaliser> known,
                    const OracleOptions &options, const GoOn &goOn);

}  // namespace tonewright::eq_matching
