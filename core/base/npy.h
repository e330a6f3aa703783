#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tonewright
{

using NpyShape = std::vector<std::size_t>;

/// What stands before an array's values, in format 1.0: for arrays written piece by piece or inside another file.
/// `type` as NumPy writes it: "<f4", "<i8", "<U5" (UTF-32, five letters).
std::string npyHeader(std::string_view type, const NpyShape &shape);

/// Writes an array as NumPy's .npy file, format 1.0 (NEP 1): little-endian float32, float64 or int64 in row-major
/// order. `values` holds as many as the shape says, an empty shape one. Written atomically; missing parent folders are
/// made. Errors: Unwritable; Internal where shape and values don't fit.
Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const float> values);
Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const double> values);
Result<void> writeNpy(const std::filesystem::path &file, const NpyShape &shape, std::span<const std::int64_t> values);

/// A float32 matrix whose rows are asked for one after the other, so that no copy of the whole is needed.
/// `fill` gets the row's index and its `columns` values, all 0, to be set.
Result<void> writeNpyRows(const std::filesystem::path &file, std::size_t rows, std::size_t columns,
                          const std::function<void(std::size_t, std::span<float>)> &fill);

struct NpyMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> values;  ///< [rows, columns]

    [[nodiscard]] std::span<const float> row(std::size_t index) const
    {
        return {values.data() + index * columns, columns};
    }
};

/// A float32 matrix as writeNpyRows() writes it, or NumPy: format 1.0, little-endian, C order. NotFound, Unreadable;
/// BadData for another kind of array or a file that is cut short.
Result<NpyMatrix> readNpyMatrix(const std::filesystem::path &file);

}  // namespace tonewright
