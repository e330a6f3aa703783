#include "core/dsp/vector_loops.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>

#include "core/base/multiversion.h"
#include "core/dsp/decibel.h"
#include "core/dsp/vector_types.h"

namespace tonewright::dsp
{

namespace
{

constexpr std::size_t kLanes = 16;
using Lanes = std::array<float, kLanes>;

double total(const Lanes &lanes)
{
    double sum = 0;
    for (const float lane : lanes)
        sum += lane;
    return sum;
}

}  // namespace

namespace loops
{

TW_MULTIVERSION
void multiply(std::span<const float> a, std::span<const float> b, std::span<float> out)
{
    const float *__restrict pa = a.data();
    const float *__restrict pb = b.data();
    float *__restrict po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i)
        po[i] = pa[i] * pb[i];
}

TW_MULTIVERSION
void power(std::span<const std::complex<float>> in, std::span<float> out)
{
    const float *__restrict pi = reinterpret_cast<const float *>(in.data());
    float *__restrict po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i)
        po[i] = pi[2 * i] * pi[2 * i] + pi[2 * i + 1] * pi[2 * i + 1];
}

TW_MULTIVERSION
void multiply(std::span<const float> a, std::span<const double> b, std::span<double> out)
{
    const float *__restrict pa = a.data();
    const double *__restrict pb = b.data();
    double *__restrict po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i)
        po[i] = double(pa[i]) * pb[i];
}

TW_MULTIVERSION
void power(std::span<const std::complex<double>> in, std::span<float> out)
{
    const double *__restrict pi = reinterpret_cast<const double *>(in.data());
    float *__restrict po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i)
        po[i] = float(pi[2 * i] * pi[2 * i] + pi[2 * i + 1] * pi[2 * i + 1]);
}

TW_MULTIVERSION
void squareRoots(std::span<const float> in, std::span<float> out)
{
    const float *pi = in.data();
    float *po = out.data();
    for (std::size_t i = 0, n = out.size(); i < n; ++i)
        po[i] = __builtin_sqrtf(pi[i]);
}

TW_MULTIVERSION
void accumulate(std::span<const float> values, std::span<double> total)
{
    const float *__restrict pv = values.data();
    double *__restrict pt = total.data();
    for (std::size_t i = 0, n = total.size(); i < n; ++i)
        pt[i] += double(pv[i]);
}

TW_MULTIVERSION
void raiseTo(float floor, std::span<float> values)
{
    float *p = values.data();
    for (std::size_t i = 0, n = values.size(); i < n; ++i)
        p[i] = p[i] < floor ? floor : p[i];
}

TW_MULTIVERSION
void addScalar(float amount, std::span<float> values)
{
    float *p = values.data();
    for (std::size_t i = 0, n = values.size(); i < n; ++i)
        p[i] += amount;
}

TW_MULTIVERSION
double sum(std::span<const float> a)
{
    // In double: adding one float value many times would round the same way every time.
    const float *p = a.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    std::array<double, kLanes> lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            lanes[l] += double(p[i + l]);
    double sum = 0;
    for (const double lane : lanes)
        sum += lane;
    for (std::size_t i = whole; i < n; ++i)
        sum += double(p[i]);
    return sum;
}

TW_MULTIVERSION
double dot(std::span<const float> a, std::span<const float> b)
{
    const float *pa = a.data();
    const float *pb = b.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            lanes[l] += pa[i + l] * pb[i + l];
    for (std::size_t i = whole; i < n; ++i)
        lanes[i - whole] += pa[i] * pb[i];
    return total(lanes);
}

TW_MULTIVERSION
std::array<double, 3> centralSums(std::span<const float> a, double centre)
{
    constexpr std::size_t kWide = 8;
    const float *p = a.data();
    const std::size_t n = a.size(), whole = n - n % kWide;
    std::array<double, kWide> second{}, third{}, fourth{};
    const auto add = [&](std::size_t i, std::size_t lane) {
        const double d = double(int(i)) - centre, square = d * d, weighted = double(p[i]) * square;
        second[lane] += weighted;
        third[lane] += weighted * d;
        fourth[lane] += weighted * square;
    };
    for (std::size_t i = 0; i < whole; i += kWide)
        for (std::size_t lane = 0; lane < kWide; ++lane)
            add(i + lane, lane);
    for (std::size_t i = whole; i < n; ++i)
        add(i, i - whole);
    std::array<double, 3> sums{};
    for (std::size_t lane = 0; lane < kWide; ++lane) {
        sums[0] += second[lane];
        sums[1] += third[lane];
        sums[2] += fourth[lane];
    }
    return sums;
}

TW_MULTIVERSION
double sumOfSquares(std::span<const float> a)
{
    const float *p = a.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            lanes[l] += p[i + l] * p[i + l];
    for (std::size_t i = whole; i < n; ++i)
        lanes[i - whole] += p[i] * p[i];
    const double sum = total(lanes);
    return std::isfinite(sum) ? sum : std::transform_reduce(a.begin(), a.end(), 0.0, std::plus<>(), [](float x) {
        return double(x) * double(x);
    });
}

TW_MULTIVERSION
double sumOfSquaredDifferences(std::span<const float> a, std::span<const float> b)
{
    const float *pa = a.data();
    const float *pb = b.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const float d = pa[i + l] - pb[i + l];
            lanes[l] += d * d;
        }
    for (std::size_t i = whole; i < n; ++i) {
        const float d = pa[i] - pb[i];
        lanes[i - whole] += d * d;
    }
    const double sum = total(lanes);
    return std::isfinite(sum)
               ? sum
               : std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(), [](float x, float y) {
                     const double d = double(x) - double(y);
                     return d * d;
                 });
}

TW_MULTIVERSION
double sumOfSquaredFlooredDifferences(std::span<const float> a, float aFloor, std::span<const float> b, float bFloor,
                                      float offset)
{
    const float *pa = a.data();
    const float *pb = b.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const float x = pa[i + l] < aFloor ? aFloor : pa[i + l];
            const float y = pb[i + l] < bFloor ? bFloor : pb[i + l];
            const float d = x - y + offset;
            lanes[l] += d * d;
        }
    for (std::size_t i = whole; i < n; ++i) {
        const float x = pa[i] < aFloor ? aFloor : pa[i];
        const float y = pb[i] < bFloor ? bFloor : pb[i];
        const float d = x - y + offset;
        lanes[i - whole] += d * d;
    }
    return total(lanes);
}

namespace
{

/// Values whose mantissas, each in [1, 2), are multiplied: the product stays below 2^16 and its rounding below 1e-6.
constexpr std::size_t kFactors = 16;

/// products[i] = the product of kFactors mantissas, one from each stretch of `products.size()` values; returns the sum
/// of all exponents.
TW_MULTIVERSION
std::int64_t multiplyMantissas(const float *values, std::span<float, kLanes> products)
{
    // 1.0F has exponent 127 and no mantissa.
    constexpr std::int32_t kMantissa = 0x7fffff, kOne = 0x3f800000;
    Floats mantissas[2] = {Floats{} + 1.0F, Floats{} + 1.0F};
    Ints exponents{}, bits;
    for (std::size_t i = 0; i < kFactors * kLanes; i += kLanes)
        for (std::size_t half = 0; half < 2; ++half) {
            load(bits, values + i + half * kVectorWidth);
            exponents += (bits >> 23) - 127;
            mantissas[half] *= reinterpret_cast<Floats>((bits & kMantissa) | kOne);
        }
    store(products.data(), mantissas[0]);
    store(products.data() + kVectorWidth, mantissas[1]);
    std::int64_t sum = 0;
    for (std::size_t l = 0; l < kVectorWidth; ++l)
        sum += exponents[l];
    return sum;
}

}  // namespace

double sumOfLog2(std::span<const float> a)
{
    constexpr std::size_t kStretch = kFactors * kLanes, kStretches = 16;
    std::array<float, kStretches * kLanes> products;
    double logs = 0;
    while (!a.empty()) {
        std::size_t filled = 0;
        for (; filled < products.size() && a.size() >= kStretch; filled += kLanes, a = a.subspan(kStretch))
            logs += double(multiplyMantissas(a.data(), std::span(products).subspan(filled).first<kLanes>()));
        if (filled < products.size()) {
            const std::size_t rest = std::min(products.size() - filled, a.size());
            std::copy_n(a.begin(), rest, products.begin() + std::ptrdiff_t(filled));
            filled += rest;
            a = a.subspan(rest);
        }
        const auto used = std::span(products).first(filled);
        log2Each(used, used);
        logs += sum(used);
    }
    return logs;
}

TW_MULTIVERSION
float largest(std::span<const float> a)
{
    const float *p = a.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            lanes[l] = lanes[l] < p[i + l] ? p[i + l] : lanes[l];
    for (std::size_t i = whole; i < n; ++i)
        lanes[0] = lanes[0] < p[i] ? p[i] : lanes[0];
    float best = 0;
    for (const float lane : lanes)
        best = best < lane ? lane : best;
    return best;
}

TW_MULTIVERSION
float largestMagnitude(std::span<const float> a)
{
    const float *p = a.data();
    const std::size_t n = a.size(), whole = n - n % kLanes;
    Lanes lanes{};
    for (std::size_t i = 0; i < whole; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l) {
            const float m = __builtin_fabsf(p[i + l]);
            lanes[l] = lanes[l] < m ? m : lanes[l];
        }
    for (std::size_t i = whole; i < n; ++i) {
        const float m = __builtin_fabsf(p[i]);
        lanes[0] = lanes[0] < m ? m : lanes[0];
    }
    float best = 0;
    for (const float lane : lanes)
        best = best < lane ? lane : best;
    return best;
}

TW_MULTIVERSION
bool allFinite(std::span<const float> a)
{
    constexpr float kLargest = std::numeric_limits<float>::max();
    const float *p = a.data();
    int bad = 0;
    for (std::size_t i = 0, n = a.size(); i < n; ++i)
        bad |= __builtin_fabsf(p[i]) <= kLargest ? 0 : 1;
    return bad == 0;
}

TW_MULTIVERSION
void distances(std::span<const float> point, std::span<const float> columns, std::span<float> out)
{
    constexpr std::size_t kBlock = 64;
    const std::size_t n = out.size();
    float *po = out.data();
    for (std::size_t begin = 0; begin < n; begin += kBlock) {
        const std::size_t count = n - begin < kBlock ? n - begin : kBlock;
        float squares[kBlock] = {};
        for (std::size_t row = 0; row < point.size(); ++row) {
            const float *__restrict values = columns.data() + row * n + begin;
            const float p = point[row];
            if (count == kBlock) {
                for (std::size_t j = 0; j < kBlock; ++j)
                    squares[j] += (p - values[j]) * (p - values[j]);
            } else {
                for (std::size_t j = 0; j < count; ++j)
                    squares[j] += (p - values[j]) * (p - values[j]);
            }
        }
        for (std::size_t j = 0; j < count; ++j)
            po[begin + j] = __builtin_sqrtf(squares[j]);
    }
}

}  // namespace loops

}  // namespace tonewright::dsp
