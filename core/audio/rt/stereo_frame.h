#pragma once

namespace tonewright
{

struct StereoFrame {
    float left = 0;
    float right = 0;
};

/// first + t · (second − first): bit-exactly `first` when both are equal, so that identical material passes a crossfade
/// unchanged (a linear crossfade keeps correlated material at its level; a difference of gains would round).
[[nodiscard]] inline StereoFrame crossfade(StereoFrame first, StereoFrame second, float t) noexcept
{
    return {first.left + t * (second.left - first.left), first.right + t * (second.right - first.right)};
}

}  // namespace tonewright
