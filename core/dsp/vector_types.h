#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/// Eight values that one AVX2 instruction (or two of SSE2) works on: the vector types that GCC and Clang share. For
/// loops with many accumulators, which their vectorisers would keep in memory and not in registers.
namespace tonewright::dsp
{

using Floats = float __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
inline constexpr std::size_t kVectorWidth = 8;

template <class Vector, class Value>
inline void load(Vector &vector, const Value *from)
{
    static_assert(sizeof(Value) == 4);
    std::memcpy(&vector, from, sizeof vector);
}

template <class Vector, class Value>
inline void store(Value *to, const Vector &vector)
{
    static_assert(sizeof(Value) == 4);
    std::memcpy(to, &vector, sizeof vector);
}

}  // namespace tonewright::dsp
