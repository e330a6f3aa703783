#include "core/dsp/wavelet.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/base/multiversion.h"
#include "core/dsp/median.h"

namespace tonewright::dsp
{

namespace
{

using Filter = std::array<double, kDb8Length>;

/// Decomposition low-pass: the factor of the half-band polynomial whose zeros lie inside the unit circle, scaled to sum
/// √2, and reversed in time.
constexpr Filter kLowPass = {
    -0.00011747678412476953, 0.0006754494064505693, -0.00039174037337694705, -0.004870352993451574,
    0.008746094047405777,    0.013981027917398282,  -0.044088253930794755,   -0.017369301001807547,
    0.12874742662047847,     0.0004724845739132828, -0.2840155429615469,     -0.015829105256349306,
    0.5853546836542067,      0.6756307362972898,    0.31287159091429995,     0.05441584224310401};

constexpr Filter highPassOf(const Filter &low)
{
    Filter high{};
    for (std::size_t k = 0; k < high.size(); ++k)
        high[k] = (k % 2 == 0 ? -1.0 : 1.0) * low[high.size() - 1 - k];
    return high;
}

constexpr Filter kHighPass = highPassOf(kLowPass);
constexpr std::size_t kTaps = kDb8Length / 2;  // of the even and of the odd samples
constexpr std::size_t kMargin = kTaps / 2;     // values continued on either side

/// `inner` values with room for kMargin on either side.
std::vector<double> withMargins(std::size_t inner)
{
    return std::vector<double>(inner + 2 * kMargin);
}

/// Fills the margins so that the inner values go on periodically.
void continuePeriodically(std::vector<double> &values)
{
    const std::size_t n = values.size() - 2 * kMargin;
    for (std::size_t i = 0; i < kMargin; ++i) {
        values[kMargin + n + i] = values[kMargin + i % n];
        values[kMargin - 1 - i] = values[kMargin + n - 1 - i % n];
    }
}

/// Every second value of the filtered signal, beginning in the middle of the filter:
/// low[o] = Σ kLowPass[2m]·even[o+4−m] + kLowPass[2m+1]·odd[o+3−m], and high alike. Even and odd have margins.
TW_MULTIVERSION
void filterBands(std::span<const double> even, std::span<const double> odd, std::span<double> low,
                 std::span<double> high)
{
    const double *__restrict pe = even.data();
    const double *__restrict po = odd.data();
    double *__restrict pl = low.data();
    double *__restrict ph = high.data();
    for (std::size_t o = 0, n = low.size(); o < n; ++o) {
        double l = 0, h = 0;
        for (std::size_t m = 0; m < kTaps; ++m) {
            const double e = pe[o + 2 * kMargin - m], d = po[o + 2 * kMargin - 1 - m];
            l += kLowPass[2 * m] * e + kLowPass[2 * m + 1] * d;
            h += kHighPass[2 * m] * e + kHighPass[2 * m + 1] * d;
        }
        pl[o] = l;
        ph[o] = h;
    }
}

/// The transpose of filterBands, from both bands with margins.
TW_MULTIVERSION
void mergeBands(std::span<const double> low, std::span<const double> high, std::span<double> even,
                std::span<double> odd)
{
    const double *__restrict pl = low.data();
    const double *__restrict ph = high.data();
    double *__restrict pe = even.data();
    double *__restrict po = odd.data();
    for (std::size_t p = 0, n = even.size(); p < n; ++p) {
        double e = 0, d = 0;
        for (std::size_t m = 0; m < kTaps; ++m) {
            e += kLowPass[2 * m] * pl[p + m] + kHighPass[2 * m] * ph[p + m];
            d += kLowPass[2 * m + 1] * pl[p + m + 1] + kHighPass[2 * m + 1] * ph[p + m + 1];
        }
        pe[p] = e;
        po[p] = d;
    }
}

struct Split {
    std::vector<double> low, high;
};

Split split(std::span<const double> signal)
{
    const std::size_t half = (signal.size() + 1) / 2, pairs = signal.size() / 2;
    std::vector<double> even = withMargins(half), odd = withMargins(half);
    for (std::size_t i = 0; i < pairs; ++i) {
        even[kMargin + i] = signal[2 * i];
        odd[kMargin + i] = signal[2 * i + 1];
    }
    if (pairs < half)
        even[kMargin + pairs] = odd[kMargin + pairs] = signal.back();
    continuePeriodically(even);
    continuePeriodically(odd);
    Split result{std::vector<double>(half), std::vector<double>(half)};
    filterBands(even, odd, result.low, result.high);
    return result;
}

/// `length` is the signal's: twice the bands', or one less.
std::vector<double> merge(std::span<const double> low, std::span<const double> high, std::size_t length)
{
    const std::size_t half = low.size();
    std::vector<double> wideLow = withMargins(half), wideHigh = withMargins(half);
    std::copy(low.begin(), low.end(), wideLow.begin() + kMargin);
    std::copy(high.begin(), high.end(), wideHigh.begin() + kMargin);
    continuePeriodically(wideLow);
    continuePeriodically(wideHigh);
    std::vector<double> even(half), odd(half), signal(length);
    mergeBands(wideLow, wideHigh, even, odd);
    for (std::size_t i = 0; i < length / 2; ++i) {
        signal[2 * i] = even[i];
        signal[2 * i + 1] = odd[i];
    }
    if (length % 2 == 1)
        signal.back() = even.back();
    return signal;
}

}  // namespace

int maxDb8Levels(std::size_t length)
{
    const std::size_t whole = length / (kDb8Length - 1);
    return whole == 0 ? 0 : int(std::bit_width(whole)) - 1;
}

WaveletCoefficients decomposeDb8(std::span<const double> signal, std::optional<int> levels)
{
    WaveletCoefficients result;
    result.length = signal.size();
    result.approximation.assign(signal.begin(), signal.end());
    const int wanted = levels.value_or(maxDb8Levels(signal.size()));
    while (result.levels() < wanted && result.approximation.size() > 1) {
        Split next = split(result.approximation);
        result.approximation = std::move(next.low);
        result.details.push_back(std::move(next.high));
    }
    std::reverse(result.details.begin(), result.details.end());
    return result;
}

WaveletCoefficients decomposeDb8(std::span<const float> signal, std::optional<int> levels)
{
    return decomposeDb8(std::vector<double>(signal.begin(), signal.end()), levels);
}

std::vector<double> reconstructDb8(const WaveletCoefficients &coefficients)
{
    std::vector<std::size_t> lengths;  // of what each level split, finest first
    std::size_t length = coefficients.length;
    for (auto detail = coefficients.details.rbegin(); detail != coefficients.details.rend(); ++detail) {
        lengths.push_back(length);
        length = (length + 1) / 2;
        if (length == 0 || detail->size() != length)
            return {};
    }
    if (coefficients.approximation.size() != length)
        return {};

    std::vector<double> signal = coefficients.approximation;
    for (const auto &detail : coefficients.details) {
        signal = merge(signal, detail, lengths.back());
        lengths.pop_back();
    }
    return signal;
}

TW_MULTIVERSION
void softThreshold(std::span<double> values, double threshold)
{
    double *p = values.data();
    for (std::size_t i = 0, n = values.size(); i < n; ++i) {
        const double rest = __builtin_fabs(p[i]) - threshold;
        p[i] = __builtin_copysign(rest > 0 ? rest : 0.0, p[i]);
    }
}

double waveletNoiseDeviation(std::span<const double> finestDetails)
{
    if (finestDetails.empty())
        return 0;
    std::vector<double> magnitudes(finestDetails.size());
    std::transform(finestDetails.begin(), finestDetails.end(), magnitudes.begin(),
                   [](double value) { return std::abs(value); });
    return medianOf(std::span(magnitudes)) / 0.6745;  // median of |N(0, 1)|
}

double universalThreshold(double deviation, std::size_t length)
{
    return length < 2 ? 0.0 : deviation * std::sqrt(2.0 * std::log(double(length)));
}

}  // namespace tonewright::dsp
