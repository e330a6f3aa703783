#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/npy.h"
#include "core/base/result.h"

namespace tonewright::eq_matching
{

/// A generated data set in memory: its schema and its matrix.
class DatasetTable
{
public:
    /// From a folder that generateDataset() filled. NotFound; BadData: not complete, of another study or schema, or
    /// schema and matrix don't fit together.
    static Result<DatasetTable> read(const std::filesystem::path &folder);

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    [[nodiscard]] std::size_t rows() const { return m_matrix.rows; }
    [[nodiscard]] float at(std::size_t row, std::size_t column) const { return m_matrix.row(row)[column]; }
    /// Indices of the columns of a group, in order; with `role`, only those ("input", "target" …).
    [[nodiscard]] std::vector<std::size_t> group(const std::string &name, const std::string &role) const;
    /// BadData naming the column that isn't there.
    [[nodiscard]] Result<std::size_t> column(const std::string &name) const;
    [[nodiscard]] std::string columnName(std::size_t column) const;
    /// Of a text column.
    [[nodiscard]] const std::string &text(std::size_t row, std::size_t column) const;

private:
    std::filesystem::path m_folder;
    Json m_schema;
    NpyMatrix m_matrix;
    std::vector<std::vector<std::string>> m_categories;  // [columns]
};

}  // namespace tonewright::eq_matching
