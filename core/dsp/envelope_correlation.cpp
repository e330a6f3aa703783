#include "core/dsp/envelope_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/multiversion.h"

namespace tonewright::dsp
{

namespace
{

/// Segments that are computed side by side. Sums run over each segment anew instead of being carried from one to the
/// next: that is cheap here, and nothing cancels after loud parts.
constexpr std::size_t kLanes = BandEnvelopes::kPadding;
constexpr double kTiny = std::numeric_limits<double>::epsilon();  // pystoi's EPS
constexpr double kFrames = double(kStoiSegment);

/// The next kLanes segments of one band: element [t][lane] is values[t + lane].
struct Pair {
    const double *reference;
    const double *estimate;
};

TW_MULTIVERSION
void clippedCorrelations(Pair band, double limit, double *out)
{
    const double *__restrict x = band.reference;
    const double *__restrict y = band.estimate;
    double sumX[kLanes] = {}, squaresX[kLanes] = {}, squaresY[kLanes] = {};
    for (std::size_t t = 0; t < kStoiSegment; ++t)
        for (std::size_t l = 0; l < kLanes; ++l) {
            sumX[l] += x[t + l];
            squaresX[l] += x[t + l] * x[t + l];
            squaresY[l] += y[t + l] * y[t + l];
        }
    double scale[kLanes], sumY[kLanes] = {};
    for (std::size_t l = 0; l < kLanes; ++l)
        scale[l] = __builtin_sqrt(squaresX[l]) / (__builtin_sqrt(squaresY[l]) + kTiny);
    for (std::size_t t = 0; t < kStoiSegment; ++t)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double own = y[t + l] * scale[l], most = x[t + l] * limit;
            sumY[l] += own < most ? own : most;
        }
    double varianceX[kLanes] = {}, varianceY[kLanes] = {}, product[kLanes] = {};
    for (std::size_t t = 0; t < kStoiSegment; ++t)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double own = y[t + l] * scale[l], most = x[t + l] * limit;
            const double dx = x[t + l] - sumX[l] * (1.0 / kFrames);
            const double dy = (own < most ? own : most) - sumY[l] * (1.0 / kFrames);
            varianceX[l] += dx * dx;
            varianceY[l] += dy * dy;
            product[l] += dx * dy;
        }
    for (std::size_t l = 0; l < kLanes; ++l)
        out[l] += product[l] / ((__builtin_sqrt(varianceX[l]) + kTiny) * (__builtin_sqrt(varianceY[l]) + kTiny));
}

/// Mean of each segment of one band and 1 / the norm of what is left without it: 0 where that is rounding alone.
TW_MULTIVERSION
void rowStatistics(const double *values, double *mean, double *reciprocalNorm)
{
    double sum[kLanes] = {}, squares[kLanes] = {}, variance[kLanes] = {};
    for (std::size_t t = 0; t < kStoiSegment; ++t)
        for (std::size_t l = 0; l < kLanes; ++l) {
            sum[l] += values[t + l];
            squares[l] += values[t + l] * values[t + l];
        }
    for (std::size_t t = 0; t < kStoiSegment; ++t)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double d = values[t + l] - sum[l] * (1.0 / kFrames);
            variance[l] += d * d;
        }
    constexpr double kRounding = 1e-28;  // of squares: 1e-14 of the values
    for (std::size_t l = 0; l < kLanes; ++l) {
        mean[l] = sum[l] * (1.0 / kFrames);
        const double least = kTiny * kTiny + kRounding * squares[l];
        reciprocalNorm[l] = variance[l] > least ? 1.0 / __builtin_sqrt(variance[l]) : 0.0;
    }
}

struct RowStatistics {
    double mean[kStoiBands][kLanes];
    double reciprocalNorm[kStoiBands][kLanes];
};

/// Σ over the frames of the correlation across bands. `x` and `y`: the first band at the first segment; further bands
/// follow at `stride`.
TW_MULTIVERSION
void columnCorrelations(const double *__restrict x, const RowStatistics &rowsX, const double *__restrict y,
                        const RowStatistics &rowsY, std::size_t stride, double *__restrict out)
{
    constexpr double kPerBand = 1.0 / double(kStoiBands);
    for (std::size_t t = 0; t < kStoiSegment; ++t) {
        double sumX[kLanes] = {}, sumY[kLanes] = {}, squaresX[kLanes] = {}, squaresY[kLanes] = {}, product[kLanes] = {};
        for (std::size_t band = 0; band < kStoiBands; ++band)
            for (std::size_t l = 0; l < kLanes; ++l) {
                const double a = (x[band * stride + t + l] - rowsX.mean[band][l]) * rowsX.reciprocalNorm[band][l];
                const double b = (y[band * stride + t + l] - rowsY.mean[band][l]) * rowsY.reciprocalNorm[band][l];
                sumX[l] += a;
                sumY[l] += b;
                squaresX[l] += a * a;
                squaresY[l] += b * b;
                product[l] += a * b;
            }
        for (std::size_t l = 0; l < kLanes; ++l) {
            const double varianceX = squaresX[l] - sumX[l] * sumX[l] * kPerBand;
            const double varianceY = squaresY[l] - sumY[l] * sumY[l] * kPerBand;
            const double covariance = product[l] - sumX[l] * sumY[l] * kPerBand;
            const double norms = __builtin_sqrt(varianceX * varianceY);
            // All bands alike: no correlation is defined, and it counts as none.
            out[l] += varianceX > 1e-14 * squaresX[l] && varianceY > 1e-14 * squaresY[l] ? covariance / norms : 0.0;
        }
    }
}

std::size_t segmentsOf(const BandEnvelopes &envelopes)
{
    return envelopes.frames() + 1 - kStoiSegment;
}

}  // namespace

double clippedCorrelation(const BandEnvelopes &reference, const BandEnvelopes &estimate)
{
    const double limit = 1.0 + std::pow(10.0, 15.0 / 20.0);
    const std::size_t segments = segmentsOf(reference);
    double total = 0;
    for (std::size_t begin = 0; begin < segments; begin += kLanes) {
        double lanes[kLanes] = {};
        for (std::size_t band = 0; band < kStoiBands; ++band)
            clippedCorrelations({reference.band(band).data() + begin, estimate.band(band).data() + begin}, limit,
                                lanes);
        for (std::size_t l = 0; l < std::min(kLanes, segments - begin); ++l)
            total += lanes[l];
    }
    return total / double(kStoiBands * segments);
}

double spectralCorrelation(const BandEnvelopes &reference, const BandEnvelopes &estimate)
{
    const std::size_t segments = segmentsOf(reference), stride = reference.band(0).size();
    RowStatistics rowsX, rowsY;
    double total = 0;
    for (std::size_t begin = 0; begin < segments; begin += kLanes) {
        for (std::size_t band = 0; band < kStoiBands; ++band) {
            rowStatistics(reference.band(band).data() + begin, rowsX.mean[band], rowsX.reciprocalNorm[band]);
            rowStatistics(estimate.band(band).data() + begin, rowsY.mean[band], rowsY.reciprocalNorm[band]);
        }
        double lanes[kLanes] = {};
        columnCorrelations(reference.band(0).data() + begin, rowsX, estimate.band(0).data() + begin, rowsY, stride,
                           lanes);
        for (std::size_t l = 0; l < std::min(kLanes, segments - begin); ++l)
            total += lanes[l];
    }
    return total / double(kStoiSegment * segments);
}

}  // namespace tonewright::dsp
