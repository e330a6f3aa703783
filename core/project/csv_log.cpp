#include "core/project/csv_log.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/csv.h"

namespace tonewright
{

namespace
{

tl::unexpected<Error> unwritable(const std::string &file)
{
    return fail(ErrorCode::Unwritable,
                fmt::format("can't be written: {}. Free some space or check its permissions.", std::strerror(errno)),
                file);
}

std::string lineOf(const std::vector<std::string> &cells)
{
    return fmt::format("{}\n", fmt::join(cells, ","));
}

/// Takes quoted cells apart: `a,"b, ""c"""` gives a and b, "c".
std::vector<std::string> split(std::string_view line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool doubled = quoted && i + 1 < line.size() && line[i] == '"' && line[i + 1] == '"';
        if (doubled) {
            cells.back() += line[i++];
        } else if (line[i] == '"') {
            quoted = !quoted;
        } else if (line[i] == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += line[i];
        }
    }
    return cells;
}

}  // namespace

CsvLog::~CsvLog()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

CsvLog::CsvLog(CsvLog &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)), m_file(std::move(other.m_file)), m_lastRow(std::move(other.m_lastRow))
{
}

CsvLog &CsvLog::operator=(CsvLog &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_file, other.m_file);
    std::swap(m_lastRow, other.m_lastRow);
    return *this;
}

Result<CsvLog> CsvLog::openForAppending(const std::filesystem::path &file)
{
    CsvLog log;
    log.m_file = file.string();
    log.m_fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (log.m_fd < 0) {
        return unwritable(log.m_file);
    }
    return log;
}

Result<CsvLog> CsvLog::create(const std::filesystem::path &file, const std::vector<std::string> &columns)
{
    if (auto written = replaceFile(file, lineOf(columns)); !written) {
        return fail(written.error());
    }
    return openForAppending(file);
}

Result<CsvLog> CsvLog::reopen(const std::filesystem::path &file, const std::vector<std::string> &columns,
                              std::int64_t lastEpisode)
{
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    const std::string header = lineOf(columns);
    if (!text->starts_with(header)) {
        return fail(ErrorCode::BadData, "has other columns than this study writes. Start a new run.", file.string());
    }
    std::size_t end = header.size();
    std::string_view last;
    for (std::size_t newline = text->find('\n', end); newline != std::string::npos; newline = text->find('\n', end)) {
        const std::string_view line = std::string_view(*text).substr(end, newline - end);
        std::int64_t episode = 0;
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), episode);
        if (parsed.ec != std::errc() || episode > lastEpisode) {
            break;
        }
        last = line;
        end = newline + 1;
    }
    if (end != text->size()) {
        if (auto cut = replaceFile(file, std::string_view(*text).substr(0, end)); !cut) {
            return fail(cut.error());
        }
    }
    auto log = openForAppending(file);
    if (log && !last.empty()) {
        log->m_lastRow = split(last);
    }
    return log;
}

Result<std::vector<std::vector<std::string>>> CsvLog::readRows(const std::filesystem::path &file)
{
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    std::vector<std::vector<std::string>> rows;
    const std::size_t headerEnd = text->find('\n');
    std::size_t begin = headerEnd == std::string::npos ? text->size() : headerEnd + 1;
    for (std::size_t newline = text->find('\n', begin); newline != std::string::npos;
         newline = text->find('\n', begin)) {
        rows.push_back(split(std::string_view(*text).substr(begin, newline - begin)));
        begin = newline + 1;
    }
    return rows;
}

Result<void> CsvLog::append(const std::vector<std::string> &cells)
{
    const std::string line = lineOf(cells);
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_fd, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return unwritable(m_file);
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    m_lastRow = cells;
    return {};
}

std::string CsvLog::cell(double value)
{
    return std::isnan(value) ? std::string() : fmt::format("{:.9g}", value);
}

std::string CsvLog::cell(const std::string &text)
{
    // One row, one line: cutting a log back looks for line breaks alone.
    std::string line = text;
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return csvField(line);
}

}  // namespace tonewright
