#include "core/studies/eq_matching/eq_config.h"

#include <limits>
#include <string_view>
#include <type_traits>

#include "core/studies/eq_matching/eq_parameters.h"

namespace tonewright::eq_matching
{

const StudyDescriptor &descriptor()
{
    static const StudyDescriptor result = [] {
        StudyDescriptor study;
        study.id = "eq_matching";
        study.version = 3;
        study.title = "Match an equaliser";
        study.summary = "An agent listens to a distorted track and its reference and sets a four-band equaliser so "
                        "that the one sounds like the other.";
        study.algorithms = allAlgorithms();
        study.slots = {{"raw", "the track as it sounds now"}, {"reference", "the track as it should sound"}};
        constexpr double unlimited = std::numeric_limits<double>::infinity();
        study.metrics = {
            {"reward", "Closer to the reference", "",
             "Reward of the agent's own choice for a pair: 0 = no better than doing nothing, 1 = nothing left to "
             "improve, below 0 = worse than before. 0.25 spectral + 0.30 perceptual + 0.20 balance + 0.15 centroid + "
             "0.10 flatness improvement, limited to -1 ... 1.",
             -1.0, 1.0, "rollout/ep_rew_mean"},
            {"exploring_reward", "While trying things out", "",
             "Mean reward of the exploring attempts on the same pair, at the last look.", -1.0, 1.0,
             "rollout/exploring_reward"},
            {"best_reward", "Best attempt", "", "Highest reward among all attempts on the pair, at every look.", -1.0,
             1.0, "rollout/best_reward"},
            {"loss", "Surprise", "",
             "What the last updates lowered. Imitation: how far its curves were from the wanted ones; deep Q-learning, "
             "SAC "
             "and TD3: how far predicted values were from what came out; PPO: its objective, which hovers about 0.",
             0.0, unlimited, "train/loss"},
            {"epsilon", "Trying at random", "", "Chance that a parameter of an exploring attempt is drawn at random.",
             0.0, 1.0, "rollout/exploration_rate"},
            {"value", "Expected by the agent", "",
             "The value the agent predicts for its own choice, on the scale it learns on.", -unlimited, unlimited,
             "train/q_mean"},
            {"regret", "Short of the best", "",
             "What the best setting that a search finds earns more than the agent's own choice, on a held-out track, "
             "every 64th episode. 0 = nothing left to learn; below 0 the agent beats the search.",
             -2.0, 2.0, "eval/regret"},
        };
        study.views = {{ViewKind::Spectrograms, "Sound", ""},
                       {ViewKind::ResponseCurve, "Equaliser", ""},
                       {ViewKind::MetricGraph, "Reward", "reward"},
                       {ViewKind::MetricGraph, "Loss", "loss"},
                       {ViewKind::MetricGraph, "Regret", "regret"},
                       {ViewKind::MetricGraph, "Epsilon", "epsilon"},
                       {ViewKind::MetricByGenre, "Reward by genre", "reward"}};
        return study;
    }();
    return result;
}

EqConfig EqConfig::from(const ParameterSet &p)
{
    EqConfig c;
    const auto whole = [&p](const char *name, auto &field) {
        if (p.contains(name))
            field = static_cast<std::remove_reference_t<decltype(field)>>(p.integer(name));
    };
    const auto real = [&p](const char *name, double &field) {
        if (p.contains(name))
            field = p.real(name);
    };
    const auto flag = [&p](const char *name, bool &field) {
        if (p.contains(name))
            field = p.flag(name);
    };
    const auto chosen = [&p](const char *name, std::string_view value) {
        return p.contains(name) && p.choice(name) == value;
    };
    whole("attempts", c.attempts);
    whole("steps", c.steps);
    whole("pairs_per_update", c.pairsPerUpdate);
    whole("updates", c.updates);
    whole("epochs", c.epochs);
    whole("batch", c.batch);
    whole("hidden", c.hidden);
    whole("layers", c.layers);
    real("learning_rate", c.learningRate);
    real("learning_rate_end", c.learningRateEnd);
    real("schedule_steps", c.scheduleSteps);
    real("weight_decay", c.weightDecay);
    real("gradient_norm", c.gradientNorm);
    real("gamma", c.gamma);
    real("target_tau", c.targetTau);
    real("clip", c.clip);
    real("entropy", c.entropyWeight);
    flag("normalise_per_state", c.normalisePerState);
    real("initial_spread", c.initialSpread);
    real("sample_spread", c.sampleSpread);
    whole("imitation_steps", c.imitationSteps);
    whole("imitation_batch", c.imitationBatch);
    real("imitation_rate", c.imitationRate);
    real("imitation_level", c.imitationLevel);
    real("imitation_parameters", c.imitationParameters);
    whole("replay_episodes", c.replayEpisodes);
    real("replay_alpha", c.replayAlpha);
    real("replay_beta", c.replayBeta);
    real("epsilon_start", c.epsilonStart);
    real("epsilon_end", c.epsilonEnd);
    real("epsilon_steps", c.epsilonSteps);
    real("nudge", c.nudge);
    real("nudge_width", c.nudgeWidth);
    whole("demonstrations", c.demonstrations);
    real("demonstration_weight", c.demonstrationWeight);
    real("demonstration_margin", c.demonstrationMargin);
    flag("fresh_pairs", c.freshPairs);
    real("distortion_gain_db", c.distortionGainDb);
    real("level_noise_db", c.levelNoiseDb);
    real("held_out", c.heldOut);
    whole("frames_kept", c.framesKept);
    whole("frames_scored", c.framesScored);
    flag("symlog", c.symlog);
    real("shaping", c.shaping);
    real("largest_gain_db", c.largestGainDb);
    c.continuous = chosen("values", "continuous");
    c.mixedRates = chosen("sample_rates", "mixed");
    c.weakestGenres = chosen("curriculum", "weakest_genres");
    c.match.level = chosen("level_match", "rms")    ? dsp::LevelMatch::Rms
                    : chosen("level_match", "lufs") ? dsp::LevelMatch::Lufs
                                                    : dsp::LevelMatch::None;
    for (std::size_t i = 0; i < kWeightNames.size(); ++i)
        real(kWeightNames[i], c.match.weights[i]);
    real("checkpoint_seconds", c.checkpointSeconds);
    c.filter = p.choice("filter") == "causal" ? dsp::FilterMode::Causal : dsp::FilterMode::ZeroPhase;
    return c;
}

}  // namespace tonewright::eq_matching
