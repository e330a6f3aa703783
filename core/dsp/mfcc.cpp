#include "core/dsp/mfcc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/dsp/frame_lanes.h"

namespace tonewright::dsp
{

namespace
{

/// Rows of the orthonormal DCT-II, filled up with zeros to a multiple of four. Shape [coefficient][band].
std::vector<float> cosineRows(int coefficients, int bands)
{
    std::vector<float> rows(std::size_t((coefficients + 3) / 4 * 4) * std::size_t(bands));
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
    std::array<float, 4 * lanes::kFrameLanes> sums{};
    lanes::eachBlock(logMel.values, bands, [&](std::size_t first, std::size_t frames, const float *mels) {
        for (int k = 0; k < coefficients; k += 4) {
            lanes::fourFilters(rows.data() + std::size_t(k) * bands, bands, mels, sums.data());
            for (int row = k; row < std::min(k + 4, coefficients); ++row)
                for (std::size_t t = 0; t < frames; ++t)
                    result.frame(int(first + t))[std::size_t(row)] =
                        sums[std::size_t(row - k) * lanes::kFrameLanes + t];
        }
    });
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
