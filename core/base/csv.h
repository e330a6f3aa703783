#pragma once

#include <string>
#include <string_view>

namespace tonewright
{

/// A text as a CSV field (RFC 4180): quoted, with quotes doubled, if it holds a comma, a quote or a line break.
std::string csvField(std::string_view text);

}  // namespace tonewright
