#include "core/dsp/frame_lanes.h"

#include <cstdint>
#include <limits>

#include "core/base/multiversion.h"
#include "core/dsp/vector_types.h"

namespace tonewright::dsp::lanes
{

namespace
{

constexpr std::size_t kWidth = kVectorWidth;

/// Bins that are added up in one go before their sum joins the rest: rounding grows with the root of it.
constexpr std::size_t kChunk = 128;

/// How far a value stands: as integers, floats that aren't negative compare as they do as floats, and only integers
/// have a minimum in one instruction without leave to ignore NaN.
constexpr std::int32_t kNothingSmall = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kNothingLarge = -1;

/// Sinks each value into a sorted list of `Kept` a lane. The lists stay in registers.
template <std::size_t Kept, bool smallest>
inline __attribute__((always_inline)) void keepBest(const float *rows, std::size_t count, std::size_t take, float *out)
{
    for (std::size_t half = 0; half < kFrameLanes; half += kWidth) {
        Ints kept[Kept];
        for (Ints &one : kept)
            one = Ints{} + (smallest ? kNothingSmall : kNothingLarge);
        for (std::size_t k = 0; k < count; ++k) {
            Ints value;
            load(value, rows + k * kFrameLanes + half);
            for (Ints &one : kept) {
                const Ints lower = one < value ? one : value, higher = one < value ? value : one;
                one = smallest ? lower : higher;
                value = smallest ? higher : lower;
            }
        }
        for (std::size_t i = 0; i < take; ++i)
            store(out + i * kFrameLanes + half, kept[i]);
    }
}

/// The same with lists of any length in memory: `out`, which has `take` rows.
template <bool smallest>
inline __attribute__((always_inline)) void keepMany(const float *rows, std::size_t count, std::size_t take, float *out)
{
    for (std::size_t half = 0; half < kFrameLanes; half += kWidth) {
        for (std::size_t i = 0; i < take; ++i)
            store(out + i * kFrameLanes + half, Ints{} + (smallest ? kNothingSmall : kNothingLarge));
        for (std::size_t k = 0; k < count; ++k) {
            Ints value, one;
            load(value, rows + k * kFrameLanes + half);
            for (std::size_t i = 0; i < take; ++i) {
                load(one, out + i * kFrameLanes + half);
                const Ints lower = one < value ? one : value, higher = one < value ? value : one;
                store(out + i * kFrameLanes + half, smallest ? lower : higher);
                value = smallest ? higher : lower;
            }
        }
    }
}

template <bool smallest>
inline __attribute__((always_inline)) void keep(const float *rows, std::size_t count, std::size_t take, float *out)
{
    if (take == 1)
        keepBest<1, smallest>(rows, count, take, out);
    else if (take == 2)
        keepBest<2, smallest>(rows, count, take, out);
    else if (take <= 4)
        keepBest<4, smallest>(rows, count, take, out);
    else if (take <= 6)
        keepBest<6, smallest>(rows, count, take, out);
    else if (take <= 9)
        keepBest<9, smallest>(rows, count, take, out);
    else
        keepMany<smallest>(rows, count, take, out);
}

TW_MULTIVERSION
void keepSmallest(const float *rows, std::size_t count, std::size_t take, float *out)
{
    keep<true>(rows, count, take, out);
}

TW_MULTIVERSION
void keepLargest(const float *rows, std::size_t count, std::size_t take, float *out)
{
    keep<false>(rows, count, take, out);
}

TW_MULTIVERSION
void transpose(const float *values, std::size_t frames, std::size_t count, float *rows)
{
    constexpr std::size_t kTile = 16;
    for (std::size_t begin = 0; begin < count; begin += kTile) {
        const std::size_t end = begin + kTile < count ? begin + kTile : count;
        for (std::size_t l = 0; l < frames; ++l)
            for (std::size_t k = begin; k < end; ++k)
                rows[k * kFrameLanes + l] = values[l * count + k];
    }
}

}  // namespace

void interleave(std::span<const float> values, std::size_t frames, std::vector<float> &rows)
{
    const std::size_t count = frames > 0 ? values.size() / frames : 0;
    if (frames < kFrameLanes)
        rows.assign(count * kFrameLanes, 0.0F);
    else
        rows.resize(count * kFrameLanes);
    transpose(values.data(), frames, count, rows.data());
}

TW_MULTIVERSION
void filter(std::span<const float> weights, const float *rows, float *out)
{
    Floats low{}, high{}, value;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        load(value, rows + k * kFrameLanes);
        low += weights[k] * value;
        load(value, rows + k * kFrameLanes + kWidth);
        high += weights[k] * value;
    }
    store(out, low);
    store(out + kWidth, high);
}

TW_MULTIVERSION
void fourFilters(const float *weights, std::size_t count, const float *rows, float *out)
{
    for (std::size_t half = 0; half < kFrameLanes; half += kWidth) {
        Floats total[4] = {};
        for (std::size_t begin = 0; begin < count; begin += kChunk) {
            const std::size_t end = begin + kChunk < count ? begin + kChunk : count;
            Floats sum[4] = {}, value;
            for (std::size_t k = begin; k < end; ++k) {
                load(value, rows + k * kFrameLanes + half);
                for (std::size_t f = 0; f < 4; ++f)
                    sum[f] += weights[f * count + k] * value;
            }
            for (std::size_t f = 0; f < 4; ++f)
                total[f] += sum[f];
        }
        for (std::size_t f = 0; f < 4; ++f)
            store(out + f * kFrameLanes + half, total[f]);
    }
}

void extremes(const float *rows, std::size_t count, std::size_t take, std::vector<float> &smallest,
              std::vector<float> &largest)
{
    smallest.resize(take * kFrameLanes);
    largest.resize(take * kFrameLanes);
    keepSmallest(rows, count, take, smallest.data());
    keepLargest(rows, count, take, largest.data());
}

}  // namespace tonewright::dsp::lanes
