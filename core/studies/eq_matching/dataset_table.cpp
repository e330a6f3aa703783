#include "core/studies/eq_matching/dataset_table.h"

#include <cmath>
#include <fmt/format.h>

#include "core/studies/eq_matching/dataset_columns.h"
#include "core/studies/eq_matching/eq_config.h"

namespace tonewright::eq_matching
{

Result<DatasetTable> DatasetTable::read(const std::filesystem::path &folder)
{
    DatasetTable table;
    table.m_folder = folder;
    auto schema = readJson(folder / "schema.json");
    if (!schema && schema.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, "holds no complete data set. Make one with tonewright-cli dataset.",
                    folder.string());
    if (!schema)
        return fail(schema.error());
    table.m_schema = std::move(*schema);
    const auto unusable = [&folder](const std::string &what) {
        return fail(ErrorCode::BadData, what, (folder / "schema.json").string());
    };
    const Json &told = table.m_schema;
    if (!told.is_object() || told.value("study", Json()) != descriptor().id ||
        !told.value("columns", Json()).is_array())
        return unusable("isn't the schema of a data set of this study");
    if (told.value("schema_version", Json()) != kDatasetSchemaVersion)
        return unusable(fmt::format("has schema version {} instead of {}. Make the data set again.",
                                    told.value("schema_version", Json()).dump(), kDatasetSchemaVersion));
    auto matrix = readNpyMatrix(folder / "dataset.npy");
    if (!matrix)
        return fail(matrix.error());
    table.m_matrix = std::move(*matrix);
    if (told["columns"].size() != table.m_matrix.columns || told.value("rows", Json()) != table.m_matrix.rows)
        return unusable("doesn't fit dataset.npy: other rows or columns. Make the data set again.");
    for (const Json &column : told["columns"]) {
        if (!column.is_object() || !column.value("name", Json()).is_string() ||
            !column.value("group", Json()).is_string() || !column.value("role", Json()).is_string())
            return unusable("has a column without name, group or role");
        auto &categories = table.m_categories.emplace_back();
        for (const Json &category : column.value("categories", Json::array()))
            categories.push_back(category.is_string() ? category.get<std::string>() : "");
    }
    for (std::size_t row = 0; row < table.rows(); ++row)
        for (std::size_t column = 0; column < table.m_categories.size(); ++column) {
            const float value = table.at(row, column);
            if (!table.m_categories[column].empty() &&
                !(value >= 0.0F && value < static_cast<float>(table.m_categories[column].size())))
                return fail(
                    ErrorCode::BadData,
                    fmt::format("row {} has no such {}. Make the data set again.", row, table.columnName(column)),
                    (folder / "dataset.npy").string());
        }
    return table;
}

std::vector<std::size_t> DatasetTable::group(const std::string &name, const std::string &role) const
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < m_schema["columns"].size(); ++i)
        if (m_schema["columns"][i]["group"] == name && m_schema["columns"][i]["role"] == role)
            found.push_back(i);
    return found;
}

Result<std::size_t> DatasetTable::column(const std::string &name) const
{
    for (std::size_t i = 0; i < m_schema["columns"].size(); ++i)
        if (m_schema["columns"][i]["name"] == name)
            return i;
    return fail(ErrorCode::BadData, fmt::format("has no column {}. Make the data set again.", name),
                (m_folder / "schema.json").string());
}

std::string DatasetTable::columnName(std::size_t column) const
{
    return m_schema["columns"][column]["name"].get<std::string>();
}

const std::string &DatasetTable::text(std::size_t row, std::size_t column) const
{
    return m_categories[column][static_cast<std::size_t>(at(row, column))];
}

}  // namespace tonewright::eq_matching
