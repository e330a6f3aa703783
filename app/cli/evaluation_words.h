#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tonewright::cli
{

/// A score in words: a sentence for a visitor first, then what it is called.
struct ScoreWords {
    std::string_view name;  ///< as in the JSON of an evaluation
    std::string_view sentence;
    std::string_view term;
};

/// Who decided: the agent and what it is compared with, in the order in which a page tells them.
const std::vector<ScoreWords> &decidersWords();
/// How far the agent is from the best that was found.
const std::vector<ScoreWords> &distancesWords();
/// What the score is made of.
const std::vector<ScoreWords> &termsWords();

}  // namespace tonewright::cli
