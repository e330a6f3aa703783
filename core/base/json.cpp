#include "core/base/json.h"

#include <algorithm>

#include "core/base/atomic_file.h"

namespace tonewright
{

namespace
{

/// "line 3, column 7" of a byte offset (1-based, as the parser counts).
std::string position(const std::string &text, std::size_t byte)
{
    const std::size_t end = std::min(byte > 0 ? byte - 1 : 0, text.size());
    const auto begin = text.begin();
    const auto line = 1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(end), '\n');
    const std::size_t newline = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    const std::size_t column = newline == std::string::npos ? end + 1 : end - newline;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

Result<Json> readJson(const std::filesystem::path &file)
{
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    try {
        return Json::parse(*text);
    } catch (const Json::parse_error &error) {
        return fail(ErrorCode::BadData,
                    "isn't valid JSON at " + position(*text, error.byte) + ". Correct it there or remove the file.",
                    file.string());
    }
}

Result<void> writeJson(const std::filesystem::path &file, const Json &json)
{
    // File names on Linux need not be UTF-8; a strange byte in one must not keep a project from being saved.
    return replaceFile(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace tonewright
