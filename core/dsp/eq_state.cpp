#include "core/dsp/eq_state.h"

#include <algorithm>
#include <cmath>

#include "core/dsp/describe.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kMelBands = 128;

/// Mean and standard deviation (divisor n) over frames of each band.
struct Statistics {
    std::vector<double> mean, deviation;
};

Statistics statistics(const FeatureMatrix &m)
{
    Statistics s{std::vector<double>(std::size_t(m.bands), 0.0), std::vector<double>(std::size_t(m.bands), 0.0)};
    for (int t = 0; t < m.frames; ++t)
        loops::accumulate(m.frame(t), s.mean);
    for (double &mean : s.mean)
        mean /= std::max(1, m.frames);
    for (int t = 0; t < m.frames; ++t)
        for (std::size_t band = 0; band < s.mean.size(); ++band) {
            const double d = double(m.frame(t)[band]) - s.mean[band];
            s.deviation[band] += d * d;
        }
    for (double &deviation : s.deviation)
        deviation = std::sqrt(deviation / std::max(1, m.frames));
    return s;
}

struct MeanAndDeviation {
    double mean = 0;
    double deviation = 0;
};

template <class Range>
MeanAndDeviation meanAndDeviation(const Range &values)
{
    MeanAndDeviation result;
    const auto count = double(std::max<std::size_t>(1, values.size()));
    for (const auto value : values)
        result.mean += double(value) / count;
    for (const auto value : values)
        result.deviation += (double(value) - result.mean) * (double(value) - result.mean) / count;
    result.deviation = std::sqrt(result.deviation);
    return result;
}

std::array<double, 4> bandEnergies(const Description &d)
{
    std::array<double, 4> energies{};
    for (std::size_t band = 0; band < energies.size(); ++band)
        energies[band] = bandEnergy(d.meanPower, d.sampleRate / d.frameConfig.fftSize, kMatchBandsHz[band][0],
                                    kMatchBandsHz[band][1]);
    return energies;
}

/// An empty signal counts as one sample of silence: both are one frame of zeros.
Description described(std::span<const float> signal, double sampleRate, DescriptorSet wanted)
{
    static constexpr float kSilence = 0.0F;
    return describeUnchecked(signal.empty() ? std::span(&kSilence, 1) : signal, sampleRate, wanted);
}

FeatureMatrix column(const std::vector<double> &values)
{
    return {int(values.size()), 1, std::vector<float>(values.begin(), values.end())};
}

/// (x − mean) / (standard deviation + 1e-8), coefficient by coefficient.
void standardise(FeatureMatrix &m)
{
    const Statistics s = statistics(m);
    for (int t = 0; t < m.frames; ++t)
        for (std::size_t band = 0; band < s.mean.size(); ++band)
            m.frame(t)[band] = float((double(m.frame(t)[band]) - s.mean[band]) / (s.deviation[band] + 1e-8));
}

/// One signal's share of the state: everything comes from one transform.
struct StateParts {
    std::array<double, 4> energies{};
    std::array<Statistics, 6> features;  // log-mel, MFCC, chroma, contrast, centroid, flatness
};

StateParts partsOf(std::span<const float> signal, double sampleRate)
{
    Description d = described(signal, sampleRate,
                              {Descriptor::MeanPower, Descriptor::LogMel, Descriptor::Mfcc, Descriptor::Chroma,
                               Descriptor::Contrast, Descriptor::Centroid, Descriptor::Flatness});
    standardise(d.mfcc);
    StateParts parts;
    parts.energies = bandEnergies(d);
    parts.features = {statistics(d.logMel),           statistics(d.mfcc),
                      statistics(d.chroma),           statistics(d.contrast),
                      statistics(column(d.centroid)), statistics(column(d.flatness))};
    return parts;
}

/// First or last of the 128 mel bands that belong to a frequency, as the published project computes it.
std::size_t melIndex(double hz, double sampleRate)
{
    return std::size_t(std::clamp(int(hzToMel(hz) / hzToMel(sampleRate / 2.0) * 127.0), 0, kMelBands - 1));
}

MeanAndDeviation melBandStatistics(const FeatureMatrix &logMel, const std::array<double, 2> &bandHz, double sampleRate)
{
    const std::size_t first = melIndex(bandHz[0], sampleRate), last = melIndex(bandHz[1], sampleRate);
    std::vector<float> values;
    for (int t = 0; t < logMel.frames; ++t) {
        const auto part = logMel.frame(t).subspan(first, last - first + 1);
        values.insert(values.end(), part.begin(), part.end());
    }
    return meanAndDeviation(values);
}

constexpr std::array<std::string_view, 40> kNames{"energy_bass",
                                                  "energy_mid",
                                                  "energy_upper_mid",
                                                  "energy_treble",
                                                  "energy_ratio_bass",
                                                  "energy_ratio_mid",
                                                  "energy_ratio_upper_mid",
                                                  "energy_ratio_treble",
                                                  "bass_to_mid_ratio",
                                                  "mid_to_upper_ratio",
                                                  "upper_to_treble_ratio",
                                                  "bass_to_treble_ratio",
                                                  "spectral_centroid_mean",
                                                  "spectral_centroid_std",
                                                  "spectral_flatness_mean",
                                                  "spectral_contrast_0",
                                                  "spectral_contrast_1",
                                                  "spectral_contrast_2",
                                                  "spectral_contrast_3",
                                                  "spectral_contrast_4",
                                                  "spectral_contrast_5",
                                                  "spectral_contrast_6",
                                                  "spectral_rolloff_mean",
                                                  "spectral_slope_mean",
                                                  "spectral_slope_std",
                                                  "spectral_sharpness",
                                                  "spectral_variance",
                                                  "spectral_skewness",
                                                  "spectral_kurtosis",
                                                  "mel_bass_mean",
                                                  "mel_bass_std",
                                                  "mel_mid_mean",
                                                  "mel_mid_std",
                                                  "mel_upper_mid_mean",
                                                  "mel_upper_mid_std",
                                                  "mel_treble_mean",
                                                  "mel_treble_std",
                                                  "rms_mean",
                                                  "rms_std",
                                                  "rms_dynamic_range"};

}  // namespace

std::vector<double> publishedState(std::span<const float> raw, std::span<const float> reference, double sampleRate)
{
    const std::size_t length = std::min(raw.size(), reference.size());
    const StateParts a = partsOf(std::span<const float>(peakNormalised(raw)).first(length), sampleRate);
    const StateParts b = partsOf(std::span<const float>(peakNormalised(reference)).first(length), sampleRate);

    std::vector<double> state;
    state.reserve(std::size_t(kPublishedStateSize));
    for (std::size_t band = 0; band < a.energies.size(); ++band)
        state.insert(state.end(), {a.energies[band], b.energies[band], b.energies[band] - a.energies[band]});
    for (std::size_t feature = 0; feature < a.features.size(); ++feature) {
        const Statistics &x = a.features[feature], &y = b.features[feature];
        for (const auto *block : {&x.mean, &x.deviation, &y.mean, &y.deviation})
            state.insert(state.end(), block->begin(), block->end());
        for (std::size_t i = 0; i < x.mean.size(); ++i)
            state.push_back(y.mean[i] - x.mean[i]);
    }
    return state;
}

std::array<std::string_view, 40> datasetFeatureNames()
{
    return kNames;
}

std::array<NamedValue, 40> datasetFeatures(std::span<const float> raw, double sampleRate)
{
    const std::vector<float> signal = peakNormalised(raw);
    const Description d = described(signal, sampleRate,
                                    {Descriptor::MeanPower, Descriptor::MeanMagnitude, Descriptor::LogMel,
                                     Descriptor::Contrast, Descriptor::Centroid, Descriptor::Flatness,
                                     Descriptor::Rolloff, Descriptor::Slope, Descriptor::Rms});
    std::vector<double> values;

    const auto energies = bandEnergies(d);
    const double total = energies[0] + energies[1] + energies[2] + energies[3] + 1e-8;
    values.insert(values.end(), energies.begin(), energies.end());
    for (const double energy : energies)
        values.push_back(energy / total);
    for (const auto &[over, under] : {std::pair{0, 1}, {1, 2}, {2, 3}, {0, 3}})
        values.push_back(energies[std::size_t(over)] / (energies[std::size_t(under)] + 1e-8));

    const auto centroid = meanAndDeviation(d.centroid);
    values.insert(values.end(), {centroid.mean, centroid.deviation});
    values.push_back(meanAndDeviation(d.flatness).mean);
    const Statistics contrast = statistics(d.contrast);
    values.insert(values.end(), contrast.mean.begin(), contrast.mean.end());
    values.push_back(meanAndDeviation(d.rolloff).mean);
    const auto slope = meanAndDeviation(d.slope);
    values.insert(values.end(), {slope.mean, slope.deviation});

    const SpectralMoments moments = spectralMoments(d.meanMagnitude, sampleRate / d.frameConfig.fftSize);
    values.insert(values.end(), {moments.centroidHz, moments.variance, moments.skewness, moments.kurtosis});

    for (const auto &bandHz : kMatchBandsHz) {
        const auto band = melBandStatistics(d.logMel, bandHz, sampleRate);
        values.insert(values.end(), {band.mean, band.deviation});
    }
    const std::vector<double> &level = d.rms;
    const auto [quietest, loudest] = std::minmax_element(level.begin(), level.end());
    const auto levels = meanAndDeviation(level);
    values.insert(values.end(), {levels.mean, levels.deviation, *loudest - *quietest});

    std::array<NamedValue, 40> features{};
    for (std::size_t i = 0; i < features.size(); ++i)
        features[i] = {kNames[i], values[i]};
    return features;
}

}  // namespace tonewright::dsp
