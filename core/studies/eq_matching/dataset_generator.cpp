#include "core/studies/eq_matching/dataset_generator.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/csv.h"
#include "core/base/npy.h"
#include "core/base/rng.h"
#include "core/studies/eq_matching/dataset_parts.h"

namespace tonewright::eq_matching
{
namespace
{

using namespace std::chrono_literals;

/// Refuses a folder that was begun with other settings; otherwise leaves it with these.
Result<void> agreeOnSettings(const DatasetJob &job)
{
    const auto file = job.folder / "settings.json";
    const auto stored = readJson(file);
    if (!stored && stored.error().code == ErrorCode::NotFound)
        return writeJson(file, job.settings);
    if (!stored)
        return fail(stored.error());
    for (const auto &[name, value] : job.settings.items()) {
        if (!stored->is_object() || !stored->contains(name))
            return fail(ErrorCode::BadData, "aren't the settings of a data set. Choose another folder.", file.string());
        if ((*stored)[name] != value)
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("the data set in {} was begun with {}, now it is {}. Repeat the first settings, or "
                                    "choose another folder.",
                                    job.folder.string(), (*stored)[name].dump(), value.dump()),
                        name);
    }
    return {};
}

/// Threads that take the missing parts one after the other.
class PartWorkers
{
public:
    PartWorkers(const RowMaker &maker, const DatasetParts &parts, std::vector<std::int64_t> missing,
                std::size_t columns)
        : m_maker(maker), m_parts(parts), m_missing(std::move(missing)), m_columns(columns)
    {
    }

    /// Until everything is made, something failed, or the context says stop.
    Result<void> run(int threads, std::int64_t rowsBefore, std::int64_t rows, RunContext &context)
    {
        m_running = threads;
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i)
            workers.emplace_back([this] { work(); });
        std::unique_lock lock(m_mutex);
        while (m_running > 0) {
            m_changed.wait_for(lock, 40ms);
            lock.unlock();
            if (!context.advance(static_cast<std::uint64_t>(rowsBefore + m_rowsMade), static_cast<std::uint64_t>(rows)))
                m_stop = m_cancelled = true;
            lock.lock();
        }
        if (m_error)
            return fail(*m_error);
        if (m_cancelled)
            return fail(ErrorCode::Cancelled, "stopped; the parts that are complete stay. The same command goes on.");
        return {};
    }

    [[nodiscard]] std::int64_t rowsMade() const { return m_rowsMade; }

private:
    void work()
    {
        Result<void> done;
        try {
            done = makeParts();
        } catch (const std::exception &problem) {
            done = fail(ErrorCode::Internal, fmt::format("making rows failed: {}", problem.what()));
        }
        const std::scoped_lock lock(m_mutex);
        if (!done && !m_error) {
            m_error = done.error();
            m_stop = true;
        }
        --m_running;
        m_changed.notify_all();
    }

    Result<void> makeParts()
    {
        for (std::size_t next = m_next++; next < m_missing.size(); next = m_next++) {
            const std::int64_t part = m_missing[next];
            const std::int64_t first = m_parts.firstRow(part);
            std::vector<float> values;
            values.reserve(static_cast<std::size_t>(m_parts.rowsIn(part)) * m_columns);
            for (std::int64_t row = first; row < first + m_parts.rowsIn(part); ++row) {
                if (m_stop)
                    return {};
                const auto made = m_maker.make(row, [this] { return !m_stop; });
                if (m_stop)
                    return {};
                if (!made)
                    return fail(made.error());
                if (made->size() != m_columns)
                    return fail(ErrorCode::Internal,
                                fmt::format("a row has {} values for {} columns.", made->size(), m_columns));
                values.insert(values.end(), made->begin(), made->end());
                ++m_rowsMade;
            }
            if (auto written = m_parts.write(part, values); !written)
                return written;
        }
        return {};
    }

    const RowMaker &m_maker;
    const DatasetParts &m_parts;
    const std::vector<std::int64_t> m_missing;
    const std::size_t m_columns;
    std::atomic<std::size_t> m_next{0};
    std::atomic<std::int64_t> m_rowsMade{0};
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_cancelled{false};
    std::mutex m_mutex;  // guards what follows
    std::condition_variable m_changed;
    int m_running = 0;
    std::optional<Error> m_error;
};

/// A number as text that reads back as the same single-precision number; nothing where it isn't finite.
void addField(float value, const DatasetColumn &column, std::string &line)
{
    if (column.type == DatasetColumn::Type::Text)
        line += csvField(column.categories[static_cast<std::size_t>(value)]);
    else if (column.type == DatasetColumn::Type::Integer)
        fmt::format_to(std::back_inserter(line), "{}", static_cast<std::int64_t>(value));
    else if (std::isfinite(value))
        fmt::format_to(std::back_inserter(line), "{}", value);
}

using EachPart = std::function<Result<void>(const std::vector<float> &values)>;

Result<void> forEachPart(const DatasetParts &parts, RunContext &context, const EachPart &work)
{
    for (std::int64_t part = 0; part < parts.count(); ++part) {
        if (!context.advance(static_cast<std::uint64_t>(part), static_cast<std::uint64_t>(parts.count())))
            return fail(ErrorCode::Cancelled, "stopped while joining; the parts stay. The same command goes on.");
        const auto values = parts.read(part);
        if (!values)
            return fail(values.error());
        if (auto done = work(*values); !done)
            return done;
    }
    return {};
}

Result<void> writeCsv(const std::filesystem::path &file, const DatasetParts &parts,
                      const std::vector<DatasetColumn> &columns, RunContext &context)
{
    return replaceFile(file, [&](const std::filesystem::path &temporary) -> Result<void> {
        std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
        std::string text;
        for (const auto &column : columns)
            text += (text.empty() ? "" : ",") + csvField(column.name);
        stream << text << "\n";
        return forEachPart(parts, context, [&](const std::vector<float> &values) -> Result<void> {
            text.clear();
            for (std::size_t i = 0; i < values.size(); ++i) {
                const std::size_t column = i % columns.size();
                addField(values[i], columns[column], text);
                text += column + 1 < columns.size() ? ',' : '\n';
            }
            stream << text << std::flush;
            if (!stream)
                return fail(ErrorCode::Unwritable, "can't be written. Choose another place or free some space.",
                            file.string());
            return {};
        });
    });
}

Result<void> writeMatrix(const std::filesystem::path &file, const DatasetParts &parts, std::int64_t rows,
                         std::int64_t rowsPerPart, std::size_t columns)
{
    Result<std::vector<float>> part;
    Result<void> readAll;
    auto written =
        writeNpyRows(file, static_cast<std::size_t>(rows), columns, [&](std::size_t row, std::span<float> out) {
            const auto within = static_cast<std::size_t>(static_cast<std::int64_t>(row) % rowsPerPart);
            if (within == 0)
                part = parts.read(static_cast<std::int64_t>(row) / rowsPerPart);
            if (part)
                std::copy_n(part->begin() + static_cast<std::ptrdiff_t>(within * columns), columns, out.begin());
            else if (readAll)
                readAll = fail(part.error());
        });
    if (!readAll) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        return readAll;
    }
    return written;
}

Json schemaOf(const DatasetJob &job, const std::vector<DatasetColumn> &columns)
{
    Json schema = job.schema;
    schema["rows"] = job.rows;
    schema["files"] = {{"csv", "dataset.csv"},
                       {"npy", "dataset.npy"},
                       {"npy_type", "float32 [rows, columns]; of a text column the index of its category"},
                       {"missing", "an empty field in the CSV, NaN in the matrix"}};
    schema["settings"] = job.settings;
    Json &list = schema["columns"] = Json::array();
    for (const auto &column : columns)
        list.push_back(toJson(column));
    return schema;
}

/// How long the two tables are, so that one that was cut short later is made again.
void addSizes(const std::filesystem::path &folder, Json &schema)
{
    for (const char *kind : {"csv", "npy"}) {
        std::error_code missing;
        const auto bytes = std::filesystem::file_size(folder / (std::string("dataset.") + kind), missing);
        schema["files"][std::string(kind) + "_bytes"] = missing ? Json(nullptr) : Json(bytes);
    }
}

bool isComplete(const DatasetJob &job, Json schema)
{
    addSizes(job.folder, schema);
    const auto stored = readJson(job.folder / "schema.json");
    return stored && *stored == schema && schema["files"]["csv_bytes"].is_number() &&
           schema["files"]["npy_bytes"].is_number();
}

}  // namespace

Result<Json> generateDataset(const DatasetJob &job, const RowMaker &maker, const std::vector<DatasetColumn> &columns,
                             RunContext &context)
{
    if (auto writable = ensureWritableFolder(job.folder / "parts"); !writable)
        return fail(writable.error());
    if (auto agreed = agreeOnSettings(job); !agreed)
        return fail(agreed.error());
    Json schema = schemaOf(job, columns);
    Json outcome{{"folder", job.folder.string()}, {"rows", job.rows}, {"rows_made", 0}, {"columns", columns.size()}};
    if (isComplete(job, schema))
        return outcome;

    context.phase("Making rows");
    const DatasetParts parts(job.folder / "parts", job.rows, job.rowsPerPart, columns.size(),
                             fmt::format("{:016x}", stableHash(job.settings.dump())));
    std::vector<std::int64_t> missing;
    std::int64_t rowsThere = 0;
    for (std::int64_t part = 0; part < parts.count(); ++part) {
        if (!context.poll())
            return fail(ErrorCode::Cancelled, "stopped; the parts that are complete stay. The same command goes on.");
        if (parts.read(part))
            rowsThere += parts.rowsIn(part);
        else
            missing.push_back(part);
    }
    PartWorkers workers(maker, parts, missing, columns.size());
    if (auto made = workers.run(job.threads, rowsThere, job.rows, context); !made)
        return fail(made.error());

    context.phase("Joining");
    std::error_code ignored;
    std::filesystem::remove(job.folder / "schema.json", ignored);  // it is what says that the rest is complete
    if (auto written = writeCsv(job.folder / "dataset.csv", parts, columns, context); !written)
        return fail(written.error());
    if (auto written = writeMatrix(job.folder / "dataset.npy", parts, job.rows, job.rowsPerPart, columns.size());
        !written)
        return fail(written.error());
    addSizes(job.folder, schema);
    if (auto written = writeJson(job.folder / "schema.json", schema); !written)
        return fail(written.error());
    (void)context.advance(static_cast<std::uint64_t>(parts.count()), static_cast<std::uint64_t>(parts.count()));
    outcome["rows_made"] = workers.rowsMade();
    return outcome;
}

}  // namespace tonewright::eq_matching
