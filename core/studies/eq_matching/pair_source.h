#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/audio/corpus.h"
#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/base/run_context.h"
#include "core/studies/eq_matching/curve_loss.h"
#include "core/studies/eq_matching/distortion.h"
#include "core/studies/eq_matching/eq_config.h"
#include "core/studies/eq_matching/response_grid.h"
#include "core/studies/eq_matching/spectral_scene.h"

namespace tonewright::eq_matching
{

/// A track ready for training: its spectra, and those of the raw file if the corpus gives one.
struct PreparedTrack {
    Track track;
    bool heldOut = false;
    SignalSpectra reference;
    std::vector<SignalSpectra> otherRates;  ///< the reference at other rates, for training at mixed ones
    std::optional<SignalSpectra> raw;
    Distortion fixed;  ///< what made its raw side where the corpus gives none; the same for every run
};

/// A raw/reference pair in audio, with what made it if Tonewright did.
struct AudioPair {
    AudioBuffer raw;
    AudioBuffer reference;
    std::optional<Distortion> distortion;
};

/// All that a training pair is made of, beside its track.
struct PairDraw {
    int sampleRate = 0;                      ///< Hz: the track's own, or one of those it is also trained at
    std::optional<Distortion> distortion{};  ///< none: the raw file that the corpus gives
    double levelDb = 0;                      ///< by how much raw is louder than peaks say (distortionGain())
    std::vector<std::uint16_t> frames{};     ///< kept frames that are scored
};

/// Reads the pair of one track: the given raw file, or the reference through `distortion`. Raw is resampled to the
/// reference's rate and both are cut to the shorter length. Heavy; thread-safe.
Result<AudioPair> readPair(const Track &track, const Excerpt &excerpt, const Distortion &distortion);
/// The pair of a recipe as sound: at its rate, its distortion run over the audio. What training only knows of spectra
/// (`levelDb`, the frames) has no part in it.
Result<AudioPair> readPair(const Track &track, const Excerpt &excerpt, const PairDraw &recipe);
/// The same for two files that belong to no corpus.
Result<AudioPair> readPair(const std::filesystem::path &raw, const std::filesystem::path &reference,
                           const Excerpt &excerpt);

/// What one sample rate needs; immutable.
struct RateTables {
    explicit RateTables(int sampleRate) : grid(sampleRate), mel(melFiltersFor(sampleRate)), curve(sampleRate) {}
    ResponseGrid grid;
    std::shared_ptr<const scene::MelBank> mel;
    CurveLoss curve;
};

/// Gain per bin that turns the normalised reference into the normalised raw track [kBins], `levelDb` louder.
std::vector<float> distortionGain(const SignalSpectra &reference, const RateTables &tables,
                                  const Distortion &distortion, double levelDb);

/// Indices of `count` of `kept` frames, one drawn from each of as many equal stretches: spread over the track, yet
/// never the same set. All of them if there are fewer.
std::vector<int> drawFrames(int kept, int count, Rng &rng);

/// Whether the reward is meaningful for a pair: improvements are relative to the raw track's errors, so where one of
/// these is nothing by chance, any change at all counts as ruin. True if centroid and flatness differ by at least 2 %
/// and the band energies by 1e-5; terms that aren't measured (NaN) don't matter.
bool isInformative(const dsp::MatchMetrics &untouched);

/// drawDistortion, again until the pair is informative (at most 20 times; one in ten needs a second draw).
Distortion drawInformativeDistortion(const SignalSpectra &reference, const RateTables &tables, double gainDb, Rng &rng);

/// Where training pairs come from: the prepared tracks and, without end, new distortions of them.
class PairSource
{
public:
    PairSource(const EqConfig &config, const Excerpt &excerpt) : m_config(config), m_excerpt(excerpt) {}

    /// Reads and analyses every track. A track that can't be used after all becomes a note; BadData if none is left.
    Result<void> prepare(const Corpus &corpus, RunContext &context);

    [[nodiscard]] const Excerpt &excerpt() const { return m_excerpt; }
    [[nodiscard]] const std::vector<PreparedTrack> &tracks() const { return m_tracks; }
    [[nodiscard]] const PreparedTrack *find(const std::string &key) const;

    struct Drawn {
        const PreparedTrack *track = nullptr;
        SpectralScene scene;
        PairDraw recipe;
    };
    /// A random training track with a random distortion (or its given raw file), scored on random frames. `likelihood`:
    /// relative one of each of trainingTracks(); empty = all alike. With `sample_rates=mixed` at one of several rates:
    /// take the scene's.
    [[nodiscard]] Drawn draw(Rng &rng, std::span<const double> likelihood = {}) const;
    /// The pair that `recipe` came with, bit for bit. BadData where it doesn't fit the track as it is prepared here.
    [[nodiscard]] Result<SpectralScene> rebuild(const PreparedTrack &track, const PairDraw &recipe) const;
    /// The recipe of the track's fixed pair, scored on all kept frames.
    [[nodiscard]] PairDraw fixedRecipe(const PreparedTrack &track) const;
    /// The tracks that aren't held out, as indices into tracks().
    [[nodiscard]] const std::vector<std::size_t> &trainingTracks() const { return m_training; }
    /// What an agent sees of a fresh distortion of a random training track, and the response that would undo it.
    struct Lesson {
        std::vector<float> state;     ///< [kStateSize]
        std::vector<float> wantedDb;  ///< at the points of `curve`
        dsp::Equaliser inverse;       ///< what undoes the four bands
        int sampleRate = 0;           ///< Hz
        const CurveLoss *curve = nullptr;
    };
    /// Costs no scoring. The response undoes the air band, too, and the level by which the pair differs.
    [[nodiscard]] Lesson drawLesson(Rng &rng) const;
    /// The track's fixed pair, on all kept frames.
    [[nodiscard]] SpectralScene fixedScene(const PreparedTrack &track) const;
    [[nodiscard]] const ResponseGrid &grid(int sampleRate) const { return m_rates.at(sampleRate).grid; }

private:
    void chooseHeldOut(RunContext &context);
    [[nodiscard]] SpectralScene fixedScene(const PreparedTrack &track, std::span<const int> frames) const;
    /// Completes `recipe`.
    [[nodiscard]] SpectralScene freshScene(const SignalSpectra &reference, std::span<const int> frames, Rng &rng,
                                           PairDraw &recipe) const;
    [[nodiscard]] const RateTables &tablesFor(int sampleRate);
    [[nodiscard]] const PreparedTrack &drawTrack(Rng &rng, std::span<const double> likelihood) const;
    [[nodiscard]] const SignalSpectra &drawRate(const PreparedTrack &track, Rng &rng) const;

    EqConfig m_config;
    Excerpt m_excerpt;
    std::vector<PreparedTrack> m_tracks;
    std::vector<std::size_t> m_training;  // indices of tracks that are not held out
    std::map<int, RateTables> m_rates;    // by sample rate
};

}  // namespace tonewright::eq_matching
