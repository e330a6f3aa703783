#include "app/cli/analysis_arrays.h"

#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <numeric>

#include "core/dsp/eq_state.h"
#include "core/dsp/hpss.h"
#include "core/dsp/tempo.h"
#include "core/dsp/wavelet.h"

namespace tonewright::cli
{

namespace
{

using dsp::Description;
using dsp::Descriptor;
namespace fs = std::filesystem;

using Written = Result<NpyShape>;

Written written(const Result<void> &result, NpyShape shape)
{
    if (!result)
        return fail(result.error());
    return shape;
}

/// The reference tools' order: [band][frame], where ours is [frame][band]. The first `bands` of them if not all.
Written bandsByFrames(const fs::path &file, int frames, int bands, int first, std::span<const float> values)
{
    const auto rows = std::size_t(first), columns = std::size_t(frames), step = std::size_t(bands);
    return written(writeNpyRows(file, rows, columns,
                                [&](std::size_t band, std::span<float> row) {
                                    for (std::size_t t = 0; t < row.size(); ++t)
                                        row[t] = values[t * step + band];
                                }),
                   {rows, columns});
}

/// A field of the description as it is. Shape [band][frame].
template <dsp::FeatureMatrix Description::*field>
Written matrix(const fs::path &file, const AnalysedSound &sound)
{
    const dsp::FeatureMatrix &m = sound.description.*field;
    return bandsByFrames(file, m.frames, m.bands, m.bands, m.values);
}

/// One value a frame. Shape [1][frame].
template <std::vector<double> Description::*field>
Written series(const fs::path &file, const AnalysedSound &sound)
{
    const std::vector<double> &values = sound.description.*field;
    const NpyShape shape{1, values.size()};
    return written(writeNpy(file, shape, std::vector<float>(values.begin(), values.end())), shape);
}

/// A vector as single-precision numbers. Shape [size].
Written vectorOf(const fs::path &file, const std::vector<double> &values)
{
    const NpyShape shape{values.size()};
    return written(writeNpy(file, shape, std::vector<float>(values.begin(), values.end())), shape);
}

/// Few numbers that deserve all digits. Shape [size].
Written doublesOf(const fs::path &file, const std::vector<double> &values)
{
    const NpyShape shape{values.size()};
    return written(writeNpy(file, shape, std::span<const double>(values)), shape);
}

/// One value a frame of the pitch; 0 where there is none, and in all frames where the summary says why. Shape
/// [1][frame].
template <class Field>
Written pitchSeries(const fs::path &file, const AnalysedSound &sound, Field field)
{
    const NpyShape shape{1, std::size_t(sound.description.frames)};
    std::vector<float> values(shape[1]);
    if (const auto &pitch = sound.description.pitch; pitch && *pitch) {
        for (std::size_t t = 0; t < values.size(); ++t)
            values[t] = float(((**pitch).*field)[t]);
    }
    return written(writeNpy(file, shape, values), shape);
}

/// C major … B major, C minor … B minor; 0 where there is no key. Shape [24].
Written keyCorrelations(const fs::path &file, const AnalysedSound &sound)
{
    std::vector<double> values(24);
    if (const auto &key = sound.description.key; key && *key) {
        for (const dsp::KeyCorrelation &one : (*key)->ranked)
            values[std::size_t(one.key.tonic + (one.key.mode == dsp::KeyMode::Major ? 0 : 12))] = one.correlation;
    }
    return doublesOf(file, values);
}

/// The rhythm's moments in seconds; none where the summary says why. Shape [moments].
template <std::vector<double> dsp::RhythmAnalysis::*field>
Written moments(const fs::path &file, const AnalysedSound &sound)
{
    const auto &rhythm = sound.description.rhythm;
    return doublesOf(file, rhythm && *rhythm ? (**rhythm).*field : std::vector<double>());
}

/// Beats as the nearest frames. Shape [beats].
Written beatFrames(const fs::path &file, const AnalysedSound &sound)
{
    std::vector<double> frames;
    if (const auto &rhythm = sound.description.rhythm; rhythm && *rhythm) {
        for (const double seconds : (*rhythm)->beats)
            frames.push_back(std::round(seconds * sound.clip.sampleRate / sound.description.frameConfig.hopSamples));
    }
    return doublesOf(file, frames);
}

Written tempo(const fs::path &file, const AnalysedSound &sound)
{
    const auto &rhythm = sound.description.rhythm;
    return doublesOf(file, {rhythm && *rhythm ? (*rhythm)->tempoBpm : 0.0});
}

/// librosa's number, which takes the median over bands: for those who compare with it.
Written librosaTempo(const fs::path &file, const AnalysedSound &sound)
{
    const dsp::DescribeConfig config{.onset = {.average = dsp::OnsetAverage::Median}};
    const auto description = describe(sound.clip, Descriptor::OnsetStrength, config);
    if (!description)
        return fail(description.error());
    const double frameRate = double(sound.clip.sampleRate) / config.frames.hopSamples;
    return doublesOf(file, {dsp::referenceTempo(description->onsetStrength, frameRate)});
}

template <int fftSize>
Written meanPower(const fs::path &file, const AnalysedSound &sound)
{
    const dsp::DescribeConfig config{.frames = {fftSize, 256, dsp::FftPrecision::Double}};
    const auto description = describe(sound.clip, Descriptor::MeanPower, config);
    return description ? vectorOf(file, description->meanPower) : Written(fail(description.error()));
}

/// Sums of squared samples of what sustains and of what strikes. Shape [2].
Written hpssEnergy(const fs::path &file, const AnalysedSound &sound)
{
    const auto parts = dsp::splitHarmonicPercussive(sound.clip.samples);
    std::vector<double> energies;
    for (const std::vector<float> *part : {&parts.harmonic, &parts.percussive})
        energies.push_back(std::transform_reduce(part->begin(), part->end(), 0.0, std::plus<>(),
                                                 [](float x) { return double(x) * x; }));
    return doublesOf(file, energies);
}

/// The approximation, then details from coarse to fine. Shape [coefficients].
Written db8Coefficients(const fs::path &file, const AnalysedSound &sound)
{
    const auto parts = dsp::decomposeDb8(sound.clip.samples);
    std::vector<double> all = parts.approximation;
    for (const std::vector<double> &level : parts.details)
        all.insert(all.end(), level.begin(), level.end());
    return vectorOf(file, all);
}

/// How many of them each level has. Shape [levels + 1].
Written db8Lengths(const fs::path &file, const AnalysedSound &sound)
{
    const auto parts = dsp::decomposeDb8(sound.clip.samples);
    std::vector<double> lengths{double(parts.approximation.size())};
    for (const std::vector<double> &level : parts.details)
        lengths.push_back(double(level.size()));
    return doublesOf(file, lengths);
}

Written state(const fs::path &file, const AnalysedSound &sound)
{
    return vectorOf(file, dsp::publishedState(sound.clip.samples, sound.reference->samples, sound.clip.sampleRate));
}

constexpr int kFewCoefficients = 13;

/// Frames are 2048 samples every 512, centred, unless the meaning says otherwise.
constexpr AnalysisArray kArrays[] = {
    {"stft_mag", "magnitudes [1025][frame]", Descriptor::StftMagnitude, false,
     [](const fs::path &file, const AnalysedSound &sound) {
         const auto &m = sound.description.magnitude;
         return bandsByFrames(file, m.frames, m.bins, m.bins, m.values);
     }},
    {"log_mel", "dB below the loudest [128][frame]", Descriptor::LogMel, false, matrix<&Description::logMel>},
    {"mfcc13", "cepstral coefficients [13][frame]", Descriptor::Mfcc, false,
     [](const fs::path &file, const AnalysedSound &sound) {
         const auto &m = sound.description.mfcc;
         return bandsByFrames(file, m.frames, m.bands, kFewCoefficients, m.values);
     }},
    {"mfcc20", "cepstral coefficients [20][frame]", Descriptor::Mfcc, false, matrix<&Description::mfcc>},
    {"mfcc20_delta", "their change a frame over 9 [20][frame]", Descriptor::MfccDelta, false,
     matrix<&Description::mfccDelta>},
    {"chroma", "energy a pitch class, 0 … 1, C first, tuning estimated [12][frame]", Descriptor::Chroma, false,
     matrix<&Description::chroma>},
    {"chroma_tuning0", "the same for A = 440 Hz [12][frame]", Descriptor::ChromaUntuned, false,
     matrix<&Description::chromaUntuned>},
    {"tuning", "the estimate in semitones [1]", Descriptor::Chroma, false,
     [](const fs::path &file, const AnalysedSound &sound) { return doublesOf(file, {sound.description.tuning}); }},
    {"contrast", "dB between strongest and weakest, by octave [7][frame]", Descriptor::Contrast, false,
     matrix<&Description::contrast>},
    {"band_energy", "power in 20–600, –6000, –12000, –20000 Hz [4][frame]", Descriptor::BandEnergy, false,
     matrix<&Description::bandEnergy>},
    {"centroid", "Hz [1][frame]", Descriptor::Centroid, false, series<&Description::centroid>},
    {"bandwidth", "Hz around the centroid [1][frame]", Descriptor::Bandwidth, false, series<&Description::bandwidth>},
    {"rolloff", "Hz below which lie 85 % [1][frame]", Descriptor::Rolloff, false, series<&Description::rolloff>},
    {"flatness", "1 = noise, 0 = tones [1][frame]", Descriptor::Flatness, false, series<&Description::flatness>},
    {"slope", "dB a decade of frequency [1][frame]", Descriptor::Slope, false, series<&Description::slope>},
    {"crest", "largest magnitude over the mean [1][frame]", Descriptor::Crest, false, series<&Description::crest>},
    {"skewness", "of frequency around the centroid [1][frame]", Descriptor::Skewness, false,
     series<&Description::skewness>},
    {"kurtosis", "of frequency around the centroid [1][frame]", Descriptor::Kurtosis, false,
     series<&Description::kurtosis>},
    {"rms", "root of the mean square of the samples [1][frame]", Descriptor::Rms, false, series<&Description::rms>},
    {"zcr", "zero crossings a sample [1][frame]", Descriptor::ZeroCrossingRate, false,
     series<&Description::zeroCrossingRate>},
    {"f0_hz", "pitch of one voice in Hz, 0 where unvoiced [1][frame]", Descriptor::Pitch, false,
     [](const fs::path &file, const AnalysedSound &sound) { return pitchSeries(file, sound, &dsp::PitchTrack::f0Hz); }},
    {"voiced", "1 where there is a pitch, else 0 [1][frame]", Descriptor::Pitch, false,
     [](const fs::path &file, const AnalysedSound &sound) {
         return pitchSeries(file, sound, &dsp::PitchTrack::voiced);
     }},
    {"voiced_probability", "of each frame alone, 0 … 1 [1][frame]", Descriptor::Pitch, false,
     [](const fs::path &file, const AnalysedSound &sound) {
         return pitchSeries(file, sound, &dsp::PitchTrack::voicedProbability);
     }},
    {"key_correlations", "C major … B major, C minor … B minor, −1 … 1 [24]", Descriptor::Key, false, keyCorrelations},
    {"onset_strength", "dB that bands rise from frame to frame, on average [frame]", Descriptor::OnsetStrength, false,
     [](const fs::path &file, const AnalysedSound &sound) {
         const std::vector<float> &values = sound.description.onsetStrength;
         return written(writeNpy(file, {values.size()}, values), {values.size()});
     }},
    {"tempo", "beats a minute, 0 where there are none [1]", Descriptor::Rhythm, false, tempo},
    {"tempo_librosa", "librosa's coarser guess, for comparison [1]", {}, false, librosaTempo},
    {"beat_frames", "frames nearest to the beats [beats]", Descriptor::Rhythm, false, beatFrames},
    {"beats", "seconds [beats]", Descriptor::Rhythm, false, moments<&dsp::RhythmAnalysis::beats>},
    {"downbeats", "seconds, first beats of bars [bars]", Descriptor::Rhythm, false,
     moments<&dsp::RhythmAnalysis::downbeats>},
    {"phrases", "seconds at which sections begin [sections]", Descriptor::Rhythm, false,
     moments<&dsp::RhythmAnalysis::phrases>},
    {"hpss_energy", "energies of what sustains and of what strikes [2]", {}, false, hpssEnergy},
    {"db8_coeffs", "db8 wavelet coefficients, coarse to fine [coefficients]", {}, false, db8Coefficients},
    {"db8_coeff_lengths", "how many of them a level has [levels + 1]", {}, false, db8Lengths},
    {"power_mean_512", "mean power, 512 samples every 256 [257]", {}, false, meanPower<512>},
    {"power_mean_2048", "mean power, 2048 samples every 256 [1025]", {}, false, meanPower<2048>},
    {"power_mean_8192", "mean power, 8192 samples every 256 [4097]", {}, false, meanPower<8192>},
    {"state", "the equaliser agent's state, with --reference [857]", {}, true, state},
};

}  // namespace

std::span<const AnalysisArray> analysisArrays()
{
    return kArrays;
}

std::vector<std::string> analysisNames()
{
    std::vector<std::string> names;
    for (const AnalysisArray &array : analysisArrays())
        names.emplace_back(array.name);
    return names;
}

std::string analysisTable()
{
    std::string table = "Arrays (NAME.npy, [rows][columns]; 2048 samples a frame every 512 unless said otherwise):\n";
    for (const AnalysisArray &array : analysisArrays())
        table += fmt::format("  {:<18} {}\n", array.name, array.meaning);
    return table;
}

}  // namespace tonewright::cli
