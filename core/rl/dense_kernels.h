#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <vector>

/// The arithmetic of small dense networks, in plain C++. A 64-unit network's update is 30 tensor operations of a few
/// microseconds' work each; through a tensor library the calls cost several times the arithmetic
/// (tests/bench/bench_networks.cpp measures both). Written so that the compiler vectorises; on x86-64 each loop exists
/// in an SSE2 and an AVX2 version, chosen when the program starts, without fused multiply-add: every machine adds in
/// the same order and gets the same bits.
namespace tonewright::rl::kernels
{

/// Row lengths are padded to multiples of this, so that no kernel has a ragged edge. The padding stays zero.
inline constexpr std::size_t kLanes = 8;
[[nodiscard]] constexpr std::size_t padded(std::size_t n)
{
    return (n + kLanes - 1) / kLanes * kLanes;
}

/// std::allocator at cache-line boundaries.
template <class T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kAlignment{64};
    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U> &)
    {
    }
    T *allocate(std::size_t n) { return static_cast<T *>(::operator new(n * sizeof(T), kAlignment)); }
    void deallocate(T *p, std::size_t) { ::operator delete(p, kAlignment); }
    bool operator==(const CacheLineAllocator &) const { return true; }
};
using Floats = std::vector<float, CacheLineAllocator<float>>;

/// A matrix that is read element by element: element (row, column) is data[row · rowStride + column · columnStride].
struct View {
    const float *data = nullptr;
    std::size_t rowStride = 0;
    std::size_t columnStride = 1;
};

/// c[m, n] = a[m, k] · b[k, n], plus what c held when `accumulate`. b and c are row-major with n values a row; n is a
/// multiple of kLanes. Sums run over k in ascending order. `scratch` is used for a copy of b and may grow.
void matrixProduct(std::size_t m, std::size_t n, std::size_t k, View a, const float *b, float *c, bool accumulate,
                   Floats &scratch);
/// out[columns, rows] = in[rows, columns]ᵀ.
void transpose(const float *in, std::size_t rows, std::size_t columns, float *out);

void addBias(float *y, std::size_t rows, std::size_t n, const float *bias);
/// bias[n] += Σ over rows of y.
void addColumnSums(const float *y, std::size_t rows, std::size_t n, float *bias);

void relu(std::span<float> y);
/// dy = 0 where the output y was 0.
void reluBackward(std::span<const float> y, std::span<float> dy);
/// tanh to 3·10⁻⁷ absolute.
void hyperbolicTangent(std::span<float> y);
/// dy ·= 1 − y².
void hyperbolicTangentBackward(std::span<const float> y, std::span<float> dy);

/// target += share · (source − target); soft target update (Lillicrap et al. 2016, arXiv:1509.02971).
void moveTowards(std::span<const float> source, double share, std::span<float> target);
/// Σ x², accumulated in double.
double sumOfSquares(std::span<const float> x);
/// Whether there is neither an infinity nor a NaN among them.
bool allFinite(std::span<const float> x);
void scale(std::span<float> x, float factor);

/// One Adam step's coefficients, bias corrections included.
struct AdamStep {
    float beta1, beta2;
    float stepSize;     ///< learning rate / (1 − β₁ᵗ)
    float rootInverse;  ///< 1 / √(1 − β₂ᵗ)
    float epsilon;
    float decay;  ///< 1 − learning rate · weight decay
};
void adam(const AdamStep &step, std::span<const float> gradient, std::span<float> first, std::span<float> second,
          std::span<float> parameters);

/// One RMSprop step: second = α second + (1 − α) g²; parameters −= rate · g / √(second + ε).
struct RmsPropStep {
    float alpha, rate, epsilon;
};
void rmsProp(const RmsPropStep &step, std::span<const float> gradient, std::span<float> second,
             std::span<float> parameters);

}  // namespace tonewright::rl::kernels
