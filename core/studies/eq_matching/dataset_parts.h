#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace tonewright::eq_matching
{

/// The rows of a data set in parts of equal size (the last may be shorter), each a file that is complete or absent.
/// Every part carries `made`, a mark of what decides the rows: parts of other settings are taken for absent, whatever
/// became of the file of settings beside them.
class DatasetParts
{
public:
    DatasetParts(std::filesystem::path folder, std::int64_t rows, std::int64_t rowsPerPart, std::size_t columns,
                 std::string made);

    [[nodiscard]] std::int64_t count() const { return (m_rows + m_rowsPerPart - 1) / m_rowsPerPart; }
    [[nodiscard]] std::int64_t firstRow(std::int64_t part) const { return part * m_rowsPerPart; }
    [[nodiscard]] std::int64_t rowsIn(std::int64_t part) const;
    [[nodiscard]] std::filesystem::path file(std::int64_t part) const;

    /// `values` [rowsIn(part), columns]. Atomic. Unwritable.
    Result<void> write(std::int64_t part, std::span<const float> values) const;
    /// [rowsIn(part), columns]. NotFound; BadData: damaged, or with other rows, columns or mark.
    [[nodiscard]] Result<std::vector<float>> read(std::int64_t part) const;

private:
    [[nodiscard]] Json headerOf(std::int64_t part) const;

    std::filesystem::path m_folder;
    std::int64_t m_rows;
    std::int64_t m_rowsPerPart;
    std::size_t m_columns;
    std::string m_made;
};

}  // namespace tonewright::eq_matching
