#include "core/dsp/mfcc.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/dsp/vector_loops.h"

namespace tonewright::dsp
{

namespace
{

/// Rows of the orthonormal DCT-II. Shape [coefficient][band].
std::vector<float> cosineRows(int coefficients, int bands)
{
    std::vector<float> rows(std::size_t(coefficients) * std::size_t(bands));
    for (int k = 0; k < coefficients; ++k) {
        const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / bands);
        for (int n = 0; n < bands; ++n)
            rows[std::size_t(k) * std::size_t(bands) + std::size_t(n)] =
                float(scale * std::cos(std::numbers::pi * k * (2.0 * n + 1.0) / (2.0 * bands)));
    }
    return rows;
}

}  // namespace

FeatureMatrix mfccOfLogMel(const FeatureMatrix &logMel, int coefficients)
{
    const auto bands = std::size_t(logMel.bands);
    const std::vector<float> rows = cosineRows(coefficients, logMel.bands);
    FeatureMatrix result{logMel.frames, coefficients,
                         std::vector<float>(std::size_t(logMel.frames) * std::size_t(coefficients))};
    for (int t = 0; t < logMel.frames; ++t) {
        const auto out = result.frame(t);
        for (std::size_t k = 0; k < out.size(); ++k)
            out[k] = float(loops::dot(logMel.frame(t), std::span<const float>(rows).subspan(k * bands, bands)));
    }
    return result;
}

FeatureMatrix mfcc(const Spectrogram &power, int coefficients)
{
    return mfccOfLogMel(logMelSpectrogram(power, 128, DbReference::One), coefficients);
}

FeatureMatrix deltas(const FeatureMatrix &values, int width)
{
    FeatureMatrix result{values.frames, values.bands, std::vector<float>(values.values.size(), 0.0F)};
    const int half = (std::min(width, values.frames) - 1) / 2;
    if (half < 1)
        return result;
    const double squares = half * (half + 1.0) * (2.0 * half + 1.0) / 3.0;  // Σ k², k = −half … half
    std::vector<double> slope(std::size_t(values.bands));
    for (int t = 0; t < values.frames; ++t) {
        const int centre = std::clamp(t, half, values.frames - 1 - half);
        std::fill(slope.begin(), slope.end(), 0.0);
        for (int k = 1; k <= half; ++k)
            for (std::size_t band = 0; band < slope.size(); ++band)
                slope[band] += k * (double(values.frame(centre + k)[band]) - double(values.frame(centre - k)[band]));
        std::transform(slope.begin(), slope.end(), result.frame(t).begin(),
                       [&](double sum) { return float(sum / squares); });
    }
    return result;
}

}  // namespace tonewright::dsp
