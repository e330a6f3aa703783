#pragma once

#include <span>
#include <vector>

namespace tonewright::dsp
{

/// The signal times the power of two that brings its largest magnitude to 0.5 … 1: nothing is rounded, and squares and
/// powers stay inside the range of float. Silence stays silence. For finite samples.
std::vector<float> levelled(std::span<const float> signal);

}  // namespace tonewright::dsp
