#include "core/dsp/chroma.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/dsp/frame_lanes.h"
#include "core/dsp/median.h"
#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

constexpr int kClasses = 12;
constexpr double kLowestPeakHz = 150.0;
constexpr double kHighestPeakHz = 4000.0;
constexpr float kPeakThreshold = 0.1F;  // of the frame's largest value

double octavesAboveA0(double hz, double tuning = 0.0)
{
    return std::log2(hz / (440.0 * std::exp2(tuning / kClasses) / 16.0));
}

}  // namespace

/// Local maxima of a frame, placed between bins by a parabola. librosa.piptrack.
void TuningEstimator::addFrame(std::span<const float> frame, double binHz, int first, int last)
{
    const float threshold = kPeakThreshold * loops::largest(frame);
    for (int bin = first; bin <= last; ++bin) {
        const float *p = frame.data() + bin;
        if (!(p[0] > threshold))
            continue;
        // Values at or below the threshold count as 0 when neighbours are compared.
        const float before = p[-1] > threshold ? p[-1] : 0.0F, after = p[1] > threshold ? p[1] : 0.0F;
        if (!(p[0] > before && p[0] >= after))
            continue;
        const float curvature = p[1] + p[-1] - 2.0F * p[0];
        const float slope = (p[1] - p[-1]) / 2.0F;
        const float shift = std::abs(slope) >= std::abs(curvature) ? 0.0F : -slope / curvature;
        m_peaks.push_back({float((double(bin) + double(shift)) * binHz), p[0] + 0.5F * slope * shift});
    }
}

void TuningEstimator::add(const Spectrogram &power)
{
    // Bins whose frequency is in [lowest, highest) and that have neighbours on both sides.
    const double highest = std::min(kHighestPeakHz, power.sampleRate / 2.0);
    const auto binAbove = [&](double hz) { return int(std::min(double(power.bins), std::ceil(hz / power.binHz()))); };
    const int first = std::max(1, binAbove(kLowestPeakHz));
    const int last = std::min(power.bins - 2, binAbove(highest) - 1);
    for (int t = 0; t < power.frames; ++t)
        addFrame(power.frame(t), power.binHz(), first, last);
}

double TuningEstimator::tuning() const
{
    if (m_peaks.empty())
        return 0.0;
    std::vector<float> strengths(m_peaks.size());
    std::transform(m_peaks.begin(), m_peaks.end(), strengths.begin(), [](const Peak &p) { return p.strength; });
    const float threshold = medianOf(std::span(strengths));
    std::array<int, 100> histogram{};
    for (const Peak &peak : m_peaks) {
        if (peak.strength < threshold || !(peak.hz > 0.0F))
            continue;
        double residual = std::fmod(kClasses * octavesAboveA0(double(peak.hz)), 1.0);
        if (residual < 0)
            residual += 1.0;
        if (residual >= 0.5)
            residual -= 1.0;
        ++histogram[std::size_t(std::clamp(int(std::floor((residual + 0.5) * 100.0)), 0, 99))];
    }
    const auto best = std::max_element(histogram.begin(), histogram.end()) - histogram.begin();
    return -0.5 + double(best) / 100.0;
}

double estimateTuning(const Spectrogram &power)
{
    TuningEstimator estimator;
    estimator.add(power);
    return estimator.tuning();
}

std::vector<float> chromaFilters(double sampleRate, int fftSize, double tuning)
{
    const auto size = std::size_t(fftSize), bins = size / 2 + 1;
    std::vector<double> position(size);  // of each bin in semitones; bin 0 is placed 1.5 octaves below bin 1
    for (std::size_t k = 1; k < size; ++k)
        position[k] = kClasses * octavesAboveA0(double(k) * sampleRate / fftSize, tuning);
    position[0] = position[std::min<std::size_t>(1, size - 1)] - 1.5 * kClasses;

    std::vector<float> filters(kClasses * bins);
    for (std::size_t k = 0; k < bins; ++k) {
        const double width = k + 1 < size ? std::max(position[k + 1] - position[k], 1.0) : 1.0;
        std::array<double, kClasses> column{};
        double squares = 0;
        for (int c = 0; c < kClasses; ++c) {
            // Distance to the class on the circle, in −6 … 6; the filter bank starts at A, ours at C.
            const double turned = position[k] - c + kClasses / 2.0;
            const double distance = turned - kClasses * std::floor(turned / kClasses) - kClasses / 2.0;
            const double deviation = 2.0 * distance / width;
            const double value = std::exp(-0.5 * deviation * deviation);
            column[std::size_t((c + kClasses - 3) % kClasses)] = value;
            squares += value * value;
        }
        const double octave = std::exp(-0.5 * std::pow((position[k] / kClasses - 5.0) / 2.0, 2.0));
        for (std::size_t c = 0; c < kClasses; ++c)
            filters[c * bins + k] = float(column[c] / std::sqrt(squares) * octave);
    }
    return filters;
}

FeatureMatrix chroma(const Spectrogram &power, std::optional<double> tuning)
{
    return chroma(power, chromaFilters(power.sampleRate, power.fftSize, tuning ? *tuning : estimateTuning(power)));
}

FeatureMatrix chroma(const Spectrogram &power, std::span<const float> filters)
{
    const auto bins = std::size_t(power.bins);
    FeatureMatrix result{power.frames, kClasses, std::vector<float>(std::size_t(power.frames) * kClasses)};
    std::array<float, kClasses * lanes::kFrameLanes> energy{};
    lanes::eachBlock(power.values, bins, [&](std::size_t first, std::size_t frames, const float *rows) {
        for (std::size_t c = 0; c < kClasses; c += 4)
            lanes::fourFilters(filters.data() + c * bins, bins, rows, energy.data() + c * lanes::kFrameLanes);
        for (std::size_t t = 0; t < frames; ++t) {
            const auto out = result.frame(int(first + t));
            for (std::size_t c = 0; c < kClasses; ++c)
                out[c] = energy[c * lanes::kFrameLanes + t];
            const float largest = *std::max_element(out.begin(), out.end());
            if (largest > std::numeric_limits<float>::min())
                for (float &value : out)
                    value /= largest;
        }
    });
    return result;
}

}  // namespace tonewright::dsp
