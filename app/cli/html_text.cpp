#include "app/cli/html_text.h"

#include <cmath>
#include <fmt/format.h>

namespace tonewright::cli
{

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string formatScore(double value, int digits)
{
    if (!std::isfinite(value)) {
        return "–";
    }
    const std::string size = fmt::format("{:.{}f}", std::fabs(value), digits);
    // What rounds to nothing has no sign.
    const bool nothing = size.find_first_not_of("0.") == std::string::npos;
    return value < 0.0 && !nothing ? "−" + size : size;
}

std::string formatHertz(double hertz)
{
    return hertz >= 1000.0 ? fmt::format("{:g}k", hertz / 1000.0) : fmt::format("{:g}", hertz);
}

}  // namespace tonewright::cli
