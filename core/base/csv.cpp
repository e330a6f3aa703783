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

bool readCsvRecord(std::istream &stream, std::vector<std::string> &fields)
{
    fields.clear();
    std::streambuf *buffer = stream.rdbuf();
    constexpr int kEnd = std::char_traits<char>::eof();
    int letter = buffer->sbumpc();
    if (letter == kEnd) {
        stream.setstate(std::ios::eofbit);
        return false;
    }
    fields.emplace_back();
    bool quoted = false;
    for (; letter != kEnd; letter = buffer->sbumpc()) {
        const char c = static_cast<char>(letter);
        if (quoted && c == '"' && buffer->sgetc() == '"') {
            fields.back() += '"';
            buffer->sbumpc();
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            fields.back() += c;
        } else if (c == ',') {
            fields.emplace_back();
        } else if (c == '\n') {
            break;
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return true;
}

}  // namespace tonewright
