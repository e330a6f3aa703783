#include "core/dsp/mel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/dsp/frame_lanes.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

constexpr double kHzPerMel = 200.0 / 3.0;  // of the linear part
constexpr double kKneeHz = 1000.0;
constexpr double kKneeMel = kKneeHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;  // of the logarithmic part, per mel

}  // namespace

double hzToMel(double hz)
{
    return hz < kKneeHz ? hz / kHzPerMel : kKneeMel + std::log(hz / kKneeHz) / kLogStep;
}

double melToHz(double mel)
{
    return mel < kKneeMel ? mel * kHzPerMel : kKneeHz * std::exp(kLogStep * (mel - kKneeMel));
}

MelFilters::MelFilters(double sampleRate, int fftSize, int bands) : m_bins(fftSize / 2 + 1)
{
    const double highestMel = hzToMel(sampleRate / 2.0);
    std::vector<double> edges(std::size_t(bands) + 2);  // Hz
    for (std::size_t i = 0; i < edges.size(); ++i)
        edges[i] = melToHz(highestMel * double(i) / double(bands + 1));

    m_offset.push_back(0);
    for (int band = 0; band < bands; ++band) {
        const double low = edges[std::size_t(band)], centre = edges[std::size_t(band) + 1],
                     high = edges[std::size_t(band) + 2];
        const double height = 2.0 / (high - low);
        int first = m_bins;
        for (int bin = 0; bin < m_bins; ++bin) {
            const double hz = bin * sampleRate / fftSize;
            const double weight = std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
            if (weight <= 0.0) {
                if (hz > high)
                    break;
                continue;
            }
            first = std::min(first, bin);
            m_weights.push_back(float(weight * height));
        }
        m_first.push_back(first == m_bins ? 0 : first);
        m_offset.push_back(int(m_weights.size()));
    }
}

void MelFilters::apply(std::span<const float> power, std::span<float> out) const
{
    const std::span<const float> weights = m_weights;
    for (std::size_t band = 0; band < m_first.size(); ++band) {
        const auto begin = std::size_t(m_offset[band]);
        const auto count = std::size_t(m_offset[band + 1]) - begin;
        out[band] = float(loops::dot(power.subspan(std::size_t(m_first[band]), count), weights.subspan(begin, count)));
    }
}

void MelFilters::applyAll(std::span<const float> power, std::span<float> out) const
{
    std::array<float, lanes::kFrameLanes> energy{};
    lanes::eachBlock(power, std::size_t(m_bins), [&](std::size_t first, std::size_t frames, const float *rows) {
        for (std::size_t band = 0; band < m_first.size(); ++band) {
            const auto begin = std::size_t(m_offset[band]), end = std::size_t(m_offset[band + 1]);
            lanes::filter(std::span<const float>(m_weights).subspan(begin, end - begin),
                          rows + std::size_t(m_first[band]) * lanes::kFrameLanes, energy.data());
            for (std::size_t t = 0; t < frames; ++t)
                out[(first + t) * m_first.size() + band] = energy[t];
        }
    });
}

float MelFilters::weight(int band, int bin) const
{
    const int index = bin - m_first[std::size_t(band)];
    const int begin = m_offset[std::size_t(band)], end = m_offset[std::size_t(band) + 1];
    return index >= 0 && begin + index < end ? m_weights[std::size_t(begin + index)] : 0.0F;
}

FeatureMatrix melSpectrogram(const Spectrogram &power, int bands)
{
    return melSpectrogram(power, MelFilters(power.sampleRate, power.fftSize, bands));
}

FeatureMatrix melSpectrogram(const Spectrogram &power, const MelFilters &filters)
{
    FeatureMatrix mel{power.frames, filters.bands(),
                      std::vector<float>(std::size_t(power.frames) * std::size_t(filters.bands()))};
    filters.applyAll(power.values, mel.values);
    return mel;
}

FeatureMatrix logMelSpectrogram(const Spectrogram &power, int bands, DbReference reference)
{
    FeatureMatrix mel = melSpectrogram(power, bands);
    powerToDb(mel.values, reference);
    return mel;
}

}  // namespace tonewright::dsp
