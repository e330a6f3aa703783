#include "core/dsp/contrast.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/dsp/decibel.h"
#include "core/dsp/frame_lanes.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kBands = 7;
constexpr double kLowestHz = 200.0;
constexpr double kShare = 0.02;

/// Mean over the rows of one lane.
float meanOfLane(std::span<const float> rows, std::size_t lane)
{
    float sum = 0;
    for (std::size_t at = lane; at < rows.size(); at += lanes::kFrameLanes)
        sum += rows[at];
    return sum / float(rows.size() / lanes::kFrameLanes);
}

}  // namespace

std::vector<ContrastAnalyser::Band> ContrastAnalyser::bandsOf(const Spectrogram &magnitude)
{
    std::vector<Band> bands(kBands);
    for (int band = 0; band < kBands; ++band) {
        const double low = band == 0 ? 0.0 : kLowestHz * std::exp2(band - 1), high = kLowestHz * std::exp2(band);
        int first = magnitude.bins, last = -1;
        for (int bin = 0; bin < magnitude.bins; ++bin) {
            const double hz = magnitude.frequencyHz(bin);
            if (hz >= low && hz <= high) {
                first = std::min(first, bin);
                last = bin;
            }
        }
        if (last < 0)
            continue;
        if (band > 0)
            first = std::max(0, first - 1);
        if (band == kBands - 1)
            last = magnitude.bins - 1;
        Band &b = bands[std::size_t(band)];
        b.take = std::max(1, int(std::nearbyint(kShare * (last - first + 1))));
        b.begin = first;
        b.end = band < kBands - 1 ? last : last + 1;  // neighbours share no bin; the last band has no neighbour
        if (b.end <= b.begin)
            b.end = b.begin + 1;
        b.take = std::min(b.take, b.end - b.begin);
    }
    return bands;
}

void ContrastAnalyser::add(const Spectrogram &magnitude)
{
    if (m_bands.empty())
        m_bands = bandsOf(magnitude);
    for (FeatureMatrix *m : {&m_peak, &m_valley}) {
        m->bands = kBands;
        m->frames += magnitude.frames;
        m->values.resize(std::size_t(m->frames) * kBands);
    }
    const std::size_t before = std::size_t(m_peak.frames - magnitude.frames);
    std::vector<float> smallest, largest;
    lanes::eachBlock(magnitude.values, std::size_t(magnitude.bins),
                     [&](std::size_t first, std::size_t frames, const float *rows) {
                         for (std::size_t band = 0; band < kBands; ++band) {
                             const Band &b = m_bands[band];
                             if (b.take == 0)
                                 continue;
                             lanes::extremes(rows + std::size_t(b.begin) * lanes::kFrameLanes,
                                             std::size_t(b.end - b.begin), std::size_t(b.take), smallest, largest);
                             for (std::size_t t = 0; t < frames; ++t) {
                                 m_peak.frame(int(before + first + t))[band] = meanOfLane(largest, t);
                                 m_valley.frame(int(before + first + t))[band] = meanOfLane(smallest, t);
                             }
                         }
                     });
}

FeatureMatrix ContrastAnalyser::finish() &&
{
    powerToDb(m_peak.values, DbReference::One);
    powerToDb(m_valley.values, DbReference::One);
    for (int t = 0; t < m_peak.frames; ++t)
        for (std::size_t band = 0; band < kBands; ++band)
            m_peak.frame(t)[band] = m_bands[band].take == 0 ? 0.0F : m_peak.frame(t)[band] - m_valley.frame(t)[band];
    return std::move(m_peak);
}

FeatureMatrix spectralContrast(const Spectrogram &magnitude)
{
    ContrastAnalyser analyser;
    analyser.add(magnitude);
    return std::move(analyser).finish();
}

}  // namespace tonewright::dsp
