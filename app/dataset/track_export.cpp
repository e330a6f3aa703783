#include "app/dataset/track_export.h"

#include <QHash>
#include <QStringList>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>

#include "core/base/atomic_file.h"
#include "core/base/csv.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/npy.h"
#include "core/dsp/feature_meanings.h"

namespace tonewright
{

namespace
{

constexpr int kSchemaVersion = 1;
constexpr std::size_t kFeatures = 40;

/// A column: text, or a number. Exactly one of the two functions is there. `row` counts entries.
struct Column {
    std::string name, group, role, type, unit, description;
    double minimum = std::numeric_limits<double>::quiet_NaN();
    std::function<QString(std::size_t row)> text;
    std::function<double(std::size_t row)> value;
};

/// The texts of a column in the order they first appear, and which row has which.
struct Categories {
    QStringList names;
    std::vector<int> ofRow;  // [rows written]
};

std::vector<Column> columnsOf(const TrackTableCopy &table)
{
    const auto track = [&table](std::size_t row) -> const TrackEntry & { return table.entries->tracks[row]; };
    const auto text = [](const char *name, const char *description, std::function<QString(std::size_t)> of) {
        return Column{name, "key", "key", "text", "", description, std::nan(""), std::move(of), {}};
    };
    const auto number = [](const char *name, const char *type, const char *unit, double minimum,
                           const char *description, std::function<double(std::size_t)> of) {
        return Column{name, "track", "information", type, unit, description, minimum, {}, std::move(of)};
    };
    const double none = std::nan("");
    std::vector<Column> columns{
        text("track", "Genre and name: unique in a corpus.", [=](std::size_t row) { return track(row).key; }),
        text("genre", "The folder the track lies in.", [=](std::size_t row) { return track(row).genre; }),
        text("file", "The file it was read from; of a pair the reference.",
             [=](std::size_t row) { return track(row).file; }),
        text("kind", "track, or pair where the corpus brings its own raw version.",
             [=](std::size_t row) { return track(row).pair ? QStringLiteral("pair") : QStringLiteral("track"); }),
        text("split", "train, or test for tracks that no agent trains on (held out).",
             [=](std::size_t row) { return track(row).heldOut ? QStringLiteral("test") : QStringLiteral("train"); }),
        number("length_seconds", "real", "s", 0, "Length.", [=](std::size_t row) { return track(row).seconds; }),
        number("sample_rate", "integer", "Hz", 1, "Sample rate.",
               [=](std::size_t row) { return double(track(row).sampleRate); }),
        number("channels", "integer", "", 1, "Channels.", [=](std::size_t row) { return double(track(row).channels); }),
        number("peak_dbfs", "real", "dB", none, "Largest sample, 0 being full scale. Empty where it wasn't measured.",
               [&table](std::size_t row) { return double(table.peakDb[row]); }),
        number("loudness_lufs", "real", "LUFS", none,
               "Integrated loudness, EBU R 128; one channel counts twice, as it is played. Empty where it wasn't "
               "measured or is undefined: shorter than 0.4 s, nearly silent.",
               [&table](std::size_t row) { return double(table.lufs[row]); }),
        text("remarks", "What may not be as expected; empty: nothing.",
             [&table](std::size_t row) { return table.problems.at(qsizetype(row)); })};
    columns.back().group = "track";
    columns.back().role = "information";
    if (table.features.empty())
        return columns;
    for (std::size_t i = 0; i < kFeatures; ++i) {
        const dsp::FeatureMeaning &meaning = dsp::featureMeanings()[i];
        columns.push_back({std::string(meaning.name),
                           "features",
                           "input",
                           "real",
                           std::string(meaning.unit),
                           std::string(meaning.meaning),
                           none,
                           {},
                           [&table, i](std::size_t row) { return double(table.features[row * kFeatures + i]); }});
    }
    return columns;
}

Categories categoriesOf(const Column &column, const std::vector<int> &rows)
{
    Categories made;
    QHash<QString, int> known;
    for (const int row : rows) {
        const QString text = column.text(std::size_t(row));
        const auto [place, isNew] = [&] {
            const auto found = known.constFind(text);
            return found != known.constEnd() ? std::pair(*found, false) : std::pair(int(made.names.size()), true);
        }();
        if (isNew) {
            known.insert(text, place);
            made.names << text;
        }
        made.ofRow.push_back(place);
    }
    return made;
}

std::string csvOf(const TrackTableCopy &table, const std::vector<Column> &columns)
{
    std::string csv;
    for (const Column &column : columns)
        csv += (csv.empty() ? "" : ",") + column.name;
    csv += '\n';
    for (const int row : table.rows) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Column &column = columns[i];
            if (i > 0)
                csv += ',';
            if (column.text) {
                csv += csvField(column.text(std::size_t(row)).toStdString());
                continue;
            }
            const double value = column.value(std::size_t(row));
            if (!std::isfinite(value))
                continue;
            if (column.type == "integer")
                fmt::format_to(std::back_inserter(csv), "{}", static_cast<std::int64_t>(value));
            else if (column.name == "length_seconds")
                fmt::format_to(std::back_inserter(csv), "{}", value);
            else  // measured in single precision: no digits that nobody measured
                fmt::format_to(std::back_inserter(csv), "{}", static_cast<float>(value));
        }
        csv += '\n';
    }
    return csv;
}

Json schemaOf(const TrackTableCopy &table, const std::vector<Column> &columns,
              const std::vector<Categories> &categories, const TrackExportFiles &files)
{
    Json schema{{"kind", "table of tracks"},
                {"schema_version", kSchemaVersion},
                {"program", programVersion()},
                {"rows", table.rows.size()},
                {"split", {{"column", "split"}, {"by", "track"}}},
                {"files",
                 {{"csv", files.csv.filename().string()},
                  {"npy", files.npy.filename().string()},
                  {"npy_type", "float32 [rows, columns]; of a text column the index of its category"},
                  {"missing", "an empty field in the CSV, NaN in the matrix"}}}};
    Json &list = schema["columns"] = Json::array();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column &column = columns[i];
        Json json{{"name", column.name},
                  {"group", column.group},
                  {"type", column.type},
                  {"unit", column.unit},
                  {"minimum", std::isnan(column.minimum) ? Json(nullptr) : Json(column.minimum)},
                  {"maximum", nullptr},
                  {"description", column.description},
                  {"role", column.role}};
        if (column.text) {
            Json &names = json["categories"] = Json::array();
            for (const QString &name : categories[i].names)
                names.push_back(name.toStdString());
        }
        list.push_back(std::move(json));
    }
    return schema;
}

}  // namespace

TrackExportFiles::TrackExportFiles(const std::filesystem::path &chosen)
{
    std::filesystem::path base = chosen;
    if (base.extension() == ".csv")
        base.replace_extension();
    const std::string name = base.filename().string();
    csv = base.parent_path() / (name + ".csv");
    npy = base.parent_path() / (name + ".npy");
    schema = base.parent_path() / (name + ".schema.json");
}

Result<void> exportTracks(const TrackTableCopy &table, const std::filesystem::path &chosen)
{
    const TrackExportFiles files(chosen);
    const std::vector<Column> columns = columnsOf(table);
    std::vector<Categories> categories;
    for (const Column &column : columns)
        categories.push_back(column.text ? categoriesOf(column, table.rows) : Categories());
    if (auto written = replaceFile(files.csv, csvOf(table, columns)); !written)
        return written;
    const auto fill = [&](std::size_t index, std::span<float> out) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const double value =
                columns[i].text ? double(categories[i].ofRow[index]) : columns[i].value(std::size_t(table.rows[index]));
            out[i] = std::isfinite(value) ? static_cast<float>(value) : std::numeric_limits<float>::quiet_NaN();
        }
    };
    if (auto written = writeNpyRows(files.npy, table.rows.size(), columns.size(), fill); !written)
        return written;
    return writeJson(files.schema, schemaOf(table, columns, categories, files));
}

}  // namespace tonewright
