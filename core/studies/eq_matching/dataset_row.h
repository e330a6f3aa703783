#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/audio/corpus.h"
#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/dsp/match_quality.h"
#include "core/studies/eq_matching/dataset_columns.h"
#include "core/studies/eq_matching/distortion.h"
#include "core/studies/eq_matching/go_on.h"

namespace tonewright::eq_matching
{

/// An agent as the data set sees it: its choice for a rendered pair. Called by several threads at once.
using AgentChooser = std::function<dsp::Equaliser(const dsp::MatchScorer &pair)>;
/// A search as the data set sees it: what it finds for a rendered pair, whose distortion `inverse` undoes. Asks `goOn`
/// now and then, and ends with Cancelled where that is false.
using OracleChooser = std::function<Result<dsp::Equaliser>(const dsp::MatchScorer &pair, const dsp::Equaliser &inverse,
                                                           const GoOn &goOn)>;

/// What decides the rows of a generated data set, besides the material.
struct DatasetRules {
    std::uint64_t seed = 1;
    double excerptSeconds = 5.0;
    double distortionGainDb = 12.0;  ///< as EqConfig
    dsp::MatchOptions match{};       ///< of rewards: the agent's goal
    AgentChooser agent{};            ///< may be empty
    OracleChooser oracle{};          ///< may be empty
};

/// An excerpt and what became of it.
struct DatasetPair {
    std::size_t track = 0;
    double offsetSeconds = 0;
    AudioBuffer reference;               ///< mono
    AudioBuffer raw;                     ///< mono: distort(reference, distortion)
    Distortion distortion;               ///< its numbers are single precision, as a table holds them
    std::vector<double> referencePower;  ///< mean power spectra of both, divided by their peaks [kBins]
    std::vector<double> rawPower;
};

/// Makes the rows of a data set: a random track, a random excerpt of it, a random distortion, rendered. As training
/// draws them: pairs that are alike in a measure by chance are drawn again (isInformative, here on rendered audio).
/// Row i depends on the rules, the material and i alone. Const; any number of threads.
///
/// Work a row: a piece of a file read, five zero-phase filters, features and three transforms. Where there is an agent
/// or an oracle, every reward is of rendered audio: two or three times that on top, and the search.
class RowMaker
{
public:
    /// `heldOut` [tracks].
    RowMaker(const std::vector<Track> &tracks, std::vector<bool> heldOut, DatasetRules rules);

    /// Errors: those of reading; BadData for a track without an audible excerpt.
    [[nodiscard]] Result<DatasetPair> pair(std::int64_t row) const;
    /// One value a column of datasetColumns(); of text the category's index. `goOn` is for the search: where it says
    /// false the row ends as Cancelled.
    [[nodiscard]] Result<std::vector<float>> make(
        std::int64_t row, const GoOn &goOn = [] { return true; }) const;
    [[nodiscard]] DatasetDecisions decisions() const { return {bool(m_rules.agent), bool(m_rules.oracle)}; }

private:
    struct Heard;
    [[nodiscard]] Result<void> drawExcerpt(DatasetPair &pair, Rng &rng) const;
    void drawDistortionOf(DatasetPair &pair, Rng &rng) const;
    [[nodiscard]] Result<void> addDecisions(const DatasetPair &pair, const GoOn &goOn,
                                            std::vector<float> &values) const;

    const std::vector<Track> &m_tracks;
    std::vector<bool> m_heldOut;
    std::vector<std::size_t> m_genres;  // [tracks]: index among the corpus' genres
    DatasetRules m_rules;
};

}  // namespace tonewright::eq_matching
