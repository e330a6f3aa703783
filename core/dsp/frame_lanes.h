#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Loops over several frames at once, lane by lane: what runs over the bins of one frame in a fixed order (filter
/// banks, selections) has nothing to vectorise within a frame, but everything across frames. Frames are laid side by
/// side first: row k holds value k of all of them, `kFrameLanes` floats.
///
/// Written with the vector types that GCC and Clang share, because their vectorisers keep arrays of accumulators in
/// memory and not in registers: 14 times slower for the selection, measured on its own.
namespace tonewright::dsp::lanes
{

/// Frames that are worked on together.
inline constexpr std::size_t kFrameLanes = 16;

/// rows[k · kFrameLanes + l] = value k of frame l, for `frames` ≤ kFrameLanes frames that lie one after the other in
/// `values`; lanes without a frame are 0.
void interleave(std::span<const float> values, std::size_t frames, std::vector<float> &rows);

/// Calls work(first, frames, rows) for every kFrameLanes frames of a matrix [frame][width], laid side by side.
template <class Work>
void eachBlock(std::span<const float> values, std::size_t width, Work work)
{
    std::vector<float> rows;
    const std::size_t frames = width > 0 ? values.size() / width : 0;
    for (std::size_t first = 0; first < frames; first += kFrameLanes) {
        const std::size_t count = frames - first < kFrameLanes ? frames - first : kFrameLanes;
        interleave(values.subspan(first * width, count * width), count, rows);
        work(first, count, rows.data());
    }
}

/// out[l] = Σ_k weights[k] · rows[k · kFrameLanes + l]: a filter on all frames. Any number of weights.
void filter(std::span<const float> weights, const float *rows, float *out);

/// Four filters of `count` weights each, which lie one after the other; out: four times kFrameLanes values.
void fourFilters(const float *weights, std::size_t count, const float *rows, float *out);

/// The `take` smallest and largest of `count` rows, each lane on its own, in rising and falling order. Values must not
/// be negative. `smallest` and `largest` get `take` rows each. 1 ≤ take ≤ count.
void extremes(const float *rows, std::size_t count, std::size_t take, std::vector<float> &smallest,
              std::vector<float> &largest);

}  // namespace tonewright::dsp::lanes
