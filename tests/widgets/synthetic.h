#pragma once

#include <QtWidgets/QApplication>
#include <cmath>
#include <memory>
#include <vector>

#include "core/audio/audio_buffer.h"
#include "core/audio/corpus.h"
#include "core/base/rng.h"
#include "core/base/run_context.h"
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

}  // namespace tonewright::synthetic
