#include "core/studies/eq_matching/eq_config.h"

#include <initializer_list>
#include <limits>
#include <type_traits>

namespace tonewright::eq_matching
{
namespace
{

ParameterSpec real(const char *group, const char *name, const char *label, const char *unit, double value, double low,
                   double high, bool logarithmic, const char *hint)
{
    ParameterSpec spec;
    spec.group = group;
    spec.name = name;
    spec.label = label;
    spec.unit = unit;
    spec.hint = hint;
    spec.type = ParameterType::Real;
    spec.defaultValue = value;
    spec.minimum = low;
    spec.maximum = high;
    spec.logarithmic = logarithmic;
    return spec;
}

ParameterSpec integer(const char *group, const char *name, const char *label, const char *unit, std::int64_t value,
                      double low, double high, bool logarithmic, const char *hint)
{
    ParameterSpec spec = real(group, name, label, unit, 0.0, low, high, logarithmic, hint);
    spec.type = ParameterType::Integer;
    spec.defaultValue = value;
    return spec;
}

ParameterSpec flag(const char *group, const char *name, const char *label, bool value, const char *hint)
{
    ParameterSpec spec = real(group, name, label, "", 0.0, 0, 1, false, hint);
    spec.type = ParameterType::Bool;
    spec.defaultValue = value;
    return spec;
}

ParameterSpec choice(const char *group, const char *name, const char *label, std::vector<std::string> choices,
                     const char *hint)
{
    ParameterSpec spec = real(group, name, label, "", 0.0, 0, 1, false, hint);
    spec.type = ParameterType::Choice;
    spec.defaultValue = choices.front();
    spec.choices = std::move(choices);
    return spec;
}

std::vector<ParameterSpec> materialParameters()
{
    const char *group = "Material";
    return {
        flag(group, "fresh_pairs", "Fresh distortions", true,
             "Distort every track anew each time it is shown, without end. Off: only the raw files given with the "
             "corpus, or one fixed distortion a track."),
        real(group, "distortion_gain_db", "Distortion depth", "dB", 12.0, 0.5, 24.0, false,
             "Largest gain of each band of a made distortion, of one filter pass; the effect is twice that."),
        real(group, "level_noise_db", "Level uncertainty", "dB", 1.5, 0.0, 12.0, false,
             "How far the levels of raw and reference may differ by chance in a made pair (standard deviation)."),
        real(group, "held_out", "Held-out share", "", 0.25, 0.0, 0.9, false,
             "Share of each genre's tracks that the agent never trains on; they judge it."),
        integer(group, "frames_kept", "Frames kept", "", 64, 8, 2048, true,
                "Spectra kept of each track. More: a truer picture, more memory (4 kB each)."),
        integer(group, "frames_scored", "Frames scored", "", 16, 4, 2048, true,
                "Spectra that score one attempt. More: less noise in the reward, slower training."),
    };
}

std::vector<ParameterSpec> learningParameters()
{
    const char *group = "Learning";
    return {
        integer(group, "attempts", "Attempts an episode", "", 16, 2, 64, true,
                "Equaliser settings tried on one pair. The first is the agent's own choice, the rest explore."),
        integer(group, "pairs_per_update", "Pairs between updates", "", 16, 1, 256, true,
                "Pairs shown to the agent before it learns again."),
        integer(group, "updates", "Updates", "", 4, 1, 64, true, "Gradient steps after each group of pairs."),
        integer(group, "batch", "Minibatch", "", 256, 8, 4096, true, "Attempts a gradient step learns from."),
        integer(group, "hidden", "Network width", "", 256, 8, 2048, true, "Neurons in each of the two hidden layers."),
        real(group, "learning_rate", "Learning rate", "", 1e-3, 1e-6, 1e-1, true,
             "Step of the optimiser (AdamW) at the start."),
        real(group, "learning_rate_end", "Final learning rate", "", 1e-4, 1e-7, 1e-1, true,
             "Where the learning rate has fallen to, linearly, after the schedule's steps."),
        real(group, "schedule_steps", "Schedule length", "", 1.5e6, 1e3, 1e9, true,
             "Attempts over which the learning rate falls and the correction rises. Depends on attempts, never on "
             "time."),
        real(group, "weight_decay", "Weight decay", "", 1e-4, 0.0, 1.0, false, "AdamW's pull of the weights to zero."),
        real(group, "gradient_norm", "Gradient limit", "", 1.0, 1e-3, 1e3, true,
             "Gradients longer than this are shortened to it."),
        real(group, "gamma", "Discount", "", 0.0, 0.0, 0.999, false,
             "How much later attempts count for earlier ones. 0: each attempt stands for itself, which is the truth "
             "here, because an attempt doesn't change the track."),
        real(group, "target_tau", "Target update", "", 0.005, 1e-5, 1.0, true,
             "How fast the slow copy of the network follows (soft target update); matters when the discount is not 0."),
        flag(group, "symlog", "Compress rewards", true,
             "Learn from sign(x)·ln(1+|x|) of the unlimited quality instead of the limited reward, so that terrible "
             "and merely bad attempts differ."),
        real(group, "shaping", "Curve guidance", "", 2.0, 0.0, 10.0, false,
             "Weight of a penalty for what an attempt leaves of the level difference between raw and reference "
             "(per 20 dB RMS). Learning only; every reported reward is without it."),
    };
}

std::vector<ParameterSpec> memoryAndExplorationParameters()
{
    const char *memory = "Experience";
    const char *exploration = "Exploration";
    return {
        integer(memory, "replay_episodes", "Replay size", "", 8192, 16, 1000000, true,
                "Episodes remembered; the oldest are forgotten."),
        real(memory, "replay_alpha", "Priority", "", 0.6, 0.0, 1.0, false,
             "How strongly surprising attempts are preferred when learning. 0: all alike."),
        real(memory, "replay_beta", "Correction", "", 0.4, 0.0, 1.0, false,
             "How far the preference is corrected for at the start; rises to 1 over the schedule."),
        real(exploration, "epsilon_start", "Epsilon at the start", "", 1.0, 0.0, 1.0, false,
             "Chance that a parameter of an exploring attempt is drawn at random."),
        real(exploration, "epsilon_end", "Epsilon at the end", "", 0.05, 0.0, 1.0, false, "The same, later."),
        real(exploration, "epsilon_steps", "Epsilon falls over", "", 2e5, 1.0, 1e9, true,
             "Attempts until epsilon has reached its final value, linearly."),
        real(exploration, "nudge", "Nudge", "", 0.5, 0.0, 1.0, false,
             "Chance that a parameter that isn't drawn at random is moved a little."),
        real(exploration, "nudge_width", "Nudge width", "", 0.05, 0.001, 0.5, true,
             "Standard deviation of such a move, as a share of the parameter's range."),
    };
}

std::vector<ParameterSpec> otherParameters()
{
    return {choice("Equaliser", "filter", "Filter", {"zero_phase", "causal"},
                   "zero_phase runs each band forward and backward (the published way: +6 dB acts as +12 dB); "
                   "causal runs it once, as an ordinary equaliser does."),
            real("Files", "checkpoint_seconds", "Save every", "s", 15.0, 0.1, 3600.0, true,
                 "Time between checkpoints during training.")};
}

std::vector<ParameterSpec> joined(std::initializer_list<std::vector<ParameterSpec>> parts)
{
    std::vector<ParameterSpec> specs;
    for (const auto &part : parts)
        specs.insert(specs.end(), part.begin(), part.end());
    return specs;
}

std::vector<ParameterSpec> branchingParameters()
{
    return joined({learningParameters(), memoryAndExplorationParameters(), materialParameters(), otherParameters()});
}

/// What is not here is as the published agent was released (PublishedConfig).
std::vector<ParameterSpec> publishedParameters()
{
    const char *group = "Learning";
    const std::vector<ParameterSpec> learning{
        integer(group, "attempts", "Attempts an episode", "", 30, 1, 1000, true,
                "Equaliser settings tried on one pair, one after the other, each rendered and scored."),
        integer(group, "batch", "Minibatch", "", 128, 8, 4096, true, "Attempts a learning step learns from."),
        integer(group, "hidden", "Network width", "", 512, 8, 2048, true,
                "Neurons in the first two layers of each of the twelve networks; half and a quarter in the next two."),
        real(group, "learning_rate", "Learning rate", "", 5e-4, 1e-6, 1e-1, true,
             "Step of each network's optimiser (AdamW) at the start; falls where its loss stops falling."),
        real(group, "gamma", "Discount", "", 0.99, 0.0, 0.999, false,
             "How much later attempts count for earlier ones."),
    };
    std::vector<ParameterSpec> material;
    for (auto &spec : materialParameters())
        if (spec.name == "distortion_gain_db" || spec.name == "held_out" || spec.name == "frames_kept")
            material.push_back(std::move(spec));
    return joined({learning, material, otherParameters()});
}

}  // namespace

const StudyDescriptor &descriptor()
{
    static const StudyDescriptor result = [] {
        StudyDescriptor study;
        study.id = "eq_matching";
        study.version = 1;
        study.title = "Match an equaliser";
        study.summary = "An agent listens to a distorted track and its reference and sets a four-band equaliser so "
                        "that the one sounds like the other.";
        study.algorithms = {
            {"dqn", "Deep Q-network",
             "Learns what each choice of every knob is worth and turns each knob to where it is worth most.",
             ParameterSchema(branchingParameters())},
            {"published", "Published agent",
             "The agent of the published project as it was released, for comparison: a network for each knob, every "
             "attempt rendered. It learns next to nothing.",
             ParameterSchema(publishedParameters())},
        };
        study.slots = {{"raw", "the track as it sounds now"}, {"reference", "the track as it should sound"}};
        constexpr double unlimited = std::numeric_limits<double>::infinity();
        study.metrics = {
            {"reward", "Closer to the reference", "",
             "Reward of the agent's own choice for a pair: 0 = no better than doing nothing, 1 = nothing left to "
             "improve, below 0 = worse than before. 0.25 spectral + 0.30 perceptual + 0.20 balance + 0.15 centroid + "
             "0.10 flatness improvement, limited to -1 ... 1.",
             -1.0, 1.0, "rollout/ep_rew_mean"},
            {"exploring_reward", "While trying things out", "",
             "Mean reward of the exploring attempts on the same pair.", -1.0, 1.0, "rollout/exploring_reward"},
            {"best_reward", "Best attempt", "", "Highest reward among all attempts on the pair.", -1.0, 1.0,
             "rollout/best_reward"},
            {"loss", "Surprise", "",
             "Huber loss of the last updates: how far the predicted values were from what came out.", 0.0, unlimited,
             "train/loss"},
            {"epsilon", "Trying at random", "", "Chance that a parameter of an exploring attempt is drawn at random.",
             0.0, 1.0, "rollout/exploration_rate"},
            {"value", "Expected by the agent", "",
             "The value the agent predicts for its own choice, on the scale it learns on.", -unlimited, unlimited,
             "train/q_mean"},
        };
        study.views = {
            {ViewKind::Spectrograms, "Sound", ""},         {ViewKind::ResponseCurve, "Equaliser", ""},
            {ViewKind::MetricGraph, "Reward", "reward"},   {ViewKind::MetricGraph, "Loss", "loss"},
            {ViewKind::MetricGraph, "Epsilon", "epsilon"}, {ViewKind::MetricByGenre, "Reward by genre", "reward"}};
        return study;
    }();
    return result;
}

EqConfig EqConfig::from(const ParameterSet &p)
{
    EqConfig config;
    // An algorithm has the settings it uses; the others stay 0.
    const auto count = [&p](const char *name, auto &value) {
        if (p.contains(name))
            value = static_cast<std::remove_reference_t<decltype(value)>>(p.integer(name));
    };
    const auto number = [&p](const char *name, double &value) {
        if (p.contains(name))
            value = p.real(name);
    };
    const auto flag = [&p](const char *name, bool &value) {
        if (p.contains(name))
            value = p.flag(name);
    };
    count("attempts", config.attempts);
    count("pairs_per_update", config.pairsPerUpdate);
    count("updates", config.updates);
    count("batch", config.batch);
    count("hidden", config.hidden);
    number("learning_rate", config.learningRate);
    number("learning_rate_end", config.learningRateEnd);
    number("schedule_steps", config.scheduleSteps);
    number("weight_decay", config.weightDecay);
    number("gradient_norm", config.gradientNorm);
    number("gamma", config.gamma);
    number("target_tau", config.targetTau);
    count("replay_episodes", config.replayEpisodes);
    number("replay_alpha", config.replayAlpha);
    number("replay_beta", config.replayBeta);
    number("epsilon_start", config.epsilonStart);
    number("epsilon_end", config.epsilonEnd);
    number("epsilon_steps", config.epsilonSteps);
    number("nudge", config.nudge);
    number("nudge_width", config.nudgeWidth);
    flag("fresh_pairs", config.freshPairs);
    number("distortion_gain_db", config.distortionGainDb);
    number("level_noise_db", config.levelNoiseDb);
    number("held_out", config.heldOut);
    count("frames_kept", config.framesKept);
    count("frames_scored", config.framesScored);
    flag("symlog", config.symlog);
    number("shaping", config.shaping);
    number("checkpoint_seconds", config.checkpointSeconds);
    config.filter = p.choice("filter") == "causal" ? dsp::FilterMode::Causal : dsp::FilterMode::ZeroPhase;
    return config;
}

}  // namespace tonewright::eq_matching
