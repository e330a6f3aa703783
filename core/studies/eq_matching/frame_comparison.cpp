#include "core/studies/eq_matching/frame_comparison.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/dsp/decibel.h"

namespace tonewright::eq_matching::scene
{
namespace
{

// What is weaker counts as nothing: it can't rise above the smallest power, and its square would be a denormal number.
constexpr float kSmallestMagnitude = 1e-10F;
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

std::vector<float> framesInBlocks(const SignalSpectra &spectra, std::span<const int> frames)
{
    std::vector<const float *> rows;
    for (const int frame : frames)
        rows.push_back(spectra.magnitudes.data() + static_cast<std::size_t>(frame) * kBins);
    return toBlocks(rows, kBins, 0.0F);
}

}  // namespace

/// The raw track's frames as the passes over them see them, a pointer a block.
struct FrameComparison::Seen {
    Seen(const std::vector<float> &magnitudes, const std::vector<float> &levels)
    {
        for (std::size_t at = 0; at < magnitudes.size(); at += kBins * kLanes) {
            magnitude.push_back(magnitudes.data() + at);
            db.push_back(levels.data() + at);
        }
    }
    std::vector<const float *> magnitude, db;  // [blocks] → [kBins][kLanes]
};

/// What the first pass over the frames leaves for the others.
struct FrameComparison::Measured {
    Loudest loudest;
    bool loudestKnown = false;
    std::vector<float> meanPower;  // [frames]: mean over bins of max(kSmallestPower, power)
    std::vector<float> mel;        // [blocks][kMelBands][kLanes]
};

FrameComparison::FrameComparison(const SignalSpectra &reference, std::span<const int> frames, bool wholeTrack,
                                 const SettingGains &rawGains, std::shared_ptr<const MelBank> mel)
    : m_frames(frames.size()), m_wholeTrack(wholeTrack), m_mel(std::move(mel))
{
    std::vector<float> magnitude = framesInBlocks(reference, frames);
    m_rawMagnitude = magnitude;
    scaleRows(m_rawMagnitude, rawGains.gain, kSmallestMagnitude);
    m_referenceDb = decibels(magnitude, kSmallestMagnitude, kDbPerOctaveOfAmplitude);
    m_rawDb = m_referenceDb;
    raiseRows(m_rawDb, rawGains.db);
    addReference(reference, std::move(magnitude));
}

FrameComparison::FrameComparison(const SignalSpectra &reference, std::span<const int> frames, bool wholeTrack,
                                 const SignalSpectra &raw, float level, std::shared_ptr<const MelBank> mel)
    : m_frames(frames.size()), m_wholeTrack(wholeTrack), m_mel(std::move(mel))
{
    m_rawMagnitude = framesInBlocks(raw, frames);
    for (float &value : m_rawMagnitude)
        value = value * level < kSmallestMagnitude ? 0.0F : value * level;
    m_rawDb = decibels(m_rawMagnitude, kSmallestMagnitude, kDbPerOctaveOfAmplitude);
    std::vector<float> magnitude = framesInBlocks(reference, frames);
    m_referenceDb = decibels(magnitude, kSmallestMagnitude, kDbPerOctaveOfAmplitude);
    addReference(reference, std::move(magnitude));
}

/// What the processed track is compared with, by the same loops that measure it: through a gain of 1. Only differences
/// to the reference mean nothing.
void FrameComparison::addReference(const SignalSpectra &reference, std::vector<float> magnitude)
{
    static const SettingGains flat(std::vector<float>(kBins, 1.0F), HeardPower(std::vector<double>(kFineBins, 1.0)), 1);
    SettingGains gains = flat;
    const auto binHz = static_cast<float>(reference.sampleRate) / kFftSize;
    for (std::size_t bin = 0; bin < kBins; ++bin)
        gains.hertz[bin] = static_cast<float>(bin) * binHz;

    const Seen seen(magnitude, m_referenceDb);
    Measured measured;
    if (!m_wholeTrack) {
        measured.loudest = reference.loudest;
        measured.loudestKnown = true;
    }
    firstPass(gains, seen, true, measured, m_referenceTerms);
    comparePass(gains, seen, measured, m_referenceTerms);

    for (float &value : m_referenceDb)
        value = std::max(-kTopDb, std::max(kSmallestPowerDb, value) - measured.loudest.binDb);
    toDecibels(measured.mel, kSmallestPower, kDbPerOctaveOfPower);
    const float melMaximum = measured.loudestKnown ? measured.loudest.melDb : maximumOf(measured.mel);
    const std::size_t columns = m_frames + 2 * kWarpFrames;
    m_referenceMfcc.assign(m_wholeTrack ? kMfcc * columns : blocks() * kMfcc * kLanes, 0.0F);
    std::array<float, kMfcc * kLanes> coefficients;
    for (std::size_t block = 0; block < blocks(); ++block) {
        applyCosines(*m_mel, melMaximum - kTopDb, measured.mel.data() + block * kMelBands * kLanes,
                     coefficients.data());
        if (!m_wholeTrack) {
            std::ranges::copy(coefficients, m_referenceMfcc.begin() + std::ptrdiff_t(block * coefficients.size()));
            continue;
        }
        for (std::size_t k = 0; k < kMfcc; ++k)
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                m_referenceMfcc[k * columns + kWarpFrames + block * kLanes + l] = coefficients[k * kLanes + l];
    }
    for (float &value : measured.mel)
        value -= melMaximum;
    m_referenceMelDb = std::move(measured.mel);
}

FrameTerms FrameComparison::measure(const SettingGains &gains, const std::optional<Loudest> &loudest,
                                    const EndFrames &ends, const WantedTerms &wanted) const
{
    Seen seen(m_rawMagnitude, m_rawDb);
    const auto replaced = replaceEnds(gains, ends, seen);
    FrameTerms terms;
    Measured measured;
    if (loudest) {
        measured.loudest = *loudest;
        measured.loudestKnown = true;
    }
    firstPass(gains, seen, wanted.mel, measured, terms);
    if (wanted.spectral || wanted.flatness)
        comparePass(gains, seen, measured, terms);
    if (wanted.mel)
        compareMel(measured, terms);
    return terms;
}

/// Blocks in which the frames of `ends` stand instead of the raw track's, divided by the gains that the passes multiply
/// with.
std::vector<std::vector<float>> FrameComparison::replaceEnds(const SettingGains &gains, const EndFrames &ends,
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

/// Centroid, mean power, mel and the loudest bin.
void FrameComparison::firstPass(const SettingGains &gains, const Seen &seen, bool mel, Measured &measured,
                                FrameTerms &terms) const
{
    const auto power = std::make_unique_for_overwrite<float[]>(kBins * kLanes);
    measured.mel.resize(mel ? blocks() * kMelBands * kLanes : 0);
    measured.meanPower.reserve(m_frames);
    float largest = kSmallestPower;
    for (std::size_t block = 0; block < blocks(); ++block) {
        const auto sums = scaleFrames(seen.magnitude[block], gains.gain, gains.hertz, power.get());
        if (mel)
            applyMel(*m_mel, power.get(), measured.mel.data() + block * kMelBands * kLanes);
        for (std::size_t l = 0; l < lanesOf(block); ++l) {
            largest = std::max(largest, sums.largestPower[l]);
            measured.meanPower.push_back(sums.power[l] / kBins);
            if (sums.magnitude[l] > 0.0F)
                terms.centroid += static_cast<double>(sums.weighted[l]) / sums.magnitude[l];
        }
    }
    terms.centroid /= static_cast<double>(m_frames);
    if (!measured.loudestKnown)
        measured.loudest.binDb = 10.0F * std::log10(largest);
}

/// Spectral distance and flatness.
void FrameComparison::comparePass(const SettingGains &gains, const Seen &seen, const Measured &measured,
                                  FrameTerms &terms) const
{
    double distance = 0.0;
    for (std::size_t block = 0; block < blocks(); ++block) {
        const std::size_t at = block * kBins * kLanes;
        const auto sums = compareLevels(seen.db[block], m_referenceDb.data() + at, gains.db, measured.loudest.binDb);
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

void FrameComparison::compareMel(Measured &measured, FrameTerms &terms) const
{
    toDecibels(measured.mel, kSmallestPower, kDbPerOctaveOfPower);
    const float maximum = measured.loudestKnown ? measured.loudest.melDb : maximumOf(measured.mel);
    double square = 0.0;
    double distance = 0.0;
    std::array<float, kMfcc * kLanes> coefficients;
    std::vector<float> mfcc(m_wholeTrack ? m_frames * kMfcc : 0);
    for (std::size_t block = 0; block < blocks(); ++block) {
        float *levels = measured.mel.data() + block * kMelBands * kLanes;
        applyCosines(*m_mel, maximum - kTopDb, levels, coefficients.data());
        const auto squares =
            squaredDifferences(levels, m_referenceMelDb.data() + block * kMelBands * kLanes, kMelBands, maximum);
        square += std::accumulate(squares.begin(), squares.begin() + std::ptrdiff_t(lanesOf(block)), 0.0);
        if (m_wholeTrack) {
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                for (std::size_t k = 0; k < kMfcc; ++k)
                    mfcc[(block * kLanes + l) * kMfcc + k] = coefficients[k * kLanes + l];
        } else {
            const auto apart = squaredDifferences(coefficients.data(),
                                                  m_referenceMfcc.data() + block * coefficients.size(), kMfcc, 0.0F);
            for (std::size_t l = 0; l < lanesOf(block); ++l)
                distance += std::sqrt(apart[l]);
        }
    }
    if (m_wholeTrack)
        distance = bandedWarp(mfcc, m_referenceMfcc);
    const auto frames = static_cast<double>(m_frames);
    terms.mfccDistance = distance / (2.0 * frames);
    terms.melMeanSquare = square / (frames * kMelBands);
}

}  // namespace tonewright::eq_matching::scene
