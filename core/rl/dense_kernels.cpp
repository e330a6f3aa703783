#include "core/rl/dense_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/base/multiversion.h"

#define TW_INLINE __attribute__((always_inline)) inline

namespace tonewright::rl::kernels
{
namespace
{

constexpr std::size_t kTileRows = 6;        // 6 × 2 sums, 2 columns of b and one a fit AVX2's 16 registers
constexpr std::size_t kCopyFromWidth = 96;  // wider b: its columns are too far apart in memory for the L1 cache's sets
constexpr std::size_t kCopyFromRows = 24;   // … and copying must pay

/// Eight floats that the compiler keeps in vector registers; may be read from and written to any float address.
typedef float Lane8 __attribute__((vector_size(32), aligned(4), may_alias));  // NOLINT: no other spelling

TW_INLINE const Lane8 &lanes(const float *p)
{
    return *reinterpret_cast<const Lane8 *>(p);
}
TW_INLINE Lane8 &lanes(float *p)
{
    return *reinterpret_cast<Lane8 *>(p);
}

struct Product {
    std::size_t k;
    View a;
    const float *b;
    std::size_t bStride;
    float *c;
    std::size_t cStride;
    bool accumulate;
};

/// Rows × (8 · Vectors) values of c, all of k.
template <std::size_t Rows, std::size_t Vectors>
TW_INLINE void tile(const Product &p)
{
    Lane8 sums[Rows][Vectors];
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t v = 0; v < Vectors; ++v)
            sums[r][v] = p.accumulate ? lanes(p.c + r * p.cStride + v * kLanes) : Lane8{};
    const float *a = p.a.data;
    const float *b = p.b;
    for (std::size_t i = 0; i < p.k; ++i) {
        for (std::size_t r = 0; r < Rows; ++r)
            for (std::size_t v = 0; v < Vectors; ++v)
                sums[r][v] += a[r * p.a.rowStride] * lanes(b + v * kLanes);
        a += p.a.columnStride;
        b += p.bStride;
    }
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t v = 0; v < Vectors; ++v)
            lanes(p.c + r * p.cStride + v * kLanes) = sums[r][v];
}

template <std::size_t Vectors>
TW_INLINE void allRows(Product p, std::size_t m)
{
    for (; m >= kTileRows; m -= kTileRows) {
        tile<kTileRows, Vectors>(p);
        p.a.data += kTileRows * p.a.rowStride;
        p.c += kTileRows * p.cStride;
    }
    switch (m) {
    case 1:
        return tile<1, Vectors>(p);
    case 2:
        return tile<2, Vectors>(p);
    case 3:
        return tile<3, Vectors>(p);
    case 4:
        return tile<4, Vectors>(p);
    case 5:
        return tile<5, Vectors>(p);
    default:
        return;
    }
}

/// Columns `from` … `from` + 8 · Vectors, b's part of them copied together first when `copy` is given.
template <std::size_t Vectors>
TW_INLINE void panel(Product p, std::size_t m, std::size_t from, float *copy)
{
    constexpr std::size_t width = Vectors * kLanes;
    p.b += from;
    p.c += from;
    if (copy != nullptr) {
        for (std::size_t i = 0; i < p.k; ++i)
            std::memcpy(copy + i * width, p.b + i * p.bStride, width * sizeof(float));
        p.b = copy;
        p.bStride = width;
    }
    allRows<Vectors>(p, m);
}

TW_MULTIVERSION
void productOf(const Product &p, std::size_t m, std::size_t n, float *copy)
{
    std::size_t from = 0;
    if (m == 1) {  // one observation: more columns at once, or the sums wait for each other
        for (; from + 8 * kLanes <= n; from += 8 * kLanes) {
            Product part = p;
            part.b += from;
            part.c += from;
            tile<1, 8>(part);
        }
    }
    for (; from + 2 * kLanes <= n; from += 2 * kLanes)
        panel<2>(p, m, from, copy);
    for (; from < n; from += kLanes)
        panel<1>(p, m, from, copy);
}

}  // namespace

void matrixProduct(std::size_t m, std::size_t n, std::size_t k, View a, const float *b, float *c, bool accumulate,
                   Floats &scratch)
{
    const bool copy = n >= kCopyFromWidth && m >= kCopyFromRows;
    if (copy && scratch.size() < k * 2 * kLanes)
        scratch.resize(k * 2 * kLanes);
    productOf({k, a, b, n, c, n, accumulate}, m, n, copy ? scratch.data() : nullptr);
}

TW_MULTIVERSION
void transpose(const float *in, std::size_t rows, std::size_t columns, float *out)
{
    constexpr std::size_t block = 8;
    for (std::size_t r = 0; r < rows; r += block) {
        const std::size_t lastRow = std::min(rows, r + block);
        for (std::size_t c = 0; c < columns; ++c)
            for (std::size_t i = r; i < lastRow; ++i)
                out[c * rows + i] = in[i * columns + c];
    }
}

TW_MULTIVERSION
void addBias(float *__restrict y, std::size_t rows, std::size_t n, const float *__restrict bias)
{
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < n; ++i)
            y[row * n + i] += bias[i];
}

TW_MULTIVERSION
void addColumnSums(const float *__restrict y, std::size_t rows, std::size_t n, float *__restrict bias)
{
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < n; ++i)
            bias[i] += y[row * n + i];
}

TW_MULTIVERSION
void relu(std::span<float> y)
{
    float *p = y.data();
    for (std::size_t i = 0, n = y.size(); i < n; ++i)
        p[i] = p[i] < 0.0F ? 0.0F : p[i];  // a NaN stays one
}

TW_MULTIVERSION
void reluBackward(std::span<const float> y, std::span<float> dy)
{
    const float *__restrict py = y.data();
    float *__restrict pd = dy.data();
    for (std::size_t i = 0, n = y.size(); i < n; ++i)
        pd[i] = py[i] == 0.0F ? 0.0F : pd[i];
}

namespace
{

typedef std::int32_t Int8 __attribute__((vector_size(32)));

// tanh x = sign(x) · (1 − e) / (1 + e), e = exp(−2|x|) = 2^k · exp(r): exp's series over |r| ≤ ln 2 / 2.
TW_INLINE void toHyperbolicTangent(Lane8 &x)
{
    constexpr std::int32_t signBit = INT32_MIN;
    const Int8 bits = reinterpret_cast<Int8>(x);
    const Int8 positive = bits & ~signBit;
    const Lane8 magnitude = reinterpret_cast<Lane8>(positive);
    const Lane8 t = -2.0F * (magnitude < 10.0F ? magnitude : Lane8{} + 10.0F);
    const Int8 k = __builtin_convertvector(t * 1.44269504F - 0.5F, Int8);  // t ≤ 0: rounds to nearest
    const Lane8 whole = __builtin_convertvector(k, Lane8);
    const Lane8 r = (t - whole * 0.693359375F) + whole * 2.12194440e-4F;
    Lane8 series = r * (1.0F / 720.0F) + 1.0F / 120.0F;
    series = series * r + 1.0F / 24.0F;
    series = series * r + 1.0F / 6.0F;
    series = series * r + 0.5F;
    series = series * r + 1.0F;
    series = series * r + 1.0F;
    const Int8 exponent = (k + 127) << 23;
    const Lane8 e = series * reinterpret_cast<Lane8>(exponent);
    const Lane8 size = (1.0F - e) / (1.0F + e);
    const Int8 result = (reinterpret_cast<Int8>(size) & ~signBit) | (bits & signBit);
    x = x == x ? reinterpret_cast<Lane8>(result) : x;  // a NaN stays one
}

}  // namespace

TW_MULTIVERSION
void hyperbolicTangent(std::span<float> y)
{
    float *p = y.data();
    std::size_t i = 0;
    for (; i + kLanes <= y.size(); i += kLanes)
        toHyperbolicTangent(lanes(p + i));
    if (i < y.size()) {
        float rest[kLanes] = {};
        std::copy(p + i, p + y.size(), rest);
        toHyperbolicTangent(lanes(rest));
        std::copy(rest, rest + (y.size() - i), p + i);
    }
}

TW_MULTIVERSION
void hyperbolicTangentBackward(std::span<const float> y, std::span<float> dy)
{
    const float *__restrict py = y.data();
    float *__restrict pd = dy.data();
    for (std::size_t i = 0, n = y.size(); i < n; ++i)
        pd[i] *= 1.0F - py[i] * py[i];
}

TW_MULTIVERSION
void moveTowards(std::span<const float> source, double share, std::span<float> target)
{
    const float *__restrict ps = source.data();
    float *__restrict pt = target.data();
    const auto part = static_cast<float>(share);
    for (std::size_t i = 0, n = target.size(); i < n; ++i)
        pt[i] += part * (ps[i] - pt[i]);
}

TW_MULTIVERSION
double sumOfSquares(std::span<const float> x)
{
    constexpr std::size_t lanesOfDouble = 8;
    const float *p = x.data();
    double sums[lanesOfDouble] = {};
    std::size_t i = 0;
    for (const std::size_t n = x.size() / lanesOfDouble * lanesOfDouble; i < n; i += lanesOfDouble)
        for (std::size_t lane = 0; lane < lanesOfDouble; ++lane)
            sums[lane] += static_cast<double>(p[i + lane]) * static_cast<double>(p[i + lane]);
    double total = 0;
    for (const double sum : sums)
        total += sum;
    for (; i < x.size(); ++i)
        total += static_cast<double>(p[i]) * static_cast<double>(p[i]);
    return total;
}

TW_MULTIVERSION
bool allFinite(std::span<const float> x)
{
    constexpr std::uint32_t exponent = 0x7F800000U;  // all ones in infinities and NaNs alone
    const float *p = x.data();
    std::uint32_t bad = 0;
    for (std::size_t i = 0, n = x.size(); i < n; ++i) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, p + i, sizeof(bits));
        bad |= (bits & exponent) == exponent ? 1U : 0U;
    }
    return bad == 0;
}

TW_MULTIVERSION
void scale(std::span<float> x, float factor)
{
    float *p = x.data();
    for (std::size_t i = 0, n = x.size(); i < n; ++i)
        p[i] *= factor;
}

TW_MULTIVERSION
void adam(const AdamStep &step, std::span<const float> gradient, std::span<float> first, std::span<float> second,
          std::span<float> parameters)
{
    const float *__restrict g = gradient.data();
    float *__restrict m = first.data();
    float *__restrict v = second.data();
    float *__restrict w = parameters.data();
    const auto [beta1, beta2, stepSize, rootInverse, epsilon, decay] = step;
    for (std::size_t i = 0, n = parameters.size(); i < n; ++i) {
        m[i] = beta1 * m[i] + (1.0F - beta1) * g[i];
        v[i] = beta2 * v[i] + (1.0F - beta2) * g[i] * g[i];
        w[i] = decay * w[i] - stepSize * m[i] / (__builtin_sqrtf(v[i]) * rootInverse + epsilon);
    }
}

TW_MULTIVERSION
void rmsProp(const RmsPropStep &step, std::span<const float> gradient, std::span<float> second,
             std::span<float> parameters)
{
    const float *__restrict g = gradient.data();
    float *__restrict v = second.data();
    float *__restrict w = parameters.data();
    const auto [alpha, rate, epsilon] = step;
    for (std::size_t i = 0, n = parameters.size(); i < n; ++i) {
        v[i] = alpha * v[i] + (1.0F - alpha) * g[i] * g[i];
        w[i] -= rate * g[i] / __builtin_sqrtf(v[i] + epsilon);
    }
}

}  // namespace tonewright::rl::kernels
