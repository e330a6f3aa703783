#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace tonewright
{

/// A CSV file that grows by one row at a time; its first column is the episode. Every row reaches the operating system
/// at once (one write each), so kill -9 loses none. Not thread-safe.
class CsvLog
{
public:
    CsvLog() = default;
    ~CsvLog();
    CsvLog(CsvLog &&other) noexcept;
    CsvLog &operator=(CsvLog &&other) noexcept;

    /// Begins the file anew. Unwritable.
    static Result<CsvLog> create(const std::filesystem::path &file, const std::vector<std::string> &columns);
    /// Continues it after dropping the rows of later episodes and a row that a power cut left half written.
    /// NotFound; BadData when its columns are others; Unwritable.
    static Result<CsvLog> reopen(const std::filesystem::path &file, const std::vector<std::string> &columns,
                                 std::int64_t lastEpisode);

    /// All complete rows below the header. NotFound, Unreadable.
    static Result<std::vector<std::vector<std::string>>> readRows(const std::filesystem::path &file);

    Result<void> append(const std::vector<std::string> &cells);
    /// The last row's cells; empty when there is none.
    [[nodiscard]] const std::vector<std::string> &lastRow() const { return m_lastRow; }

    /// "%.9g"; empty for NaN.
    static std::string cell(double value);
    /// Quoted (RFC 4180) where a comma or a quotation mark makes that necessary; line breaks become spaces.
    static std::string cell(const std::string &text);

private:
    static Result<CsvLog> openForAppending(const std::filesystem::path &file);

    int m_fd = -1;
    std::string m_file;
    std::vector<std::string> m_lastRow;
};

}  // namespace tonewright
