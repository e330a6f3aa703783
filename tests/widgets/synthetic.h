#pragma once

#include <QtWidgets/QApplication>
#include <cmath>
#include <memory>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/corpus.h"
#include "core/base/rng.h"
#include "core/base/run_context.h"
#include "core/study/preview.h"
#include "core/study/study_descriptor.h"

/// Material whose every number is known, for the tests of the views and for the gallery.
namespace tonewright::synthetic
{

inline Clip sine(double hertz, double peakDb, double seconds, int sampleRate = 44100)
{
    Clip clip{sampleRate, std::vector<float>(static_cast<std::size_t>(seconds * sampleRate))};
    const double peak = std::pow(10, peakDb / 20);
    for (std::size_t n = 0; n < clip.samples.size(); ++n)
        clip.samples[n] = float(peak * std::sin(2 * M_PI * hertz * double(n) / sampleRate));
    return clip;
}

inline Clip scaled(Clip clip, double db)
{
    const auto factor = float(std::pow(10, db / 20));
    for (float &sample : clip.samples)
        sample *= factor;
    return clip;
}

inline std::shared_ptr<const Clip> share(Clip clip)
{
    return std::make_shared<const Clip>(std::move(clip));
}

inline MetricSpec metric(std::string name, std::string label, double minimum, double maximum)
{
    MetricSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.hint = "Definition and range of " + spec.name + ".";
    spec.minimum = minimum;
    spec.maximum = maximum;
    return spec;
}

inline std::vector<MetricSpec> metrics()
{
    return {metric("reward", "Closer to the reference", -1, 1), metric("loss", "Surprise", 0, INFINITY),
            metric("epsilon", "Share of random choices", 0, 1)};
}

inline std::vector<ViewSpec> views()
{
    return {{ViewKind::Spectrograms, "Sound", ""},
            {ViewKind::MetricGraph, "How much closer to the reference", "reward"},
            {ViewKind::MetricGraph, "How surprised the agent is", "loss"},
            {ViewKind::MetricGraph, "How often it tries something at random", "epsilon"},
            {ViewKind::MetricByGenre, "Closer to the reference, by genre", "reward"}};
}

inline EpisodeRecord episode(std::int64_t number, std::string genre, double reward, double loss = 0.1,
                             double epsilon = 0.5)
{
    EpisodeRecord record;
    record.episode = number;
    record.steps = number;
    record.genre = std::move(genre);
    record.item = record.genre + "/piece";
    record.values = {reward, loss, epsilon};
    return record;
}

/// A run that learns: reward rises from −0.4 to 0.35 with noise, loss falls, epsilon decays.
inline std::vector<EpisodeRecord> learningRun(std::int64_t episodes)
{
    static const char *const kGenres[] = {"blues", "classical", "country", "disco",  "hiphop",
                                          "jazz",  "metal",     "pop",     "reggae", "rock"};
    Rng rng(7);
    std::vector<EpisodeRecord> records;
    for (std::int64_t i = 1; i <= episodes; ++i) {
        const double progress = double(i) / double(episodes);
        const auto genre = std::size_t(rng.below(10));
        const double reward =
            -0.4 + 0.75 * (1 - std::exp(-3 * progress)) + 0.05 * double(genre % 4) + 0.2 * rng.normal();
        const double loss = i < 50 ? NAN : 0.02 + 0.3 * std::exp(-4 * progress) * (1 + 0.3 * rng.normal());
        records.push_back(
            episode(i, kGenres[genre], std::clamp(reward, -1.0, 1.0), loss, std::max(0.05, 1 - 1.6 * progress)));
    }
    return records;
}

inline Track track(std::string genre, std::string name, bool pair = false, double seconds = 30)
{
    Track track;
    track.genre = std::move(genre);
    track.name = std::move(name);
    track.reference = "/music/" + track.genre + "/" + track.name + ".wav";
    if (pair)
        track.raw = "/music/" + track.genre + "/" + track.name + "_distorted.wav";
    track.info = {44100, 2, std::int64_t(seconds * 44100)};
    return track;
}

inline Corpus corpus()
{
    Corpus corpus;
    corpus.root = "/music";
    corpus.tracks = {track("blues", "blues.00000"),
                     track("blues", "blues.00001"),
                     track("blues", "crossroads", true),
                     track("jazz", "jazz.00000"),
                     track("jazz", "jazz.00001", false, 29.6),
                     track("rock", "blue_suede_shoes"),
                     track("rock", "rock.00000")};
    corpus.problems = {
        {"/music/jazz/jazz.00054.wav", "the file is truncated: its header promises 30.0 s, 0 s are there"},
        {"/music/rock/silence.wav", "the file is silent"}};
    return corpus;
}

inline ParameterSchema schema()
{
    ParameterSpec rate{"learning_rate",
                       "Learning rate",
                       "",
                       "Training",
                       "How large a step each update takes. Lower it when the loss jumps.",
                       ParameterType::Real,
                       0.001,
                       1e-6,
                       0.1,
                       true,
                       {},
                       true};
    ParameterSpec batch{"batch_size",
                        "Batch size",
                        "",
                        "Training",
                        "Experiences an update looks at.",
                        ParameterType::Integer,
                        std::int64_t{64},
                        8,
                        1024,
                        true,
                        {},
                        false};
    ParameterSpec doubled{"double_q",
                          "Double Q-learning",
                          "",
                          "Training",
                          "Keeps values from being overrated.",
                          ParameterType::Bool,
                          true,
                          0,
                          1,
                          false,
                          {},
                          false};
    ParameterSpec mode{"filter_mode",
                       "Filter mode",
                       "",
                       "Equaliser",
                       "How the filters run over the sound.",
                       ParameterType::Choice,
                       std::string("zero_phase"),
                       0,
                       1,
                       false,
                       {"zero_phase", "causal"},
                       false};
    ParameterSpec seconds{
        "seconds", "Excerpt", "s", "Equaliser", "How much of every track is used.", ParameterType::Real, 10.0, 1,
        120,       false,     {},  false};
    ParameterSpec epsilon{"epsilon_end",
                          "Least random share",
                          "",
                          "Exploration",
                          "How much stays random once the agent knows its way.",
                          ParameterType::Real,
                          0.05,
                          0,
                          1,
                          false,
                          {},
                          true};
    return ParameterSchema({rate, batch, doubled, mode, seconds, epsilon});
}

/// A setting whose values are liked the more the nearer they are to `chosen`.
inline ValuePreference preference(std::string group, std::string name, std::string unit, std::vector<double> values,
                                  double chosen, double width, PreferenceScores scores)
{
    ValuePreference made{std::move(group), std::move(name), std::move(unit)};
    made.logarithmic = made.unit != "dB";
    made.values = std::move(values);
    made.chosen = chosen;
    double sum = 0;
    for (const double value : made.values) {
        const double off = made.logarithmic ? std::log(value / chosen) : (value - chosen) / 12;
        const bool probable = scores == PreferenceScores::Probabilities;
        made.scores.push_back(probable ? std::exp(-0.5 * off * off / width / width) : 0.02 - 0.3 * std::fabs(off));
        sum += made.scores.back();
    }
    for (double &score : made.scores)
        score /= scores == PreferenceScores::Probabilities ? sum : 1;
    setRunnerUp(made);
    return made;
}

/// Twelve settings in four groups, two pictures of what was seen, an expectation of 0.61. With no scores: of an agent
/// that tells nothing.
inline DecisionInsight insight(PreferenceScores scores)
{
    DecisionInsight made;
    if (scores == PreferenceScores::None) {
        made.observedNote = "This agent is given 857 numbers, which make no curve.";
        return made;
    }
    Curve missing{"Missing", {}, {}}, applied{"Applied", {}, {}}, raw{"Raw", {}, {}}, reference{"Reference", {}, {}};
    for (int i = 0; i < 48; ++i) {
        const double hertz = 30 * std::pow(20000.0 / 30, (i + 0.5) / 48);
        for (Curve *curve : {&missing, &applied, &raw, &reference})
            curve->x.push_back(hertz);
        missing.y.push_back(8 * std::sin(i / 7.0) + std::sin(3.0 * i));
        applied.y.push_back(8 * std::sin(i / 7.0 + 0.2));
        reference.y.push_back(-0.02 * (i - 12) * (i - 12));
        raw.y.push_back(reference.y.back() - missing.y.back());
    }
    made.observed = {{"Missing and applied",
                      "By how much.",
                      "Frequency",
                      "Hz",
                      true,
                      "Difference",
                      "dB",
                      true,
                      {{missing, CurveRole::Plain}, {applied, CurveRole::Processed}}},
                     {"The two sounds",
                      "How loud.",
                      "Frequency",
                      "Hz",
                      true,
                      "Level",
                      "dB",
                      false,
                      {{raw, CurveRole::Raw}, {reference, CurveRole::Reference}}}};
    const auto steps = [](double first, double step, int count) {
        std::vector<double> values;
        for (int i = 0; i < count; ++i)
            values.push_back(first + step * i);
        return values;
    };
    const char *const groups[] = {"Low shelf", "Low peak", "High peak", "High shelf"};
    const std::vector<double> hertz[] = {steps(20, 20, 30), steps(600, 100, 55), steps(6000, 200, 31),
                                         steps(12000, 500, 17)};
    const double chosenHertz[] = {220, 1900, 8400, 15500};
    for (std::size_t i = 0; i < 4; ++i) {
        const double gain = -12.5 + 9 * double(i);
        made.preferences.push_back(preference(groups[i], "frequency", "Hz", hertz[i], chosenHertz[i], 0.3, scores));
        made.preferences.push_back(preference(groups[i], "applied gain", "dB", steps(-48, 1, 97), gain, 0.1, scores));
        made.preferences.push_back(preference(groups[i], "Q", "", steps(0.1, 0.1, 20 + int(i) * 50), 0.9, 0.5, scores));
    }
    made.scores = scores;
    made.scoresMeaning = "What the scores mean.";
    made.expectation = {0.476, "What its value network expects exploring attempts on this pair to earn on average.",
                        0.61};
    return made;
}

}  // namespace tonewright::synthetic
