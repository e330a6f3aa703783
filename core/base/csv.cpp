#include "core/base/csv.h"

namespace tonewright
{

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"') {
            quoted += '"';
        }
        quoted += letter;
    }
    return quoted + '"';
}

}  // namespace tonewright
