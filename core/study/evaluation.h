#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/study/preview.h"

namespace tonewright
{

enum class EvaluationItems { HeldOut, All };

/// How thoroughly an agent is judged. A study that has no use for a field ignores it.
struct EvaluationOptions {
    EvaluationItems items = EvaluationItems::HeldOut;
    int pairsPerTrack = 1;              ///< ≥ 1: tasks made of one track; the first is the same whatever the number
    int samples = 4;                    ///< ≥ 0: further tries of the agent; the best of them and greedy is "refined"
    int oracleBudget = 0;               ///< settings that the reference search may score an item; 0: no oracle
    std::vector<int> sampleRates = {};  ///< Hz: rates that every item is judged at as well
    int threads = 1;                    ///< ≥ 1; the result doesn't depend on it
    /// Where searches are kept from one evaluation to the next; empty: nowhere. Nothing given: the user's cache folder.
    std::optional<std::filesystem::path> cacheFolder = {};
};

/// Who decided what, as something to draw and to use again.
struct EvaluationDecision {
    std::string who;     ///< "agent" or "oracle"
    std::string action;  ///< the decision as JSON text in the form StudyTools::score takes
    Curve curve;         ///< the applied response; empty where the study has none
};

/// One row of an evaluation: an item, how the agent did on it and what the alternatives give.
struct EvaluationItem {
    std::string key;
    std::string genre;
    bool heldOut = true;
    std::vector<std::pair<std::string, double>> scores;  ///< "reward", "random_reward", "nothing_reward", terms …
    std::string track = {};  ///< of Study::itemKeys(), where one track gives several items; else the key
    int sampleRate = 0;      ///< Hz, 0: not of sound
    std::vector<EvaluationDecision> decisions = {};
    std::function<Result<Rendering>()> render = {};  ///< what the agent made of it, to be heard; heavy. May be empty

    /// NaN where the item has none of this name.
    [[nodiscard]] double score(std::string_view name) const;
};

/// One score over a group of items.
struct Spread {
    int count = 0;
    double mean = 0;
    double standardDeviation = 0;  ///< of the sample (n − 1); NaN of fewer than two
    double minimum = 0;
};

struct Evaluation {
    std::vector<EvaluationItem> items;
    std::vector<std::pair<std::string, double>> means;  ///< "greedy_reward_mean", "random_reward_mean", …

    /// Names of all scores, in the order in which the items bring them.
    [[nodiscard]] std::vector<std::string> scoreNames() const;
    /// The items' genres, ascending.
    [[nodiscard]] std::vector<std::string> genres() const;
    /// Of the items of a genre that have the score; of all items without a genre.
    [[nodiscard]] Spread spread(std::string_view score, const std::optional<std::string> &genre = {}) const;
    /// Indices of at most `count` items: most regret first, or lowest reward first where there is no oracle.
    [[nodiscard]] std::vector<std::size_t> worst(std::size_t count = 10) const;

    /// Fills means with those of every score over the items that have it: "reward" becomes greedy_reward_mean,
    /// "random_reward" random_reward_mean …; greedy_reward_minimum; and where there is an oracle, share_of_oracle and
    /// refined_share_of_oracle, the means' quotients (NaN unless the oracle's is above 0).
    void addMeans();

    /// {"greedy_reward_mean": …, …, "genres": {NAME: {"count": …, "reward": {"mean", "standard_deviation", "minimum"},
    /// …}}, "worst": [keys], "items": [{"key": …, "genre": …, "held_out": …, "reward": …, …}]}; NaN is null.
    [[nodiscard]] Json toJson() const;
    /// One line an item, one column a score; empty where an item has none.
    [[nodiscard]] std::string toCsv() const;
};

}  // namespace tonewright
