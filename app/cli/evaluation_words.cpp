#include "app/cli/evaluation_words.h"

namespace tonewright::cli
{

const std::vector<ScoreWords> &decidersWords()
{
    static const std::vector<ScoreWords> words{
        {"greedy_reward_mean", "What the agent does at first sight.", "the agent, greedy"},
        {"refined_reward_mean", "The agent may try a few more settings and keeps the best, or changes nothing.",
         "the agent, refined"},
        {"oracle_reward_mean", "About the best that can be done at all, found by a long search for every track.",
         "oracle"},
        {"oracle_on_grid_reward_mean", "The same search with the knobs' steps that some agents are bound to.",
         "oracle on the grid"},
        {"inverse_reward_mean", "Undoing exactly what had been done to the track.", "true inverse"},
        {"nothing_reward_mean", "Leaving every track as it is.", "doing nothing"},
        {"random_reward_mean", "Turning the knobs blindly.", "random settings"},
        {"regret_mean", "What the agent leaves undone, out of what the search achieves. Less is better.", "regret"},
        {"share_of_oracle", "How much of what can be had the agent gets at first sight.", "share of the oracle"},
        {"refined_share_of_oracle", "And how much with a few more tries.", "share of the oracle, refined"},
        {"greedy_reward_minimum", "The agent's worst track.", "lowest reward, greedy"},
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
