#include "core/studies/eq_matching/spectral_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/dsp/decibel.h"
#include "core/studies/eq_matching/bin_gains.h"
#include "core/studies/eq_matching/level_weights.h"

namespace tonewright::eq_matching
{
namespace
{

using scene::kLanes;
using scene::kMelBands;
using scene::kMfcc;
using scene::kTopDb;

// What is weaker counts as nothing: it can't rise above the smallest power, and its square would be a denormal number.
constexpr float kSmallestMagnitude = 1e-10F;
constexpr float kSmallestGain = 1e-8F;
constexpr auto kDbPerOctaveOfPower = static_cast<float>(dsp::kDbPerOctaveOfPower);
constexpr float kDbPerOctaveOfAmplitude = 2.0F * kDbPerOctaveOfPower;
constexpr double kLogPerDb = std::numbers::ln10 / 10.0;

/// Raises to `floor`, then takes the logarithm in dB.
void toDecibels(std::span<float> values, float floor, float dbPerOctave)
{
    for (float &value : values)
        value = value < floor ? floor : value;
    dsp::log2Each(values, values);
    for (float &value : values)
        value *= dbPerOctave;
}

std::vector<float> decibels(std::span<const float> values, float floor, float dbPerOctave)
{
    std::vector<float> result(values.begin(), values.end());
    toDecibels(result, floor, dbPerOctave);
    return result;
}

float maximumOf(std::span<const float> values)
{
    return *std::max_element(values.begin(), values.end());
}

/// The metrics of a scene without frames.
dsp::MatchMetrics nothingToCompare()
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    constexpr dsp::MatchTerm kNoTerm{kNone, kNone, kNone};
    return {.spectralDistance = kNoTerm,
            .perceptualSimilarity = kNoTerm,
            .energyBalance = kNoTerm,
            .spectralCentroid = kNoTerm,
            .spectralFlatness = kNoTerm,
            .overallQuality = kNone,
            .reward = -1,
            .mfccDistance = kNone,
            .melMeanSquare = kNone,
            .multiScaleConvergence = kNone};
}

std::array<double, 4> bandShares(std::span<const double> power, const std::array<std::size_t, 8> &bins)
{
    std::array<double, 4> shares{};
    double total = 0.0;
    for (std::size_t band = 0; band < shares.size(); ++band) {
        for (std::size_t bin = bins[2 * band]; bin < bins[2 * band + 1]; ++bin)
            shares[band] += power[bin];
        total += shares[band];
    }
    for (double &share : shares)
        share /= total + 1e-8;
    return shares;
}

}  // namespace

/// One equaliser's gains in the forms that the loops want.
struct SpectralScene::Gains {
    Gains(std::span<const float> amplitude, std::span<const double> trackPower, int sampleRate)
    {
        for (std::size_t bin = 0; bin < kBins; ++bin)
            gain[bin] = amplitude[bin] < kSmallestGain ? kSmallestGain : amplitude[bin];
        fine = scene::finePowers(gain);
        power = scene::powersOfBins(fine, trackPower, kFftSize);
        const auto binHz = static_cast<float>(sampleRate) / kFftSize;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            gain[bin] = static_cast<float>(std::sqrt(power[bin]));
            hertz[bin] = gain[bin] * (static_cast<float>(bin) * binHz);
        }
        db = gain;
        toDecibels(db, kSmallestGain, kDbPerOctaveOfAmplitude);
    }
    /// Another `amplitude` over all.
    void scale(double amplitude)
    {
        level = static_cast<float>(amplitude);
        const float decibels = 20.0F * std::log10(level);
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            gain[bin] *= level;
            hertz[bin] *= level;
            db[bin] += decibels;
            power[bin] *= amplitude * amplitude;
        }
        for (double &value : fine)
            value *= amplitude * amplitude;
    }
    float level = 1;
    std::array<float, kBins> gain;
    std::array<float, kBins> hertz;  // gain · frequency
    std::array<float, kBins> db;
    std::vector<double> power;
    std::vector<double> fine;  // [kFineBins]
};

/// The raw track's frames as the passes over them see them, a pointer a block.
struct SpectralScene::Seen {
    Seen(const std::vector<float> &magnitudes, const std::vector<float> &levels)
    {
        for (std::size_t at = 0; at < magnitudes.size(); at += kBins * kLanes) {
            magnitude.push_back(magnitudes.data() + at);
            db.push_back(levels.data() + at);
        }
    }
    std::vector<const float *> magnitude, db;  // [blocks] → [kBins][kLanes]
};

struct SpectralScene::Terms {
    double spectralDistance = 0;
    double mfccDistance = 0;
    double melMeanSquare = 0;
    double convergence = 0;
    double balanceError = 0;
    double centroid = 0;
    double flatness = 0;
};

/// What the first pass over the frames leaves for the others.
struct SpectralScene::Measured {
    float loudestDb = scene::kSmallestPowerDb;
    std::vector<float> meanPower;  // [frames]: mean over bins of max(kSmallestPower, power)
    std::vector<float> mel;        // [blocks][kMelBands][kLanes]
};

std::shared_ptr<const scene::MelBank> melFiltersFor(int sampleRate)
{
    return std::make_shared<const scene::MelBank>(sampleRate);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, std::span<const float> rawGain,
                             std::span<const int> frames, std::shared_ptr<const scene::MelBank> mel,
                             const dsp::MatchOptions &options)
    : m_options(options), m_mel(std::move(mel))
{
    const auto fine = scene::finePowers(rawGain);
    const auto power = scene::powersOfBins(fine, reference.finePower, kFftSize);
    std::vector<double> rawPower(kBins);
    std::vector<float> amplitude(kBins);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        rawPower[bin] = reference.meanPower[bin] * power[bin];
        amplitude[bin] = static_cast<float>(std::sqrt(power[bin]));
    }
    m_finePower = reference.finePower;
    for (std::size_t bin = 0; bin < m_finePower.size(); ++bin)
        m_finePower[bin] *= fine[bin];
    std::vector<float> magnitude(frames.size() * kBins);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const float *from = reference.magnitudes.data() + static_cast<std::size_t>(frames[i]) * kBins;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            magnitude[i * kBins + bin] = from[bin] * amplitude[bin];
    }
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale) {
        const auto gains = scene::powersOfBins(fine, reference.finePower, kScaleSizes[scale]);
        m_cross[scale] = reference.powerSquared[scale];
        for (std::size_t bin = 0; bin < gains.size(); ++bin)
            m_cross[scale][bin] *= gains[bin];
        m_rawSquared[scale] = m_cross[scale];
        for (std::size_t bin = 0; bin < gains.size(); ++bin)
            m_rawSquared[scale][bin] *= gains[bin];
    }
    initialise(reference, frames, magnitude, rawPower);
}

SpectralScene::SpectralScene(const SignalSpectra &reference, const SignalSpectra &raw, std::span<const int> frames,
                             std::shared_ptr<const scene::MelBank> mel, const dsp::MatchOptions &options)
    : m_options(options), m_mel(std::move(mel)), m_finePower(raw.finePower), m_rawSquared(raw.powerSquared),
      m_cross(raw.crossPower)
{
    std::vector<float> magnitude;
    magnitude.reserve(frames.size() * kBins);
    for (const int frame : frames) {
        const float *from = raw.magnitudes.data() + static_cast<std::size_t>(frame) * kBins;
        magnitude.insert(magnitude.end(), from, from + kBins);
    }
    m_rawEnds = raw.ends;
    initialise(reference, frames, magnitude, raw.meanPower);
    if (!m_wholeTrack)
        m_rawEnds = {};
}

/// Of a spectrum of mean powers, as the options' way of matching levels has it.
double SpectralScene::levelOf(std::span<const double> meanPower) const
{
    return std::inner_product(meanPower.begin(), meanPower.end(), m_levelWeights.begin(), 0.0);
}

/// Everything kept of the raw track, brought to the reference's level.
void SpectralScene::levelRaw(std::span<float> magnitude)
{
    const double level = levelOf(m_rawPower);
    const double power = level > 0.0 && m_referenceLevel > 0.0 ? m_referenceLevel / level : 1.0;
    const auto amplitude = static_cast<float>(std::sqrt(power));
    for (float &value : magnitude)
        value *= amplitude;
    for (std::vector<float> *end : {&m_rawEnds.head, &m_rawEnds.tail})
        for (float &sample : *end)
            sample *= amplitude;
    for (std::vector<double> *powers : {&m_rawPower, &m_finePower, &m_cross[0], &m_cross[1], &m_cross[2]})
        for (double &value : *powers)
            value *= power;
    for (std::vector<double> &squares : m_rawSquared)
        for (double &value : squares)
            value *= power * power;
}

void SpectralScene::initialise(const SignalSpectra &reference, std::span<const int> frames,
                               std::span<float> rawMagnitude, std::span<const double> rawPower)
{
    m_sampleRate = reference.sampleRate;
    m_frames = frames.size();
    m_wholeTrack = static_cast<int>(m_frames) == reference.totalFrames;
    for (std::size_t i = 0; m_wholeTrack && i < m_frames; ++i)
        m_wholeTrack = reference.frameIndices[static_cast<std::size_t>(frames[i])] == static_cast<int>(i);
    m_rawPower.assign(rawPower.begin(), rawPower.end());
    m_levelWeights = scene::levelWeights(m_options.level, m_sampleRate);
    if (!m_levelWeights.empty()) {
        m_referenceLevel = levelOf(reference.meanPower);
        levelRaw(rawMagnitude);
    }
    const double binHz = static_cast<double>(m_sampleRate) / kFftSize;
    for (std::size_t band = 0; band < dsp::kMatchBandsHz.size(); ++band) {
        const auto count = [binHz](auto within) {
            std::size_t bins = 0;
            while (bins < kBins && within(static_cast<double>(bins) * binHz))
                ++bins;
            return bins;
        };
        m_balanceBins[2 * band] = count([&](double hz) { return hz < dsp::kMatchBandsHz[band][0]; });
        m_balanceBins[2 * band + 1] = count([&](double hz) { return hz <= dsp::kMatchBandsHz[band][1]; });
    }
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale)
        m_referenceSquared[scale] =
            std::accumulate(reference.powerSquared[scale].begin(), reference.powerSquared[scale].end(), 0.0);

    m_referenceShares = bandShares(reference.meanPower, m_balanceBins);
    m_state = matchState(m_rawPower, reference.meanPower, m_sampleRate);
    for (const double centre : stateBandCentresHz())
        m_stateBins.push_back(centre < 0.99 * m_sampleRate / 2.0 ? static_cast<int>(std::lround(centre / binHz)) : -1);
    if (m_frames == 0) {
        m_rawMetrics = nothingToCompare();
        return;
    }

    m_rawMagnitude = scene::toBlocks(rawMagnitude, kBins, 0.0F);
    for (float &value : m_rawMagnitude)
        value = value < kSmallestMagnitude ? 0.0F : value;
    m_rawDb = decibels(m_rawMagnitude, kSmallestMagnitude, kDbPerOctaveOfAmplitude);
    addReferenceFrames(reference, frames);

    const std::vector<float> flat(kBins, 1.0F);
    fill(measure(flat, {}), true, m_rawMetrics);
}

/// What the processed track is compared with, by the same loops that measure it.
void SpectralScene::addReferenceFrames(const SignalSpectra &reference, std::span<const int> frames)
{
    std::vector<float> magnitude;
    magnitude.reserve(m_frames * kBins);
    for (const int frame : frames) {
        const float *from = reference.magnitudes.data() + static_cast<std::size_t>(frame) * kBins;
        magnitude.insert(magnitude.end(), from, from + kBins);
    }
    magnitude = scene::toBlocks(magnitude, kBins, 0.0F);
    const Gains flat(std::vector<float>(kBins, 1.0F), m_finePower, m_sampleRate);
    m_referenceDb = decibels(magnitude, kSmallestMagnitude, kDbPerOctaveOfAmplitude);

    // By the same loops that measure the raw track, through a gain of 1; only differences to the reference mean
    // nothing.
    const Seen seen(magnitude, m_referenceDb);
    Terms terms;
    Measured measured;
    firstPass(flat, seen, measured, terms);
    comparePass(flat, seen, measured, terms);
    m_referenceCentroid = terms.centroid;
    m_referenceFlatness = terms.flatness;

    for (float &value : m_referenceDb)
        value = std::max(-kTopDb, std::max(scene::kSmallestPowerDb, value) - measured.loudestDb);
    toDecibels(measured.mel, scene::kSmallestPower, kDbPerOctaveOfPower);
    const float melMaximum = maximumOf(measured.mel);
    const std::size_t columns = m_frames + 2 * scene::kWarpFrames;
    m_referenceMfcc.assign(m_wholeTrack ? kMfcc * columns : blocks() * kMfcc * kLanes, 0.0F);
    std::array<float, kMfcc * kLanes> coefficients;
    for (std::size_t block = 0; block < blocks(); ++block) {
        scene::applyCosines(*m_mel, melMaximum - kTopDb, measured.mel.data() + block * kMelBands * kLanes,
                            coefficients.data());
        if (!m_wholeTrack) {
            std::ranges::copy(coefficients, m_referenceMfcc.begin() + std::ptrdiff_t(block * coefficients.size()));
            continue;
        }
        for (std::size_t k = 0; k < kMfcc; ++k)
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                m_referenceMfcc[k * columns + scene::kWarpFrames + block * kLanes + l] = coefficients[k * kLanes + l];
    }
    for (float &value : measured.mel)
        value -= melMaximum;
    m_referenceMelDb = std::move(measured.mel);
}

std::size_t SpectralScene::lanesOf(std::size_t block) const
{
    return std::min(kLanes, m_frames - block * kLanes);
}

SpectralScene::Terms SpectralScene::measure(std::span<const float> gain, const scene::EndFrames &ends) const
{
    Gains gains(gain, m_finePower, m_sampleRate);
    std::array<double, kBins> power;
    for (std::size_t bin = 0; bin < kBins; ++bin)
        power[bin] = m_rawPower[bin] * gains.power[bin];
    exchangePower(gains, ends, power);
    if (!m_levelWeights.empty()) {
        const double level = levelOf(power);
        if (level > 0.0 && m_referenceLevel > 0.0)
            gains.scale(std::sqrt(m_referenceLevel / level));
    }
    Terms terms;
    const auto shares = bandShares(power, m_balanceBins);  // the same at any level
    for (std::size_t band = 0; band < shares.size(); ++band)
        terms.balanceError += (shares[band] - m_referenceShares[band]) * (shares[band] - m_referenceShares[band]);

    Seen seen(m_rawMagnitude, m_rawDb);
    const auto replaced = replaceEnds(gains, ends, seen);
    Measured measured;
    if (measures(kSpectral) || measures(kPerceptual) || measures(kCentroid) || measures(kFlatness))
        firstPass(gains, seen, measured, terms);
    if (measures(kSpectral) || measures(kFlatness))
        comparePass(gains, seen, measured, terms);
    if (measures(kPerceptual)) {
        compareMel(measured, terms);
        compareConvergence(gains, terms);
    }
    return terms;
}

/// Blocks in which the frames of `ends` stand instead of the raw track's, divided by the gains that the passes multiply
/// with.
std::vector<std::vector<float>> SpectralScene::replaceEnds(const Gains &gains, const scene::EndFrames &ends,
                                                           Seen &seen) const
{
    std::vector<std::vector<float>> replaced;
    std::size_t current = blocks();  // of `replaced`: none yet
    for (std::size_t i = 0; i < ends.frames.size(); ++i) {
        const auto frame = static_cast<std::size_t>(ends.frames[i]);
        const std::size_t block = frame / kLanes;
        if (block != current) {
            for (const float **from : {&seen.magnitude[block], &seen.db[block]}) {
                replaced.emplace_back(*from, *from + kBins * kLanes);
                *from = replaced.back().data();
            }
            current = block;
        }
        float *magnitude = replaced[replaced.size() - 2].data() + frame % kLanes;
        float *db = replaced.back().data() + frame % kLanes;
        std::array<float, kBins> level;
        std::copy_n(ends.magnitudes.begin() + std::ptrdiff_t(i * kBins), kBins, level.begin());
        for (float &value : level)
            value *= gains.level;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            magnitude[bin * kLanes] = level[bin] / gains.gain[bin];
        toDecibels(level, kSmallestMagnitude, kDbPerOctaveOfAmplitude);
        for (std::size_t bin = 0; bin < kBins; ++bin)
            db[bin * kLanes] = level[bin] - gains.db[bin];
    }
    return replaced;
}

/// The same in the mean power [kBins].
void SpectralScene::exchangePower(const Gains &gains, const scene::EndFrames &ends, std::span<double> power) const
{
    for (std::size_t i = 0; i < ends.frames.size(); ++i) {
        const auto frame = static_cast<std::size_t>(ends.frames[i]);
        const float *raw = m_rawMagnitude.data() + frame / kLanes * kBins * kLanes + frame % kLanes;
        const float *rendered = ends.magnitudes.data() + i * kBins;
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            const double before = raw[bin * kLanes], after = rendered[bin];
            const double change = after * after - before * before * gains.power[bin];
            power[bin] = std::max(0.0, power[bin] + change / static_cast<double>(m_frames));
        }
    }
}

/// Centroid, mean power, mel and the loudest bin.
void SpectralScene::firstPass(const Gains &gains, const Seen &seen, Measured &measured, Terms &terms) const
{
    std::vector<float> power(kBins * kLanes);
    measured.mel.resize(blocks() * kMelBands * kLanes);
    measured.meanPower.reserve(m_frames);
    float largest = scene::kSmallestPower;
    for (std::size_t block = 0; block < blocks(); ++block) {
        const auto sums = scene::scaleFrames(seen.magnitude[block], gains.gain, gains.hertz, power.data());
        scene::applyMel(*m_mel, power.data(), measured.mel.data() + block * kMelBands * kLanes);
        for (std::size_t l = 0; l < lanesOf(block); ++l) {
            largest = std::max(largest, sums.largestPower[l]);
            measured.meanPower.push_back(sums.power[l] / kBins);
            if (sums.magnitude[l] > 0.0F)
                terms.centroid += static_cast<double>(sums.weighted[l]) / sums.magnitude[l];
        }
    }
    terms.centroid /= static_cast<double>(m_frames);
    measured.loudestDb = 10.0F * std::log10(largest);
}

/// Spectral distance and flatness.
void SpectralScene::comparePass(const Gains &gains, const Seen &seen, const Measured &measured, Terms &terms) const
{
    double distance = 0.0;
    for (std::size_t block = 0; block < blocks(); ++block) {
        const std::size_t at = block * kBins * kLanes;
        const auto sums = scene::compareLevels(seen.db[block], m_referenceDb.data() + at, gains.db, measured.loudestDb);
        for (std::size_t l = 0; l < lanesOf(block); ++l) {
            distance += sums.squares[l];
            terms.flatness += std::exp(static_cast<double>(sums.levels[l]) / kBins * kLogPerDb) /
                              measured.meanPower[block * kLanes + l];
        }
    }
    const auto frames = static_cast<double>(m_frames);
    terms.spectralDistance = distance / (frames * kBins);
    terms.flatness /= frames;
}

void SpectralScene::compareMel(Measured &measured, Terms &terms) const
{
    toDecibels(measured.mel, scene::kSmallestPower, kDbPerOctaveOfPower);
    float maximum = scene::kSmallestPowerDb;
    for (std::size_t block = 0; block < blocks(); ++block)
        maximum = std::max(maximum,
                           maximumOf(std::span(measured.mel).subspan(block * kMelBands * kLanes, kMelBands * kLanes)));
    double square = 0.0;
    double distance = 0.0;
    std::array<float, kMfcc * kLanes> coefficients;
    std::vector<float> mfcc(m_wholeTrack ? m_frames * kMfcc : 0);
    for (std::size_t block = 0; block < blocks(); ++block) {
        float *levels = measured.mel.data() + block * kMelBands * kLanes;
        scene::applyCosines(*m_mel, maximum - kTopDb, levels, coefficients.data());
        const auto squares =
            scene::squaredDifferences(levels, m_referenceMelDb.data() + block * kMelBands * kLanes, kMelBands, maximum);
        square += std::accumulate(squares.begin(), squares.begin() + std::ptrdiff_t(lanesOf(block)), 0.0);
        if (m_wholeTrack) {
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                for (std::size_t k = 0; k < kMfcc; ++k)
                    mfcc[(block * kLanes + l) * kMfcc + k] = coefficients[k * kLanes + l];
        } else {
            const auto apart = scene::squaredDifferences(
                coefficients.data(), m_referenceMfcc.data() + block * coefficients.size(), kMfcc, 0.0F);
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                distance += std::sqrt(apart[l]);
        }
    }
    if (m_wholeTrack)
        distance = scene::bandedWarp(mfcc, m_referenceMfcc);
    const auto frames = static_cast<double>(m_frames);
    terms.mfccDistance = distance / (2.0 * frames);
    terms.melMeanSquare = square / (frames * kMelBands);
}

void SpectralScene::compareConvergence(const Gains &gains, Terms &terms) const
{
    for (std::size_t scale = 0; scale < kScaleSizes.size(); ++scale) {
        const auto sums = scene::converge(m_rawSquared[scale], m_cross[scale],
                                          scene::powersOfBins(gains.fine, m_finePower, kScaleSizes[scale]));
        const double error = std::max(0.0, sums.difference + m_referenceSquared[scale]);
        terms.convergence += std::sqrt(error) / (std::sqrt(sums.own) + 1e-8) / double(kScaleSizes.size());
    }
}

void SpectralScene::fill(const Terms &terms, bool raw, dsp::MatchMetrics &metrics) const
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const auto set = [&](Term term, dsp::MatchTerm &values, double value) {
        (raw ? values.raw : values.processed) = measures(term) ? value : kNone;
    };
    set(kSpectral, metrics.spectralDistance, terms.spectralDistance);
    set(kPerceptual, metrics.perceptualSimilarity,
        std::clamp(0.4 / (1.0 + terms.mfccDistance) + 0.3 / (1.0 + terms.melMeanSquare) +
                       0.3 / (1.0 + terms.convergence),
                   0.0, 1.0));
    set(kBalance, metrics.energyBalance, terms.balanceError);
    set(kCentroid, metrics.spectralCentroid,
        std::fabs(terms.centroid - m_referenceCentroid) / std::max(1e-12, m_referenceCentroid));
    set(kFlatness, metrics.spectralFlatness,
        std::fabs(terms.flatness - m_referenceFlatness) / (m_referenceFlatness + 1e-8));
    metrics.mfccDistance = measures(kPerceptual) ? terms.mfccDistance : kNone;
    metrics.melMeanSquare = measures(kPerceptual) ? terms.melMeanSquare : kNone;
    metrics.multiScaleConvergence = measures(kPerceptual) ? terms.convergence : kNone;
}

dsp::MatchMetrics SpectralScene::score(std::span<const float> gain) const
{
    dsp::MatchMetrics metrics = m_rawMetrics;
    if (m_frames == 0)
        return metrics;
    fill(measure(gain, {}), false, metrics);
    dsp::finishMatchMetrics(metrics, m_options.weights);
    return metrics;
}

dsp::MatchMetrics SpectralScene::score(const dsp::Equaliser &equaliser, const ResponseGrid &grid) const
{
    dsp::MatchMetrics metrics = m_rawMetrics;
    if (m_frames == 0)
        return metrics;
    fill(measure(grid.gains(equaliser.bands, equaliser.mode), scene::renderEnds(m_rawEnds, equaliser, m_sampleRate)),
         false, metrics);
    dsp::finishMatchMetrics(metrics, m_options.weights);
    return metrics;
}

double SpectralScene::remainingMismatchDb(std::span<const float> gain) const
{
    double sum = 0.0, squares = 0.0;
    int count = 0;
    for (std::size_t band = 0; band < m_stateBins.size(); ++band) {
        if (m_stateBins[band] < 0)
            continue;
        const double gainDb = 20.0 * std::log10(std::max(1e-10F, gain[static_cast<std::size_t>(m_stateBins[band])]));
        const double left = 10.0 * m_state[band] - gainDb;
        sum += left;
        squares += left * left;
        ++count;
    }
    if (count == 0)
        return 0.0;
    const double mean = m_levelWeights.empty() ? 0.0 : sum / count;
    return std::sqrt(std::max(0.0, squares / count - mean * mean));
}

}  // namespace tonewright::eq_matching
