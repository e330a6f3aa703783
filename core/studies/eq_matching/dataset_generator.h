#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/studies/eq_matching/dataset_row.h"

namespace tonewright::eq_matching
{

/// How a data set is made and where.
struct DatasetJob {
    std::filesystem::path folder;
    std::int64_t rows = 0;         ///< 1 …
    std::int64_t rowsPerPart = 0;  ///< 1 …
    int threads = 1;
    /// Everything that decides a row or a part, by the name of the option that sets it. A folder that was begun with
    /// other settings is refused.
    Json settings;
    Json schema;  ///< what schema.json says besides columns, rows and files
};

/// Generates a data set into a folder:
///
///     settings.json       what decides the rows, written first
///     parts/part-N.bin    rowsPerPart rows each, complete or absent: check sum, mark of the settings
///     dataset.csv         the rows joined: a header and text
///     dataset.npy         the same numbers, float32 [rows, columns]; of text the category's index
///     schema.json         every column and how the set was made; written last
///
/// Killed at any moment, the same job goes on with the parts that are complete. With another number of rows, too: parts
/// that are there stay. A complete set isn't made again, tables that were removed or cut short are joined again.
///
/// Returns {"rows", "rows_made" (in this call), "columns", "folder"}. Errors: InvalidArgument, naming the setting that
/// differs; Unwritable; Cancelled (what is complete stays); those of a row.
Result<Json> generateDataset(const DatasetJob &job, const RowMaker &maker, const std::vector<DatasetColumn> &columns,
                             RunContext &context);

}  // namespace tonewright::eq_matching
