#include "core/study/dataset_folder.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <system_error>

#include "core/base/csv.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::int64_t kRowsPerMark = 256;
constexpr const char *kSchemaEnding = ".schema.json";

std::string textOf(const Json &json, const char *name)
{
    return json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : std::string();
}

std::string number(double value)
{
    return fmt::format("{:g}", value);
}

std::string rangeOf(const Json &column)
{
    const auto limit = [&column](const char *name) {
        return column.contains(name) && column[name].is_number() ? number(column[name].get<double>()) : std::string();
    };
    const std::string low = limit("minimum"), high = limit("maximum");
    if (!low.empty() && !high.empty())
        return low + " … " + high;
    return !low.empty() ? "≥ " + low : !high.empty() ? "≤ " + high : "";
}

/// Of a folder schema.json, of a file itself.
fs::path schemaOf(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? path / "schema.json" : path;
}

}  // namespace

Result<DatasetFolder> DatasetFolder::open(const fs::path &path)
{
    DatasetFolder made;
    made.m_schemaFile = schemaOf(path);
    const auto schema = readJson(made.m_schemaFile);
    if (!schema)
        return fail(schema.error());
    if (!schema->is_object() || !schema->contains("columns") || !(*schema)["columns"].is_array())
        return fail(ErrorCode::BadData, "is no schema of a data set: it names no columns.", made.m_schemaFile.string());
    const Json files = schema->value("files", Json::object());
    std::string csv = textOf(files, "csv");
    if (csv.empty())
        csv = "dataset.csv";
    made.m_csv = made.m_schemaFile.parent_path() / csv;
    if (std::error_code ignored; !fs::is_regular_file(made.m_csv, ignored))
        return fail(ErrorCode::NotFound, "the table that the schema names isn't there.", made.m_csv.string());
    made.readColumns(*schema);
    if (made.m_columns.empty())
        return fail(ErrorCode::BadData, "is no schema of a data set: it names no columns.", made.m_schemaFile.string());
    if (schema->contains("rows") && (*schema)["rows"].is_number())
        made.m_rows = std::max<std::int64_t>(0, (*schema)["rows"].get<std::int64_t>());
    made.readFacts(*schema);
    return made;
}

void DatasetFolder::readColumns(const Json &schema)
{
    for (const Json &column : schema["columns"]) {
        if (!column.is_object())
            continue;
        DatasetFolderColumn made{
            textOf(column, "name"), textOf(column, "group"), textOf(column, "role"),        textOf(column, "type"),
            textOf(column, "unit"), rangeOf(column),         textOf(column, "description"), {}};
        if (column.contains("categories") && column["categories"].is_array())
            for (const Json &category : column["categories"])
                if (category.is_string())
                    made.categories.push_back(category.get<std::string>());
        m_columns.push_back(std::move(made));
    }
}

void DatasetFolder::readFacts(const Json &schema)
{
    const auto word = [](const Json &value) {
        return value.is_string()         ? value.get<std::string>()
               : value.is_number_float() ? number(value.get<double>())
                                         : value.dump();
    };
    for (const char *name : {"kind", "study", "study_version", "schema_version", "program", "made"})
        if (schema.contains(name))
            m_facts.emplace_back(name, word(schema[name]));
    m_facts.emplace_back("rows", std::to_string(m_rows));
    for (const char *group : {"split", "settings"})
        if (schema.contains(group) && schema[group].is_object())
            for (const auto &[name, value] : schema[group].items())
                m_facts.emplace_back(std::string(group) + ": " + name, word(value));
}

Result<std::vector<std::vector<std::string>>> DatasetFolder::read(std::int64_t first, std::int64_t count)
{
    std::ifstream stream(m_csv, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::Unreadable, "can't be read any more.", m_csv.string());
    std::vector<std::string> fields;
    if (m_marks.empty()) {
        if (!readCsvRecord(stream, fields) || fields.size() != m_columns.size())
            return fail(
                ErrorCode::BadData,
                fmt::format("its first line has {} names, the schema {} columns.", fields.size(), m_columns.size()),
                m_csv.string());
        m_marks.push_back(static_cast<std::int64_t>(stream.tellg()));
    }
    const auto mark = std::min<std::int64_t>(first / kRowsPerMark, static_cast<std::int64_t>(m_marks.size()) - 1);
    stream.seekg(m_marks[static_cast<std::size_t>(mark)]);
    std::vector<std::vector<std::string>> rows;
    for (std::int64_t row = mark * kRowsPerMark; row < first + count; ++row) {
        if (row % kRowsPerMark == 0 && row / kRowsPerMark == static_cast<std::int64_t>(m_marks.size()))
            m_marks.push_back(static_cast<std::int64_t>(stream.tellg()));
        if (!readCsvRecord(stream, fields))
            break;
        if (row < first)
            continue;
        if (fields.size() != m_columns.size())
            return fail(
                ErrorCode::BadData,
                fmt::format("row {} has {} fields, the schema {} columns.", row, fields.size(), m_columns.size()),
                m_csv.string());
        rows.push_back(fields);
    }
    return rows;
}

}  // namespace tonewright
