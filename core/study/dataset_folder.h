#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace tonewright
{

/// One column of a data set, as schema.json tells it.
struct DatasetFolderColumn {
    std::string name;
    std::string group;        ///< "key", "features", "true", "agent" …
    std::string role;         ///< "key", "input", "target", "information"
    std::string type;         ///< "integer", "real", "text"
    std::string unit;         ///< "" for a plain number
    std::string range;        ///< "0 … 1", "≥ 0"; "" where there is none
    std::string description;  ///< says, too, whether a parameter is as declared or as applied
    std::vector<std::string> categories;
};

/// A data set as it lies on disk: what its schema says, and any of its rows, read where they are asked for. Files of
/// any size take the memory of the rows that are asked for and of a mark for every few hundred lines.
class DatasetFolder
{
public:
    /// Of a folder with a schema.json, or of a schema file itself (FILE.schema.json). NotFound; BadData: no schema of a
    /// data set, or a table that isn't there.
    static Result<DatasetFolder> open(const std::filesystem::path &path);

    [[nodiscard]] const std::vector<DatasetFolderColumn> &columns() const { return m_columns; }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] const std::filesystem::path &schemaFile() const { return m_schemaFile; }
    [[nodiscard]] const std::filesystem::path &table() const { return m_csv; }
    /// What the schema says besides columns: name and value, in words ("Study", "eq_matching 3"; "Split", "by track
    /// …").
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &facts() const { return m_facts; }

    /// The cells of `count` rows from `first` on, as the CSV has them, unquoted; fewer at the end. Lines are found by
    /// going on from the nearest mark that an earlier call has left: the first rows of a table at once, far ones as
    /// fast as the disk is. BadData for lines that don't have as many fields as there are columns.
    Result<std::vector<std::vector<std::string>>> read(std::int64_t first, std::int64_t count);

private:
    void readColumns(const Json &schema);
    void readFacts(const Json &schema);

    std::filesystem::path m_schemaFile;
    std::filesystem::path m_csv;
    std::vector<DatasetFolderColumn> m_columns;
    std::vector<std::pair<std::string, std::string>> m_facts;
    std::int64_t m_rows = 0;
    std::vector<std::int64_t> m_marks;  ///< [i]: where row i · kRowsPerMark begins
};

}  // namespace tonewright
