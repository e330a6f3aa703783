#pragma once

#include <cstddef>

namespace tonewright
{

/// What an audio output pulls its samples from.
///
/// Real-time contract of render(): it is called from one audio thread and must not lock, wait, allocate, free, log,
/// throw, do I/O or touch Qt objects; its run time is bounded by a small multiple of `frames`.
class StereoRenderer
{
public:
    virtual ~StereoRenderer() = default;

    /// Writes `frames` interleaved stereo frames (2 · frames values, nominally −1 … 1) to `interleaved`.
    virtual void render(float *interleaved, std::size_t frames) noexcept = 0;
};

}  // namespace tonewright
