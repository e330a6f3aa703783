#include "core/studies/eq_matching/eq_parameters.h"

#include <algorithm>
#include <optional>
#include <string>

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

std::vector<ParameterSpec> materialParameters(std::int64_t framesScored)
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
        choice(
            group, "sample_rates", "Sample rates", {"mixed", "as_is"},
            "mixed: made pairs come at the track's rate, at 32 and at 22.05 kHz, so that the agent can be used at all "
            "of them; as_is: only at the tracks' own."),
        real(group, "held_out", "Held-out share", "", 0.25, 0.0, 0.9, false,
             "Share of each genre's tracks that the agent never trains on; they judge it."),
        integer(group, "frames_kept", "Frames kept", "", 64, 8, 2048, true,
                "Spectra kept of each track. More: a truer picture, more memory (4 kB each)."),
        integer(group, "frames_scored", "Frames scored", "", framesScored, 4, 2048, true,
                "Spectra that score one attempt. More: less noise in the reward, slower training."),
    };
}

/// What is judged, in training and in evaluation.
std::vector<ParameterSpec> goalParameters()
{
    const char *group = "Goal";
    std::vector<ParameterSpec> specs{
        choice(group, "level_match", "Match levels first", {"none", "rms", "lufs"},
               "Whether sounds are brought to the reference's level before they are compared: none, as published; rms, "
               "by their power; lufs, by their loudness (EBU R 128).")};
    static constexpr std::array kLabels{"Spectral distance", "Perceptual similarity", "Band balance", "Centroid",
                                        "Flatness"};
    for (std::size_t i = 0; i < kWeightNames.size(); ++i)
        specs.push_back(real(group, kWeightNames[i], kLabels[i], "", dsp::kMatchWeights[i], 0.0, 1.0, false,
                             "Weight of this improvement in the reward; what counts is its share of the sum."));
    return specs;
}

std::vector<ParameterSpec> curriculumParameters()
{
    return {choice("Material", "curriculum", "Curriculum", {"uniform", "weakest_genres"},
                   "uniform: every track is as likely; weakest_genres: genres that the agent earns least in come up to "
                   "three times as often.")};
}

std::vector<ParameterSpec> rewardParameters(double shaping)
{
    const char *group = "Learning";
    return {
        flag(group, "symlog", "Compress rewards", true,
             "Learn from sign(x)·ln(1+|x|) of the unlimited quality instead of the limited reward, so that terrible "
             "and merely bad attempts differ."),
        real(group, "shaping", "Curve guidance", "", shaping, 0.0, 10.0, false,
             "Weight of a penalty for what an attempt leaves of the level difference between raw and reference "
             "(per 20 dB RMS). Learning only; every reported reward is without it."),
    };
}

std::vector<ParameterSpec> dqnLearningParameters()
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
        real(group, "schedule_steps", "Schedule length", "", 6.4e5, 1e3, 1e9, true,
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
    };
}

std::vector<ParameterSpec> demonstrationParameters()
{
    const char *group = "Demonstrations";
    return {
        integer(group, "demonstrations", "Demonstrations", "", 64, 0, 1024, false,
                "Fresh distortions whose undoing is shown at each update. 0: the agent finds everything by itself."),
        real(group, "demonstration_weight", "Weight", "", 1.0, 1e-3, 100.0, true,
             "How much the demonstrated choices' lead over others counts beside the error of the values."),
        real(group, "demonstration_margin", "Margin", "", 2.0, 0.0, 100.0, false,
             "How much less than the demonstrated choice the one at an axis' other end must be worth."),
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
        real(exploration, "epsilon_steps", "Epsilon falls over", "", 1.6e5, 1.0, 1e9, true,
             "Attempts until epsilon has reached its final value, linearly."),
        real(exploration, "nudge", "Nudge", "", 0.5, 0.0, 1.0, false,
             "Chance that a parameter that isn't drawn at random is moved a little."),
        real(exploration, "nudge_width", "Nudge width", "", 0.05, 0.001, 0.5, true,
             "Standard deviation of such a move, as a share of the parameter's range."),
    };
}

/// All of them, those of one group together: groups in the order in which they come up first.
std::vector<ParameterSpec> joined(std::vector<std::vector<ParameterSpec>> parts)
{
    std::vector<std::string> groups;
    for (const auto &part : parts)
        for (const auto &spec : part)
            if (std::find(groups.begin(), groups.end(), spec.group) == groups.end())
                groups.push_back(spec.group);
    std::vector<ParameterSpec> all;
    for (const std::string &group : groups)
        for (auto &part : parts)
            for (auto &spec : part)
                if (spec.group == group)
                    all.push_back(spec);
    return all;
}

std::vector<ParameterSpec> equaliserParameters()
{
    return {choice("Equaliser", "filter", "Filter", {"zero_phase", "causal"},
                   "zero_phase runs each band forward and backward (the published way: +6 dB acts as +12 dB); "
                   "causal runs it once, as an ordinary equaliser does."),
            real("Files", "checkpoint_seconds", "Save every", "s", 15.0, 0.1, 3600.0, true,
                 "Time between checkpoints during training.")};
}

/// Of all agents over twelve numbers.
ParameterSpec stepsParameter(int steps)
{
    return integer("Learning", "steps", "Looks at a pair", "", steps, 1, 4, false,
                   "1: one setting decides. More: the agent looks at what its setting has left and corrects it, so "
                   "often in all; what comes out is one setting still.");
}

std::vector<ParameterSpec> boxActionParameters()
{
    const char *group = "Equaliser";
    return {
        choice(group, "values", "Values", {"continuous", "grid"},
               "continuous: any frequency, gain and Q within the ranges; grid: only the published steps."),
        real(group, "largest_gain_db", "Largest gain", "dB", 24.0, 1.0, 24.0, false,
             "How far a band may be turned up or down, of one filter pass (zero_phase doubles it). Lower it for gentle "
             "moves."),
    };
}

std::vector<ParameterSpec> networkParameters(int hidden, int layers)
{
    const char *group = "Network";
    return {
        integer(group, "hidden", "Width", "", hidden, 8, 2048, true, "Neurons in each hidden layer."),
        integer(group, "layers", "Layers", "", layers, 1, 6, false, "Hidden layers."),
    };
}

/// How PPO practises.
struct PracticeDefaults {
    double rate, rateEnd, steps;
    int pairs, epochs, batch, looks;
};
std::vector<ParameterSpec> ppoParameters(const PracticeDefaults &d)
{
    const char *group = "Learning";
    return {
        integer(group, "attempts", "Attempts a look", "", 16, 2, 64, true,
                "Equaliser settings tried on one pair at each look; they are compared with one another."),
        stepsParameter(d.looks),
        integer(group, "pairs_per_update", "Pairs between updates", "", d.pairs, 1, 256, true,
                "Pairs shown to the agent before it learns again, each look counted; above 8 in steps of 8."),
        integer(group, "epochs", "Passes", "", d.epochs, 1, 32, true, "How often each attempt is learnt from."),
        integer(group, "batch", "Minibatch", "", d.batch, 8, 4096, true, "Attempts a gradient step learns from."),
        real(group, "learning_rate", "Learning rate", "", d.rate, 1e-7, 1e-1, true,
             "Step of the optimiser (Adam) at the start of practice."),
        real(group, "learning_rate_end", "Final learning rate", "", d.rateEnd, 1e-8, 1e-1, true,
             "Where it has fallen to, by a constant factor a step, after the schedule's steps."),
        real(group, "schedule_steps", "Schedule length", "", d.steps, 1e3, 1e9, true,
             "Attempts over which the learning rate falls. Depends on attempts, never on time."),
        real(group, "clip", "Clip range", "", 0.2, 0.01, 1.0, true,
             "How far one update may change the probability of an attempt (PPO's epsilon)."),
        real(group, "entropy", "Curiosity", "", 0.0, 0.0, 0.1, false,
             "Weight of the policy's entropy: keeps it trying."),
        flag(
            group, "normalise_per_state", "Compare within a pair", true,
            "Attempts on one pair are measured by how they differ among themselves: pairs on which all are alike count "
            "as much as others."),
    };
}

std::vector<ParameterSpec> policyParameters(double spread, double sampleSpread)
{
    return {
        real("Learning", "gradient_norm", "Gradient limit", "", 0.5, 1e-3, 1e3, true,
             "Gradients longer than this are shortened to it."),
        real("Exploration", "initial_spread", "Spread at the start", "", spread, 1e-3, 0.5, true,
             "Standard deviation of the attempts, as a share of each parameter's range; practice changes it."),
        real("Exploration", "sample_spread", "Spread of further choices", "", sampleSpread, 0.1, 100.0, true,
             "How many times wider than its attempts the agent's further choices are where the best of several is "
             "asked for. Changes nothing in training."),
    };
}

std::vector<ParameterSpec> imitationParameters(std::int64_t steps)
{
    const char *group = "Imitation";
    return {
        integer(group, "imitation_steps", "Steps of imitation", "", steps, 1, 10000000, true,
                "Gradient steps over which the agent is shown how made distortions are undone; the rate falls over "
                "them."),
        integer(group, "imitation_batch", "Pairs a step", "", 128, 8, 4096, true,
                "Fresh distortions that a step of imitation learns from."),
        real(group, "imitation_rate", "Rate of imitation", "", 1e-3, 1e-6, 1e-1, true,
             "Step of the optimiser at the start of imitation."),
        real(group, "imitation_level", "Weight of the level", "", 0.1, 0.0, 1.0, false,
             "How much the curve's common level counts beside its shape."),
        real(group, "imitation_parameters", "Weight of the parameters", "", 0.05, 0.0, 10.0, false,
             "How much the parameters themselves count beside the curve that they make."),
    };
}

/// SAC and TD3: a replay and a critic.
std::vector<ParameterSpec> actorCriticParameters(double spread)
{
    const char *group = "Learning";
    return {
        integer(group, "attempts", "Attempts a look", "", 8, 2, 64, true,
                "Equaliser settings tried on one pair at each look."),
        stepsParameter(1),
        integer(group, "pairs_per_update", "Pairs between updates", "", 8, 1, 8, true,
                "Pairs shown to the agent before it learns again."),
        integer(group, "updates", "Updates", "", 2, 1, 64, true, "Gradient steps after each look at a group of pairs."),
        integer(group, "batch", "Minibatch", "", 256, 8, 4096, true, "Attempts a gradient step learns from."),
        real(group, "learning_rate", "Learning rate", "", 1e-3, 1e-7, 1e-1, true,
             "Step of the optimisers (Adam) at the start."),
        real(group, "learning_rate_end", "Final learning rate", "", 1e-4, 1e-8, 1e-1, true,
             "Where it has fallen to, by a constant factor a step, after the schedule's steps."),
        real(group, "schedule_steps", "Schedule length", "", 2e5, 1e3, 1e9, true,
             "Attempts over which the learning rate falls. Depends on attempts, never on time."),
        real(group, "gradient_norm", "Gradient limit", "", 1.0, 1e-3, 1e3, true,
             "Gradients longer than this are shortened to it."),
        integer("Experience", "replay_episodes", "Replay size", "", 16384, 16, 1000000, true,
                "Looks at a pair remembered; the oldest are forgotten."),
        real("Exploration", "initial_spread", "Spread", "", spread, 1e-3, 0.5, true,
             "How widely attempts are spread, as a share of each parameter's range."),
    };
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
    for (auto &spec : materialParameters(16))
        if (spec.name == "distortion_gain_db" || spec.name == "held_out" || spec.name == "frames_kept")
            material.push_back(std::move(spec));
    return joined({learning, material, equaliserParameters()});
}

}  // namespace

std::vector<AlgorithmSpec> allAlgorithms()
{
    const auto box = [](std::vector<ParameterSpec> own, std::optional<double> shaping) {
        return ParameterSchema(
            joined({std::move(own), shaping ? rewardParameters(*shaping) : std::vector<ParameterSpec>(),
                    goalParameters(), materialParameters(64), boxActionParameters(), equaliserParameters()}));
    };
    // They explore by the spread of their policy; imitation tries nothing but its own choice.
    const std::vector<std::string> noEpsilon{"epsilon"};
    const std::vector<std::string> noValue{"epsilon", "value"};
    const std::vector<std::string> taught{"epsilon", "value", "exploring_reward"};
    return {
        {"imitation_ppo", "Imitation, then practice",
         "Is shown how thousands of made distortions are undone, then practises by itself to earn more than it was "
         "shown.",
         box(joined({imitationParameters(18000), ppoParameters({1e-4, 1e-5, 1.5e6, 64, 2, 256, 2}),
                     curriculumParameters(), policyParameters(0.008, 3.0), networkParameters(384, 3)}),
             0.0),
         18000 / 4 + 1500000 / 16, noEpsilon},
        {"ppo", "Proximal policy optimisation",
         "Tries several settings on each pair and shifts its habits towards those that did better.",
         box(joined({ppoParameters({1e-3, 5e-5, 1.5e6, 32, 3, 128, 1}), curriculumParameters(),
                     policyParameters(0.06, 1.0), networkParameters(256, 2)}),
             0.0),
         1500000 / 16, noEpsilon},
        {"imitation", "Imitation alone", "Learns from the known undoing of made distortions; never hears a reward.",
         box(joined({imitationParameters(20000),
                     {stepsParameter(2)},
                     policyParameters(0.01, 3.0),
                     networkParameters(384, 3)}),
             {}),
         20000 / 4, taught},
        {"sac", "Soft actor-critic",
         "Learns what any setting is worth and prefers good settings, but stays as undecided as it can afford.",
         box(joined({actorCriticParameters(0.06), networkParameters(256, 2)}), 2.0), 200000 / 8, noValue},
        {"td3", "Twin delayed policy gradient",
         "Learns what any setting is worth, doubtfully, twice over, and moves its one answer to where that is highest.",
         box(joined({actorCriticParameters(0.06), networkParameters(256, 2)}), 2.0), 200000 / 8, noValue},
        {"dqn", "Deep Q-network",
         "Learns what each choice of every knob is worth, by trying and from examples, and turns each knob to where it "
         "is worth most.",
         ParameterSchema(joined({dqnLearningParameters(), rewardParameters(2.0), demonstrationParameters(),
                                 memoryAndExplorationParameters(), goalParameters(), materialParameters(64),
                                 equaliserParameters()})),
         40000},
        {"published", "Published agent",
         "The agent of the published project as it was released, for comparison: a network for each knob, every "
         "attempt rendered. It learns next to nothing.",
         ParameterSchema(publishedParameters()), 190},
    };
}

}  // namespace tonewright::eq_matching
