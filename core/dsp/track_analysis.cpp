#include "core/dsp/track_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/dsp/decibel.h"
#include "core/dsp/descriptors.h"
#include "core/dsp/match_quality.h"
#include "core/dsp/mfcc.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kMelBands = 128;
constexpr int kCoefficients = 13;

FeatureMatrix matrix(int frames, int bands)
{
    return {frames, bands, std::vector<float>(std::size_t(frames) * std::size_t(bands))};
}

}  // namespace

TrackAnalyser::TrackAnalyser(double sampleRate, const StftConfig &config, int frames)
    : m_binHz(sampleRate / config.fftSize), m_filters(sampleRate, config.fftSize, kMelBands),
      m_binIndex(std::size_t(m_filters.bins())), m_work(m_binIndex.size()), m_powerSum(m_binIndex.size(), 0.0)
{
    std::iota(m_binIndex.begin(), m_binIndex.end(), 0.0F);
    m_result.logPower = matrix(frames, m_filters.bins());
    m_result.logMel = matrix(frames, kMelBands);
}

void TrackAnalyser::addFrame(std::span<const float> power)
{
    const auto logs = m_result.logPower.frame(m_next);
    loops::accumulate(power, m_powerSum);
    m_filters.apply(power, m_result.logMel.frame(m_next));
    ++m_next;

    loops::squareRoots(power, m_work);
    const double magnitudes = loops::sum(m_work);
    if (magnitudes > double(std::numeric_limits<float>::min()))
        m_result.meanCentroidHz += loops::dot(m_work, m_binIndex) / magnitudes * m_binHz;

    std::copy(power.begin(), power.end(), m_work.begin());
    loops::raiseTo(kSmallestPower, m_work);
    log2Each(m_work, logs);
    const auto bins = double(power.size());
    m_result.meanFlatness += std::exp2(loops::sum(logs) / bins) / (loops::sum(m_work) / bins);
}

TrackAnalysis TrackAnalyser::finish() &&
{
    const double frames = std::max(1, m_next);
    m_result.meanCentroidHz /= frames;
    m_result.meanFlatness /= frames;
    m_result.loudest = *std::max_element(m_result.logPower.values.begin(), m_result.logPower.values.end());

    for (double &value : m_powerSum)
        value /= frames;
    double total = 0;
    for (std::size_t band = 0; band < kMatchBandsHz.size(); ++band) {
        m_result.bandShares[band] = bandEnergy(m_powerSum, m_binHz, kMatchBandsHz[band][0], kMatchBandsHz[band][1]);
        total += m_result.bandShares[band];
    }
    for (double &share : m_result.bandShares)
        share /= total + 1e-8;

    FeatureMatrix &logMel = m_result.logMel;
    powerToDb(logMel.values, DbReference::One);
    m_result.mfcc = mfccOfLogMel(logMel, kCoefficients);
    // Relative to the maximum the floor is the same: only the level moves.
    loops::addScalar(-*std::max_element(logMel.values.begin(), logMel.values.end()), logMel.values);
    return std::move(m_result);
}

double spectralDistance(const TrackAnalysis &a, const TrackAnalysis &b)
{
    constexpr auto kRange = float(kDynamicRangeDb / kDbPerOctaveOfPower);
    double sum = 0;
    for (int t = 0; t < a.logPower.frames; ++t)
        sum += loops::sumOfSquaredFlooredDifferences(a.logPower.frame(t), a.loudest - kRange, b.logPower.frame(t),
                                                     b.loudest - kRange, b.loudest - a.loudest);
    return sum * kDbPerOctaveOfPower * kDbPerOctaveOfPower / double(a.logPower.values.size());
}

}  // namespace tonewright::dsp
