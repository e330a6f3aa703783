#include "app/cli/evaluation_words.h"

namespace tonewright::cli
{

const std::vector<ScoreWords> &decidersWords()
{
    static const std::vector<ScoreWords> words{
        {"greedy_reward_mean", "The agent, at first sight.", "the agent, greedy"},
        {"refined_reward_mean", "The agent with a few more tries: the best of them, or no change.",
         "the agent, refined"},
        {"oracle_reward_mean", "A long search for every track: about the best that can be done at all.", "oracle"},
        {"oracle_on_grid_reward_mean", "The same search, bound to the knobs' steps as some agents are.",
         "oracle on the grid"},
        {"inverse_reward_mean", "Undoing exactly what had been done to the track.", "true inverse"},
        {"nothing_reward_mean", "Leaving every track as it is.", "doing nothing"},
        {"random_reward_mean", "Turning the knobs blindly.", "random settings"},
    };
    return words;
}

const std::vector<ScoreWords> &distancesWords()
{
    static const std::vector<ScoreWords> words{
        {"share_of_oracle", "How much of what can be had the agent gets at first sight.", "share of the oracle"},
        {"refined_share_of_oracle", "And how much with a few more tries.", "share of the oracle, refined"},
        {"regret_mean", "What it leaves undone at first sight, out of what the search achieves.", "regret"},
        {"greedy_reward_minimum", "What it earns on its worst track.", "lowest reward, greedy"},
    };
    return words;
}

const std::vector<ScoreWords> &termsWords()
{
    static const std::vector<ScoreWords> words{
        {"spectral_improvement", "Are the same pitches as loud at the same moments?", "spectral distance"},
        {"perceptual_improvement", "Does it sound alike, as far as a formula can hear?", "perceptual similarity"},
        {"balance_improvement", "Are bass, middle and treble in the same proportion?", "energy balance"},
        {"centroid_improvement", "Is it as bright?", "spectral centroid"},
        {"flatness_improvement", "Is it as noisy or as tonal?", "spectral flatness"},
    };
    return words;
}

}  // namespace tonewright::cli
