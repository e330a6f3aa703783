#include "core/dsp/contrast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "core/dsp/decibel.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kBands = 7;
constexpr double kLowestHz = 200.0;
constexpr double kShare = 0.02;

/// The bins of one band: [begin, end) are sorted, and `take` of them averaged at each end.
struct BandBins {
    int begin = 0;
    int end = 0;
    int take = 0;  // 0 = the band lies above Nyquist
};

std::array<BandBins, kBands> bandsOf(const Spectrogram &magnitude)
{
    std::array<BandBins, kBands> bands;
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
        BandBins &b = bands[std::size_t(band)];
        b.take = std::max(1, int(std::nearbyint(kShare * (last - first + 1))));
        b.begin = first;
        b.end = band < kBands - 1 ? last : last + 1;  // neighbours share no bin; the last band has no neighbour
        if (b.end <= b.begin)
            b.end = b.begin + 1;
        b.take = std::min(b.take, b.end - b.begin);
    }
    return bands;
}

/// Mean of the best values, as many as `kept` holds; the first kept is the next to be dropped. Most values fail one
/// comparison and cost nothing more, if the best come early: spectra fall, so look for weak bins from the top.
template <class Iterator, class Better>
float meanOfBest(Iterator begin, Iterator end, std::span<float> kept, Better better)
{
    const Iterator rest = begin + std::ptrdiff_t(kept.size());
    std::copy(begin, rest, kept.begin());
    std::sort(kept.begin(), kept.end(), [&](float a, float b) { return better(b, a); });
    for (Iterator value = rest; value != end; ++value) {
        if (!better(*value, kept[0]))
            continue;
        std::size_t i = 1;
        for (; i < kept.size() && better(*value, kept[i]); ++i)
            kept[i - 1] = kept[i];
        kept[i - 1] = *value;
    }
    float sum = 0;
    for (const float value : kept)
        sum += value;
    return sum / float(kept.size());
}

}  // namespace

void ContrastAnalyser::add(const Spectrogram &magnitude)
{
    const auto bands = bandsOf(magnitude);
    m_bandIsEmpty.resize(kBands);
    for (FeatureMatrix *m : {&m_peak, &m_valley}) {
        m->bands = kBands;
        m->frames += magnitude.frames;
        m->values.resize(std::size_t(m->frames) * kBands);
    }
    std::vector<float> kept(std::size_t(magnitude.bins));
    const int before = m_peak.frames - magnitude.frames;
    for (int t = 0; t < magnitude.frames; ++t)
        for (std::size_t band = 0; band < kBands; ++band) {
            const BandBins &b = bands[band];
            m_bandIsEmpty[band] = b.take == 0;
            if (b.take == 0)
                continue;
            const auto values = magnitude.frame(t).subspan(std::size_t(b.begin), std::size_t(b.end - b.begin));
            const auto space = std::span<float>(kept).first(std::size_t(b.take));
            m_peak.frame(before + t)[band] = meanOfBest(values.begin(), values.end(), space, std::greater<>());
            m_valley.frame(before + t)[band] = meanOfBest(values.rbegin(), values.rend(), space, std::less<>());
        }
}

FeatureMatrix ContrastAnalyser::finish() &&
{
    powerToDb(m_peak.values, DbReference::One);
    powerToDb(m_valley.values, DbReference::One);
    for (int t = 0; t < m_peak.frames; ++t)
        for (std::size_t band = 0; band < kBands; ++band)
            m_peak.frame(t)[band] = m_bandIsEmpty[band] ? 0.0F : m_peak.frame(t)[band] - m_valley.frame(t)[band];
    return std::move(m_peak);
}

FeatureMatrix spectralContrast(const Spectrogram &magnitude)
{
    ContrastAnalyser analyser;
    analyser.add(magnitude);
    return std::move(analyser).finish();
}

}  // namespace tonewright::dsp
