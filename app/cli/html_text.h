#pragma once

#include <string>
#include <string_view>

namespace tonewright::cli
{

/// A text as HTML or SVG shows it literally, attributes included.
std::string escaped(std::string_view text);
/// "−0.42", "0.07"; "–" for what wasn't measured.
std::string formatScore(double value, int digits = 2);
/// 440 → "440", 12500 → "12.5k".
std::string formatHertz(double hertz);

}  // namespace tonewright::cli
